//! AttachRolePolicy, DetachRolePolicy and ListAttachedRolePolicies.

use super::{BASIC, all, done, iam, make_policy, make_role, refusal};
use crate::harness::TestServer;

// API reference of the three.
#[test]
fn managed_policies_are_attached_once() {
    let server = TestServer::start();
    make_role(&server, "worker");
    let own = make_policy(&server, "own");
    for arn in [BASIC, &own, BASIC] {
        done(
            &server,
            &format!("AttachRolePolicy&RoleName=worker&PolicyArn={arn}"),
        );
    }
    let listed = done(&server, "ListAttachedRolePolicies&RoleName=worker");
    assert_eq!(all(&listed, "PolicyArn"), [own.as_str(), BASIC]);
    assert_eq!(
        all(&listed, "PolicyName"),
        ["own", "AWSLambdaBasicExecutionRole"]
    );
    let below = "ListAttachedRolePolicies&RoleName=worker&PathPrefix=%2Fservice-role%2F";
    assert_eq!(all(&done(&server, below), "PolicyArn"), [BASIC]);
}

// Texts that IAM's users quote.
#[test]
fn what_is_not_there_is_neither_attached_nor_detached() {
    let server = TestServer::start();
    make_role(&server, "worker");
    let arn = "arn:aws:iam::123456789012:policy/none";
    let ask = |operation: &str, arn: &str| {
        let form = format!("{operation}&RoleName=worker&PolicyArn={arn}");
        refusal(&iam(&server, &form))
    };
    assert_eq!(
        ask("AttachRolePolicy", arn),
        (
            404,
            "NoSuchEntity".into(),
            format!("Policy {arn} does not exist or is not attachable.")
        )
    );
    assert_eq!(
        ask("DetachRolePolicy", arn),
        (
            404,
            "NoSuchEntity".into(),
            format!("Policy {arn} was not found.")
        )
    );
    let wrong = "arn:aws:s3:::a-bucket-of-mine";
    assert_eq!(
        ask("AttachRolePolicy", wrong),
        (
            400,
            "InvalidInput".into(),
            format!("ARN {wrong} is not valid.")
        )
    );
}

// IAM quotas.
#[test]
fn a_role_has_ten_managed_policies_at_most() {
    let server = TestServer::start();
    make_role(&server, "worker");
    let attach = |number: u32| {
        let arn = format!("arn:aws:iam::aws:policy/P{number}");
        iam(
            &server,
            &format!("AttachRolePolicy&RoleName=worker&PolicyArn={arn}"),
        )
    };
    for number in 0..10 {
        assert_eq!(attach(number).status, 200);
    }
    assert_eq!(
        refusal(&attach(10)),
        (
            409,
            "LimitExceeded".into(),
            "Cannot exceed quota for PoliciesPerRole: 10".into()
        )
    );
}
