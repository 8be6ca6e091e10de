//! UploadPartCopy.

use super::{assert_error, begin, complete, get, put, request, set_versioning, with_bucket};
use crate::harness::{Reply, TestServer};

fn copy(server: &TestServer, id: &str, number: usize, range: Option<&str>) -> Reply {
    let target = format!("/pail/k?partNumber={number}&uploadId={id}");
    let mut copy = request(server, "PUT", &target).header("x-amz-copy-source", "/pail/source");
    if let Some(range) = range {
        copy = copy.header("x-amz-copy-source-range", range);
    }
    copy.send()
}

#[test]
fn a_part_can_be_a_range_of_an_object() {
    let server = with_bucket();
    put(&server, "source", "0123456789");
    let id = begin(&server, "k", &[]);
    let reply = copy(&server, &id, 1, Some("bytes=2-4"));
    assert_eq!(
        reply.text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CopyPartResult \
         xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <LastModified>2026-11-22T07:38:00.000Z</LastModified>\
         <ETag>&quot;289dff07669d7a23de0ef88d2f7129e7&quot;</ETag></CopyPartResult>"
    );
    let done = complete(
        &server,
        "k",
        &id,
        &[(1, "289dff07669d7a23de0ef88d2f7129e7")],
    );
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(get(&server, "/pail/k").text(), "234");
}

// Recorded.
#[test]
fn ranges_are_checked() {
    let server = with_bucket();
    put(&server, "source", "0123456789");
    let id = begin(&server, "k", &[]);
    for range in ["0-8", "bytes=-3", "bytes=3-", "bytes=5-2", "bytes=a-b"] {
        assert_error(
            &copy(&server, &id, 1, Some(range)),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>The x-amz-copy-source-range value must be of \
                 the form bytes=first-last where first and last are the zero-based offsets of the \
                 first and last bytes to copy</Message>\
                 <ArgumentName>x-amz-copy-source-range</ArgumentName>\
                 <ArgumentValue>{range}</ArgumentValue>"
            ),
        );
    }
    assert_error(
        &copy(&server, &id, 1, Some("bytes=0-10")),
        400,
        "<Code>InvalidArgument</Code><Message>Range specified is not valid for source object of \
         size: 10</Message><ArgumentName>x-amz-copy-source-range</ArgumentName>\
         <ArgumentValue>bytes=0-10</ArgumentValue>",
    );
}

// API_UploadPartCopy: x-amz-copy-source-version-id.
#[test]
fn a_part_can_be_an_old_version() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let old = put(&server, "k", "old");
    let old = old.header("x-amz-version-id").unwrap();
    put(&server, "k", "new");
    let id = begin(&server, "c", &[]);
    let reply = request(
        &server,
        "PUT",
        &format!("/pail/c?partNumber=1&uploadId={id}"),
    )
    .header("x-amz-copy-source", &format!("pail/k?versionId={old}"))
    .send();
    assert_eq!(reply.header("x-amz-copy-source-version-id"), Some(old));
    assert!(
        reply
            .element("ETag")
            .unwrap()
            .contains("149603e6c03516362a8da23f624db945")
    );
}
