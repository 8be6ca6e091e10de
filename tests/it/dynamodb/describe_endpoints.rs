//! DescribeEndpoints.

use serde_json::json;

use super::tables::target;

#[test]
fn discovery_leads_back_to_the_same_host() {
    let target = target();
    let host = format!("localhost:{}", target.server.address().port());
    assert_eq!(
        target.ok("DescribeEndpoints", json!({})),
        json!({"Endpoints": [{"Address": host, "CachePeriodInMinutes": 1440}]})
    );
}
