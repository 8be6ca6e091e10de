//! GetObject.

use super::{assert_error, get, open_to_all, put, request, set_versioning, with_bucket};
use crate::harness::{Reply, TestServer};

fn get_with(server: &TestServer, target: &str, headers: &[(&str, &str)]) -> Reply {
    let mut get = request(server, "GET", target);
    for (name, value) in headers {
        get = get.header(name, value);
    }
    get.send()
}

// Recorded headers; no checksum unless asked for.
#[test]
fn an_object_comes_with_its_headers() {
    let server = with_bucket();
    put(&server, "k", "hello");
    let reply = get(&server, "/pail/k");
    assert_eq!((reply.status, reply.text().as_str()), (200, "hello"));
    assert_eq!(reply.header("content-type"), Some("binary/octet-stream"));
    assert_eq!(reply.header("content-length"), Some("5"));
    assert_eq!(reply.header("accept-ranges"), Some("bytes"));
    assert_eq!(
        reply.header("last-modified"),
        Some("Sun, 22 Nov 2026 07:38:00 GMT")
    );
    assert_eq!(
        reply.header("etag"),
        Some("\"5d41402abc4b2a76b9719d911017c592\"")
    );
    assert_eq!(reply.header("x-amz-server-side-encryption"), Some("AES256"));
    assert_eq!(reply.header("server"), Some("AmazonS3"));
    assert_eq!(reply.header("x-amz-checksum-crc64nvme"), None);
    assert_eq!(reply.header("x-amz-meta-a"), None);
}

// User guide, "Virtual hosting of general purpose buckets".
#[test]
fn the_bucket_may_be_in_the_host() {
    let server = with_bucket();
    put(&server, "a/b", "hello");
    let host = format!("pail.localhost:{}", server.address().port());
    let reply = request(&server, "GET", "/a/b").header("host", &host).send();
    assert_eq!((reply.status, reply.text().as_str()), (200, "hello"));
    let list = request(&server, "GET", "/").header("host", &host).send();
    assert_eq!(list.element("Key").as_deref(), Some("a/b"));
}

// Recorded: with checksum mode, and never on a range.
#[test]
fn the_checksum_is_shown_when_asked_for() {
    let server = with_bucket();
    put(&server, "k", "123456789");
    let mode = ("x-amz-checksum-mode", "ENABLED");
    let whole = get_with(&server, "/pail/k", &[mode]);
    assert_eq!(
        whole.header("x-amz-checksum-crc64nvme"),
        Some("rosUhgp5mIg=")
    );
    assert_eq!(whole.header("x-amz-checksum-type"), Some("FULL_OBJECT"));
    let part = get_with(&server, "/pail/k", &[mode, ("range", "bytes=0-8")]);
    assert_eq!(part.status, 206);
    assert_eq!(part.header("x-amz-checksum-crc64nvme"), None);
}

// API_PutObject: system and user metadata come back as they were sent.
#[test]
fn what_the_writer_said_comes_back() {
    let server = with_bucket();
    let said = [
        ("content-type", "text/plain; charset=utf-8"),
        ("cache-control", "no-cache"),
        ("content-disposition", "attachment; filename=\"a.txt\""),
        ("content-encoding", "gzip"),
        ("content-language", "de"),
        ("expires", "whenever"),
        ("x-amz-meta-color", "blue"),
        ("x-amz-meta-two", "b"),
    ];
    let mut put = request(&server, "PUT", "/pail/k").body("x");
    for (name, value) in said {
        put = put.header(name, value);
    }
    assert_eq!(put.send().status, 200);
    let reply = get(&server, "/pail/k");
    for (name, value) in said {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
}

// Recorded: RFC 2047.
#[test]
fn metadata_that_is_not_ascii_comes_back_encoded() {
    let server = with_bucket();
    for (sent, back) in [
        ("ä", "=?UTF-8?B?w6Q=?="),
        ("=?UTF-8?B?w6Q=?=", "=?UTF-8?B?w6Q=?="),
        ("=?UTF-8?B?!!!?=", "=?UTF-8?B?!!!?="),
    ] {
        let put = request(&server, "PUT", "/pail/k").header("x-amz-meta-a", sent);
        assert_eq!(put.send().status, 200);
        assert_eq!(get(&server, "/pail/k").header("x-amz-meta-a"), Some(back));
    }
}

// Recorded.
#[test]
fn a_missing_key_is_named() {
    let server = with_bucket();
    let reply = get(&server, "/pail/a%26b");
    assert_error(
        &reply,
        404,
        "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&amp;b</Key>",
    );
    assert_eq!(reply.header("transfer-encoding"), Some("chunked"));
    assert_error(
        &get(&server, "/nowhere/k"),
        404,
        "<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message>\
         <BucketName>nowhere</BucketName>",
    );
    assert_error(
        &get(&server, "/pail/k?versionId=x"),
        400,
        "<Code>InvalidArgument</Code><Message>Invalid version id specified</Message>\
         <ArgumentName>versionId</ArgumentName><ArgumentValue>x</ArgumentValue>",
    );
}

// Recorded.
#[test]
fn ranges_are_parts_or_are_ignored() {
    let server = with_bucket();
    put(&server, "k", "0123456789");
    for (range, status, body, content_range) in [
        ("bytes=2-4", 206, "234", Some("bytes 2-4/10")),
        ("bytes=7-", 206, "789", Some("bytes 7-9/10")),
        ("bytes=-3", 206, "789", Some("bytes 7-9/10")),
        ("bytes=0-99", 206, "0123456789", Some("bytes 0-9/10")),
        ("bytes=4-2", 200, "0123456789", None),
        ("bytes=0-1,3-4", 200, "0123456789", None),
        ("lines=1-2", 200, "0123456789", None),
    ] {
        let reply = get_with(&server, "/pail/k", &[("range", range)]);
        assert_eq!(
            (reply.status, reply.text().as_str()),
            (status, body),
            "{range}"
        );
        assert_eq!(reply.header("content-range"), content_range, "{range}");
        assert_eq!(
            reply.header("content-length"),
            Some(body.len().to_string().as_str())
        );
    }
    assert_error(
        &get_with(&server, "/pail/k", &[("range", "bytes=10-20")]),
        416,
        "<Code>InvalidRange</Code><Message>The requested range is not satisfiable</Message>\
         <RangeRequested>bytes=10-20</RangeRequested><ActualObjectSize>10</ActualObjectSize>",
    );
}

#[test]
fn a_range_of_a_large_body_crosses_windows() {
    let server = with_bucket();
    let body: Vec<u8> = (0..3_000_000_u32).map(|n| (n / 7) as u8).collect();
    request(&server, "PUT", "/pail/k").body(body.clone()).send();
    let reply = get_with(&server, "/pail/k", &[("range", "bytes=1000000-2200000")]);
    assert_eq!(reply.status, 206);
    assert!(reply.body == body[1_000_000..=2_200_000]);
}

// Recorded.
#[test]
fn conditions_of_a_read() {
    let server = with_bucket();
    put(&server, "k", "hello");
    let etag = "\"5d41402abc4b2a76b9719d911017c592\"";
    for (name, value, status) in [
        ("if-match", etag, 200),
        ("if-match", "5d41402abc4b2a76b9719d911017c592", 200),
        ("if-match", "*", 200),
        ("if-none-match", "\"x\"", 200),
        ("if-none-match", etag, 304),
        ("if-modified-since", "Sun, 22 Nov 2026 07:37:59 GMT", 200),
        ("if-modified-since", "Sun, 22 Nov 2026 07:38:00 GMT", 304),
        ("if-modified-since", "Sun, 22 Nov 2026 07:38:01 GMT", 200),
        ("if-modified-since", "nonsense", 200),
        ("if-unmodified-since", "Sun, 22 Nov 2026 07:38:00 GMT", 200),
    ] {
        let reply = get_with(&server, "/pail/k", &[(name, value)]);
        assert_eq!(reply.status, status, "{name}: {value}");
        if status == 304 {
            assert_eq!(reply.header("etag"), Some(etag));
            assert_eq!(reply.header("content-type"), None);
        }
    }
    for (name, value, condition) in [
        ("if-match", "\"x\"", "If-Match"),
        (
            "if-unmodified-since",
            "Sun, 22 Nov 2026 07:37:59 GMT",
            "If-Unmodified-Since",
        ),
    ] {
        assert_error(
            &get_with(&server, "/pail/k", &[(name, value)]),
            412,
            &format!(
                "<Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you \
                 specified did not hold</Message><Condition>{condition}</Condition>"
            ),
        );
    }
}

// API_GetObject, "Overriding response header values through the request".
#[test]
fn signed_requests_may_override_headers() {
    let server = with_bucket();
    put(&server, "k", "x");
    let query = "response-content-type=text%2Fcss&response-cache-control=no-store&response-expires=soon\
                 &response-content-disposition=inline&response-content-language=fr&response-content-encoding=br";
    let reply = get(&server, &format!("/pail/k?{query}"));
    for (name, value) in [
        ("content-type", "text/css"),
        ("cache-control", "no-store"),
        ("expires", "soon"),
        ("content-disposition", "inline"),
        ("content-language", "fr"),
        ("content-encoding", "br"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
    // Recorded.
    assert_error(
        &get(&server, "/pail/k?response-cache-control=%E2%80%94"),
        400,
        "<Code>InvalidArgument</Code><Message>Header value cannot be represented using ISO-8859-1.\
         </Message><ArgumentName>response-cache-control</ArgumentName><ArgumentValue>—</ArgumentValue>",
    );
    open_to_all(&server);
    let unsigned = server
        .request("GET", "/pail/k?response-expires=soon")
        .send();
    assert_error(
        &unsigned,
        400,
        "<Code>InvalidRequest</Code><Message>Request specific response headers cannot be used for \
         anonymous GET requests.</Message>",
    );
}

// Recorded.
#[test]
fn part_numbers_of_a_single_upload() {
    let server = with_bucket();
    put(&server, "k", "0123456789");
    let first = get(&server, "/pail/k?partNumber=1");
    assert_eq!(
        (first.status, first.header("content-range")),
        (206, Some("bytes 0-9/10"))
    );
    assert_eq!(first.header("x-amz-mp-parts-count"), None);
    assert_error(
        &get(&server, "/pail/k?partNumber=2"),
        416,
        "<Code>InvalidPartNumber</Code><Message>The requested partnumber is not satisfiable</Message>\
         <PartNumberRequested>2</PartNumberRequested><ActualPartCount>1</ActualPartCount>",
    );
    assert_error(
        &get_with(&server, "/pail/k?partNumber=1", &[("range", "bytes=0-1")]),
        400,
        "<Code>InvalidRequest</Code><Message>Cannot specify both Range header and partNumber query \
         parameter</Message>",
    );
    assert_error(
        &get(&server, "/pail/k?partNumber=0"),
        400,
        "<Code>InvalidArgument</Code><Message>Part number must be an integer between 1 and 10000, \
         inclusive</Message><ArgumentName>partNumber</ArgumentName><ArgumentValue>0</ArgumentValue>",
    );
}

// Recorded; headers: user guide, "Working with delete markers".
#[test]
fn a_delete_marker_hides_a_key_and_cannot_be_read() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    put(&server, "k", "x");
    let marker = request(&server, "DELETE", "/pail/k").send();
    let marker = marker.header("x-amz-version-id").unwrap();
    let hidden = get(&server, "/pail/k");
    assert_error(
        &hidden,
        404,
        "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>k</Key>",
    );
    assert_eq!(hidden.header("x-amz-delete-marker"), Some("true"));
    let named = get(&server, &format!("/pail/k?versionId={marker}"));
    assert_error(
        &named,
        405,
        "<Code>MethodNotAllowed</Code><Message>The specified method is not allowed against this \
         resource.</Message><Method>GET</Method><ResourceType>DeleteMarker</ResourceType>",
    );
    assert_eq!(named.header("x-amz-delete-marker"), Some("true"));
    assert_eq!(named.header("allow"), Some("DELETE"));
}

// Recorded.
#[test]
fn versions_that_are_not_there() {
    let server = with_bucket();
    put(&server, "k", "x");
    let id = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD";
    assert_error(
        &get(&server, &format!("/pail/k?versionId={id}")),
        400,
        &format!(
            "<Code>InvalidArgument</Code><Message>Invalid version id specified</Message>\
             <ArgumentName>versionId</ArgumentName><ArgumentValue>{id}</ArgumentValue>"
        ),
    );
    set_versioning(&server, "Enabled");
    assert_error(
        &get(&server, &format!("/pail/k?versionId={id}")),
        404,
        &format!(
            "<Code>NoSuchVersion</Code><Message>The specified version does not exist.</Message>\
             <Key>k</Key><VersionId>{id}</VersionId>"
        ),
    );
    assert_eq!(
        get(&server, "/pail/k?versionId=x")
            .element("Code")
            .as_deref(),
        Some("InvalidArgument")
    );
}
