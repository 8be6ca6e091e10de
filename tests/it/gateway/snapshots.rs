//! `/_ruststack/snapshots` keeps worlds as they are.

use serde_json::{Value, json};

use crate::harness::{Reply, TestServer};

fn ask(server: &TestServer, method: &str, page: &str, body: Value) -> Reply {
    let request = server.request(method, &format!("/_ruststack/{page}"));
    request.body(body.to_string()).send()
}

fn put(server: &TestServer, target: &str) {
    let reply = server.request("PUT", target).signed("s3").send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

fn keys(server: &TestServer) -> usize {
    let listed = server.request("GET", "/pail?list-type=2").signed("s3");
    listed.send().text().matches("<Key>").count()
}

#[test]
fn a_snapshot_is_restored_as_often_as_one_likes() {
    let server = TestServer::start();
    put(&server, "/pail");
    put(&server, "/pail/a");
    let saved = ask(&server, "PUT", "snapshots/seeded", json!({}));
    assert_eq!(saved.status, 201, "{}", saved.text());
    for _ in 0..2 {
        put(&server, "/pail/b");
        assert_eq!(keys(&server), 2);
        let body = json!({"snapshot": "seeded"});
        let restored = ask(&server, "POST", "worlds/default/restore", body);
        assert_eq!(restored.status, 200, "{}", restored.text());
        assert_eq!(keys(&server), 1);
    }
    let body = json!({"snapshot": "seeded"});
    assert_eq!(ask(&server, "PUT", "worlds/w", body).status, 201);
    assert_eq!(keys(&server.in_world("w")), 1);
}

#[test]
fn a_restored_world_has_the_time_of_its_snapshot() {
    let server = TestServer::start();
    let hold = |body| ask(&server, "PUT", "clock", body).json()["unix_ms"].clone();
    hold(json!({"now": 1_800_000_000, "speed": 0}));
    assert_eq!(ask(&server, "PUT", "snapshots/s", json!({})).status, 201);
    hold(json!({"advance_seconds": 3600}));
    let body = json!({"snapshot": "s"});
    ask(&server, "POST", "worlds/default/restore", body);
    assert_eq!(hold(json!({})), json!(1_800_000_000_000_i64));
}

#[test]
fn snapshots_are_listed_renamed_replaced_and_forgotten() {
    let server = TestServer::start();
    let names = || {
        let listed = ask(&server, "GET", "snapshots", json!({})).json();
        let listed = listed["snapshots"].as_array().unwrap().clone();
        let names = listed
            .iter()
            .map(|own| own["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    let error = |reply: Reply| {
        (
            reply.status,
            reply.header("x-amzn-errortype").map(str::to_owned),
        )
    };
    let is = |status, code: &str| (status, Some(code.to_owned()));
    for name in ["b", "a"] {
        let page = format!("snapshots/{name}");
        assert_eq!(ask(&server, "PUT", &page, json!({})).status, 201);
    }
    assert_eq!(names(), ["a", "b"]);
    let again = ask(&server, "PUT", "snapshots/a", json!({}));
    assert_eq!(error(again), is(409, "SnapshotExists"));
    let replaced = ask(&server, "PUT", "snapshots/a", json!({"replace": true}));
    assert_eq!(replaced.status, 201);
    let elsewhere = ask(&server, "PUT", "snapshots/c", json!({"world": "w"}));
    assert_eq!(error(elsewhere), is(404, "NoSuchWorld"));
    let taken = ask(&server, "POST", "snapshots/a/rename", json!({"to": "b"}));
    assert_eq!(error(taken), is(409, "SnapshotExists"));
    let renamed = ask(&server, "POST", "snapshots/a/rename", json!({"to": "z"}));
    assert_eq!(renamed.json()["name"], "z");
    assert_eq!(names(), ["b", "z"]);
    assert_eq!(ask(&server, "DELETE", "snapshots/b", json!({})).status, 200);
    let gone = ask(&server, "DELETE", "snapshots/b", json!({}));
    assert_eq!(error(gone), is(404, "NoSuchSnapshot"));
    assert_eq!(names(), ["z"]);
}
