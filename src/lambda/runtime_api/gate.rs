//! Where a runtime waits that has an environment already, and is not to begin yet.

use tokio::sync::watch;

/// Open, unless somebody shuts it before the environment starts.
#[derive(Debug, Default)]
pub(super) struct Gate(watch::Sender<State>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    Shut,
    /// The environment's first program waits before it.
    Reached,
}

impl Gate {
    pub(super) fn shut(&self) {
        self.0.send_replace(State::Shut);
    }

    pub(super) fn open(&self) {
        self.0.send_replace(State::Open);
    }

    /// Somebody is there; `false` if nothing holds them.
    pub(super) fn reach(&self) -> bool {
        self.0.send_if_modified(|state| {
            let is_shut = *state == State::Shut;
            if is_shut {
                *state = State::Reached;
            }
            is_shut
        })
    }

    /// Waits until somebody is there.
    pub(super) async fn reached(&self) {
        self.wait_for(State::Reached).await;
    }

    /// Waits until it is open.
    pub(super) async fn opened(&self) {
        self.wait_for(State::Open).await;
    }

    async fn wait_for(&self, wanted: State) {
        // `self` keeps the sender alive.
        let _ = self.0.subscribe().wait_for(|state| *state == wanted).await;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn whoever_comes_to_a_shut_gate_is_known_and_waits_until_it_opens() {
        let gate = Gate::default();
        assert!(!gate.reach() && gate.opened().now_or_never().is_some());
        gate.shut();
        assert!(gate.reached().now_or_never().is_none());
        assert!(gate.reach() && gate.reached().now_or_never().is_some());
        assert!(gate.opened().now_or_never().is_none());
        gate.open();
        assert!(gate.opened().now_or_never().is_some());
    }
}
