//! GetBucketAcl, PutBucketAcl.

use super::{assert_error, get, request, with_bucket};

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
    let deleted = request(&server, "DELETE", "/pail?ownershipControls").send();
    assert_eq!(deleted.status, 204);
    assert_eq!(put(&[("x-amz-acl", "private")]).status, 200);
    assert_eq!(put(&[("x-amz-acl", "public-read")]).status, 501);
}
