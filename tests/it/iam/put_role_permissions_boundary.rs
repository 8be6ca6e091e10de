//! PutRolePermissionsBoundary and DeleteRolePermissionsBoundary.

use super::{done, iam, make_policy, make_role, refusal};
use crate::harness::TestServer;

// API reference of both.
#[test]
fn a_boundary_is_shown_until_it_is_deleted() {
    let server = TestServer::start();
    make_role(&server, "worker");
    let arn = make_policy(&server, "fence");
    let put = |arn: &str| {
        let form = format!("PutRolePermissionsBoundary&RoleName=worker&PermissionsBoundary={arn}");
        iam(&server, &form)
    };
    assert_eq!(put(&arn).status, 200);
    assert_eq!(put("arn:aws:iam::123456789012:policy/none").status, 404);
    let shown = || done(&server, "GetRole&RoleName=worker").element("PermissionsBoundaryArn");
    assert_eq!(shown().as_deref(), Some(arn.as_str()));
    let used = done(&server, &format!("GetPolicy&PolicyArn={arn}"));
    let count = used.element("PermissionsBoundaryUsageCount");
    assert_eq!(count.as_deref(), Some("1"));
    done(&server, "DeleteRolePermissionsBoundary&RoleName=worker");
    assert_eq!(shown(), None);
    let again = iam(&server, "DeleteRolePermissionsBoundary&RoleName=worker");
    assert_eq!(refusal(&again).1, "NoSuchEntity");
}
