//! A bucket of a million keys: what a key takes, and what a page of them costs. One key with many
//! versions, and many uploads in progress: what a page in their middle costs. An object of 5 GiB: what
//! completing its upload and copying it cost.

use std::time::Instant;

use crate::load::{self, request};
use crate::process::Measured;

const CONNECTIONS: usize = 16;
const FEW: usize = 1_000;
const MANY: usize = 1_000_000;
const PAGES: usize = 200;
const VERSIONS: usize = 100_000;
const UPLOADS: usize = 20_000;
const PART_BYTES: usize = 64 << 20;
const PARTS: usize = 80;

pub(crate) fn figures() {
    keys();
    history();
    bytes();
}

fn keys() {
    let server = Measured::ruststack(&[]);
    for (bucket, count) in [("few", FEW), ("many", MANY)] {
        load::once(
            server.address,
            &request("PUT", &format!("/{bucket}"), "s3", &[], b""),
        );
        let put = |n: usize| request("PUT", &format!("/{bucket}/key{n:08}"), "s3", &[], b"x");
        let before = server.resident_mib();
        load::run(&server, CONNECTIONS, count, put);
        if count == MANY {
            let bytes = (server.resident_mib() - before) * f64::from(1 << 20) / count as f64;
            println!("memory of one small key    {bytes:8.0} bytes");
        }
    }
    for (name, target) in [
        ("a page of 1,000 keys", "few?list-type=2"),
        (
            "a page of 1,000,000 keys",
            "many?list-type=2&start-after=key00500000",
        ),
        ("a prefix of 1,000,000 keys", "many?list-type=2&delimiter=5"),
        (
            "a page of their versions",
            "many?versions&key-marker=key00500000",
        ),
    ] {
        let page = |_| request("GET", &format!("/{target}"), "s3", &[], b"");
        let run = load::run(&server, 1, PAGES, page);
        println!("{name:<26} {:8.0} us of CPU each", run.cpu_us_each);
    }
}

fn history() {
    const VERSIONING: &[u8] =
        b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    let server = Measured::ruststack(&[]);
    let send = |method: &str, target: &str, body: &[u8]| {
        let answer = load::once(server.address, &request(method, target, "s3", &[], body));
        String::from_utf8_lossy(&answer).into_owned()
    };
    let page = |name: &str, target: &str| {
        let page = |_| request("GET", target, "s3", &[], b"");
        let run = load::run(&server, 1, PAGES, page);
        println!("{name:<26} {:8.0} us of CPU each", run.cpu_us_each);
    };
    send("PUT", "/deep", b"");
    send("PUT", "/deep?versioning", VERSIONING);
    let put = |_| request("PUT", "/deep/key", "s3", &[], b"x");
    load::run(&server, CONNECTIONS, VERSIONS, put);
    let mut target = "/deep?versions".to_owned();
    page("a page of 100,000 versions", &target);
    for _ in 0..VERSIONS / 2 / 1000 {
        let answer = send("GET", &target, b"");
        let id = element(&answer, "NextVersionIdMarker");
        target = format!("/deep?versions&key-marker=key&version-id-marker={id}");
    }
    page("a page in their middle", &target);
    let begin = |n: usize| request("POST", &format!("/deep/up{n:08}?uploads"), "s3", &[], b"");
    load::run(&server, CONNECTIONS, UPLOADS, begin);
    page("a page of 20,000 uploads", "/deep?uploads");
    page("one in their middle", "/deep?uploads&key-marker=up00010000");
}

fn bytes() {
    let server = Measured::ruststack(&[]);
    let send = |method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]| {
        let answer = load::once(
            server.address,
            &request(method, target, "s3", headers, body),
        );
        String::from_utf8_lossy(&answer).into_owned()
    };
    send("PUT", "/large", &[], b"");
    send("PUT", "/large/part", &[], &vec![b'x'; PART_BYTES]);
    let begun = send("POST", "/large/whole?uploads", &[], b"");
    let id = element(&begun, "UploadId");
    let mut listed = String::from("<CompleteMultipartUpload>");
    for number in 1..=PARTS {
        let target = format!("/large/whole?partNumber={number}&uploadId={id}");
        let copied = send("PUT", &target, &[("x-amz-copy-source", "large/part")], b"");
        let etag = element(&copied, "ETag").replace("&quot;", "");
        listed.push_str(&format!(
            "<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>"
        ));
    }
    listed.push_str("</CompleteMultipartUpload>");
    let complete = format!("/large/whole?uploadId={id}");
    timed("complete an upload, 5 GiB", || {
        send("POST", &complete, &[], listed.as_bytes())
    });
    // The first copy of what came in parts has an MD5 of its own to compute; it moves no bytes.
    timed("copy what came in parts", || {
        send(
            "PUT",
            "/large/copy",
            &[("x-amz-copy-source", "large/whole")],
            b"",
        )
    });
    timed("copy an object of 5 GiB", || {
        send(
            "PUT",
            "/large/again",
            &[("x-amz-copy-source", "large/copy")],
            b"",
        )
    });
}

fn timed(name: &str, act: impl FnOnce() -> String) {
    let started = Instant::now();
    act();
    println!(
        "{name:<26} {:8.2} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
}

/// The text of an element of an answer.
fn element<'a>(document: &'a str, name: &str) -> &'a str {
    let (_, rest) = document
        .split_once(&format!("<{name}>"))
        .unwrap_or_else(|| panic!("no {name} in {document}"));
    rest.split_once("</").map_or(rest, |(text, _)| text)
}
