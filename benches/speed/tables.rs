//! Large tables and many of them: what an item takes, what a page of a large partition costs, how long
//! a point read waits while others scan, what a table takes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::dynamodb::{call, table, table_with_sort_key};
use crate::load;
use crate::process::Measured;

const CONNECTIONS: usize = 16;
const BATCH: usize = 25;
/// Bytes of an item, as DynamoDB counts them.
const ITEM_BYTES: usize = 100;
const PARTITION: usize = 1_000_000;
const FEW: usize = 10;
const QUERIES: usize = 20_000;
const TABLES: usize = 10_000;
const READS: usize = 20_000;

pub(crate) fn figures() {
    items();
    partitions();
    many();
}

/// As many items as `RUSTSTACK_BENCH_ITEMS` says, or a million.
fn items() {
    let server = Measured::ruststack(&[]);
    let count = std::env::var("RUSTSTACK_BENCH_ITEMS").ok();
    let count = count
        .and_then(|count| count.parse().ok())
        .unwrap_or(1_000_000);
    send(&server, "CreateTable", &table("items"));
    let before = server.resident_mib();
    let filler = "x".repeat(ITEM_BYTES - "pkkey00000000text".len());
    let item = |n: usize| format!(r#"{{"pk":{{"S":"key{n:08}"}},"text":{{"S":"{filler}"}}}}"#);
    fill(&server, "items", count, item);
    let bytes = (server.resident_mib() - before) * f64::from(1 << 20) / count as f64;
    println!(
        "memory of one of {count} items {bytes:6.0} bytes, {:.0} of them above its own {ITEM_BYTES}",
        bytes - ITEM_BYTES as f64
    );
    let alone = waits(&server, count);
    show_waits("a point read", alone);
    let stop = AtomicBool::new(false);
    let beside = std::thread::scope(|scope| {
        scope.spawn(|| {
            let scan = call("Scan", r#"{"TableName":"items"}"#);
            while !stop.load(Ordering::Relaxed) {
                load::once(server.address, &scan);
            }
        });
        let beside = waits(&server, count);
        stop.store(true, Ordering::Relaxed);
        beside
    });
    show_waits("a point read beside scans", beside);
}

/// How long reads of single items take, in order.
fn waits(server: &Measured, keys: usize) -> Vec<Duration> {
    let mut waits = load::each(server.address, READS, |n| {
        let key = n.wrapping_mul(7_919) % keys;
        call(
            "GetItem",
            &format!(r#"{{"TableName":"items","Key":{{"pk":{{"S":"key{key:08}"}}}}}}"#),
        )
    });
    waits.sort();
    waits
}

fn show_waits(name: &str, waits: Vec<Duration>) {
    let us = |part: f64| waits[(waits.len() as f64 * part) as usize].as_secs_f64() * 1e6;
    println!(
        "{name:<26} {:8.0} us (median; 99 of 100 within {:.0}, 999 of 1000 within {:.0})",
        us(0.5),
        us(0.99),
        us(0.999)
    );
}

fn partitions() {
    let server = Measured::ruststack(&[]);
    for (name, count) in [("few", FEW), ("many", PARTITION)] {
        send(&server, "CreateTable", &table_with_sort_key(name));
        fill(&server, name, count, |n| {
            format!(r#"{{"pk":{{"S":"a"}},"sk":{{"N":"{n}"}}}}"#)
        });
        for (direction, forward) in [("first", true), ("last", false)] {
            let query = format!(
                r#"{{"TableName":"{name}","Limit":{FEW},"ScanIndexForward":{forward},
                    "KeyConditionExpression":"pk = :pk",
                    "ExpressionAttributeValues":{{":pk":{{"S":"a"}}}}}}"#
            );
            let query = call("Query", &query);
            load::run(&server, CONNECTIONS, QUERIES / 10, |_| query.clone());
            let run = load::run(&server, CONNECTIONS, QUERIES, |_| query.clone());
            println!(
                "the {direction} {FEW} of {count:<9} {:8.1} us of CPU each",
                run.cpu_us_each
            );
        }
    }
}

fn many() {
    let server = Measured::ruststack(&[]);
    let before = server.resident_mib();
    let create = |n: usize| call("CreateTable", &table(&format!("table{n:05}")));
    let created = load::run(&server, CONNECTIONS, TABLES, create);
    let kib = (server.resident_mib() - before) * 1024.0 / TABLES as f64;
    println!(
        "one of {TABLES} tables       {:8.1} us of CPU to create, {kib:.1} KiB",
        created.cpu_us_each
    );
    let list = call("ListTables", r#"{"ExclusiveStartTableName":"table05000"}"#);
    let run = load::run(&server, 1, 1_000, |_| list.clone());
    println!(
        "a page of their names      {:8.1} us of CPU each",
        run.cpu_us_each
    );
}

/// Puts items in batches.
fn fill(server: &Measured, table: &str, count: usize, item: impl Fn(usize) -> String + Sync) {
    load::run(server, CONNECTIONS, count.div_ceil(BATCH), |batch| {
        let range = batch * BATCH..count.min((batch + 1) * BATCH);
        let puts: Vec<_> = range
            .map(|n| format!(r#"{{"PutRequest":{{"Item":{}}}}}"#, item(n)))
            .collect();
        let body = format!(r#"{{"RequestItems":{{"{table}":[{}]}}}}"#, puts.join(","));
        call("BatchWriteItem", &body)
    });
}

fn send(server: &Measured, operation: &str, body: &str) {
    load::once(server.address, &call(operation, body));
}
