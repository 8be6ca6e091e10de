//! Prints what RustStack costs: size, start, memory, requests a second, CPU for each request.
//!
//! `cargo bench --bench speed` runs everything, `cargo bench --bench speed -- lambda` one part.
//! `RUSTSTACK_BENCH_DYNAMODB_LOCAL=/path/DynamoDBLocal.jar` adds DynamoDB Local to the same run, so that a
//! ratio can be quoted. `RUSTSTACK_BENCH_ITEMS=10000000` fills a table with that many items instead of a
//! million, and takes 3 GB. `RUSTSTACK_BENCH_LAMBDA_PEER=localhost:4567` adds another emulator that runs
//! functions to Lambda's part, which measures what this machine has of Flask, Node.js and a `bootstrap`.
//! `docker` needs an engine with an image of Python's runtime.

mod docker;
mod durable;
mod dynamodb;
mod functions;
mod lambda;
mod load;
mod process;
mod s3;
mod scale;
mod start;
mod tables;
mod worlds;

fn main() {
    // `cargo test --benches` only wants to know that this builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let all: [(&str, fn()); 9] = [
        ("start", start::figures),
        ("dynamodb", dynamodb::figures),
        ("tables", tables::figures),
        ("worlds", worlds::figures),
        ("durable", durable::figures),
        ("s3", s3::figures),
        ("scale", scale::figures),
        ("lambda", lambda::figures),
        ("docker", docker::figures),
    ];
    for (name, figures) in all {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            figures();
        }
    }
}
