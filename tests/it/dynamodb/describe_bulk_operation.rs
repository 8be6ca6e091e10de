//! DescribeBulkOperation.

use serde_json::json;

use super::tables::target;
use super::transfers::table_arn;

// AWS's service model: ResourceNotFoundException. The other answers are those of exports and imports.
#[test]
fn an_arn_has_to_name_a_bulk_operation_of_the_account() {
    let target = target();
    for operation in ["DescribeBulkOperation", "CancelBulkOperation"] {
        let refusal = |arn: &str| target.refusal(operation, json!({"BulkOperationArn": arn}));
        let table = table_arn("some-table");
        let missing = format!("{table}/bulk-operation/0");
        assert!(refusal(&missing).starts_with("ResourceNotFoundException: "));
        let elsewhere = missing.replace("us-east-1", "us-west-2");
        assert!(refusal(&elsewhere).starts_with("ResourceNotFoundException: "));
        assert!(refusal(&table).starts_with("ValidationException: "));
        assert_eq!(
            refusal(&missing.replace("000000000000", "111122223333")),
            "AccessDeniedException: Access is denied"
        );
        assert_eq!(
            refusal("arn:short"),
            "ValidationException: 1 validation error detected: Value 'arn:short' at 'bulkOperationArn' failed to satisfy constraint: Member must have length greater than or equal to 37"
        );
    }
}
