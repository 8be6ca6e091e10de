//! A program that is killed and started again while its worlds are forked, saved and put back, and a
//! model of each world that goes through the same.

use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Program, TestServer};

/// What happens between two operations.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Incident {
    /// The process ends at once, and another one takes its folder.
    Kill,
    /// The second world is another fork of the first.
    Fork,
    Save,
    /// The first world is put back to what was saved, if anything was.
    Restore,
}

pub(crate) fn any_incident() -> impl Strategy<Value = Incident> {
    use Incident::{Fork, Kill, Restore, Save};
    prop_oneof![
        3 => Just(Kill),
        1 => Just(Fork),
        1 => Just(Save),
        1 => Just(Restore),
    ]
}

/// Two worlds in a data directory, with what each of them should hold.
pub(crate) struct Lasting<M> {
    folder: TempDir,
    /// There unless it is being replaced.
    program: Option<Program>,
    /// Of the default world and of its fork.
    models: [M; 2],
    saved: Option<M>,
}

impl<M: Clone> Lasting<M> {
    /// `begin` makes what the default world begins with; the fork begins as that.
    pub(crate) fn start(begin: impl FnOnce(TestServer) -> M) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::start(folder.path());
        let model = begin(TestServer::elsewhere(program.address()));
        let mut this = Self {
            folder,
            program: Some(program),
            models: [model.clone(), model],
            saved: None,
        };
        this.happens(Incident::Fork);
        this
    }

    fn program(&self) -> &Program {
        self.program.as_ref().expect("it runs between incidents")
    }

    /// One of the two worlds and its model.
    pub(crate) fn world(&mut self, at: usize) -> (TestServer, &mut M) {
        let server = TestServer::elsewhere(self.program().address());
        let server = match at {
            0 => server,
            _ => server.in_world("fork"),
        };
        (server, &mut self.models[at])
    }

    pub(crate) fn happens(&mut self, incident: Incident) {
        match incident {
            Incident::Kill => {
                self.program.take().expect("it runs").kill();
                self.program = Some(Program::start(self.folder.path()));
            }
            Incident::Fork => {
                self.ask("DELETE", "/worlds/fork", &Value::Null);
                let made = self.ask("PUT", "/worlds/fork", &json!({"from": "default"}));
                assert_eq!(made, 201);
                self.models[1] = self.models[0].clone();
            }
            Incident::Save => {
                let saved = self.ask("PUT", "/snapshots/saved", &json!({"replace": true}));
                assert!(saved < 300, "{saved}");
                self.saved = Some(self.models[0].clone());
            }
            Incident::Restore => {
                if let Some(saved) = &self.saved {
                    self.models[0] = saved.clone();
                    let saved = json!({"snapshot": "saved"});
                    assert_eq!(self.ask("POST", "/worlds/default/restore", &saved), 200);
                }
            }
        }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> u16 {
        let target = format!("/_ruststack{path}");
        let request = self.program().request(method, &target);
        request.body(body.to_string()).send().status
    }
}
