//! Sends batches to an extension, inside its environment, until they are taken.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::buffer::Buffer;
use super::request::{Destination, HOST};
use crate::aws::time::iso_millis;
use crate::clock::Clock;

/// How long a listener may take to acknowledge a batch.
const SEND_TIMEOUT: Duration = Duration::from_secs(2);
/// Waits between attempts: doubled each time, up to the second.
const BACKOFF: Duration = Duration::from_millis(20);
const BACKOFF_MAX: Duration = Duration::from_secs(1);

/// Whoever listens in the environment.
struct Listener {
    destination: Destination,
    address: IpAddr,
    client: reqwest::Client,
    connection: Option<TcpStream>,
}

/// Sends what is buffered, for ever. `told` is called whenever a batch has arrived, or could not.
pub(crate) async fn deliver(
    buffer: Arc<Buffer>,
    destination: Destination,
    address: Option<IpAddr>,
    clock: Clock,
    told: impl Fn(),
) {
    let now = || iso_millis(clock.now());
    let listener = address.and_then(|address| Listener::new(destination, address));
    let Some(mut listener) = listener else {
        tracing::warn!("telemetry cannot be sent: the function's environment has no address here");
        buffer.refused();
        return told();
    };
    loop {
        let batch = buffer.batch(now).await;
        let mut wait = BACKOFF;
        while !listener.takes(&batch).await {
            buffer.refused();
            told();
            sleep(wait).await;
            wait = (wait * 2).min(BACKOFF_MAX);
            buffer.awake().await;
        }
        buffer.sent();
        told();
    }
}

impl Listener {
    fn new(destination: Destination, address: IpAddr) -> Option<Self> {
        // Only inside the environment is its name known.
        let client = reqwest::Client::builder()
            .no_proxy()
            .resolve(HOST, SocketAddr::new(address, 0))
            .timeout(SEND_TIMEOUT)
            .build()
            .ok()?;
        Some(Self {
            destination,
            address,
            client,
            connection: None,
        })
    }

    async fn takes(&mut self, batch: &[String]) -> bool {
        match self.destination.clone() {
            Destination::Http { uri, put } => self.takes_http(&uri, put, batch).await,
            Destination::Tcp { port } => {
                let sent = timeout(SEND_TIMEOUT, self.send_tcp(port, batch)).await;
                let taken = matches!(sent, Ok(Ok(())));
                if !taken {
                    self.connection = None;
                }
                taken
            }
        }
    }

    /// An array of events.
    async fn takes_http(&self, uri: &Uri, put: bool, batch: &[String]) -> bool {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let port = uri.port_u16().unwrap_or(80);
        let url = format!("http://{HOST}:{port}{path}");
        let request = match put {
            true => self.client.put(url),
            false => self.client.post(url),
        };
        let request = request
            .header("content-type", "application/json")
            .body(format!("[{}]", batch.join(",")));
        let answer = request.send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// A line for each event.
    async fn send_tcp(&mut self, port: u16, batch: &[String]) -> std::io::Result<()> {
        if self.connection.is_none() {
            self.connection = Some(TcpStream::connect((self.address, port)).await?);
        }
        if let Some(connection) = &mut self.connection {
            let lines = batch.join("\n") + "\n";
            connection.write_all(lines.as_bytes()).await?;
        }
        Ok(())
    }
}
