//! Lets functions call their AWS: this server listens on loopback, which containers of a bridge do
//! not reach, so connections from their side are passed on.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Connections passed on at once; more wait to be accepted.
const CONNECTIONS_MAX: usize = 1024;

/// Passes connections on until it is dropped.
pub(super) struct Forwarder {
    pub(super) address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Forwarder {
    /// Listens on a free port of `on`, and passes what comes to `to`.
    pub(super) async fn start(on: IpAddr, to: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((on, 0)).await?;
        let address = listener.local_addr()?;
        let accepting = tokio::spawn(accept(listener, to));
        Ok(Self { address, accepting })
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, to: SocketAddr) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(permit) = Arc::clone(&connections).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(async move {
                    // A connection that breaks is its two ends' affair.
                    let _ = pass_on(stream, to).await;
                    drop(permit);
                });
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn pass_on(mut from: TcpStream, to: SocketAddr) -> io::Result<()> {
    let mut onward = TcpStream::connect(to).await?;
    from.set_nodelay(true)?;
    onward.set_nodelay(true)?;
    copy_bidirectional(&mut from, &mut onward).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn what_is_sent_arrives_and_so_does_the_answer() {
        let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let server = TcpListener::bind((local, 0)).await.unwrap();
        let to = server.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = server.accept().await.unwrap();
            let mut question = [0; 4];
            stream.read_exact(&mut question).await.unwrap();
            stream.write_all(b"pong").await.unwrap();
        });
        let forwarder = Forwarder::start(local, to).await.unwrap();
        let mut client = TcpStream::connect(forwarder.address).await.unwrap();
        client.write_all(b"ping").await.unwrap();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        assert_eq!(answer, b"pong");
    }
}
