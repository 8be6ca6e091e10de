//! A folder of this machine whose files are a function's code: which of them count, and whether one
//! has changed.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// Files that are watched in one folder; what lies beyond is not looked at.
const FILES_MAX: usize = 50_000;
/// So many files are looked at whenever somebody asks, which takes a few milliseconds; more of them
/// only from time to time.
const FILES_ALWAYS: usize = 1_000;
const LOOKS_APART: Duration = Duration::from_millis(100);

/// Folders that hold what others wrote, or what is made anew from the rest. Those whose name begins
/// with a dot count as such too, and so do Python's virtual environments.
const FOREIGN_FOLDERS: [&str; 4] = ["__pycache__", "node_modules", "site-packages", "venv"];

/// Extensions of files that a program reads when it starts. A program without any, such as
/// `bootstrap`, counts too; what a program writes while it runs (databases, logs, uploads) does not.
const CODE: [&str; 34] = [
    "bat", "cfg", "cjs", "class", "css", "dll", "env", "graphql", "htm", "html", "ini", "j2",
    "jar", "java", "jinja", "jinja2", "js", "json", "jsx", "lua", "mjs", "mo", "node", "pem", "py",
    "pyd", "pyi", "rb", "sh", "so", "toml", "ts", "yaml", "yml",
];

/// One folder, and what is known of its files.
#[derive(Debug)]
pub(crate) struct HotDirectory {
    path: PathBuf,
    /// For an application that is served from the folder.
    python: OnceLock<Python>,
    /// How often a change was seen.
    generation: AtomicU64,
    seen: Mutex<Option<Seen>>,
}

/// The Python of an application, such as that of its virtual environment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Python {
    pub(crate) program: PathBuf,
    /// The folder of what was installed for it.
    #[serde(default)]
    pub(crate) libraries: Option<PathBuf>,
}

/// What the last look found.
#[derive(Debug)]
struct Seen {
    files: HashMap<PathBuf, Stamp>,
    ended: Instant,
}

/// Differs when a file was written or replaced.
type Stamp = (i64, i64, u64, u64);

/// Another one of the same folder does not know what this one has seen.
impl PartialEq for HotDirectory {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for HotDirectory {}

/// What is written down of a folder.
#[derive(Serialize, Deserialize)]
struct Recorded {
    path: PathBuf,
    #[serde(default)]
    python: Option<Python>,
}

impl Serialize for HotDirectory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let recorded = Recorded {
            path: self.path.clone(),
            python: self.python.get().cloned(),
        };
        recorded.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for HotDirectory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let recorded = Recorded::deserialize(deserializer)?;
        let own = Self::new(recorded.path);
        if let Some(python) = recorded.python {
            own.run_with(python);
        }
        Ok(own)
    }
}

impl HotDirectory {
    /// The folder at an absolute path; nothing is read yet.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            python: OnceLock::new(),
            generation: AtomicU64::new(0),
            seen: Mutex::default(),
        }
    }

    /// Of the path: tools that compare hashes see code that never changes.
    pub(crate) fn sha256(&self) -> [u8; 32] {
        let path = self.path.as_os_str().as_encoded_bytes();
        let hash = Sha256::new_with_prefix("directory:").chain_update(path);
        hash.finalize().into()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs with this Python, whatever the runtime's name would lead to. Only the first one counts.
    pub(crate) fn run_with(&self, python: Python) {
        let _ = self.python.set(python);
    }

    pub(crate) fn python(&self) -> Option<&Python> {
        self.python.get()
    }

    /// A number that is another one after each change that was seen.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Reads the folder, unless that was done just now, and says which file has changed, relative to
    /// the folder. The first look finds no change. Blocks: not for async threads.
    pub(crate) fn look(&self) -> Option<PathBuf> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = &*seen
            && seen.files.len() > FILES_ALWAYS
            && seen.ended.elapsed() < LOOKS_APART
        {
            return None;
        }
        let mut files = HashMap::new();
        read(&self.path, &mut files);
        let before = seen.replace(Seen {
            files,
            ended: Instant::now(),
        });
        let (before, now) = (before?, seen.as_ref()?);
        let changed = changed(&before.files, &now.files)?;
        let changed = changed.strip_prefix(&self.path).unwrap_or(changed);
        self.generation.fetch_add(1, Ordering::AcqRel);
        tracing::info!(
            "{} has changed: its function starts anew",
            changed.display()
        );
        Some(changed.to_owned())
    }
}

/// A file that is in one of them alone, or not the same in both.
fn changed<'a>(
    before: &'a HashMap<PathBuf, Stamp>,
    now: &'a HashMap<PathBuf, Stamp>,
) -> Option<&'a PathBuf> {
    let mut here = now.iter();
    let differs = |(path, stamp): &(&'a PathBuf, &'a Stamp)| before.get(*path) != Some(*stamp);
    let newer = here.find(differs).map(|(path, _)| path);
    newer.or_else(|| before.keys().find(|path| !now.contains_key(*path)))
}

/// What cannot be read is as good as not there: it may be on its way in or out.
fn read(folder: &Path, files: &mut HashMap<PathBuf, Stamp>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if files.len() >= FILES_MAX {
            return;
        }
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let path = entry.path();
        // A link to a folder may lead in a circle; a link to a file is that file.
        if kind.is_dir() {
            if !is_foreign(&path) {
                read(&path, files);
            }
        } else if let Ok(metadata) = fs::metadata(&path)
            && metadata.is_file()
            && is_code(&path, metadata.mode() & 0o100 != 0)
        {
            files.insert(path, stamp(&metadata));
        }
    }
}

fn stamp(metadata: &Metadata) -> Stamp {
    (
        metadata.mtime(),
        metadata.mtime_nsec(),
        metadata.len(),
        metadata.ino(),
    )
}

fn is_foreign(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.')
        || name.ends_with(".dist-info")
        || FOREIGN_FOLDERS.contains(&&*name)
        || folder.join("pyvenv.cfg").is_file()
}

fn is_code(file: &Path, is_executable: bool) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    match name.rsplit_once('.') {
        // Editors leave such names while they write, but for this one.
        Some(("", rest)) => rest == "env",
        Some((_, extension)) => CODE.contains(&extension) && !name.starts_with(".#"),
        None => is_executable,
    }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn hot(files: &[(&str, &str)]) -> (tempfile::TempDir, HotDirectory) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let hot = HotDirectory::new(folder.path().to_owned());
        (folder, hot)
    }

    fn look(hot: &HotDirectory) -> Option<String> {
        hot.look().map(|path| path.to_string_lossy().into_owned())
    }

    #[test]
    fn a_change_is_seen_once() {
        let (folder, hot) = hot(&[("app.py", "1"), ("lib/a.py", "1")]);
        assert_eq!((look(&hot), hot.generation()), (None, 0));
        fs::write(folder.path().join("lib/a.py"), "22").unwrap();
        assert_eq!(look(&hot).as_deref(), Some("lib/a.py"));
        assert_eq!((look(&hot), hot.generation()), (None, 1));
        fs::remove_file(folder.path().join("lib/a.py")).unwrap();
        assert_eq!(look(&hot).as_deref(), Some("lib/a.py"));
        let bootstrap = folder.path().join("bootstrap");
        fs::write(&bootstrap, "").unwrap();
        fs::set_permissions(&bootstrap, Permissions::from_mode(0o755)).unwrap();
        assert_eq!(look(&hot).as_deref(), Some("bootstrap"));
        assert_eq!(hot.generation(), 3);
    }

    #[test]
    fn what_is_not_the_authors_code_is_not_watched() {
        let (folder, hot) = hot(&[("app.py", "1"), ("my-venv/pyvenv.cfg", "")]);
        look(&hot);
        for name in [
            "app.db",
            "debug.log",
            "4913",
            "log",
            "notes~",
            ".app.py.swp",
            "app.pyc",
            ".git/index",
            "__pycache__/app.py",
            "node_modules/a/index.js",
            "my-venv/lib/a.py",
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
            assert_eq!(look(&hot), None, "{name}");
        }
        fs::write(folder.path().join(".env"), "x").unwrap();
        assert_eq!(look(&hot).as_deref(), Some(".env"));
    }

    #[test]
    fn a_folder_that_is_gone_is_a_change() {
        let (folder, hot) = hot(&[("app.py", "1")]);
        look(&hot);
        drop(folder);
        assert_eq!(look(&hot).as_deref(), Some("app.py"));
    }
}
