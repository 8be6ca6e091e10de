//! GetBucketAbac, PutBucketAbac.

use super::{assert_error, configure, document, get, with_bucket};

// API_GetBucketAbac. Tags decide in no bucket, so enabling them is not taken.
#[test]
fn tags_never_decide_about_access() {
    let server = with_bucket();
    let disabled = document("AbacStatus", "<Status>Disabled</Status>");
    assert_eq!(get(&server, "/pail?abac").text(), disabled);
    assert_eq!(configure(&server, "abac", &disabled).status, 200);
    let enabled = document("AbacStatus", "<Status>Enabled</Status>");
    assert_error(
        &configure(&server, "abac", &enabled),
        501,
        "<Code>NotImplemented</Code><Message>A header you provided implies functionality that is \
         not implemented</Message>",
    );
    assert_eq!(
        configure(&server, "abac", "<AbacStatus><X/></AbacStatus>").status,
        400
    );
    assert_eq!(configure(&server, "abac", "").status, 400);
}
