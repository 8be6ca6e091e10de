//! Which files of the init folders are seeds, and in which order.

use std::fs;
use std::path::{Path, PathBuf};

/// Where images for LocalStack have their scripts; folders in it are read too.
pub(super) const READY_D: &str = "/etc/localstack/init/ready.d";
/// Folders inside folders are read to this depth.
const DEPTH_MAX: usize = 8;

/// A file that is to be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seed {
    pub(super) path: PathBuf,
    /// As logs and pages name it: below its init folder.
    pub(super) name: String,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Shell,
    Python,
    Json,
    Yaml,
}

impl Kind {
    fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "sh" => Some(Self::Shell),
            "py" => Some(Self::Python),
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// The seeds of LocalStack's folder, if it is there, and those of the init folder that is configured:
/// of each by name. Folders in the latter hold what its seeds name, such as a function's code.
///
/// Errors: a folder that cannot be read, in one line.
pub(super) fn find(ready_d: &Path, own: Option<&Path>) -> Result<Vec<Seed>, String> {
    let mut seeds = Vec::new();
    if ready_d.is_dir() {
        seeds = seeds_in(ready_d, DEPTH_MAX)?;
    }
    if let Some(own) = own {
        seeds.extend(seeds_in(own, 0)?);
    }
    Ok(seeds)
}

fn seeds_in(folder: &Path, depth: usize) -> Result<Vec<Seed>, String> {
    let mut seeds = Vec::new();
    collect(folder, folder, depth, &mut seeds)?;
    seeds.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(seeds)
}

fn collect(root: &Path, folder: &Path, depth: usize, seeds: &mut Vec<Seed>) -> Result<(), String> {
    let cannot = |error| format!("cannot read the init folder {}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.is_dir() {
            if depth > 0 {
                collect(root, &path, depth - 1, seeds)?;
            }
            continue;
        }
        if let Some(kind) = Kind::of(&path) {
            let name = path.strip_prefix(root).unwrap_or(&path);
            let name = name.to_string_lossy().into_owned();
            seeds.push(Seed { path, name, kind });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_come_by_name_and_folders_beside_them_are_no_seeds() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("code")).unwrap();
        for name in [
            "20.sh",
            "10.yaml",
            "code/app.py",
            "README.md",
            "30.json",
            "25.py",
        ] {
            fs::write(at(name), "").unwrap();
        }
        let names = |seeds: Vec<Seed>| -> Vec<_> {
            seeds
                .into_iter()
                .map(|seed| (seed.name, seed.kind))
                .collect()
        };
        let nowhere = at("nowhere");
        let own = find(&nowhere, Some(folder.path())).unwrap();
        let expected = [
            ("10.yaml", Kind::Yaml),
            ("20.sh", Kind::Shell),
            ("25.py", Kind::Python),
            ("30.json", Kind::Json),
        ];
        let expected: Vec<_> = expected.map(|(name, kind)| (name.to_owned(), kind)).into();
        assert_eq!(names(own), expected);
        let ready_d = find(folder.path(), None).unwrap();
        assert_eq!(ready_d.len(), 5, "{ready_d:?}");
        assert!(find(&nowhere, Some(&nowhere)).is_err());
    }
}
