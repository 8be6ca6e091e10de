//! The private folder of one executor: clients, unpacked code and scratch space, removed at the end.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::config;

const PREFIX: &str = "ruststack-lambda-";
const LOCK: &str = "lock";
const UNSEEN_LOCK: &str = "lock.new";

/// Exists until [`Home::remove`]. A lock on a file inside says that its owner lives.
#[derive(Debug)]
pub(super) struct Home {
    path: PathBuf,
    _lock: File,
}

impl Home {
    /// Makes the folder for this user alone, and sweeps those whose owners were killed.
    pub(super) fn create() -> io::Result<Self> {
        let parent = config::temporary_folder();
        sweep(&parent);
        Self::create_in(&parent)
    }

    fn create_in(parent: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(parent)?;
        // Whoever sweeps sees it only once it is held.
        let unseen = folder.path().join(UNSEEN_LOCK);
        let lock = File::create_new(&unseen)?;
        lock.try_lock()?;
        fs::rename(unseen, folder.path().join(LOCK))?;
        Ok(Self {
            path: folder.keep(),
            _lock: lock,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the folder and all that is in it.
    pub(super) fn remove(&self) {
        remove_tree(&self.path);
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Removes a tree even if some of its folders are read-only, as unpacked code is.
pub(super) fn remove_tree(path: &Path) {
    if fs::remove_dir_all(path).is_err() {
        make_writable(path);
        // What cannot be removed now is swept by another start.
        let _ = fs::remove_dir_all(path);
    }
}

fn make_writable(folder: &Path) {
    let _ = fs::set_permissions(folder, Permissions::from_mode(0o700));
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            make_writable(&entry.path());
        }
    }
}

/// Removes folders that nobody holds any more. One without a lock file is being made right now.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        if let Ok(lock) = File::open(entry.path().join(LOCK))
            && lock.try_lock().is_ok()
        {
            remove_tree(&entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn a_home_goes_with_its_owner_read_only_folders_included() {
        let home = Home::create().unwrap();
        let path = home.path().to_owned();
        fs::create_dir(path.join("code")).unwrap();
        fs::write(path.join("code/app.py"), "").unwrap();
        fs::set_permissions(path.join("code"), Permissions::from_mode(0o555)).unwrap();
        drop(home);
        assert!(!path.exists());
    }

    #[test]
    fn homes_that_are_made_while_others_sweep_stay() {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Relaxed) {
                        sweep(parent);
                    }
                });
            }
            let made: Vec<_> = (0..500).map(|_| Home::create_in(parent)).collect();
            is_over.store(true, Ordering::Relaxed);
            let stays = |home: &io::Result<Home>| {
                home.as_ref()
                    .is_ok_and(|home| home.path().join(LOCK).exists())
            };
            assert!(made.iter().all(stays));
        });
    }

    #[test]
    fn a_sweep_leaves_what_is_held() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join(format!("{PREFIX}x"));
        fs::create_dir(&folder).unwrap();
        sweep(parent.path());
        assert!(folder.exists());
        let lock = File::create_new(folder.join(LOCK)).unwrap();
        lock.try_lock().unwrap();
        sweep(parent.path());
        assert!(folder.exists());
        drop(lock);
        sweep(parent.path());
        assert!(!folder.exists());
    }
}
