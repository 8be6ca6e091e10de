//! How much memory a container's runtime has used at most, where this machine can see it.

use std::fs;

use super::engine::Engine;

/// The first process of a container, which is the runtime itself, if it is a process of this machine.
/// The engine's own statistics take up to two seconds, so they are not asked.
pub(super) struct Memory(Option<i64>);

impl Memory {
    pub(super) async fn of(engine: &Engine, container: &str) -> Self {
        let inspected = engine.container(container).await.ok();
        let pid = inspected.and_then(|inspected| inspected.state?.pid);
        // In a virtual machine, or beside our own container, the number means another process.
        Self(pid.filter(|pid| *pid > 1 && is_in(*pid, container)))
    }

    /// In MiB; `None` where it cannot be seen, or no longer.
    pub(super) fn peak_mb(&self) -> Option<u32> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0?)).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kb: u32 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kb.div_ceil(1024))
    }
}

fn is_in(pid: i64, container: &str) -> bool {
    fs::read_to_string(format!("/proc/{pid}/cgroup")).is_ok_and(|groups| groups.contains(container))
}
