//! ListTagsOfResource.

use serde_json::json;

use super::tables::target;

#[test]
fn a_new_table_has_no_tags() {
    let target = target();
    let table = target.hash_table();
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}");
    assert_eq!(
        target.ok("ListTagsOfResource", json!({"ResourceArn": arn})),
        json!({"Tags": []})
    );
}

// Recorded answers, public dynalite suite; the spelling of ResourceArn is AWS's.
#[test]
fn a_missing_table_is_named_by_its_arn() {
    let target = target();
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/none";
    assert_eq!(
        target.refusal("ListTagsOfResource", json!({"ResourceArn": arn})),
        format!(
            "ResourceNotFoundException: Requested resource not found: ResourceArn: {arn} not found"
        )
    );
}

// Public conformance suite, recorded on AWS: the code. IAM User Guide, "Troubleshoot access denied
// error messages": the words.
#[test]
fn tables_of_another_account_may_not_be_asked() {
    let target = target();
    let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/abc";
    assert_eq!(
        target.refusal("ListTagsOfResource", json!({"ResourceArn": arn})),
        format!(
            "AccessDeniedException: User: arn:aws:iam::000000000000:root is not authorized to perform: dynamodb:ListTagsOfResource on resource: {arn} because no resource-based policy allows the dynamodb:ListTagsOfResource action"
        )
    );
}
