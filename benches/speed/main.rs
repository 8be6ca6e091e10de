//! Prints what RustStack costs: size, start, memory, requests a second, CPU for each request.
//!
//! `cargo bench --bench speed` runs everything. `RUSTSTACK_BENCH_DYNAMODB_LOCAL=/path/DynamoDBLocal.jar` adds
//! DynamoDB Local to the same run, so that a ratio can be quoted. `RUSTSTACK_BENCH_ITEMS=10000000` fills a
//! table with that many items instead of a million, and takes 3 GB.

mod dynamodb;
mod functions;
mod lambda;
mod load;
mod process;
mod s3;
mod scale;
mod start;
mod tables;

fn main() {
    // `cargo test --benches` only wants to know that this builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    start::figures();
    dynamodb::figures();
    tables::figures();
    s3::figures();
    scale::figures();
    lambda::figures();
}
