//! One environment about to start: what it takes, wherever it will run.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::entrypoint::Holder;
use super::files::Files;
use super::interpreter::Interpreter;
use super::places::Places;
use super::supervised::{Belongings, Supervised};
use super::unpacked::{Unpacked, UnpackedPackage};
use crate::lambda::executor::launch::Launch;

/// Its code is unpacked, its interpreter found.
pub(super) struct Start<'a> {
    pub(super) files: &'a Files,
    pub(super) launch: Launch,
    pub(super) interpreter: Interpreter,
    /// Where its bootstrap is, if that runs it.
    pub(super) holder: Holder,
    pub(super) unpacked: Unpacked,
}

impl Start<'_> {
    /// The folder of its layers, if it has any.
    pub(super) fn opt(&self) -> Option<PathBuf> {
        self.unpacked
            .1
            .as_deref()
            .map(|layers: &UnpackedPackage| layers.root().to_owned())
    }

    /// Runs it in folders of this machine.
    pub(super) fn supervised(self) -> io::Result<Supervised> {
        let scratch = self.files.home.path().join("scratch");
        let scratch = scratch.join(&self.launch.environment_id);
        fs::create_dir(&scratch)?;
        let places = Places {
            task: self.unpacked.0.root().to_owned(),
            opt: self.opt(),
            runtime: self.files.clients.folder().to_owned(),
            scratch: Some(scratch.clone()),
            holder: self.holder,
        };
        let clients = &self.files.clients;
        let command = clients.supervised(&self.launch, &self.interpreter, &places);
        let belongings = Belongings {
            environment_id: self.launch.environment_id,
            logs: self.launch.logs,
            memory_mb: self.launch.function.memory_mb,
            scratch,
            _unpacked: self.unpacked,
        };
        Supervised::spawn(command, belongings)
    }
}
