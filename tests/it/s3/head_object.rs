//! HeadObject.

use super::{get, put, request, set_versioning, with_bucket};

#[test]
fn a_head_is_a_get_without_its_body() {
    let server = with_bucket();
    put(&server, "k", "hello");
    let (get, head) = (
        get(&server, "/pail/k"),
        request(&server, "HEAD", "/pail/k").send(),
    );
    let own = |name: &&(String, String)| {
        !matches!(name.0.as_str(), "date" | "x-amz-id-2" | "x-amz-request-id")
    };
    assert_eq!(head.status, 200);
    let sorted = |reply: &crate::harness::Reply| {
        let mut headers: Vec<_> = reply.headers.iter().filter(own).cloned().collect();
        headers.sort();
        headers
    };
    assert_eq!(sorted(&head), sorted(&get));
}

#[test]
fn ranges_and_parts_are_described() {
    let server = with_bucket();
    put(&server, "k", "hello");
    let reply = request(&server, "HEAD", "/pail/k")
        .header("range", "bytes=1-2")
        .send();
    assert_eq!(
        (reply.status, reply.header("content-length")),
        (206, Some("2"))
    );
    assert_eq!(reply.header("content-range"), Some("bytes 1-2/5"));
}

// API_HeadObject: errors come without a body.
#[test]
fn errors_have_no_body() {
    let server = with_bucket();
    put(&server, "k", "hello");
    for (target, name, value, status) in [
        ("/pail/missing", "x", "y", 404),
        ("/pail/k", "if-match", "\"x\"", 412),
        ("/pail/k", "if-none-match", "*", 304),
        ("/pail/k", "range", "bytes=9-", 416),
        ("/pail/k?versionId=x", "x", "y", 400),
    ] {
        let reply = request(&server, "HEAD", target).header(name, value).send();
        assert_eq!(
            (reply.status, reply.body.len()),
            (status, 0),
            "{target} {name}"
        );
        assert!(reply.header("x-amz-request-id").is_some());
    }
}

// Recorded.
#[test]
fn delete_markers_have_no_body_to_describe() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let put = put(&server, "k", "x");
    let version = put.header("x-amz-version-id").unwrap();
    let marker = request(&server, "DELETE", "/pail/k").send();
    let marker = marker.header("x-amz-version-id").unwrap();
    let head = |target: &str| request(&server, "HEAD", target).send();
    let (hidden, named) = (
        head("/pail/k"),
        head(&format!("/pail/k?versionId={marker}")),
    );
    assert_eq!((hidden.status, named.status), (404, 405));
    assert_eq!(hidden.header("x-amz-delete-marker"), Some("true"));
    assert_eq!(named.header("x-amz-delete-marker"), Some("true"));
    let kept = head(&format!("/pail/k?versionId={version}"));
    assert_eq!(kept.header("x-amz-version-id"), Some(version));
}
