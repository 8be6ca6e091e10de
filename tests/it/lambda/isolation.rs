//! Functions in sandboxes: AWS's folders and users, and nothing that goes on between two events.
//! Where the kernel refuses sandboxes these tests can only say so.
#![cfg(target_os = "linux")]

use std::process::Command;

use ruststack::LambdaIsolation;
use serde_json::{Value, json};

use super::running::{answer, deploy, deploy_with, failure, invoke, log_tail};
use crate::harness::TestServer;

/// A server whose functions are isolated, unless the kernel refuses.
fn isolated() -> Option<TestServer> {
    let namespaces = [
        "--user",
        "--mount",
        "--pid",
        "--fork",
        "--mount-proc",
        "true",
    ];
    let allowed = Command::new("unshare").args(namespaces).output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        eprintln!(
            "SKIPPED: this kernel lets nobody make namespaces of users, mounts and processes"
        );
        return None;
    }
    Some(TestServer::start())
}

/// Recorded in AWS's own environments: the folders, the user, and what may be written.
#[test]
fn a_function_sees_the_folders_and_the_user_of_aws() {
    let Some(server) = isolated() else { return };
    let code = "import os, pwd, sys
def refused(path):
    try: open(path, 'w')
    except OSError as error: return error.strerror
def handler(event, context):
    return {
        'file': __file__, 'cwd': os.getcwd(), 'user': [os.getuid(), os.getgid()],
        'name': pwd.getpwuid(os.getuid()).pw_name, 'tmp': os.listdir('/tmp'),
        'task': sorted(os.listdir('/var/task')), 'opt': os.listdir('/opt'),
        'refused': [refused(path) for path in ('/var/task/x', '/opt/x', '/var/runtime/x', '/x')],
        'path': sys.path[:4], 'root': os.environ['LAMBDA_TASK_ROOT'],
        'runtime': os.environ['LAMBDA_RUNTIME_DIR'], 'home': os.environ.get('HOME'),
        'tmpdir': os.environ.get('TMPDIR'), 'pwd': os.environ['PWD'],
    }";
    deploy(&server, "f", code);
    let seen = answer(&server, "f", json!({}));
    let version = super::running::python();
    let read_only = "Read-only file system";
    assert_eq!(
        seen,
        json!({
            "file": "/var/task/app.py", "cwd": "/var/task", "user": [993, 990],
            "name": "sbx_user1051", "tmp": [], "task": ["__pycache__", "app.py"], "opt": [],
            "refused": [read_only, read_only, read_only, read_only],
            "path": [
                "/var/task", format!("/opt/python/lib/{version}/site-packages"), "/opt/python",
                "/var/runtime",
            ],
            "root": "/var/task", "runtime": "/var/runtime", "home": null, "tmpdir": null,
            "pwd": "/var/task",
        })
    );
}

#[test]
fn a_function_sees_only_its_own_processes() {
    let Some(server) = isolated() else { return };
    let code = "import os
def handler(event, context): return sorted(int(pid) for pid in os.listdir('/proc') if pid.isdigit())";
    deploy(&server, "f", code);
    let pids = answer(&server, "f", json!({}));
    assert_eq!(pids.as_array().unwrap().len(), 2, "{pids}");
}

/// AWS docs, Lambda execution environment: /tmp is the environment's own, kept between events.
#[test]
fn temporary_files_are_an_environments_own_and_stay_as_long_as_it() {
    let Some(server) = isolated() else { return };
    let code = "import os, time
def handler(event, context):
    before = os.listdir('/tmp')
    open('/tmp/' + event['name'], 'w').close()
    time.sleep(event['sleep'])
    return before";
    deploy(&server, "f", code);
    assert_eq!(
        answer(&server, "f", json!({"name": "kept-by-a", "sleep": 0})),
        json!([])
    );
    assert_eq!(
        answer(&server, "f", json!({"name": "b", "sleep": 0})),
        json!(["kept-by-a"])
    );
    deploy(&server, "other", code);
    assert_eq!(
        answer(&server, "other", json!({"name": "c", "sleep": 0})),
        json!([])
    );
    assert!(!std::path::Path::new("/tmp/kept-by-a").exists());
}

/// EphemeralStorage.Size is the size of /tmp (AWS docs, Configure ephemeral storage).
#[test]
fn temporary_files_do_not_outgrow_the_ephemeral_storage() {
    let Some(server) = isolated() else { return };
    let code = "import os
def handler(event, context):
    chunk = bytes(1 << 20)
    with open('/tmp/file', 'wb') as file:
        for _ in range(event): file.write(chunk)
    os.remove('/tmp/file')
    statistics = os.statvfs('/tmp')
    return statistics.f_blocks * statistics.f_frsize >> 20";
    deploy_with(&server, "f", code, json!({"MemorySize": 1024}));
    assert_eq!(answer(&server, "f", json!(500)), 512);
    let error = failure(&invoke(&server, "f", json!(513)));
    assert_eq!(error["errorMessage"], "[Errno 28] No space left on device");
}

/// AWS docs, Lambda execution environment: what is left in the background is frozen until the next
/// event.
#[test]
fn nothing_goes_on_between_two_events() {
    for isolation in [LambdaIsolation::Auto, LambdaIsolation::Off] {
        let server = TestServer::with(|config| config.lambda_isolation = isolation);
        let code = "import threading, time
count = 0
def work():
    global count
    while True: time.sleep(0.005); count += 1
threading.Thread(target=work, daemon=True).start()
def handler(event, context):
    before = count
    while count == before: time.sleep(0.001)
    return count";
        deploy(&server, "f", code);
        let first = answer(&server, "f", json!({})).as_i64().unwrap();
        // Long enough for a hundred rounds of a thread that goes on.
        std::thread::sleep(std::time::Duration::from_millis(500));
        let second = answer(&server, "f", json!({})).as_i64().unwrap();
        assert!(second > first, "it goes on with the next event");
        assert!(second - first < 50, "{second} after {first}");
    }
}

/// Recorded answer: a function that uses more memory than it has is killed.
#[test]
fn more_memory_than_the_function_has_ends_it() {
    for isolation in [LambdaIsolation::Auto, LambdaIsolation::Off] {
        let server = TestServer::with(|config| config.lambda_isolation = isolation);
        let code = "import time
def handler(event, context):
    kept = [bytes(range(256)) * 4096 for _ in range(event)]
    if event > 128: time.sleep(10)
    return len(kept)";
        deploy(&server, "f", code);
        let reply = invoke(&server, "f", json!(60));
        assert_eq!(reply.json(), 60);
        let used = log_tail(&reply);
        let used = used.split("Max Memory Used: ").nth(1).unwrap();
        let used: u32 = used.split(' ').next().unwrap().parse().unwrap();
        assert!((60..128).contains(&used), "{used}");
        let error = failure(&invoke(&server, "f", json!(200)));
        assert_eq!(error["errorType"], "Runtime.ExitError");
        let message = error["errorMessage"].as_str().unwrap();
        assert!(
            message.ends_with("Error: Runtime exited with error: signal: killed"),
            "{message}"
        );
    }
}

/// Go's words, as in AWS's own answers for a bootstrap that the kernel will not run.
#[test]
fn a_bootstrap_that_cannot_be_run_says_why() {
    let Some(server) = isolated() else { return };
    let script = "#!/no/such/interpreter\n";
    let members = json!({
        "Runtime": "provided.al2023",
        "Handler": "any",
        "Code": {"ZipFile": super::running::executable_zip("bootstrap", script)},
    });
    deploy_with(&server, "f", "", members);
    let error = failure(&invoke(&server, "f", Value::Null));
    assert_eq!(error["errorType"], "Runtime.InvalidEntrypoint");
    let message = error["errorMessage"].as_str().unwrap();
    assert!(
        message.ends_with("fork/exec /var/task/bootstrap: no such file or directory"),
        "{message}"
    );
}
