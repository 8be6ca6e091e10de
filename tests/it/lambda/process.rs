//! Functions as processes: what they cannot do to RustStack, and that nothing of them stays behind.
//! On Linux alone, because only `/proc` tells what runs.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::running::{answer, deploy, deploy_with, failure, invoke, python};
use super::{FUNCTIONS, minimal, zip};
use crate::harness::{Request, TestServer};

/// Starts `sleep` detached from everything it could be found by, but its variables, `count` times.
const DETACH: &str = "import os, subprocess, time
def handler(event, context):
    sleepers = [subprocess.Popen(['sleep', '4747'], start_new_session=True).pid
                for _ in range(event['count'])]
    pids = [os.getpid(), os.getppid()] + sleepers
    with open(event['file'] + '.new', 'w') as file: file.write(' '.join(map(str, pids)))
    os.rename(event['file'] + '.new', event['file'])
    time.sleep(event['sleep'])
    return pids
";

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

fn pids(value: &Value) -> Vec<i64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|pid| pid.as_i64().unwrap())
        .collect()
}

/// Peers' servers died with such a function.
#[test]
fn a_function_that_kills_its_parent_hurts_only_itself() {
    let server = TestServer::start();
    let code = "import os, time\ndef handler(event, context):
    if event: os.kill(os.getppid(), 9); time.sleep(60)
    return 'ok'";
    deploy(&server, "f", code);
    let error = failure(&invoke(&server, "f", json!(1)));
    assert_eq!(error["errorType"], "Runtime.ExitError");
    assert_eq!(answer(&server, "f", json!(0)), "ok");
}

#[test]
fn a_function_that_kills_its_process_group_hurts_only_itself() {
    let server = TestServer::start();
    let code = "import os, signal, time\ndef handler(event, context):
    if event: os.kill(0, signal.SIGTERM); time.sleep(60)
    return 'ok'";
    deploy(&server, "f", code);
    failure(&invoke(&server, "f", json!(1)));
    assert_eq!(answer(&server, "f", json!(0)), "ok");
}

/// A peer left 100 of 100 behind.
#[test]
fn detached_children_end_with_their_environment() {
    let server = TestServer::start();
    let folder = tempfile::tempdir().unwrap();
    deploy_with(&server, "f", DETACH, json!({"Timeout": 3}));
    let file = folder.path().join("pids");
    let event = json!({"count": 100, "file": file, "sleep": 60});
    assert_eq!(
        failure(&invoke(&server, "f", event))["errorType"],
        "Sandbox.Timedout"
    );
    let written = std::fs::read_to_string(&file).unwrap();
    let pids: Vec<i64> = written.split(' ').map(|pid| pid.parse().unwrap()).collect();
    assert_eq!(pids.len(), 102);
    assert_eq!(pids.into_iter().filter(|pid| lives(*pid)).count(), 0);
}

#[test]
fn nothing_runs_after_a_stop() {
    let server = TestServer::start();
    let folder = tempfile::tempdir().unwrap();
    deploy(&server, "f", DETACH);
    let event = json!({"count": 3, "file": folder.path().join("pids"), "sleep": 0});
    let pids = pids(&answer(&server, "f", event));
    assert!(pids.iter().all(|pid| lives(*pid)));
    drop(server);
    assert_eq!(pids.into_iter().filter(|pid| lives(*pid)).count(), 0);
}

/// A server of its own process, which can be killed.
struct Program {
    child: Child,
    address: std::net::SocketAddr,
}

impl Program {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ruststack"))
            .args(["--port", "0", "--host", "127.0.0.1"])
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
/// have started.
#[test]
fn nothing_runs_after_the_server_was_killed() {
    let mut program = Program::start();
    program.deploy(DETACH);
    let folder = tempfile::tempdir().unwrap();
    let invocations = format!("{FUNCTIONS}/f/invocations");
    let event = |name: &str, sleep: u32| json!({"count": 3, "file": folder.path().join(name), "sleep": sleep});
    let mut all: BTreeSet<i64> = BTreeSet::new();
    let working = event("working", 60);
    let address = program.address;
    let call = std::thread::spawn(move || {
        let request = Request::new(address, "POST", &format!("{FUNCTIONS}/f/invocations"));
        // The server dies before it answers.
        let _ =
            std::panic::catch_unwind(|| request.signed("lambda").body(working.to_string()).send());
    });
    let file = folder.path().join("working");
    wait_until("the function works", || file.exists());
    let written = std::fs::read_to_string(&file).unwrap();
    all.extend(written.split(' ').map(|pid| pid.parse::<i64>().unwrap()));
    all.extend(pids(&program.call(&invocations, &event("idle", 0)).json()));
    assert_eq!(all.len(), 10);
    assert!(all.iter().all(|pid| lives(*pid)));
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    wait_until("everything has ended", || {
        !all.iter().any(|pid| lives(*pid))
    });
    call.join().unwrap();
}

#[test]
fn nothing_runs_after_sigterm() {
    let mut program = Program::start();
    program.deploy(DETACH);
    let folder = tempfile::tempdir().unwrap();
    let event = json!({"count": 3, "file": folder.path().join("pids"), "sleep": 0});
    let reply = program.call(&format!("{FUNCTIONS}/f/invocations"), &event);
    let pids = pids(&reply.json());
    let id = program.child.id().to_string();
    assert!(Command::new("kill").arg(&id).status().unwrap().success());
    assert!(program.child.wait().unwrap().success());
    assert_eq!(pids.into_iter().filter(|pid| lives(*pid)).count(), 0);
}

#[test]
fn a_function_gets_no_descriptor_and_no_input_of_ours() {
    let server = TestServer::start();
    let code = "import os, sys\ndef handler(event, context):
    kinds = {name: os.readlink('/proc/self/fd/' + name).split(':')[0]
             for name in sorted(os.listdir('/proc/self/fd'))[:-1]}
    return [kinds, sys.stdin.read(), os.getsid(0) != event, os.getpgid(0) != event]";
    deploy(&server, "f", code);
    let own_session = std::process::id();
    assert_eq!(
        answer(&server, "f", json!(own_session)),
        // The socket leads to the Runtime API.
        json!([
            {"0": "/dev/null", "1": "pipe", "2": "pipe", "3": "socket"},
            "",
            true,
            true
        ])
    );
}

/// AWS docs, Lambda execution environment: code cannot be changed, /tmp is the place to write to.
#[test]
fn temporary_files_go_with_their_environment() {
    let server = TestServer::start();
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
fn a_file_may_not_outgrow_the_ephemeral_storage() {
    let server = TestServer::start();
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
