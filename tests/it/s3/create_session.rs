//! CreateSession.

use super::{DIRECTORY, NOW_MS, request, with_bucket, with_directory};
use crate::harness::{Reply, Request, TestServer};

/// What a session signs with: access key and token.
struct Session(String, String);

fn session(server: &TestServer, mode: &str) -> Session {
    let reply = request(server, "GET", &format!("/{DIRECTORY}?session"))
        .header("x-amz-create-session-mode", mode)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    let part = |name| reply.element(name).expect("credentials");
    assert_eq!(part("SecretAccessKey").len(), 40);
    Session(part("AccessKeyId"), part("SessionToken"))
}

fn with(server: &TestServer, session: &Session, method: &str, key: &str) -> Request {
    server
        .request(method, &format!("/{DIRECTORY}/{key}"))
        .header("x-amz-s3session-token", &session.1)
        .signed_as(&session.0, "us-east-1", "s3express")
}

fn put(server: &TestServer, session: &Session, key: &str) -> Reply {
    with(server, session, "PUT", key).body("x").send()
}

fn refused(reply: &Reply, status: u16, code: &str) {
    let element = reply.element("Code");
    assert_eq!((reply.status, element.as_deref()), (status, Some(code)));
}

// API_CreateSession: five minutes.
#[test]
fn a_session_is_good_for_five_minutes() {
    let clock = ruststack::Clock::frozen(NOW_MS);
    let server = with_directory(&clock);
    let reply = request(&server, "GET", &format!("/{DIRECTORY}?session")).send();
    assert_eq!(
        reply.element("Expiration").as_deref(),
        Some("2026-11-22T07:43:00Z")
    );
    assert_eq!(reply.header("x-amz-server-side-encryption"), Some("AES256"));
    let session = session(&server, "ReadWrite");
    assert_eq!(put(&server, &session, "k").status, 200);
    clock.advance_ms(299_000);
    assert_eq!(put(&server, &session, "k").status, 200);
    clock.advance_ms(1_000);
    refused(&put(&server, &session, "k"), 400, "ExpiredToken");
}

// API_CreateSession, x-amz-create-session-mode.
#[test]
fn a_session_for_reading_writes_nothing_and_leads_nowhere_else() {
    let server = with_directory(&ruststack::Clock::frozen(NOW_MS));
    let writer = session(&server, "ReadWrite");
    put(&server, &writer, "k");
    let reader = session(&server, "ReadOnly");
    assert_eq!(with(&server, &reader, "GET", "k").send().text(), "x");
    refused(&put(&server, &reader, "k"), 403, "AccessDenied");
    let other = "other--use1-az4--x-s3";
    let made = request(&server, "PUT", &format!("/{other}"));
    made.body(super::directory_in("use1-az4")).send();
    let elsewhere = server
        .request("GET", &format!("/{other}?list-type=2"))
        .header("x-amz-s3session-token", &reader.1)
        .signed_as(&reader.0, "us-east-1", "s3express")
        .send();
    refused(&elsewhere, 403, "AccessDenied");
}

#[test]
fn a_session_acts_for_the_account_that_asked_for_it() {
    let server = with_directory(&ruststack::Clock::frozen(NOW_MS));
    let theirs = "theirs--use1-az4--x-s3";
    let as_other = |method: &str, target: &str| {
        let request = server.request(method, target);
        request.signed_as("111122223333", "us-east-1", "s3express")
    };
    let made = as_other("PUT", &format!("/{theirs}"));
    assert_eq!(
        made.body(super::directory_in("use1-az4")).send().status,
        200
    );
    let reply = as_other("GET", &format!("/{theirs}?session")).send();
    let part = |name| reply.element(name).expect("credentials");
    let listed = server
        .request("GET", &format!("/{theirs}?list-type=2"))
        .header("x-amz-s3session-token", &part("SessionToken"))
        .signed_as(&part("AccessKeyId"), "us-east-1", "s3express")
        .send();
    assert_eq!(listed.status, 200, "{}", listed.text());
    refused(
        &as_other("GET", &format!("/{DIRECTORY}?session")).send(),
        403,
        "AccessDenied",
    );
}

#[test]
fn nobody_gets_a_session_with_a_general_purpose_bucket_or_in_a_mode_that_is_none() {
    let server = with_bucket();
    let general = request(&server, "GET", "/pail?session").send();
    refused(&general, 501, "NotImplemented");
    let directory = format!("/{DIRECTORY}?session");
    let mode = request(&server, "GET", &directory).header("x-amz-create-session-mode", "Write");
    refused(&mode.send(), 400, "InvalidArgument");
    refused(
        &server.request("GET", &directory).send(),
        403,
        "AccessDenied",
    );
}
