//! ListFunctionEventInvokeConfigs.

use serde_json::{Value, json};

use super::aliases::{alias, server_with_versions};
use super::event_invoke::{CONFIG, put};
use super::{assert_not_found, lambda};

#[test]
fn configurations_come_by_page() {
    let server = server_with_versions();
    alias(&server, "live", "1");
    let made = ["", "?Qualifier=1", "?Qualifier=live"]
        .map(|query| put(&server, query, json!({"MaximumRetryAttempts": 1})).json());
    let list = |query: &str| {
        let target = format!("{CONFIG}/list{query}");
        lambda(&server, "GET", &target, Value::Null).json()
    };
    let all = list("");
    assert_eq!(
        all,
        json!({"FunctionEventInvokeConfigs": made, "NextMarker": null})
    );
    let first = list("?MaxItems=2");
    let marker = first["NextMarker"].as_str().unwrap().replace('=', "%3D");
    let last = list(&format!("?Marker={marker}"));
    assert_eq!(last["FunctionEventInvokeConfigs"], json!([made[2]]));
}

/// The model's limit.
#[test]
fn a_page_has_50_configurations_at_most() {
    let server = server_with_versions();
    let target = format!("{CONFIG}/list?MaxItems=51");
    let reply = lambda(&server, "GET", &target, Value::Null);
    assert_eq!(reply.status, 400);
    let text = reply.text();
    assert!(text.contains("less than or equal to 50"), "{text}");
}

#[test]
fn a_function_that_is_not_there_is_named() {
    let server = server_with_versions();
    let target = "/2019-09-25/functions/none/event-invoke-config/list";
    assert_not_found(&lambda(&server, "GET", target, Value::Null), "none");
}
