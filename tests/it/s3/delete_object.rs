//! DeleteObject.

use super::{
    NOW_MS, PROTECTED, assert_error, get, make_locking_bucket, put, put_locked, request,
    set_versioning, with_bucket,
};
use crate::harness::TestServer;

// API_DeleteObject: 204, whether or not the key was there.
#[test]
fn a_key_goes_and_going_twice_is_fine() {
    let server = with_bucket();
    put(&server, "k", "x");
    for _ in 0..2 {
        let reply = request(&server, "DELETE", "/pail/k").send();
        assert_eq!((reply.status, reply.body.len()), (204, 0));
    }
    assert_eq!(get(&server, "/pail/k").status, 404);
}

// Recorded: If-Match works on general purpose buckets, its companions do not.
#[test]
fn a_delete_may_be_conditional() {
    let server = with_bucket();
    put(&server, "k", "x");
    let delete = |name, value| {
        request(&server, "DELETE", "/pail/k")
            .header(name, value)
            .send()
    };
    assert_error(
        &delete("if-match", "\"abc\""),
        412,
        "<Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified \
         did not hold</Message><Condition>If-Match</Condition>",
    );
    assert_error(
        &delete("x-amz-if-match-size", "1"),
        501,
        "<Code>NotImplemented</Code><Message>A header you provided implies functionality that is \
         not implemented</Message><Header>x-amz-if-match-size</Header>",
    );
    assert_eq!(
        delete("if-match", "\"9dd4e461268c8034f5c8564e155c67a6\"").status,
        204
    );
}

#[test]
fn a_subresource_of_a_key_is_not_the_key() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_eq!(request(&server, "DELETE", "/pail/k?acl").send().status, 405);
    assert_eq!(get(&server, "/pail/k").status, 200);
}

// User guide, "Deleting object versions from a versioning-enabled bucket".
#[test]
fn a_delete_marker_comes_and_goes() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let version = put(&server, "k", "x");
    let version = version.header("x-amz-version-id").unwrap();
    let delete = |target: &str| request(&server, "DELETE", target).send();
    let made = delete("/pail/k");
    assert_eq!(
        (made.status, made.header("x-amz-delete-marker")),
        (204, Some("true"))
    );
    let marker = made.header("x-amz-version-id").unwrap();
    assert_eq!(get(&server, "/pail/k").status, 404);
    assert!(!get(&server, "/pail").text().contains("<Contents>"));
    let removed = delete(&format!("/pail/k?versionId={marker}"));
    assert_eq!(removed.header("x-amz-delete-marker"), Some("true"));
    assert_eq!(removed.header("x-amz-version-id"), Some(marker));
    assert_eq!(get(&server, "/pail/k").text(), "x");
    for _ in 0..2 {
        let gone = delete(&format!("/pail/k?versionId={version}"));
        assert_eq!(
            (gone.status, gone.header("x-amz-delete-marker")),
            (204, None)
        );
        assert_eq!(gone.header("x-amz-version-id"), Some(version));
    }
    assert_eq!(get(&server, "/pail/k").status, 404);
}

// User guide, "Deleting objects from versioning-suspended buckets".
#[test]
fn the_null_version_makes_way_for_a_null_marker() {
    let server = with_bucket();
    set_versioning(&server, "Suspended");
    put(&server, "k", "x");
    let reply = request(&server, "DELETE", "/pail/k").send();
    assert_eq!(
        (
            reply.header("x-amz-delete-marker"),
            reply.header("x-amz-version-id")
        ),
        (Some("true"), Some("null"))
    );
    let listed = get(&server, "/pail?versions").text();
    assert!(!listed.contains("<Version>"), "{listed}");
}

// Recorded.
#[test]
fn an_id_that_was_never_given_is_no_version_id() {
    let server = with_bucket();
    let id = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD";
    for status in ["Enabled", "Suspended"] {
        assert_error(
            &request(&server, "DELETE", &format!("/pail/k?versionId={id}")).send(),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>Invalid version id specified</Message>\
                 <ArgumentName>versionId</ArgumentName><ArgumentValue>{id}</ArgumentValue>"
            ),
        );
        set_versioning(&server, status);
    }
}

// Recorded; user guide, "Object Lock retention modes".
#[test]
fn a_locked_version_stays_until_its_retention_ends() {
    let clock = ruststack::Clock::frozen(NOW_MS);
    let server = TestServer::with(|config| config.clock = clock.clone());
    make_locking_bucket(&server);
    let in_an_hour = "2026-11-22T08:38:00Z";
    let delete = |version: &str, bypass: bool| {
        let delete = request(&server, "DELETE", &format!("/pail/k?versionId={version}"));
        match bypass {
            true => delete
                .header("x-amz-bypass-governance-retention", "true")
                .send(),
            false => delete.send(),
        }
    };
    let governance = put_locked(&server, "k", "GOVERNANCE", in_an_hour);
    assert_error(&delete(&governance, false), 403, PROTECTED);
    assert_eq!(delete(&governance, true).status, 204);
    let compliance = put_locked(&server, "k", "COMPLIANCE", in_an_hour);
    assert_error(&delete(&compliance, true), 403, PROTECTED);
    let marker = request(&server, "DELETE", "/pail/k").send();
    assert_eq!(
        (marker.status, marker.header("x-amz-delete-marker")),
        (204, Some("true"))
    );
    assert_eq!(
        delete(marker.header("x-amz-version-id").unwrap(), false).status,
        204
    );
    assert_eq!(get(&server, "/pail/k").text(), "x");
    clock.advance_ms(60 * 60 * 1000);
    assert_eq!(delete(&compliance, false).status, 204);
}

// Recorded, whatever the header says.
#[test]
fn a_plain_bucket_has_nothing_to_bypass() {
    let server = with_bucket();
    put(&server, "k", "x");
    for value in ["true", "false"] {
        assert_error(
            &request(&server, "DELETE", "/pail/k")
                .header("x-amz-bypass-governance-retention", value)
                .send(),
            400,
            "<Code>InvalidArgument</Code><Message>x-amz-bypass-governance-retention is only \
             applicable to Object Lock enabled buckets.</Message>\
             <ArgumentName>x-amz-bypass-governance-retention</ArgumentName>",
        );
    }
    assert_eq!(get(&server, "/pail/k").status, 200);
}
