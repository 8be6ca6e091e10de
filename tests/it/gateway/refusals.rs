//! What is switched off, unknown or not emulated says so, in the shape of the service asked.

use serde_json::json;

use crate::harness::TestServer;

#[test]
fn a_service_that_is_switched_off_says_how_to_switch_it_on() {
    let server = TestServer::with(|config| {
        config.s3 = false;
        config.dynamodb = false;
        config.lambda = false;
    });
    let s3 = server.request("GET", "/bucket").signed("s3").send();
    assert_eq!(s3.status, 503);
    assert_eq!(
        s3.element("Message").as_deref(),
        Some("S3 is switched off in this RustStack. Start it with RUSTSTACK_S3=true to use it.")
    );
    let dynamodb = server.dynamodb("ListTables", json!({}));
    assert_eq!(dynamodb.status, 503);
    assert_eq!(
        dynamodb.json()["__type"],
        "com.amazon.coral.service#ServiceUnavailable"
    );
    let lambda = server
        .request("GET", "/2015-03-31/functions/")
        .signed("lambda")
        .send();
    assert_eq!(lambda.status, 503);
    assert_eq!(
        lambda.header("x-amzn-errortype"),
        Some("ServiceUnavailable")
    );
}

#[test]
fn a_service_of_aws_that_is_not_emulated_is_named() {
    let server = TestServer::start();
    let reply = server.request("POST", "/").signed("sqs").body("x").send();
    assert_eq!(reply.status, 501);
    assert_eq!(
        reply.json()["Message"],
        "RustStack has S3, DynamoDB, Lambda, IAM and STS; the request is signed for 'sqs'."
    );
}

#[test]
fn an_own_page_that_does_not_exist_is_not_found() {
    let server = TestServer::start();
    let reply = server.request("GET", "/_ruststack/nothing").send();
    assert_eq!(reply.status, 404);
}
