//! ListInstanceProfilesForRole.

use super::{done, iam, make_role};
use crate::harness::TestServer;

// Terraform asks for them before it deletes a role.
#[test]
fn a_role_has_no_instance_profiles() {
    let server = TestServer::start();
    make_role(&server, "worker");
    let listed = done(&server, "ListInstanceProfilesForRole&RoleName=worker");
    assert!(listed.text().contains("<InstanceProfiles/>"));
    assert_eq!(listed.element("IsTruncated").as_deref(), Some("false"));
    let none = iam(&server, "ListInstanceProfilesForRole&RoleName=none");
    assert_eq!(none.status, 404);
}
