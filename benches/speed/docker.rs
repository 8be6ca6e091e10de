//! What starts and events of functions in containers take, where a Docker engine answers.

use std::process::Command;
use std::time::Duration;

use crate::functions::{Function, Subject};
use crate::lambda::{BURST, at_once, show};
use crate::process::Measured;

const COLD: usize = 5;
const WARM: usize = 500;
const PAUSED: usize = 50;
/// A container that is started ahead has started and initialised by then.
const START: Duration = Duration::from_secs(4);
const END: Duration = Duration::from_secs(1);
/// Longer than a function goes on after its answer.
const PAUSE: Duration = Duration::from_millis(50);

pub(crate) fn figures() {
    let Some(engine) = engine() else {
        println!(
            "Lambda, containers: NOT MEASURED: `docker version` finds no engine. Start one, or let this user reach it"
        );
        return;
    };
    println!("Lambda, containers: Docker engine {engine}");
    let runtime = std::env::var("RUSTSTACK_BENCH_DOCKER_RUNTIME");
    let runtime = runtime.unwrap_or_else(|_| "python3.12".to_owned());
    let nothing_ahead = measured(&["--lambda-start-ahead", "false"]);
    on_demand(&nothing_ahead, &Subject::hello(&runtime));
    at_one_moment(&nothing_ahead, &Subject::sleeping(&runtime));
    drop(nothing_ahead);
    started_ahead(&measured(&[]), &Subject::hello(&runtime));
}

/// The version of the engine that answers.
fn engine() -> Option<String> {
    let mut version = Command::new("docker");
    version.args(["version", "--format", "{{.Server.Version}}"]);
    let output = version.output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !version.is_empty()).then_some(version)
}

fn measured(options: &[&str]) -> Measured {
    let docker = ["--lambda-executor", "docker"];
    Measured::ruststack(&[&docker, options].concat())
}

/// Every event waits for a start.
fn on_demand(server: &Measured, subject: &Subject) {
    let function = Function::create(server.address, "cold", subject);
    let first = function.invoke();
    let cold = (0..COLD).map(|n| {
        function.change(n);
        // Those of before are gone by then.
        std::thread::sleep(END);
        function.invoke()
    });
    let cold = cold.collect();
    containers("Python hello, first event ever", vec![first]);
    containers("Python hello, cold", cold);
    function.delete();
}

/// The container that an event needs is there, and has initialised; then events of one container.
fn started_ahead(server: &Measured, subject: &Subject) {
    let function = Function::create(server.address, "ahead", subject);
    function.invoke();
    let cold = (0..COLD).map(|n| {
        function.change(n);
        std::thread::sleep(START);
        function.invoke()
    });
    let cold = cold.collect();
    // As much for another that is started ahead.
    std::thread::sleep(START);
    let warm = (0..WARM).map(|_| function.invoke()).collect();
    let paused = (0..PAUSED).map(|_| {
        std::thread::sleep(PAUSE);
        function.invoke()
    });
    let paused = paused.collect();
    containers("Python hello, cold with a started container", cold);
    containers("Python hello, warm", warm);
    containers("Python hello, warm after a pause", paused);
    function.delete();
}

/// Twice: with one container there, then with those that this has started.
fn at_one_moment(server: &Measured, sleeper: &Subject) {
    let function = Function::create(server.address, "sleeper", sleeper);
    function.invoke();
    for what in ["for the first time", "for the second time"] {
        let what = format!("{BURST} events at once that sleep 100 ms, {what}");
        containers(&what, vec![at_once(&function)]);
    }
    function.delete();
}

fn containers(what: &str, times: Vec<Duration>) {
    show("containers", what, times);
}
