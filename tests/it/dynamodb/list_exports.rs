//! ListExports.

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::target_at;
use super::transfers::table_arn;

// Recorded (public catalogue of AWS's control plane, 2026): newest first, in pages; exports of a table
// that is gone are found without its ARN only.
#[test]
fn exports_are_listed_newest_first_in_pages() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    target.recover(&table, true);
    let arns: Vec<Value> = (0..3)
        .map(|_| {
            clock.advance_ms(1);
            target.export(&table, json!({}))["ExportArn"].take()
        })
        .collect();
    let list = |body| target.ok("ListExports", body);
    let whole = list(json!({}));
    assert_eq!(whole["NextToken"], Value::Null);
    let summary = json!({
        "ExportArn": arns[2], "ExportStatus": "FAILED", "ExportType": "FULL_EXPORT",
    });
    assert_eq!(whole["ExportSummaries"][0], summary);
    let mut paged = Vec::new();
    let mut request = json!({"TableArn": table_arn(&table), "MaxResults": 2});
    loop {
        let page = list(request.clone());
        for summary in page["ExportSummaries"].as_array().unwrap() {
            paged.push(summary["ExportArn"].clone());
        }
        match &page["NextToken"] {
            Value::Null => break,
            token => request["NextToken"] = token.clone(),
        }
    }
    assert_eq!(paged, [arns[2].clone(), arns[1].clone(), arns[0].clone()]);
    let token = request["NextToken"].as_str().unwrap();
    assert_eq!(
        target.refusal("ListImports", json!({"NextToken": token})),
        format!("ValidationException: Invalid Request: Provided nextToken is invalid: {token}")
    );
    target.ok("DeleteTable", json!({"TableName": table}));
    let gone = list(json!({"TableArn": table_arn(&table)}));
    assert_eq!(gone, json!({"ExportSummaries": []}));
    assert_eq!(
        list(json!({}))["ExportSummaries"].as_array().unwrap().len(),
        3
    );
}

// API reference, "ListExports": the bounds.
#[test]
fn a_page_has_one_to_twenty_five_entries() {
    let target = target_at(&Clock::frozen(1_764_037_614_000));
    for (max, rule) in [
        (0, "greater than or equal to 1"),
        (26, "less than or equal to 25"),
    ] {
        assert_eq!(
            target.refusal("ListExports", json!({"MaxResults": max})),
            format!(
                "ValidationException: 1 validation error detected: Value '{max}' at 'maxResults' failed to satisfy constraint: Member must have value {rule}"
            )
        );
    }
}
