//! PutRolePolicy, GetRolePolicy, ListRolePolicies and DeleteRolePolicy.

use super::{PERMISSIONS, TRUST, all, done, iam, make_role, refusal};
use crate::harness::TestServer;

fn put(name: &str, document: &str) -> String {
    format!("PutRolePolicy&RoleName=worker&PolicyName={name}&PolicyDocument={document}")
}

// API reference of the four.
#[test]
fn an_inline_policy_is_kept_and_listed() {
    let server = TestServer::start();
    make_role(&server, "worker");
    for name in ["q", "p"] {
        done(&server, &put(name, PERMISSIONS));
    }
    let got = done(&server, "GetRolePolicy&RoleName=worker&PolicyName=p");
    assert_eq!(got.element("PolicyDocument").as_deref(), Some(PERMISSIONS));
    assert_eq!(got.element("RoleName").as_deref(), Some("worker"));
    let listed = done(&server, "ListRolePolicies&RoleName=worker");
    assert_eq!(all(&listed, "member"), ["p", "q"]);
    done(&server, "DeleteRolePolicy&RoleName=worker&PolicyName=p");
    let gone = iam(&server, "GetRolePolicy&RoleName=worker&PolicyName=p");
    assert_eq!(
        refusal(&gone),
        (
            404,
            "NoSuchEntity".into(),
            "The role policy with name p cannot be found.".into()
        )
    );
}

// The quota and its text are IAM's.
#[test]
fn inline_policies_have_a_form_and_a_size() {
    let server = TestServer::start();
    make_role(&server, "worker");
    let refused = |document: &str| refusal(&iam(&server, &put("p", document)));
    assert_eq!(
        refused(TRUST).2,
        "Policy document should not specify a principal."
    );
    assert_eq!(refused("%7B").2, "This policy contains invalid Json");
    let long = PERMISSIONS.replace("s3%3A%2A", &"x".repeat(10_240));
    assert_eq!(
        refused(&long),
        (
            409,
            "LimitExceeded".into(),
            "Maximum policy size of 10240 bytes exceeded for role worker".into()
        )
    );
}
