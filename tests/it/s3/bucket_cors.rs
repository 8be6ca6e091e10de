//! GetBucketCors, PutBucketCors, DeleteBucketCors, and what the rules do for web pages.

use super::{assert_error, configure, document, get, open_to_all, put, request, with_bucket};
use crate::harness::{Reply, TestServer};

const RULES: &str = "<CORSRule><AllowedOrigin>https://*.example</AllowedOrigin>\
                     <AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>\
                     <AllowedHeader>x-amz-*</AllowedHeader><MaxAgeSeconds>3000</MaxAgeSeconds>\
                     <ExposeHeader>ETag</ExposeHeader></CORSRule>\
                     <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>HEAD</AllowedMethod>\
                     </CORSRule>";
const PAGE: &str = "https://app.example";
const VARY: &str = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

fn with_rules() -> TestServer {
    let server = with_bucket();
    put(&server, "k", "x");
    let rules = document("CORSConfiguration", RULES);
    assert_eq!(configure(&server, "cors", &rules).status, 200);
    server
}

fn preflight(server: &TestServer, target: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = server.request("OPTIONS", target);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request.send()
}

// Recorded.
#[test]
fn rules_come_back_until_they_are_deleted() {
    let server = with_rules();
    assert_eq!(
        get(&server, "/pail?cors").text(),
        document("CORSConfiguration", RULES)
    );
    assert_eq!(request(&server, "DELETE", "/pail?cors").send().status, 204);
    assert_error(
        &get(&server, "/pail?cors"),
        404,
        "<Code>NoSuchCORSConfiguration</Code><Message>The CORS configuration does not exist\
         </Message><BucketName>pail</BucketName>",
    );
}

// The first recorded; the others are AWS's texts.
#[test]
fn wrong_rules_are_refused() {
    let server = with_bucket();
    let rule = |origin: &str, method: &str, more: &str| {
        document(
            "CORSConfiguration",
            &format!(
                "<CORSRule><AllowedOrigin>{origin}</AllowedOrigin><AllowedMethod>{method}\
                 </AllowedMethod>{more}</CORSRule>"
            ),
        )
    };
    for (body, message) in [
        (
            rule("*", "PATCH", ""),
            "Found unsupported HTTP method in CORS config. Unsupported method is PATCH",
        ),
        (
            rule("http://*.*", "GET", ""),
            "AllowedOrigin \"http://*.*\" can not have more than one wildcard.",
        ),
        (
            rule("*", "GET", "<ExposeHeader>*</ExposeHeader>"),
            "ExposeHeader \"*\" contains wildcard. We currently do not support wildcard for \
             ExposeHeader.",
        ),
    ] {
        let reply = configure(&server, "cors", &body);
        assert_eq!(reply.element("Code").as_deref(), Some("InvalidRequest"));
        let message = message.replace('"', "&quot;");
        assert_eq!(reply.element("Message"), Some(message));
    }
    for body in [
        "<CORSConfiguration/>",
        "<CORSConfiguration><CORSRule/></CORSConfiguration>",
    ] {
        let reply = configure(&server, "cors", body);
        assert_eq!(reply.element("Code").as_deref(), Some("MalformedXML"));
    }
}

// Recorded.
#[test]
fn a_preflight_is_answered_by_the_rules() {
    let server = with_rules();
    let reply = preflight(
        &server,
        "/pail/k",
        &[
            ("origin", PAGE),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", "X-Amz-Date, x-amz-acl"),
        ],
    );
    assert_eq!((reply.status, reply.body.len()), (200, 0));
    for (name, value) in [
        ("access-control-allow-origin", PAGE),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "GET, PUT"),
        ("access-control-allow-headers", "x-amz-date, x-amz-acl"),
        ("access-control-expose-headers", "ETag"),
        ("access-control-max-age", "3000"),
        ("vary", VARY),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
    let any = preflight(
        &server,
        "/pail/k",
        &[
            ("origin", "http://evil.example.org"),
            ("access-control-request-method", "HEAD"),
        ],
    );
    assert_eq!(any.header("access-control-allow-origin"), Some("*"));
    assert_eq!(any.header("access-control-allow-credentials"), None);
}

// Recorded.
#[test]
fn a_preflight_without_a_rule_is_refused() {
    let server = with_rules();
    request(&server, "PUT", "/plain-pail").send();
    let refused = |message: &str, resource: &str| {
        format!(
            "<Code>AccessForbidden</Code><Message>CORSResponse: {message}</Message>\
             <Method>PUT</Method><ResourceType>{resource}</ResourceType>"
        )
    };
    let put = |target, origin| {
        let headers = [("origin", origin), ("access-control-request-method", "PUT")];
        preflight(&server, target, &headers)
    };
    assert_error(
        &put("/no-such-pail/k", PAGE),
        403,
        &refused("Bucket not found", "BUCKET"),
    );
    assert_error(
        &put("/plain-pail/k", PAGE),
        403,
        &refused("CORS is not enabled for this bucket.", "BUCKET"),
    );
    let reply = put("/pail/k", "http://other");
    assert_eq!(reply.header("access-control-allow-origin"), None);
    assert_error(
        &reply,
        403,
        &refused(
            "This CORS request is not allowed. This is usually because the evalution of Origin, \
             request method / Access-Control-Request-Method or Access-Control-Request-Headers are \
             not whitelisted by the resource's CORS spec.",
            "OBJECT",
        ),
    );
    assert_error(
        &preflight(&server, "/pail/k", &[]),
        400,
        "<Code>BadRequest</Code><Message>Insufficient information. Origin request header needed.\
         </Message>",
    );
}

// Recorded: answers and errors carry the same headers; nothing without Origin.
#[test]
fn a_page_that_the_rules_name_passes_and_reads_the_answer() {
    let server = with_rules();
    open_to_all(&server);
    let from = |origin: &str, method: &str, target: &str| {
        server
            .request(method, target)
            .header("origin", origin)
            .header("sec-fetch-site", "cross-site")
            .send()
    };
    for (target, status) in [("/pail/k", 200), ("/pail/none", 404)] {
        let reply = from(PAGE, "GET", target);
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("access-control-allow-origin"), Some(PAGE));
        assert_eq!(reply.header("access-control-expose-headers"), Some("ETag"));
        assert_eq!(reply.header("vary"), Some(VARY));
    }
    let other = from("http://evil.test", "GET", "/pail/k");
    assert_eq!(other.status, 403);
    assert_eq!(other.header("access-control-allow-origin"), None);
    assert_eq!(from(PAGE, "DELETE", "/pail/k").status, 403);
    // The rules speak for objects: a page must not change the bucket's own settings.
    assert_eq!(from(PAGE, "PUT", "/pail?cors").status, 403);
    assert_eq!(
        get(&server, "/pail/k").header("access-control-allow-origin"),
        None
    );
}

// User guide, "Using cross-origin resource sharing": errors carry the headers too.
#[test]
fn a_page_may_read_why_its_presigned_url_was_refused() {
    let server = with_rules();
    let get = |origin: &str| {
        let url = "/pail/k?X-Amz-Algorithm=AWS4-HMAC-SHA256\
                   &X-Amz-Credential=AK%2F20261122%2Fus-east-1%2Fs3%2Faws4_request\
                   &X-Amz-Date=20261122T073600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host\
                   &X-Amz-Signature=00";
        server.request("GET", url).header("origin", origin).send()
    };
    let reply = get(PAGE);
    let message = reply.element("Message");
    assert_eq!(message.as_deref(), Some("Request has expired"));
    assert_eq!(reply.header("access-control-allow-origin"), Some(PAGE));
    let other = get("https://other.test");
    assert_eq!(other.header("access-control-allow-origin"), None);
}
