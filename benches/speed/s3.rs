//! PutObject and GetObject of 1 KiB, and of 64 MiB.

use std::time::Instant;

use crate::load::{self, request};
use crate::process::Measured;

const CONNECTIONS: usize = 16;
const COUNT: usize = 40_000;
const LARGE_BYTES: usize = 64 << 20;

pub(crate) fn figures() {
    let server = Measured::ruststack(&[]);
    load::once(server.address, &request("PUT", "/bench", "s3", &[], b""));
    let body = vec![b'x'; 1024];
    let put = |n: usize| request("PUT", &format!("/bench/key{}", n % 1000), "s3", &[], &body);
    let get = |n: usize| request("GET", &format!("/bench/key{}", n % 1000), "s3", &[], b"");
    load::run(&server, CONNECTIONS, 4_000, put);
    for (name, run) in [
        (
            "PutObject 1 KiB",
            load::run(&server, CONNECTIONS, COUNT, put),
        ),
        (
            "GetObject 1 KiB",
            load::run(&server, CONNECTIONS, COUNT, get),
        ),
    ] {
        println!(
            "{name:<26} {:8.0} /s, {:7.1} us of CPU each",
            run.per_second, run.cpu_us_each
        );
    }
    let large = request("PUT", "/bench/large", "s3", &[], &vec![b'x'; LARGE_BYTES]);
    for (name, request) in [
        ("PutObject 64 MiB", large),
        (
            "GetObject 64 MiB",
            request("GET", "/bench/large", "s3", &[], b""),
        ),
    ] {
        let started = Instant::now();
        load::once(server.address, &request);
        let mib_s = (LARGE_BYTES >> 20) as f64 / started.elapsed().as_secs_f64();
        println!("{name:<26} {mib_s:8.0} MiB/s");
    }
    println!(
        "memory after that          {:8.1} MiB",
        server.resident_mib()
    );
}
