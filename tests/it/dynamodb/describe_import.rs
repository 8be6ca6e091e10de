//! DescribeImport.

use serde_json::json;

use super::tables::target;
use super::transfers::table_arn;

// Recorded (public catalogue of AWS's control plane, 2026).
#[test]
fn an_arn_has_to_name_an_import_of_the_account() {
    let target = target();
    let refusal = |arn: &str| target.refusal("DescribeImport", json!({"ImportArn": arn}));
    let table = table_arn("some-table");
    let missing = format!("{table}/import/0");
    assert!(refusal(&missing).starts_with("ImportNotFoundException: "));
    let invalid = "ValidationException: Invalid Import ARN";
    assert_eq!(refusal(&table), invalid);
    assert_eq!(refusal(&format!("{table}/export/0")), invalid);
    let elsewhere = missing.replace("us-east-1", "us-west-2");
    assert!(refusal(&elsewhere).starts_with("ImportNotFoundException: "));
    assert_eq!(
        refusal(&missing.replace("000000000000", "111122223333")),
        "AccessDeniedException: Access is denied"
    );
}

// Recorded (as above): what was asked for is shown as it was sent.
#[test]
fn parameters_of_the_table_are_shown_as_they_were_sent() {
    let target = target();
    target.bucket("pail");
    let parameters = json!({
        "TableName": "made",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
        "OnDemandThroughput": {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 100},
        "SSESpecification": {
            "Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/aws/dynamodb",
        },
    });
    let import = target.import("", "CSV", json!({"TableCreationParameters": parameters}));
    assert_eq!(import["TableCreationParameters"], parameters);
    assert!(import["ClientToken"].is_string() && import["EndTime"].is_number());
    assert!(import.get("InputFormatOptions").is_none());
}
