//! CancelBulkOperation.

use ruststack::Clock;
use serde_json::json;

use super::tables::target_at;
use super::transfers::bulk_request;

// API reference, "CancelBulkOperation": the answer, and that what was written stays. Service model: a
// code and a message tell why.
#[test]
fn a_cancelled_operation_stops_and_leaves_what_it_has_written() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    target.bucket("pail");
    let line = |number: u32| format!("{{\"Item\":{{\"pk\":{{\"S\":\"{number}\"}}}}}}\n");
    target.upload("/pail/in/1", (0..1_500).map(line).collect::<String>());
    let mut request = bulk_request(&table);
    request["MaxWriteRequestUnits"] = json!(1_024);
    let arn = target.start_bulk(request);
    target.until_bulk(&arn, |operation| operation["ProcessedItemCount"] == 1_024);
    let cancel = json!({"BulkOperationArn": arn});
    assert_eq!(
        target.ok("CancelBulkOperation", cancel.clone()),
        json!({"BulkOperationArn": arn, "BulkOperationStatus": "CANCELLING"})
    );
    let ended = target.ended_bulk(&arn);
    assert_eq!(ended["BulkOperationStatus"], "CANCELLED");
    assert!(ended["FailureCode"].is_string() && ended["FailureMessage"].is_string());
    assert_eq!(ended["ProcessedItemCount"], 1_024);
    assert_eq!(target.scanned(&table).len(), 1_024);
    let refusal = target.refusal("CancelBulkOperation", cancel);
    assert!(refusal.starts_with("ValidationException: "), "{refusal}");
}
