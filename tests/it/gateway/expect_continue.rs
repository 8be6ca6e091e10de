//! What a client hears that waits for `100 Continue` before it sends a body.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::harness::TestServer;

/// Sends a head that expects 100-continue; gives the first head that comes back.
fn first_head(server: &TestServer, target: &str, content_length: usize) -> String {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "PUT {target} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\
         Authorization: AWS test:signature\r\nContent-Length: {content_length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
    }
    String::from_utf8(answer).unwrap()
}

#[test]
fn a_body_that_will_be_read_is_asked_for() {
    let server = TestServer::start();
    server.request("PUT", "/bucket").signed("s3").send();
    let head = first_head(&server, "/bucket/key", 9);
    assert_eq!(head, "HTTP/1.1 100 Continue\r\n\r\n");
}

// The AWS CLI keeps the status line of a final answer without 100 for its next request on the same
// connection: `aws s3 sync` of an empty file beside a large one failed with KeyError 'ETag'.
#[test]
fn an_empty_body_ends_the_connection() {
    let server = TestServer::start();
    server.request("PUT", "/bucket").signed("s3").send();
    let head = first_head(&server, "/bucket/empty", 0);
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
}
