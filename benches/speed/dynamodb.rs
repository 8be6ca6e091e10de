//! GetItem and PutItem of 1 KiB, Query of 100 items, Scan of 1 MB: beside a reply that costs no work,
//! and against DynamoDB Local in the same run if its jar is named.

use crate::load::{self, Run, request};
use crate::process::Measured;

const CONNECTIONS: usize = 16;
const KEYS: usize = 1_000;
/// Items of a partition that a query reads whole.
const QUERIED: usize = 100;
/// A little more than a page of a scan holds.
const SCANNED: usize = 1_200;

/// What is measured: its name, how often, how often of DynamoDB Local, and its n-th request.
type Kind = (&'static str, usize, usize, fn(usize) -> Vec<u8>);

const KINDS: [Kind; 4] = [
    ("PutItem 1 KiB", 60_000, 6_000, put),
    ("GetItem 1 KiB", 60_000, 6_000, get),
    ("Query of 100 items", 20_000, 2_000, |_| query()),
    ("Scan of 1 MB", 2_000, 300, |_| scan()),
];

pub(crate) fn figures() {
    let server = Measured::ruststack(&[]);
    fill(&server);
    let still = |_| request("GET", "/", "dynamodb", &[], b"");
    load::run(&server, CONNECTIONS, 4_000, still);
    let still = load::run(&server, CONNECTIONS, 60_000, still);
    show("a reply without work", "RustStack", &still);
    let own = KINDS.map(|kind| measured(&server, kind, kind.1));
    for ((name, ..), run) in KINDS.iter().zip(&own) {
        show(name, "RustStack", run);
        let percent = 100.0 * run.per_second / still.per_second;
        println!("{name:<26} {percent:8.0} % of the requests a second of a reply without work");
    }
    drop(server);
    let Ok(jar) = std::env::var("RUSTSTACK_BENCH_DYNAMODB_LOCAL") else {
        println!(
            "DynamoDB Local             not measured: RUSTSTACK_BENCH_DYNAMODB_LOCAL names no jar"
        );
        return;
    };
    let server = Measured::dynamodb_local(&jar);
    fill(&server);
    let local = KINDS.map(|kind| measured(&server, kind, kind.2));
    for (((name, ..), local), own) in KINDS.iter().zip(&local).zip(&own) {
        show(name, "DynamoDB Local", local);
        let times = own.per_second / local.per_second;
        println!("{name:<26} {times:8.1} times DynamoDB Local's requests a second");
    }
}

fn show(name: &str, server: &str, run: &Run) {
    println!(
        "{name:<26} {:8.0} /s, {:7.1} us of CPU each ({server})",
        run.per_second, run.cpu_us_each
    );
}

/// After a warm-up of a tenth, but of as many requests as make a JVM warm.
fn measured(server: &Measured, (_, most, few, make): Kind, count: usize) -> Run {
    load::run(server, CONNECTIONS, few.max(most / 10), make);
    load::run(server, CONNECTIONS, count, make)
}

fn fill(server: &Measured) {
    let send = |operation: &str, body: &str| load::once(server.address, &call(operation, body));
    for name in ["bench", "scanned"] {
        send("CreateTable", &table(name));
    }
    send("CreateTable", &table_with_sort_key("queried"));
    for n in 0..KEYS {
        load::once(server.address, &put(n));
    }
    let text = "y".repeat(80);
    for n in 0..QUERIED {
        let item = format!(r#"{{"pk":{{"S":"a"}},"sk":{{"N":"{n}"}},"text":{{"S":"{text}"}}}}"#);
        send(
            "PutItem",
            &format!(r#"{{"TableName":"queried","Item":{item}}}"#),
        );
    }
    let text = "x".repeat(900);
    for n in 0..SCANNED {
        let item =
            format!(r#"{{"pk":{{"S":"key{n}"}},"n":{{"N":"{n}"}},"text":{{"S":"{text}"}}}}"#);
        send(
            "PutItem",
            &format!(r#"{{"TableName":"scanned","Item":{item}}}"#),
        );
    }
}

fn put(n: usize) -> Vec<u8> {
    let (key, filler) = (n % KEYS, "x".repeat(900));
    call(
        "PutItem",
        &format!(
            r#"{{"TableName":"bench","Item":{{"pk":{{"S":"key{key}"}},"n":{{"N":"{n}"}},"body":{{"S":"{filler}"}},"list":{{"L":[{{"S":"a"}},{{"BOOL":true}}]}}}}}}"#
        ),
    )
}

fn get(n: usize) -> Vec<u8> {
    let key = n % KEYS;
    call(
        "GetItem",
        &format!(r#"{{"TableName":"bench","Key":{{"pk":{{"S":"key{key}"}}}}}}"#),
    )
}

fn query() -> Vec<u8> {
    call(
        "Query",
        r#"{"TableName":"queried","KeyConditionExpression":"pk = :pk",
            "ExpressionAttributeValues":{":pk":{"S":"a"}}}"#,
    )
}

fn scan() -> Vec<u8> {
    call("Scan", r#"{"TableName":"scanned"}"#)
}

/// The body that creates a table keyed by the text `pk`.
pub(crate) fn table(name: &str) -> String {
    format!(
        r#"{{"TableName":"{name}","BillingMode":"PAY_PER_REQUEST",
            "AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}],
            "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}]}}"#
    )
}

/// As [`table`], with the number `sk` as its sort key.
pub(crate) fn table_with_sort_key(name: &str) -> String {
    format!(
        r#"{{"TableName":"{name}","BillingMode":"PAY_PER_REQUEST",
            "AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}},
                                    {{"AttributeName":"sk","AttributeType":"N"}}],
            "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}},
                         {{"AttributeName":"sk","KeyType":"RANGE"}}]}}"#
    )
}

/// A request of DynamoDB's API.
pub(crate) fn call(operation: &str, body: &str) -> Vec<u8> {
    let target = format!("DynamoDB_20120810.{operation}");
    let headers = [
        ("X-Amz-Target", target.as_str()),
        ("Content-Type", "application/x-amz-json-1.0"),
    ];
    request("POST", "/", "dynamodb", &headers, body.as_bytes())
}
