//! UntagResource.

use serde_json::json;

use super::tables::target;

#[test]
fn tags_are_taken_away_by_key() {
    let target = target();
    let table = target.hash_table();
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}");
    let tags = json!([{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]);
    target.send("TagResource", json!({"ResourceArn": arn, "Tags": tags}));
    let reply = target.send(
        "UntagResource",
        json!({"ResourceArn": arn, "TagKeys": ["a", "none"]}),
    );
    assert_eq!((reply.status, reply.text().as_str()), (200, ""));
    assert_eq!(
        target.ok("ListTagsOfResource", json!({"ResourceArn": arn})),
        json!({"Tags": [{"Key": "b", "Value": "2"}]})
    );
    // Recorded in us-east-1, 2026.
    assert_eq!(
        target.refusal("UntagResource", json!({"ResourceArn": arn, "TagKeys": []})),
        "ValidationException: Atleast one Tag Key needs to be provided as Input."
    );
}
