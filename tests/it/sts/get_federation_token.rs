//! GetFederationToken.

use super::{arn_of, refusal, sts};
use crate::harness::TestServer;

// API reference: the user's ARN and id.
#[test]
fn a_federated_user_has_a_name() {
    let server = TestServer::start();
    let reply = sts(&server, "Action=GetFederationToken&Name=bob&Policy=%7B%7D");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let arn = "arn:aws:sts::123456789012:federated-user/bob";
    assert_eq!(reply.element("Arn").as_deref(), Some(arn));
    assert_eq!(
        reply.element("FederatedUserId").as_deref(),
        Some("123456789012:bob")
    );
    assert_eq!(reply.element("PackedPolicySize").as_deref(), Some("1"));
    assert_eq!(arn_of(&server, &reply), arn);
}

#[test]
fn a_name_is_needed_and_constrained() {
    let server = TestServer::start();
    for name in ["", "&Name=b", "&Name=a%20b"] {
        let form = format!("Action=GetFederationToken{name}");
        assert_eq!(refusal(&sts(&server, &form)).1, "ValidationError", "{name}");
    }
}
