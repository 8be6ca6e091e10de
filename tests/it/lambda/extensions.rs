//! Extensions, external ones in layers and internal ones in functions. Facts: Developer Guide, "Using
//! the Lambda Extensions API to create extensions"; texts of AWS's runtime emulator; payloads and log
//! lines as users of AWS show them.

use std::time::Duration;

use ruststack::{LambdaExecutor, LambdaIsolation};
use serde_json::{Value, json};

use super::invoke::printed;
use super::layers::{LAYERS, on_both};
use super::running::{answer, deploy_with, executable_zip, failure, invoke, log_tail, python};
use super::{FUNCTIONS, lambda, zip};
use crate::harness::{TestServer, executor};

/// What every external extension of these tests begins with.
pub(super) const CLIENT: &str = r#"#!/usr/bin/env python3
import json, os, sys, urllib.request
API = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2020-01-01/extension/'
def call(path, body=None, headers={}):
    request = urllib.request.Request(API + path, data=body, headers=headers)
    return urllib.request.urlopen(request)
def register(*events):
    body = json.dumps({'events': events}).encode()
    reply = call('register', body, {'Lambda-Extension-Name': os.path.basename(__file__)})
    return {'Lambda-Extension-Identifier': reply.headers['Lambda-Extension-Identifier']}
def next_event(me):
    return json.load(call('event/next', headers=me))
"#;

const HANDLER: &str = "import signal, sys
def end(*_):
    open('/tmp/terminated', 'w').close()
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
def handler(event, context): return context.aws_request_id";

/// Makes the function `f` with an extension, `recorder`.
fn with_extension(server: &TestServer, runtime: &str, extension: &str) {
    let content = executable_zip("extensions/recorder", &format!("{CLIENT}{extension}"));
    with_layer(server, runtime, HANDLER, content);
}

pub(super) fn with_layer(server: &TestServer, runtime: &str, handler: &str, zip: String) {
    let versions = format!("{LAYERS}/recorder/versions");
    let reply = lambda(
        server,
        "POST",
        &versions,
        json!({"Content": {"ZipFile": zip}}),
    );
    assert_eq!(reply.status, 201, "{}", reply.text());
    let layers = [reply.json()["LayerVersionArn"].clone()];
    let members = json!({"Runtime": runtime, "Layers": layers, "MemorySize": 256});
    deploy_with(server, "f", handler, members);
}

/// A bucket, `pail`, that everybody may read and write.
pub(super) fn open_bucket(server: &TestServer) {
    let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*",
        "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::pail/*"}}"#;
    for (method, target, body) in [
        ("PUT", "/pail", ""),
        ("DELETE", "/pail?publicAccessBlock", ""),
        ("PUT", "/pail?policy", policy),
    ] {
        let reply = server
            .request(method, target)
            .signed("s3")
            .body(body)
            .send();
        assert!(reply.status < 300, "{target}: {}", reply.text());
    }
}

#[test]
fn an_extension_sees_each_event_and_the_end() {
    on_both(
        "extensions: sees_each_event_and_the_end",
        |server, runtime| {
            open_bucket(server);
            let extension = r#"
me = register('INVOKE', 'SHUTDOWN')
count = 0
event = next_event(me)
# One that was started ahead and is not needed has nothing to tell.
while event['eventType'] == 'INVOKE' or count > 0:
    count += 1
    event['terminated'] = os.path.exists('/tmp/terminated')
    event['variables'] = list(os.environ)
    event.setdefault('requestId', 'end')
    place = os.environ['AWS_ENDPOINT_URL'] + '/pail/' + event['requestId']
    body = json.dumps(event).encode()
    urllib.request.urlopen(urllib.request.Request(place, data=body, method='PUT'))
    if event['requestId'] == 'end': break
    event = next_event(me)
"#;
            with_extension(server, runtime, extension);
            for _ in 0..2 {
                let id = answer(server, "f", json!({}));
                // The event is over only when the extension has had it too.
                let event = server.request("GET", &format!("/pail/{}", id.as_str().unwrap()));
                let event: Value = serde_json::from_str(&event.send().text()).unwrap();
                assert_eq!(event["eventType"], "INVOKE");
                assert_eq!(event["requestId"], id);
                let variables = event["variables"].as_array().unwrap();
                assert!(!variables.contains(&json!("_HANDLER")));
                assert_eq!(event["tracing"]["type"], "X-Amzn-Trace-Id");
                let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
                assert_eq!(event["invokedFunctionArn"], arn);
                assert!(event["deadlineMs"].as_i64().unwrap() > 1_600_000_000_000);
            }
            // The runtime has 300 ms to end before, which a busy machine may not give it.
            let terminated = (0..20).any(|attempt| {
                if attempt > 0 {
                    answer(server, "f", json!({}));
                }
                let end = retired(server, 29 - attempt);
                assert_eq!(end["eventType"], "SHUTDOWN");
                assert_eq!(end["shutdownReason"], "spindown");
                end["terminated"] == true
            });
            assert!(terminated, "the runtime ends before");
        },
    );
}

/// Developer Guide, "Lambda runtime environment lifecycle": with an internal extension the runtime has 500 ms
/// to end, and none without any extension; "Using the Lambda Extensions API": it gets SIGTERM.
#[test]
fn a_runtime_is_asked_to_end_beside_an_extension_of_its_own() {
    if executor() == LambdaExecutor::Process {
        let server = TestServer::with(|config| config.lambda_isolation = LambdaIsolation::Off);
        sees_its_end(&server, python());
    }
    on_both("extensions: a_runtime_is_asked_to_end", sees_its_end);
}

fn sees_its_end(server: &TestServer, runtime: &str) {
    let code = "import json, os, signal, sys, threading, urllib.request
def end(*_):
    print('asked to end', flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
API = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2020-01-01/extension/'
def call(path, body, headers):
    return urllib.request.urlopen(urllib.request.Request(API + path, data=body, headers=headers))
def extend():
    reply = call('register', json.dumps({'events': []}).encode(), {'Lambda-Extension-Name': 'own'})
    me = {'Lambda-Extension-Identifier': reply.headers['Lambda-Extension-Identifier']}
    threading.Thread(target=lambda: call('event/next', None, me), daemon=True).start()
if 'EXTEND' in os.environ: extend()
def handler(event, context): return event";
    let members = json!({"Runtime": runtime, "MemorySize": 256});
    deploy_with(server, "plain", code, members.clone());
    let mut extended = members;
    extended["Environment"] = json!({"Variables": {"EXTEND": "yes"}});
    deploy_with(server, "extended", code, extended);
    let retire = |name: &str, timeout_s: u32| {
        answer(server, name, json!({}));
        let configuration = format!("{FUNCTIONS}/{name}/configuration");
        lambda(server, "PUT", &configuration, json!({"Timeout": timeout_s}));
    };
    let is_told = |name: &str| {
        !printed(server, name, "asked to end")
            .as_array()
            .unwrap()
            .is_empty()
    };
    // A busy machine may not let a runtime end in 500 ms.
    let told = (0..20).any(|attempt| {
        retire("plain", 29 - attempt);
        retire("extended", 29 - attempt);
        let soon = |_| {
            std::thread::sleep(Duration::from_millis(10));
            is_told("extended")
        };
        (0..200).any(soon)
    });
    assert!(told, "the runtime is asked to end");
    assert!(!is_told("plain"), "nobody is asked without extensions");
}

/// What the extension of an environment tells in `/pail/end`, which a change of the function retires.
fn retired(server: &TestServer, timeout_s: u32) -> Value {
    let end = |method| server.request(method, "/pail/end").signed("s3").send();
    end("DELETE");
    let configuration = format!("{FUNCTIONS}/f/configuration");
    lambda(server, "PUT", &configuration, json!({"Timeout": timeout_s}));
    for _ in 0..6000 {
        let reply = end("GET");
        if reply.status == 200 {
            return serde_json::from_str(&reply.text()).unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the extension was told of no end");
}

#[test]
fn an_extension_that_fails_fails_the_event() {
    on_both(
        "extensions: that_fails_fails_the_event",
        |server, runtime| {
            let extension = "
me = register('INVOKE')
next_event(me)
sys.exit(3)
";
            with_extension(server, runtime, extension);
            let reply = invoke(server, "f", json!({}));
            let failed = failure(&reply);
            assert_eq!(
                failed["errorType"],
                "Extension.Crash",
                "{}",
                log_tail(&reply)
            );
            let message = failed["errorMessage"].as_str().unwrap();
            assert!(message.ends_with(" Error: exit status 3"), "{message}");
            let log = log_tail(&reply);
            assert!(
                log.contains("Status: error\tError Type: Extension.Crash"),
                "{log}"
            );
        },
    );
}

/// Developer Guide, "Lambda runtime environment lifecycle": the environment is frozen when the runtime and
/// each extension have asked for the next event.
#[test]
fn all_rest_once_all_wait() {
    let server = TestServer::start();
    let extension = r#"
import threading, time
me = register('INVOKE')
count = 0
def work():
    global count
    while True:
        time.sleep(0.005)
        count += 1
        with open('/tmp/new', 'w') as file: file.write(str(count))
        os.rename('/tmp/new', '/tmp/count')
threading.Thread(target=work, daemon=True).start()
while True:
    next_event(me)
    # Longer than the runtime: it is not stopped before it asks for more.
    seen = count
    while count < seen + 20: time.sleep(0.001)
"#;
    let handler = "def handler(event, context): return int(open('/tmp/count').read())";
    let content = executable_zip("extensions/recorder", &format!("{CLIENT}{extension}"));
    with_layer(&server, python(), handler, content);
    let count = || answer(&server, "f", json!({})).as_i64().unwrap();
    invoke(&server, "f", json!({}));
    let first = count();
    // Long enough for a hundred rounds of a thread that goes on.
    std::thread::sleep(Duration::from_millis(500));
    let second = count();
    assert!(second >= first + 20, "{second} after {first}");
    assert!(second < first + 80, "{second} after {first}");
}

#[test]
fn an_extension_may_give_up_while_it_initialises() {
    let server = TestServer::start();
    let extension = "
me = register('INVOKE')
call('init/error', b'', dict(me, **{'Lambda-Extension-Function-Error-Type': 'Extension.NoKey'}))
";
    with_extension(&server, python(), extension);
    let reply = invoke(&server, "f", json!({}));
    let failed = failure(&reply);
    assert_eq!(failed["errorType"], "Extension.InitError");
    let message = failed["errorMessage"].as_str().unwrap();
    assert!(message.ends_with(" Error: exit code 0"), "{message}");
    let log = log_tail(&reply);
    let line = "EXTENSION\tName: recorder\tState: InitError\tEvents: [INVOKE]\tError Type: Extension.NoKey\n";
    assert!(log.contains(line), "{log}");
}

#[test]
fn an_extension_that_cannot_be_started_fails_the_event() {
    let server = TestServer::start();
    with_layer(&server, python(), HANDLER, zip("extensions/plain", "text"));
    let failed = failure(&invoke(&server, "f", json!({})));
    assert_eq!(failed["errorType"], "Extension.LaunchError");
    let message = failed["errorMessage"].as_str().unwrap();
    let reason = " Error: fork/exec /opt/extensions/plain: permission denied";
    assert!(message.ends_with(reason), "{message}");
}

/// The shapes and texts are those of AWS's runtime emulator.
#[test]
fn calls_are_refused_in_awss_words() {
    let server = TestServer::start();
    let code = r#"import json, os, threading, urllib.error, urllib.request
API = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2020-01-01/extension/'
def call(path, body, headers):
    request = urllib.request.Request(API + path, data=body, headers=headers)
    try:
        reply = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        reply = error
    return [reply.status, json.load(reply)], reply.headers
def register(name, *events, **more):
    body = json.dumps({'events': events}).encode()
    return call('register', body, dict(more, **{'Lambda-Extension-Name': name}))
seen = []
early = [register('in', 'SHUTDOWN')[0], register('in', 'NONE')[0], register('', 'INVOKE')[0]]
done, headers = register('in', 'INVOKE', **{'Lambda-Extension-Accept-Feature': 'accountId'})
early += [done, register('in', 'INVOKE')[0]]
me = {'Lambda-Extension-Identifier': headers['Lambda-Extension-Identifier']}
def poll():
    while True:
        seen.append(call('event/next', None, me)[0][1]['requestId'])
threading.Thread(target=poll, daemon=True).start()
def handler(event, context):
    unknown = {'Lambda-Extension-Identifier': '00000000-0000-0000-0000-000000000000'}
    bad = {'Lambda-Extension-Identifier': 'x'}
    late = [register('late', 'INVOKE')[0], call('event/next', None, {})[0],
            call('event/next', None, bad)[0], call('event/next', None, unknown)[0],
            call('exit/error', b'', me)[0]]
    return [early, late, len(seen)]
"#;
    deploy_with(&server, "f", code, json!({}));
    let refused = |message: &str, kind: &str| json!([403, {"errorMessage": message, "errorType": format!("Extension.{kind}")}]);
    let told = json!({"functionName": "f", "functionVersion": "$LATEST",
                      "handler": "app.handler", "accountId": "000000000000"});
    let taken = "Extension with this name already registered";
    let early = json!([
        refused(
            "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension",
            "InvalidEventType"
        ),
        refused("NONE: ErrorInvalidEventType", "InvalidEventType"),
        refused("Empty extension name", "InvalidExtensionName"),
        [200, told],
        refused(taken, "InvalidExtensionState"),
    ]);
    let unknown = "Unknown extension 00000000-0000-0000-0000-000000000000";
    let late = json!([
        refused(
            "Extension registration closed already",
            "RegistrationClosed"
        ),
        refused(
            "Missing Lambda-Extension-Identifier header",
            "MissingExtensionIdentifier"
        ),
        refused(
            "Invalid Lambda-Extension-Identifier",
            "InvalidExtensionIdentifier"
        ),
        refused(unknown, "UnknownExtensionIdentifier"),
        refused(
            "Lambda-Extension-Function-Error-Type not found",
            "MissingHeader"
        ),
    ]);
    let said = answer(&server, "f", json!({}));
    assert_eq!(said[0], early);
    assert_eq!(said[1], late);
    // Each event is over only when the extension has had it, so the second one finds the first there.
    assert!(answer(&server, "f", json!({}))[2].as_u64().unwrap() >= 1);
}
