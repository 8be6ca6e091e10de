//! The Docker engine as tests see it: asked directly, or through a stand-in that can hang and die.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

use serde_json::Value;

/// The engine's socket, if the test command says that there is one. Without it the test says loudly
/// that it did not run: past the harness, which would keep the words of a test that passes.
pub(crate) fn engine_or_skip(test: &str) -> Option<PathBuf> {
    if std::env::var("RUSTSTACK_TEST_DOCKER").as_deref() == Ok("1") {
        return Some(PathBuf::from("/var/run/docker.sock"));
    }
    let line = format!("SKIPPED {test}: set RUSTSTACK_TEST_DOCKER=1 where a Docker engine runs\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
    None
}

/// Asks the engine; status and JSON.
pub(crate) fn ask(socket: &Path, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let mut stream = UnixStream::connect(socket).expect("the engine accepts");
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let request = format!(
        "{method} {path} HTTP/1.0\r\nHost: engine\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").expect("the engine answers");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

/// Passes everything on to an engine, until it is told to hang or to die.
pub(crate) struct EngineStandIn {
    directory: tempfile::TempDir,
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Default)]
struct State {
    mood: Mood,
    /// Both ends of every connection, to be cut when it dies.
    connections: Vec<UnixStream>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Mood {
    #[default]
    Well,
    Hanging,
    Dead,
}

impl EngineStandIn {
    pub(crate) fn before(engine: PathBuf) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(directory.path().join("docker.sock")).unwrap();
        let state = Arc::new((Mutex::new(State::default()), Condvar::new()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                connect(stream, &engine, &shared);
            }
        });
        Self { directory, state }
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.directory.path().join("docker.sock")
    }

    /// Connections stay open, but nothing passes.
    pub(crate) fn hang(&self) {
        self.set(Mood::Hanging);
    }

    /// Connections break, and new ones are closed at once.
    pub(crate) fn die(&self) {
        self.set(Mood::Dead);
        for stream in self.state.0.lock().unwrap().connections.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(crate) fn recover(&self) {
        self.set(Mood::Well);
    }

    fn set(&self, mood: Mood) {
        self.state.0.lock().unwrap().mood = mood;
        self.state.1.notify_all();
    }
}

fn connect(client: UnixStream, engine: &Path, state: &Arc<(Mutex<State>, Condvar)>) {
    let mut now = state.0.lock().unwrap();
    if now.mood == Mood::Dead {
        return;
    }
    let engine = UnixStream::connect(engine).unwrap();
    now.connections.push(client.try_clone().unwrap());
    now.connections.push(engine.try_clone().unwrap());
    let ends = [
        (client.try_clone().unwrap(), engine.try_clone().unwrap()),
        (engine, client),
    ];
    for (from, to) in ends {
        let state = Arc::clone(state);
        std::thread::spawn(move || pass(from, to, &state));
    }
}

fn pass(mut from: UnixStream, mut to: UnixStream, state: &(Mutex<State>, Condvar)) {
    let mut piece = [0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        let now = state.0.lock().unwrap();
        let now = state
            .1
            .wait_while(now, |now| now.mood == Mood::Hanging)
            .unwrap();
        drop(now);
        if to.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
