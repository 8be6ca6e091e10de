//! PutRetentionPolicy and DeleteRetentionPolicy.

use serde_json::json;

use super::{DAY_MS, NOW_MS, all, done, frozen, make_group, make_stream, no_group, put, refused};

#[test]
fn events_expire_by_the_clock() {
    let (server, clock) = frozen();
    make_group(&server, "g");
    make_stream(&server, "g", "s");
    put(&server, "g", "s", &[(NOW_MS, "a"), (NOW_MS + 10, "b")]);
    let keep = json!({"logGroupName": "g", "retentionInDays": 7});
    assert!(done(&server, "PutRetentionPolicy", keep).is_null());
    let shown = || done(&server, "DescribeLogGroups", json!({}))["logGroups"][0].clone();
    assert_eq!(shown()["retentionInDays"], 7);
    let found = || done(&server, "FilterLogEvents", json!({"logGroupName": "g"}));
    clock.advance_ms(7 * DAY_MS);
    assert_eq!(all(&found(), "events", "message"), ["a", "b"]);
    clock.advance_ms(1);
    assert_eq!(all(&found(), "events", "message"), ["b"]);
    done(
        &server,
        "DeleteRetentionPolicy",
        json!({"logGroupName": "g"}),
    );
    assert!(shown()["retentionInDays"].is_null());
    clock.advance_ms(100 * DAY_MS);
    assert_eq!(all(&found(), "events", "message"), ["b"]);
}

// The text is the one that users of other services on top of it quote.
#[test]
fn only_some_numbers_of_days_can_be() {
    let (server, _) = frozen();
    let keep = |days: i64| json!({"logGroupName": "g", "retentionInDays": days});
    assert_eq!(refused(&server, "PutRetentionPolicy", keep(7)), no_group());
    make_group(&server, "g");
    for days in [0, 2, 730] {
        let (code, message) = refused(&server, "PutRetentionPolicy", keep(days));
        assert_eq!(code, "InvalidParameterException");
        assert!(message.starts_with("Invalid retention value. Valid values are: [1, 3, 5, 7, 14,"));
    }
    done(&server, "PutRetentionPolicy", keep(3653));
}
