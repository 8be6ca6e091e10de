//! What is done in advance for functions that are processes: a function cannot tell.
#![cfg(target_os = "linux")]

use ruststack::LambdaFastStarts;
use serde_json::{Value, json};

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

/// A package with a library of a distribution, `lib`, and an application.
fn with_library(library: &str, application: &str) -> String {
    let record = "lib.py,,\nlib-1.0.dist-info/RECORD,,\n";
    super::zip_of(&[
        ("lib.py", library),
        ("lib-1.0.dist-info/RECORD", record),
        ("app.py", application),
    ])
}

fn deploy_package(server: &TestServer, name: &str, package: String, environment: Value) {
    let members = json!({
        "Code": {"ZipFile": package},
        "Environment": {"Variables": environment},
    });
    deploy_with(server, name, "", members);
}

const LIBRARY: &str = "import os, random
PID = os.getpid()
COLOUR = os.environ.get('COLOUR')
os.environ['SET_BY_LIBRARY'] = 'yes'";
const APPLICATION: &str = "import lib
import os, random, logging, threading
PID, NUMBER = os.getpid(), random.random()
def handler(event, context):
    return {'imaged': lib.PID != os.getpid(), 'own': PID == os.getpid(), 'colour': lib.COLOUR,
            'set': os.environ['SET_BY_LIBRARY'], 'number': NUMBER, 'parent': os.getppid(),
            'files': sorted(os.listdir('/proc/self/fd'))[:4], 'root': len(logging.getLogger().handlers),
            'rights': [line.split()[1] for line in open('/proc/self/status') if line.startswith('Cap')][:3],
            'threads': threading.active_count(), 'stream': context.log_stream_name == os.environ['AWS_LAMBDA_LOG_STREAM_NAME']}";

/// Starts a function until its library has been imported before it started.
fn imaged(server: &TestServer, name: &str) -> Value {
    for _ in 0..500 {
        let seen = answer(server, name, json!({}));
        if seen["imaged"] == true {
            return seen;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
        start_anew(server, name);
    }
    panic!("no image is ever made");
}

/// Libraries are loaded once; the function's own code runs in each environment.
#[test]
fn libraries_are_imported_before_a_function_starts_and_its_own_code_is_not() {
    let server = TestServer::start();
    if !forks(&server) {
        return;
    }
    let package = with_library(LIBRARY, APPLICATION);
    deploy_package(&server, "red", package.clone(), json!({"COLOUR": "red"}));
    deploy_package(&server, "blue", package, json!({"COLOUR": "blue"}));
    let red = imaged(&server, "red");
    let mut expected = red.clone();
    for (member, value) in [
        ("own", json!(true)),
        ("colour", json!("red")),
        ("set", json!("yes")),
        ("parent", json!(0)),
        ("files", json!(["0", "1", "2", "3"])),
        ("root", json!(1)),
        ("rights", json!(vec!["0".repeat(16); 3])),
        ("threads", json!(1)),
        ("stream", json!(true)),
    ] {
        expected[member] = value;
    }
    assert_eq!(red, expected);
    start_anew(&server, "red");
    let again = imaged(&server, "red");
    assert_ne!(again["number"], red["number"]);
    assert_eq!(imaged(&server, "blue")["colour"], "blue");
}

/// What a function does before it imports a library counts, and a library that does more than define
/// things is imported where it is used.
#[test]
fn a_library_that_could_tell_is_imported_by_each_environment() {
    let server = TestServer::start();
    if !forks(&server) {
        return;
    }
    let handler = "\ndef handler(event, context): return [lib.SEEN, lib.PID == os.getpid()]";
    let library = "import os\nPID = os.getpid()\nSEEN = os.environ.get('BEFORE')\n";
    let first = "import os\nos.environ['BEFORE'] = 'set'\nimport lib".to_owned() + handler;
    let says = format!("{library}print('hello')");
    let starts = format!(
        "{library}import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    );
    let writes = format!("{library}open('/tmp/file', 'w').close()");
    let plain = "import os, lib".to_owned() + handler;
    for (name, library, application) in [
        ("first", library, &first),
        ("says", &says, &plain),
        ("starts", &starts, &plain),
        ("writes", &writes, &plain),
    ] {
        deploy_package(&server, name, with_library(library, application), json!({}));
        answer(&server, name, json!({}));
    }
    // By then there would be images of all.
    let package = with_library(LIBRARY, APPLICATION);
    deploy_package(&server, "control", package, json!({}));
    imaged(&server, "control");
    for (name, seen) in [
        ("first", json!("set")),
        ("says", Value::Null),
        ("starts", Value::Null),
        ("writes", Value::Null),
    ] {
        start_anew(&server, name);
        assert_eq!(
            answer(&server, name, json!({})),
            json!([seen, true]),
            "{name}"
        );
    }
}

/// Lambda guide, "Understanding the execution environment lifecycle": environments may be initialised
/// before they are needed.
#[test]
fn a_function_is_initialised_before_its_first_event() {
    for ahead in [true, false] {
        let server = TestServer::with(|config| config.lambda_start_ahead = ahead);
        let folder = super::running::shared_folder();
        let code = "import os, uuid
open(os.path.join(os.environ['FOLDER'], str(uuid.uuid4())), 'w').close()
def handler(event, context): return len(os.listdir(os.environ['FOLDER']))";
        let members = json!({"Environment": {"Variables": {"FOLDER": folder.path()}}});
        deploy_with(&server, "f", code, members);
        let count = || std::fs::read_dir(folder.path()).unwrap().count();
        while ahead && count() == 0 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert_eq!(answer(&server, "f", json!({})), 1);
    }
}

/// What goes wrong before anybody has asked is told to whoever asks.
#[test]
fn a_function_that_cannot_be_initialised_says_so_to_its_first_event() {
    let server = TestServer::start();
    deploy(&server, "f", "import missing");
    for _ in 0..2 {
        let error = failure(&invoke(&server, "f", json!({})));
        assert_eq!(error["errorType"], "Runtime.ImportModuleError");
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
