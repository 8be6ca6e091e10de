//! Who a function is: AWS's own user, without any right over its sandbox.

use std::fs;
use std::io;

use rustix::process::{getegid, geteuid};
use rustix::thread::{
    CapabilitySet, capabilities, clear_ambient_capability_set, configure_capability_in_ambient_set,
    set_capabilities,
};

/// The user and group that functions have on AWS (recorded there).
const USER: u32 = 993;
const GROUP: u32 = 990;

/// The line of `/etc/passwd` that names the user.
pub(in super::super) const PASSWD_LINE: &str =
    "sbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin\n";

/// Maps this process's user to AWS's, in a user namespace that has just been made. `user` and
/// `group` are those from before.
pub(super) fn become_lambda_user(user: u32, group: u32) -> io::Result<()> {
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{USER} {user} 1"))?;
    fs::write("/proc/self/gid_map", format!("{GROUP} {group} 1"))
}

/// The ids to map, to be read before the namespace is made.
pub(super) fn own_ids() -> (u32, u32) {
    (geteuid().as_raw(), getegid().as_raw())
}

/// Lets the rights over the namespaces outlive the start of another program.
pub(super) fn keep_rights() -> io::Result<()> {
    let kept = CapabilitySet::SYS_ADMIN | CapabilitySet::SYS_CHROOT;
    let mut own = capabilities(None)?;
    own.inheritable |= kept;
    set_capabilities(None, own)?;
    for right in [CapabilitySet::SYS_ADMIN, CapabilitySet::SYS_CHROOT] {
        configure_capability_in_ambient_set(right, true)?;
    }
    Ok(())
}

/// What is started from now on has no rights.
pub(super) fn hand_on_no_rights() -> io::Result<()> {
    clear_ambient_capability_set()?;
    let mut own = capabilities(None)?;
    own.inheritable = CapabilitySet::empty();
    Ok(set_capabilities(None, own)?)
}
