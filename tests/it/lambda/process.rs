//! Functions as processes: what they cannot do to RustStack, and that nothing of them stays behind.
//! On Linux alone, because only `/proc` tells what runs.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ruststack::LambdaIsolation;

use serde_json::{Value, json};

use super::running::{answer, deploy, deploy_with, failure, invoke, python};
use super::{FUNCTIONS, minimal, zip};
use crate::harness::{Request, TestServer};

/// Starts `sleep` detached from everything it could be found by, but its arguments, `count` times.
const DETACH: &str = "import subprocess, time
def handler(event, context):
    for _ in range(event['count']):
        subprocess.Popen(['sleep', event['for']], start_new_session=True)
    time.sleep(event['sleep'])
";

/// A length of sleep that no other process of this machine asks for.
fn unique_sleep() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("4747.{}{count:03}", std::process::id())
}

/// What an event for [`DETACH`] asks.
fn detach(count: u32, sleep_for: &str, sleep: u32) -> Value {
    json!({"count": count, "for": sleep_for, "sleep": sleep})
}

/// How many processes live that have a word in their arguments.
fn living_with(word: &str) -> usize {
    let has_word = |pid: &i64| {
        let arguments = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        arguments
            .split(|byte| *byte == 0)
            .any(|own| own == word.as_bytes())
    };
    pids().filter(has_word).filter(|pid| lives(*pid)).count()
}

fn pids() -> impl Iterator<Item = i64> {
    let entries = std::fs::read_dir("/proc").unwrap();
    entries.filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
}

/// Every process below another one.
fn descendants(of: i64) -> Vec<i64> {
    let parent = |pid: i64| -> Option<i64> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (_, after_name) = stat.rsplit_once(") ")?;
        after_name.split(' ').nth(1)?.parse().ok()
    };
    let parents: Vec<(i64, i64)> = pids().filter_map(|pid| Some((pid, parent(pid)?))).collect();
    let mut found = vec![of];
    let mut at = 0;
    while at < found.len() {
        let children = parents.iter().filter(|(_, parent)| *parent == found[at]);
        let children: Vec<i64> = children.map(|(pid, _)| *pid).collect();
        found.extend(children);
        at += 1;
    }
    found.split_off(1)
}

fn lives(pid: i64) -> bool {
    // A process that was ended may wait for its parent to notice.
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..4000 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{what} does not come true");
}

/// Functions in sandboxes, where the kernel allows them, and functions without.
fn both(test: impl Fn(&TestServer)) {
    for isolation in [LambdaIsolation::Auto, LambdaIsolation::Off] {
        test(&TestServer::with(|config| {
            config.lambda_isolation = isolation
        }));
    }
}

/// Peers' servers died with such a function.
#[test]
fn a_function_that_kills_its_parent_hurts_only_itself() {
    both(|server| {
        let code = "import os\ndef handler(event, context):
    if event: os.kill(os.getppid(), 9)
    return 'ok'";
        deploy(server, "f", code);
        deploy(
            server,
            "other",
            "import os\ndef handler(event, context): return os.times().elapsed",
        );
        invoke(server, "other", json!(0));
        invoke(server, "f", json!(1));
        // The environment may end with the next event only, if the kill comes late.
        let works = |_| invoke(server, "f", json!(0)).text() == "\"ok\"";
        assert!((0..3).any(works));
        answer(server, "other", json!(0));
    });
}

#[test]
fn a_function_that_kills_its_process_group_hurts_only_itself() {
    both(|server| {
        let code = "import os, signal, time\ndef handler(event, context):
    if event: os.kill(0, signal.SIGTERM); time.sleep(60)
    return 'ok'";
        deploy(server, "f", code);
        failure(&invoke(server, "f", json!(1)));
        assert_eq!(answer(server, "f", json!(0)), "ok");
    });
}

/// A peer left 100 of 100 behind.
#[test]
fn detached_children_end_with_their_environment() {
    both(|server| {
        deploy_with(server, "f", DETACH, json!({"Timeout": 10}));
        let sleep_for = unique_sleep();
        let event = detach(100, &sleep_for, 60);
        let invoked = std::thread::scope(|scope| {
            let call = scope.spawn(|| invoke(server, "f", event));
            wait_until("they sleep", || living_with(&sleep_for) == 100);
            call.join().unwrap()
        });
        assert_eq!(failure(&invoked)["errorType"], "Sandbox.Timedout");
        assert_eq!(living_with(&sleep_for), 0);
    });
}

#[test]
fn nothing_runs_after_a_stop() {
    for isolation in [LambdaIsolation::Auto, LambdaIsolation::Off] {
        let server = TestServer::with(|config| config.lambda_isolation = isolation);
        deploy(&server, "f", DETACH);
        let sleep_for = unique_sleep();
        answer(&server, "f", detach(3, &sleep_for, 0));
        wait_until("they sleep", || living_with(&sleep_for) == 3);
        drop(server);
        assert_eq!(living_with(&sleep_for), 0);
    }
}

/// A server of its own process, which can be killed.
struct Program {
    child: Child,
    address: std::net::SocketAddr,
}

impl Program {
    fn start(isolation: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ruststack"))
            .args(["--port", "0", "--host", "127.0.0.1"])
            .args(["--lambda-isolation", isolation])
            .args([
                "--lambda-executor",
                "process",
                "--dynamodb-backend",
                "embedded",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .map(Result::unwrap)
            .find_map(|line| line.trim().strip_prefix("http://")?.parse().ok())
            .expect("the banner names the address");
        Self { child, address }
    }

    fn call(&self, target: &str, body: &Value) -> crate::harness::Reply {
        Request::new(self.address, "POST", target)
            .signed("lambda")
            .body(body.to_string())
            .send()
    }

    fn deploy(&self, code: &str) {
        let mut request = minimal("f");
        request["Runtime"] = json!(python());
        request["Timeout"] = json!(60);
        request["Code"] = json!({"ZipFile": zip("app.py", code)});
        assert_eq!(self.call(FUNCTIONS, &request).status, 201);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Of a server that was killed nothing stays: neither waiting nor working functions, nor what they
/// have started, nor what guards them.
#[test]
fn nothing_runs_after_the_server_was_killed() {
    for isolation in ["auto", "off"] {
        let mut program = Program::start(isolation);
        program.deploy(DETACH);
        let sleep_for = unique_sleep();
        let working = detach(3, &sleep_for, 60);
        let address = program.address;
        let call = std::thread::spawn(move || {
            let request = Request::new(address, "POST", &format!("{FUNCTIONS}/f/invocations"));
            // The server dies before it answers.
            let _ = std::panic::catch_unwind(|| {
                request.signed("lambda").body(working.to_string()).send()
            });
        });
        wait_until("a function works", || living_with(&sleep_for) == 3);
        let idle = detach(3, &sleep_for, 0);
        program.call(&format!("{FUNCTIONS}/f/invocations"), &idle);
        wait_until("they sleep", || living_with(&sleep_for) == 6);
        let all = descendants(program.child.id().into());
        assert!(all.len() > 6);
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        wait_until("everything has ended", || {
            living_with(&sleep_for) == 0 && !all.iter().any(|pid| lives(*pid))
        });
        call.join().unwrap();
    }
}

#[test]
fn nothing_runs_after_sigterm() {
    for isolation in ["auto", "off"] {
        let mut program = Program::start(isolation);
        program.deploy(DETACH);
        let sleep_for = unique_sleep();
        let event = detach(3, &sleep_for, 0);
        program.call(&format!("{FUNCTIONS}/f/invocations"), &event);
        wait_until("they sleep", || living_with(&sleep_for) == 3);
        let all = descendants(program.child.id().into());
        let id = program.child.id().to_string();
        assert!(Command::new("kill").arg(&id).status().unwrap().success());
        assert!(program.child.wait().unwrap().success());
        assert_eq!(living_with(&sleep_for), 0);
        wait_until("nobody is left", || !all.iter().any(|pid| lives(*pid)));
    }
}

#[test]
fn a_function_gets_no_descriptor_and_no_input_of_ours() {
    both(|server| {
        let code = "import os, sys\ndef handler(event, context):
    kinds = {name: os.readlink('/proc/self/fd/' + name).split(':')[0]
             for name in sorted(os.listdir('/proc/self/fd'))[:-1]}
    return [kinds, sys.stdin.read(), os.getsid(0) != event, os.getpgid(0) != event]";
        deploy(server, "f", code);
        let own_session = std::process::id();
        assert_eq!(
            answer(server, "f", json!(own_session)),
            // The socket leads to the Runtime API.
            json!([
                {"0": "/dev/null", "1": "pipe", "2": "pipe", "3": "socket"},
                "",
                true,
                true
            ])
        );
    });
}

/// Without a sandbox the folders are elsewhere, but as short-lived.
#[test]
fn temporary_files_go_with_their_environment() {
    let server = TestServer::with(|config| config.lambda_isolation = LambdaIsolation::Off);
    let code = "import tempfile, os\ndef handler(event, context):
    with tempfile.NamedTemporaryFile(delete=False) as file: return [file.name, os.path.dirname(__file__)]";
    deploy(&server, "f", code);
    let paths = answer(&server, "f", json!({}));
    let exists = |at: usize| Path::new(paths[at].as_str().unwrap()).exists();
    assert!(exists(0) && exists(1));
    drop(server);
    assert!(!exists(0) && !exists(1));
}

#[test]
fn without_a_sandbox_a_file_may_not_outgrow_the_ephemeral_storage() {
    let server = TestServer::with(|config| config.lambda_isolation = LambdaIsolation::Off);
    let code = "import tempfile\ndef handler(event, context):
    with tempfile.TemporaryFile() as file: file.truncate(event << 20)";
    deploy(&server, "f", code);
    assert_eq!(answer(&server, "f", json!(512)), Value::Null);
    let error = failure(&invoke(&server, "f", json!(513)));
    assert_eq!(error["errorMessage"], "[Errno 27] File too large");
}

/// AWS's runtime emulator: what the Runtime API answers, here to a `bootstrap` that speaks to it itself.
#[test]
fn a_bootstrap_of_ones_own_is_run() {
    let server = TestServer::start();
    let interpreter = Command::new("python3")
        .args(["-c", "import sys; print(sys.executable, end='')"])
        .output()
        .unwrap();
    let code = format!(
        "#!{}\n{}",
        String::from_utf8(interpreter.stdout).unwrap(),
        "import json, os, urllib.request as http
api = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2018-06-01/runtime/invocation/'
def post(path, body):
    try: return http.urlopen(api + path, body).status
    except http.HTTPError as error: return [error.code, error.read().decode()]
said = None
while True:
    event = http.urlopen(api + 'next')
    id, body = event.headers['Lambda-Runtime-Aws-Request-Id'], event.read()
    wrong = post('nope/response', b'1')
    first = post(id + '/response', said or body)
    said = json.dumps([wrong, first, post(id + '/response', body)]).encode()
"
    );
    let members = json!({
        "Runtime": "provided.al2023",
        "Handler": "any",
        "Code": {"ZipFile": super::running::executable_zip("bootstrap", &code)},
    });
    deploy_with(&server, "f", "", members);
    assert_eq!(invoke(&server, "f", json!({"a": 1})).text(), "{\"a\":1}");
    let refusal = "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}\n";
    let said = answer(&server, "f", json!(2));
    assert_eq!(said, json!([[400, refusal], 202, [400, refusal]]));
}
