//! DeleteBucket.

use super::{assert_error, begin, put, request, set_versioning, with_bucket};

#[test]
fn an_empty_bucket_goes() {
    let server = with_bucket();
    let reply = request(&server, "DELETE", "/pail").send();
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    assert_error(
        &request(&server, "DELETE", "/pail").send(),
        404,
        "<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message>\
         <BucketName>pail</BucketName>",
    );
}

// Recorded.
#[test]
fn a_bucket_with_objects_stays() {
    let server = with_bucket();
    put(&server, "k", "");
    assert_error(
        &request(&server, "DELETE", "/pail").send(),
        409,
        "<Code>BucketNotEmpty</Code><Message>The bucket you tried to delete is not empty</Message>\
         <BucketName>pail</BucketName>",
    );
}

#[test]
fn uploads_in_progress_go_with_it() {
    let server = with_bucket();
    begin(&server, "k", &[]);
    assert_eq!(request(&server, "DELETE", "/pail").send().status, 204);
}

// Recorded: the longer text where versions may hide.
#[test]
fn versions_that_nobody_sees_keep_a_bucket() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let marker = request(&server, "DELETE", "/pail/k").send();
    let marker = marker.header("x-amz-version-id").unwrap();
    assert_error(
        &request(&server, "DELETE", "/pail").send(),
        409,
        "<Code>BucketNotEmpty</Code><Message>The bucket you tried to delete is not empty. You must \
         delete all versions in the bucket.</Message><BucketName>pail</BucketName>",
    );
    request(&server, "DELETE", &format!("/pail/k?versionId={marker}")).send();
    assert_eq!(request(&server, "DELETE", "/pail").send().status, 204);
}
