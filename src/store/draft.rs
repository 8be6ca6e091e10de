//! A large body while it is written down.

use std::io;
use std::sync::Arc;

use super::blob::Blob;
use super::blob_file;
use super::depot::Depot;
use super::spill::Slots;

/// Goes away if it is not finished.
pub(crate) enum Draft {
    Temporary { slots: Slots, bytes: u64 },
    File(blob_file::Draft),
}

impl Draft {
    pub(crate) fn begin(depot: &Depot) -> io::Result<Self> {
        Ok(match depot.folder() {
            None => Self::Temporary {
                slots: Slots::default(),
                bytes: 0,
            },
            Some(folder) => Self::File(blob_file::Draft::begin(folder)?),
        })
    }

    /// Writes at most one window behind what is there; all are full but the last. Blocks, so call it off
    /// the reactor.
    pub(crate) fn append(&mut self, window: &[u8]) -> io::Result<()> {
        match self {
            Self::Temporary { slots, bytes } => {
                slots.append(window)?;
                *bytes += window.len() as u64;
                Ok(())
            }
            Self::File(draft) => draft.append(window),
        }
    }

    /// Blocks where a file is to be closed.
    pub(crate) fn finish(self) -> io::Result<Blob> {
        match self {
            Self::Temporary { slots, bytes } => Ok(Blob::on_disk(slots, bytes)),
            Self::File(draft) => Ok(Blob::in_file(Arc::new(draft.finish()?))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::FileExt;

    use super::super::disk::Disk;
    use super::super::window::WINDOW_BYTES;
    use super::*;

    fn written(depot: &Depot, windows: &[&[u8]]) -> Blob {
        let mut draft = Draft::begin(depot).unwrap();
        for window in windows {
            draft.append(window).unwrap();
        }
        draft.finish().unwrap()
    }

    #[test]
    fn a_window_that_is_not_what_was_written_is_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let depot = Depot::open(Disk::default(), folder.path(), true).unwrap();
        depot.begin_to_remove();
        let blob = written(&depot, &[&[7; WINDOW_BYTES], b"the end"]);
        let length = blob.len();
        let end = || blob.read_at(length - 3, 3).map(|bytes| bytes.to_vec());
        assert_eq!(end().unwrap(), b"end");
        let across = blob.read_at(WINDOW_BYTES as u64 - 1, 4).unwrap();
        assert_eq!(&across[..], b"\x07the");

        let path = std::fs::read_dir(folder.path()).unwrap().next();
        let path = path.unwrap().unwrap().path();
        let file = File::options().write(true).open(&path).unwrap();
        file.write_all_at(b"f", length - 1).unwrap();
        assert_eq!(end().unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(blob.read_at(0, 3).is_ok(), "other windows are whole");
        drop(blob);
        assert!(!path.exists(), "the last one to go removes the file");
    }

    #[test]
    fn what_nobody_asks_for_is_swept_and_what_is_missing_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let depot = Depot::open(Disk::default(), folder.path(), false).unwrap();
        let blobs = [written(&depot, &[b"one"]), written(&depot, &[b"two"])];
        depot.close();
        drop(blobs);

        let depot = Depot::open(Disk::default(), folder.path(), false).unwrap();
        let kept = Blob::in_file(depot.file(2, 3).unwrap());
        let again = depot.file(2, 3).unwrap();
        let missing = depot.file(9, 3).unwrap();
        assert_eq!(depot.sweep(), [9]);
        drop((missing, again));
        assert_eq!(&kept.read_at(0, 3).unwrap()[..], b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    // A journal may take a body away and bring it again.
    #[tokio::test]
    async fn what_was_given_up_while_all_was_set_up_and_asked_for_again_stays() {
        let folder = tempfile::tempdir().unwrap();
        let depot = Depot::open(Disk::default(), folder.path(), false).unwrap();
        let blobs: Vec<_> = (0..100).map(|_| written(&depot, &[b"one"])).collect();
        depot.close();
        drop(blobs);

        let depot = Depot::open(Disk::default(), folder.path(), false).unwrap();
        (1..=100).for_each(|number| drop(depot.file(number, 3)));
        let again: Vec<_> = (1..=100).map(|number| depot.file(number, 3)).collect();
        assert!(depot.sweep().is_empty());
        depot.begin_to_remove();
        for _ in 0..100 {
            tokio::task::spawn_blocking(|| ()).await.unwrap();
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 100);
        drop(again);
    }
}
