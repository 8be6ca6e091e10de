//! Live tails: clients that are told of events as these come.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use super::event::Event;
use super::pattern::Pattern;
use crate::aws::identity::Scope;

/// Sessions of one account in one region (AWS's quota), here of all.
const SESSIONS_MAX: usize = 15;
/// Events that wait for one session; what comes beyond is left out, and the session says so.
const WAITING_MAX: usize = 1000;

/// Whoever watches. Cheap to ask when nobody does.
#[derive(Default)]
pub(super) struct Tails(Mutex<Vec<Session>>);

/// What one client wants to see.
pub(super) struct Wanted {
    pub(super) scope: Scope,
    /// Names of groups.
    pub(super) groups: BTreeSet<String>,
    /// Empty for all streams.
    pub(super) streams: Vec<String>,
    /// Empty for all streams.
    pub(super) prefixes: Vec<String>,
    pub(super) pattern: Pattern,
}

struct Session {
    wanted: Wanted,
    sender: mpsc::Sender<(Arc<str>, Arc<Event>)>,
}

/// Events of a session, each with its group.
pub(super) type Watched = mpsc::Receiver<(Arc<str>, Arc<Event>)>;

impl Tails {
    /// Begins a session, which lasts as long as its receiver; `None` if there are too many.
    pub(super) fn begin(&self, wanted: Wanted) -> Option<Watched> {
        let mut sessions = self.sessions();
        sessions.retain(|session| !session.sender.is_closed());
        if sessions.len() >= SESSIONS_MAX {
            return None;
        }
        let (sender, watched) = mpsc::channel(WAITING_MAX);
        sessions.push(Session { wanted, sender });
        Some(watched)
    }

    /// Ends every session.
    pub(super) fn end(&self) {
        self.sessions().clear();
    }

    /// Hands events to all who want them.
    pub(super) fn tell(&self, scope: &Scope, group: &Arc<str>, events: &[Arc<Event>]) {
        let mut sessions = self.sessions();
        sessions.retain(|session| !session.sender.is_closed());
        for session in sessions.iter() {
            let wanted = events.iter();
            let wanted = wanted.filter(|event| session.wanted.takes(scope, group, event));
            for event in wanted {
                // A client that does not keep up sees a sample.
                let _ = session
                    .sender
                    .try_send((Arc::clone(group), Arc::clone(event)));
            }
        }
    }

    fn sessions(&self) -> MutexGuard<'_, Vec<Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wanted {
    fn takes(&self, scope: &Scope, group: &str, event: &Event) -> bool {
        let has_name = self.streams.iter().any(|name| **name == *event.stream);
        let has_prefix = || {
            let mut prefixes = self.prefixes.iter();
            prefixes.any(|prefix| event.stream.starts_with(prefix.as_str()))
        };
        let is_any = self.streams.is_empty() && self.prefixes.is_empty();
        self.scope == *scope
            && self.groups.contains(group)
            && (is_any || has_name || has_prefix())
            && self.pattern.matches(&event.message)
    }
}
