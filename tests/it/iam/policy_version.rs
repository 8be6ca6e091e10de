//! CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion and
//! DeletePolicyVersion.

use super::{PERMISSIONS, all, done, iam, make_policy, refusal};
use crate::harness::TestServer;

fn add(server: &TestServer, arn: &str, more: &str) -> crate::harness::Reply {
    let form = format!("CreatePolicyVersion&PolicyArn={arn}&PolicyDocument={PERMISSIONS}{more}");
    iam(server, &form)
}

// API reference of the five.
#[test]
fn versions_are_numbered_and_one_is_the_default() {
    let server = TestServer::start();
    let arn = make_policy(&server, "p");
    assert_eq!(
        add(&server, &arn, "").element("VersionId").as_deref(),
        Some("v2")
    );
    assert_eq!(add(&server, &arn, "&SetAsDefault=true").status, 200);
    let listed = done(&server, &format!("ListPolicyVersions&PolicyArn={arn}"));
    assert_eq!(all(&listed, "VersionId"), ["v3", "v2", "v1"]);
    assert_eq!(all(&listed, "IsDefaultVersion"), ["true", "false", "false"]);
    let get = |version: &str| {
        iam(
            &server,
            &format!("GetPolicyVersion&PolicyArn={arn}&VersionId={version}"),
        )
    };
    assert_eq!(get("v3").element("Document").as_deref(), Some(PERMISSIONS));
    assert_eq!(
        refusal(&get("v9")),
        (
            404,
            "NoSuchEntity".into(),
            format!("Policy {arn} version v9 does not exist or is not attachable.")
        )
    );
    assert_eq!(refusal(&get("9")).1, "ValidationError");
    done(
        &server,
        &format!("SetDefaultPolicyVersion&PolicyArn={arn}&VersionId=v1"),
    );
    assert_eq!(
        get("v1").element("IsDefaultVersion").as_deref(),
        Some("true")
    );
}

// Texts that IAM's users quote.
#[test]
fn versions_end_at_five_and_the_default_one_stays() {
    let server = TestServer::start();
    let arn = make_policy(&server, "p");
    for _ in 0..4 {
        assert_eq!(add(&server, &arn, "").status, 200);
    }
    assert_eq!(refusal(&add(&server, &arn, "")).1, "LimitExceeded");
    let delete = |version: &str| {
        let form = format!("DeletePolicyVersion&PolicyArn={arn}&VersionId={version}");
        refusal(&iam(&server, &form))
    };
    assert_eq!(
        delete("v1"),
        (
            409,
            "DeleteConflict".into(),
            "Cannot delete the default version of a policy.".into()
        )
    );
    assert_eq!(delete("v2").0, 200);
    // A number is never used again.
    assert_eq!(
        add(&server, &arn, "").element("VersionId").as_deref(),
        Some("v6")
    );
    let refused = iam(&server, &format!("DeletePolicy&PolicyArn={arn}"));
    assert_eq!(refusal(&refused).1, "DeleteConflict");
}
