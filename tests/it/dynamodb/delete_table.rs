//! DeleteTable.

use serde_json::json;

use super::tables::{s, target};

// LocalStack's snapshots: no keys, no definitions, no moment of creation.
#[test]
fn the_answer_describes_a_table_that_is_being_deleted() {
    let target = target();
    let table = target.indexed_table();
    let described =
        target.ok("DeleteTable", json!({"TableName": table}))["TableDescription"].take();
    assert_eq!(described["TableStatus"], "DELETING");
    for member in ["AttributeDefinitions", "KeySchema", "CreationDateTime"] {
        assert_eq!(described.get(member), None, "{member}");
    }
    assert_eq!(
        target.refusal("DescribeTable", json!({"TableName": table})),
        format!(
            "ResourceNotFoundException: Requested resource not found: Table: {table} not found"
        )
    );
    assert_eq!(
        target.refusal(
            "GetItem",
            json!({"TableName": table, "Key": {"pk": s("a"), "sk": s("b")}})
        ),
        "ResourceNotFoundException: Requested resource not found"
    );
}

#[test]
fn a_missing_table_is_named() {
    let target = target();
    assert_eq!(
        target.refusal("DeleteTable", json!({"TableName": "none"})),
        "ResourceNotFoundException: Requested resource not found: Table: none not found"
    );
}

// Recorded in us-east-1, 2026.
#[test]
fn a_protected_table_stays() {
    let target = target();
    let table = target.hash_table();
    let protect = |on: bool| {
        target.ok(
            "UpdateTable",
            json!({"TableName": table, "DeletionProtectionEnabled": on}),
        )
    };
    protect(true);
    assert_eq!(
        target.refusal("DeleteTable", json!({"TableName": table})),
        "ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
    );
    protect(false);
    target.ok("DeleteTable", json!({"TableName": table}));
}

#[test]
fn a_table_of_the_same_name_begins_empty() {
    let target = target();
    let shape = json!({
        "TableName": "again", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    });
    target.ok("CreateTable", shape.clone());
    target.put("again", json!({"pk": s("a")}));
    target.ok("DeleteTable", json!({"TableName": "again"}));
    target.ok("CreateTable", shape);
    assert_eq!(target.ok("Scan", json!({"TableName": "again"}))["Count"], 0);
}
