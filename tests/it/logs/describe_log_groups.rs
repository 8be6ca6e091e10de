//! DescribeLogGroups.

use serde_json::json;

use super::{NOW_MS, all, done, error, frozen, make_group, refused};
use crate::harness::TestServer;

// Recorded.
#[test]
fn a_group_is_shown_with_both_of_its_arns() {
    let (server, _) = frozen();
    make_group(&server, "/app");
    let arn = "arn:aws:logs:us-east-1:123456789012:log-group:/app";
    assert_eq!(
        done(&server, "DescribeLogGroups", json!({})),
        json!({"logGroups": [{
            "arn": format!("{arn}:*"),
            "creationTime": NOW_MS,
            "deletionProtectionEnabled": false,
            "logGroupArn": arn,
            "logGroupClass": "STANDARD",
            "logGroupName": "/app",
            "metricFilterCount": 0,
            "storedBytes": 0,
        }]})
    );
    let by_pattern = done(
        &server,
        "DescribeLogGroups",
        json!({"logGroupNamePattern": "pp"}),
    );
    assert_eq!(
        by_pattern,
        json!({"logGroups": [{
            "arn": format!("{arn}:*"),
            "creationTime": NOW_MS,
            "logGroupArn": arn,
            "logGroupClass": "STANDARD",
            "logGroupName": "/app",
            "metricFilterCount": 0,
        }]})
    );
}

#[test]
fn groups_are_chosen_by_prefix_pattern_or_identifier() {
    let server = TestServer::start();
    for name in ["/aws/lambda/a", "/aws/lambda/b", "/web"] {
        make_group(&server, name);
    }
    let names = |body| {
        let reply = done(&server, "DescribeLogGroups", body);
        all(&reply, "logGroups", "logGroupName").join(" ")
    };
    assert_eq!(names(json!({})), "/aws/lambda/a /aws/lambda/b /web");
    assert_eq!(
        names(json!({"logGroupNamePrefix": "/aws/lambda/"})),
        "/aws/lambda/a /aws/lambda/b"
    );
    assert_eq!(
        names(json!({"logGroupNamePattern": "lambda/b"})),
        "/aws/lambda/b"
    );
    let arn = "arn:aws:logs:us-east-1:123456789012:log-group:/web";
    assert_eq!(names(json!({"logGroupIdentifiers": [arn, "none"]})), "/web");
    // Recorded.
    assert_eq!(
        refused(
            &server,
            "DescribeLogGroups",
            json!({"logGroupNamePrefix": "a", "logGroupNamePattern": "b"})
        ),
        error(
            "InvalidParameterException",
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
        )
    );
}

#[test]
fn pages_lead_to_one_another() {
    let server = TestServer::start();
    for name in ["a", "b", "c"] {
        make_group(&server, name);
    }
    let first = done(&server, "DescribeLogGroups", json!({"limit": 2}));
    assert_eq!(all(&first, "logGroups", "logGroupName"), ["a", "b"]);
    let token = first["nextToken"].as_str().unwrap();
    let rest = done(
        &server,
        "DescribeLogGroups",
        json!({"limit": 2, "nextToken": token}),
    );
    assert_eq!(all(&rest, "logGroups", "logGroupName"), ["c"]);
    assert!(rest["nextToken"].is_null());
    assert_eq!(
        refused(&server, "DescribeLogGroups", json!({"limit": 51})),
        error(
            "InvalidParameterException",
            "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50"
        )
    );
    let (_, message) = refused(&server, "DescribeLogGroups", json!({"nextToken": "!"}));
    assert_eq!(message, "The specified nextToken is invalid.");
}
