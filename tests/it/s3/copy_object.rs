//! CopyObject.

use super::{
    assert_error, begin, complete, get, hold, part, put, put_locked, request, set_versioning,
    with_bucket, with_locking_bucket,
};
use crate::harness::{Reply, TestServer};

fn copy(server: &TestServer, target: &str, source: &str, headers: &[(&str, &str)]) -> Reply {
    let mut copy = request(server, "PUT", target).header("x-amz-copy-source", source);
    for (name, value) in headers {
        copy = copy.header(name, value);
    }
    copy.send()
}

// API_CopyObject; recorded: ChecksumType in the result.
#[test]
fn a_copy_keeps_bytes_metadata_and_checksum() {
    let server = with_bucket();
    request(&server, "PUT", "/pail/a%20b")
        .header("content-type", "text/plain")
        .header("x-amz-meta-color", "blue")
        .body("hello")
        .send();
    let reply = copy(&server, "/pail/copy", "/pail/a%20b", &[]);
    assert_eq!(
        reply.text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CopyObjectResult \
         xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <LastModified>2026-11-22T07:38:00.000Z</LastModified>\
         <ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag>\
         <ChecksumCRC64NVME>M3eFcAZSQlc=</ChecksumCRC64NVME><ChecksumType>FULL_OBJECT</ChecksumType>\
         </CopyObjectResult>"
    );
    assert_eq!(reply.header("x-amz-server-side-encryption"), Some("AES256"));
    assert_eq!(reply.header("content-type"), Some("application/xml"));
    let got = get(&server, "/pail/copy");
    assert_eq!(got.text(), "hello");
    assert_eq!(got.header("x-amz-meta-color"), Some("blue"));
    assert_eq!(got.header("content-type"), Some("text/plain"));
}

#[test]
fn metadata_can_be_replaced_even_in_place() {
    let server = with_bucket();
    request(&server, "PUT", "/pail/k")
        .header("x-amz-meta-a", "1")
        .body("x")
        .send();
    let replace = [
        ("x-amz-metadata-directive", "REPLACE"),
        ("x-amz-meta-b", "2"),
    ];
    assert_eq!(copy(&server, "/pail/k", "pail/k", &replace).status, 200);
    let got = get(&server, "/pail/k");
    assert_eq!(
        (got.header("x-amz-meta-a"), got.header("x-amz-meta-b")),
        (None, Some("2"))
    );
    assert_error(
        &copy(
            &server,
            "/pail/k",
            "pail/k",
            &[("x-amz-metadata-directive", "MOVE")],
        ),
        400,
        "<Code>InvalidArgument</Code><Message>Unknown metadata directive.</Message>\
         <ArgumentName>x-amz-metadata-directive</ArgumentName><ArgumentValue>MOVE</ArgumentValue>",
    );
}

// Recorded.
#[test]
fn a_copy_onto_itself_must_change_something() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_error(
        &copy(&server, "/pail/k", "pail/k", &[]),
        400,
        "<Code>InvalidRequest</Code><Message>This copy request is illegal because it is trying to \
         copy an object to itself without changing the object's metadata, storage class, website \
         redirect location or encryption attributes.</Message>",
    );
    let encrypted = [("x-amz-server-side-encryption", "AES256")];
    assert_eq!(copy(&server, "/pail/k", "pail/k", &encrypted).status, 200);
    // A public suite that is run against AWS, test_copy_object_in_place_with_versioning.
    let same_class = [("x-amz-storage-class", "STANDARD")];
    assert_eq!(copy(&server, "/pail/k", "pail/k", &same_class).status, 200);
}

// Recorded: recomputed with the algorithm that is asked for.
#[test]
fn another_checksum_can_be_asked_for() {
    let server = with_bucket();
    put(&server, "k", "123456789");
    let reply = copy(
        &server,
        "/pail/c",
        "pail/k",
        &[("x-amz-checksum-algorithm", "CRC32")],
    );
    assert_eq!(reply.element("ChecksumCRC32").as_deref(), Some("y/Q5Jg=="));
}

// User guide, "Checking object integrity": a copy of an upload in parts is one piece.
#[test]
fn a_copy_of_an_upload_in_parts_has_an_md5_again() {
    let server = with_bucket();
    let id = begin(&server, "k", &[]);
    let etag = part(&server, "k", &id, 1, "hello");
    complete(&server, "k", &id, &[(1, &etag)]);
    let reply = copy(&server, "/pail/c", "pail/k", &[]);
    assert_eq!(
        reply.element("ETag").as_deref(),
        Some("&quot;5d41402abc4b2a76b9719d911017c592&quot;")
    );
}

// Recorded, and AWS's texts for names that are none.
#[test]
fn sources_are_checked() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_error(
        &copy(&server, "/pail/c", "pail/missing", &[]),
        404,
        "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>missing</Key>",
    );
    assert_error(
        &copy(&server, "/pail/c", "nowhere/k", &[]),
        404,
        "<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message>\
         <BucketName>nowhere</BucketName>",
    );
    for (source, message) in [
        ("pail/", "Invalid copy source object key"),
        ("PAIL/k", "Invalid copy source bucket name"),
        (
            "pail",
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
        ),
    ] {
        assert_error(
            &copy(&server, "/pail/c", source, &[]),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>{message}</Message>\
                 <ArgumentName>x-amz-copy-source</ArgumentName>\
                 <ArgumentValue>x-amz-copy-source</ArgumentValue>"
            ),
        );
    }
}

// Recorded: the header's name, conditions included.
#[test]
fn conditions_on_the_source() {
    let server = with_bucket();
    put(&server, "k", "x");
    let etag = "\"9dd4e461268c8034f5c8564e155c67a6\"";
    for (header, value, condition) in [
        (
            "x-amz-copy-source-if-match",
            "\"y\"",
            "x-amz-copy-source-If-Match",
        ),
        (
            "x-amz-copy-source-if-none-match",
            etag,
            "x-amz-copy-source-If-None-Match",
        ),
        (
            "x-amz-copy-source-if-modified-since",
            "Sun, 22 Nov 2026 07:38:00 GMT",
            "x-amz-copy-source-If-Modified-Since",
        ),
    ] {
        assert_error(
            &copy(&server, "/pail/c", "pail/k", &[(header, value)]),
            412,
            &format!(
                "<Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you \
                 specified did not hold</Message><Condition>{condition}</Condition>"
            ),
        );
    }
    assert_eq!(
        copy(
            &server,
            "/pail/c",
            "pail/k",
            &[("x-amz-copy-source-if-match", etag)]
        )
        .status,
        200
    );
}

// API_CopyObject, "Versioning"; the text for markers is recorded.
#[test]
fn an_old_version_can_be_copied_onto_its_key_and_a_marker_cannot() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let old = put(&server, "k", "old");
    let old = old.header("x-amz-version-id").unwrap();
    put(&server, "k", "new");
    let reply = copy(&server, "/pail/k", &format!("pail/k?versionId={old}"), &[]);
    assert_eq!(reply.header("x-amz-copy-source-version-id"), Some(old));
    let copied = reply.header("x-amz-version-id").unwrap();
    let got = get(&server, "/pail/k");
    assert_eq!(got.text(), "old");
    assert_eq!(got.header("x-amz-version-id"), Some(copied));
    let marker = request(&server, "DELETE", "/pail/k").send();
    let marker = marker.header("x-amz-version-id").unwrap();
    assert_error(
        &copy(
            &server,
            "/pail/c",
            &format!("pail/k?versionId={marker}"),
            &[],
        ),
        400,
        "<Code>InvalidRequest</Code><Message>The source of a copy request may not specifically \
         refer to a delete marker by version id.</Message>",
    );
    let hidden = copy(&server, "/pail/c", "pail/k", &[]);
    assert_eq!(hidden.element("Code").as_deref(), Some("NoSuchKey"));
}

// API_CopyObject: tags are copied unless replaced; storage class and redirect never are.
#[test]
fn tags_are_copied_and_the_storage_class_is_chosen_anew() {
    let server = with_bucket();
    request(&server, "PUT", "/pail/k")
        .header("x-amz-tagging", "a=1&b=2")
        .header("x-amz-storage-class", "STANDARD_IA")
        .header("x-amz-website-redirect-location", "/x")
        .body("x")
        .send();
    let tagging = ("x-amz-tagging", "only=1");
    let replace = ("x-amz-tagging-directive", "REPLACE");
    for (headers, count) in [
        (&[] as &[_], "2"),
        (&[tagging], "2"),
        (&[tagging, replace], "1"),
    ] {
        assert_eq!(copy(&server, "/pail/c", "pail/k", headers).status, 200);
        let got = get(&server, "/pail/c");
        assert_eq!(got.header("x-amz-tagging-count"), Some(count));
        assert_eq!(got.header("x-amz-storage-class"), None);
        assert_eq!(got.header("x-amz-website-redirect-location"), None);
    }
    let archive = [("x-amz-storage-class", "GLACIER")];
    assert_eq!(copy(&server, "/pail/k", "pail/k", &archive).status, 200);
    assert_error(
        &copy(&server, "/pail/c", "pail/k", &[]),
        403,
        "<Code>InvalidObjectState</Code><Message>Operation is not valid for the source object's \
         storage class</Message><StorageClass>GLACIER</StorageClass>",
    );
}

// User guide, "Copying objects": a copy has the lock that it asks for, not that of its source.
#[test]
fn a_copy_takes_no_lock_along() {
    let server = with_locking_bucket();
    put_locked(&server, "k", "GOVERNANCE", "2030-01-01T00:00:00Z");
    hold(&server, "/pail/k", "ON");
    let free = copy(&server, "/pail/free", "pail/k", &[]);
    assert_eq!(free.status, 200, "{}", free.text());
    assert_eq!(get(&server, "/pail/free?retention").status, 404);
    assert_eq!(get(&server, "/pail/free?legal-hold").status, 404);
    let headers = [
        ("x-amz-object-lock-mode", "COMPLIANCE"),
        (
            "x-amz-object-lock-retain-until-date",
            "2031-01-01T00:00:00Z",
        ),
        ("x-amz-object-lock-legal-hold", "OFF"),
    ];
    assert_eq!(
        copy(&server, "/pail/locked", "pail/k", &headers).status,
        200
    );
    let locked = get(&server, "/pail/locked");
    assert_eq!(locked.header("x-amz-object-lock-mode"), Some("COMPLIANCE"));
    assert_eq!(locked.header("x-amz-object-lock-legal-hold"), Some("OFF"));
}
