//! `/_ruststack/worlds/NAME/diff` tells what differs from another world or a snapshot.

use serde_json::{Value, json};

use crate::harness::TestServer;

fn own(server: &TestServer, method: &str, target: &str, body: Value) -> Value {
    let body = match body.is_null() {
        true => String::new(),
        false => body.to_string(),
    };
    let target = format!("/_ruststack{target}");
    let reply = server.request(method, &target).body(body).send();
    assert!(reply.status < 300, "{} {}", reply.status, reply.text());
    reply.json()
}

fn dynamodb(server: &TestServer, world: &str, operation: &str, input: Value) {
    let reply = server
        .request("POST", &format!("{world}/"))
        .header("x-amz-target", &format!("DynamoDB_20120810.{operation}"))
        .header("content-type", "application/x-amz-json-1.0")
        .body(input.to_string())
        .signed("dynamodb")
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

fn s3(server: &TestServer, method: &str, target: &str, body: &str) {
    let reply = server
        .request(method, target)
        .body(body)
        .signed("s3")
        .send();
    assert!(reply.status < 300, "{}", reply.text());
}

fn item(id: &str, value: &str) -> Value {
    json!({"TableName": "orders", "Item": {
        "id": {"S": id}, "day": {"N": "7"}, "value": {"S": value},
    }})
}

/// The default world with some objects and items, and a fork of it.
fn forked() -> TestServer {
    let server = TestServer::start();
    s3(&server, "PUT", "/pail", "");
    for key in ["same", "changed", "gone"] {
        s3(&server, "PUT", &format!("/pail/{key}"), key);
    }
    let table = json!({
        "TableName": "orders",
        "KeySchema": [
            {"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "day", "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "day", "AttributeType": "N"},
        ],
        "BillingMode": "PAY_PER_REQUEST",
    });
    dynamodb(&server, "", "CreateTable", table);
    for id in ["same", "changed", "gone"] {
        dynamodb(&server, "", "PutItem", item(id, "before"));
    }
    own(&server, "PUT", "/snapshots/seeded", json!({}));
    own(&server, "PUT", "/worlds/fork", json!({"from": "default"}));
    server
}

fn of(kind: &str, id: &str) -> Value {
    match kind {
        "object" => json!({"service": "s3", "type": "object", "Bucket": "pail", "Key": id}),
        _ => json!({
            "service": "dynamodb", "type": "item", "TableName": "orders", "Region": "us-east-1",
            "AccountId": "000000000000", "Key": {"id": {"S": id}, "day": {"N": "7"}},
        }),
    }
}

#[test]
fn what_was_added_changed_and_removed_is_named_as_aws_names_it() {
    let server = forked();
    let alike = own(
        &server,
        "GET",
        "/worlds/fork/diff?against=default",
        Value::Null,
    );
    assert_eq!(
        alike["counts"],
        json!({"added": 0, "changed": 0, "removed": 0})
    );
    s3(&server, "PUT", "/~fork/pail/changed", "another body");
    s3(&server, "PUT", "/~fork/pail/new", "body");
    s3(&server, "DELETE", "/~fork/pail/gone", "");
    dynamodb(&server, "/~fork", "PutItem", item("changed", "after"));
    dynamodb(&server, "/~fork", "PutItem", item("new", "after"));
    let gone = json!({"TableName": "orders", "Key": {"id": {"S": "gone"}, "day": {"N": "7"}}});
    dynamodb(&server, "/~fork", "DeleteItem", gone);
    let told = json!({
        "world": "fork",
        "against": {"world": "default"},
        "added": [of("object", "new"), of("item", "new")],
        "changed": [of("object", "changed"), of("item", "changed")],
        "removed": [of("object", "gone"), of("item", "gone")],
        "counts": {"added": 2, "changed": 2, "removed": 2},
        "truncated": false,
    });
    let shown = own(
        &server,
        "GET",
        "/worlds/fork/diff?against=default",
        Value::Null,
    );
    assert_eq!(shown, told);
    let shown = own(
        &server,
        "GET",
        "/worlds/fork/diff?snapshot=seeded",
        Value::Null,
    );
    assert_eq!(
        (&shown["counts"], &shown["against"]),
        (&told["counts"], &json!({"snapshot": "seeded"}))
    );
    // From the other side.
    let shown = own(
        &server,
        "GET",
        "/worlds/default/diff?against=fork",
        Value::Null,
    );
    assert_eq!(
        (&shown["added"], &shown["removed"]),
        (&told["removed"], &told["added"])
    );
}

#[test]
fn a_long_difference_is_cut_and_says_so() {
    let server = forked();
    for number in 0..5 {
        s3(&server, "PUT", &format!("/~fork/pail/{number}"), "");
    }
    let target = "/worlds/fork/diff?against=default&limit=3";
    let shown = own(&server, "GET", target, Value::Null);
    assert_eq!(shown["added"].as_array().unwrap().len(), 3);
    assert_eq!(
        (&shown["counts"]["added"], &shown["truncated"]),
        (&json!(5), &json!(true))
    );
}

#[test]
fn what_is_in_an_unrelated_world_is_all_told() {
    let server = forked();
    own(&server, "PUT", "/worlds/empty", json!({}));
    let shown = own(
        &server,
        "GET",
        "/worlds/empty/diff?against=default",
        Value::Null,
    );
    // A bucket, three objects, a table, three items, and what a new bucket is set to.
    let removed = shown["removed"].as_array().unwrap();
    let kinds = |kind: &str| removed.iter().filter(|own| own["type"] == kind).count();
    assert_eq!(
        (
            kinds("bucket"),
            kinds("object"),
            kinds("table"),
            kinds("item")
        ),
        (1, 3, 1, 3)
    );
    assert_eq!(shown["added"], json!([]));
}

#[test]
fn worlds_that_are_not_there_are_named() {
    let server = TestServer::start();
    for (query, status, says) in [
        ("default/diff", 400, "one of them"),
        (
            "default/diff?against=default&snapshot=x",
            400,
            "one of them",
        ),
        ("default/diff?against=none", 404, "'none'"),
        ("default/diff?snapshot=none", 404, "no snapshot 'none'"),
        ("none/diff?against=default", 404, "'none'"),
        (
            "default/diff?against=default&limit=x",
            400,
            "must be a number",
        ),
    ] {
        let target = format!("/_ruststack/worlds/{query}");
        let reply = server.request("GET", &target).send();
        assert_eq!(reply.status, status, "{target}: {}", reply.text());
        assert!(reply.text().contains(says), "{target}: {}", reply.text());
    }
}
