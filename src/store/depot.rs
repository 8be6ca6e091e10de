//! Where large bodies lie: in the temporary file of all, or each in a file of its own that outlives the
//! process. While a file from elsewhere is read, its bodies lie in a depot of their own.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::blob::Blob;
use super::blob_file::BlobFile;
use super::blob_folder::BlobFolder;
use super::disk::Disk;

/// A place for large bodies. Cheap to clone. The default one is temporary.
#[derive(Clone, Default)]
pub(crate) struct Depot(Kind);

#[derive(Clone, Default)]
enum Kind {
    #[default]
    Temporary,
    Lasting(Arc<Lasting>),
    /// Bodies that have come with a file, by their numbers in it.
    Arrived(Vec<Blob>),
}

struct Lasting {
    folder: Arc<BlobFolder>,
    /// The files of an earlier run that somebody asked for.
    asked: Mutex<HashMap<u64, Weak<BlobFile>>>,
}

impl Depot {
    /// Opens a folder, and makes it if it is not there. No file that somebody has is removed before
    /// [`Depot::begin_to_remove`].
    pub(crate) fn open(disk: Disk, path: &Path, syncs: bool) -> io::Result<Self> {
        Ok(Self(Kind::Lasting(Arc::new(Lasting {
            folder: Arc::new(BlobFolder::open(disk, path, syncs)?),
            asked: Mutex::default(),
        }))))
    }

    /// For the bodies of a file from elsewhere: none yet.
    pub(crate) fn of_arrivals() -> Self {
        Self(Kind::Arrived(Vec::new()))
    }

    /// Adds the next body of a file from elsewhere.
    pub(crate) fn arrive(&mut self, blob: Blob) {
        if let Kind::Arrived(bodies) = &mut self.0 {
            bodies.push(blob);
        }
    }

    /// Whether what is read comes from elsewhere, so that whoever reads it has to look closely.
    pub(crate) fn is_of_arrivals(&self) -> bool {
        matches!(self.0, Kind::Arrived(_))
    }

    /// A body that came with the file that is read, by its number there.
    pub(super) fn arrived(&self, number: u64) -> Option<&Blob> {
        match &self.0 {
            Kind::Arrived(bodies) => bodies.get(usize::try_from(number).ok()?),
            Kind::Temporary | Kind::Lasting(_) => None,
        }
    }

    fn lasting(&self) -> Option<&Arc<Lasting>> {
        match &self.0 {
            Kind::Lasting(own) => Some(own),
            Kind::Temporary | Kind::Arrived(_) => None,
        }
    }

    /// `None` for one that outlives nothing.
    pub(super) fn folder(&self) -> Option<&Arc<BlobFolder>> {
        self.lasting().map(|own| &own.folder)
    }

    /// A blob that was written in an earlier run, by its number; whether its file is still there shows
    /// in [`Depot::sweep`]. `None` in a depot that outlives nothing.
    pub(super) fn file(&self, number: u64, bytes: u64) -> Option<Arc<BlobFile>> {
        let own = self.lasting()?;
        let mut asked = own.asked();
        if let Some(file) = asked.get(&number).and_then(Weak::upgrade) {
            return Some(file);
        }
        let file = Arc::new(BlobFile::of_earlier(&own.folder, number, bytes));
        asked.insert(number, Arc::downgrade(&file));
        Some(file)
    }

    /// Removes the files that nobody has asked for and kept. Gives the numbers of blobs in use whose
    /// file is not there, or not all of it.
    pub(crate) fn sweep(&self) -> Vec<u64> {
        let Some(own) = self.lasting() else {
            return Vec::new();
        };
        let (asked, found) = (std::mem::take(&mut *own.asked()), own.folder.take_found());
        let in_use: HashMap<u64, _> = asked
            .into_iter()
            .filter_map(|(number, file)| Some((number, file.upgrade()?)))
            .collect();
        for number in found.keys().filter(|number| !in_use.contains_key(number)) {
            own.folder.remove(*number);
        }
        let is_damaged =
            |(number, file): &(&u64, &Arc<BlobFile>)| found.get(number) != Some(&file.file_bytes());
        let damaged = in_use.iter().filter(is_damaged);
        damaged.map(|(number, _)| *number).collect()
    }

    /// From now on a file goes with its last holder. Until then whoever gives up has lost nothing.
    pub(crate) fn begin_to_remove(&self) {
        if let Some(own) = self.lasting() {
            own.folder.removes(true);
        }
    }

    /// From now on no file is removed: what was in use stays for the next run.
    pub(crate) fn close(&self) {
        if let Some(own) = self.lasting() {
            own.folder.removes(false);
        }
    }
}

impl Lasting {
    fn asked(&self) -> MutexGuard<'_, HashMap<u64, Weak<BlobFile>>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
