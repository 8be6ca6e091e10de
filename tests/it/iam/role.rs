//! CreateRole, GetRole, ListRoles, UpdateRole, UpdateAssumeRolePolicy and DeleteRole.

use super::{BASIC, PERMISSIONS, TRUST, all, done, iam, make_role, refusal};
use crate::harness::TestServer;

// API reference, API_CreateRole and API_GetRole: members and their order.
#[test]
fn a_role_is_read_back_as_it_was_made() {
    let server = TestServer::start();
    let made = done(
        &server,
        &format!(
            "CreateRole&RoleName=worker&Path=%2Fteam%2F&AssumeRolePolicyDocument={TRUST}\
             &Description=works&MaxSessionDuration=7200&Tags.member.1.Key=a&Tags.member.1.Value=b"
        ),
    );
    let value = |name: &str| made.element(name);
    let arn = "arn:aws:iam::123456789012:role/team/worker";
    assert_eq!(value("Arn").as_deref(), Some(arn));
    assert_eq!(value("AssumeRolePolicyDocument").as_deref(), Some(TRUST));
    let id = value("RoleId").unwrap();
    assert!(id.len() == 21 && id.starts_with("AROA"), "{id}");
    assert!(value("MaxSessionDuration").is_none());
    let got = done(&server, "GetRole&RoleName=WORKER");
    assert_eq!(got.element("RoleId"), Some(id));
    assert_eq!(got.element("MaxSessionDuration").as_deref(), Some("7200"));
    assert_eq!(got.element("Description").as_deref(), Some("works"));
    assert!(got.text().contains("<RoleLastUsed>"), "{}", got.text());
    let other = server
        .request("POST", "/")
        .signed_as("111122223333", "us-east-1", "iam")
        .body("Action=GetRole&RoleName=worker&Version=2010-05-08");
    assert_eq!(refusal(&other.send()).1, "NoSuchEntity");
}

// Texts that IAM's users quote.
#[test]
fn a_role_that_cannot_be_is_refused() {
    let server = TestServer::start();
    make_role(&server, "worker");
    let create = |form: &str| refusal(&iam(&server, &format!("CreateRole&{form}")));
    assert_eq!(
        create(&format!("RoleName=Worker&AssumeRolePolicyDocument={TRUST}")),
        (
            409,
            "EntityAlreadyExists".into(),
            "Role with name Worker already exists.".into()
        )
    );
    assert_eq!(
        create(&format!("RoleName=a%20b&AssumeRolePolicyDocument={TRUST}")).2,
        "1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member \
         must satisfy regular expression pattern: [\\w+=,.@-]+"
    );
    assert_eq!(
        create(&format!(
            "RoleName=x&AssumeRolePolicyDocument={PERMISSIONS}"
        )),
        (
            400,
            "MalformedPolicyDocument".into(),
            "Has prohibited field Resource".into()
        )
    );
    assert_eq!(
        create(&format!(
            "RoleName=x&AssumeRolePolicyDocument={TRUST}&MaxSessionDuration=60"
        ))
        .1,
        "ValidationError"
    );
    assert_eq!(
        refusal(&iam(&server, "GetRole&RoleName=x")),
        (
            404,
            "NoSuchEntity".into(),
            "The role with name x cannot be found.".into()
        )
    );
    assert_eq!(refusal(&iam(&server, "GetRole")).1, "ValidationError");
}

#[test]
fn roles_are_listed_in_pages_and_by_path() {
    let server = TestServer::start();
    for name in ["b", "A", "c"] {
        make_role(&server, name);
    }
    let first = done(&server, "ListRoles&MaxItems=2");
    assert_eq!(all(&first, "RoleName"), ["A", "b"]);
    assert_eq!(first.element("IsTruncated").as_deref(), Some("true"));
    let marker = first.element("Marker").unwrap().replace('=', "%3D");
    let second = done(&server, &format!("ListRoles&Marker={marker}"));
    assert_eq!(all(&second, "RoleName"), ["c"]);
    assert_eq!(second.element("IsTruncated").as_deref(), Some("false"));
    let none = done(&server, "ListRoles&PathPrefix=%2Fx%2F");
    assert!(none.text().contains("<Roles/>"), "{}", none.text());
    for wrong in ["MaxItems=0", "Marker=%21"] {
        let refused = iam(&server, &format!("ListRoles&{wrong}"));
        assert_eq!(refusal(&refused).1, "ValidationError");
    }
}

#[test]
fn a_role_changes() {
    let server = TestServer::start();
    make_role(&server, "worker");
    done(
        &server,
        "UpdateRole&RoleName=worker&Description=d&MaxSessionDuration=43200",
    );
    let trust = TRUST.replace("lambda", "ec2");
    done(
        &server,
        &format!("UpdateAssumeRolePolicy&RoleName=worker&PolicyDocument={trust}"),
    );
    let got = done(
        &server,
        "UpdateRoleDescription&RoleName=worker&Description=e",
    );
    assert_eq!(got.element("AssumeRolePolicyDocument"), Some(trust));
    assert_eq!(got.element("Description").as_deref(), Some("e"));
    assert_eq!(got.element("MaxSessionDuration").as_deref(), Some("43200"));
}

// API_DeleteRole: policies go first.
#[test]
fn a_role_with_policies_is_not_deleted() {
    let server = TestServer::start();
    make_role(&server, "worker");
    done(
        &server,
        &format!("AttachRolePolicy&RoleName=worker&PolicyArn={BASIC}"),
    );
    done(
        &server,
        &format!("PutRolePolicy&RoleName=worker&PolicyName=p&PolicyDocument={PERMISSIONS}"),
    );
    let delete = || refusal(&iam(&server, "DeleteRole&RoleName=worker"));
    assert_eq!(
        delete(),
        (
            409,
            "DeleteConflict".into(),
            "Cannot delete entity, must detach all policies first.".into()
        )
    );
    done(
        &server,
        &format!("DetachRolePolicy&RoleName=worker&PolicyArn={BASIC}"),
    );
    assert_eq!(
        delete().2,
        "Cannot delete entity, must delete policies first."
    );
    done(&server, "DeleteRolePolicy&RoleName=worker&PolicyName=p");
    assert_eq!(delete().0, 200);
    assert_eq!(delete().0, 404);
}

#[test]
fn an_operation_that_is_not_here_is_counted() {
    let server = TestServer::start();
    let reply = iam(&server, "CreateUser&UserName=u");
    assert_eq!(
        refusal(&reply),
        (
            400,
            "InvalidAction".into(),
            "Could not find operation CreateUser for version 2010-05-08".into()
        )
    );
    let page = server.request("GET", "/_ruststack/unsupported").send();
    assert!(page.text().contains("CreateUser"), "{}", page.text());
}
