//! Another DynamoDB, of a kind: it remembers what it was asked, and always answers the same.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What it always answers.
#[derive(Clone)]
pub(super) struct Answer {
    status: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    pub(super) fn ok(body: &str) -> Self {
        Self::with_status("200 OK", body)
    }

    pub(super) fn with_status(status: &str, body: &str) -> Self {
        Self {
            status: status.to_owned(),
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn text(&self) -> String {
        let mut text = format!("HTTP/1.1 {}\r\n", self.status);
        if !self
            .headers
            .iter()
            .any(|(name, _)| name == "content-length")
        {
            text.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("content-type: application/x-amz-json-1.0\r\nconnection: close\r\n\r\n");
        text + &self.body
    }
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn read(stream: TcpStream) -> Option<Self> {
        let mut stream = BufReader::new(stream);
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).ok()?;
            match line.trim_end() {
                "" if head.is_empty() => return None,
                "" => break,
                line => head.push(line.to_owned()),
            }
        }
        let headers = head.iter().filter_map(|line| line.split_once(": "));
        let mut seen = Self {
            headers: headers
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            body: Vec::new(),
        };
        let length = seen
            .header("content-length")
            .unwrap_or("0")
            .parse()
            .unwrap();
        seen.body = vec![0; length];
        stream.read_exact(&mut seen.body).ok()?;
        Some(seen)
    }
}

/// Listens until it is dropped.
pub(super) struct OtherDynamoDb {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl OtherDynamoDb {
    pub(super) fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let other = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
        };
        let seen = Arc::clone(&other.seen);
        std::thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                let Some(request) = stream.try_clone().ok().and_then(Seen::read) else {
                    return;
                };
                seen.lock().unwrap().push(request);
                let _ = stream.write_all(answer.text().as_bytes());
            }
        });
        other
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn requests(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for OtherDynamoDb {
    fn drop(&mut self) {
        // A connection without a request ends the thread, and with it the listening.
        let _ = TcpStream::connect(self.address);
    }
}
