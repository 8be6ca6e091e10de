//! GetBucketAcl, PutBucketAcl.

use super::{assert_error, configure, document, get, request, with_bucket};
use crate::harness::{Reply, TestServer};

// Recorded: no DisplayName.
#[test]
fn the_owner_has_the_one_grant() {
    let server = with_bucket();
    let reply = get(&server, "/pail?acl");
    let owner = reply.element("ID").unwrap();
    assert_eq!(
        reply.text(),
        super::document(
            "AccessControlPolicy",
            &format!(
                "<Owner><ID>{owner}</ID></Owner><AccessControlList><Grant>\
                 <Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
                 xsi:type=\"CanonicalUser\"><ID>{owner}</ID></Grantee>\
                 <Permission>FULL_CONTROL</Permission></Grant></AccessControlList>"
            )
        )
    );
}

// User guide, "Controlling ownership of objects"; the missing header is recorded.
#[test]
fn enforced_ownership_refuses_every_acl() {
    let server = with_bucket();
    let put = |acl: &[(&str, &str)]| {
        acl.iter()
            .fold(
                request(&server, "PUT", "/pail?acl"),
                |put, (name, value)| put.header(name, value),
            )
            .send()
    };
    for header in [("x-amz-acl", "public-read"), ("x-amz-grant-read", "id=x")] {
        assert_error(
            &put(&[header]),
            400,
            "<Code>AccessControlListNotSupported</Code><Message>The bucket does not allow ACLs\
             </Message>",
        );
    }
    assert_error(
        &put(&[]),
        400,
        "<Code>MissingSecurityHeader</Code><Message>Your request was missing a required header\
         </Message><MissingHeaderName>x-amz-acl</MissingHeaderName>",
    );
}

const ALL_USERS: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
const OTHER: &str = "111122223333";

/// `pail` with ACLs, and nothing blocked.
fn with_acls() -> TestServer {
    let server = with_bucket();
    for part in ["ownershipControls", "publicAccessBlock"] {
        let target = format!("/pail?{part}");
        assert_eq!(request(&server, "DELETE", &target).send().status, 204);
    }
    server
}

fn put_acl(server: &TestServer, header: (&str, &str)) -> Reply {
    request(server, "PUT", "/pail?acl")
        .header(header.0, header.1)
        .send()
}

/// Each grant as grantee and permission, in order.
fn grants(server: &TestServer) -> Vec<(String, String)> {
    let text = get(server, "/pail?acl").text();
    let between = |text: &str, start: &str, end: &str| {
        let from = text.split(start).nth(1).unwrap_or_default();
        from.split(end).next().unwrap_or_default().to_owned()
    };
    text.split("<Grant>")
        .skip(1)
        .map(|grant| {
            let who = between(grant, "<URI>", "</URI>") + &between(grant, "<ID>", "</ID>");
            (who, between(grant, "<Permission>", "</Permission>"))
        })
        .collect()
}

fn owner(server: &TestServer) -> String {
    get(server, "/pail?acl").element("ID").unwrap()
}

// User guide, "Access control list (ACL) overview".
#[test]
fn canned_acls_and_grants_come_back() {
    let server = with_acls();
    let owner = owner(&server);
    let grant = |who: &str, what: &str| (who.to_owned(), what.to_owned());
    assert_eq!(put_acl(&server, ("x-amz-acl", "public-read")).status, 200);
    assert_eq!(
        grants(&server),
        [grant(&owner, "FULL_CONTROL"), grant(ALL_USERS, "READ")]
    );
    assert_eq!(server.request("GET", "/pail").send().status, 200);
    let given = format!("uri=\"{ALL_USERS}\", id={owner}");
    assert_eq!(put_acl(&server, ("x-amz-grant-write", &given)).status, 200);
    assert_eq!(
        grants(&server),
        [grant(ALL_USERS, "WRITE"), grant(&owner, "WRITE")]
    );
    assert_eq!(server.request("GET", "/pail").send().status, 403);
    let put = server.request("PUT", "/pail/k").body("x").send();
    assert_eq!(put.status, 200, "{}", put.text());
}

#[test]
fn an_acl_document_comes_back_as_it_was_given() {
    let server = with_acls();
    let owner = owner(&server);
    let policy = |id: &str, permission: &str| {
        document(
            "AccessControlPolicy",
            &format!(
                "<Owner><ID>{owner}</ID></Owner><AccessControlList><Grant>\
                 <Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
                 xsi:type=\"CanonicalUser\"><ID>{id}</ID></Grantee>\
                 <Permission>{permission}</Permission></Grant></AccessControlList>"
            ),
        )
    };
    let given = policy(&"a".repeat(64), "READ_ACP");
    assert_eq!(configure(&server, "acl", &given).status, 200);
    assert_eq!(get(&server, "/pail?acl").text(), given);
    assert_error(
        &configure(&server, "acl", &policy("nobody", "READ")),
        400,
        "<Code>InvalidArgument</Code><Message>Invalid id</Message>\
         <ArgumentName>CanonicalUser/ID</ArgumentName><ArgumentValue>nobody</ArgumentValue>",
    );
    let code = |body: &str| configure(&server, "acl", body).element("Code");
    assert_eq!(
        code(&policy(&owner, "FLY")).as_deref(),
        Some("MalformedACLError")
    );
    assert_eq!(
        code("<AccessControlPolicy/>").as_deref(),
        Some("MalformedACLError")
    );
    let stolen = given.replace(&owner, &"b".repeat(64));
    assert_eq!(code(&stolen).as_deref(), Some("AccessDenied"));
}

// API_PutBucketAcl; email grantees are gone since October 2025.
#[test]
fn wrong_grants_are_refused() {
    let server = with_acls();
    for (header, value, code) in [
        ("x-amz-acl", "public", "InvalidArgument"),
        ("x-amz-grant-read", "ada", "InvalidArgument"),
        ("x-amz-grant-read", "id=ada", "InvalidArgument"),
        ("x-amz-grant-read", "uri=http://x", "InvalidArgument"),
        ("x-amz-grant-read", "emailAddress=a@b.c", "MethodNotAllowed"),
    ] {
        let reply = put_acl(&server, (header, value));
        assert_eq!(reply.element("Code").as_deref(), Some(code), "{value}");
    }
    let both = request(&server, "PUT", "/pail?acl")
        .header("x-amz-acl", "private")
        .header("x-amz-grant-read", "id=x")
        .send();
    assert_eq!(both.element("Code").as_deref(), Some("InvalidRequest"));
}

// User guide, "Blocking public access": BlockPublicAcls.
#[test]
fn public_acls_are_refused_while_blocked() {
    let server = with_acls();
    let block = "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>\
                 </PublicAccessBlockConfiguration>";
    assert_eq!(configure(&server, "publicAccessBlock", block).status, 200);
    assert_error(
        &put_acl(&server, ("x-amz-acl", "authenticated-read")),
        403,
        "<Code>AccessDenied</Code><Message>User: arn:aws:iam::000000000000:root is not authorized to \
         perform: s3:PutBucketAcl on resource: &quot;arn:aws:s3:::pail&quot; because public access \
         control lists (ACLs) are blocked by the BlockPublicAcls block public access setting.\
         </Message>",
    );
    assert_eq!(put_acl(&server, ("x-amz-acl", "private")).status, 200);
}

#[test]
fn others_read_and_write_an_acl_as_it_lets_them() {
    let server = with_acls();
    let other = |method: &str, header: (&str, &str)| {
        server
            .request(method, "/pail?acl")
            .signed_as(OTHER, "us-east-1", "s3")
            .header(header.0, header.1)
            .send()
            .status
    };
    let private = ("x-amz-acl", "private");
    assert_eq!(other("GET", private), 403);
    assert_eq!(other("PUT", private), 403);
    let everybody = "uri=http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    assert_eq!(
        put_acl(&server, ("x-amz-grant-write-acp", everybody)).status,
        200
    );
    assert_eq!(other("GET", private), 403);
    assert_eq!(other("PUT", private), 200);
    assert_eq!(other("PUT", private), 403);
}
