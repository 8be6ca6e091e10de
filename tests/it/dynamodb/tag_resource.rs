//! TagResource.

use serde_json::{Value, json};

use super::tables::{Target, target};

fn arn(table: &str) -> String {
    format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}")
}

fn tags(target: &Target, table: &str) -> Value {
    target.ok("ListTagsOfResource", json!({"ResourceArn": arn(table)}))["Tags"].take()
}

// Public suites: 200 without any body; a key has one value.
#[test]
fn tags_are_added_and_replaced() {
    let target = target();
    let table = target.hash_table();
    let tag = |key: &str, value: &str| {
        let tags = json!([{"Key": key, "Value": value}]);
        target.send(
            "TagResource",
            json!({"ResourceArn": arn(&table), "Tags": tags}),
        )
    };
    let reply = tag("a", "1");
    assert_eq!((reply.status, reply.text().as_str()), (200, ""));
    tag("b", "2");
    tag("a", "3");
    assert_eq!(
        tags(&target, &table),
        json!([{"Key": "a", "Value": "3"}, {"Key": "b", "Value": "2"}])
    );
}

#[test]
fn tags_of_create_table_are_there() {
    let target = target();
    let table = target.table(json!({
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "Tags": [{"Key": "a", "Value": "b"}],
    }));
    assert_eq!(tags(&target, &table), json!([{"Key": "a", "Value": "b"}]));
}

// Recorded answers: dynalite's suite, and control plane errors of us-east-1, 2026.
#[test]
fn bad_tags_and_arns_are_refused() {
    let target = target();
    let table = target.hash_table();
    let refusal = |arn: Value, tags: Value| {
        target.refusal("TagResource", json!({"ResourceArn": arn, "Tags": tags}))
    };
    let own = json!(arn(&table));
    let tag = json!([{"Key": "a", "Value": "b"}]);
    assert_eq!(
        refusal(Value::Null, tag.clone()),
        "ValidationException: Invalid TableArn"
    );
    assert_eq!(
        refusal(json!("table"), tag.clone()),
        "ValidationException: One or more parameter values were invalid: ARNs must start with 'arn:': table"
    );
    let elsewhere = "arn:aws:dynamodb:eu-west-1:000000000000:table/abc";
    assert_eq!(
        refusal(json!(elsewhere), tag.clone()),
        format!(
            "ValidationException: Invalid TableArn: Invalid ResourceArn provided as input {elsewhere}"
        )
    );
    let none = arn("none");
    assert_eq!(
        refusal(json!(none), tag),
        format!(
            "ResourceNotFoundException: Requested resource not found: ResourceArn: {none} not found"
        )
    );
    assert_eq!(
        refusal(own.clone(), Value::Null),
        "ValidationException: 1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null"
    );
    assert_eq!(
        refusal(own.clone(), json!([])),
        "ValidationException: Atleast one Tag needs to be provided as Input."
    );
    assert_eq!(
        refusal(own.clone(), json!([{"Key": "", "Value": "b"}])),
        "ValidationException: The Tag Key provided is invalid, Key: "
    );
    assert_eq!(
        refusal(own.clone(), json!([{"Key": "a"}])),
        "ValidationException: The Tag Value provided is invalid, Value: null"
    );
    assert_eq!(
        refusal(own.clone(), json!([{"Key": "aws:a", "Value": "b"}])),
        "ValidationException: Tag Key cannot be prefixed with aws:, Key: aws:a"
    );
    let many: Vec<_> = (0..51)
        .map(|at| json!({"Key": at.to_string(), "Value": ""}))
        .collect();
    assert_eq!(
        refusal(own, json!(many)),
        "ValidationException: Number of Tags exceed the current limit for the provided ResourceArn"
    );
}
