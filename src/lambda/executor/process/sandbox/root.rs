//! The file system of a sandbox: the machine's own, with the folders of AWS in it.

use std::ffi::{CString, OsStr};
use std::fs::{self, DirBuilder, File};
use std::io;
use std::net::Ipv4Addr;
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

/// No file of these mounts has rights or is a device.
const PLAIN: MountFlags = MountFlags::NOSUID.union(MountFlags::NODEV);
/// Where the machine's own file system is until a function comes.
const MACHINE: &str = "/.machine";

/// A file system that waits for a function's folders. It is that of this process already.
#[derive(Debug)]
pub(super) struct Root(());

/// A file system that is being made over an empty folder.
struct Draft(PathBuf);

impl Root {
    /// Makes all that does not depend on a function, and enters it. `home` has the folders and files
    /// that all sandboxes share. A mount namespace and a process namespace must have been made before.
    pub(super) fn enter(home: &Path) -> io::Result<Self> {
        let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
        mount_change("/", private)?;
        let draft = Draft(home.join("root"));
        mount("tmpfs", &draft.0, "tmpfs", PLAIN, c"mode=755,size=4m")?;
        draft.mirror(Path::new("/"), &["tmp", "opt", "proc", "var"])?;
        draft.make("/var")?;
        draft.mirror(Path::new("/var"), &["task", "runtime"])?;
        for own in OWN.iter().chain(&["/proc", MACHINE]) {
            draft.make(own)?;
        }
        let flags = PLAIN | MountFlags::NOEXEC;
        mount("proc", draft.at("/proc"), "proc", flags, None)?;
        // The machine's settings are no function's, not even where RustStack runs as root.
        bind_read_only(&draft.at("/proc/sys"), &draft.at("/proc/sys"))?;
        draft.give_shared_memory()?;
        bind_read_only(&home.join("clients"), &draft.at("/var/runtime"))?;
        if Path::new("/etc/passwd").is_file() {
            bind_read_only(&home.join("passwd"), &draft.at("/etc/passwd"))?;
        }
        chdir(&draft.0)?;
        pivot_root(".", MACHINE.trim_start_matches('/'))?;
        chdir("/")?;
        Ok(Self(()))
    }

    /// Adds what a function sees of its own, and lets go of the machine.
    pub(super) fn furnish(self, prepare: &Prepare) -> io::Result<()> {
        bind_read_only(&of_machine(&prepare.task), Path::new("/var/task"))?;
        if let Some(opt) = &prepare.opt {
            furnish_opt(opt, &prepare.visible)?;
        }
        let options = format!("mode=1777,size={}m", prepare.tmp_mb);
        let options = CString::new(options).map_err(io::Error::other)?;
        mount("tmpfs", "/tmp", "tmpfs", PLAIN, options.as_c_str())?;
        for path in &prepare.visible {
            keep_visible(path)?;
        }
        name(prepare.address)?;
        unmount(MACHINE, UnmountFlags::DETACH)?;
        fs::remove_dir(MACHINE)?;
        let flags = MountFlags::BIND | MountFlags::RDONLY | PLAIN;
        Ok(mount_remount("/", flags, c"")?)
    }
}

impl Draft {
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

    /// In a container it is as large, and as private.
    fn give_shared_memory(&self) -> io::Result<()> {
        let own = self.at("/dev/shm");
        match own.is_dir() {
            true => Ok(mount("tmpfs", own, "tmpfs", PLAIN, c"mode=1777,size=64m")?),
            false => Ok(()),
        }
    }

    fn bind(&self, from: &Path, to: &Path) -> io::Result<()> {
        bind(from, &self.at(to))
    }
}

/// Where a folder of the machine lies until [`Root::furnish`] has ended.
fn of_machine(path: &Path) -> PathBuf {
    Path::new(MACHINE).join(path.strip_prefix("/").unwrap_or(path))
}

fn bind(from: &Path, to: &Path) -> io::Result<()> {
    match from.is_dir() {
        true => DirBuilder::new().recursive(true).mode(0o755).create(to)?,
        false => drop(File::create_new(to)?),
    }
    // A folder that this user may not look into is there, and empty.
    match mount_bind_recursive(from, to) {
        Err(rustix::io::Errno::ACCESS) => Ok(()),
        bound => Ok(bound?),
    }
}

fn bind_read_only(from: &Path, to: &Path) -> io::Result<()> {
    mount_bind_recursive(from, to)?;
    // What the machine's own mount forbids stays forbidden, or the kernel refuses.
    let mut flags = MountFlags::BIND | MountFlags::RDONLY;
    let own = statvfs(to)?.f_flag;
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
    Ok(mount_remount(to, flags, c"")?)
}

/// Gives the sandbox AWS's name for it, where names are looked up in a file.
fn name(address: Ipv4Addr) -> io::Result<()> {
    let hosts = Path::new("/etc/hosts");
    let Ok(mut known) = fs::read(hosts) else {
        return Ok(());
    };
    known.extend(format!("\n{address} sandbox.localdomain sandbox\n").bytes());
    let own = Path::new("/.hosts");
    fs::write(own, known)?;
    bind_read_only(own, hosts)
}

/// Layers fill `/opt`. If the interpreter lies in the machine's own, entries come one by one.
fn furnish_opt(opt: &Path, visible: &[PathBuf]) -> io::Result<()> {
    let opt = of_machine(opt);
    if !visible.iter().any(|path| path.starts_with("/opt")) {
        return bind_read_only(&opt, Path::new("/opt"));
    }
    for entry in fs::read_dir(opt)? {
        let entry = entry?;
        bind(&entry.path(), &Path::new("/opt").join(entry.file_name()))?;
    }
    Ok(())
}

/// Shows a folder of the machine that would be hidden behind one of the sandbox's own.
fn keep_visible(path: &Path) -> io::Result<()> {
    let hidden = OWN.iter().any(|own| path.starts_with(own));
    let own = of_machine(path);
    if hidden && own.is_dir() && !path.exists() {
        bind(&own, path)?;
    }
    Ok(())
}
