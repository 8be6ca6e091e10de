//! What init folders are like, in one short text: another one once a file is.

use std::fs::{self, DirEntry};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::aws::sigv4::hash::hex;

/// Folders inside folders are looked at to this depth.
const DEPTH_MAX: usize = 32;

/// Of every file's name, length and time of change. Files that cannot be read do not count.
pub(super) fn of<'a>(folders: impl Iterator<Item = &'a Path>) -> String {
    let mut hash = Sha256::new();
    folders.for_each(|folder| add(folder, DEPTH_MAX, &mut hash));
    hex(&hash.finalize())
}

fn add(folder: &Path, depth: usize, hash: &mut Sha256) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<DirEntry> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if depth > 0 {
                add(&path, depth - 1, hash);
            }
            continue;
        }
        if let Ok(file) = fs::metadata(&path) {
            hash.update(path.as_os_str().as_encoded_bytes());
            hash.update([0]);
            for number in [file.len().cast_signed(), file.mtime(), file.mtime_nsec()] {
                hash.update(number.to_le_bytes());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_follows_the_files_of_a_folder_and_of_those_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let print = || of([folder.path()].into_iter());
        fs::create_dir(folder.path().join("code")).unwrap();
        let mut prints = vec![print()];
        for (name, text) in [
            ("10.yaml", "a"),
            ("code/app.py", "b"),
            ("code/app.py", "bc"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
            assert_eq!(print(), print());
            prints.push(print());
        }
        fs::remove_file(folder.path().join("10.yaml")).unwrap();
        prints.push(print());
        let count = prints.len();
        prints.sort();
        prints.dedup();
        assert_eq!(prints.len(), count);
    }
}
