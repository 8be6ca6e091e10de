//! Whether functions are isolated on this machine, and who guards them.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::sandbox::warden::Warden;

/// Functions get sandboxes until the kernel refuses one.
#[derive(Debug)]
pub(super) struct Isolation(Mutex<State>);

#[derive(Debug)]
enum State {
    /// Nobody has asked yet: this program will guard.
    Untried(PathBuf),
    Guarded(PathBuf, Arc<Warden>),
    Off,
}

impl Isolation {
    /// `program` is the one that guards; without it there is no isolation.
    pub(super) fn new(program: Option<PathBuf>) -> Self {
        Self(Mutex::new(program.map_or(State::Off, State::Untried)))
    }

    /// Who guards functions; started now if nobody does. `None` where functions are not isolated.
    pub(super) async fn warden(&self) -> Option<Arc<Warden>> {
        let mut state = self.0.lock().await;
        let program = match &*state {
            State::Off => return None,
            State::Guarded(_, warden) if warden.is_alive() => return Some(Arc::clone(warden)),
            State::Guarded(program, _) | State::Untried(program) => program.clone(),
        };
        let own = program.clone();
        let started = tokio::task::spawn_blocking(move || Warden::start(&own)).await;
        match started
            .map_err(io::Error::other)
            .and_then(|started| started)
        {
            Ok(warden) => {
                let warden = Arc::new(warden);
                *state = State::Guarded(program, Arc::clone(&warden));
                Some(warden)
            }
            Err(why) => {
                *state = off(&why);
                None
            }
        }
    }

    /// The kernel would not make a sandbox: there will be none from now on.
    pub(super) async fn refuse(&self, why: &io::Error) {
        let mut state = self.0.lock().await;
        if !matches!(*state, State::Off) {
            *state = off(why);
        }
    }

    /// Ends whoever guards, and with them every function; nobody is guarded afterwards.
    pub(super) async fn stop(&self) {
        let guarded = std::mem::replace(&mut *self.0.lock().await, State::Off);
        // It waits until the last process is gone.
        let _ = tokio::task::spawn_blocking(move || drop(guarded)).await;
    }
}

fn off(why: &io::Error) -> State {
    tracing::warn!("functions are not isolated from this machine, whose kernel refuses: {why}");
    State::Off
}
