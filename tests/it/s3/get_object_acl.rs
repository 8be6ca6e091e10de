//! GetObjectAcl.

use super::{assert_error, document, get, put, request, with_bucket};

// API_GetObjectAcl; where ownership is enforced the bucket's owner has all.
#[test]
fn the_bucket_owner_has_all_where_ownership_is_enforced() {
    let server = with_bucket();
    put(&server, "k", "x");
    let reply = get(&server, "/pail/k?acl");
    let owner = reply.element("ID").unwrap();
    assert_eq!(
        reply.text(),
        document(
            "AccessControlPolicy",
            &format!(
                "<Owner><ID>{owner}</ID></Owner><AccessControlList><Grant>\
                 <Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
                 xsi:type=\"CanonicalUser\"><ID>{owner}</ID></Grantee>\
                 <Permission>FULL_CONTROL</Permission></Grant></AccessControlList>"
            )
        )
    );
    assert_eq!(get(&server, "/pail?acl").element("ID"), Some(owner));
    assert_error(
        &get(&server, "/pail/none?acl"),
        404,
        "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>none</Key>",
    );
}

// User guide, "Controlling ownership of objects": the writer owns it, and listings say so.
#[test]
fn a_writer_of_another_account_owns_the_object_where_acls_count() {
    let server = with_bucket();
    for part in ["ownershipControls", "publicAccessBlock"] {
        let target = format!("/pail?{part}");
        assert_eq!(request(&server, "DELETE", &target).send().status, 204);
    }
    let opened = request(&server, "PUT", "/pail?acl").header("x-amz-acl", "public-read-write");
    assert_eq!(opened.send().status, 200);
    let as_other = |method: &str, target: &str| {
        server
            .request(method, target)
            .signed_as("111122223333", "us-east-1", "s3")
    };
    assert_eq!(as_other("PUT", "/pail/k").body("x").send().status, 200);
    let owner = as_other("GET", "/pail/k?acl").send().element("ID");
    let own = get(&server, "/pail?acl").element("ID");
    assert_ne!(owner, own);
    assert_eq!(get(&server, "/pail").element("ID"), owner);
    assert_eq!(get(&server, "/pail?versions").element("ID"), owner);
    assert_eq!(get(&server, "/pail/k?acl").status, 403);
}
