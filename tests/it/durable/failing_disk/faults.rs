//! What goes wrong on a disk, and when.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ruststack::{Disk, DiskFault, DiskOperation};

use crate::harness::TestServer;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// `ENOSPC` once, after half of what was to be written.
    Full,
    /// `EIO`, once.
    Broken,
    /// From then on nothing is done at all, as if the process were gone.
    Death,
    /// As [`Fault::Death`], and what was not synced is gone.
    PowerLoss,
}

impl Fault {
    /// Whether all is well again after it.
    pub(super) fn is_passing(self) -> bool {
        matches!(self, Self::Full | Self::Broken)
    }
}

/// Judges the operations of one server. Cheap to clone.
#[derive(Clone)]
pub(super) struct Faults(Arc<Mutex<State>>);

struct State {
    /// Operations until the one that fails, and how.
    planned: Option<(usize, Fault)>,
    /// Whether only those count that are about a checkpoint, until the first failure.
    checkpoints_only: bool,
    has_failed: bool,
    has_renamed: bool,
    /// How long each file was when it was synced last.
    synced: HashMap<PathBuf, u64>,
    /// What a folder held when it was synced last.
    names: HashMap<PathBuf, HashSet<OsString>>,
}

impl Faults {
    /// What is in the folder already is synced.
    pub(super) fn new(folder: &Path) -> Self {
        let mut state = State {
            planned: None,
            checkpoints_only: false,
            has_failed: false,
            has_renamed: false,
            synced: HashMap::new(),
            names: HashMap::new(),
        };
        state.note_folder(folder);
        Self(Arc::new(Mutex::new(state)))
    }

    pub(super) fn disk(&self) -> Disk {
        let state = Arc::clone(&self.0);
        Disk::failing(move |operation, path| state.lock().unwrap().judge(operation, path))
    }

    /// Lets an operation fail that comes after so many others.
    pub(super) fn fail(&self, after: usize, fault: Fault) {
        self.0.lock().unwrap().planned = Some((after, fault));
    }

    /// As [`Faults::fail`], where only those operations count that a checkpoint needs.
    pub(super) fn fail_for_checkpoints(&self, after: usize, fault: Fault) {
        self.fail(after, fault);
        self.0.lock().unwrap().checkpoints_only = true;
    }

    pub(super) fn has_failed(&self) -> bool {
        self.0.lock().unwrap().has_failed
    }

    /// Whether a checkpoint has got its name.
    pub(super) fn has_renamed(&self) -> bool {
        self.0.lock().unwrap().has_renamed
    }

    /// Ends a server as the fault does.
    pub(super) fn end(&self, fault: Fault, server: TestServer, folder: &Path) {
        if !fault.is_passing() {
            let mut state = self.0.lock().unwrap();
            (state.planned, state.checkpoints_only) = (Some((0, fault)), false);
        }
        drop(server);
        if fault == Fault::PowerLoss {
            self.lose_power(folder);
        }
    }

    /// Leaves in a folder what was synced, and nothing else.
    fn lose_power(&self, folder: &Path) {
        let state = self.0.lock().unwrap();
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let (path, name) = (entry.path(), entry.file_name());
            let stays = state
                .names
                .get(folder)
                .is_some_and(|names| names.contains(&name));
            match (stays, path.is_dir()) {
                (true, true) => self.lose_power_below(&state, &path),
                (true, false) => cut(&state, &path),
                (false, true) => fs::remove_dir_all(&path).unwrap(),
                (false, false) => fs::remove_file(&path).unwrap(),
            }
        }
    }

    fn lose_power_below(&self, state: &State, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let names = state.names.get(folder);
            match names.is_some_and(|names| names.contains(&entry.file_name())) {
                true => cut(state, &entry.path()),
                false => fs::remove_file(entry.path()).unwrap(),
            }
        }
    }
}

fn cut(state: &State, path: &Path) {
    let length = state.synced.get(path).copied().unwrap_or_default();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_len(length.min(file.metadata().unwrap().len()))
        .unwrap();
}

impl State {
    fn judge(&mut self, operation: DiskOperation, path: &Path) -> Result<(), DiskFault> {
        if self.counts(path) {
            match self.planned {
                Some((0, fault)) => {
                    self.has_failed = true;
                    if fault.is_passing() {
                        self.planned = None;
                    }
                    self.checkpoints_only = false;
                    return Err(DiskFault {
                        errno: if fault == Fault::Full { 28 } else { 5 },
                        is_half_done: fault == Fault::Full,
                    });
                }
                Some((after, fault)) => self.planned = Some((after - 1, fault)),
                None => {}
            }
        }
        // What is written by now will be on the disk; whoever else writes there is not waited for.
        match operation {
            DiskOperation::Sync if path.is_dir() => {
                let entries = fs::read_dir(path).unwrap();
                let names = entries.map(|entry| entry.unwrap().file_name());
                self.names.insert(path.to_owned(), names.collect());
            }
            DiskOperation::Sync => {
                let length = fs::metadata(path).unwrap().len();
                self.synced.insert(path.to_owned(), length);
            }
            DiskOperation::Rename => {
                let is_format = path.ends_with("format");
                let draft = if is_format {
                    "format.part"
                } else {
                    "checkpoint.part"
                };
                let draft = path.with_file_name(draft);
                let length = self.synced.remove(&draft).unwrap_or_default();
                self.synced.insert(path.to_owned(), length);
                self.has_renamed |= !is_format;
            }
            _ => {}
        }
        Ok(())
    }

    fn counts(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_common = name == "journal-0" || path.parent().unwrap().ends_with("blobs");
        !self.checkpoints_only || !is_common
    }

    fn note_folder(&mut self, folder: &Path) {
        let entries = fs::read_dir(folder).unwrap();
        let entries: Vec<_> = entries.map(|entry| entry.unwrap()).collect();
        let names = entries.iter().map(|entry| entry.file_name()).collect();
        self.names.insert(folder.to_owned(), names);
        for path in entries.iter().map(|entry| entry.path()) {
            match path.is_dir() {
                true => self.note_folder(&path),
                false => {
                    let length = fs::metadata(&path).unwrap().len();
                    self.synced.insert(path, length);
                }
            }
        }
    }
}
