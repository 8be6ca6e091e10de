//! TagPolicy, UntagPolicy and ListPolicyTags.

use super::{all, done, iam, make_policy, refusal};
use crate::harness::TestServer;

// API reference of the three: keys that differ in case only are one.
#[test]
fn tags_are_added_replaced_and_removed() {
    let server = TestServer::start();
    let name = format!("PolicyArn={}", make_policy(&server, "p"));
    let tag = |key: &str, value: &str| {
        let pair = format!("Tags.member.1.Key={key}&Tags.member.1.Value={value}");
        done(&server, &format!("TagPolicy&{name}&{pair}"))
    };
    tag("a", "1");
    tag("b", "2");
    tag("A", "3");
    let listed = || done(&server, &format!("ListPolicyTags&{name}"));
    assert_eq!(all(&listed(), "Key"), ["A", "b"]);
    assert_eq!(all(&listed(), "Value"), ["3", "2"]);
    done(&server, &format!("UntagPolicy&{name}&TagKeys.member.1=a"));
    assert_eq!(all(&listed(), "Key"), ["b"]);
}

// Texts that IAM's users quote.
#[test]
fn tags_that_cannot_be_are_refused() {
    let server = TestServer::start();
    let name = format!("PolicyArn={}", make_policy(&server, "p"));
    let twins = "Tags.member.1.Key=a&Tags.member.1.Value=&Tags.member.2.Key=A&Tags.member.2.Value=";
    assert_eq!(
        refusal(&iam(&server, &format!("TagPolicy&{name}&{twins}"))),
        (
            400,
            "InvalidInput".into(),
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.".into()
        )
    );
    let without_value = iam(&server, &format!("TagPolicy&{name}&Tags.member.1.Key=a"));
    assert_eq!(refusal(&without_value).1, "ValidationError");
    let many: String = (0..51)
        .map(|at| {
            format!(
                "&Tags.member.{}.Key=k{at}&Tags.member.{}.Value=v",
                at + 1,
                at + 1
            )
        })
        .collect();
    let refused = iam(&server, &format!("TagPolicy&{name}{many}"));
    assert_eq!(refusal(&refused).1, "LimitExceeded");
}
