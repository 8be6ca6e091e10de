//! UpdateObjectEncryption.

use super::{assert_error, get, hold, put, request, with_bucket, with_locking_bucket};
use crate::harness::{Reply, TestServer};

const ARN: &str = "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn update(server: &TestServer, target: &str, inner: &str) -> Reply {
    request(server, "PUT", target)
        .body(format!("<ObjectEncryption>{inner}</ObjectEncryption>"))
        .send()
}

fn kms(arn: &str) -> String {
    format!(
        "<SSE-KMS><KMSKeyArn>{arn}</KMSKeyArn><BucketKeyEnabled>true</BucketKeyEnabled></SSE-KMS>"
    )
}

// API_UpdateObjectEncryption: ETag, date and the rest stay.
#[test]
fn an_object_gets_another_key_and_stays_the_same() {
    let server = with_bucket();
    let written = put(&server, "k", "x");
    let reply = update(&server, "/pail/k?encryption", &kms(ARN));
    assert_eq!((reply.status, reply.text().as_str()), (200, ""));
    let read = get(&server, "/pail/k");
    assert_eq!(read.header("x-amz-server-side-encryption"), Some("aws:kms"));
    assert_eq!(
        read.header("x-amz-server-side-encryption-aws-kms-key-id"),
        Some(ARN)
    );
    assert_eq!(
        read.header("x-amz-server-side-encryption-bucket-key-enabled"),
        Some("true")
    );
    assert_eq!(read.header("etag"), written.header("etag"));
    assert_eq!(
        update(&server, "/pail/none?encryption", &kms(ARN)).status,
        404
    );
}

// API_UpdateObjectEncryption, "Errors".
#[test]
fn wrong_updates_are_refused() {
    let server = with_bucket();
    put(&server, "k", "x");
    let refused = |target: &str, inner: &str, code: &str, start: &str| {
        let reply = update(&server, target, inner);
        assert_eq!(reply.element("Code").as_deref(), Some(code), "{inner}");
        let message = reply.element("Message").unwrap();
        assert!(message.starts_with(start), "{message}");
    };
    let modify = "Requests that modify an object";
    let k = "/pail/k?encryption";
    refused(
        k,
        "",
        "InvalidRequest",
        &format!("{modify} encryption configuration require a valid"),
    );
    refused(
        k,
        &kms(""),
        "InvalidRequest",
        &format!("{modify}'s encryption type to SSE-KMS require an"),
    );
    refused(
        k,
        &kms("alias/mine"),
        "InvalidRequest",
        &format!("{modify}'s encryption type to SSE-KMS require a valid"),
    );
    refused(
        k,
        &kms("arn:aws:kms:us-east-1:111122223333:key/k"),
        "AccessDenied",
        "The AWS KMS key in the request must be owned by the same account",
    );
    let dual = request(&server, "PUT", "/pail/dual")
        .header("x-amz-server-side-encryption", "aws:kms:dsse");
    assert_eq!(dual.send().status, 200);
    refused(
        "/pail/dual?encryption",
        &kms(ARN),
        "InvalidRequest",
        "The UpdateObjectEncryption operation doesn't support source objects",
    );
    assert_error(
        &request(&server, "PUT", k).body("<x/>").send(),
        400,
        "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not \
         validate against our published schema</Message>",
    );
}

// API_UpdateObjectEncryption, "Errors".
#[test]
fn a_locked_object_keeps_its_key() {
    let server = with_locking_bucket();
    put(&server, "k", "x");
    hold(&server, "/pail/k", "ON");
    let reply = update(&server, "/pail/k?encryption", &kms(ARN));
    assert_eq!(
        (reply.status, reply.element("Code").as_deref()),
        (403, Some("AccessDenied"))
    );
    hold(&server, "/pail/k", "OFF");
    assert_eq!(update(&server, "/pail/k?encryption", &kms(ARN)).status, 200);
}
