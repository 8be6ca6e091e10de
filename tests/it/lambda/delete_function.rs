//! DeleteFunction.

use serde_json::{Value, json};

use super::{FUNCTIONS, assert_invalid, assert_not_found, create, lambda, with};
use crate::harness::{Reply, TestServer};

fn delete(server: &TestServer, name: &str) -> Reply {
    lambda(
        server,
        "DELETE",
        &format!("{FUNCTIONS}/{name}"),
        Value::Null,
    )
}

/// Recorded answers.
#[test]
fn a_function_is_gone_after_204() {
    let server = TestServer::start();
    create(&server, "f");
    let reply = delete(&server, "f");
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    assert_not_found(&delete(&server, "f"), "f");
    assert_not_found(
        &lambda(&server, "GET", "/2015-03-31/functions/f", Value::Null),
        "f",
    );
    create(&server, "f");
}

/// Recorded answer, also where there is no such function.
#[test]
fn latest_goes_only_with_its_function() {
    let server = TestServer::start();
    let message = "$LATEST version cannot be deleted without deleting the function.";
    assert_invalid(&delete(&server, "f?Qualifier=$LATEST"), message);
}

/// Recorded answers: a version that is not there is deleted all the same, and where the function is
/// not there either it is named without the version.
#[test]
fn a_version_is_deleted_by_its_number() {
    let server = TestServer::start();
    lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "Publish", json!(true)),
    );
    for name in ["f:1", "f?Qualifier=1", "f?Qualifier=1233"] {
        assert_eq!(delete(&server, name).status, 204, "{name}");
    }
    assert_not_found(
        &lambda(&server, "GET", "/2015-03-31/functions/f:1", Value::Null),
        "f:1",
    );
    assert_eq!(
        lambda(&server, "GET", "/2015-03-31/functions/f", Value::Null).status,
        200
    );
    assert_not_found(&delete(&server, "g?Qualifier=1233"), "g");
}

#[test]
fn an_alias_is_not_deleted_with_its_function() {
    let server = TestServer::start();
    let message = "Deletion of aliases is not currently supported.";
    assert_invalid(&delete(&server, "f?Qualifier=live"), message);
}
