//! ListBulkOperations.

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::target_at;
use super::transfers::bulk_request;

// API reference, "ListBulkOperations": newest first, of 90 days, ten in a page unless fewer are asked for.
#[test]
fn operations_are_listed_newest_first_in_pages() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    target.bucket("pail");
    let start = || {
        clock.advance_ms(1);
        target.ended_bulk(&target.start_bulk(bulk_request(&table)))
    };
    let operations: Vec<Value> = (0..11).map(|_| start()).collect();
    let list = |body| target.ok("ListBulkOperations", body);
    let page = list(json!({}));
    let summaries = page["BulkOperationsSummaryList"].as_array().unwrap();
    assert_eq!(summaries.len(), 10);
    let newest = &operations[10];
    assert_eq!(
        summaries[0],
        json!({
            "BulkOperationArn": newest["BulkOperationArn"],
            "BulkOperationStatus": "COMPLETED",
            "StartTime": newest["StartTime"],
            "EndTime": newest["EndTime"],
        })
    );
    let rest = list(json!({"MaxResults": 25, "NextToken": page["NextToken"]}));
    assert_eq!(
        rest["BulkOperationsSummaryList"][0]["BulkOperationArn"],
        operations[0]["BulkOperationArn"]
    );
    assert_eq!(rest["NextToken"], Value::Null);
    let elsewhere = target
        .in_region("us-west-2")
        .ok("ListBulkOperations", json!({}));
    assert_eq!(elsewhere, json!({"BulkOperationsSummaryList": []}));
    assert_eq!(
        target.refusal("ListBulkOperations", json!({"MaxResults": 26})),
        "ValidationException: 1 validation error detected: Value '26' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 25"
    );
    assert_eq!(
        target.refusal("ListBulkOperations", json!({"NextToken": "x"})),
        "ValidationException: 1 validation error detected: Value 'x' at 'nextToken' failed to satisfy constraint: Member must satisfy regular expression pattern: ([0-9a-f]{16})+"
    );
    clock.advance_ms(91 * 24 * 3600 * 1000);
    start();
    let page = list(json!({}));
    assert_eq!(
        page["BulkOperationsSummaryList"].as_array().unwrap().len(),
        1
    );
}
