//! ListBuckets.

use super::{assert_error, get, request, with_bucket};

const OWNER: &str =
    "<Owner><ID>f7b11509f4d675c3c44f0dd37ca830bb02e8cfa58f04c46283c4bfcbdce1ff45</ID></Owner>";

fn document(inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListAllMyBucketsResult \
         xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{OWNER}{inner}</ListAllMyBucketsResult>"
    )
}

// Recorded order: the owner before the buckets, no DisplayName.
#[test]
fn buckets_come_by_name_behind_their_owner() {
    let server = with_bucket();
    request(&server, "PUT", "/bucket").send();
    let created = "<CreationDate>2026-11-22T07:38:00.000Z</CreationDate>";
    assert_eq!(
        get(&server, "/").text(),
        document(&format!(
            "<Buckets><Bucket><Name>bucket</Name>{created}</Bucket>\
             <Bucket><Name>pail</Name>{created}</Bucket></Buckets>"
        ))
    );
}

#[test]
fn each_account_sees_its_own() {
    let server = with_bucket();
    let other = server
        .request("GET", "/")
        .signed_as("111122223333", "us-east-1", "s3")
        .send();
    assert!(other.text().contains("<Buckets/>"), "{}", other.text());
}

// Recorded: with pages each bucket has its region and ARN.
#[test]
fn pages_go_on_with_a_token() {
    let server = with_bucket();
    request(&server, "PUT", "/bucket").send();
    let first = get(&server, "/?max-buckets=1");
    assert_eq!(first.element("Name").as_deref(), Some("bucket"));
    assert_eq!(first.element("BucketRegion").as_deref(), Some("us-east-1"));
    assert_eq!(
        first.element("BucketArn").as_deref(),
        Some("arn:aws:s3:::bucket")
    );
    let token = first.element("ContinuationToken").unwrap();
    let second = get(
        &server,
        &format!("/?max-buckets=1&continuation-token={token}"),
    );
    assert_eq!(second.element("Name").as_deref(), Some("pail"));
    assert_eq!(second.element("ContinuationToken"), None);
    assert_eq!(
        get(&server, "/?prefix=p").element("Name").as_deref(),
        Some("pail")
    );
    assert_eq!(
        get(&server, "/?bucket-region=eu-west-1").element("Name"),
        None
    );
}

#[test]
fn bad_parameters_are_refused() {
    let server = with_bucket();
    assert_error(
        &get(&server, "/?max-buckets=0"),
        400,
        "<Code>InvalidArgument</Code><Message>Argument max-buckets must be an integer between 1 and \
         10000</Message><ArgumentName>max-buckets</ArgumentName><ArgumentValue>0</ArgumentValue>",
    );
    assert_error(
        &get(&server, "/?continuation-token=x"),
        400,
        "<Code>InvalidArgument</Code><Message>The continuation token provided is incorrect</Message>\
         <ArgumentName>continuation-token</ArgumentName>",
    );
}

// What AWS answers to a browser: a page about S3.
#[test]
fn whoever_has_no_credentials_is_sent_to_a_page_about_s3() {
    let server = with_bucket();
    let reply = server.request("GET", "/").send();
    assert_eq!(reply.status, 307, "{}", reply.text());
    assert_eq!(reply.header("location"), Some("https://aws.amazon.com/s3/"));
    assert!(!reply.text().contains("pail"));
}
