//! `/_ruststack/events` shows what was sent to queues, topics and event buses.

use serde_json::{Value, json};

use crate::harness::TestServer;

/// A bucket that tells a queue and EventBridge of every new object, and the test message forgotten.
fn watched() -> TestServer {
    let server =
        TestServer::with(|config| config.clock = ruststack::Clock::frozen(1_795_333_080_000));
    for bucket in ["pail", "other"] {
        let made = server.request("PUT", &format!("/{bucket}")).signed("s3");
        assert_eq!(made.send().status, 200);
        let body = "<NotificationConfiguration><QueueConfiguration><Id>i</Id>\
                    <Queue>arn:aws:sqs:us-east-1:000000000000:q</Queue>\
                    <Event>s3:ObjectCreated:*</Event></QueueConfiguration>\
                    <EventBridgeConfiguration/></NotificationConfiguration>";
        let reply = server
            .request("PUT", &format!("/{bucket}?notification"))
            .header("x-amz-skip-destination-validation", "true")
            .signed("s3")
            .body(body)
            .send();
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    server
}

fn put(server: &TestServer, target: &str) {
    let reply = server.request("PUT", target).signed("s3").send();
    assert_eq!(reply.status, 200);
}

/// The page as soon as it shows so many events.
fn page(server: &TestServer, query: &str, count: usize) -> Value {
    for _ in 0..2000 {
        let target = format!("/_ruststack/events{query}");
        let reply = server.request("GET", &target).send();
        assert_eq!(reply.status, 200, "{}", reply.text());
        let page = reply.json();
        if page["events"].as_array().unwrap().len() >= count {
            return page;
        }
        std::thread::yield_now();
    }
    panic!("no {count} events at {query}");
}

#[test]
fn events_are_chosen_by_target_and_bucket_and_read_on_behind_a_number() {
    let server = watched();
    put(&server, "/pail/a");
    put(&server, "/other/b");
    let all = page(&server, "", 4);
    assert_eq!(all["next"], 4);
    let first = &all["events"][0];
    assert_eq!(
        (
            &first["number"],
            &first["time"],
            &first["target"],
            &first["source"]
        ),
        (
            &json!(1),
            &json!("2026-11-22T07:38:00.000Z"),
            &json!("arn:aws:sqs:us-east-1:000000000000:q"),
            &json!("arn:aws:s3:::pail"),
        )
    );
    assert!(
        first["message"]
            .as_str()
            .unwrap()
            .starts_with("{\"Records\":[{")
    );
    let numbers = |query: &str, count| -> Vec<u64> {
        let page = page(&server, query, count);
        let events = page["events"].as_array().unwrap();
        events
            .iter()
            .map(|event| event["number"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(numbers("?bucket=other", 2), [3, 4]);
    assert_eq!(numbers("?source=arn:aws:s3:::pail&limit=1", 1), [1]);
    let bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
    assert_eq!(numbers(&format!("?target={bus}&after=2"), 1), [4]);
    assert_eq!(
        page(&server, "?after=4", 0),
        json!({"events": [], "next": 4})
    );
}

#[test]
fn events_are_forgotten_when_asked() {
    let server = watched();
    put(&server, "/pail/a");
    put(&server, "/other/b");
    page(&server, "", 4);
    let forget = |target| server.request("DELETE", target).send().status;
    assert_eq!(forget("/_ruststack/events?bucket=pail"), 200);
    assert_eq!(page(&server, "", 2)["events"][0]["number"], 3);
    assert_eq!(forget("/_ruststack/events"), 200);
    assert_eq!(page(&server, "", 0)["events"], json!([]));
}

#[test]
fn what_the_page_cannot_do_is_refused() {
    let server = TestServer::start();
    let reply = server.request("POST", "/_ruststack/events").send();
    assert_eq!(
        (reply.status, reply.header("allow")),
        (405, Some("GET, DELETE"))
    );
    let reply = server.request("GET", "/_ruststack/events?after=x").send();
    assert_eq!(reply.status, 400);
}
