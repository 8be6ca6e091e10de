//! PutBucketVersioning.

use super::{assert_error, get, put, request, set_versioning, with_bucket};

// User guide, "How S3 Versioning works".
#[test]
fn every_write_makes_a_version_once_versioning_is_enabled() {
    let server = with_bucket();
    assert_eq!(put(&server, "k", "old").header("x-amz-version-id"), None);
    set_versioning(&server, "Enabled");
    let first = put(&server, "k", "first");
    let second = put(&server, "k", "second");
    let first = first.header("x-amz-version-id").unwrap();
    assert_eq!(first.len(), 32);
    assert_eq!(get(&server, "/pail/k").text(), "second");
    let reply = get(&server, &format!("/pail/k?versionId={first}"));
    assert_eq!(reply.text(), "first");
    assert_eq!(reply.header("x-amz-version-id"), Some(first));
    assert_ne!(second.header("x-amz-version-id"), Some(first));
    let null = get(&server, "/pail/k?versionId=null");
    assert_eq!(null.text(), "old");
    assert_eq!(null.header("x-amz-version-id"), Some("null"));
}

// User guide, "Adding objects to versioning-suspended buckets"; API_PutObject, sample responses:
// the null version is named by reads, not by the write that made it.
#[test]
fn writes_replace_the_null_version_while_versioning_is_suspended() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let kept = put(&server, "k", "kept");
    let kept = kept.header("x-amz-version-id").unwrap();
    set_versioning(&server, "Suspended");
    for body in ["a", "b"] {
        let reply = put(&server, "k", body);
        assert_eq!(reply.header("x-amz-version-id"), None);
    }
    let current = get(&server, "/pail/k");
    assert_eq!(current.text(), "b");
    assert_eq!(current.header("x-amz-version-id"), Some("null"));
    assert_eq!(
        get(&server, &format!("/pail/k?versionId={kept}")).text(),
        "kept"
    );
    let listed = get(&server, "/pail?versions").text();
    assert_eq!(listed.matches("<Version>").count(), 2, "{listed}");
}

// Recorded.
#[test]
fn configurations_are_checked() {
    let server = with_bucket();
    let versioning = |body: &str| {
        request(&server, "PUT", "/pail?versioning")
            .body(body)
            .send()
    };
    assert_error(
        &versioning("<VersioningConfiguration/>"),
        400,
        "<Code>IllegalVersioningConfigurationException</Code>\
         <Message>The Versioning element must be specified</Message>",
    );
    for malformed in [
        "<VersioningConfiguration><Status>enabled</Status></VersioningConfiguration>",
        "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>on</MfaDelete></VersioningConfiguration>",
        "<Versioning",
    ] {
        assert_error(
            &versioning(malformed),
            400,
            "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not \
             validate against our published schema</Message>",
        );
    }
    let missing = request(&server, "PUT", "/nowhere?versioning")
        .body("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
        .send();
    assert_eq!(missing.element("Code").as_deref(), Some("NoSuchBucket"));
}
