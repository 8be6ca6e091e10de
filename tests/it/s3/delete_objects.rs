//! DeleteObjects.

use super::{
    PROTECTED, assert_error, document, get, put, put_locked, request, set_versioning, with_bucket,
    with_locking_bucket,
};
use crate::harness::{Reply, Request, TestServer};

/// With the CRC32 of the body in a header, as SDKs send it.
fn delete(server: &TestServer, body: &str) -> Reply {
    signed(server, body).send()
}

fn signed(server: &TestServer, body: &str) -> Request {
    let crc = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, body.as_bytes()) as u32;
    let crc = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        crc.to_be_bytes(),
    );
    request(server, "POST", "/pail?delete")
        .header("x-amz-checksum-crc32", &crc)
        .body(body)
}

fn result(inner: &str) -> String {
    document("DeleteResult", inner)
}

// API_DeleteObjects: keys that are not there count as deleted.
#[test]
fn many_keys_go_at_once() {
    let server = with_bucket();
    put(&server, "a", "");
    put(&server, "b&c", "");
    put(&server, "d", "");
    let reply = delete(
        &server,
        "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>b&amp;c</Key></Object>\
         <Object><Key>a</Key></Object><Object><Key>missing</Key></Object></Delete>",
    );
    assert_eq!(
        reply.text(),
        result(
            "<Deleted><Key>b&amp;c</Key></Deleted><Deleted><Key>a</Key></Deleted>\
             <Deleted><Key>missing</Key></Deleted>"
        )
    );
    assert_eq!(get(&server, "/pail/a").status, 404);
    assert_eq!(get(&server, "/pail/d").status, 200);
}

#[test]
fn quiet_tells_of_errors_only() {
    let server = with_bucket();
    put(&server, "a", "");
    let reply = delete(
        &server,
        "<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object>\
         <Object><Key>b</Key><VersionId>x</VersionId></Object></Delete>",
    );
    assert_eq!(
        reply.text(),
        result(
            "<Error><Key>b</Key><VersionId>x</VersionId><Code>InvalidArgument</Code>\
             <Message>Invalid version id specified</Message></Error>"
        )
    );
    let quiet = delete(
        &server,
        "<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object></Delete>",
    );
    assert_eq!(quiet.text(), result(""));
}

// API_DeleteObjects: a digest is required, and at most 1000 keys.
#[test]
fn bodies_are_checked() {
    let server = with_bucket();
    let bare = request(&server, "POST", "/pail?delete")
        .body("<Delete><Object><Key>a</Key></Object></Delete>")
        .send();
    assert_error(
        &bare,
        400,
        "<Code>InvalidRequest</Code><Message>Missing required header for this request: Content-MD5 \
         OR x-amz-checksum-*</Message>",
    );
    let too_many = format!(
        "<Delete>{}</Delete>",
        "<Object><Key>a</Key></Object>".repeat(1001)
    );
    for malformed in [
        "<Delete></Delete>",
        "<Delete><Object/></Delete>",
        "<Delete",
        &too_many,
    ] {
        assert_error(
            &delete(&server, malformed),
            400,
            "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not \
             validate against our published schema</Message>",
        );
    }
    let wrong = request(&server, "POST", "/pail?delete")
        .header("content-md5", "rL0Y20zC+Fzt72VPzMSk2A==")
        .body("<Delete><Object><Key>a</Key></Object></Delete>")
        .send();
    assert_eq!(wrong.element("Code").as_deref(), Some("BadDigest"));
}

// Recorded: markers are made even for keys that never were.
#[test]
fn versions_and_markers() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let version = put(&server, "a", "x");
    let version = version.header("x-amz-version-id").unwrap();
    let unknown = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD";
    let reply = delete(
        &server,
        &format!(
            "<Delete><Object><Key>new</Key></Object>\
             <Object><Key>a</Key><VersionId>{version}</VersionId></Object>\
             <Object><Key>a</Key><VersionId>{unknown}</VersionId></Object></Delete>"
        ),
    );
    let marker = reply.element("DeleteMarkerVersionId").unwrap();
    assert_eq!(
        reply.text(),
        result(&format!(
            "<Deleted><Key>new</Key><DeleteMarker>true</DeleteMarker>\
             <DeleteMarkerVersionId>{marker}</DeleteMarkerVersionId></Deleted>\
             <Deleted><Key>a</Key><VersionId>{version}</VersionId></Deleted>\
             <Error><Key>a</Key><VersionId>{unknown}</VersionId><Code>NoSuchVersion</Code>\
             <Message>The specified version does not exist.</Message></Error>"
        ))
    );
    let reply = delete(
        &server,
        &format!("<Delete><Object><Key>new</Key><VersionId>{marker}</VersionId></Object></Delete>"),
    );
    assert_eq!(
        reply.text(),
        result(&format!(
            "<Deleted><Key>new</Key><VersionId>{marker}</VersionId><DeleteMarker>true</DeleteMarker>\
             <DeleteMarkerVersionId>{marker}</DeleteMarkerVersionId></Deleted>"
        ))
    );
}

// Recorded.
#[test]
fn a_locked_version_is_one_error_among_the_deleted() {
    let server = with_locking_bucket();
    let locked = put_locked(&server, "locked", "GOVERNANCE", "2030-01-01T00:00:00Z");
    let free = put(&server, "free", "x");
    let free = free.header("x-amz-version-id").unwrap();
    let body = format!(
        "<Delete><Object><Key>locked</Key><VersionId>{locked}</VersionId></Object>\
         <Object><Key>free</Key><VersionId>{free}</VersionId></Object></Delete>"
    );
    assert_eq!(
        delete(&server, &body).text(),
        result(&format!(
            "<Error><Key>locked</Key><VersionId>{locked}</VersionId>{PROTECTED}</Error>\
             <Deleted><Key>free</Key><VersionId>{free}</VersionId></Deleted>"
        ))
    );
    assert_eq!(get(&server, "/pail/locked").status, 200);
    let bypassing = signed(&server, &body).header("x-amz-bypass-governance-retention", "true");
    assert!(bypassing.send().element("Error").is_none());
    assert_eq!(get(&server, "/pail/locked").status, 404);
}
