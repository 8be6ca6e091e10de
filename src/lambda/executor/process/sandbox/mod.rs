//! What the kernel gives a function of its own: users, processes and a file system as on AWS.
//!
//! ```text
//! RustStack ── warden ┬─ init of a sandbox ── its function
//!                     ├─ init of a sandbox
//!                     └─ Python nursery
//! ```
//!
//! The warden is a process of this same program in a user namespace, and the first process of a
//! process namespace: when it ends, the kernel ends all that is below it, whatever that has done to
//! get away. It ends with RustStack, because RustStack holds the other end of its socket. Each
//! sandbox has again a process namespace, and a mount namespace with `/var/task`, `/opt`,
//! `/var/runtime` and a `/tmp` of its own.

mod identity;
mod init;
mod message;
mod root;
pub(super) mod socket;
pub(super) mod warden;

pub(super) use identity::PASSWD_LINE;
pub(super) use message::{FromInit, Prepare, Run, ToInit};

use std::ffi::OsString;
use std::process::ExitCode;

/// The first argument of a process of this program that guards functions instead of serving.
const WARDEN: &str = "lambda-warden";
const WARDEN_INSIDE: &str = "lambda-warden-inside";
const INIT: &str = "lambda-init";

/// Does the work of a guarding process, if the program was started as one.
pub(crate) fn guard(mut arguments: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let role = arguments.nth(1)?;
    match role.to_str()? {
        WARDEN => Some(warden::outside()),
        WARDEN_INSIDE => Some(warden::inside()),
        INIT => Some(init::run(arguments.next()?.as_ref())),
        _ => None,
    }
}
