//! What the environments of one executor share on disk.

use std::fs;
use std::io;
use std::path::Path;

use super::command::Clients;
use super::home::Home;
use super::unpacked::Packages;

/// What environments share on disk.
pub(super) struct Files {
    pub(super) home: Home,
    pub(super) clients: Clients,
    pub(super) packages: Packages,
}

impl Files {
    /// Makes the folder, and in it what does not depend on a function; `lay_out` adds what sandboxes
    /// share.
    pub(super) fn create(lay_out: fn(&Path) -> io::Result<()>) -> io::Result<Self> {
        let home = Home::create()?;
        fs::create_dir(home.path().join("scratch"))?;
        lay_out(home.path())?;
        Ok(Self {
            clients: Clients::write(home.path().join("clients"))?,
            packages: Packages::new(home.path().join("code")),
            home,
        })
    }
}
