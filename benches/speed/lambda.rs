//! Cold and warm invocations of a Python function as a local process.

use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine;

use crate::load::{self, request};
use crate::process::Measured;

const COLD: usize = 10;
const WARM: usize = 500;

pub(crate) fn figures() {
    let Some(runtime) = runtime() else {
        println!("Lambda                     not measured: no python3 on this machine");
        return;
    };
    let server = Measured::ruststack(&[]);
    let mut cold = Vec::new();
    for n in 0..COLD {
        create(&server, &format!("cold{n}"), &runtime);
        cold.push(invoke(&server, &format!("cold{n}")));
    }
    let warm: Vec<_> = (0..WARM).map(|_| invoke(&server, "cold0")).collect();
    show("Lambda cold invoke", cold);
    show("Lambda warm invoke", warm);
}

fn show(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |at: usize| times[at].as_secs_f64() * 1e3;
    println!(
        "{name:<26} {:8.2} ms (median of {}; slowest {:.2})",
        ms(times.len() / 2),
        times.len(),
        ms(times.len() - 1)
    );
}

/// The runtime of this machine's own python3.
fn runtime() -> Option<String> {
    let print = "import sys; print(f'python3.{sys.version_info.minor}')";
    let output = Command::new("python3").args(["-c", print]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

fn create(server: &Measured, name: &str, runtime: &str) {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("app.py", options)
        .expect("a zip takes a file");
    zip.write_all(b"def handler(event, context):\n    return event\n")
        .expect("a zip takes bytes");
    let zip = zip.finish().expect("a zip ends").into_inner();
    let body = serde_json::json!({
        "FunctionName": name,
        "Runtime": runtime,
        "Role": "arn:aws:iam::000000000000:role/bench",
        "Handler": "app.handler",
        "Code": {"ZipFile": base64::engine::general_purpose::STANDARD.encode(zip)},
    });
    let body = body.to_string();
    load::once(
        server.address,
        &request(
            "POST",
            "/2015-03-31/functions",
            "lambda",
            &[],
            body.as_bytes(),
        ),
    );
}

fn invoke(server: &Measured, name: &str) -> Duration {
    let target = format!("/2015-03-31/functions/{name}/invocations");
    let request = request("POST", &target, "lambda", &[], b"{\"hello\":\"world\"}");
    let started = Instant::now();
    let answer = load::once(server.address, &request);
    let elapsed = started.elapsed();
    assert_eq!(
        answer, b"{\"hello\": \"world\"}",
        "what Python's json writes"
    );
    elapsed
}
