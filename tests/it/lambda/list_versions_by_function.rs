//! ListVersionsByFunction.

use serde_json::{Value, json};

use super::{FUNCTIONS, assert_not_found, lambda, with};
use crate::harness::TestServer;

/// Recorded answer: `$LATEST` is among them, under its qualified ARN.
#[test]
fn latest_comes_first_then_the_numbers() {
    let server = TestServer::start();
    lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "Publish", json!(true)),
    );
    let json = lambda(
        &server,
        "GET",
        "/2015-03-31/functions/f/versions",
        Value::Null,
    )
    .json();
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let shown: Vec<_> = json["Versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["FunctionArn"].clone())
        .collect();
    assert_eq!(shown, [format!("{arn}:$LATEST"), format!("{arn}:1")]);
    assert_eq!(json["NextMarker"], Value::Null);
    let page = lambda(
        &server,
        "GET",
        "/2015-03-31/functions/f/versions?MaxItems=1",
        Value::Null,
    )
    .json();
    assert_eq!(page["Versions"].as_array().unwrap().len(), 1);
    assert!(page["NextMarker"].is_string());
}

#[test]
fn a_function_that_is_not_there_is_named() {
    let server = TestServer::start();
    let reply = lambda(
        &server,
        "GET",
        "/2015-03-31/functions/f/versions",
        Value::Null,
    );
    assert_not_found(&reply, "f");
}
