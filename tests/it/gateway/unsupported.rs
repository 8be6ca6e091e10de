//! `/_ruststack/unsupported` counts what AWS has and this server does not.

use serde_json::{Value, json};

use crate::harness::TestServer;

fn page(server: &TestServer) -> Value {
    let reply = server.request("GET", "/_ruststack/unsupported").send();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    reply.json()
}

#[test]
fn requests_are_counted_by_service_and_operation() {
    let server = TestServer::start();
    assert_eq!(page(&server), json!({"unsupported": [], "others": 0}));
    for _ in 0..2 {
        let reply = server
            .request("GET", "/pail?metadataConfiguration")
            .signed("s3")
            .send();
        assert_eq!(reply.status, 501);
    }
    let made = server.request("PUT", "/pail").signed("s3").send();
    assert_eq!(made.status, 200);
    let put = server
        .request("PUT", "/pail/k")
        .header("x-amz-write-offset-bytes", "5")
        .signed("s3");
    assert_eq!(put.send().status, 501);
    let sts = server.request("POST", "/").signed("sts");
    let sts = sts.body("Action=AssumeRoot&Version=2011-06-15").send();
    assert_eq!(sts.status, 400);
    let lambda = server.request("GET", "/2026-07-09/resource-policy/r");
    assert_eq!(lambda.signed("lambda").send().status, 501);
    server
        .request("POST", "/")
        .header("x-amz-target", "AmazonSQS.SendMessage")
        .signed("sqs")
        .send();
    assert_eq!(
        page(&server)["unsupported"],
        json!([
            {"service": "lambda", "operation": "GetResourcePolicy", "count": 1},
            {"service": "s3", "operation": "GetBucketMetadataConfiguration", "count": 2},
            {"service": "s3", "operation": "PutObject", "header": "x-amz-write-offset-bytes", "count": 1},
            {"service": "sqs", "operation": "SendMessage", "count": 1},
            {"service": "sts", "operation": "AssumeRoot", "count": 1},
        ])
    );
}

#[test]
fn what_aws_does_not_have_either_is_not_counted() {
    let server = TestServer::start();
    assert_eq!(server.dynamodb("PutItems", json!({})).status, 400);
    let reply = server.request("PATCH", "/pail").signed("s3").send();
    assert_eq!(reply.status, 405);
    assert_eq!(page(&server)["unsupported"], json!([]));
}
