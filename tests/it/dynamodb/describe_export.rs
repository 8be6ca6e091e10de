//! DescribeExport.

use serde_json::json;

use super::tables::target;
use super::transfers::table_arn;

// Recorded (public catalogue of AWS's control plane, 2026).
#[test]
fn an_arn_has_to_name_an_export_of_the_account() {
    let target = target();
    let refusal = |arn: &str| target.refusal("DescribeExport", json!({"ExportArn": arn}));
    let table = table_arn("some-table");
    let missing = format!("{table}/export/0");
    assert_eq!(
        refusal(&missing),
        format!("ExportNotFoundException: Export not found: Export not found: {missing}")
    );
    let invalid = "ValidationException: Invalid Export ARN";
    assert_eq!(refusal(&table), invalid);
    assert_eq!(refusal(&format!("{table}/import/0")), invalid);
    assert_eq!(refusal(&"x".repeat(40)), invalid);
    assert_eq!(
        refusal(&missing.replace("us-east-1", "us-west-2")),
        "ExportNotFoundException: Export not found: Invalid export arn"
    );
    assert_eq!(
        refusal(&missing.replace("000000000000", "111122223333")),
        "AccessDeniedException: Access is denied"
    );
    assert_eq!(
        refusal("short"),
        "ValidationException: 1 validation error detected: Value 'short' at 'exportArn' failed to satisfy constraint: Member must have length greater than or equal to 37"
    );
}
