//! What the tests of streamed responses share: event streams taken apart, and a client that reads
//! an answer as it comes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::harness::TestServer;

/// One event: its type, and its payload.
#[derive(Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) kind: String,
    pub(crate) payload: Vec<u8>,
}

impl Event {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.payload).unwrap()
    }
}

/// Takes events apart; lengths alone are believed, checksums are the SDKs' to verify.
pub(crate) fn events(mut bytes: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    while !bytes.is_empty() {
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let (total, head) = (number(0), number(4));
        let headers = String::from_utf8_lossy(&bytes[12..12 + head]).into_owned();
        let kinds = ["PayloadChunk", "InvokeComplete"];
        let kind = kinds
            .into_iter()
            .find(|kind| headers.contains(kind))
            .unwrap();
        let payload = bytes[12 + head..total - 4].to_vec();
        events.push(Event {
            kind: kind.to_owned(),
            payload,
        });
        bytes = &bytes[total..];
    }
    events
}

/// An answer whose body is still on its way.
pub(crate) struct Answer {
    stream: BufReader<TcpStream>,
    pub(crate) head: String,
}

/// Sends a request and reads the head of its answer.
pub(crate) fn open(server: &TestServer, head: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let length = body.len();
    write!(stream, "{head}content-length: {length}\r\n\r\n{body}").unwrap();
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).unwrap(), 0, "{head}");
    }
    Answer { stream, head }
}

impl Answer {
    /// The next chunk of the body's framing; `None` at its end.
    pub(crate) fn chunk(&mut self) -> Option<Vec<u8>> {
        let mut line = String::new();
        self.stream.read_line(&mut line).ok()?;
        let size = usize::from_str_radix(line.trim_end(), 16).ok()?;
        let mut chunk = vec![0; size + 2];
        self.stream.read_exact(&mut chunk).ok()?;
        chunk.truncate(size);
        (size > 0).then_some(chunk)
    }
}
