//! Composition: binds the addresses, starts the world, and serves until told to stop.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::aws::context::RequestContext;
use crate::config::{Config, Sync};
use crate::gateway::{self, ApplicationRoute, Gateway};
use crate::journal::{Folder, Log};
use crate::lambda::application::Application;
use crate::store::depot::Depot;
use crate::world::{Ground, Kept, Worlds};

mod application;
mod prompt;
mod seeds;

use prompt::Prompt;

/// A client that has not finished its request's head by then is cut off.
const HEAD_TIMEOUT: Duration = Duration::from_secs(14);
/// How long running requests may go on after a stop is asked for.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);
/// Open connections at most; more wait to be accepted.
const CONNECTIONS_MAX: usize = 8192;

/// A server that has its addresses and is ready to run.
pub struct Server {
    listeners: Vec<Listener>,
    /// Where an application of its own port is, if there is one.
    application: Option<(RequestContext, Application)>,
    worlds: Arc<Worlds>,
    gateway: Arc<Gateway>,
}

/// One address that is served.
struct Listener {
    socket: TcpListener,
    /// Of an application's own port.
    route: Option<Arc<ApplicationRoute>>,
}

/// Why a server could not start: one line that says what to do.
#[derive(Debug)]
pub struct StartProblem(String);

impl std::fmt::Display for StartProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartProblem {}

impl Server {
    /// Takes the addresses first, so that a second server fails before it starts anything.
    pub async fn bind(config: Config) -> Result<Self, StartProblem> {
        // Before anybody can connect: a server that will have no data does not look like one that is there.
        let folder = config.data_dir.as_ref();
        let folder = folder.map(|path| Folder::take(config.disk.clone(), path));
        let folder = folder.transpose().map_err(StartProblem)?;
        let sockets = bind_all(&config.host, config.port, &OWN_PORT);
        let sockets = sockets.await.map_err(StartProblem)?;
        let listeners: Vec<_> = sockets.into_iter().map(Listener::new).collect();
        let worlds = make_worlds(&config, folder, listeners[0].address()).await;
        let worlds = worlds.map_err(StartProblem)?;
        let gateway = Arc::new(Gateway::new(&config, Arc::clone(&worlds)));
        Ok(Self {
            listeners,
            application: None,
            worlds,
            gateway,
        })
    }

    /// The first address served.
    pub fn address(&self) -> SocketAddr {
        self.listeners[0].address()
    }

    /// What runs, line by line, for the start banner.
    pub fn banner(&self) -> String {
        let mut text = format!("RustStack {}\n", env!("CARGO_PKG_VERSION"));
        for (service, state) in self.worlds.default().describe() {
            text.push_str(&format!("  {service:<9} {state}\n"));
        }
        for listener in self.listeners.iter().filter(|own| own.route.is_none()) {
            text.push_str(&format!("  http://{}\n", listener.address()));
        }
        text
    }

    /// Answers the one request of a connection without a socket, for fuzz targets: bytes for bytes.
    #[cfg(fuzzing)]
    pub async fn answer(&self, request: &[u8]) -> Vec<u8> {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};

        let peer = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        let (mut client, server) = tokio::io::duplex(1 << 20);
        let service = gateway::service(Arc::clone(&self.gateway), peer, None);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(server), service);
        let asking = async {
            let mut answer = Vec::new();
            // A server may refuse a request before it has read all of it.
            let _ = client.write_all(request).await;
            let _ = client.read_to_end(&mut answer).await;
            answer
        };
        tokio::join!(asking, connection).0
    }

    /// Serves until `stop` resolves, then lets running requests finish and ends what was started.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        {
            let accepting = self.listeners.iter().map(|listener| {
                let connections = Arc::clone(&connections);
                let (gateway, graceful) = (&self.gateway, &graceful);
                Box::pin(async move {
                    loop {
                        let Ok(permit) = Arc::clone(&connections).acquire_owned().await else {
                            return;
                        };
                        let (stream, peer) = accept(&listener.socket).await;
                        let route = listener.route.clone();
                        let service = gateway::service(Arc::clone(gateway), peer, route);
                        let connection = http1::Builder::new()
                            .timer(TokioTimer::new())
                            .header_read_timeout(HEAD_TIMEOUT)
                            .serve_connection(TokioIo::new(stream), service);
                        let connection = Prompt::new(graceful.watch(connection));
                        tokio::spawn(async move {
                            // A connection that ends badly is its client's affair.
                            let _ = connection.await;
                            drop(permit);
                        });
                    }
                })
            });
            let accepting = futures_util::future::select_all(accepting);
            tokio::select! {
                () = self.keep_application_ready() => {}
                () = stop => {}
                _ = accepting => {}
            }
        }
        drop(self.listeners);
        self.worlds
            .all()
            .iter()
            .for_each(|world| world.logs.end_tails());
        if tokio::time::timeout(DRAIN_TIMEOUT, graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("some requests were still running after {DRAIN_TIMEOUT:?}");
        }
        self.worlds.stop().await;
    }
}

/// Every world that an earlier run has left in the data directory, if there is one.
async fn make_worlds(
    config: &Config,
    folder: Option<Folder>,
    address: SocketAddr,
) -> Result<Arc<Worlds>, String> {
    let Some(folder) = folder else {
        let ground = Ground::lay(config.clone(), address.port(), Depot::default()).await?;
        return Ok(Arc::new(Worlds::new(ground, &Kept::default())));
    };
    let answers_at = format!("http://{address}");
    let (log, kept) = Log::open::<Kept>(folder, &answers_at, config.sync == Sync::Always)?;
    let ground = Ground::lay(config.clone(), address.port(), log.depot().clone()).await?;
    let worlds = Arc::new(Worlds::new(ground, &kept));
    worlds.keep(log, kept)?;
    Ok(worlds)
}

impl Listener {
    fn new(socket: TcpListener) -> Self {
        Self {
            socket,
            route: None,
        }
    }

    fn address(&self) -> SocketAddr {
        local_address(&self.socket)
    }
}

/// How a port is chosen: its flag and its variable.
struct PortOption {
    flag: &'static str,
    variable: &'static str,
}

const OWN_PORT: PortOption = PortOption {
    flag: "--port",
    variable: "RUSTSTACK_PORT",
};

/// Binds a port of every address; `::1` may be missing on a machine without IPv6.
async fn bind_all(
    hosts: &[IpAddr],
    mut port: u16,
    option: &PortOption,
) -> Result<Vec<TcpListener>, String> {
    let mut listeners = Vec::new();
    for address in hosts {
        match TcpListener::bind((*address, port)).await {
            Ok(listener) => {
                port = local_address(&listener).port();
                listeners.push(listener);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                return Err(format!(
                    "port {port} on {address} is in use: stop the program that holds it, or choose another with {} or {}",
                    option.flag, option.variable
                ));
            }
            Err(_) if address.is_ipv6() && !listeners.is_empty() => {}
            Err(error) => return Err(format!("cannot listen on {address}, port {port}: {error}")),
        }
    }
    if listeners.is_empty() {
        return Err("no address to listen on: set --host or RUSTSTACK_HOST".to_owned());
    }
    Ok(listeners)
}

fn local_address(listener: &TcpListener) -> SocketAddr {
    listener
        .local_addr()
        .expect("a bound listener has an address")
}

/// Waits for the next connection; when descriptors run out, waits for some to come back.
async fn accept(listener: &TcpListener) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                let _ = stream.set_nodelay(true);
                // An address of IPv4 on a socket of IPv6 reads as what it is.
                return (stream, address.ip().to_canonical());
            }
            Err(error) => {
                tracing::warn!("cannot accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
