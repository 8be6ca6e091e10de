//! CreateTable.

use serde_json::{Value, json};

use super::tables::{target, unique_name};

fn hash(name: &str) -> Value {
    json!([{"AttributeName": name, "KeyType": "HASH"}])
}

fn define(name: &str, kind: &str) -> Value {
    json!({"AttributeName": name, "AttributeType": kind})
}

/// The smallest table, with other members.
fn shape(more: Value) -> Value {
    let mut body = json!({
        "TableName": unique_name(), "KeySchema": hash("pk"),
        "AttributeDefinitions": [define("pk", "S")], "BillingMode": "PAY_PER_REQUEST",
    });
    for (name, value) in more.as_object().unwrap() {
        match value {
            Value::Null => drop(body.as_object_mut().unwrap().remove(name)),
            value => body[name] = value.clone(),
        }
    }
    body
}

// LocalStack's snapshots: CREATING, no WarmThroughput, no moment in BillingModeSummary.
#[test]
fn the_answer_describes_a_table_that_is_being_created() {
    let target = target();
    let body = shape(json!({"TableName": "first"}));
    let mut table = target.ok("CreateTable", body)["TableDescription"].take();
    let id = table["TableId"].take();
    assert_eq!(id.as_str().unwrap().len(), 36);
    assert!(table["CreationDateTime"].take().as_f64().unwrap() > 1.6e9);
    assert_eq!(
        table,
        json!({
            "AttributeDefinitions": [define("pk", "S")], "TableName": "first", "KeySchema": hash("pk"),
            "TableStatus": "CREATING", "CreationDateTime": null, "TableId": null,
            "ProvisionedThroughput": {
                "NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0,
            },
            "TableSizeBytes": 0, "ItemCount": 0,
            "TableArn": "arn:aws:dynamodb:us-east-1:000000000000:table/first",
            "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
            "DeletionProtectionEnabled": false,
        })
    );
}

#[test]
fn a_table_with_everything_is_described_with_everything() {
    let target = target();
    let name = unique_name();
    let body = json!({
        "TableName": name,
        "AttributeDefinitions": [define("pk", "S"), define("sk", "N"), define("g", "B")],
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        "GlobalSecondaryIndexes": [{
            "IndexName": "global", "KeySchema": hash("g"),
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x", "y"]},
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2},
        }],
        "LocalSecondaryIndexes": [{
            "IndexName": "local",
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "g", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        "SSESpecification": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/mine"},
        "TableClass": "STANDARD_INFREQUENT_ACCESS", "DeletionProtectionEnabled": true,
        "Tags": [{"Key": "a", "Value": "b"}],
    });
    target.ok("CreateTable", body);
    let table = target.ok("DescribeTable", json!({"TableName": name}))["Table"].take();
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{name}");
    assert_eq!(table["TableStatus"], "ACTIVE");
    assert_eq!(table.get("BillingModeSummary"), None);
    assert_eq!(
        table["GlobalSecondaryIndexes"],
        json!([{
            "IndexName": "global", "KeySchema": hash("g"),
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x", "y"]},
            "IndexStatus": "ACTIVE",
            "ProvisionedThroughput": {
                "NumberOfDecreasesToday": 0, "ReadCapacityUnits": 1, "WriteCapacityUnits": 2,
            },
            "IndexSizeBytes": 0, "ItemCount": 0, "IndexArn": format!("{arn}/index/global"),
            "WarmThroughput": {"ReadUnitsPerSecond": 1, "WriteUnitsPerSecond": 2, "Status": "ACTIVE"},
        }])
    );
    assert_eq!(
        table["LocalSecondaryIndexes"][0]["IndexArn"],
        format!("{arn}/index/local")
    );
    assert_eq!(
        table["StreamSpecification"],
        json!({"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"})
    );
    let label = table["LatestStreamLabel"].as_str().unwrap();
    assert_eq!(table["LatestStreamArn"], format!("{arn}/stream/{label}"));
    assert_eq!(
        table["SSEDescription"],
        json!({
            "Status": "ENABLED", "SSEType": "KMS",
            "KMSMasterKeyArn": "arn:aws:kms:us-east-1:000000000000:alias/mine",
        })
    );
    assert_eq!(
        table["TableClassSummary"],
        json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"})
    );
    assert_eq!(table["DeletionProtectionEnabled"], true);
    assert_eq!(
        table["WarmThroughput"],
        json!({"ReadUnitsPerSecond": 5, "WriteUnitsPerSecond": 6, "Status": "ACTIVE"})
    );
}

#[test]
fn a_name_is_taken_once() {
    let target = target();
    let body = shape(json!({}));
    let name = body["TableName"].as_str().unwrap().to_owned();
    target.ok("CreateTable", body.clone());
    assert_eq!(
        target.refusal("CreateTable", body),
        format!("ResourceInUseException: Table already exists: {name}")
    );
}

// Parity Suite, createTable error messages and validation ordering.
#[test]
fn a_bad_shape_is_refused() {
    let target = target();
    let refusal = |more: Value| target.refusal("CreateTable", shape(more));
    assert_eq!(
        refusal(json!({"TableName": null})),
        "ValidationException: The parameter 'TableName' is required but was not present in the request"
    );
    assert_eq!(
        refusal(json!({"TableName": "ab"})),
        "ValidationException: 1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3"
    );
    assert_eq!(
        refusal(json!({"KeySchema": [{"AttributeName": "pk", "KeyType": "INVALID"}]})),
        "ValidationException: 1 validation error detected: Value 'INVALID' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]"
    );
    assert_eq!(
        refusal(json!({"AttributeDefinitions": [define("pk", "INVALID")]})),
        "ValidationException: 1 validation error detected: Value 'INVALID' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]"
    );
    assert_eq!(
        refusal(json!({"BillingMode": "X"})),
        "ValidationException: 1 validation error detected: Value 'X' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]"
    );
    let element = |name: &str| json!({"AttributeName": name, "KeyType": "RANGE"});
    assert_eq!(
        refusal(json!({"KeySchema": [hash("a")[0], element("b"), element("c")]})),
        "ValidationException: 1 validation error detected: Value '[KeySchemaElement(attributeName=a, keyType=HASH), KeySchemaElement(attributeName=b, keyType=RANGE), KeySchemaElement(attributeName=c, keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2"
    );
    let index = |name: &str| json!([{"IndexName": name, "KeySchema": hash("pk"), "Projection": {"ProjectionType": "ALL"}}]);
    assert_eq!(
        refusal(
            json!({"LocalSecondaryIndexes": index("aa"), "GlobalSecondaryIndexes": index("zz")})
        ),
        "ValidationException: 2 validation errors detected: \
         Value 'zz' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3; \
         Value 'aa' at 'localSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3"
    );
}

// Parity Suite, dynalite's suite, and recorded control plane errors (us-east-1, 2026).
#[test]
fn keys_indexes_and_throughput_have_to_fit_together() {
    let target = target();
    let refusal = |more: Value| {
        let message = target.refusal("CreateTable", shape(more));
        message
            .strip_prefix("ValidationException: ")
            .unwrap()
            .to_owned()
    };
    let invalid = "One or more parameter values were invalid: ";
    assert_eq!(
        refusal(json!({"KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "pk", "KeyType": "RANGE"},
        ]})),
        "Invalid KeySchema: Some index key attribute have no definition"
    );
    assert_eq!(
        refusal(json!({"KeySchema": hash("other")})),
        format!(
            "{invalid}Some index key attributes are not defined in AttributeDefinitions. Keys: [other], AttributeDefinitions: [pk]"
        )
    );
    assert_eq!(
        refusal(json!({"AttributeDefinitions": [define("pk", "S"), define("x", "S")]})),
        format!(
            "{invalid}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
        )
    );
    assert_eq!(
        refusal(
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}})
        ),
        format!(
            "{invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        )
    );
    assert_eq!(
        refusal(json!({"BillingMode": null})),
        format!(
            "{invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
        )
    );
    let index = |name: &str, projection: Value| json!({"IndexName": name, "KeySchema": hash("g"), "Projection": projection});
    let with = |indexes: Value| {
        json!({
            "AttributeDefinitions": [define("pk", "S"), define("g", "S")],
            "GlobalSecondaryIndexes": indexes,
        })
    };
    let all = json!({"ProjectionType": "ALL"});
    assert_eq!(
        refusal(with(json!([
            index("same", all.clone()),
            index("same", all.clone())
        ]))),
        format!("{invalid}Duplicate index name: same")
    );
    assert_eq!(
        refusal(with(json!([index(
            "one",
            json!({"ProjectionType": "INCLUDE"})
        )]))),
        format!("{invalid}ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
    );
    assert_eq!(
        refusal(with(json!([index(
            "one",
            json!({"ProjectionType": "ALL", "NonKeyAttributes": ["a"]})
        )]))),
        format!("{invalid}ProjectionType is ALL, but NonKeyAttributes is specified")
    );
    assert_eq!(
        refusal(with(json!([index("one", json!({}))]))),
        format!("{invalid}Unknown ProjectionType: null")
    );
    assert_eq!(
        refusal(with(json!([]))),
        format!("{invalid}List of GlobalSecondaryIndexes is empty")
    );
    assert_eq!(
        refusal(json!({
            "AttributeDefinitions": [define("pk", "S"), define("l", "S")],
            "LocalSecondaryIndexes": [{
                "IndexName": "local", "Projection": all,
                "KeySchema": [
                    {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "l", "KeyType": "RANGE"},
                ],
            }],
        })),
        format!(
            "{invalid}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"
        )
    );
    let names: Vec<_> = (0..21)
        .map(|at| index(&format!("index{at}"), all.clone()))
        .collect();
    assert_eq!(
        refusal(with(json!(names))),
        format!("{invalid}GlobalSecondaryIndex count exceeds the per-table limit of 20")
    );
    assert_eq!(
        refusal(json!({
            "AttributeDefinitions": [define("pk", "S"), define("g", "S"), define("x", "S")],
            "GlobalSecondaryIndexes": [index("one", all)],
        })),
        format!(
            "{invalid}Some AttributeDefinitions are not used. AttributeDefinitions: [pk, g, x], keys used: [pk, g]"
        )
    );
}

#[test]
fn what_is_not_here_is_refused_rather_than_ignored() {
    let target = target();
    assert_eq!(
        target.refusal("CreateTable", shape(json!({"GlobalTableSourceArn": "arn"}))),
        "ValidationException: One or more parameter values were invalid: GlobalTableSourceArn is not supported by RustStack"
    );
}

// AWS, November 2025: up to four HASH and four RANGE attributes in a global index.
#[test]
fn a_global_index_may_have_several_key_attributes() {
    let target = target();
    let element = |name: &str, key_type: &str| json!({"AttributeName": name, "KeyType": key_type});
    let body = |key: Value| {
        shape(json!({
            "AttributeDefinitions": [define("pk", "S"), define("a", "S"), define("b", "N"), define("c", "S")],
            "GlobalSecondaryIndexes": [
                {"IndexName": "many", "KeySchema": key, "Projection": {"ProjectionType": "ALL"}},
            ],
        }))
    };
    let key = json!([
        element("a", "HASH"),
        element("b", "HASH"),
        element("c", "RANGE")
    ]);
    let answer = target.ok("CreateTable", body(key.clone()));
    assert_eq!(
        answer["TableDescription"]["GlobalSecondaryIndexes"][0]["KeySchema"],
        key
    );
    assert_eq!(
        target.refusal(
            "CreateTable",
            body(json!([
                element("a", "HASH"),
                element("b", "RANGE"),
                element("c", "HASH")
            ]))
        ),
        "ValidationException: One or more parameter values were invalid: All HASH key attributes must precede RANGE key attributes in the KeySchema"
    );
}

// Recorded (public catalogue of AWS's control plane, 2026).
#[test]
fn warm_throughput_and_limits_have_their_least() {
    let target = target();
    let refused = |more: Value| {
        let mut body = json!({
            "TableName": "some-table",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        target.refusal("CreateTable", body)
    };
    let invalid = "ValidationException: One or more parameter values were invalid: ";
    let warm = |units: i64| json!({"ReadUnitsPerSecond": units, "WriteUnitsPerSecond": units});
    assert_eq!(
        refused(json!({"WarmThroughput": warm(1)})),
        format!(
            "{invalid}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial"
        )
    );
    assert_eq!(
        refused(json!({
            "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 10},
            "WarmThroughput": warm(5),
        })),
        format!(
            "{invalid}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than ReadCapacityUnits of ProvisionedThroughput"
        )
    );
    for units in [0, -1, -2] {
        let limits = json!({"MaxReadRequestUnits": units, "MaxWriteRequestUnits": units});
        assert_eq!(
            refused(json!({"OnDemandThroughput": limits})),
            format!(
                "{invalid}Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range"
            )
        );
    }
}
