//! The disk below a data directory: files and folders by path, each operation as it may be told to fail.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where durable files lie. Cheap to clone. The default one is the machine's; [`Disk::failing`] is for
/// tests.
#[derive(Clone, Default)]
pub struct Disk(Option<Arc<Judge>>);

type Judge = dyn Fn(DiskOperation, &Path) -> Result<(), DiskFault> + Send + Sync;

/// What is about to be done with a file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskOperation {
    /// A file is made, or a folder.
    Create,
    Open,
    /// Of a file's bytes.
    Read,
    Write,
    SetLength,
    /// Of a file's bytes, or of a folder's names.
    Sync,
    /// To this path.
    Rename,
    Remove,
    /// Of a folder.
    List,
}

/// What becomes of an operation instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskFault {
    /// The system's number of the error, such as 28 for `ENOSPC`.
    pub errno: i32,
    /// Whether the first half of a write is done.
    pub is_half_done: bool,
}

impl Disk {
    /// As the machine's disk, after `judge` was asked about each operation.
    pub fn failing(
        judge: impl Fn(DiskOperation, &Path) -> Result<(), DiskFault> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(judge)))
    }

    fn ask(&self, operation: DiskOperation, path: &Path) -> Result<(), DiskFault> {
        self.0
            .as_ref()
            .map_or(Ok(()), |judge| judge(operation, path))
    }

    /// A file that is opened or made by `options`.
    fn file(&self, operation: DiskOperation, path: &Path, file: &fs::OpenOptions) -> Opened {
        self.ask(operation, path)?;
        Ok(DiskFile {
            file: file.open(path)?,
            judged: self.0.as_ref().map(|_| (self.clone(), path.to_owned())),
        })
    }

    /// A file to read.
    pub(crate) fn open(&self, path: &Path) -> Opened {
        self.file(DiskOperation::Open, path, File::options().read(true))
    }

    /// A file that is there, to read and write.
    pub(crate) fn open_to_write(&self, path: &Path) -> Opened {
        let options = &mut File::options();
        self.file(DiskOperation::Open, path, options.read(true).write(true))
    }

    /// An empty file, whatever was there.
    pub(crate) fn create(&self, path: &Path) -> Opened {
        let options = &mut File::options();
        let options = options.write(true).create(true).truncate(true);
        self.file(DiskOperation::Create, path, options)
    }

    /// A file where there is none yet.
    pub(crate) fn create_new(&self, path: &Path) -> Opened {
        let options = &mut File::options();
        self.file(
            DiskOperation::Create,
            path,
            options.write(true).create_new(true),
        )
    }

    /// A folder, with those above it; nothing if it is there.
    pub(crate) fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.ask(DiskOperation::Create, path)?;
        fs::create_dir_all(path)
    }

    pub(crate) fn list(&self, path: &Path) -> io::Result<fs::ReadDir> {
        self.ask(DiskOperation::List, path)?;
        fs::read_dir(path)
    }

    /// All of a small file of text.
    pub(crate) fn read_text(&self, path: &Path) -> io::Result<String> {
        self.ask(DiskOperation::Read, path)?;
        fs::read_to_string(path)
    }

    pub(crate) fn rename(&self, path: &Path, to: &Path) -> io::Result<()> {
        self.ask(DiskOperation::Rename, to)?;
        fs::rename(path, to)
    }

    pub(crate) fn remove(&self, path: &Path) -> io::Result<()> {
        self.ask(DiskOperation::Remove, path)?;
        fs::remove_file(path)
    }

    /// What was created, renamed and removed in a folder is so on the disk itself.
    pub(crate) fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.ask(DiskOperation::Sync, path)?;
        File::open(path)?.sync_all()
    }
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            None => "Disk",
            Some(_) => "Disk (failing)",
        })
    }
}

impl From<DiskFault> for io::Error {
    fn from(fault: DiskFault) -> Self {
        Self::from_raw_os_error(fault.errno)
    }
}

type Opened = io::Result<DiskFile>;

/// A file of a [`Disk`].
pub(crate) struct DiskFile {
    file: File,
    /// For whom failures are told, and which file it is.
    judged: Option<(Disk, PathBuf)>,
}

impl DiskFile {
    fn ask(&self, operation: DiskOperation) -> Result<(), DiskFault> {
        self.judged
            .as_ref()
            .map_or(Ok(()), |(disk, path)| disk.ask(operation, path))
    }

    pub(crate) fn write_all_at(&self, bytes: &[u8], position: u64) -> io::Result<()> {
        if let Err(fault) = self.ask(DiskOperation::Write) {
            if fault.is_half_done {
                self.file
                    .write_all_at(&bytes[..bytes.len() / 2], position)?;
            }
            return Err(fault.into());
        }
        self.file.write_all_at(bytes, position)
    }

    pub(crate) fn read_exact_at(&self, target: &mut [u8], position: u64) -> io::Result<()> {
        self.ask(DiskOperation::Read)?;
        self.file.read_exact_at(target, position)
    }

    pub(crate) fn set_bytes(&self, bytes: u64) -> io::Result<()> {
        self.ask(DiskOperation::SetLength)?;
        self.file.set_len(bytes)
    }

    pub(crate) fn length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// What was written is on the disk itself.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.ask(DiskOperation::Sync)?;
        self.file.sync_data()
    }

    /// For what cannot fail in a way that matters.
    pub(crate) fn as_file(&self) -> &File {
        &self.file
    }
}

impl Read for DiskFile {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.ask(DiskOperation::Read)?;
        self.file.read(target)
    }
}

/// To read on from another place.
impl Seek for DiskFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_may_fail_halfway() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let disk = Disk::failing(|operation, _| match operation {
            DiskOperation::Write => Err(DiskFault {
                errno: 28,
                is_half_done: true,
            }),
            _ => Ok(()),
        });
        let file = disk.create(&path).unwrap();
        let error = file.write_all_at(b"abcd", 0).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(disk.read_text(&path).unwrap(), "ab");
    }
}
