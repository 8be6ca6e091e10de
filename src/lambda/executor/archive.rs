//! Walks a deployment package safely: what a hostile zip may not do is decided here, once for all
//! executors.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Cursor, Read};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;
use zip::read::ZipFile;

/// Lambda's limit on an unzipped package (AWS docs, Lambda quotas).
pub(crate) const INFLATED_BYTES_MAX: u64 = 262_144_000;
/// What a zip without zip64 can hold.
const ENTRIES_MAX: usize = 65_535;
/// Linux's PATH_MAX: for names, and for what links point at.
const PATH_BYTES_MAX: usize = 4096;

/// One entry of a package. Its path is relative, below the root, and passes through no link.
pub(crate) struct Entry<'a> {
    pub(crate) path: &'a Path,
    pub(crate) kind: EntryKind<'a>,
    /// As the package declares it: not to be believed.
    pub(crate) size: u64,
    /// Seconds since 1970; 0 when the package does not say.
    pub(crate) modified_s: u64,
}

/// What an entry is.
pub(crate) enum EntryKind<'a> {
    Directory,
    File {
        /// Permission bits, without setuid, setgid and sticky; readable by its owner.
        mode: u32,
        content: &'a mut dyn Read,
    },
    /// A link whose target stays below the root.
    Link {
        target: &'a Path,
    },
}

/// Why a package cannot be unpacked.
#[derive(Debug)]
pub(crate) struct ArchiveProblem(String);

impl fmt::Display for ArchiveProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ArchiveProblem {}

impl From<io::Error> for ArchiveProblem {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<zip::result::ZipError> for ArchiveProblem {
    fn from(error: zip::result::ZipError) -> Self {
        Self(error.to_string())
    }
}

/// Calls `visit` with every entry: directories and files in the package's order, links last, so
/// that nothing is ever written through a link. Stops at the first problem.
pub(crate) fn walk(
    zip: &[u8],
    mut visit: impl FnMut(Entry<'_>) -> Result<(), ArchiveProblem>,
) -> Result<(), ArchiveProblem> {
    let mut archive = ZipArchive::new(Cursor::new(zip))?;
    if archive.len() > ENTRIES_MAX {
        return Err(ArchiveProblem(format!("more than {ENTRIES_MAX} entries")));
    }
    let links = read_links(&mut archive)?;
    let mut budget = INFLATED_BYTES_MAX;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        if file.is_symlink() {
            continue;
        }
        let path = enclosed(file.enclosed_name())?;
        if path.as_os_str().is_empty() {
            continue;
        }
        refuse_behind_link(path.ancestors(), &links)?;
        let (size, modified_s) = (file.size(), modified_s(&file));
        let kind = if file.is_dir() {
            EntryKind::Directory
        } else {
            EntryKind::File {
                mode: file.unix_mode().unwrap_or(0o644) & 0o777 | 0o400,
                content: &mut Counted {
                    inner: &mut file,
                    budget: &mut budget,
                },
            }
        };
        visit(Entry {
            path: &path,
            kind,
            size,
            modified_s,
        })?;
    }
    for (path, target) in &links {
        visit(Entry {
            path,
            kind: EntryKind::Link { target },
            size: 0,
            modified_s: 0,
        })?;
    }
    Ok(())
}

/// A zip's times have no zone; they are taken for UTC.
fn modified_s(file: &ZipFile<'_, Cursor<&[u8]>>) -> u64 {
    let moment = file.last_modified().and_then(|moment| {
        let month = time::Month::try_from(moment.month()).ok()?;
        let date =
            time::Date::from_calendar_date(moment.year().into(), month, moment.day()).ok()?;
        let clock = (moment.hour(), moment.minute(), moment.second());
        date.with_hms(clock.0, clock.1, clock.2).ok()
    });
    moment.map_or(0, |moment| {
        moment
            .assume_utc()
            .unix_timestamp()
            .try_into()
            .unwrap_or_default()
    })
}

/// Where each link is, and what it points at.
type Links = BTreeMap<PathBuf, PathBuf>;

fn read_links(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Links, ArchiveProblem> {
    let mut links = Links::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index)?;
        if !file.is_symlink() {
            continue;
        }
        let path = enclosed(file.enclosed_name())?;
        let mut target = String::new();
        file.take(PATH_BYTES_MAX as u64)
            .read_to_string(&mut target)?;
        let target = PathBuf::from(target);
        if !stays_inside(&path, &target) {
            return Err(ArchiveProblem(format!(
                "the link {} leads out of the package",
                path.display()
            )));
        }
        links.insert(path, target);
    }
    for path in links.keys() {
        refuse_behind_link(path.ancestors().skip(1), &links)?;
    }
    Ok(links)
}

/// A name that is absolute, has a NUL, or climbs out of the root has no enclosed form.
fn enclosed(name: Option<PathBuf>) -> Result<PathBuf, ArchiveProblem> {
    let name = name
        .filter(|name| name.as_os_str().len() <= PATH_BYTES_MAX)
        .ok_or_else(|| ArchiveProblem("an entry's name leads out of the package".to_owned()))?;
    let mut path = PathBuf::new();
    for part in name.components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::ParentDir => {
                path.pop();
            }
            _ => {}
        }
    }
    Ok(path)
}

fn refuse_behind_link<'a>(
    mut paths: impl Iterator<Item = &'a Path>,
    links: &Links,
) -> Result<(), ArchiveProblem> {
    match paths.find(|path| links.contains_key(*path)) {
        Some(link) => Err(ArchiveProblem(format!(
            "an entry lies behind the link {}",
            link.display()
        ))),
        None => Ok(()),
    }
}

/// Climbing may only come first, and no higher than the root: as no entry lies behind a link, such
/// a target cannot leave the root, whatever links it passes.
fn stays_inside(link: &Path, target: &Path) -> bool {
    let mut depth = link.components().count().saturating_sub(1);
    let mut climbing = true;
    for part in target.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if climbing && depth > 0 => depth -= 1,
            Component::Normal(_) => climbing = false,
            _ => return false,
        }
    }
    !target.as_os_str().is_empty()
}

/// Counts inflated bytes: sizes that a package declares are not to be believed.
struct Counted<'a, R> {
    inner: R,
    budget: &'a mut u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.budget.checked_sub(count as u64) {
            Some(left) => *self.budget = left,
            None => {
                return Err(io::Error::other(format!(
                    "more than {INFLATED_BYTES_MAX} bytes unpacked"
                )));
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    type Writer = ZipWriter<Cursor<Vec<u8>>>;

    fn package(build: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        build(&mut writer);
        writer.finish().unwrap().into_inner()
    }

    fn names(zip: &[u8]) -> Result<Vec<String>, ArchiveProblem> {
        let mut names = Vec::new();
        walk(zip, |entry| {
            let mut name = entry.path.display().to_string();
            match entry.kind {
                EntryKind::Directory => name.push('/'),
                EntryKind::File { mode, content } => {
                    name.push_str(&format!(" {mode:o}"));
                    io::copy(content, &mut io::sink())?;
                }
                EntryKind::Link { target } => name.push_str(&format!(" -> {}", target.display())),
            }
            names.push(name);
            Ok(())
        })?;
        Ok(names)
    }

    #[test]
    fn links_come_last_and_modes_lose_setuid() {
        let options = SimpleFileOptions::default();
        let zip = package(|zip| {
            zip.add_symlink("lib/current", "../lib/v1", options)
                .unwrap();
            zip.add_directory("lib/v1", options).unwrap();
            zip.start_file("bootstrap", options.unix_permissions(0o4755))
                .unwrap();
        });
        assert_eq!(
            names(&zip).unwrap(),
            ["lib/v1/", "bootstrap 755", "lib/current -> ../lib/v1"]
        );
    }

    #[test]
    fn names_that_leave_the_root_are_refused() {
        for name in ["../x", "a/../../x", "/etc/x"] {
            let zip = package(|zip| {
                zip.start_file(name, SimpleFileOptions::default()).unwrap();
            });
            let inside = |names: Vec<String>| names.iter().all(|n| !n.starts_with(['/', '.']));
            assert!(names(&zip).map_or(true, inside), "{name}");
        }
    }

    #[test]
    fn links_that_leave_the_root_are_refused() {
        for target in ["/etc", "..", "a/../..", "a/..", ""] {
            let zip = package(|zip| {
                zip.add_symlink("link", target, SimpleFileOptions::default())
                    .unwrap();
            });
            assert!(names(&zip).is_err(), "{target}");
        }
    }

    #[test]
    fn nothing_is_written_behind_a_link() {
        let options = SimpleFileOptions::default();
        let zip = package(|zip| {
            zip.add_symlink("a", "b", options).unwrap();
            zip.start_file("a/x", options).unwrap();
        });
        assert!(names(&zip).is_err());
    }

    #[test]
    fn inflated_bytes_are_counted() {
        let zip = package(|zip| {
            for name in ["a", "b"] {
                zip.start_file(name, SimpleFileOptions::default()).unwrap();
                for _ in 0..130 {
                    zip.write_all(&[0; 1 << 20]).unwrap();
                }
            }
        });
        assert!(zip.len() < 1 << 20);
        let problem = names(&zip).unwrap_err();
        assert!(problem.to_string().contains("262144000"), "{problem}");
    }
}
