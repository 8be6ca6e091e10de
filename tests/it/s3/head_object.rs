//! HeadObject.

use super::{get, put, request, with_bucket};

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
