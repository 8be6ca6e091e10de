//! ListTables.

use serde_json::json;

use super::tables::target;

#[test]
fn names_come_in_order_page_by_page() {
    let target = target();
    for name in ["ccc", "aaa", "bbb"] {
        target.ok(
            "CreateTable",
            json!({
                "TableName": name, "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            }),
        );
    }
    assert_eq!(
        target.ok("ListTables", json!({})),
        json!({"TableNames": ["aaa", "bbb", "ccc"]})
    );
    assert_eq!(
        target.ok("ListTables", json!({"Limit": 2})),
        json!({"TableNames": ["aaa", "bbb"], "LastEvaluatedTableName": "bbb"})
    );
    assert_eq!(
        target.ok(
            "ListTables",
            json!({"Limit": 2, "ExclusiveStartTableName": "bbb"})
        ),
        json!({"TableNames": ["ccc"]})
    );
}

// Recorded answers, public dynalite suite.
#[test]
fn a_limit_is_1_to_100() {
    let target = target();
    let refusal = |body| target.refusal("ListTables", body);
    assert_eq!(
        refusal(json!({"Limit": 0})),
        "ValidationException: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    );
    assert_eq!(
        refusal(json!({"Limit": 101})),
        "ValidationException: 1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100"
    );
    assert_eq!(
        refusal(json!({"ExclusiveStartTableName": "a;"})),
        "ValidationException: 2 validation errors detected: \
         Value 'a;' at 'exclusiveStartTableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; \
         Value 'a;' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length greater than or equal to 3"
    );
}
