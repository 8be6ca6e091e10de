//! Directory buckets: what makes them, and where they differ from others.

use super::{
    DIRECTORY, NOW_MS, assert_error, directory_in, get, request, with_bucket, with_directory,
};
use crate::harness::{Reply, TestServer};

const MD5_OF_NOTHING: &str = "1B2M2Y8AsgTpgAmY7PhCfg==";

fn directory() -> TestServer {
    with_directory(&ruststack::Clock::frozen(NOW_MS))
}

fn at(target: &str) -> String {
    format!("/{DIRECTORY}{target}")
}

fn code(reply: &Reply) -> (u16, String) {
    (reply.status, reply.element("Code").unwrap_or_default())
}

// API_CreateBucket, API_HeadBucket.
#[test]
fn a_directory_has_an_arn_and_a_zone() {
    let server = directory();
    let arn = "arn:aws:s3express:us-east-1:000000000000:bucket/pail--use1-az4--x-s3";
    let again = request(&server, "PUT", &at("")).body(directory_in("use1-az4"));
    assert_eq!(code(&again.send()), (409, "BucketAlreadyOwnedByYou".into()));
    let head = request(&server, "HEAD", &at("")).send();
    for (name, value) in [
        ("x-amz-bucket-arn", arn),
        ("x-amz-bucket-location-type", "AvailabilityZone"),
        ("x-amz-bucket-location-name", "use1-az4"),
        ("x-amz-bucket-region", "us-east-1"),
    ] {
        assert_eq!(head.header(name), Some(value));
    }
}

// User guide, "Directory bucket naming rules"; MalformedXML is measured (aws-cli#8502).
#[test]
fn name_and_configuration_must_both_say_that_it_is_one() {
    let server = with_bucket();
    let make = |name: &str, body: &str| {
        let make = request(&server, "PUT", &format!("/{name}")).body(body);
        code(&make.send()).1
    };
    let right = directory_in("use1-az4");
    assert_eq!(make("plain", &right), "InvalidBucketName");
    assert_eq!(make("a--x-s3", &right), "InvalidBucketName");
    assert_eq!(make("a.b--use1-az4--x-s3", &right), "InvalidBucketName");
    assert_eq!(make("a--use1-az5--x-s3", &right), "InvalidBucketName");
    assert_eq!(make(DIRECTORY, ""), "MalformedXML");
    let with_constraint = right.replace(
        "<Location>",
        "<LocationConstraint>us-west-2</LocationConstraint><Location>",
    );
    assert_eq!(make(DIRECTORY, &with_constraint), "MalformedXML");
    assert_eq!(
        make(DIRECTORY, &right.replace("SingleAvailabilityZone", "Two")),
        "MalformedXML"
    );
    let local = right
        .replace("use1-az4", "usw2-lax1-az1")
        .replace("SingleAvailabilityZone", "SingleLocalZone")
        .replace("AvailabilityZone", "LocalZone");
    assert_eq!(make("a--usw2-lax1-az1--x-s3", &local), "");
}

// User guide, "Differences for directory buckets".
#[test]
fn objects_have_one_storage_class_and_an_etag_that_says_nothing() {
    let server = directory();
    let put = |class: &str| {
        let put = request(&server, "PUT", &at("/k")).header("x-amz-storage-class", class);
        put.body("x").send()
    };
    assert_eq!(code(&put("STANDARD")), (400, "InvalidStorageClass".into()));
    let (first, second) = (put("EXPRESS_ONEZONE"), put("EXPRESS_ONEZONE"));
    assert_ne!(first.header("etag"), second.header("etag"));
    let read = get(&server, &at("/k"));
    assert_eq!(read.header("etag"), second.header("etag"));
    assert_eq!(read.header("x-amz-storage-class"), Some("EXPRESS_ONEZONE"));
    assert_eq!(read.header("x-amz-expiration"), Some("NotImplemented"));
}

// API_ListObjectsV2; the text about prefixes is measured.
#[test]
fn listings_go_by_whole_directories() {
    let server = directory();
    for key in ["a/1", "a/b/2", "c"] {
        let put = request(&server, "PUT", &at(&format!("/{key}")));
        assert_eq!(put.body("x").send().status, 200);
    }
    let begin = request(&server, "POST", &at("/up/3?uploads")).send();
    assert_eq!(begin.status, 200);
    let list = |query: &str| get(&server, &at(&format!("?list-type=2{query}")));
    let prefixes = list("&delimiter=/").text();
    for prefix in ["a/", "up/"] {
        assert!(
            prefixes.contains(&format!(
                "<CommonPrefixes><Prefix>{prefix}</Prefix></CommonPrefixes>"
            )),
            "{prefixes}"
        );
    }
    assert_eq!(list("").element("KeyCount").as_deref(), Some("3"));
    let page = list("&delimiter=/&max-keys=2");
    let token = page.element("NextContinuationToken").expect("a token");
    let rest = list(&format!("&delimiter=/&continuation-token={token}"));
    assert_eq!(rest.element("KeyCount").as_deref(), Some("1"));
    assert!(
        rest.text().contains("<Prefix>up/</Prefix>"),
        "{}",
        rest.text()
    );
    assert_eq!(list("&prefix=a/").element("KeyCount").as_deref(), Some("2"));
    assert_error(
        &list("&prefix=a"),
        400,
        "<Code>InvalidRequest</Code><Message>This bucket does not support a prefix that does not end in \
         a delimiter. Specify a prefix path ending with a delimiter and try again.</Message>",
    );
    assert_eq!(code(&list("&delimiter=b")), (400, "InvalidRequest".into()));
    assert_eq!(
        code(&list("&start-after=a")),
        (501, "NotImplemented".into())
    );
}

// Measured: aws-cli and Terraform show these answers.
#[test]
fn what_directories_do_not_have_is_refused() {
    let server = directory();
    let body = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    assert_error(
        &request(&server, "PUT", &at("?versioning"))
            .body(body)
            .send(),
        400,
        "<Code>InvalidArgument</Code><Message>VersioningConfiguration is not valid, expected \
         CreateBucketConfiguration</Message>",
    );
    assert_error(
        &get(&server, &at("?versions")),
        501,
        "<Code>NotImplemented</Code><Message>This bucket does not support Object Versioning</Message>",
    );
    assert_error(
        &request(&server, "PUT", &at("/k"))
            .header("content-md5", MD5_OF_NOTHING)
            .send(),
        501,
        "<Code>NotImplemented</Code><Message>This bucket does not support Content Md5 header.</Message>",
    );
    for (header, value) in [
        ("x-amz-tagging", "a=b"),
        ("x-amz-acl", "private"),
        ("x-amz-object-lock-legal-hold", "ON"),
        ("x-amz-website-redirect-location", "/x"),
    ] {
        let put = request(&server, "PUT", &at("/k")).header(header, value);
        assert_eq!(
            code(&put.send()),
            (501, "NotImplemented".into()),
            "{header}"
        );
    }
    assert_eq!(get(&server, &at("/k")).status, 404);
    for target in ["", "?location", "?tagging", "/k?tagging", "/k?acl"] {
        let reply = get(&server, &at(target));
        assert_eq!(code(&reply), (501, "NotImplemented".into()), "{target}");
    }
    for target in ["?policy", "?encryption", "?lifecycle"] {
        let status = get(&server, &at(target)).status;
        assert!(matches!(status, 200 | 404), "{target}");
    }
}

// API_CompleteMultipartUpload, PartNumber; API_AbortMultipartUpload.
#[test]
fn uploads_hold_their_bucket_and_leave_no_part_out() {
    let server = directory();
    let begin = request(&server, "POST", &at("/k?uploads")).send();
    let id = begin.element("UploadId").expect("an id");
    let deleted = request(&server, "DELETE", &at("")).send();
    assert_eq!(code(&deleted), (409, "BucketNotEmpty".into()));
    let part = |number: u32| {
        let target = at(&format!("/k?partNumber={number}&uploadId={id}"));
        let reply = request(&server, "PUT", &target).body("x").send();
        let etag = reply.header("etag").expect("an ETag").to_owned();
        let list = format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>");
        let list = format!("<CompleteMultipartUpload>{list}</CompleteMultipartUpload>");
        let complete = request(&server, "POST", &at(&format!("/k?uploadId={id}")));
        complete.body(list).send()
    };
    assert_eq!(code(&part(2)), (400, "InvalidRequest".into()));
    let done = part(1);
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(!done.element("ETag").expect("an ETag").contains('-'));
    assert_eq!(request(&server, "DELETE", &at("/k")).send().status, 204);
    assert_eq!(request(&server, "DELETE", &at("")).send().status, 204);
}

// API_CopyObject, x-amz-tagging-directive.
#[test]
fn copies_bring_no_tags_along() {
    let server = directory();
    request(&server, "PUT", "/pail").send();
    let put = request(&server, "PUT", "/pail/k").header("x-amz-tagging", "a=b");
    assert_eq!(put.body("x").send().status, 200);
    let copy = |directive: &str| {
        let copy = request(&server, "PUT", &at("/k")).header("x-amz-copy-source", "pail/k");
        copy.header("x-amz-tagging-directive", directive).send()
    };
    assert_eq!(code(&copy("COPY")), (501, "NotImplemented".into()));
    assert_eq!(copy("REPLACE").status, 200);
    let back = request(&server, "PUT", "/pail/back");
    let back = back.header("x-amz-copy-source", &at("/k")).send();
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(
        get(&server, "/pail/back").header("x-amz-storage-class"),
        None
    );
}
