//! `/_ruststack/idle` answers when nothing is at work; event source mappings are in their own tests.

use serde_json::json;

use crate::harness::TestServer;
use crate::lambda::running::deploy;

#[test]
fn a_world_in_which_nothing_happens_is_idle() {
    let server = TestServer::start();
    let reply = server.request("GET", "/_ruststack/idle").send();
    assert_eq!(reply.status, 200);
    let page = reply.json();
    assert_eq!(
        (&page["idle"], &page["pending"]),
        (&json!(true), &json!([]))
    );
}

#[test]
fn a_timeout_that_is_no_number_is_refused() {
    let server = TestServer::start();
    for timeout in ["soon", "-1", "901"] {
        let reply = server.request("GET", &format!("/_ruststack/idle?timeout={timeout}"));
        let reply = reply.send();
        assert_eq!(reply.status, 400, "{timeout}");
        assert!(reply.text().contains("from 0 to 900"), "{}", reply.text());
    }
    assert_eq!(server.request("PUT", "/_ruststack/idle").send().status, 405);
}

#[test]
fn whoever_waits_hears_which_invocations_have_not_ended() {
    let server = TestServer::start();
    deploy(
        &server,
        "f",
        "import time\ndef handler(event, context): time.sleep(2)",
    );
    let sent = server
        .request("POST", "/2015-03-31/functions/f/invocations")
        .signed("lambda")
        .header("x-amz-invocation-type", "Event")
        .body("{}")
        .send();
    let id = sent.header("x-amzn-requestid").unwrap();
    let reply = server.request("GET", "/_ruststack/idle?timeout=0").send();
    assert_eq!(reply.status, 504);
    let page = reply.json();
    assert_eq!(
        (&page["idle"], &page["pending_count"]),
        (&json!(false), &json!(1))
    );
    let pending = &page["pending"][0];
    assert_eq!(pending["kind"], "asynchronous invocation");
    assert!(
        pending["what"].as_str().unwrap().starts_with(id),
        "{pending}"
    );
    let reply = server.request("GET", "/_ruststack/idle?timeout=60").send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}
