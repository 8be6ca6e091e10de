//! What starts and events of functions take: as processes, and with another emulator whose address is in
//! `RUSTSTACK_BENCH_LAMBDA_PEER`.

use std::net::{SocketAddr, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::functions::{Function, Subject};
use crate::process::Measured;

const COLD: usize = 20;
const WARM: usize = 500;
pub(crate) const BURST: usize = 200;
/// What is made in advance in the background has been made by then.
const BREATH: Duration = Duration::from_millis(600);

pub(crate) fn figures() {
    let nothing_ahead = ["--lambda-start-ahead", "false"];
    let server = Measured::ruststack(&nothing_ahead);
    processes("processes", server.address);
    drop(server);
    let server = Measured::ruststack(&[]);
    if let Some(python) = Subject::python() {
        first("processes", server.address, "Python hello", &python);
    }
    if let Some(flask) = Subject::flask() {
        first("processes", server.address, "Flask", &flask);
    }
    drop(server);
    peer();
}

fn processes(who: &str, server: SocketAddr) {
    for (what, subject) in [
        ("Python hello", Subject::python()),
        ("Flask", Subject::flask()),
        ("Node.js hello", Subject::node()),
        ("Rust bootstrap", Subject::rust()),
    ] {
        match subject {
            Some(subject) => cold_and_warm(who, server, what, &subject),
            None => {
                println!("Lambda, {who}: {what} not measured: this machine has not what it needs")
            }
        }
    }
    if let Some(sleeper) = Subject::sleeper() {
        burst(who, server, &sleeper);
    }
}

/// Starts that an event waits for, after the function's first; then events of one environment.
fn cold_and_warm(who: &str, server: SocketAddr, what: &str, subject: &Subject) {
    let function = Function::create(server, "cold", subject);
    let first = function.invoke();
    let cold = (0..COLD).map(|n| {
        std::thread::sleep(BREATH);
        function.change(n);
        function.invoke()
    });
    let cold = cold.collect();
    let warm = (0..WARM).map(|_| function.invoke()).collect();
    show(who, &format!("{what}, first event ever"), vec![first]);
    show(who, &format!("{what}, cold"), cold);
    show(who, &format!("{what}, warm"), warm);
    function.delete();
}

/// First events of functions that have just become active.
fn first(who: &str, server: SocketAddr, what: &str, subject: &Subject) {
    let first = (0..COLD).map(|n| {
        let function = Function::create(server, &format!("first{n}"), subject);
        std::thread::sleep(BREATH);
        let took = function.invoke();
        function.delete();
        took
    });
    let first = first.collect();
    show(who, &format!("{what}, first event once initialised"), first);
}

/// Events all at once, of a function that has run one before.
fn burst(who: &str, server: SocketAddr, sleeper: &Subject) {
    let function = Function::create(server, "sleeper", sleeper);
    function.invoke();
    std::thread::sleep(BREATH);
    let bursts = (0..3).map(|n| {
        function.change(n);
        at_once(&function)
    });
    let bursts = bursts.collect();
    show(
        who,
        &format!("{BURST} events at once that sleep 100 ms, in all"),
        bursts,
    );
    function.delete();
}

fn peer() {
    let Ok(peer) = std::env::var("RUSTSTACK_BENCH_LAMBDA_PEER") else {
        return;
    };
    let addresses = peer.to_socket_addrs().ok();
    match addresses.and_then(|mut all| all.find(SocketAddr::is_ipv4)) {
        Some(server) => processes(&peer, server),
        None => println!("Lambda: the peer {peer} is no address, such as localhost:4567"),
    }
}

/// How long it takes until all of many events are answered.
pub(crate) fn at_once(function: &Function<'_>) -> Duration {
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..BURST {
            scope.spawn(|| function.invoke());
        }
    });
    began.elapsed()
}

/// The median of some, with the extremes.
pub(crate) fn show(who: &str, what: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |at: usize| times[at].as_secs_f64() * 1e3;
    println!(
        "Lambda, {who}: {what:<52} {:8.2} ms (best {:.2}, slowest {:.2} of {})",
        ms(times.len() / 2),
        ms(0),
        ms(times.len() - 1),
        times.len()
    );
}
