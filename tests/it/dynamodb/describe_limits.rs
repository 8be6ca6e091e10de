//! DescribeLimits.

use serde_json::json;

use super::tables::target;

// Developer Guide, "Quotas": the default of an account in us-east-1.
#[test]
fn the_quotas_are_those_of_a_new_account() {
    assert_eq!(
        target().ok("DescribeLimits", json!({})),
        json!({
            "AccountMaxReadCapacityUnits": 80000, "AccountMaxWriteCapacityUnits": 80000,
            "TableMaxReadCapacityUnits": 40000, "TableMaxWriteCapacityUnits": 40000,
        })
    );
}
