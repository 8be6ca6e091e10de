//! Deployment packages and layers on disk: unpacked once, shared read-only by every environment that
//! has them.

use std::collections::VecDeque;
use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

use super::home::remove_tree;
use crate::lambda::executor::archive::{self, ArchiveProblem, Entry, EntryKind};
use crate::lambda::functions::version::{AttachedLayer, CodePackage, merged_sha256};

/// Unpacked packages that are kept; older ones go as soon as no environment uses them.
const PACKAGES_MAX: usize = 64;

/// Where Python keeps bytecode.
const BYTECODE: &str = "__pycache__";

/// The unpacked packages of one executor.
#[derive(Debug)]
pub(super) struct Packages {
    folder: PathBuf,
    /// Latest used last. A cell is filled by the first who needs it; the others wait.
    cells: Mutex<VecDeque<([u8; 32], Cell)>>,
}

type Cell = Arc<OnceCell<Arc<UnpackedPackage>>>;

/// One unpacked package, whose folder is removed when nothing uses it any more; or a folder that is
/// used [`in_place`].
#[derive(Debug)]
pub(super) struct UnpackedPackage {
    root: PathBuf,
    /// It was unpacked here; another folder is its author's.
    is_copy: bool,
    /// Somebody has begun to compile it.
    is_compiled: AtomicBool,
}

/// A folder of code that is used where it lies.
pub(super) fn in_place(folder: &Path) -> Result<Arc<UnpackedPackage>, ArchiveProblem> {
    if !folder.is_dir() {
        let gone = format!("the folder {} is not there", folder.display());
        return Err(io::Error::other(gone).into());
    }
    Ok(Arc::new(UnpackedPackage {
        root: folder.to_owned(),
        is_copy: false,
        is_compiled: AtomicBool::new(true),
    }))
}

/// What a function reads: its code, and its layers.
pub(super) type Unpacked = (Arc<UnpackedPackage>, Option<Arc<UnpackedPackage>>);

impl Packages {
    /// Packages will lie in `folder`, which need not exist yet.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            cells: Mutex::default(),
        }
    }

    /// The unpacked form of a package, made now if it is not there yet.
    pub(super) async fn unpacked(
        &self,
        code: &Arc<CodePackage>,
    ) -> Result<Arc<UnpackedPackage>, ArchiveProblem> {
        self.merged(code.sha256, vec![Arc::clone(code)]).await
    }

    /// The layers of a function, one upon the other, as they lie below `/opt`.
    pub(super) async fn layered(
        &self,
        layers: &[AttachedLayer],
    ) -> Result<Option<Arc<UnpackedPackage>>, ArchiveProblem> {
        let Some(sha256) = merged_sha256(layers) else {
            return Ok(None);
        };
        let packages = layers.iter().map(|layer| Arc::clone(&layer.content));
        self.merged(sha256, packages.collect()).await.map(Some)
    }

    async fn merged(
        &self,
        sha256: [u8; 32],
        packages: Vec<Arc<CodePackage>>,
    ) -> Result<Arc<UnpackedPackage>, ArchiveProblem> {
        let cell = self.cell(sha256);
        let package = cell.get_or_try_init(|| async {
            let root = self.root(&sha256);
            let unpacked = tokio::task::spawn_blocking(move || unpack(&packages, root)).await;
            unpacked.map_err(|stopped| io::Error::other(stopped.to_string()))?
        });
        package.await.map(Arc::clone)
    }

    fn cell(&self, sha256: [u8; 32]) -> Cell {
        let mut cells = self
            .cells
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let known = cells.iter().position(|(own, _)| *own == sha256);
        let entry = known.and_then(|at| cells.remove(at));
        let (_, cell) = entry.unwrap_or_default();
        cells.push_back((sha256, Arc::clone(&cell)));
        let oldest = match cells.len() > PACKAGES_MAX {
            true => cells.pop_front(),
            false => None,
        };
        drop(cells);
        drop(oldest);
        cell
    }

    /// A new name each time, because a package that was dropped may still be going away.
    fn root(&self, sha256: &[u8; 32]) -> PathBuf {
        let name: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        let free = |count: &u32| !self.folder.join(format!("{name}-{count}")).exists();
        let count = (0..).find(free).unwrap_or_default();
        self.folder.join(format!("{name}-{count}"))
    }
}

impl UnpackedPackage {
    /// The folder with the files: LAMBDA_TASK_ROOT, or what stands for `/opt`.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether nobody has asked before, and there is something of our own to compile.
    pub(super) fn begin_to_compile(&self) -> bool {
        !self.is_compiled.swap(true, Ordering::Relaxed)
    }
}

impl Drop for UnpackedPackage {
    fn drop(&mut self) {
        if !self.is_copy {
            return;
        }
        let root = std::mem::take(&mut self.root);
        // Tens of thousands of files take a while, and this may run on the reactor.
        std::thread::spawn(move || remove_tree(&root));
    }
}

/// Unpacks packages into one folder; what comes later replaces what is there.
fn unpack(
    packages: &[Arc<CodePackage>],
    root: PathBuf,
) -> Result<Arc<UnpackedPackage>, ArchiveProblem> {
    // Made first, so that a package that breaks off is removed.
    let unpacked = Arc::new(UnpackedPackage {
        root,
        is_copy: true,
        is_compiled: AtomicBool::new(false),
    });
    let root = unpacked.root();
    make_folder(root)?;
    for package in packages {
        archive::walk(&package.zip()?, |entry| write(root, entry))?;
    }
    make_read_only(root)?;
    Ok(unpacked)
}

fn write(root: &Path, entry: Entry<'_>) -> Result<(), ArchiveProblem> {
    let path = root.join(entry.path);
    if let Some(parent) = entry.path.parent() {
        make_real_folder(root, parent)?;
    }
    match entry.kind {
        EntryKind::Directory => make_real_folder(root, entry.path)?,
        EntryKind::File { mode, content } => {
            clear(&path)?;
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(mode & 0o555)
                .open(&path)?;
            io::copy(content, &mut file)?;
        }
        EntryKind::Link { target } => {
            clear(&path)?;
            symlink(target, &path)?;
        }
    }
    Ok(())
}

/// Makes a folder below the root, in the place of links and files of an earlier zip: nothing is
/// ever written through a link.
fn make_real_folder(root: &Path, path: &Path) -> io::Result<()> {
    let mut folder = root.to_owned();
    for part in path.components() {
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(there) if there.is_dir() => {}
            Ok(_) => {
                fs::remove_file(&folder)?;
                make_folder(&folder)?;
            }
            Err(_) => make_folder(&folder)?,
        }
    }
    Ok(())
}

/// Makes room for an entry where an earlier zip has put something.
fn clear(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(path)
}

/// As on AWS, a function cannot write to its own code (unless RustStack runs as root). Python may
/// keep bytecode beside it, so that only the first environment compiles.
fn make_read_only(folder: &Path) -> io::Result<()> {
    let mut has_python = false;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            make_read_only(&entry.path())?;
        }
        has_python |= entry.path().extension().is_some_and(|kind| kind == "py");
    }
    if has_python {
        let bytecode = folder.join(BYTECODE);
        make_folder(&bytecode)?;
        fs::set_permissions(bytecode, Permissions::from_mode(0o755))?;
    }
    fs::set_permissions(folder, Permissions::from_mode(0o555))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use bytes::Bytes;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn code(name: &str, content: &str, sha: u8) -> Arc<CodePackage> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
        let zip = Bytes::from(zip.finish().unwrap().into_inner());
        Arc::new(CodePackage::new(zip, [sha; 32], 0))
    }

    #[tokio::test]
    async fn a_package_is_unpacked_once_and_read_only() {
        let folder = tempfile::tempdir().unwrap();
        let packages = Packages::new(folder.path().join("code"));
        let code = code("lib/app.py", "x", 1);
        let first = packages.unpacked(&code).await.unwrap();
        let second = packages.unpacked(&code).await.unwrap();
        assert_eq!(first.root(), second.root());
        let file = first.root().join("lib/app.py");
        assert_eq!(fs::read(&file).unwrap(), b"x");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o444);
        assert_eq!(mode(first.root()), 0o555);
        assert_eq!(mode(&first.root().join("lib")), 0o555);
        assert_eq!(mode(&first.root().join("lib").join(BYTECODE)), 0o755);
        remove_tree(folder.path());
    }

    #[tokio::test]
    async fn layers_lie_one_upon_the_other() {
        let options = SimpleFileOptions::default();
        let zip = |names: &[&str], content: &[u8], link: Option<&str>| {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            for name in names {
                zip.start_file(*name, options).unwrap();
                zip.write_all(content).unwrap();
            }
            if let Some(link) = link {
                zip.add_symlink(link, "a", options).unwrap();
            }
            Bytes::from(zip.finish().unwrap().into_inner())
        };
        let layer = |zip: Bytes, sha| AttachedLayer {
            arn: String::new(),
            content: Arc::new(CodePackage::new(zip, [sha; 32], 0)),
        };
        let first = zip(&["a/x", "a/y", "file"], b"first", Some("link"));
        let second = zip(&["a/y", "link/x", "file/below"], b"second", None);
        let folder = tempfile::tempdir().unwrap();
        let packages = Packages::new(folder.path().join("code"));
        let both = [layer(first, 1), layer(second, 2)];
        let merged = packages.layered(&both).await.unwrap().unwrap();
        for (name, content) in [
            ("a/x", "first"),
            ("a/y", "second"),
            ("link/x", "second"),
            ("file/below", "second"),
        ] {
            let read = fs::read_to_string(merged.root().join(name)).unwrap();
            assert_eq!(read, content, "{name}");
        }
        assert!(packages.layered(&[]).await.unwrap().is_none());
        remove_tree(folder.path());
    }

    #[tokio::test]
    async fn old_packages_make_room() {
        let folder = tempfile::tempdir().unwrap();
        let packages = Packages::new(folder.path().join("code"));
        let first = packages.unpacked(&code("a", "x", 0)).await.unwrap();
        let weak = Arc::downgrade(&first);
        drop(first);
        for sha in 1..=PACKAGES_MAX {
            let sha = u8::try_from(sha).unwrap();
            packages.unpacked(&code("a", "x", sha)).await.unwrap();
        }
        assert!(weak.upgrade().is_none());
        remove_tree(folder.path());
    }
}
