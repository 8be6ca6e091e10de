//! The file system of a sandbox: the machine's own, with the folders of AWS in it.

use std::ffi::{CString, OsStr};
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{StatVfsMountFlags, statvfs};
use rustix::mount::{
    MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind_recursive, mount_change,
    mount_remount, unmount,
};
use rustix::process::{chdir, pivot_root};

use super::message::Prepare;

/// Folders that the sandbox has of its own, where the machine's are not seen.
const OWN: [&str; 4] = ["/tmp", "/opt", "/var/task", "/var/runtime"];

/// A file system that is being made. It lies over an empty folder, in a mount namespace of its own.
#[derive(Debug)]
pub(super) struct Root(PathBuf);

impl Root {
    /// All that does not depend on a function. A new mount namespace and process namespace must
    /// have been made before.
    pub(super) fn build(folder: &Path) -> io::Result<Self> {
        let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
        mount_change("/", private)?;
        let flags = MountFlags::NOSUID | MountFlags::NODEV;
        mount("tmpfs", folder, "tmpfs", flags, c"mode=755,size=4m")?;
        let root = Self(folder.to_owned());
        root.mirror(Path::new("/"), &["tmp", "opt", "proc", "var"])?;
        root.make("/var")?;
        root.mirror(Path::new("/var"), &["task", "runtime"])?;
        for own in OWN {
            root.make(own)?;
        }
        root.make("/proc")?;
        let flags = flags | MountFlags::NOEXEC;
        mount("proc", root.at("/proc"), "proc", flags, None)?;
        Ok(root)
    }

    /// Adds what a function sees of its own, and makes all of it the file system of this process.
    pub(super) fn enter(self, prepare: &Prepare) -> io::Result<()> {
        self.bind_read_only(&prepare.task, "/var/task")?;
        self.bind_read_only(&prepare.runtime, "/var/runtime")?;
        if let Some(opt) = &prepare.opt {
            self.bind_opt(opt, &prepare.visible)?;
        }
        let options = format!("mode=1777,size={}m", prepare.tmp_mb);
        let options = CString::new(options).map_err(io::Error::other)?;
        let flags = MountFlags::NOSUID | MountFlags::NODEV;
        mount("tmpfs", self.at("/tmp"), "tmpfs", flags, options.as_c_str())?;
        for path in &prepare.visible {
            self.keep_visible(path)?;
        }
        if Path::new("/etc/passwd").is_file() {
            self.bind_read_only(&prepare.passwd, "/etc/passwd")?;
        }
        chdir(&self.0)?;
        pivot_root(".", ".")?;
        unmount(".", UnmountFlags::DETACH)?;
        mount_remount("/", MountFlags::BIND | MountFlags::RDONLY | flags, c"")?;
        Ok(chdir("/")?)
    }

    /// Where a path of the sandbox lies now.
    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.0.join(path.strip_prefix("/").unwrap_or(path))
    }

    fn make(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let mut folder = DirBuilder::new();
        folder.recursive(true).mode(0o755).create(self.at(path))
    }

    /// Shows the entries of a folder of the machine, but some.
    fn mirror(&self, folder: &Path, but: &[&str]) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if but.iter().any(|name| OsStr::new(name) == entry.file_name()) {
                continue;
            }
            let path = entry.path();
            match entry.file_type()? {
                kind if kind.is_symlink() => symlink(fs::read_link(&path)?, self.at(&path))?,
                kind if kind.is_dir() || kind.is_file() => self.bind(&path, &path)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn bind(&self, from: &Path, to: &Path) -> io::Result<()> {
        match from.is_dir() {
            true => self.make(to)?,
            false => drop(File::create_new(self.at(to))?),
        }
        // A folder that this user may not look into is there, and empty.
        match mount_bind_recursive(from, self.at(to)) {
            Err(rustix::io::Errno::ACCESS) => Ok(()),
            bound => Ok(bound?),
        }
    }

    fn bind_read_only(&self, from: &Path, to: &str) -> io::Result<()> {
        let to = self.at(to);
        mount_bind_recursive(from, &to)?;
        // What the machine's own mount forbids stays forbidden, or the kernel refuses.
        let mut flags = MountFlags::BIND | MountFlags::RDONLY;
        let own = statvfs(&to)?.f_flag;
        for (theirs, ours) in [
            (StatVfsMountFlags::NOSUID, MountFlags::NOSUID),
            (StatVfsMountFlags::NODEV, MountFlags::NODEV),
            (StatVfsMountFlags::NOEXEC, MountFlags::NOEXEC),
            (StatVfsMountFlags::NOATIME, MountFlags::NOATIME),
            (StatVfsMountFlags::NODIRATIME, MountFlags::NODIRATIME),
            (StatVfsMountFlags::RELATIME, MountFlags::RELATIME),
        ] {
            flags.set(ours, own.contains(theirs));
        }
        Ok(mount_remount(&to, flags, c"")?)
    }

    /// Layers fill `/opt`. If the interpreter lies in the machine's own, entries come one by one.
    fn bind_opt(&self, opt: &Path, visible: &[PathBuf]) -> io::Result<()> {
        if !visible.iter().any(|path| path.starts_with("/opt")) {
            return self.bind_read_only(opt, "/opt");
        }
        for entry in fs::read_dir(opt)? {
            let entry = entry?;
            let path = Path::new("/opt").join(entry.file_name());
            self.bind(&entry.path(), &path)?;
        }
        Ok(())
    }

    /// Shows a folder of the machine that would be hidden behind one of the sandbox's own.
    fn keep_visible(&self, path: &Path) -> io::Result<()> {
        let hidden = OWN.iter().any(|own| path.starts_with(own));
        if hidden && path.is_dir() && !self.at(path).exists() {
            self.bind(path, path)?;
        }
        Ok(())
    }
}
