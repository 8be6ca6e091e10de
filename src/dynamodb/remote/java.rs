//! Finds the machine's `java`.

use std::path::{Path, PathBuf};

/// `bin/java` below `java_home` if it is there, else the first `java` in a folder of the search path.
pub(super) fn find(java_home: Option<&Path>, search_path: &[PathBuf]) -> Option<PathBuf> {
    let of_home = java_home.map(|home| home.join("bin/java"));
    let of_path = search_path.iter().map(|folder| folder.join("java"));
    of_home
        .into_iter()
        .chain(of_path)
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(file: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, "").unwrap();
        folder
    }

    #[test]
    fn java_home_wins_over_the_search_path() {
        let (home, path) = (folder_with("bin/java"), folder_with("java"));
        let search_path = [PathBuf::from("/nowhere"), path.path().to_owned()];
        let found = |home: Option<&Path>| find(home, &search_path).unwrap();
        assert_eq!(found(Some(home.path())), home.path().join("bin/java"));
        assert_eq!(found(Some(Path::new("/gone"))), path.path().join("java"));
        assert_eq!(found(None), path.path().join("java"));
    }

    #[test]
    fn a_machine_without_java_has_none() {
        assert_eq!(find(None, &[PathBuf::from("/nowhere")]), None);
    }
}
