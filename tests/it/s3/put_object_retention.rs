//! PutObjectRetention.

use super::{
    PROTECTED, assert_error, get, put, put_locked, request, with_bucket, with_locking_bucket,
};
use crate::harness::{Reply, TestServer};

fn retain(server: &TestServer, target: &str, body: &str, bypass: bool) -> Reply {
    let mut retain = request(server, "PUT", target).body(body);
    if bypass {
        retain = retain.header("x-amz-bypass-governance-retention", "true");
    }
    retain.send()
}

fn until(mode: &str, date: &str) -> String {
    format!(
        "<Retention xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Mode>{mode}</Mode>\
         <RetainUntilDate>{date}</RetainUntilDate></Retention>"
    )
}

const SOON: &str = "2027-01-01T00:00:00Z";
const LATER: &str = "2028-01-01T00:00:00Z";

// Recorded; a change from GOVERNANCE to COMPLIANCE: public suite.
#[test]
fn a_retention_is_prolonged_freely_and_lessened_by_who_may() {
    let server = with_locking_bucket();
    put(&server, "k", "x");
    let k = "/pail/k?retention";
    assert_eq!(
        retain(&server, k, &until("GOVERNANCE", LATER), false).status,
        200
    );
    for less in [
        until("GOVERNANCE", SOON),
        until("COMPLIANCE", LATER),
        "<Retention/>".to_owned(),
    ] {
        assert_error(&retain(&server, k, &less, false), 403, PROTECTED);
    }
    for more in [
        (until("GOVERNANCE", SOON), true),
        (until("GOVERNANCE", LATER), false),
        ("<Retention/>".to_owned(), true),
        (until("COMPLIANCE", SOON), false),
        (until("COMPLIANCE", LATER), false),
    ] {
        assert_eq!(retain(&server, k, &more.0, more.1).status, 200, "{more:?}");
    }
    for less in [
        until("GOVERNANCE", "2030-01-01T00:00:00Z"),
        until("COMPLIANCE", SOON),
        "<Retention/>".to_owned(),
    ] {
        assert_error(&retain(&server, k, &less, true), 403, PROTECTED);
    }
    let shown = get(&server, "/pail/k");
    assert_eq!(
        shown.header("x-amz-object-lock-retain-until-date"),
        Some("2028-01-01T00:00:00.000Z")
    );
}

#[test]
fn each_version_has_its_own_retention() {
    let server = with_locking_bucket();
    let old = put(&server, "k", "old");
    let old = old.header("x-amz-version-id").unwrap();
    put(&server, "k", "new");
    let target = format!("/pail/k?retention&versionId={old}");
    assert_eq!(
        retain(&server, &target, &until("GOVERNANCE", SOON), false).status,
        200
    );
    let shown = get(&server, &format!("/pail/k?versionId={old}"));
    assert_eq!(shown.text(), "old");
    assert_eq!(shown.header("x-amz-object-lock-mode"), Some("GOVERNANCE"));
    assert_eq!(
        get(&server, "/pail/k").header("x-amz-object-lock-mode"),
        None
    );
}

// Recorded, the date in Seattle's time as well.
#[test]
fn wrong_retentions_are_refused() {
    let server = with_locking_bucket();
    put_locked(&server, "k", "GOVERNANCE", LATER);
    let k = "/pail/k?retention";
    let event = "<Retention><Mode>GOVERNANCE</Mode><EventHold>ON</EventHold></Retention>";
    assert_eq!(retain(&server, k, event, false).status, 501);
    for body in [
        "",
        "<Retention><Mode>GOVERNANCE</Mode></Retention>",
        "<Retention><RetainUntilDate>2028-01-01T00:00:00Z</RetainUntilDate></Retention>",
        &until("governance", LATER),
        &until("GOVERNANCE", "soon"),
    ] {
        let reply = retain(&server, k, body, false);
        assert_error(
            &reply,
            400,
            "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not \
             validate against our published schema</Message>",
        );
    }
    assert_error(
        &retain(
            &server,
            k,
            &until("GOVERNANCE", "2020-01-01T00:00:00Z"),
            true,
        ),
        400,
        "<Code>InvalidArgument</Code><Message>The retain until date must be in the future!</Message>\
         <ArgumentName>RetainUntilDate</ArgumentName>\
         <ArgumentValue>Tue Dec 31 16:00:00 PST 2019</ArgumentValue>",
    );
    let marker = request(&server, "DELETE", "/pail/k").send();
    let marker = marker.header("x-amz-version-id").unwrap();
    let target = format!("/pail/k?retention&versionId={marker}");
    assert_error(
        &retain(&server, &target, &until("GOVERNANCE", LATER), false),
        405,
        "<Code>MethodNotAllowed</Code><Message>The specified method is not allowed against this \
         resource.</Message><Method>PUT</Method><ResourceType>DeleteMarker</ResourceType>",
    );
}

// Recorded.
#[test]
fn a_plain_bucket_takes_no_retention() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_error(
        &retain(
            &server,
            "/pail/k?retention",
            &until("GOVERNANCE", LATER),
            false,
        ),
        400,
        "<Code>InvalidRequest</Code><Message>Bucket is missing Object Lock Configuration</Message>",
    );
}
