//! UpdateAlias.

use serde_json::json;

use super::aliases::{alias, arn, create_alias, get_alias, server_with_versions, update_alias};
use super::{assert_invalid, assert_not_found, assert_refused};

/// Recorded answers: what is not given stays, and the revision is a new one.
#[test]
fn what_is_given_changes_and_the_rest_stays() {
    let server = server_with_versions();
    let made = alias(&server, "live", "1");
    let reply = update_alias(&server, "live", json!({"Description": "now"}));
    assert_eq!(reply.status, 200);
    let changed = reply.json();
    assert_eq!(
        (&changed["Description"], &changed["FunctionVersion"]),
        (&json!("now"), &json!("1"))
    );
    assert_ne!(changed["RevisionId"], made["RevisionId"]);
    let moved = update_alias(&server, "live", json!({"FunctionVersion": "2"})).json();
    assert_eq!(
        (&moved["Description"], &moved["FunctionVersion"]),
        (&json!("now"), &json!("2"))
    );
    assert_eq!(get_alias(&server, "live").json(), moved);
}

/// Recorded answers: weights that are not given stay, empty ones end the routing.
#[test]
fn empty_weights_end_the_routing() {
    let server = server_with_versions();
    let weights = json!({"AdditionalVersionWeights": {"2": 0.5}});
    let body = json!({"Name": "w", "FunctionVersion": "1", "RoutingConfig": weights});
    create_alias(&server, body);
    let kept = update_alias(&server, "w", json!({"Description": "x"})).json();
    assert_eq!(kept["RoutingConfig"], weights);
    assert_invalid(
        &update_alias(&server, "w", json!({"FunctionVersion": "2"})),
        "Invalid function version 2. Function version 2 is already included in routing configuration.",
    );
    let none = json!({"RoutingConfig": {"AdditionalVersionWeights": {}}});
    let ended = update_alias(&server, "w", none).json();
    assert_eq!(ended["RoutingConfig"], json!(null));
}

/// Recorded answers.
#[test]
fn alias_version_and_revision_must_be_right() {
    let server = server_with_versions();
    let message = format!("Alias not found: {}", arn(":none"));
    let body = json!({"Type": "User", "Message": message});
    let reply = update_alias(&server, "none", json!({}));
    assert_refused(&reply, 404, "ResourceNotFoundException", body);
    alias(&server, "live", "1");
    let reply = update_alias(&server, "live", json!({"FunctionVersion": "10"}));
    assert_not_found(&reply, "f:10");
    let reply = update_alias(&server, "live", json!({"RevisionId": "wrong"}));
    let message = "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";
    let body = json!({"Type": "User", "message": message});
    assert_refused(&reply, 412, "PreconditionFailedException", body);
}
