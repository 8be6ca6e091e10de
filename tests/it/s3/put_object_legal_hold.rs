//! PutObjectLegalHold.

use super::{PROTECTED, assert_error, get, hold, put, request, with_bucket, with_locking_bucket};

// User guide, "Legal holds": nothing but its end lifts it.
#[test]
fn a_hold_keeps_a_version_until_it_is_lifted() {
    let server = with_locking_bucket();
    let version = put(&server, "k", "x");
    let version = version.header("x-amz-version-id").unwrap();
    let target = format!("/pail/k?versionId={version}");
    assert_eq!(hold(&server, "/pail/k", "ON").status, 200);
    let shown = get(&server, "/pail/k");
    assert_eq!(shown.header("x-amz-object-lock-legal-hold"), Some("ON"));
    for bypass in ["false", "true"] {
        let delete = request(&server, "DELETE", &target);
        let delete = delete.header("x-amz-bypass-governance-retention", bypass);
        assert_error(&delete.send(), 403, PROTECTED);
    }
    assert_eq!(hold(&server, &target, "OFF").status, 200);
    let shown = get(&server, "/pail/k");
    assert_eq!(shown.header("x-amz-object-lock-legal-hold"), Some("OFF"));
    assert_eq!(request(&server, "DELETE", &target).send().status, 204);
}

// Recorded: the missing lock; API_PutObjectLegalHold: ON or OFF.
#[test]
fn wrong_holds_are_refused() {
    let server = with_locking_bucket();
    put(&server, "k", "x");
    for status in ["on", "", "YES"] {
        assert_error(
            &hold(&server, "/pail/k", status),
            400,
            "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not \
             validate against our published schema</Message>",
        );
    }
    assert_eq!(hold(&server, "/pail/none", "ON").status, 404);
    let plain = with_bucket();
    put(&plain, "k", "x");
    assert_error(
        &hold(&plain, "/pail/k", "ON"),
        400,
        "<Code>InvalidRequest</Code><Message>Bucket is missing Object Lock Configuration</Message>",
    );
}
