//! How much memory a container's processes have used at most, where this machine can see it.

use std::fs;

use super::engine::Engine;

/// The first process of a container, which is the runtime itself or has started it, if it is a process
/// of this machine.
/// The engine's own statistics take up to two seconds, so they are not asked.
pub(super) struct Memory(Option<i64>);

impl Memory {
    pub(super) async fn of(engine: Engine, container: String) -> Self {
        let inspected = engine.container(&container).await.ok();
        let pid = inspected.and_then(|inspected| inspected.state?.pid);
        // In a virtual machine, or beside our own container, the number means another process.
        Self(pid.filter(|pid| *pid > 1 && is_in(*pid, &container)))
    }

    /// In MiB, of it and all that it has started; `None` where it cannot be seen, or no longer.
    pub(super) fn peak_mb(&self) -> Option<u32> {
        let mut kb = peak_kb(self.0?)?;
        let mut found = children(self.0?);
        while let Some(pid) = found.pop() {
            kb += peak_kb(pid).unwrap_or_default();
            found.extend(children(pid));
        }
        Some(kb.div_ceil(1024))
    }
}

fn peak_kb(pid: i64) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Those that a process's first thread has started.
fn children(pid: i64) -> Vec<i64> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.unwrap_or_default();
    let numbers = children.split_whitespace().map(str::parse);
    numbers.filter_map(Result::ok).collect()
}

fn is_in(pid: i64, container: &str) -> bool {
    fs::read_to_string(format!("/proc/{pid}/cgroup")).is_ok_and(|groups| groups.contains(container))
}
