//! One running environment: how its owner watches and ends it, and how an executor serves that.

use std::net::IpAddr;

use tokio::sync::{mpsc, oneshot, watch};

/// The owner's handle. Dropping it ends the environment.
#[derive(Debug)]
pub(crate) struct RunningEnvironment {
    orders: mpsc::UnboundedSender<Order>,
    exit: watch::Receiver<Option<Exit>>,
}

/// What an owner asks of an environment. A closed channel means [`Order::Kill`].
#[derive(Debug)]
pub(crate) enum Order {
    /// It is about to work: wake it. Until the next [`Order::Settle`] its use of memory matters.
    Begin,
    /// It has nothing to do: stop whatever goes on in it until it is to work again, where that is
    /// possible.
    Rest,
    /// Answer what it has used; with `Logs::Awaited`, once all that it has written is in its log sink.
    Settle(Logs, oneshot::Sender<Usage>),
    /// Answer by which address this program reaches whoever listens in it, if there is one.
    Address(oneshot::Sender<Option<IpAddr>>),
    /// Ask its runtime to end (SIGTERM), and answer once it was asked.
    Terminate(oneshot::Sender<()>),
    /// End it and everything that it has started.
    Kill,
}

/// Whether somebody reads the log of the event that has just ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Logs {
    Awaited,
    /// Output may arrive later, where an engine passes it on.
    Unread,
}

/// Where an environment is told when there is work for its runtime, and when there is none.
#[derive(Clone, Debug)]
pub(crate) struct Pace(mpsc::WeakUnboundedSender<Order>);

impl Pace {
    /// An event is about to be there.
    pub(crate) fn begin(&self) {
        self.tell(Order::Begin);
    }

    /// The runtime waits for an event, and there is none.
    pub(crate) fn rest(&self) {
        self.tell(Order::Rest);
    }

    /// By which address whoever listens in it is reached.
    pub(crate) async fn address(&self) -> Option<IpAddr> {
        let (answer, address) = oneshot::channel();
        self.tell(Order::Address(answer));
        address.await.ok().flatten()
    }

    fn tell(&self, order: Order) {
        if let Some(orders) = self.0.upgrade() {
            let _ = orders.send(order);
        }
    }
}

/// What an environment has used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// The highest resident memory so far, in MiB; `None` where it cannot be known.
    pub(crate) memory_peak_mb: Option<u32>,
}

/// How an environment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Code(i32),
    Signal(i32),
    /// Whoever ran it can no longer say.
    Lost,
}

/// The executor's side: a task reads the orders, and says once how the environment ended.
#[derive(Debug)]
pub(crate) struct EnvironmentKeeper {
    pub(crate) orders: mpsc::UnboundedReceiver<Order>,
    exit: watch::Sender<Option<Exit>>,
}

impl RunningEnvironment {
    pub(crate) fn new() -> (Self, EnvironmentKeeper) {
        // Unbounded, but an owner has at most one order of each kind under way.
        let (orders, received) = mpsc::unbounded_channel();
        let (exit, exited) = watch::channel(None);
        (
            Self {
                orders,
                exit: exited,
            },
            EnvironmentKeeper {
                orders: received,
                exit,
            },
        )
    }

    /// Leads to the environment's keeper, for those who see its runtime come and go.
    pub(crate) fn pace(&self) -> Pace {
        Pace(self.orders.downgrade())
    }

    /// Asks what it has used; whoever awaits its logs waits until they are in the log sink.
    pub(crate) async fn settle(&self, logs: Logs) -> Usage {
        let (answer, settled) = oneshot::channel();
        let _ = self.orders.send(Order::Settle(logs, answer));
        settled.await.unwrap_or_default()
    }

    /// `None` while it runs.
    pub(crate) fn exit(&self) -> Option<Exit> {
        let exit = *self.exit.borrow();
        match self.exit.has_changed() {
            Ok(_) => exit,
            Err(_) => Some(exit.unwrap_or(Exit::Lost)),
        }
    }

    /// Waits for the end, which is final: nothing of the environment runs any more.
    pub(crate) async fn exited(&self) -> Exit {
        let mut exit = self.exit.clone();
        match exit.wait_for(Option::is_some).await {
            Ok(exit) => exit.unwrap_or(Exit::Lost),
            Err(_) => Exit::Lost,
        }
    }

    /// Asks the runtime to end, which it need not do.
    pub(crate) async fn terminate(&self) {
        let (answer, asked) = oneshot::channel();
        let _ = self.orders.send(Order::Terminate(answer));
        let _ = asked.await;
    }

    /// Ends the environment and waits for its end.
    pub(crate) async fn kill(&self) -> Exit {
        let _ = self.orders.send(Order::Kill);
        self.exited().await
    }
}

impl EnvironmentKeeper {
    /// To be said once nothing of the environment runs any more, and all it wrote is in its log sink.
    pub(crate) fn ended(self, exit: Exit) {
        self.exit.send_replace(Some(exit));
    }
}

impl Exit {
    /// As shells and container engines say it: a death by signal n is 128 + n.
    pub(crate) fn of_shell(status: i32) -> Self {
        match status {
            129..=159 => Self::Signal(status - 128),
            code => Self::Code(code),
        }
    }

    /// The reason as AWS words it (recorded answers): `Runtime exited with error: signal: killed`.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::Code(0) | Self::Lost => "Runtime exited without providing a reason".to_owned(),
            Self::Code(code) => format!("Runtime exited with error: exit status {code}"),
            Self::Signal(signal) => {
                format!("Runtime exited with error: signal: {}", signal_name(signal))
            }
        }
    }
}

/// AWS's runtime supervisor is a Go program; these are Go's names on Linux.
fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        10 => "user defined signal 1",
        11 => "segmentation fault",
        12 => "user defined signal 2",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_is_worded_as_aws_words_it() {
        let words = [
            (Exit::Code(0), "Runtime exited without providing a reason"),
            (
                Exit::Code(127),
                "Runtime exited with error: exit status 127",
            ),
            (Exit::Signal(9), "Runtime exited with error: signal: killed"),
        ];
        for (exit, reason) in words {
            assert_eq!(exit.reason(), reason);
        }
    }

    #[tokio::test]
    async fn a_keeper_that_vanishes_leaves_a_lost_environment() {
        let (environment, keeper) = RunningEnvironment::new();
        assert_eq!(environment.exit(), None);
        drop(keeper);
        assert_eq!(environment.exit(), Some(Exit::Lost));
        assert_eq!(environment.kill().await, Exit::Lost);
        assert_eq!(environment.settle(Logs::Unread).await, Usage::default());
    }

    #[tokio::test]
    async fn dropping_the_handle_closes_the_orders() {
        let (environment, mut keeper) = RunningEnvironment::new();
        drop(environment);
        assert!(keeper.orders.recv().await.is_none());
        keeper.ended(Exit::Signal(9));
    }
}
