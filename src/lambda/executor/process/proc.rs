//! What the kernel tells about processes: memory in use, and who belongs to an environment.
//! Where there is no `/proc`, nothing is known.

use std::time::Duration;
use std::{fs, thread};

use rustix::process::{Pid, Signal, kill_process};

/// Rounds of looking for strays: each must find fewer, unless they fork faster than they die.
const ROUNDS_MAX: usize = 100;

/// Rounds, and the wait between two, for processes whose variables cannot be read yet.
const UNREADABLE_ROUNDS_MAX: usize = 20;
const UNREADABLE_WAIT: Duration = Duration::from_millis(1);

/// Resident memory of a process in KiB: now, and at its peak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) now_kb: u64,
    pub(super) peak_kb: u64,
}

/// `None` for a process that is gone.
pub(super) fn memory(pid: Pid) -> Option<Memory> {
    let status = status(pid)?;
    Some(Memory {
        now_kb: field(&status, "VmRSS:")?,
        peak_kb: field(&status, "VmHWM:")?,
    })
}

fn status(pid: Pid) -> Option<String> {
    fs::read_to_string(format!("/proc/{pid}/status", pid = pid.as_raw_nonzero())).ok()
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Resident memory of all processes in sight together, the first one left out: what a sandbox uses.
/// Files that are mapped count once, as if all mapped the same ones. `plenty_kb` is what is worth a
/// closer look: what forks share counts once then.
#[cfg(target_os = "linux")]
pub(super) fn memory_of_everyone(plenty_kb: u64) -> Memory {
    let (mut own_kb, mut files_kb, mut largest) = (0, 0, Memory::default());
    let mut all = Vec::new();
    for pid in pids().filter(|pid| !pid.is_init()) {
        let Some(status) = status(pid) else { continue };
        let field = |name| field(&status, name).unwrap_or_default();
        own_kb += field("RssAnon:") + field("RssShmem:");
        files_kb = field("RssFile:").max(files_kb);
        largest.now_kb = field("VmRSS:").max(largest.now_kb);
        largest.peak_kb = field("VmHWM:").max(largest.peak_kb);
        all.push(pid);
    }
    let mut now_kb = own_kb + files_kb;
    if now_kb > plenty_kb && all.len() > 1 {
        let shares = all.into_iter().filter_map(share_kb);
        now_kb = now_kb.min((shares.sum::<u64>() + files_kb).max(largest.now_kb));
    }
    Memory {
        now_kb,
        peak_kb: largest.peak_kb.max(now_kb),
    }
}

/// Whoever came first into this process namespace, its init left out: the ids of those who came first
/// are never used again.
#[cfg(target_os = "linux")]
pub(super) fn first_beside_init() -> Option<Pid> {
    let others = pids().filter(|pid| !pid.is_init());
    others.min_by_key(|pid| pid.as_raw_nonzero())
}

/// A process's part of the memory that is not of files.
#[cfg(target_os = "linux")]
fn share_kb(pid: Pid) -> Option<u64> {
    let path = format!("/proc/{pid}/smaps_rollup", pid = pid.as_raw_nonzero());
    let sums = fs::read_to_string(path).ok()?;
    Some(field(&sums, "Pss_Anon:")? + field(&sums, "Pss_Shmem:")?)
}

fn pids() -> impl Iterator<Item = Pid> {
    let processes = fs::read_dir("/proc").into_iter().flatten();
    processes
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(Pid::from_raw)
}

/// Kills every process whose variables hold an environment's id, whatever it has done to leave its
/// parents, session and process group. Blocks for some milliseconds.
///
/// A process in the middle of `execve` shows no variables for a moment: it is looked at again, a
/// few times only, because a process that was started without any shows none either.
pub(super) fn kill_strays(environment_id: &str) {
    let mut unreadable_rounds = 0;
    for _ in 0..ROUNDS_MAX {
        let Strays { found, unreadable } = strays(environment_id);
        for stray in &found {
            let _ = kill_process(*stray, Signal::KILL);
        }
        if !found.is_empty() {
            continue;
        }
        if !unreadable || unreadable_rounds == UNREADABLE_ROUNDS_MAX {
            return;
        }
        unreadable_rounds += 1;
        thread::sleep(UNREADABLE_WAIT);
    }
    tracing::warn!("processes of environment {environment_id} start faster than they can be ended");
}

#[derive(Default)]
struct Strays {
    found: Vec<Pid>,
    /// A living process showed no variables.
    unreadable: bool,
}

fn strays(environment_id: &str) -> Strays {
    let mut strays = Strays::default();
    for pid in pids() {
        let Ok(environ) = fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero())) else {
            continue;
        };
        if contains(&environ, environment_id.as_bytes()) {
            strays.found.push(pid);
        } else if environ.is_empty() && memory(pid).is_some() {
            // Neither a thread of the kernel nor a zombie: those have no memory.
            strays.unreadable = true;
        }
    }
    strays
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn memory_is_known_of_processes_that_live() {
        let own = memory(rustix::process::getpid()).unwrap();
        assert!(own.now_kb > 0 && own.peak_kb >= own.now_kb);
    }

    #[test]
    fn a_process_is_found_by_its_variables() {
        let id = "0123456789abcdef-of-this-test";
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .env("RUSTSTACK_TEST", id)
            .spawn()
            .unwrap();
        kill_strays(id);
        assert!(!child.wait().unwrap().success());
    }
}
