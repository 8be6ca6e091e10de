//! GetLayerVersionPolicy.

use serde_json::{Value, json};

use super::add_layer_version_permission::{add, server_with_layer};
use super::layers::{LAYERS, arn};
use super::{assert_refused, lambda};

/// Recorded answers.
#[test]
fn a_policy_lists_its_statements_in_order() {
    let server = server_with_layer();
    let policy = format!("{LAYERS}/l/versions/1/policy");
    let get = || lambda(&server, "GET", &policy, Value::Null);
    let message = "No policy is associated with the given resource.";
    let body = json!({"Type": "User", "Message": message});
    assert_refused(&get(), 404, "ResourceNotFoundException", body);
    let first = add(&server, "l/versions/1/policy", json!({})).json();
    assert_eq!(get().json()["RevisionId"], first["RevisionId"]);
    let second = add(&server, "l/versions/1/policy", json!({"StatementId": "s2"})).json();
    assert_ne!(first["RevisionId"], second["RevisionId"]);
    let shown = get().json();
    assert_eq!(shown["RevisionId"], second["RevisionId"]);
    let document: Value = serde_json::from_str(shown["Policy"].as_str().unwrap()).unwrap();
    let statement = |sid: &str| {
        json!({"Sid": sid, "Effect": "Allow", "Principal": "*",
               "Action": "lambda:GetLayerVersion", "Resource": arn("l:1")})
    };
    let statements = [statement("s1"), statement("s2")];
    let expected = json!({"Version": "2012-10-17", "Id": "default", "Statement": statements});
    assert_eq!(document, expected);
    let missing = format!("Layer version {} does not exist.", arn("l:2"));
    let reply = lambda(
        &server,
        "GET",
        &format!("{LAYERS}/l/versions/2/policy"),
        Value::Null,
    );
    let body = json!({"Type": "User", "Message": missing});
    assert_refused(&reply, 404, "ResourceNotFoundException", body);
}
