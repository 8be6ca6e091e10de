//! UpdateContributorInsights, DescribeContributorInsights and ListContributorInsights.
//!
//! Texts and states are recorded (public catalogue of AWS's control plane, 2026).

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, target, target_at};

fn update(target: &Target, table: &str, index: Option<&str>, action: &str) -> Value {
    target.ok(
        "UpdateContributorInsights",
        json!({"TableName": table, "IndexName": index, "ContributorInsightsAction": action}),
    )
}

fn describe(target: &Target, table: &str, index: Option<&str>) -> Value {
    let request = json!({"TableName": table, "IndexName": index});
    target.ok("DescribeContributorInsights", request)
}

#[test]
fn insights_are_switched_on_and_off() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    let fresh = json!({"TableName": table, "ContributorInsightsStatus": "DISABLED"});
    assert_eq!(describe(&target, &table, None), fresh);
    assert_eq!(update(&target, &table, None, "DISABLE"), fresh);
    let all = "ACCESSED_AND_THROTTLED_KEYS";
    let told = |status: &str| {
        json!({
            "TableName": table, "ContributorInsightsStatus": status,
            "ContributorInsightsMode": all,
        })
    };
    assert_eq!(update(&target, &table, None, "ENABLE"), told("ENABLING"));
    assert_eq!(update(&target, &table, None, "ENABLE"), told("ENABLED"));
    let rule = |kind: &str| format!("DynamoDBContributorInsights-{kind}-{table}-1764037614000");
    assert_eq!(
        describe(&target, &table, None),
        json!({
            "TableName": table, "ContributorInsightsStatus": "ENABLED",
            "ContributorInsightsMode": all, "LastUpdateDateTime": 1_764_037_614.0,
            "ContributorInsightsRuleList": [rule("PKC"), rule("PKT")],
        })
    );
    assert_eq!(update(&target, &table, None, "DISABLE"), told("DISABLING"));
    let off = describe(&target, &table, None);
    assert_eq!(off["ContributorInsightsStatus"], "DISABLED");
    assert_eq!(off["ContributorInsightsMode"], all);
    assert_eq!(off["ContributorInsightsRuleList"], Value::Null);
}

#[test]
fn what_is_enabled_is_listed_table_before_index() {
    let target = target();
    let table = target.indexed_table();
    let list = |token: &Value| {
        let request = json!({"TableName": table, "MaxResults": 1, "NextToken": token});
        target.ok("ListContributorInsights", request)
    };
    assert_eq!(
        list(&Value::Null),
        json!({"ContributorInsightsSummaries": []})
    );
    update(&target, &table, Some("all"), "ENABLE");
    update(&target, &table, None, "ENABLE");
    let first = list(&Value::Null);
    assert_eq!(
        first["ContributorInsightsSummaries"][0]["IndexName"],
        Value::Null
    );
    let second = list(&first["NextToken"]);
    assert_eq!(
        second["ContributorInsightsSummaries"][0]["IndexName"],
        "all"
    );
    assert_eq!(second["NextToken"], Value::Null);
    let rules = describe(&target, &table, Some("all"));
    let rules = rules["ContributorInsightsRuleList"].as_array().unwrap();
    assert_eq!(rules.len(), 4);
    update(&target, &table, None, "DISABLE");
    assert_eq!(
        list(&Value::Null)["ContributorInsightsSummaries"][0]["IndexName"],
        "all"
    );
    target.ok(
        "UpdateTable",
        json!({
            "TableName": table,
            "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "all"}}],
        }),
    );
    assert_eq!(
        list(&Value::Null)["ContributorInsightsSummaries"],
        json!([])
    );
}

#[test]
fn tables_and_global_indexes_alone_have_insights() {
    let target = target();
    let table = target.indexed_table();
    for index in ["ghost", "local"] {
        assert_eq!(
            target.refusal(
                "DescribeContributorInsights",
                json!({"TableName": table, "IndexName": index})
            ),
            format!(
                "ResourceNotFoundException: Requested resource not found: Index: {index} not found for table: {table}"
            )
        );
    }
    assert_eq!(
        target.refusal(
            "UpdateContributorInsights",
            json!({"TableName": "none", "ContributorInsightsAction": "ENABLE"})
        ),
        "ResourceNotFoundException: Requested resource not found: Table: none not found"
    );
}
