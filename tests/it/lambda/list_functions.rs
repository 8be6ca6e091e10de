//! ListFunctions.

use serde_json::{Value, json};

use super::{FUNCTIONS, assert_invalid, assert_refused, assert_validation, create, lambda, with};
use crate::harness::{Reply, TestServer};

fn list(server: &TestServer, query: &str) -> Reply {
    lambda(server, "GET", &format!("{FUNCTIONS}?{query}"), Value::Null)
}

/// What follows `function:` in each ARN.
fn arns(json: &Value) -> Vec<String> {
    let functions = json["Functions"].as_array().expect("a list of functions");
    let last = |function: &Value| {
        let arn = function["FunctionArn"].as_str()?;
        Some(arn.rsplit_once("function:")?.1.to_owned())
    };
    functions.iter().filter_map(last).collect()
}

#[test]
fn an_account_without_functions_has_an_empty_list() {
    let server = TestServer::start();
    assert_eq!(
        list(&server, "").text(),
        r#"{"Functions":[],"NextMarker":null}"#
    );
}

/// Recorded answers: no state, no runtime version; `ALL` shows every version under its own ARN.
#[test]
fn functions_are_listed_by_name_and_versions_when_asked_for() {
    let server = TestServer::start();
    create(&server, "b");
    lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("a", "Publish", json!(true)),
    );
    let json = list(&server, "").json();
    assert_eq!(arns(&json), ["a", "b"]);
    for member in [
        "State",
        "LastUpdateStatus",
        "StateReason",
        "RuntimeVersionConfig",
    ] {
        assert_eq!(json["Functions"][0][member], Value::Null, "{member}");
    }
    let json = list(&server, "FunctionVersion=ALL").json();
    assert_eq!(arns(&json), ["a:$LATEST", "a:1", "b:$LATEST"]);
}

#[test]
fn pages_follow_one_another() {
    let server = TestServer::start();
    for name in ["a", "b", "c"] {
        create(&server, name);
    }
    let first = list(&server, "MaxItems=2").json();
    assert_eq!(arns(&first), ["a", "b"]);
    let marker = first["NextMarker"]
        .as_str()
        .unwrap()
        .replace('=', "%3D")
        .replace('+', "%2B");
    let last = list(&server, &format!("MaxItems=2&Marker={marker}")).json();
    assert_eq!(
        (arns(&last), &last["NextMarker"]),
        (vec!["c".to_owned()], &Value::Null)
    );
    // What ended the last page may be gone by the time of the next.
    lambda(&server, "DELETE", "/2015-03-31/functions/b", Value::Null);
    assert_eq!(
        arns(&list(&server, &format!("Marker={marker}")).json()),
        ["c"]
    );
    // A page that ends with the list has no marker.
    assert_eq!(
        list(&server, "MaxItems=2").json()["NextMarker"],
        Value::Null
    );
}

#[test]
fn pages_of_versions_follow_one_another() {
    let server = TestServer::start();
    for name in ["a", "b"] {
        lambda(
            &server,
            "POST",
            FUNCTIONS,
            with(name, "Publish", json!(true)),
        );
    }
    let mut seen = Vec::new();
    let mut marker = String::new();
    loop {
        let json = list(&server, &format!("FunctionVersion=ALL&MaxItems=1{marker}")).json();
        seen.extend(arns(&json));
        match json["NextMarker"].as_str() {
            Some(next) => marker = format!("&Marker={}", next.replace('=', "%3D")),
            None => break,
        }
    }
    assert_eq!(seen, ["a:$LATEST", "a:1", "b:$LATEST", "b:1"]);
}

/// Recorded answer for functionVersion; ranges from the API model.
#[test]
fn a_bad_parameter_is_refused() {
    let server = TestServer::start();
    let refused = "failed to satisfy constraint: Member must";
    let reply = list(&server, "FunctionVersion=invalid");
    assert_validation(
        &reply,
        &format!(
            "1 validation error detected: Value 'invalid' at 'functionVersion' {refused} satisfy enum value set: [ALL]"
        ),
    );
    let reply = list(&server, "MaxItems=0");
    assert_validation(
        &reply,
        &format!(
            "1 validation error detected: Value '0' at 'maxItems' {refused} have value greater than or equal to 1"
        ),
    );
    let reply = list(&server, "MaxItems=x");
    assert_refused(
        &reply,
        400,
        "SerializationException",
        json!({"Message": "STRING_VALUE cannot be converted to Integer"}),
    );
    assert_invalid(
        &list(&server, "Marker=x"),
        "The Marker is not one that this operation has returned.",
    );
}
