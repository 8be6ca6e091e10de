//! GetAlias.

use serde_json::{Value, json};

use super::aliases::{alias, arn, get_alias, server_with_versions};
use super::{assert_not_found, assert_refused, lambda};

#[test]
fn it_is_what_create_alias_has_answered() {
    let server = server_with_versions();
    let made = alias(&server, "live", "$LATEST");
    let reply = get_alias(&server, "live");
    assert_eq!((reply.status, reply.json()), (200, made));
}

/// Recorded answers.
#[test]
fn what_is_not_there_is_named() {
    let server = server_with_versions();
    let message = format!("Cannot find alias arn: {}", arn(":none"));
    let body = json!({"Type": "User", "Message": message});
    assert_refused(
        &get_alias(&server, "none"),
        404,
        "ResourceNotFoundException",
        body,
    );
    let target = "/2015-03-31/functions/none/aliases/a";
    assert_not_found(&lambda(&server, "GET", target, Value::Null), "none");
}
