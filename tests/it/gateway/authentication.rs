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

/// A presigned URL of 22 Nov 2026, 07:37:00, with one part of it changed.
fn presigned(from: &str, to: &str) -> String {
    let url = "/pail/k?X-Amz-Algorithm=AWS4-HMAC-SHA256\
               &X-Amz-Credential=AK%2F20261122%2Fus-east-1%2Fs3%2Faws4_request\
               &X-Amz-Date=20261122T073700Z&X-Amz-Expires=120&X-Amz-SignedHeaders=host\
               &X-Amz-Signature=00";
    assert!(url.contains(from), "{from}");
    url.replace(from, to)
}

fn at_0738() -> TestServer {
    TestServer::with(|config| config.clock = ruststack::Clock::frozen(1_795_333_080_000))
}

/// The credential's and the parameters' texts are recorded; the others are AWS's page
/// "Authenticating Requests: Using Query Parameters", and texts that its users quote.
#[test]
fn a_presigned_url_is_refused_for_what_it_says() {
    let server = at_0738();
    let all_six = "Query-string authentication version 4 requires the X-Amz-Algorithm, \
                   X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and \
                   X-Amz-Expires parameters.";
    let too_long = "X-Amz-Expires must be less than a week (in seconds); that is, the given \
                    X-Amz-Expires must be less than 604800 seconds";
    for (from, to, message) in [
        ("X-Amz-Algorithm=AWS4-HMAC-SHA256&", "", all_six),
        ("&X-Amz-Date=20261122T073700Z", "", all_six),
        ("&X-Amz-Expires=120", "", all_six),
        ("&X-Amz-SignedHeaders=host", "", all_six),
        ("&X-Amz-Signature=00", "", all_six),
        (
            "HMAC-SHA256",
            "HMAC-SHA1",
            "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"",
        ),
        (
            "AK%2F20261122",
            "AK",
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \
             \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        ),
        (
            "AK%2F20261122",
            "AK%2F2026",
            "Error parsing the X-Amz-Credential parameter; incorrect date format \"2026\". This \
             date in the credential must be in the format \"yyyyMMdd\".",
        ),
        (
            "aws4_request",
            "aws5_request",
            "Error parsing the X-Amz-Credential parameter; incorrect terminal \"aws5_request\". \
             This endpoint uses \"aws4_request\".",
        ),
        (
            "AK%2F20261122",
            "AK%2F20261121",
            "Invalid credential date \"20261121\". This date is not the same as X-Amz-Date: \
             \"20261122\".",
        ),
        (
            "20261122T073700Z",
            "2026-11-22",
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
        ),
        ("=120", "=soon", "X-Amz-Expires should be a number"),
        ("=120", "=-1", "X-Amz-Expires must be non-negative"),
        ("=120", "=604801", too_long),
        (
            "us-east-1",
            "aws-global",
            "Error parsing the X-Amz-Credential parameter; the region 'aws-global' is wrong; \
             expecting 'us-east-1'",
        ),
    ] {
        let reply = server.request("GET", &presigned(from, to)).send();
        assert_eq!(reply.status, 400, "{to}");
        assert_eq!(
            reply.element("Code").as_deref(),
            Some("AuthorizationQueryParametersError"),
            "{to}"
        );
        let told = reply.element("Message").unwrap_or_default();
        let told = told
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
        assert_eq!(told, message, "{to}");
    }
}

/// Recorded: headers of S3's own must be signed, and HEAD tells by its status alone.
#[test]
fn a_presigned_url_names_the_headers_that_it_does_not_sign() {
    let server = at_0738();
    let put = |method: &str| {
        let request = server.request(method, &presigned("=host", "=host%3Bx-amz-acl"));
        let request = request.header("x-amz-acl", "private");
        request.header("x-amz-meta-mood", "fine").send()
    };
    let reply = put("PUT");
    assert_eq!(reply.status, 403);
    assert_eq!(
        reply.element("Message").as_deref(),
        Some("There were headers present in the request which were not signed")
    );
    let names = reply.element("HeadersNotSigned");
    assert_eq!(names.as_deref(), Some("x-amz-meta-mood"));
    let head = put("HEAD");
    assert_eq!((head.status, head.body.len()), (403, 0));
}

/// Recorded for Signature Version 2: the parameters that are missing, and the life of a URL.
#[test]
fn a_url_of_the_older_signature_is_refused_for_what_it_says() {
    let server = at_0738();
    let incomplete =
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters";
    for (query, message) in [
        ("AWSAccessKeyId=AK&Expires=1795333999", incomplete),
        ("Signature=x&Expires=1795333999", incomplete),
        ("AWSAccessKeyId=AK&Signature=x", incomplete),
        (
            "AWSAccessKeyId=AK&Signature=x&Expires=2026-11-22",
            "Invalid date (should be seconds since epoch): 2026-11-22",
        ),
        (
            "AWSAccessKeyId=AK&Signature=x&Expires=1795333079",
            "Request has expired",
        ),
    ] {
        let reply = server.request("GET", &format!("/pail/k?{query}")).send();
        assert_eq!(reply.status, 403, "{query}");
        assert_eq!(reply.element("Code").as_deref(), Some("AccessDenied"));
        assert_eq!(
            reply.element("Message").as_deref(),
            Some(message),
            "{query}"
        );
    }
}

/// AWS's texts, as its users quote them.
#[test]
fn s3_takes_one_mechanism_of_its_own() {
    let server = at_0738();
    let signed = server
        .request("GET", &presigned("=120", "=121"))
        .signed("s3");
    let reply = signed.send();
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.element("Message").as_deref(),
        Some(
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature \
             query string parameter or the Authorization header should be specified"
        )
    );
    let other = server.request("GET", "/pail/k");
    let reply = other.header("authorization", "Bearer x").send();
    assert_eq!(reply.status, 400);
    assert!(reply.text().contains(
        "<Code>InvalidArgument</Code><Message>Unsupported Authorization Type</Message>\
         <ArgumentName>Authorization</ArgumentName><ArgumentValue>Bearer x</ArgumentValue>"
    ));
}
