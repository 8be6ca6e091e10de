//! Deployment packages: a zip is taken only if every byte of it unpacks, within AWS's limits and
//! below its own root.

use std::collections::HashSet;
use std::io::{Cursor, Read};
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::aws::error::AwsError;

use super::error;
use super::functions::version::CodePackage;

/// An unpacked package stays below this (AWS's page "Lambda quotas": 250 MB).
pub(crate) const UNZIPPED_BYTES_MAX: u64 = 262_144_000;

/// Entries of one package at most: what a zip without extensions can count.
const ENTRIES_MAX: usize = 65_535;

/// A symbolic link's target at most, as Linux's PATH_MAX.
const LINK_BYTES_MAX: u64 = 4096;

/// Checks a package by unpacking it into nothing: sizes that headers claim are not believed.
/// Takes up to a second for the largest; not for async threads.
///
/// Errors, all InvalidParameterValueException: no zip, a broken, encrypted or unknown entry, a path
/// or link that leaves the root; nothing in it; too large.
pub(crate) fn open(zip: Bytes) -> Result<CodePackage, AwsError> {
    if zip.is_empty() {
        return Err(error::package::empty_zip());
    }
    let mut archive = ZipArchive::new(Cursor::new(&zip)).map_err(|_| error::package::bad_zip())?;
    match archive.len() {
        0 => return Err(error::package::empty_zip()),
        entries if entries > ENTRIES_MAX => return Err(error::package::bad_zip()),
        _ => {}
    }
    let mut paths = Paths::default();
    let mut left = UNZIPPED_BYTES_MAX;
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|_| error::package::bad_zip())?;
        left -= unpack(entry, left, &mut paths)?;
    }
    if !paths.stay_inside() {
        return Err(error::package::bad_zip());
    }
    let sha256 = Sha256::digest(&zip).into();
    let unzipped_bytes = UNZIPPED_BYTES_MAX - left;
    Ok(CodePackage::new(zip, sha256, unzipped_bytes))
}

/// Reads one entry to its end and says how long it is; `left` bytes are too many.
fn unpack<R: Read>(
    mut entry: ZipFile<'_, R>,
    left: u64,
    paths: &mut Paths,
) -> Result<u64, AwsError> {
    let path = entry.enclosed_name().ok_or_else(error::package::bad_zip)?;
    if entry.is_symlink() {
        let mut target = String::new();
        (&mut entry)
            .take(LINK_BYTES_MAX)
            .read_to_string(&mut target)
            .map_err(|_| error::package::bad_zip())?;
        let bytes = target.len() as u64;
        if bytes == LINK_BYTES_MAX {
            return Err(error::package::bad_zip());
        }
        paths.links.push((path, PathBuf::from(target)));
        return Ok(bytes.min(left));
    }
    let bytes = std::io::copy(&mut (&mut entry).take(left), &mut std::io::sink())
        .map_err(|_| error::package::bad_zip())?;
    if bytes >= left {
        return Err(error::package::unzipped_too_large(UNZIPPED_BYTES_MAX));
    }
    paths.others.push(path);
    Ok(bytes)
}

/// Where a package's entries would come to lie.
#[derive(Default)]
struct Paths {
    links: Vec<(PathBuf, PathBuf)>,
    others: Vec<PathBuf>,
}

impl Paths {
    /// Whether no entry can be reached through a link, and no link leads out of the root.
    ///
    /// Both together are what makes it safe: the folder that holds a link is a real one, so the
    /// `..` that its target begins with climb real folders, and what follows them only descends.
    fn stay_inside(&self) -> bool {
        let links: HashSet<&Path> = self.links.iter().map(|(path, _)| path.as_path()).collect();
        let through_link =
            |path: &Path| path.ancestors().skip(1).any(|above| links.contains(above));
        let mut all = self.links.iter().map(|(path, _)| path).chain(&self.others);
        !all.any(|path| through_link(path))
            && self
                .links
                .iter()
                .all(|(path, target)| leads_inside(path, target))
    }
}

fn leads_inside(link: &Path, target: &Path) -> bool {
    let depth = link.components().count().saturating_sub(1);
    let climbed = target
        .components()
        .take_while(|part| matches!(part, Component::ParentDir | Component::CurDir))
        .filter(|part| *part == Component::ParentDir)
        .count();
    let descends = target
        .components()
        .skip_while(|part| matches!(part, Component::ParentDir | Component::CurDir))
        .all(|part| matches!(part, Component::Normal(_)));
    climbed <= depth && descends
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    fn zip(write: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Bytes {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        write(&mut writer);
        writer.finish().unwrap().into_inner().into()
    }

    fn file(name: &str) -> Bytes {
        zip(|writer| {
            writer
                .start_file(name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(b"x").unwrap();
        })
    }

    fn message(zip: Bytes) -> String {
        open(zip).unwrap_err().message().unwrap().to_owned()
    }

    const BAD: &str =
        "Could not unzip uploaded file. Please check your file, then try to upload again.";

    #[test]
    fn a_sound_zip_is_taken_with_its_hash() {
        let bytes = file("app.py");
        let package = open(bytes.clone()).unwrap();
        assert_eq!(package.sha256[..], Sha256::digest(&bytes)[..]);
        assert_eq!(package.zip().unwrap(), bytes);
    }

    /// Recorded answer.
    #[test]
    fn what_is_no_zip_is_refused() {
        assert_eq!(
            message(Bytes::from_static(
                b"this is not a zipfile, just a random string"
            )),
            BAD
        );
        assert_eq!(message(file("app.py").slice(..40)), BAD);
    }

    #[test]
    fn a_zip_without_entries_is_refused() {
        assert_eq!(
            message(Bytes::new()),
            "Uploaded file must be a non-empty zip"
        );
        assert_eq!(
            message(zip(|_| {})),
            "Uploaded file must be a non-empty zip"
        );
    }

    #[test]
    fn a_path_out_of_the_root_is_refused() {
        for name in ["../evil", "a/../../evil"] {
            assert_eq!(message(file(name)), BAD, "{name}");
        }
    }

    #[test]
    fn a_broken_byte_is_found() {
        let mut bytes = zip(|writer| {
            let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            writer.start_file("app.py", stored).unwrap();
            writer.write_all(b"print('hello')").unwrap();
        })
        .to_vec();
        let at = bytes.windows(5).position(|five| five == b"hello").unwrap();
        bytes[at] ^= 1;
        assert_eq!(message(bytes.into()), BAD);
    }

    #[test]
    fn links_lead_inside_or_nowhere() {
        let link = |name: &str, target: &str| {
            zip(|writer| {
                writer
                    .add_symlink(name, target, SimpleFileOptions::default())
                    .unwrap();
            })
        };
        assert!(open(link("a/b", "../c")).is_ok());
        assert!(open(link("a/b", "c/d")).is_ok());
        for (name, target) in [
            ("a", ".."),
            ("a/b", "../../c"),
            ("a", "/etc"),
            ("a", "b/../.."),
            ("a/b", "./../../c"),
        ] {
            assert_eq!(message(link(name, target)), BAD, "{name} -> {target}");
        }
        let through = zip(|writer| {
            let options = SimpleFileOptions::default();
            writer.add_symlink("a/b", "..", options).unwrap();
            writer.start_file("a/b/c", options).unwrap();
        });
        assert_eq!(message(through), BAD);
    }

    /// 250 MiB of zeros deflate to a quarter of a megabyte; the header's claim is not asked.
    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let bomb = zip(|writer| {
            let chunk = vec![0; 1 << 20];
            for part in 0..5 {
                writer
                    .start_file(format!("part{part}"), SimpleFileOptions::default())
                    .unwrap();
                for _ in 0..50 {
                    writer.write_all(&chunk).unwrap();
                }
            }
        });
        assert_eq!(
            message(bomb),
            "Unzipped size must be smaller than 262144000 bytes"
        );
    }
}
