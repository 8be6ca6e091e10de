//! CreateAlias.

use serde_json::{Value, json};

use super::aliases::{alias, arn, create_alias, server_with_versions};
use super::running::{deploy, invoke};
use super::{assert_invalid, assert_not_found, assert_refused, assert_validation, lambda};
use crate::harness::TestServer;

/// Recorded answers: 201, an empty description, and an ARN of its own.
#[test]
fn an_alias_is_a_qualifier_with_a_version_behind_it() {
    let server = server_with_versions();
    let made = alias(&server, "live", "1");
    assert_eq!(
        made,
        json!({
            "AliasArn": arn(":live"),
            "Description": "",
            "FunctionVersion": "1",
            "Name": "live",
            "RevisionId": made["RevisionId"],
            "RoutingConfig": null,
        })
    );
    let target = "/2015-03-31/functions/f?Qualifier=live";
    let found = lambda(&server, "GET", target, Value::Null).json();
    let configuration = &found["Configuration"];
    assert_eq!(
        (
            &configuration["FunctionArn"],
            &configuration["Version"],
            &configuration["Description"]
        ),
        (&json!(arn(":live")), &json!("1"), &json!("one"))
    );
}

/// AWS docs, "Implement Lambda canary deployments using a weighted alias": a share of the events.
#[test]
fn weights_share_the_events_between_two_versions() {
    let server = TestServer::start();
    let code = "def handler(event, context):\n    return context.invoked_function_arn";
    deploy(&server, "f", code);
    for description in ["one", "two"] {
        let body = json!({"Description": description});
        lambda(
            &server,
            "PUT",
            "/2015-03-31/functions/f/configuration",
            body,
        );
        lambda(
            &server,
            "POST",
            "/2015-03-31/functions/f/versions",
            json!({}),
        );
    }
    let both = |weight: f64| {
        json!({"Name": format!("w{}", weight * 10.0), "FunctionVersion": "1",
               "RoutingConfig": {"AdditionalVersionWeights": {"2": weight}}})
    };
    for weight in [0.0, 0.5, 1.0] {
        let reply = create_alias(&server, both(weight));
        assert_eq!(reply.status, 201);
        let shown = &reply.json()["RoutingConfig"]["AdditionalVersionWeights"]["2"];
        assert_eq!(shown, weight);
    }
    let executed = |alias: &str| {
        let reply = invoke(&server, &format!("f:{alias}"), json!({}));
        assert_eq!(reply.json(), arn(&format!(":{alias}")));
        reply.header("x-amz-executed-version").unwrap().to_owned()
    };
    assert_eq!(executed("w0"), "1");
    assert_eq!(executed("w10"), "2");
    // Both turn up long before 100 events: all on one side has odds of 1 to 2^99.
    let both = (0..100)
        .map(|_| executed("w5"))
        .scan(std::collections::BTreeSet::new(), |seen, version| {
            seen.insert(version);
            Some(seen.len())
        })
        .any(|versions| versions == 2);
    assert!(both);
}

/// Recorded answers.
#[test]
fn versions_and_functions_must_be_there() {
    let server = server_with_versions();
    let reply = create_alias(&server, json!({"Name": "a", "FunctionVersion": "10"}));
    assert_not_found(&reply, "f:10");
    let target = "/2015-03-31/functions/none/aliases";
    let body = json!({"Name": "a", "FunctionVersion": "1"});
    assert_not_found(&lambda(&server, "POST", target, body), "none:1");
    let weights = json!({"Name": "a", "FunctionVersion": "1",
                         "RoutingConfig": {"AdditionalVersionWeights": {"10": 0.5}}});
    assert_not_found(&create_alias(&server, weights), "f:10");
}

/// Recorded answer.
#[test]
fn a_name_is_taken_once() {
    let server = server_with_versions();
    alias(&server, "live", "1");
    let reply = create_alias(&server, json!({"Name": "live", "FunctionVersion": "2"}));
    let message = format!("Alias already exists: {}", arn(":live"));
    let body = json!({"Type": "User", "message": message});
    assert_refused(&reply, 409, "ResourceConflictException", body);
}

/// Recorded answers.
#[test]
fn routing_is_checked() {
    let server = server_with_versions();
    let route = |version: &str, weights: Value| {
        let body = json!({"Name": "a", "FunctionVersion": version,
                          "RoutingConfig": {"AdditionalVersionWeights": weights}});
        create_alias(&server, body)
    };
    assert_invalid(
        &route("1", json!({"1": 0.2, "2": 0.8})),
        "Number of items in AdditionalVersionWeights cannot be greater than 1",
    );
    assert_invalid(
        &route("1", json!({"1": 0.5})),
        "Invalid function version 1. Function version 1 is already included in routing configuration.",
    );
    let message = "$LATEST is not supported for an alias pointing to more than 1 version";
    let body = json!({"message": message});
    let reply = route("$LATEST", json!({"1": 0.5}));
    assert_refused(&reply, 400, "InvalidParameterValueException", body);
    let prefix = "1 validation error detected: Value";
    let place = "at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map";
    let value = "value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]";
    for (weight, shown) in [(2.0, "2.0"), (-1.0, "-1.0")] {
        let message = format!("{prefix} '{{2={shown}}}' {place} {value}");
        assert_validation(&route("1", json!({"2": weight})), &message);
    }
    let keys = "keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]";
    let message = format!("{prefix} '{{$LATEST=0.5}}' {place} {keys}");
    assert_validation(&route("1", json!({"$LATEST": 0.5})), &message);
}

/// Recorded answer: a number is a version's.
#[test]
fn a_number_is_no_name() {
    let server = server_with_versions();
    let reply = create_alias(&server, json!({"Name": "7", "FunctionVersion": "1"}));
    assert_validation(
        &reply,
        "1 validation error detected: Value '7' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    );
}
