//! The Telemetry API and the Logs API, with extensions that listen. Facts: Developer Guide, "Accessing
//! real-time telemetry data for extensions using the Telemetry API", "Lambda Telemetry API Event schema
//! reference", "Using the Lambda Logs API"; texts of AWS's runtime emulator.

use std::time::Duration;

use serde_json::{Value, json};

use super::extensions::{CLIENT, open_bucket, with_layer};
use super::lambda;
use super::layers::on_both;
use super::running::{answer, deploy_with, executable_zip, invoke, python};
use crate::harness::TestServer;

/// Listens where nobody else does, and keeps what comes in `seen`.
const LISTENER: &str = r#"
import http.server, socket, socketserver, threading, time
try:
    HOST = socket.gethostbyname('sandbox.localdomain')
except OSError:
    HOST = ''
seen = []
def subscribe(me, path, **body):
    body = json.dumps(body).encode()
    url = API.replace('2020-01-01/extension/', path)
    return urllib.request.urlopen(urllib.request.Request(url, data=body, headers=me, method='PUT'))
def listen(server, handler):
    server = server((HOST, 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
class Http(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        assert self.headers['Host'].startswith('sandbox.localdomain:')
        seen.extend(json.loads(self.rfile.read(int(self.headers['Content-Length']))))
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_): pass
class Tcp(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile: seen.append(json.loads(line))
def wait_for(kind, request):
    while not [one for one in seen if one['type'] == kind and one['record']['requestId'] == request]:
        time.sleep(0.005)
def keep(name):
    place = os.environ['AWS_ENDPOINT_URL'] + '/pail/' + name
    body = json.dumps(seen).encode()
    urllib.request.urlopen(urllib.request.Request(place, data=body, method='PUT'))
"#;

const HANDLER: &str = "def handler(event, context):
    print('hello')
    return context.aws_request_id";

fn with_listener(server: &TestServer, runtime: &str, extension: &str) {
    open_bucket(server);
    let content = format!("{CLIENT}{LISTENER}{extension}");
    let content = executable_zip("extensions/listener", &content);
    with_layer(server, runtime, HANDLER, content);
}

/// What the extension has kept under a name.
fn kept(server: &TestServer, name: &str) -> Vec<Value> {
    let target = format!("/pail/{name}");
    for _ in 0..1000 {
        let reply = server.request("GET", &target).send();
        if reply.status == 200 {
            return serde_json::from_str(&reply.text()).unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nothing is kept as {name}");
}

fn types(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}

/// The event of a kind. The same one may be there again: a batch that a busy machine acknowledges late is
/// sent again.
fn only<'a>(events: &'a [Value], kind: &str, request: &Value) -> &'a Value {
    let mut found = events.iter().filter(|event| {
        event["type"] == kind && (request.is_null() || event["record"]["requestId"] == *request)
    });
    let first = found.next();
    let first = first.unwrap_or_else(|| panic!("no {kind}: {events:?}"));
    assert!(
        found.all(|other| other == first),
        "{kind} twice: {events:?}"
    );
    first
}

#[test]
fn an_extension_is_told_what_happens() {
    on_both("telemetry: is_told_what_happens", |server, runtime| {
        let extension = r#"
me = register('INVOKE', 'SHUTDOWN')
uri = 'http://sandbox.localdomain:%d/path' % listen(http.server.HTTPServer, Http)
reply = subscribe(me, '2022-07-01/telemetry', schemaVersion='2022-12-13',
                  types=['platform', 'function', 'extension'], buffering={'timeoutMs': 25},
                  destination={'protocol': 'HTTP', 'URI': uri})
assert (reply.status, reply.read()) == (200, b'"OK"')
print('subscribed', flush=True)
while True:
    event = next_event(me)
    if event['eventType'] == 'SHUTDOWN': break
    wait_for('platform.runtimeDone', event['requestId'])
    keep(event['requestId'])
wait_for('platform.report', last)
keep('end')
"#
        .replace(
            "    keep(event",
            "    last = event['requestId']\n    keep(event",
        );
        with_listener(server, runtime, &extension);
        let first = answer(server, "f", json!({}));
        let events = kept(server, first.as_str().unwrap());
        assert_eq!(types(&events)[0], "platform.initStart");
        let subscribed = &only(&events, "platform.telemetrySubscription", &Value::Null)["record"];
        let all = ["platform", "function", "extension"];
        assert_eq!(
            *subscribed,
            json!({"name": "listener", "state": "Subscribed", "types": all})
        );
        let done = &only(&events, "platform.initRuntimeDone", &Value::Null)["record"];
        assert_eq!(done["status"], "success");
        let ready = &only(&events, "platform.extension", &Value::Null)["record"];
        assert_eq!(
            *ready,
            json!({"name": "listener", "state": "Ready", "events": ["INVOKE", "SHUTDOWN"]})
        );
        let start = only(&events, "platform.start", &first);
        assert_eq!(start["record"]["version"], "$LATEST");
        assert!(start["time"].as_str().unwrap().ends_with('Z'));
        let done = &only(&events, "platform.runtimeDone", &first)["record"];
        assert_eq!(done["status"], "success");
        assert_eq!(done["metrics"]["producedBytes"], 38);
        let second = answer(server, "f", json!({}));
        let events = kept(server, second.as_str().unwrap());
        let report = &only(&events, "platform.report", &first)["record"];
        assert_eq!(report["metrics"]["memorySizeMB"], 256);
        let configuration = format!("{}/f/configuration", super::FUNCTIONS);
        lambda(server, "PUT", &configuration, json!({"Timeout": 29}));
        let events = kept(server, "end");
        only(&events, "platform.report", &second);
        let lines = |kind: &str| {
            let of_kind = events.iter().filter(|event| event["type"] == kind);
            of_kind
                .map(|event| event["record"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(lines("function"), ["hello\n", "hello\n"]);
        assert_eq!(lines("extension"), ["subscribed\n"]);
    });
}

/// An answer of the runtime ends an event of the older API too, and connections are kept.
#[test]
fn the_logs_api_sends_lines_over_tcp() {
    let server = TestServer::start();
    let extension = r#"
me = register('INVOKE')
port = listen(socketserver.TCPServer, Tcp)
reply = subscribe(me, '2020-08-15/logs', schemaVersion='2021-03-18', types=['platform', 'function'],
                  buffering={'timeoutMs': 25}, destination={'protocol': 'TCP', 'port': port})
assert (reply.status, reply.read()) == (200, b'"OK"')
while True:
    event = next_event(me)
    wait_for('platform.runtimeDone', event['requestId'])
    keep(event['requestId'])
"#;
    with_listener(&server, python(), extension);
    let first = answer(&server, "f", json!({}));
    let second = answer(&server, "f", json!({}));
    let events = kept(&server, second.as_str().unwrap());
    let done = &only(&events, "platform.runtimeDone", &first)["record"];
    assert_eq!(*done, json!({"requestId": first, "status": "success"}));
    only(&events, "platform.end", &first);
    only(&events, "platform.logsSubscription", &Value::Null);
    let report = &only(&events, "platform.report", &first)["record"];
    assert!(report["metrics"]["initDurationMs"].is_number());
    assert!(!types(&events).contains(&"platform.initStart"));
    assert!(types(&events).contains(&"function"));
}

#[test]
fn subscriptions_are_refused_in_awss_words() {
    let server = TestServer::start();
    let code = r#"import json, os, urllib.error, urllib.request
API = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API']
def call(method, path, body, headers):
    body = json.dumps(body).encode()
    request = urllib.request.Request(API + path, data=body, headers=headers, method=method)
    try:
        reply = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        reply = error
    return [reply.status, json.load(reply)], reply.headers
me = {'Lambda-Extension-Identifier': call('POST', '/2020-01-01/extension/register',
    {'events': []}, {'Lambda-Extension-Name': 'in'})[1]['Lambda-Extension-Identifier']}
def subscribe(path, who=me, **body):
    return call('PUT', path, body, who)[0]
TELEMETRY, LOGS = '/2022-07-01/telemetry', '/2020-08-15/logs'
right = {'schemaVersion': '2022-12-13', 'types': ['platform'],
         'destination': {'protocol': 'HTTP', 'URI': 'http://sandbox.localdomain:1'}}
wrong = {'schemaVersion': '2022-12-13', 'types': [],
         'destination': {'protocol': 'HTTP', 'URI': 'http://sandbox.localdomain'}}
unknown = {'Lambda-Extension-Identifier': '00000000-0000-0000-0000-000000000000'}
early = [subscribe(TELEMETRY, **wrong), subscribe(LOGS, **dict(wrong, schemaVersion='2020-08-15')),
         subscribe(TELEMETRY, unknown, **right), subscribe(TELEMETRY, **right),
         subscribe(TELEMETRY, **right)[0], subscribe(LOGS, **dict(right, schemaVersion='2020-08-15'))[0]]
import threading
threading.Thread(target=call, args=('GET', '/2020-01-01/extension/event/next', None, me), daemon=True).start()
def handler(event, context):
    return [early, subscribe(TELEMETRY, **right), subscribe(LOGS, **dict(right, schemaVersion='2020-08-15'))]
"#;
    deploy_with(&server, "f", code, json!({}));
    let told = |message: &str, kind: &str| json!({"errorMessage": message, "errorType": kind});
    let wrong = "URI port is not provided; types should not be empty";
    let unknown = "Unknown extension 00000000-0000-0000-0000-000000000000";
    let expected = json!([
        [
            [400, told(wrong, "ValidationError")],
            [400, told(wrong, "Logs.ValidationError")],
            [403, told(unknown, "Extension.UnknownExtensionIdentifier")],
            [200, "OK"],
            200,
            400
        ],
        [
            403,
            told(
                "Telemetry API subscription is closed already",
                "Telemetry.SubscriptionClosed"
            )
        ],
        [
            403,
            told(
                "Logs API subscription is closed already",
                "Logs.SubscriptionClosed"
            )
        ],
    ]);
    let reply = invoke(&server, "f", json!({}));
    assert_eq!(reply.json(), expected);
}
