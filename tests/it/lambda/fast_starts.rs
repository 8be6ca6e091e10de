//! What is done in advance for functions that are processes: a function cannot tell.
#![cfg(target_os = "linux")]

use ruststack::LambdaFastStarts;
use serde_json::json;

use super::running::{answer, deploy, deploy_with, failure, invoke, log_tail};
use super::{FUNCTIONS, lambda};
use crate::harness::TestServer;

/// Changes a function's description, and so ends its environments.
fn start_anew(server: &TestServer, name: &str) {
    let target = format!("{FUNCTIONS}/{name}/configuration");
    let reply = lambda(
        server,
        "PUT",
        &target,
        json!({"Description": "again", "Timeout": 30}),
    );
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// Waits until functions of this server are forked: their parents are outside of their sandboxes.
/// `false` where there are no sandboxes.
fn forks(server: &TestServer) -> bool {
    let code = "import os\ndef handler(event, context): return [os.getppid(), os.getcwd()]";
    deploy(server, "probe", code);
    for _ in 0..500 {
        let seen = answer(server, "probe", json!({}));
        if seen[0] == 0 {
            return true;
        }
        if seen[1] != "/var/task" {
            eprintln!("SKIPPED: this kernel lets nobody make sandboxes");
            return false;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        start_anew(server, "probe");
    }
    panic!("no function is ever forked");
}

const LOOK: &str = "import os, random, signal, sys, threading, time
def handler(event, context):
    return {
        'environ': {name: value for name, value in os.environ.items()
                    if not name.startswith('AWS_') and name != '_X_AMZN_TRACE_ID'},
        'path': sys.path, 'argv': sys.argv, 'flags': list(sys.flags), 'cwd': os.getcwd(),
        'orig': getattr(sys, 'orig_argv', [])[:5],
        'signals': [str(signal.getsignal(number)) for number in range(1, 32)],
        'main': sys.modules['__main__'].__name__, 'threads': threading.active_count(),
        'pid': os.getpid() == threading.get_native_id(), 'zone': time.tzname,
        'files': sorted(os.listdir('/proc/self/fd'))[:4], 'user': [os.getuid(), os.getgid()],
        'umask': [os.umask(18), os.umask(18)], 'limits': open('/proc/self/limits').read(),
        'rights': [line for line in open('/proc/self/status') if line.startswith('Cap')][:5],
        'encoding': [sys.stdout.encoding, sys.getfilesystemencoding()],
    }";

/// A forked interpreter is like one that has started for its function.
#[test]
fn a_forked_function_sees_what_others_see() {
    let server = TestServer::start();
    if !forks(&server) {
        return;
    }
    let plain = TestServer::with(|config| config.lambda_fast_starts = LambdaFastStarts::NONE);
    let members = json!({"Environment": {"Variables": {"TABLE": "t", "TZ": "Europe/Berlin"}}});
    deploy_with(&server, "f", LOOK, members.clone());
    deploy_with(&plain, "f", LOOK, members);
    let (fast, slow) = (
        answer(&server, "f", json!({})),
        answer(&plain, "f", json!({})),
    );
    for (name, value) in slow.as_object().unwrap() {
        assert_eq!(&fast[name], value, "{name}");
    }
}

#[test]
fn forked_functions_have_random_numbers_of_their_own() {
    let server = TestServer::start();
    if !forks(&server) {
        return;
    }
    let code = "import os, random, uuid\nnumbers = [random.random(), str(uuid.uuid4())]
def handler(event, context): return numbers + [os.getppid()]";
    deploy(&server, "f", code);
    let first = answer(&server, "f", json!({}));
    start_anew(&server, "f");
    let second = answer(&server, "f", json!({}));
    assert_eq!((&first[2], &second[2]), (&json!(0), &json!(0)));
    assert!(
        first[0] != second[0] && first[1] != second[1],
        "{first} {second}"
    );
}

/// What an interpreter reads as it starts, and modules under names of the library, need an
/// interpreter of their own.
#[test]
fn a_function_that_changes_its_interpreter_is_not_forked() {
    let server = TestServer::start();
    if !forks(&server) {
        return;
    }
    let code = "import os, sys\ndef handler(event, context): return [os.getppid() != 0, sys.flags.optimize]";
    let members = json!({"Environment": {"Variables": {"PYTHONOPTIMIZE": "1"}}});
    deploy_with(&server, "optimised", code, members);
    assert_eq!(answer(&server, "optimised", json!({})), json!([true, 1]));
    let members = json!({
        "Code": {"ZipFile": super::zip("calendar.py", "def handler(event, context): return 'mine'")},
        "Handler": "calendar.handler",
    });
    deploy_with(&server, "shadow", "", members);
    assert_eq!(answer(&server, "shadow", json!({})), "mine");
}

#[test]
fn a_forked_function_ends_as_others_do() {
    let server = TestServer::start();
    if !forks(&server) {
        return;
    }
    let code = "import atexit, os, sys
atexit.register(lambda: print('at the end', flush=True))
def handler(event, context):
    if event == 'signal': os.kill(os.getpid(), 11)
    sys.exit(event)";
    deploy(&server, "f", code);
    for (event, reason) in [
        (json!(0), "Runtime exited without providing a reason"),
        (json!(3), "Runtime exited with error: exit status 3"),
        (
            json!("signal"),
            "Runtime exited with error: signal: segmentation fault",
        ),
    ] {
        let reply = invoke(&server, "f", event.clone());
        let error = failure(&reply);
        assert_eq!(error["errorType"], "Runtime.ExitError");
        assert!(
            error["errorMessage"].as_str().unwrap().ends_with(reason),
            "{error}"
        );
        assert_eq!(log_tail(&reply).contains("at the end"), event.is_number());
    }
}

/// All at once: environments are shared, and each event is answered once.
#[test]
fn two_hundred_events_at_once_are_all_answered() {
    let server = TestServer::start();
    let code = "import time\ndef handler(event, context): time.sleep(0.1); return event";
    deploy(&server, "f", code);
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..200)
            .map(|number| {
                scope.spawn({
                    let server = &server;
                    move || (number, answer(server, "f", json!(number)))
                })
            })
            .collect();
        for call in calls {
            let (number, answered) = call.join().unwrap();
            assert_eq!(answered, number);
        }
    });
}
