//! RenameObject.

use super::{DIRECTORY, NOW_MS, assert_error, get, put, request, with_bucket, with_directory};
use crate::harness::{Reply, TestServer};

fn store(server: &TestServer, key: &str, body: &str) -> String {
    let put = request(server, "PUT", &format!("/{DIRECTORY}/{key}"));
    let reply = put.header("x-amz-meta-mood", "fine").body(body).send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.header("etag").expect("an ETag").to_owned()
}

fn rename(server: &TestServer, from: &str, to: &str, headers: &[(&str, &str)]) -> Reply {
    let target = format!("/{DIRECTORY}/{to}?renameObject");
    let mut rename = request(server, "PUT", &target).header("x-amz-rename-source", from);
    for (name, value) in headers {
        rename = rename.header(name, value);
    }
    rename.send()
}

fn read(server: &TestServer, key: &str) -> Reply {
    get(server, &format!("/{DIRECTORY}/{key}"))
}

// User guide, "Renaming objects in directory buckets": everything about the object stays.
#[test]
fn an_object_gets_another_key_and_stays_as_it_was() {
    let clock = ruststack::Clock::frozen(NOW_MS);
    let server = with_directory(&clock);
    store(&server, "a%20b/c", "x");
    let before = read(&server, "a%20b/c");
    clock.advance_ms(60_000);
    let reply = rename(&server, "a%20b/c", "d", &[]);
    assert_eq!((reply.status, reply.text().as_str()), (200, ""));
    assert_eq!(read(&server, "a%20b/c").status, 404);
    let after = read(&server, "d");
    assert_eq!(after.text(), "x");
    for header in [
        "etag",
        "last-modified",
        "x-amz-meta-mood",
        "x-amz-storage-class",
    ] {
        assert!(before.header(header).is_some(), "{header}");
        assert_eq!(before.header(header), after.header(header), "{header}");
    }
}

#[test]
fn what_had_the_key_before_is_replaced_unless_a_condition_forbids_it() {
    let server = with_directory(&ruststack::Clock::frozen(NOW_MS));
    let source = store(&server, "from", "new");
    let target = store(&server, "to", "old");
    let failed = |condition: &str| {
        format!(
            "<Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified \
             did not hold</Message><Condition>{condition}</Condition>"
        )
    };
    // Measured on AWS by Mountpoint's tests, the names of the conditions too.
    for (headers, condition) in [
        (&[("if-none-match", "*")][..], "If-None-Match"),
        (&[("if-match", source.as_str())], "If-Match"),
        (
            &[("if-match", source.as_str()), ("if-none-match", "*")],
            "If-Match",
        ),
        (
            &[("x-amz-rename-source-if-match", target.as_str())],
            "If-Match",
        ),
        (
            &[("x-amz-rename-source-if-none-match", source.as_str())],
            "If-None-Match",
        ),
        (
            &[(
                "x-amz-rename-source-if-unmodified-since",
                "Sun, 22 Nov 2026 07:00:00 GMT",
            )],
            "If-Unmodified-Since",
        ),
    ] {
        let reply = rename(&server, "from", "to", headers);
        assert_error(&reply, 412, &failed(condition));
    }
    assert_eq!(read(&server, "to").text(), "old");
    let right = [
        ("if-match", target.as_str()),
        ("x-amz-rename-source-if-match", source.as_str()),
    ];
    assert_eq!(rename(&server, "from", "to", &right).status, 200);
    assert_eq!(read(&server, "to").text(), "new");
    let free = [("if-none-match", "*")];
    assert_eq!(rename(&server, "to", "free", &free).status, 200);
}

// API_RenameObject, x-amz-client-token.
#[test]
fn a_token_renames_once() {
    let server = with_directory(&ruststack::Clock::frozen(NOW_MS));
    store(&server, "from", "x");
    let token = [("x-amz-client-token", "t-1")];
    assert_eq!(rename(&server, "from", "to", &token).status, 200);
    assert_eq!(rename(&server, "from", "to", &token).status, 200);
    assert_error(
        &rename(&server, "to", "other", &token),
        400,
        "<Code>IdempotencyParameterMismatch</Code><Message>Parameters on this idempotent request are \
         inconsistent with parameters used in previous request(s).</Message>",
    );
    assert_error(
        &rename(&server, "from", "to", &[("x-amz-client-token", "t-2")]),
        404,
        "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>from</Key>",
    );
    let long = "t".repeat(65);
    let wrong = rename(&server, "to", "k", &[("x-amz-client-token", &long)]);
    assert_eq!(wrong.element("Code").as_deref(), Some("InvalidArgument"));
}

// User guide, "Renaming objects in directory buckets".
#[test]
fn directories_and_general_purpose_buckets_have_no_renames() {
    let server = with_bucket();
    let made = request(&server, "PUT", &format!("/{DIRECTORY}"));
    made.body(super::directory_in("use1-az4")).send();
    store(&server, "k", "x");
    for (from, to) in [("k", "d/"), ("d/", "k"), ("", "k")] {
        assert_eq!(rename(&server, from, to, &[]).status, 400, "{from} {to}");
    }
    put(&server, "k", "x");
    let general = request(&server, "PUT", "/pail/new?renameObject");
    let reply = general.header("x-amz-rename-source", "k").send();
    assert_eq!(reply.element("Code").as_deref(), Some("NotImplemented"));
    assert_eq!(get(&server, "/pail/k").status, 200);
}
