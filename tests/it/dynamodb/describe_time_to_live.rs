//! DescribeTimeToLive.

use serde_json::json;

use super::tables::target;

#[test]
fn a_table_without_expiry_says_disabled() {
    let target = target();
    let table = target.hash_table();
    assert_eq!(
        target.ok("DescribeTimeToLive", json!({"TableName": table})),
        json!({"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}})
    );
    assert_eq!(
        target.refusal("DescribeTimeToLive", json!({"TableName": "none"})),
        "ResourceNotFoundException: Requested resource not found: Table: none not found"
    );
}
