//! PutItem and GetItem of a 1 KiB item, against DynamoDB Local in the same run if its jar is named.

use crate::load::{self, Run, request};
use crate::process::Measured;

const CONNECTIONS: usize = 16;
const KEYS: usize = 1_000;

pub(crate) fn figures() {
    let own = both(&Measured::ruststack(&[]), 60_000, 4_000);
    for (name, run) in ["PutItem 1 KiB", "GetItem 1 KiB"].iter().zip(&own) {
        show(name, "RustStack", run);
    }
    let Ok(jar) = std::env::var("RUSTSTACK_BENCH_DYNAMODB_LOCAL") else {
        println!(
            "DynamoDB Local             not measured: RUSTSTACK_BENCH_DYNAMODB_LOCAL names no jar"
        );
        return;
    };
    let local = both(&Measured::dynamodb_local(&jar), 6_000, 6_000);
    for ((name, run), own) in ["PutItem 1 KiB", "GetItem 1 KiB"]
        .iter()
        .zip(&local)
        .zip(&own)
    {
        show(name, "DynamoDB Local", run);
        println!(
            "{name:<26} {:8.1} times DynamoDB Local's requests a second",
            own.per_second / run.per_second
        );
    }
}

fn show(name: &str, server: &str, run: &Run) {
    println!(
        "{name:<26} {:8.0} /s, {:7.1} us of CPU each ({server})",
        run.per_second, run.cpu_us_each
    );
}

/// Puts, then gets, each after a warm-up.
fn both(server: &Measured, count: usize, warm_up: usize) -> [Run; 2] {
    let table = r#"{"TableName":"bench","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;
    load::once(server.address, &call("CreateTable", table));
    let filler = "x".repeat(900);
    let put = |n: usize| {
        let key = n % KEYS;
        call(
            "PutItem",
            &format!(
                r#"{{"TableName":"bench","Item":{{"pk":{{"S":"key{key}"}},"n":{{"N":"{n}"}},"body":{{"S":"{filler}"}},"list":{{"L":[{{"S":"a"}},{{"BOOL":true}}]}}}}}}"#
            ),
        )
    };
    let get = |n: usize| {
        let key = n % KEYS;
        call(
            "GetItem",
            &format!(r#"{{"TableName":"bench","Key":{{"pk":{{"S":"key{key}"}}}}}}"#),
        )
    };
    load::run(server, CONNECTIONS, warm_up, put);
    load::run(server, CONNECTIONS, warm_up, get);
    [
        load::run(server, CONNECTIONS, count, put),
        load::run(server, CONNECTIONS, count, get),
    ]
}

fn call(operation: &str, body: &str) -> Vec<u8> {
    let target = format!("DynamoDB_20120810.{operation}");
    let headers = [
        ("X-Amz-Target", target.as_str()),
        ("Content-Type", "application/x-amz-json-1.0"),
    ];
    request("POST", "/", "dynamodb", &headers, body.as_bytes())
}
