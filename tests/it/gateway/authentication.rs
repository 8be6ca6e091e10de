//! Credentials are read for every service before any handler runs.

use crate::harness::TestServer;

/// AWS page "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
#[test]
fn s3_refuses_an_authorization_header_without_its_three_parts() {
    let server = TestServer::start();
    let reply = server
        .request("GET", "/bucket")
        .header("authorization", "AWS4-HMAC-SHA256 nonsense")
        .send();
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.element("Code").as_deref(),
        Some("AuthorizationHeaderMalformed")
    );
    assert_eq!(reply.header("server"), Some("AmazonS3"));
    assert_eq!(reply.header("x-amz-request-id").map(str::len), Some(16));
    assert_eq!(
        reply.element("RequestId").as_deref(),
        reply.header("x-amz-request-id")
    );
    assert_eq!(
        reply.element("HostId").as_deref(),
        reply.header("x-amz-id-2")
    );
}

/// Recorded answer: AccessDenied "Request has expired" with X-Amz-Expires, Expires, ServerTime.
#[test]
fn an_expired_presigned_url_tells_when_it_expired() {
    let server = TestServer::start();
    let reply = server
        .request(
            "GET",
            "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20200101%2Fus-east-1%2Fs3%2Faws4_request\
             &X-Amz-Date=20200101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00",
        )
        .send();
    assert_eq!(reply.status, 403);
    assert_eq!(
        reply.element("Message").as_deref(),
        Some("Request has expired")
    );
    assert_eq!(reply.element("X-Amz-Expires").as_deref(), Some("60"));
    assert_eq!(
        reply.element("Expires").as_deref(),
        Some("2020-01-01T00:01:00Z")
    );
    assert!(reply.element("ServerTime").is_some());
}

/// Recorded answer: the text that lists the six parameters.
#[test]
fn a_presigned_url_needs_all_its_parameters() {
    let server = TestServer::start();
    let reply = server
        .request(
            "GET",
            "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00",
        )
        .send();
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.element("Code").as_deref(),
        Some("AuthorizationQueryParametersError")
    );
    assert_eq!(
        reply.element("Message").as_deref(),
        Some(
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, \
             X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
        )
    );
}
