//! CreatePolicy, GetPolicy, ListPolicies, ListEntitiesForPolicy and DeletePolicy.

use super::{PERMISSIONS, TRUST, all, done, iam, make_policy, make_role, refusal};
use crate::harness::TestServer;

// API reference, API_CreatePolicy and API_GetPolicy.
#[test]
fn a_policy_is_read_back_as_it_was_made() {
    let server = TestServer::start();
    let made = done(
        &server,
        &format!(
            "CreatePolicy&PolicyName=p&Path=%2Fteam%2F&PolicyDocument={PERMISSIONS}&Description=d"
        ),
    );
    let arn = made.element("Arn").unwrap();
    assert_eq!(arn, "arn:aws:iam::123456789012:policy/team/p");
    assert!(made.element("PolicyId").unwrap().starts_with("ANPA"));
    assert!(made.element("Description").is_none());
    let got = done(&server, &format!("GetPolicy&PolicyArn={arn}"));
    let value = |name: &str| got.element(name).unwrap();
    assert_eq!(value("Description"), "d");
    assert_eq!(value("DefaultVersionId"), "v1");
    assert_eq!(value("AttachmentCount"), "0");
    assert_eq!(value("IsAttachable"), "true");
}

// Texts that IAM's users quote.
#[test]
fn a_policy_that_cannot_be_is_refused() {
    let server = TestServer::start();
    make_policy(&server, "p");
    let create = |name: &str, document: &str| {
        let form = format!("CreatePolicy&PolicyName={name}&PolicyDocument={document}");
        refusal(&iam(&server, &form))
    };
    assert_eq!(
        create("P", PERMISSIONS),
        (
            409,
            "EntityAlreadyExists".into(),
            "A policy called P already exists. Duplicate names are not allowed.".into()
        )
    );
    assert_eq!(create("q", TRUST).1, "MalformedPolicyDocument");
    let long = PERMISSIONS.replace("s3%3A%2A", &"x".repeat(6144));
    assert_eq!(
        create("q", &long).2,
        "Cannot exceed quota for PolicySize: 6144"
    );
    let arn = "arn:aws:iam::123456789012:policy/none";
    assert_eq!(
        refusal(&iam(&server, &format!("GetPolicy&PolicyArn={arn}"))),
        (
            404,
            "NoSuchEntity".into(),
            format!("Policy {arn} was not found.")
        )
    );
}

#[test]
fn a_policy_that_a_role_has_is_counted_listed_and_kept() {
    let server = TestServer::start();
    make_role(&server, "worker");
    let (used, unused) = (make_policy(&server, "used"), make_policy(&server, "unused"));
    done(
        &server,
        &format!("AttachRolePolicy&RoleName=worker&PolicyArn={used}"),
    );
    let listed = |more: &str| all(&done(&server, &format!("ListPolicies{more}")), "Arn");
    assert_eq!(listed(""), [unused.as_str(), &used]);
    assert_eq!(listed("&OnlyAttached=true"), [used.as_str()]);
    assert_eq!(listed("&Scope=AWS"), Vec::<String>::new());
    assert_eq!(iam(&server, "ListPolicies&Scope=Some").status, 400);
    let entities = done(&server, &format!("ListEntitiesForPolicy&PolicyArn={used}"));
    assert_eq!(all(&entities, "RoleName"), ["worker"]);
    let delete = |arn: &str| refusal(&iam(&server, &format!("DeletePolicy&PolicyArn={arn}")));
    assert_eq!(
        delete(&used),
        (
            409,
            "DeleteConflict".into(),
            "Cannot delete a policy attached to entities.".into()
        )
    );
    assert_eq!(delete(&unused).0, 200);
    assert_eq!(delete(&unused).0, 404);
}
