//! Clients that take their time, or say nothing at all, hold nobody up and are given up in the end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::harness::TestServer;

fn connect(server: &TestServer) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    let patience = Some(Duration::from_secs(120));
    stream.set_read_timeout(patience).unwrap();
    stream
}

/// What a server says before it closes a connection.
fn last_words(mut stream: TcpStream) -> String {
    let mut words = String::new();
    stream
        .read_to_string(&mut words)
        .expect("the server closes the connection");
    words
}

#[test]
fn who_stops_sending_is_given_up_and_others_are_served_meanwhile() {
    let server = TestServer::start();
    let put = server.request("PUT", "/pail").signed("s3").send();
    assert_eq!(put.status, 200);
    let silent = connect(&server);
    let mut slow = connect(&server);
    slow.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-More:")
        .unwrap();
    let mut stalled = connect(&server);
    let head = "PUT /pail/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\
                Authorization: AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/s3/aws4_request, \
                SignedHeaders=host;x-amz-date, Signature=";
    let head = format!(
        "{head}{}\r\nX-Amz-Date: 20261122T000000Z\r\n\r\nsome",
        "0".repeat(64)
    );
    stalled.write_all(head.as_bytes()).unwrap();

    let others = server.request("GET", "/pail?location").signed("s3").send();
    assert_eq!(others.status, 200);
    assert_eq!(last_words(silent), "");
    let slow = last_words(slow);
    assert!(!slow.contains(" 200 "), "{slow}");
    // S3's own words (API reference, "Error responses").
    let stalled = last_words(stalled);
    assert!(stalled.contains("<Code>RequestTimeout</Code>"), "{stalled}");
    let key = server.request("GET", "/pail/k").signed("s3").send();
    assert_eq!(key.status, 404, "nothing of the upload is there");
}

#[test]
fn three_hundred_idle_connections_are_all_answered_in_the_end() {
    let server = TestServer::start();
    let mut streams: Vec<_> = (0..300).map(|_| connect(&server)).collect();
    for _ in 0..2 {
        for stream in &mut streams {
            let request = b"GET /_ruststack/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
            stream.write_all(request).unwrap();
        }
        for stream in &mut streams {
            let mut status = [0; 15];
            stream.read_exact(&mut status).unwrap();
            assert_eq!(&status, b"HTTP/1.1 200 OK");
            // The rest of the answer: as much as is there, for the connection stays open.
            let mut rest = [0; 4096];
            assert!(stream.read(&mut rest).unwrap() > 0);
        }
    }
}
