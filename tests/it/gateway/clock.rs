//! `/_ruststack/clock` holds, moves and hurries a world's time.

use serde_json::{Value, json};

use crate::harness::TestServer;

fn page(server: &TestServer, method: &str, body: Value) -> Value {
    let request = server.request(method, "/_ruststack/clock");
    let reply = request.body(body.to_string()).send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[test]
fn a_world_shows_the_time_that_it_is_given() {
    let server = TestServer::start();
    assert_eq!(page(&server, "GET", json!({}))["follows_machine"], true);
    let held = page(
        &server,
        "PUT",
        json!({"now": "2027-12-24T18:00:00Z", "speed": 0}),
    );
    assert_eq!(
        held,
        json!({
            "now": "2027-12-24T18:00:00.000Z",
            "unix_ms": 1_829_671_200_000_i64,
            "speed": 0.0,
            "follows_machine": false,
        })
    );
    let made = server.request("PUT", "/pail").signed("s3").send();
    assert_eq!(made.header("date"), Some("Fri, 24 Dec 2027 18:00:00 GMT"));
    let listed = server.request("GET", "/").signed("s3").send().text();
    assert!(
        listed.contains("<CreationDate>2027-12-24T18:00:00.000Z</CreationDate>"),
        "{listed}"
    );
    let moved = page(&server, "PUT", json!({"advance_seconds": 1.5}));
    assert_eq!(moved["unix_ms"], 1_829_671_201_500_i64);
    let back = page(&server, "PUT", json!({"now": 60, "advance_seconds": -10}));
    assert_eq!(back["unix_ms"], 50_000);
    assert_eq!(page(&server, "DELETE", json!({}))["follows_machine"], true);
}

#[test]
fn a_clock_that_is_hurried_goes_on_from_where_it_was() {
    let server = TestServer::start();
    let hurried = page(&server, "PUT", json!({"now": 1_000, "speed": 1_000_000}));
    assert_eq!(hurried["speed"], 1e6);
    let later = loop {
        let shown = page(&server, "GET", json!({}));
        if shown["unix_ms"].as_i64() > Some(2_000_000) {
            break shown;
        }
    };
    assert_eq!(later["follows_machine"], false);
}

#[test]
fn what_was_due_meanwhile_happens_when_the_clock_is_moved() {
    let server = TestServer::start();
    page(&server, "PUT", json!({"now": 1_800_000_000, "speed": 0}));
    let dynamodb = |operation, body| {
        let reply = server.dynamodb(operation, body);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    };
    let key = json!([{"AttributeName": "k", "KeyType": "HASH"}]);
    dynamodb(
        "CreateTable",
        json!({
            "TableName": "drafts",
            "KeySchema": key,
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    let expires = json!({"AttributeName": "ends", "Enabled": true});
    dynamodb(
        "UpdateTimeToLive",
        json!({"TableName": "drafts", "TimeToLiveSpecification": expires}),
    );
    let item = json!({"k": {"S": "a"}, "ends": {"N": "1800003600"}});
    dynamodb("PutItem", json!({"TableName": "drafts", "Item": item}));
    page(&server, "PUT", json!({"advance_seconds": 7200}));
    while dynamodb("Scan", json!({"TableName": "drafts"}))["Count"] != 0 {
        std::thread::yield_now();
    }
}

#[test]
fn what_a_clock_cannot_do_is_named() {
    let server = TestServer::start();
    for (body, message) in [
        (
            json!({"now": "noon"}).to_string(),
            "'now' must be an ISO 8601 time or seconds since 1970, not \"noon\".",
        ),
        (
            json!({"speed": -1}).to_string(),
            "'speed' must be between 0 and 1000000, not -1.",
        ),
        (
            json!({"advance_seconds": 1e11}).to_string(),
            "'advance_seconds' must be between -1e10 and 1e10, not 100000000000.",
        ),
        (
            json!({"sped": 1}).to_string(),
            "This page of RustStack takes a JSON document: unknown field `sped`, expected one of \
             `now`, `advance_seconds`, `speed` at line 1 column 7.",
        ),
    ] {
        let reply = server.request("PUT", "/_ruststack/clock").body(body).send();
        assert_eq!(reply.status, 400);
        assert_eq!(reply.json()["Message"], message);
    }
    let reply = server.request("POST", "/_ruststack/clock").send();
    assert_eq!(
        (reply.status, reply.header("allow")),
        (405, Some("GET, PUT, DELETE"))
    );
}
