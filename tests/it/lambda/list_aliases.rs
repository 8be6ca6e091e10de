//! ListAliases.

use serde_json::{Value, json};

use super::aliases::{ALIASES, alias, server_with_versions};
use super::{assert_not_found, lambda};

#[test]
fn aliases_come_by_name_and_by_page() {
    let server = server_with_versions();
    let (b, a, c) = (
        alias(&server, "b", "1"),
        alias(&server, "a", "1"),
        alias(&server, "c", "2"),
    );
    let list = |query: &str| {
        let target = format!("{ALIASES}{query}");
        lambda(&server, "GET", &target, Value::Null).json()
    };
    assert_eq!(list(""), json!({"Aliases": [a, b, c], "NextMarker": null}));
    assert_eq!(list("?FunctionVersion=2")["Aliases"], json!([c]));
    let first = list("?MaxItems=2");
    assert_eq!(first["Aliases"], json!([a, b]));
    let marker = first["NextMarker"].as_str().unwrap().replace('=', "%3D");
    let last = list(&format!("?MaxItems=2&Marker={marker}"));
    assert_eq!(last, json!({"Aliases": [c], "NextMarker": null}));
}

#[test]
fn a_function_that_is_not_there_is_named() {
    let server = server_with_versions();
    let target = "/2015-03-31/functions/none/aliases";
    assert_not_found(&lambda(&server, "GET", target, Value::Null), "none");
}
