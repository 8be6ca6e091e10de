//! A checkpoint: all of a state in one file, written beside what goes on.

use std::io;

use super::folder::Folder;
use super::frame_file::FrameFile;
use super::pieces::Pieces;
use crate::store::depot::Depot;

/// Writes checkpoint `number`, which counts from the moment at which it has its name. Gives its bytes.
pub(super) fn write<S: Pieces + Default>(
    folder: &Folder,
    number: u64,
    depot: &Depot,
    state: &S,
) -> io::Result<u64> {
    let draft = folder.draft();
    let written = FrameFile::create(folder.disk(), &draft).and_then(|mut file| {
        file.append(depot, |to| state.differences(&S::default(), to))?;
        file.sync()?;
        Ok(file.bytes())
    });
    let bytes = written.inspect_err(|_| drop(folder.disk().remove(&draft)))?;
    folder.disk().rename(&draft, &folder.checkpoint(number))?;
    folder.sync()?;
    folder.forget_before(number);
    Ok(bytes)
}
