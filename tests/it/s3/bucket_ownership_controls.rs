//! GetBucketOwnershipControls, PutBucketOwnershipControls, DeleteBucketOwnershipControls.

use super::{assert_error, configure, document, get, request, with_bucket};

fn controls(ownership: &str) -> String {
    document(
        "OwnershipControls",
        &format!("<Rule><ObjectOwnership>{ownership}</ObjectOwnership></Rule>"),
    )
}

// Recorded: new buckets are BucketOwnerEnforced; deleted is an error.
#[test]
fn ownership_is_enforced_until_told_otherwise() {
    let server = with_bucket();
    let target = "/pail?ownershipControls";
    assert_eq!(get(&server, target).text(), controls("BucketOwnerEnforced"));
    let preferred = controls("BucketOwnerPreferred");
    assert_eq!(
        configure(&server, "ownershipControls", &preferred).status,
        200
    );
    assert_eq!(get(&server, target).text(), preferred);
    let wrong = controls("Nobody");
    let reply = configure(&server, "ownershipControls", &wrong);
    assert_eq!(reply.element("Code").as_deref(), Some("MalformedXML"));
    assert_eq!(request(&server, "DELETE", target).send().status, 204);
    assert_error(
        &get(&server, target),
        404,
        "<Code>OwnershipControlsNotFoundError</Code><Message>The bucket ownership controls were not \
         found</Message><BucketName>pail</BucketName>",
    );
}

// API_CreateBucket: x-amz-object-ownership.
#[test]
fn a_bucket_can_begin_with_another_ownership() {
    let server = with_bucket();
    let made = request(&server, "PUT", "/open-pail")
        .header("x-amz-object-ownership", "ObjectWriter")
        .send();
    assert_eq!(made.status, 200);
    assert_eq!(
        get(&server, "/open-pail?ownershipControls").text(),
        controls("ObjectWriter")
    );
}
