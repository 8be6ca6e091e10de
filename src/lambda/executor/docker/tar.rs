//! Writes tar archives: what an engine's upload takes. POSIX ustar, with GNU's entries for long
//! names; every entry belongs to root.

use std::io::{self, Read, Write};

/// Both a header's length and what content is padded to.
const BLOCK: usize = 512;
/// A header has this much room for a name, and as much for a link's target.
const NAME_MAX: usize = 100;
/// Eleven octal digits.
const SIZE_MAX: u64 = 0o77_777_777_777;

/// One archive, written to anything; unfinished until [`TarWriter::finish`].
pub(super) struct TarWriter<W: Write>(W);

impl<W: Write> TarWriter<W> {
    pub(super) fn new(to: W) -> Self {
        Self(to)
    }

    pub(super) fn directory(&mut self, path: &str) -> io::Result<()> {
        self.header(&format!("{path}/"), b'5', 0o755, 0, 0, "")
    }

    /// Writes a file of a known size; one that turns out shorter or longer fails.
    pub(super) fn file(
        &mut self,
        path: &str,
        mode: u32,
        modified_s: u64,
        size: u64,
        content: &mut dyn Read,
    ) -> io::Result<()> {
        self.header(path, b'0', mode, modified_s, size, "")?;
        let written = io::copy(&mut content.take(size), &mut self.0)?;
        if written != size || content.read(&mut [0])? != 0 {
            return Err(io::Error::other(format!(
                "{path} does not have its declared size"
            )));
        }
        self.pad(size)
    }

    pub(super) fn link(&mut self, path: &str, target: &str) -> io::Result<()> {
        self.header(path, b'2', 0o777, 0, 0, target)
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.0.write_all(&[0; 2 * BLOCK])?;
        self.0.flush()?;
        Ok(self.0)
    }

    fn header(
        &mut self,
        path: &str,
        kind: u8,
        mode: u32,
        modified_s: u64,
        size: u64,
        target: &str,
    ) -> io::Result<()> {
        if target.len() > NAME_MAX {
            self.long(b'K', target)?;
        }
        if path.len() > NAME_MAX {
            self.long(b'L', path)?;
        }
        self.block(path, kind, mode, modified_s, size, target)
    }

    /// GNU's way: an entry whose content is the name of the next.
    fn long(&mut self, kind: u8, name: &str) -> io::Result<()> {
        let size = name.len() as u64 + 1;
        self.block("././@LongLink", kind, 0, 0, size, "")?;
        self.0.write_all(name.as_bytes())?;
        self.0.write_all(&[0])?;
        self.pad(size)
    }

    /// ```text
    /// 0 name 100 | mode 8 | uid 8 | gid 8 | size 12 | mtime 12 | checksum 8 | type 1 | target 100
    /// 257 "ustar\0" "00" | user 32 | group 32 | device 16 | prefix 155
    /// ```
    fn block(
        &mut self,
        path: &str,
        kind: u8,
        mode: u32,
        modified_s: u64,
        size: u64,
        target: &str,
    ) -> io::Result<()> {
        if size > SIZE_MAX {
            return Err(io::Error::other(format!(
                "{path} is too large for a tar archive"
            )));
        }
        let mut block = [0; BLOCK];
        put(&mut block[..NAME_MAX], path.as_bytes());
        put(
            &mut block[100..108],
            format!("{:07o}", mode & 0o7777).as_bytes(),
        );
        put(&mut block[108..116], b"0000000");
        put(&mut block[116..124], b"0000000");
        put(&mut block[124..136], format!("{size:011o}").as_bytes());
        put(
            &mut block[136..148],
            format!("{:011o}", modified_s.min(SIZE_MAX)).as_bytes(),
        );
        block[148..156].fill(b' ');
        block[156] = kind;
        put(&mut block[157..257], target.as_bytes());
        put(&mut block[257..265], b"ustar\x0000");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        put(&mut block[148..155], format!("{sum:06o}\0").as_bytes());
        self.0.write_all(&block)
    }

    fn pad(&mut self, size: u64) -> io::Result<()> {
        let rest = (size % BLOCK as u64) as usize;
        let padding = if rest == 0 { 0 } else { BLOCK - rest };
        self.0.write_all(&[0; BLOCK][..padding])
    }
}

/// Copies as much as there is room for.
fn put(field: &mut [u8], bytes: &[u8]) {
    let length = bytes.len().min(field.len());
    field[..length].copy_from_slice(&bytes[..length]);
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    /// What the tar program, which every machine has, makes of an archive.
    fn listing(archive: &[u8]) -> String {
        let mut tar = Command::new("tar")
            .args(["-tvf", "-", "--numeric-owner"])
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        tar.stdin.take().unwrap().write_all(archive).unwrap();
        let output = tar.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn the_tar_program_reads_what_is_written() {
        let long = "d/".repeat(80) + "f";
        let mut tar = TarWriter::new(Vec::new());
        tar.directory("var/task").unwrap();
        tar.file("var/task/a.py", 0o644, 1_795_333_085, 3, &mut &b"abc"[..])
            .unwrap();
        tar.file(&long, 0o755, 0, 512, &mut &[7; 512][..]).unwrap();
        tar.link("l", &long).unwrap();
        let archive = tar.finish().unwrap();
        assert_eq!(archive.len() % BLOCK, 0);
        let listing = listing(&archive);
        let lines: Vec<&str> = listing.lines().collect();
        assert!(lines[0].starts_with("drwxr-xr-x 0/0") && lines[0].ends_with("var/task/"));
        assert!(lines[1].starts_with("-rw-r--r-- 0/0") && lines[1].contains("2026-11-22 07:38"));
        assert!(lines[2].starts_with("-rwxr-xr-x 0/0") && lines[2].ends_with(&long));
        assert!(lines[3].ends_with(&format!("l -> {long}")));
    }

    #[test]
    fn a_file_that_lies_about_its_size_is_refused() {
        for size in [2, 4] {
            let mut tar = TarWriter::new(Vec::new());
            assert!(tar.file("a", 0o644, 0, size, &mut &b"abc"[..]).is_err());
        }
    }
}
