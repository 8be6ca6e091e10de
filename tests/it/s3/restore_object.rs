//! RestoreObject.

use super::{assert_error, get, put, request, with_bucket};
use crate::harness::{Reply, TestServer};

fn restore(server: &TestServer, days: u32) -> Reply {
    request(server, "POST", "/pail/k?restore")
        .body(format!(
            "<RestoreRequest><Days>{days}</Days></RestoreRequest>"
        ))
        .send()
}

// API_RestoreObject: 202, then 200; user guide, "Restoring an archived object": until midnight.
#[test]
fn what_an_archive_holds_can_be_read_for_some_days() {
    let server = with_bucket();
    request(&server, "PUT", "/pail/k")
        .header("x-amz-storage-class", "GLACIER")
        .body("x")
        .send();
    assert_eq!(get(&server, "/pail/k").status, 403);
    assert_eq!(restore(&server, 1).status, 202);
    let got = get(&server, "/pail/k");
    assert_eq!(
        (got.text().as_str(), got.header("x-amz-restore")),
        (
            "x",
            Some("ongoing-request=\"false\", expiry-date=\"Tue, 24 Nov 2026 00:00:00 GMT\"")
        )
    );
    assert_eq!(got.header("x-amz-storage-class"), Some("GLACIER"));
    assert_eq!(restore(&server, 30).status, 200);
}

// API_ListObjectsV2, RestoreStatus: only with the header, and only of what is restored.
#[test]
fn listings_show_what_is_restored_to_those_who_ask() {
    let server = with_bucket();
    put(&server, "a", "x");
    request(&server, "PUT", "/pail/k")
        .header("x-amz-storage-class", "GLACIER")
        .body("x")
        .send();
    let list = |query: &str, attribute: &str| {
        request(&server, "GET", &format!("/pail?{query}"))
            .header("x-amz-optional-object-attributes", attribute)
            .send()
            .text()
    };
    for query in ["", "list-type=2", "versions"] {
        assert!(!list(query, "RestoreStatus").contains("<RestoreStatus>"));
    }
    restore(&server, 1);
    for query in ["", "list-type=2", "versions"] {
        let listed = list(query, "RestoreStatus");
        let status = "<StorageClass>GLACIER</StorageClass><RestoreStatus>\
                      <IsRestoreInProgress>false</IsRestoreInProgress>\
                      <RestoreExpiryDate>2026-11-24T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>";
        assert_eq!(listed.matches(status).count(), 1, "{listed}");
        assert_eq!(listed.matches("<RestoreStatus>").count(), 1, "{listed}");
        assert!(!list(query, "").contains("<RestoreStatus>"));
        assert!(list(query, "Size").contains("<Code>InvalidArgument</Code>"));
    }
}

// Recorded code; AWS's text.
#[test]
fn other_classes_need_no_restore() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_error(
        &restore(&server, 1),
        403,
        "<Code>InvalidObjectState</Code><Message>Restore is not allowed for the object's current \
         storage class</Message><StorageClass>STANDARD</StorageClass>",
    );
    assert_eq!(
        restore(&server, 0).element("Code").as_deref(),
        Some("MalformedXML")
    );
}
