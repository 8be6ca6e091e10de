//! Keeps one JVM running: starts another when it dies, ends it when the server stops.

use std::time::Duration;

use tokio::sync::{Mutex, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::jvm::{Jvm, Launch};

/// Between two attempts to start a JVM that does not start; the first follows at once.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

/// A DynamoDB Local that is there, or will be again.
pub(super) struct Keeper {
    /// Where the JVM answers; `None` while there is none.
    base_url: watch::Receiver<Option<String>>,
    running: Mutex<Option<Running>>,
}

struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Keeper {
    /// Starts the first JVM; a problem with it is one line.
    pub(super) async fn start(launch: Launch, client: reqwest::Client) -> Result<Self, String> {
        let jvm = Jvm::start(&launch, &client).await?;
        let (publish, base_url) = watch::channel(Some(jvm.base_url()));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(keep(jvm, launch, client, publish, stopped));
        Ok(Self {
            base_url,
            running: Mutex::new(Some(Running { stop, task })),
        })
    }

    /// Where the JVM answers, waiting at most so long for one that is being started again.
    pub(super) async fn base_url(&self, patience: Duration) -> Option<String> {
        let mut base_url = self.base_url.clone();
        let up = timeout(patience, base_url.wait_for(Option::is_some)).await;
        up.ok()?.ok()?.clone()
    }

    /// Waits, at most so long, until `dead` is not where the JVM answers any more.
    pub(super) async fn gone(&self, dead: &str, patience: Duration) {
        let mut base_url = self.base_url.clone();
        let elsewhere = |url: &Option<String>| url.as_deref() != Some(dead);
        // Whoever waits asks for the new address next, and hears then that there is none.
        let _ = timeout(patience, base_url.wait_for(elsewhere)).await;
    }

    /// Ends the JVM and waits until it is gone.
    pub(super) async fn stop(&self) {
        if let Some(running) = self.running.lock().await.take() {
            let _ = running.stop.send(());
            let _ = running.task.await;
        }
    }
}

async fn keep(
    mut jvm: Jvm,
    launch: Launch,
    client: reqwest::Client,
    publish: watch::Sender<Option<String>>,
    mut stopped: oneshot::Receiver<()>,
) {
    loop {
        tokio::select! {
            biased;
            _ = &mut stopped => return jvm.stop().await,
            how = jvm.ended() => tracing::warn!(
                "DynamoDB Local died, and with it the tables it held in memory: {how}. Starting another."
            ),
        }
        publish.send_replace(None);
        jvm = tokio::select! {
            biased;
            // Dropping the start kills what it has started so far.
            _ = &mut stopped => return,
            next = start_again(&launch, &client) => next,
        };
        publish.send_replace(Some(jvm.base_url()));
    }
}

async fn start_again(launch: &Launch, client: &reqwest::Client) -> Jvm {
    loop {
        match Jvm::start(launch, client).await {
            Ok(jvm) => return jvm,
            Err(problem) => tracing::warn!("DynamoDB Local does not start: {problem}"),
        }
        sleep(RETRY_INTERVAL).await;
    }
}
