//! ListDirectoryBuckets.

use super::{DIRECTORY, NOW_MS, directory_in, document, request, with_directory};
use crate::harness::{Reply, TestServer};

fn list(server: &TestServer, query: &str) -> Reply {
    let request = server.request("GET", &format!("/?{query}"));
    request.signed_as("test", "us-east-1", "s3express").send()
}

fn bucket(name: &str) -> String {
    format!(
        "<Bucket><Name>{name}</Name><CreationDate>2026-11-22T07:38:00.000Z</CreationDate>\
         <BucketArn>arn:aws:s3express:us-east-1:000000000000:bucket/{name}</BucketArn></Bucket>"
    )
}

// API_ListDirectoryBuckets, API_ListBuckets ("not supported for directory buckets").
#[test]
fn each_kind_of_bucket_has_a_list_of_its_own() {
    let server = with_directory(&ruststack::Clock::frozen(NOW_MS));
    request(&server, "PUT", "/pail").send();
    let buckets = format!("<Buckets>{}</Buckets>", bucket(DIRECTORY));
    assert_eq!(
        list(&server, "").text(),
        document("ListAllMyDirectoryBucketsResult", &buckets)
    );
    let general = request(&server, "GET", "/").send();
    assert_eq!(general.element("Name").as_deref(), Some("pail"));
    assert!(!general.text().contains(DIRECTORY));
}

#[test]
fn pages_go_on_with_a_token() {
    let server = with_directory(&ruststack::Clock::frozen(NOW_MS));
    let second = "second--use1-az4--x-s3";
    let made = request(&server, "PUT", &format!("/{second}")).body(directory_in("use1-az4"));
    assert_eq!(made.send().status, 200);
    let first = list(&server, "max-directory-buckets=1");
    assert_eq!(first.element("Name").as_deref(), Some(DIRECTORY));
    let token = first.element("ContinuationToken").expect("a token");
    let next = list(
        &server,
        &format!("max-directory-buckets=1&continuation-token={token}"),
    );
    assert_eq!(next.element("Name").as_deref(), Some(second));
    assert_eq!(next.element("ContinuationToken"), None);
    for wrong in [
        "max-directory-buckets=0",
        "max-directory-buckets=x",
        "continuation-token=x",
    ] {
        let reply = list(&server, wrong);
        assert_eq!(reply.element("Code").as_deref(), Some("InvalidArgument"));
    }
}
