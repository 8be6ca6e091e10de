//! HeadBucket.

use super::{request, with_bucket};

// Recorded headers.
#[test]
fn a_bucket_tells_its_region_and_arn() {
    let server = with_bucket();
    let reply = request(&server, "HEAD", "/pail").send();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("x-amz-bucket-region"), Some("us-east-1"));
    assert_eq!(reply.header("x-amz-bucket-arn"), Some("arn:aws:s3:::pail"));
    assert_eq!(reply.header("x-amz-access-point-alias"), Some("false"));
    assert_eq!(reply.header("content-type"), Some("application/xml"));
}

#[test]
fn errors_have_no_body() {
    let server = with_bucket();
    let missing = request(&server, "HEAD", "/nowhere").send();
    assert_eq!((missing.status, missing.body.len()), (404, 0));
    let foreign = server
        .request("HEAD", "/pail")
        .signed_as("111122223333", "us-east-1", "s3")
        .send();
    assert_eq!((foreign.status, foreign.body.len()), (403, 0));
}

// Recorded: a wrong form, and another account.
#[test]
fn the_expected_owner_is_checked() {
    let server = with_bucket();
    for (owner, status) in [("000000000000", 200), ("111122223333", 403), ("abcd", 400)] {
        let reply = request(&server, "HEAD", "/pail")
            .header("x-amz-expected-bucket-owner", owner)
            .send();
        assert_eq!(reply.status, status, "{owner}");
    }
}
