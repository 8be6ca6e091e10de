//! A world of a thousand objects and a million items: what forking, saving, putting back and emptying one
//! take, what a fork adds, and whether requests in a fork cost more.

use std::time::Duration;

use crate::dynamodb::{call, table};
use crate::load::{self, request};
use crate::process::Measured;

const CONNECTIONS: usize = 16;
const BATCH: usize = 25;
const OBJECTS: usize = 1_000;
const ITEMS: usize = 1_000_000;
const FORKS: usize = 1_000;
const REPEATS: usize = 200;
const REQUESTS: usize = 100_000;

pub(crate) fn figures() {
    let server = Measured::ruststack(&[]);
    fill(&server);
    let before = server.resident_mib();
    let fork = |n: usize| page("PUT", &format!("worlds/fork{n}"), r#"{"from": "default"}"#);
    show("fork a world", load::each(server.address, FORKS, fork));
    let kib = (server.resident_mib() - before) * 1024.0 / FORKS as f64;
    println!("one of {FORKS} forks           {kib:8.1} KiB");
    let save = |n: usize| page("PUT", &format!("snapshots/s{n}"), "{}");
    show("save a snapshot", load::each(server.address, REPEATS, save));
    let restore = |_| page("POST", "worlds/fork0/restore", r#"{"snapshot": "s0"}"#);
    show(
        "put a world back",
        load::each(server.address, REPEATS, restore),
    );
    // Each world is emptied once, so that there is something to empty.
    let reset = |n: usize| page("POST", &format!("worlds/fork{}/reset", n + 1), "");
    show("empty a world", load::each(server.address, REPEATS, reset));
    compare(&server);
}

fn fill(server: &Measured) {
    load::once(server.address, &request("PUT", "/bucket", "s3", &[], b""));
    let put = |n: usize| {
        request(
            "PUT",
            &format!("/bucket/key{n:08}"),
            "s3",
            &[],
            &[b'x'; 1024],
        )
    };
    load::run(server, CONNECTIONS, OBJECTS, put);
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

/// Writes and reads in the default world and in a fork, one after the other.
fn compare(server: &Measured) {
    let inside = |request: Vec<u8>| {
        let text = String::from_utf8(request).expect("these requests are text");
        text.replacen(" / ", " /~fork999/ ", 1).into_bytes()
    };
    let put = |n: usize| {
        let item = format!(r#"{{"TableName":"items","Item":{{"pk":{{"S":"new{n}"}}}}}}"#);
        call("PutItem", &item)
    };
    let get = |n: usize| {
        let key = format!(r#"{{"TableName":"items","Key":{{"pk":{{"S":"key{n:08}"}}}}}}"#);
        call("GetItem", &key)
    };
    let run = |make: &(dyn Fn(usize) -> Vec<u8> + Sync)| {
        load::run(server, CONNECTIONS, REQUESTS, make).per_second
    };
    let writes = (run(&put), run(&|n| inside(put(n))));
    let reads = (run(&get), run(&|n| inside(get(n))));
    for (name, (default, fork)) in [("PutItem", writes), ("GetItem", reads)] {
        let share = 100.0 * fork / default;
        println!(
            "{name} in a fork        {fork:8.0} requests a second, {share:.0}% of the default world's"
        );
    }
}

fn page(method: &str, path: &str, body: &str) -> Vec<u8> {
    let target = format!("/_ruststack/{path}");
    request(method, &target, "ruststack", &[], body.as_bytes())
}

fn show(name: &str, mut taken: Vec<Duration>) {
    taken.sort();
    let us = |part: f64| taken[(taken.len() as f64 * part) as usize].as_secs_f64() * 1e6;
    println!(
        "{name:<26} {:8.0} us (median; 99 of 100 within {:.0})",
        us(0.5),
        us(0.99)
    );
}
