//! The health pages say what runs, and on which backend.

use serde_json::json;

use crate::harness::TestServer;

#[test]
fn the_health_page_names_each_service_and_its_backend() {
    let server = TestServer::with(|config| config.lambda = false);
    let reply = server.request("GET", "/_ruststack/health").send();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(
        reply.json(),
        json!({
            "status": "healthy",
            "init": "completed",
            "version": env!("CARGO_PKG_VERSION"),
            "services": {
                "s3": {"state": "running", "backend": "embedded"},
                "dynamodb": {"state": "running", "backend": "embedded"},
                "lambda": {"state": "disabled", "backend": "off"},
                "iam": {"state": "running", "backend": "embedded"},
                "sts": {"state": "running", "backend": "embedded"},
                "logs": {"state": "running", "backend": "embedded"},
            },
        })
    );
}

/// Scripts written for LocalStack wait for `"s3": "running"` on this page.
#[test]
fn the_localstack_page_has_the_keys_that_scripts_wait_for() {
    let server = TestServer::start();
    let reply = server.request("GET", "/_localstack/health").send();
    assert_eq!(reply.json()["services"]["s3"], "running");
    assert_eq!(reply.json()["services"]["dynamodb"], "running");
}

#[test]
fn a_bucket_named_by_the_host_keeps_its_keys_from_our_pages() {
    let server = TestServer::start();
    let reply = server
        .request("GET", "/_ruststack/health")
        .header("host", "no-such-bucket.localhost")
        .signed("s3")
        .send();
    assert_eq!(reply.status, 404);
    assert_eq!(reply.element("Code").as_deref(), Some("NoSuchBucket"));
}
