//! DeleteAlias.

use serde_json::{Value, json};

use super::aliases::{ALIASES, alias, get_alias, server_with_versions};
use super::{assert_not_found, assert_refused, lambda};

/// AWS's page API_DeleteAlias: 204 without a body.
#[test]
fn the_alias_goes_and_the_version_stays() {
    let server = server_with_versions();
    alias(&server, "live", "1");
    let target = format!("{ALIASES}/live");
    let reply = lambda(&server, "DELETE", &target, Value::Null);
    assert_eq!((reply.status, reply.text()), (204, String::new()));
    assert_eq!(get_alias(&server, "live").status, 404);
    let invoked = "/2015-03-31/functions/f:live/invocations";
    assert_not_found(&lambda(&server, "POST", invoked, json!({})), "f:live");
    let version = "/2015-03-31/functions/f:1";
    assert_eq!(lambda(&server, "GET", version, Value::Null).status, 200);
    assert_eq!(lambda(&server, "DELETE", &target, Value::Null).status, 204);
}

/// AWS's text, as users report it.
#[test]
fn a_version_goes_only_after_its_aliases() {
    let server = server_with_versions();
    alias(&server, "live", "1");
    let version = "/2015-03-31/functions/f:1";
    let reply = lambda(&server, "DELETE", version, Value::Null);
    let message = "Unable to delete version because the following aliases reference it: [live]";
    let body = json!({"Type": "User", "message": message});
    assert_refused(&reply, 409, "ResourceConflictException", body);
    lambda(&server, "DELETE", &format!("{ALIASES}/live"), Value::Null);
    assert_eq!(lambda(&server, "DELETE", version, Value::Null).status, 204);
}
