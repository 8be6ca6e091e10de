//! ListImports.

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::target_at;
use super::transfers::table_arn;

// Recorded (public catalogue of AWS's control plane, 2026): newest first, in pages; also of tables that
// are gone.
#[test]
fn imports_are_listed_newest_first_in_pages() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    target.bucket("pail");
    let imports: Vec<Value> = ["one", "two", "three"]
        .into_iter()
        .map(|name| {
            clock.advance_ms(1);
            target.import(name, "CSV", json!({}))
        })
        .collect();
    target.ok("DeleteTable", json!({"TableName": "one"}));
    let list = |body| target.ok("ListImports", body);
    let first = list(json!({"PageSize": 2}));
    let summaries = first["ImportSummaryList"].as_array().unwrap();
    assert_eq!(summaries.len(), 2);
    let newest = &imports[2];
    assert_eq!(
        summaries[0],
        json!({
            "ImportArn": newest["ImportArn"],
            "ImportStatus": "COMPLETED",
            "TableArn": table_arn("three"),
            "S3BucketSource": {"S3BucketOwner": "000000000000", "S3Bucket": "pail"},
            "CloudWatchLogGroupArn": newest["CloudWatchLogGroupArn"],
            "InputFormat": "CSV",
            "StartTime": newest["StartTime"],
            "EndTime": newest["EndTime"],
        })
    );
    let rest = list(json!({"PageSize": 2, "NextToken": first["NextToken"]}));
    assert_eq!(
        rest["ImportSummaryList"][0]["ImportArn"],
        imports[0]["ImportArn"]
    );
    assert_eq!(rest["NextToken"], Value::Null);
    let of_one = list(json!({"TableArn": table_arn("one")}));
    assert_eq!(of_one["ImportSummaryList"].as_array().unwrap().len(), 1);
    assert_eq!(
        target.refusal("ListImports", json!({"PageSize": 26})),
        "ValidationException: 1 validation error detected: Value '26' at 'pageSize' failed to satisfy constraint: Member must have value less than or equal to 25"
    );
}
