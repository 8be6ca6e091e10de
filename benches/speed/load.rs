//! Load: keep-alive connections that send prepared requests and read the answers to their end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::process::Measured;

/// A whole HTTP request in bytes.
pub(crate) fn request(
    method: &str,
    target: &str,
    service: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let mut head = format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\
         X-Amz-Date: 20261122T000000Z\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/{service}/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature={}\r\n",
        body.len(),
        "0".repeat(64)
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

/// Sends one request on a new connection; panics unless the answer is a 2xx.
pub(crate) fn once(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut connection = BufReader::new(TcpStream::connect(address).expect("the server accepts"));
    exchange(&mut connection, request)
}

/// What a run of requests cost.
pub(crate) struct Run {
    pub(crate) per_second: f64,
    pub(crate) cpu_us_each: f64,
}

/// Sends `count` requests over `connections`, the n-th made by `make(n)`.
pub(crate) fn run(
    server: &Measured,
    connections: usize,
    count: usize,
    make: impl Fn(usize) -> Vec<u8> + Sync,
) -> Run {
    let next = AtomicUsize::new(0);
    let cpu = server.cpu();
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| {
                let stream = TcpStream::connect(server.address).expect("the server accepts");
                let _ = stream.set_nodelay(true);
                let mut connection = BufReader::new(stream);
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        return;
                    }
                    exchange(&mut connection, &make(at));
                }
            });
        }
    });
    let elapsed = started.elapsed();
    Run {
        per_second: count as f64 / elapsed.as_secs_f64(),
        cpu_us_each: (server.cpu() - cpu).as_secs_f64() * 1e6 / count as f64,
    }
}

/// How long each of `count` requests took, one after the other on one connection.
pub(crate) fn each(
    address: SocketAddr,
    count: usize,
    make: impl Fn(usize) -> Vec<u8>,
) -> Vec<Duration> {
    let stream = TcpStream::connect(address).expect("the server accepts");
    let _ = stream.set_nodelay(true);
    let mut connection = BufReader::new(stream);
    let timed = |n| {
        let request = make(n);
        let started = Instant::now();
        exchange(&mut connection, &request);
        started.elapsed()
    };
    (0..count).map(timed).collect()
}

fn exchange(connection: &mut BufReader<TcpStream>, request: &[u8]) -> Vec<u8> {
    connection
        .get_mut()
        .write_all(request)
        .expect("the server reads");
    let mut line = String::new();
    connection.read_line(&mut line).expect("the server answers");
    let is_success = line.as_bytes().get(9) == Some(&b'2');
    let status = line.clone();
    let (mut length, mut is_chunked) = (0, false);
    loop {
        line.clear();
        connection.read_line(&mut line).expect("the server answers");
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().expect("a length is a number");
        }
        is_chunked |= name.eq_ignore_ascii_case("transfer-encoding");
    }
    let mut body = vec![0; length];
    match is_chunked {
        true => read_chunks(connection, &mut body),
        false => connection.read_exact(&mut body).expect("the body is whole"),
    }
    assert!(is_success, "{status} {}", String::from_utf8_lossy(&body));
    body
}

fn read_chunks(connection: &mut BufReader<TcpStream>, body: &mut Vec<u8>) {
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).expect("a chunk has a size");
        let size = usize::from_str_radix(line.trim(), 16).expect("a chunk's size is hexadecimal");
        let start = body.len();
        body.resize(start + size, 0);
        connection
            .read_exact(&mut body[start..])
            .expect("the chunk is whole");
        connection.read_line(&mut line).expect("a chunk has an end");
        if size == 0 {
            return;
        }
    }
}
