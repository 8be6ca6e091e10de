//! The folder that a journal lies in: whose it is, which format it has, and which files count.

use std::fs::{File, TryLockError};
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::replay::Problem;
use crate::store::disk::Disk;

/// What `format` says.
const FORMAT: &str = "RustStack data 2\n";
/// What it said before keys left out what they share; all that was written then is read.
const FORMAT_1: &str = "RustStack data 1\n";
/// How long a folder may be held by a process that ends, and how often that is looked at.
const LOCK_WAIT: Duration = Duration::from_secs(2);
const LOCK_PAUSE: Duration = Duration::from_millis(5);
/// An option that every message may name.
const CHOOSE_ANOTHER: &str = "choose another with --data-dir or RUSTSTACK_DATA_DIR";

/// A folder that is this process's as long as this value lives.
pub(crate) struct Folder {
    disk: Disk,
    path: PathBuf,
    lock: File,
}

/// The files of a folder by their numbers, each ascending.
pub(super) struct Files {
    pub(super) checkpoints: Vec<u64>,
    pub(super) journals: Vec<u64>,
}

impl Folder {
    /// Takes a folder, and makes it if it is not there. One that another process holds is waited for, two
    /// seconds at most. A problem is one line that says what to do.
    pub(crate) fn take(disk: Disk, path: &Path) -> Result<Self, Problem> {
        let cannot = |what: &str, error: io::Error| {
            format!(
                "cannot {what} in the data directory {}: {error}",
                path.display()
            )
        };
        disk.create_folder(path)
            .map_err(|error| cannot("write", error))?;
        let mut lock = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path.join("lock"))
            .map_err(|error| cannot("write", error))?;
        if !take_lock(&lock).map_err(|error| cannot("lock a file", error))? {
            let mut by = String::new();
            let _ = lock.read_to_string(&mut by);
            return Err(format!(
                "the data directory {} is in use by {}: stop it, or {CHOOSE_ANOTHER}",
                path.display(),
                by.trim()
            ));
        }
        let folder = Self {
            disk,
            path: path.to_owned(),
            lock,
        };
        let told = folder.tell_holder("an address to come");
        told.map_err(|error| cannot("write", error))?;
        folder.check_format()?;
        Ok(folder)
    }

    /// Says who holds the folder to those who would like to, and where this process answers.
    pub(super) fn tell_holder(&self, answers_at: &str) -> io::Result<()> {
        self.lock.set_len(0)?;
        let holder = format!("process {} at {answers_at}\n", std::process::id());
        self.lock.write_all_at(holder.as_bytes(), 0)
    }

    /// A folder without a format is a new one; what it holds that is none of ours stays.
    fn check_format(&self) -> Result<(), Problem> {
        let path = self.path.join("format");
        let cannot = |error: io::Error| format!("cannot open {}: {error}", path.display());
        match self.disk.read_text(&path) {
            Ok(format) if format == FORMAT => Ok(()),
            Ok(format) if format == FORMAT_1 => self.write_format(&path).map_err(cannot),
            Ok(format) if format.is_empty() && self.is_new().map_err(cannot)? => {
                self.write_format(&path).map_err(cannot)
            }
            Ok(format) => {
                let format: String = format.chars().take(40).collect();
                Err(format!(
                    "{} says {:?}, and this program knows {:?} only: start the version that wrote it, or {CHOOSE_ANOTHER}",
                    path.display(),
                    format.trim_end(),
                    FORMAT.trim_end(),
                ))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match self.is_new().map_err(cannot)? {
                    true => self.write_format(&path).map_err(cannot),
                    false => Err(format!(
                        "{} is missing, and data is there: put it back, or {CHOOSE_ANOTHER}",
                        path.display()
                    )),
                }
            }
            Err(error) => Err(cannot(error)),
        }
    }

    fn write_format(&self, path: &Path) -> io::Result<()> {
        let draft = self.path.join("format.part");
        let file = self.disk.create(&draft)?;
        file.write_all_at(FORMAT.as_bytes(), 0)?;
        file.sync()?;
        self.disk.rename(&draft, path)
    }

    fn is_new(&self) -> io::Result<bool> {
        let files = self.files()?;
        Ok(files.checkpoints.is_empty() && files.journals.is_empty())
    }

    pub(super) fn files(&self) -> io::Result<Files> {
        let (mut checkpoints, mut journals) = (Vec::new(), Vec::new());
        for entry in self.disk.list(&self.path)? {
            let name = entry?.file_name();
            let Some(name) = name.to_str() else {
                continue;
            };
            let number = |prefix| name.strip_prefix(prefix)?.parse::<u64>().ok();
            checkpoints.extend(number("checkpoint-"));
            journals.extend(number("journal-"));
        }
        checkpoints.sort_unstable();
        journals.sort_unstable();
        Ok(Files {
            checkpoints,
            journals,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn disk(&self) -> &Disk {
        &self.disk
    }

    pub(super) fn blobs(&self) -> PathBuf {
        self.path.join("blobs")
    }

    pub(super) fn checkpoint(&self, number: u64) -> PathBuf {
        self.path.join(format!("checkpoint-{number}"))
    }

    pub(super) fn journal(&self, number: u64) -> PathBuf {
        self.path.join(format!("journal-{number}"))
    }

    /// A checkpoint that is not whole yet; there is one at most.
    pub(super) fn draft(&self) -> PathBuf {
        self.path.join("checkpoint.part")
    }

    /// What was created, renamed and removed here is so on the disk itself.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.disk.sync_folder(&self.path)
    }

    /// As [`Folder::sync`], for the folder's own name too: it may be new.
    pub(super) fn sync_with_name(&self) -> io::Result<()> {
        // Who may not open the folder around this one has not made this one.
        if let Some(around) = self.path.parent().filter(|own| *own != Path::new("")) {
            let _ = self.disk.sync_folder(around);
        }
        self.sync()
    }

    /// Removes what came before a checkpoint. What stays is removed at the next start.
    pub(super) fn forget_before(&self, number: u64) {
        let Ok(files) = self.files() else {
            return;
        };
        let is_earlier = |own: &&u64| **own < number;
        let checkpoints = files.checkpoints.iter().filter(is_earlier);
        let journals = files.journals.iter().filter(is_earlier);
        let paths = checkpoints.map(|own| self.checkpoint(*own));
        for path in paths.chain(journals.map(|own| self.journal(*own))) {
            if let Err(error) = self.disk.remove(&path) {
                tracing::debug!("{} stays: {error}", path.display());
            }
        }
    }
}

/// Whether a lock could be taken. A process that was killed holds its own until the system has taken it
/// apart, and so does what it has just forked, until that becomes another program.
fn take_lock(lock: &File) -> io::Result<bool> {
    let started = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if started.elapsed() < LOCK_WAIT => {
                std::thread::sleep(LOCK_PAUSE);
            }
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}
