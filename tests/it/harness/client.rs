//! A raw HTTP/1.1 client: it sends what it is told, and shows the answer as it came.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One request, built up and sent on a connection of its own.
pub(crate) struct Request {
    address: SocketAddr,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(address: SocketAddr, method: &str, target: &str) -> Self {
        Self {
            address,
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds an Authorization header that names a service in us-east-1, as an SDK would with the
    /// access key `test`. The signature is not a real one.
    pub(crate) fn signed(self, service: &str) -> Self {
        self.signed_as("test", "us-east-1", service)
    }

    /// As [`Request::signed`], for an access key and a region.
    pub(crate) fn signed_as(self, access_key: &str, region: &str, service: &str) -> Self {
        let signature = "0".repeat(64);
        let value = format!(
            "AWS4-HMAC-SHA256 Credential={access_key}/20261122/{region}/{service}/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={signature}"
        );
        self.header("authorization", &value)
            .header("x-amz-date", "20261122T000000Z")
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The value of a header that has been added.
    pub(crate) fn value(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        let found = headers.find(|(own, _)| own.eq_ignore_ascii_case(name));
        &found.expect("the header was added").1
    }

    pub(super) fn method(&self) -> &str {
        &self.method
    }

    pub(super) fn path_and_query(&self) -> (&str, &str) {
        self.target.split_once('?').unwrap_or((&self.target, ""))
    }

    /// Every header that is sent but those of the connection, names in lower case.
    pub(super) fn headers_with_host(&self) -> Vec<(String, String)> {
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
            .collect();
        if !headers.iter().any(|(name, _)| name == "host") {
            let host = format!("localhost:{}", self.address.port());
            headers.push(("host".to_owned(), host));
        }
        headers
    }

    /// Sends the request and reads the whole answer.
    pub(crate) fn send(self) -> Reply {
        let is_head = self.method == "HEAD";
        Reply::read(&mut self.begin(), is_head)
    }

    /// Sends the request; the body of the answer as far as it comes.
    pub(crate) fn send_to_its_cut(self) -> Vec<u8> {
        let mut stream = self.begin();
        line(&mut stream);
        headers(&mut stream);
        let mut body = Vec::new();
        // However the connection ends.
        let _ = stream.read_to_end(&mut body);
        body
    }

    /// As [`Request::send`]; `None` if the answer is cut off before the end that its head tells.
    pub(crate) fn try_send(self) -> Option<Reply> {
        let mut answer = Vec::new();
        self.begin().read_to_end(&mut answer).ok()?;
        let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
        let names = String::from_utf8_lossy(&answer[..head]).to_lowercase();
        let length = names.split("\r\ncontent-length: ").nth(1);
        let length = length.and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
        let is_whole = match length {
            Some(length) => answer.len() - head - 4 == length,
            None => answer.ends_with(b"\r\n0\r\n\r\n"),
        };
        is_whole.then(|| Reply::read(&mut answer.as_slice(), false))
    }

    fn begin(self) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(self.address).expect("the server accepts");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        let has = |name: &str| {
            self.headers
                .iter()
                .any(|(own, _)| own.eq_ignore_ascii_case(name))
        };
        if !has("host") {
            head.push_str(&format!("Host: localhost:{}\r\n", self.address.port()));
        }
        if !has("content-length") && !has("transfer-encoding") {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("Connection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        // A server may refuse a request before it has read the body.
        let _ = stream.write_all(&self.body);
        BufReader::new(stream)
    }
}

/// An answer: status, headers in their order and case, and the body decoded from its framing.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    fn read(stream: &mut impl BufRead, without_body: bool) -> Self {
        let status_line = line(stream);
        let status = status_line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or_else(|| panic!("no status in {status_line:?}"));
        let headers = headers(stream);
        if status == 100 {
            return Self::read(stream, without_body);
        }
        let mut reply = Self {
            status,
            headers,
            body: Vec::new(),
        };
        if without_body || status == 204 || status == 304 {
            return reply;
        }
        if reply.header("transfer-encoding") == Some("chunked") {
            reply.body = chunks(stream);
        } else if let Some(length) = reply.header("content-length") {
            reply.body = vec![0; length.parse().unwrap()];
            stream.read_exact(&mut reply.body).unwrap();
        } else {
            stream.read_to_end(&mut reply.body).unwrap();
        }
        reply
    }

    /// The first value of a header, whatever its case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }

    /// The text of the first `<name>` element of an XML body.
    pub(crate) fn element(&self, name: &str) -> Option<String> {
        let text = self.text();
        let start = text.find(&format!("<{name}>"))? + name.len() + 2;
        let end = text[start..].find(&format!("</{name}>"))? + start;
        Some(text[start..end].to_owned())
    }
}

fn line(stream: &mut impl BufRead) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).expect("the server answers");
    line.trim_end().to_owned()
}

fn headers(stream: &mut impl BufRead) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    loop {
        let line = line(stream);
        let Some((name, value)) = line.split_once(':') else {
            return headers;
        };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
}

fn chunks(stream: &mut impl BufRead) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let size = line(stream);
        let size = size.split(';').next().unwrap_or_default();
        let size =
            usize::from_str_radix(size, 16).unwrap_or_else(|_| panic!("chunk size {size:?}"));
        if size == 0 {
            headers(stream);
            return body;
        }
        let start = body.len();
        body.resize(start + size, 0);
        stream.read_exact(&mut body[start..]).unwrap();
        line(stream);
    }
}
