//! The extensions of one environment: who they are, what they wait for, and how they fail.
//!
//! AWS: Developer Guide, "Using the Lambda Extensions API to create extensions"; the names of states
//! and errors are those of AWS's runtime emulator.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::extension::{EXTENSIONS_MAX, Extension, Fault, Interest, Phase, Unwelcome};
use crate::lambda::executor::environment::Exit;

/// Where an environment's extensions meet whoever invokes it.
#[derive(Debug)]
pub(crate) struct Extensions {
    state: Mutex<State>,
    /// Told after each change.
    changed: watch::Sender<()>,
}

#[derive(Debug)]
struct State {
    /// External ones first, as they lie in the layers; then internal ones, as they came.
    all: Vec<Extension>,
    /// Until the runtime asks for its first event.
    open: bool,
    fault: Option<Fault>,
    /// How the runtime has ended, where that does not end the environment.
    runtime_exit: Option<Exit>,
    /// The runtime is to end, and then all.
    ending: bool,
}

/// How the processes of an environment end (Developer Guide, "Lambda runtime environment lifecycle").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// There are no extensions: by SIGKILL.
    AtOnce,
    /// The runtime gets SIGTERM, then external extensions the event of the end, and what is left
    /// SIGKILL. Which extensions there are, one of them at least.
    Graceful { external: bool, internal: bool },
}

/// What the log tells of an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Described {
    pub(crate) name: String,
    pub(crate) state: &'static str,
    pub(crate) events: Vec<&'static str>,
    pub(crate) error_type: Option<String>,
}

impl Extensions {
    /// An environment in which these files will be started as extensions.
    pub(crate) fn expecting(names: &[String]) -> Self {
        Self {
            state: Mutex::new(State {
                all: names.iter().map(|name| Extension::external(name)).collect(),
                open: true,
                fault: None,
                runtime_exit: None,
                ending: false,
            }),
            changed: watch::Sender::new(()),
        }
    }

    /// Whether there are any at all.
    pub(crate) fn any(&self) -> bool {
        !self.lock().all.is_empty()
    }

    /// An extension introduces itself, under an id that nobody else has.
    pub(super) fn register(
        &self,
        name: &str,
        id: &str,
        interest: Interest,
    ) -> Result<(), Unwelcome> {
        let mut state = self.lock();
        let outcome = state.register(name, id, interest);
        drop(state);
        self.tell();
        outcome
    }

    /// The name of an extension that has introduced itself.
    pub(super) fn name_of(&self, id: &str) -> Result<String, Unwelcome> {
        self.change(id, |extension| Ok(extension.name.clone()))
    }

    /// Nobody may introduce themselves any more.
    pub(super) fn close(&self) {
        self.lock().open = false;
    }

    /// An extension has nothing to do, which `waits` is told, and waits for what comes: the event as
    /// JSON.
    pub(super) async fn next(&self, id: &str, waits: impl Fn()) -> Result<String, Unwelcome> {
        let mut changed = self.changed.subscribe();
        self.change(id, |extension| extension.become_ready())?;
        waits();
        loop {
            changed.mark_unchanged();
            if let Some(event) = self.change(id, |extension| Ok(extension.take()))? {
                return Ok(event);
            }
            // `self` keeps the sender alive.
            let _ = changed.changed().await;
        }
    }

    /// An extension says that it cannot go on.
    pub(super) fn gives_up(&self, id: &str, error_type: &str, at: Phase) -> Result<(), Unwelcome> {
        self.change(id, |extension| extension.give_up(error_type, at))
    }

    /// The process of an external extension has ended.
    pub(super) fn exited(&self, name: &str, status: i32) {
        let mut state = self.lock();
        let found = state.all.iter_mut().find(|one| one.is_external(name));
        let fault = found.and_then(|extension| extension.exited(status));
        state.fault = state.fault.take().or(fault);
        drop(state);
        self.tell();
    }

    /// Waits until every external extension has introduced itself, or one has failed.
    pub(crate) async fn registered(&self) {
        self.until(|state| {
            let here = |one: &Extension| one.phase != Phase::Started;
            (state.fault.is_some() || state.all.iter().all(here)).then_some(())
        })
        .await;
    }

    /// The runtime of an environment with a launcher has ended.
    pub(super) fn runtime_exited(&self, exit: Exit) {
        self.lock().runtime_exit = Some(exit);
        self.tell();
    }

    /// How the runtime has ended, if only it has.
    pub(crate) fn runtime_exit(&self) -> Option<Exit> {
        self.lock().runtime_exit
    }

    /// Waits until the runtime alone has ended, which may be never.
    pub(crate) async fn runtime_gone(&self) -> Exit {
        self.until(|state| state.runtime_exit).await
    }

    /// Waits until the runtime is to end.
    pub(super) async fn ending(&self) {
        self.until(|state| state.ending.then_some(())).await;
    }

    /// Asks for the runtime's end; nobody rests any more.
    pub(crate) fn end(&self) {
        self.lock().ending = true;
        self.tell();
    }

    /// Waits until all of them have nothing to do. One that has failed never has: whoever looked for a
    /// fault a moment ago, and found none, does not take its end for rest.
    pub(crate) async fn idle(&self) {
        self.until(|state| (state.fault.is_none() && state.is_idle()).then_some(()))
            .await;
    }

    /// All of them wait for what comes, and nothing is to come: the environment may rest.
    pub(super) fn may_rest(&self) -> bool {
        let state = self.lock();
        state.is_idle() && !state.ending
    }

    /// Waits until one has failed, which may be never.
    pub(crate) async fn failed(&self) -> Fault {
        self.until(|state| state.fault.clone()).await
    }

    /// How the first one failed, if one has.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.lock().fault.clone()
    }

    /// Tells everybody who wants to know of an event; `json` is what they get.
    pub(crate) fn invoke(&self, json: &str) {
        let mut state = self.lock();
        for extension in state.all.iter_mut().filter(|one| one.interest.invoke) {
            extension.pending = Some(json.to_owned());
        }
        drop(state);
        self.tell();
    }

    /// How the environment is to end. Whatever happens to extensions from now on is no fault.
    pub(crate) fn await_end(&self) -> End {
        let mut state = self.lock();
        state.all.iter_mut().for_each(Extension::await_end);
        match (state.all.first(), state.all.last()) {
            // External ones stand first, internal ones last.
            (Some(first), Some(last)) => End::Graceful {
                external: first.has_process(),
                internal: !last.has_process(),
            },
            _ => End::AtOnce,
        }
    }

    /// Tells everybody who wants to know of the end.
    pub(crate) fn shut_down(&self, json: &str) {
        let mut state = self.lock();
        for extension in state.all.iter_mut().filter(|one| one.wants_end()) {
            extension.pending = Some(json.to_owned());
        }
        drop(state);
        self.tell();
    }

    /// Waits until the processes of external extensions are gone.
    pub(crate) async fn gone(&self) {
        self.until(|state| (!state.all.iter().any(Extension::wants_end)).then_some(()))
            .await;
    }

    /// What the log tells of each.
    pub(crate) fn described(&self) -> Vec<Described> {
        let state = self.lock();
        let described = |one: &Extension| Described {
            name: one.name.clone(),
            state: one.phase.name(),
            events: one.interest.names(),
            error_type: one.error_type.clone(),
        };
        state.all.iter().map(described).collect()
    }

    fn change<T>(
        &self,
        id: &str,
        change: impl FnOnce(&mut Extension) -> Result<T, Unwelcome>,
    ) -> Result<T, Unwelcome> {
        let mut state = self.lock();
        let found = state
            .all
            .iter_mut()
            .find(|one| one.id.as_deref() == Some(id));
        let outcome = change(found.ok_or_else(|| Unwelcome::unknown(id))?);
        drop(state);
        self.tell();
        outcome
    }

    async fn until<T>(&self, mut holds: impl FnMut(&State) -> Option<T>) -> T {
        let mut changed = self.changed.subscribe();
        loop {
            changed.mark_unchanged();
            if let Some(value) = holds(&self.lock()) {
                return value;
            }
            // `self` keeps the sender alive.
            let _ = changed.changed().await;
        }
    }

    fn tell(&self) {
        self.changed.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_idle(&self) -> bool {
        self.all.iter().all(Extension::is_idle)
    }

    fn register(&mut self, name: &str, id: &str, interest: Interest) -> Result<(), Unwelcome> {
        if let Some(known) = self.all.iter_mut().find(|one| one.is_external(name)) {
            return known.register(id, interest);
        }
        if interest.shutdown {
            return Err(Unwelcome::shutdown_for_internal());
        }
        if !self.open {
            return Err(Unwelcome::closed());
        }
        if self.all.iter().any(|one| one.name == name) {
            return Err(Unwelcome::name_taken());
        }
        if self.all.len() >= EXTENSIONS_MAX {
            return Err(Unwelcome::too_many());
        }
        self.all.push(Extension::internal(name, id, interest));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: Interest = Interest {
        invoke: true,
        shutdown: true,
    };

    #[tokio::test]
    async fn an_event_goes_to_those_who_want_it_and_is_over_when_they_ask_again() {
        let extensions = Extensions::expecting(&["one".to_owned()]);
        extensions.register("one", "id", BOTH).unwrap();
        extensions.registered().await;
        extensions.invoke("{}");
        assert_eq!(extensions.next("id", || ()).await.unwrap(), "{}");
        let idle = tokio::time::timeout(std::time::Duration::ZERO, extensions.idle());
        assert!(idle.await.is_err());
        let (_, ()) = tokio::join!(
            tokio::time::timeout(
                std::time::Duration::from_millis(10),
                extensions.next("id", || ())
            ),
            extensions.idle(),
        );
    }

    #[test]
    fn an_exit_is_a_crash_unless_it_was_announced() {
        for (announced, kind) in [
            (None, "Extension.Crash"),
            (Some("X.Y"), "Extension.InitError"),
        ] {
            let extensions = Extensions::expecting(&["one".to_owned()]);
            extensions.register("one", "id", BOTH).unwrap();
            if let Some(error_type) = announced {
                extensions
                    .gives_up("id", error_type, Phase::InitError)
                    .unwrap();
            }
            extensions.exited("one", 0);
            let fault = extensions.fault().unwrap();
            assert_eq!((fault.kind, fault.reason.as_str()), (kind, "exit code 0"));
        }
    }

    #[tokio::test]
    async fn one_that_has_failed_is_not_at_rest() {
        let extensions = Extensions::expecting(&["one".to_owned()]);
        extensions.register("one", "id", BOTH).unwrap();
        extensions.exited("one", 3);
        let idle = tokio::time::timeout(std::time::Duration::ZERO, extensions.idle());
        assert!(idle.await.is_err());
    }

    #[test]
    fn a_shutdown_makes_an_exit_proper() {
        let extensions = Extensions::expecting(&["one".to_owned()]);
        extensions.register("one", "id", BOTH).unwrap();
        let end = End::Graceful {
            external: true,
            internal: false,
        };
        assert_eq!(extensions.await_end(), end);
        extensions.exited("one", 0);
        assert_eq!(extensions.fault(), None);
    }

    #[test]
    fn internal_extensions_come_before_the_first_event_and_see_no_shutdown() {
        let extensions = Extensions::expecting(&[]);
        assert_eq!(extensions.await_end(), End::AtOnce);
        assert!(extensions.register("in", "id", BOTH).is_err());
        let invoke = Interest {
            invoke: true,
            shutdown: false,
        };
        extensions.register("in", "id", invoke).unwrap();
        assert!(extensions.register("in", "other", invoke).is_err());
        let end = End::Graceful {
            external: false,
            internal: true,
        };
        assert_eq!(extensions.await_end(), end);
        extensions.close();
        assert!(extensions.register("late", "late", invoke).is_err());
    }
}
