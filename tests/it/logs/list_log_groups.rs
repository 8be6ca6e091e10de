//! ListLogGroups.

use serde_json::json;

use super::{all, done, make_group, refused};
use crate::harness::TestServer;

// API reference, ListLogGroups: parts of names, joined by `|`, and `^` for where a name begins.
#[test]
fn groups_are_found_by_parts_of_their_names_and_by_tags() {
    let server = TestServer::start();
    for name in ["apple", "pineapple", "cherry"] {
        make_group(&server, name);
    }
    let tags = json!({"logGroupName": "cherry", "tags": {"team": "red-one"}});
    done(&server, "TagLogGroup", tags);
    let names = |body| {
        let reply = done(&server, "ListLogGroups", body);
        all(&reply, "logGroups", "logGroupName").join(" ")
    };
    assert_eq!(names(json!({})), "apple cherry pineapple");
    assert_eq!(
        names(json!({"logGroupNamePattern": "apple"})),
        "apple pineapple"
    );
    assert_eq!(
        names(json!({"logGroupNamePattern": "^apple|cherry"})),
        "apple cherry"
    );
    let tagged = |values| json!({"logGroupTags": [{"key": "team", "values": values}]});
    assert_eq!(names(tagged(json!(["red*"]))), "cherry");
    assert_eq!(names(tagged(json!(["!red*"]))), "");
    assert_eq!(names(json!({"fieldIndexNames": ["x"]})), "");
    let shown = done(&server, "ListLogGroups", json!({"limit": 1}));
    assert_eq!(
        shown["logGroups"],
        json!([{
            "logGroupName": "apple",
            "logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:apple",
            "logGroupClass": "STANDARD",
        }])
    );
    assert!(shown["nextToken"].is_string());
    let (code, _) = refused(
        &server,
        "ListLogGroups",
        json!({"logGroupNamePattern": "a*b"}),
    );
    assert_eq!(code, "InvalidParameterException");
}
