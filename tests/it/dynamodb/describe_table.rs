//! DescribeTable.

use serde_json::json;

use super::tables::{s, target};

#[test]
fn a_table_is_active_at_the_first_look_and_counts_its_items() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "x": s("yz")}));
    let described = target.ok("DescribeTable", json!({"TableName": table}))["Table"].take();
    assert_eq!(described["TableStatus"], "ACTIVE");
    assert_eq!(described["ItemCount"], 1);
    assert_eq!(described["TableSizeBytes"], 6);
    // AWS's default for a table on demand (LocalStack's snapshots).
    assert_eq!(
        described["WarmThroughput"],
        json!({"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"})
    );
    let summary = &described["BillingModeSummary"];
    assert_eq!(summary["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(
        summary["LastUpdateToPayPerRequestDateTime"],
        described["CreationDateTime"]
    );
}

// LocalStack's snapshots: the control plane names the table.
#[test]
fn a_missing_table_is_named() {
    let target = target();
    assert_eq!(
        target.refusal("DescribeTable", json!({"TableName": "none"})),
        "ResourceNotFoundException: Requested resource not found: Table: none not found"
    );
    assert_eq!(
        target.refusal("DescribeTable", json!({})),
        "ValidationException: The parameter 'TableName' is required but was not present in the request"
    );
}

#[test]
fn a_table_may_be_named_by_its_arn() {
    let target = target();
    let table = target.hash_table();
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}");
    let described = target.ok("DescribeTable", json!({"TableName": arn}));
    assert_eq!(described["Table"]["TableName"], table);
}
