//! A data directory: what it costs to write everything down, what a commit costs beside many tables and
//! buckets, and how long a start takes with a million items.

use std::fs;
use std::path::Path;

use crate::dynamodb::{call, table};
use crate::load::{self, request};
use crate::process::Measured;

const CONNECTIONS: usize = 16;
const BATCH: usize = 25;
const ITEMS: usize = 1_000_000;
const REQUESTS: usize = 100_000;
const ROUNDS: usize = 3;
const FEW: usize = 10;
const MANY: usize = 10_000;
/// One after the other, so that each is a commit of its own.
const COMMITS: usize = 10_000;
const STARTS: usize = 3;

/// Gives the n-th request.
type Make = fn(usize) -> Vec<u8>;

pub(crate) fn figures() {
    writes();
    commits();
    starts();
}

/// A server that keeps what it gets in a folder.
fn durable(folder: &Path) -> Measured {
    let folder = folder
        .to_str()
        .expect("a temporary folder has a plain name");
    Measured::ruststack(&["--data-dir", folder, "--sync", "os"])
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn put_item(n: usize) -> Vec<u8> {
    let text = "x".repeat(60);
    let item = format!(r#"{{"pk":{{"S":"key{n:08}"}},"text":{{"S":"{text}"}}}}"#);
    let body = format!(r#"{{"TableName":"items","Item":{item}}}"#);
    call("PutItem", &body)
}

fn put_object(n: usize) -> Vec<u8> {
    request(
        "PUT",
        &format!("/bucket/key{n:08}"),
        "s3",
        &[],
        &[b'x'; 1024],
    )
}

/// The same writes with and without a data directory, in turns.
fn writes() {
    let folder = folder();
    let servers = [Measured::ruststack(&[]), durable(folder.path())];
    for server in &servers {
        load::once(server.address, &call("CreateTable", &table("items")));
        load::once(server.address, &request("PUT", "/bucket", "s3", &[], b""));
    }
    let writes: [(&str, Make); 2] = [("PutItem", put_item), ("PutObject 1 KiB", put_object)];
    for (name, make) in writes {
        let round = |round: usize| {
            let run = |server| {
                let make = |n| make(round * REQUESTS + n);
                load::run(server, CONNECTIONS, REQUESTS, make)
            };
            let [memory, durable] = [run(&servers[0]), run(&servers[1])];
            println!(
                "{name:<16} in memory {:8.0} a second {:6.1} us of CPU, in a data directory {:8.0} {:6.1}: {:.0}%",
                memory.per_second,
                memory.cpu_us_each,
                durable.per_second,
                durable.cpu_us_each,
                100.0 * durable.per_second / memory.per_second
            );
        };
        (0..ROUNDS).for_each(round);
    }
}

/// What one write takes beside a few and beside many tables and buckets.
fn commits() {
    for (what, count) in [("a few", FEW), ("many", MANY)] {
        let folder = folder();
        let server = durable(folder.path());
        load::once(server.address, &call("CreateTable", &table("items")));
        load::once(server.address, &request("PUT", "/bucket", "s3", &[], b""));
        let made = load::run(&server, CONNECTIONS, count, |n| {
            call("CreateTable", &table(&format!("table{n}")))
        });
        println!(
            "CreateTable until there are {count:<6} {:8.1} us of CPU each",
            made.cpu_us_each
        );
        let made = load::run(&server, CONNECTIONS, count, |n| {
            request("PUT", &format!("/bucket{n}"), "s3", &[], b"")
        });
        println!(
            "CreateBucket until there are {count:<5} {:8.1} us of CPU each",
            made.cpu_us_each
        );
        for (name, make) in [("PutItem", put_item as Make), ("PutObject", put_object)] {
            let run = load::run(&server, 1, COMMITS, make);
            println!(
                "{name:<10} beside {what:<6} tables and buckets {:8.1} us of CPU, {:8.1} us",
                run.cpu_us_each,
                1e6 / run.per_second
            );
        }
    }
}

/// Starts with a million items of 100 bytes, from a checkpoint and from journals alone.
fn starts() {
    for (what, has_checkpoint) in [("a checkpoint", true), ("journals alone", false)] {
        let folder = folder();
        if !has_checkpoint {
            // Nothing can be written where a folder has this name.
            fs::create_dir_all(folder.path().join("checkpoint.part/in use")).expect("a folder");
        }
        let server = durable(folder.path());
        fill(&server);
        drop(server);
        println!(
            "a million items in {what:<15} {:8.1} MiB",
            mib(folder.path())
        );
        for _ in 0..STARTS {
            let server = durable(folder.path());
            println!(
                "start from {what:<15} {:8.2} s, {:8.2} s of CPU, {:6.0} MiB of memory, {:6.0} at most",
                server.first_answer.as_secs_f64(),
                server.cpu().as_secs_f64(),
                server.resident_mib(),
                server.peak_mib()
            );
        }
    }
}

fn fill(server: &Measured) {
    load::once(server.address, &call("CreateTable", &table("items")));
    load::run(server, CONNECTIONS, ITEMS / BATCH, |batch| {
        let items = (batch * BATCH..(batch + 1) * BATCH).map(|n| {
            let item = format!(
                r#"{{"pk":{{"S":"key{n:08}"}},"text":{{"S":"{}"}}}}"#,
                "x".repeat(80)
            );
            format!(r#"{{"PutRequest":{{"Item":{item}}}}}"#)
        });
        let items: Vec<_> = items.collect();
        let body = format!(r#"{{"RequestItems":{{"items":[{}]}}}}"#, items.join(","));
        call("BatchWriteItem", &body)
    });
}

fn mib(folder: &Path) -> f64 {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let bytes = entries.map(|entry| {
        let entry = entry.expect("an entry");
        entry.metadata().map_or(0, |own| own.len())
    });
    bytes.sum::<u64>() as f64 / f64::from(1 << 20)
}
