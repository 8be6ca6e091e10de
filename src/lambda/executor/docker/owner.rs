//! Who made a container: a process, known so well that a later one with its number is not taken for
//! it.

use std::collections::HashMap;
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};

/// The label that says that a thing is RustStack's, and whose.
pub(super) const OWNER_LABEL: &str = "ruststack.owner";
/// The label that names the function.
pub(super) const FUNCTION_LABEL: &str = "ruststack.function";

/// How many owners this process has been.
static INSTANCES: AtomicU32 = AtomicU32::new(0);

/// A server of this process, or of another, written as `HOST/PID/START/INSTANCE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    /// A process's number means something on its own machine, or in its own container, only.
    host: String,
    pid: u32,
    /// What tells two processes with one number apart.
    start: String,
    /// What tells the servers of one process apart.
    instance: u32,
}

impl Owner {
    /// A new owner: the next server of this process.
    pub(super) fn new() -> Self {
        let pid = std::process::id();
        Self {
            host: host_name(),
            pid,
            start: start_of(pid).unwrap_or_default(),
            instance: INSTANCES.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// 12 hexadecimal digits for the names of what is this owner's, so that no two owners' collide.
    pub(super) fn prefix(&self) -> String {
        let digest = Sha256::digest(self.to_string());
        digest[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        let [host, pid, start, instance] = parts[..] else {
            return None;
        };
        Some(Self {
            host: host.to_owned(),
            pid: pid.parse().ok()?,
            start: start.to_owned(),
            instance: instance.parse().ok()?,
        })
    }

    /// The labels of a thing that belongs to this owner.
    pub(super) fn labels(&self, function: Option<&str>) -> HashMap<String, String> {
        let mut labels = HashMap::from([(OWNER_LABEL.to_owned(), self.to_string())]);
        if let Some(function) = function {
            labels.insert(FUNCTION_LABEL.to_owned(), function.to_owned());
        }
        labels
    }

    /// Whether a label's owner is gone for certain. Another machine's are left alone.
    pub(super) fn is_gone(label: &str) -> bool {
        let Some(owner) = Self::parse(label) else {
            return false;
        };
        owner.host == host_name() && start_of(owner.pid).as_ref() != Some(&owner.start)
    }
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}",
            self.host, self.pid, self.start, self.instance
        )
    }
}

fn host_name() -> String {
    rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned()
}

/// When a process began, in ticks since boot; `None` when there is none, or none any more that its parent
/// has not taken note of. Where /proc is missing, a
/// process that is alive has begun at an unknown time.
fn start_of(pid: u32) -> Option<String> {
    if !fs::exists("/proc/self/stat").unwrap_or(false) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(pid).ok()?)?;
        return rustix::process::test_kill_process(pid)
            .ok()
            .map(|()| "unknown".to_owned());
    }
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field, the program's name, may hold anything; the start is the 22nd.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    match fields.next()? {
        "Z" | "X" => None,
        _ => fields.nth(18).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_here_and_one_that_began_at_another_time_is_gone() {
        let owner = Owner::new();
        assert_ne!(owner, Owner::new());
        assert_eq!(Owner::parse(&owner.to_string()), Some(owner.clone()));
        assert!(!Owner::is_gone(&owner.to_string()));
        let earlier = Owner {
            start: "1".to_owned(),
            ..owner.clone()
        };
        assert!(Owner::is_gone(&earlier.to_string()));
        let elsewhere = Owner {
            host: "elsewhere".to_owned(),
            ..earlier
        };
        assert!(!Owner::is_gone(&elsewhere.to_string()));
        assert!(!Owner::is_gone("nonsense"));
    }
}
