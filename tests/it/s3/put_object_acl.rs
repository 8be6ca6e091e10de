//! PutObjectAcl.

use super::{assert_error, configure, get, put, request, set_versioning, with_bucket};
use crate::harness::{Reply, TestServer};

fn put_acl(server: &TestServer, target: &str, acl: &str) -> Reply {
    request(server, "PUT", target)
        .header("x-amz-acl", acl)
        .send()
}

fn unsigned(server: &TestServer, target: &str) -> u16 {
    server.request("GET", target).send().status
}

/// `pail` with ACLs, and nothing blocked.
fn with_acls() -> TestServer {
    let server = with_bucket();
    for part in ["ownershipControls", "publicAccessBlock"] {
        let target = format!("/pail?{part}");
        assert_eq!(request(&server, "DELETE", &target).send().status, 204);
    }
    server
}

// API_PutObjectAcl.
#[test]
fn an_acl_opens_and_closes_an_object() {
    let server = with_acls();
    put(&server, "k", "x");
    assert_eq!(unsigned(&server, "/pail/k"), 403);
    assert_eq!(put_acl(&server, "/pail/k?acl", "public-read").status, 200);
    assert_eq!(unsigned(&server, "/pail/k"), 200);
    assert_eq!(unsigned(&server, "/pail/k?acl"), 403);
    assert_eq!(put_acl(&server, "/pail/k?acl", "private").status, 200);
    assert_eq!(unsigned(&server, "/pail/k"), 403);
    let written = request(&server, "PUT", "/pail/k")
        .header("x-amz-acl", "public-read")
        .body("y");
    assert_eq!(written.send().status, 200);
    assert_eq!(unsigned(&server, "/pail/k"), 200);
}

#[test]
fn each_version_has_its_own_acl() {
    let server = with_acls();
    set_versioning(&server, "Enabled");
    let first = put(&server, "k", "x");
    let first = first.header("x-amz-version-id").unwrap().to_owned();
    put(&server, "k", "y");
    let target = format!("/pail/k?versionId={first}");
    let changed = put_acl(&server, &format!("{target}&acl"), "public-read");
    assert_eq!(changed.header("x-amz-version-id"), Some(first.as_str()));
    assert_eq!(unsigned(&server, &target), 200);
    assert_eq!(unsigned(&server, "/pail/k"), 403);
}

// User guide, "Controlling ownership of objects" and "Blocking public access".
#[test]
fn wrong_acls_are_refused() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_error(
        &put_acl(&server, "/pail/k?acl", "private"),
        400,
        "<Code>AccessControlListNotSupported</Code><Message>The bucket does not allow ACLs</Message>",
    );
    let deleted = request(&server, "DELETE", "/pail?ownershipControls").send();
    assert_eq!(deleted.status, 204);
    let body = |text: &str| request(&server, "PUT", "/pail/k?acl").body(text).send();
    assert_eq!(
        body("<x>").element("Code").as_deref(),
        Some("MalformedACLError")
    );
    assert_eq!(
        body("").element("Code").as_deref(),
        Some("MissingSecurityHeader")
    );
    assert_eq!(put_acl(&server, "/pail/none?acl", "private").status, 404);
    let block = "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>\
                 </PublicAccessBlockConfiguration>";
    assert_eq!(configure(&server, "publicAccessBlock", block).status, 200);
    let why = |action: &str| {
        format!(
            "<Code>AccessDenied</Code><Message>User: arn:aws:iam::000000000000:root is not \
             authorized to perform: {action} on resource: &quot;arn:aws:s3:::pail/k&quot; because \
             public access control lists (ACLs) are blocked by the BlockPublicAcls block public \
             access setting.</Message>"
        )
    };
    assert_error(
        &put_acl(&server, "/pail/k?acl", "public-read"),
        403,
        &why("s3:PutObjectAcl"),
    );
    assert_error(
        &put_acl(&server, "/pail/k", "public-read"),
        403,
        &why("s3:PutObject"),
    );
    assert_eq!(get(&server, "/pail/k").text(), "x");
}
