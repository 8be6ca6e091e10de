//! RemoveLayerVersionPermission.

use serde_json::{Value, json};

use super::add_layer_version_permission::{add, server_with_layer};
use super::layers::{LAYERS, arn};
use super::{assert_refused, lambda};

/// Recorded answers.
#[test]
fn a_statement_goes_by_its_id_and_the_last_takes_the_policy_along() {
    let server = server_with_layer();
    add(&server, "l/versions/1/policy", json!({}));
    let remove = |rest: &str| {
        lambda(
            &server,
            "DELETE",
            &format!("{LAYERS}/l/versions/{rest}"),
            Value::Null,
        )
    };
    let not_found = |message: &str| json!({"Type": "User", "Message": message});
    let missing = "Statement doesnotexist is not found in resource policy.";
    let reply = remove("1/policy/doesnotexist");
    assert_refused(&reply, 404, "ResourceNotFoundException", not_found(missing));
    let missing = format!("Layer version {} does not exist.", arn("l:2"));
    let reply = remove("2/policy/s1");
    assert_refused(
        &reply,
        404,
        "ResourceNotFoundException",
        not_found(&missing),
    );
    let message = "The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API to retrieve the latest Revision Id";
    let body = json!({"Type": "User", "message": message});
    let reply = remove("1/policy/s1?RevisionId=wrong");
    assert_refused(&reply, 412, "PreconditionFailedException", body);
    assert_eq!(remove("1/policy/s1").status, 204);
    let gone = "No policy is associated with the given resource.";
    let reply = remove("1/policy/s1");
    assert_refused(&reply, 404, "ResourceNotFoundException", not_found(gone));
}
