//! Pages of other sites and foreign names stay outside. The rules are RustStack's own: AWS has no
//! front door on a developer's machine.

use crate::harness::TestServer;

#[test]
fn a_page_of_another_site_cannot_create_a_function() {
    let server = TestServer::start();
    for headers in [
        &[
            ("origin", "http://evil.example"),
            ("sec-fetch-site", "cross-site"),
        ][..],
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "cross-site")],
        &[("referer", "http://evil.example/x")],
    ] {
        let mut request = server
            .request("POST", "/2015-03-31/functions")
            .header("content-type", "text/plain")
            .body("{}");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let reply = request.send();
        assert_eq!(reply.status, 403, "{headers:?}");
        assert_eq!(reply.header("x-amzn-errortype"), Some("AccessDenied"));
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
}

#[test]
fn a_page_of_this_machine_may_call_lambda_and_read_the_answer() {
    let server = TestServer::start();
    let preflight = server
        .request("OPTIONS", "/2015-03-31/functions")
        .header("origin", "http://localhost:3000")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,x-amz-date")
        .send();
    assert_eq!(preflight.status, 200);
    assert_eq!(
        preflight.header("access-control-allow-origin"),
        Some("http://localhost:3000")
    );
    assert_eq!(
        preflight.header("access-control-allow-headers"),
        Some("authorization,x-amz-date")
    );
    let reply = server
        .request("GET", "/2015-03-31/functions/")
        .header("origin", "http://localhost:3000")
        .signed("lambda")
        .send();
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("access-control-allow-origin"),
        Some("http://localhost:3000")
    );
}

#[test]
fn a_preflight_of_another_site_is_refused() {
    let server = TestServer::start();
    let reply = server
        .request("OPTIONS", "/")
        .header("origin", "http://evil.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-amz-target")
        .send();
    assert_eq!(reply.status, 403);
    assert_eq!(reply.header("access-control-allow-origin"), None);
}

#[test]
fn only_names_of_this_machine_are_answered() {
    let server = TestServer::start();
    let status = |host: &str| {
        server
            .request("GET", "/")
            .header("host", host)
            .signed("s3")
            .send()
            .status
    };
    for host in [
        "localhost:4566",
        "ruststack:4566",
        "127.0.0.1",
        "host.docker.internal",
    ] {
        assert_eq!(status(host), 200, "{host}");
    }
    for host in ["evil.example:4566", "localhost.evil.example"] {
        assert_eq!(status(host), 403, "{host}");
    }
}

#[test]
fn a_request_needs_exactly_one_host() {
    let server = TestServer::start();
    let reply = server
        .request("GET", "/")
        .header("host", "localhost")
        .header("host", "other")
        .send();
    assert_eq!(reply.status, 400);
}
