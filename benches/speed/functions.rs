//! Functions under measurement: their packages, and the calls that make, change and invoke them.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine;
use serde_json::{Value, json};

use crate::load::{self, request};

const FUNCTIONS: &str = "/2015-03-31/functions";
const ACTIVE_TIMEOUT: Duration = Duration::from_secs(60);

/// Prints the zip of an application with Flask, as `pip install --target` would have filled its folder.
const PACK_FLASK: &str = r#"
import importlib.metadata as metadata, io, re, sys, zipfile
def closure(name, found):
    name = re.sub("[-_.]+", "-", name).lower()
    if name in found:
        return found
    distribution = found[name] = metadata.distribution(name)
    for requirement in distribution.requires or []:
        if "extra ==" not in requirement and "python_version <" not in requirement:
            closure(re.match("[A-Za-z0-9._-]+", requirement)[0], found)
    return found
out = io.BytesIO()
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("app.py", sys.argv[1])
    for distribution in closure("apig-wsgi", closure("flask", {})).values():
        for file in distribution.files or []:
            if ".." not in file.parts and file.suffix != ".pyc":
                archive.write(distribution.locate_file(file), str(file))
sys.stdout.buffer.write(out.getvalue())
"#;
const FLASK: &str = r#"
from apig_wsgi import make_lambda_handler
from flask import Flask, request

app = Flask(__name__)


@app.get("/hello/<name>")
def hello(name):
    return {"hello": name, "shout": request.args.get("shout")}


handler = make_lambda_handler(app, binary_support=True)
"#;

/// What a function is made of, what it is asked, and what its answer has in it.
pub(crate) struct Subject {
    pub(crate) runtime: String,
    pub(crate) zip: Vec<u8>,
    pub(crate) event: Vec<u8>,
    pub(crate) answer: &'static str,
}

impl Subject {
    /// The handler gives its event back.
    pub(crate) fn python() -> Option<Self> {
        Some(Self::hello(&python_runtime()?))
    }

    /// As [`Subject::python`], in this version of Python.
    pub(crate) fn hello(runtime: &str) -> Self {
        let code = "def handler(event, context):\n    return event\n";
        Self {
            runtime: runtime.to_owned(),
            zip: zip(&[("app.py", code.as_bytes())]),
            event: b"{\"hello\":\"world\"}".to_vec(),
            answer: "{\"hello\": \"world\"}",
        }
    }

    /// The handler sleeps for 100 ms.
    pub(crate) fn sleeper() -> Option<Self> {
        Some(Self::sleeping(&python_runtime()?))
    }

    /// As [`Subject::sleeper`], in this version of Python.
    pub(crate) fn sleeping(runtime: &str) -> Self {
        let code = "import time\n\n\ndef handler(event, context):\n    time.sleep(0.1)\n    return event\n";
        Self {
            zip: zip(&[("app.py", code.as_bytes())]),
            ..Self::hello(runtime)
        }
    }

    /// A Flask application behind `apig_wsgi`, if this machine's Python has both.
    pub(crate) fn flask() -> Option<Self> {
        let packed = Command::new(python())
            .args(["-c", PACK_FLASK, FLASK])
            .output()
            .ok()?;
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": "/hello/ada",
            "rawQueryString": "shout=yes", "headers": {"host": "localhost"},
            "requestContext": {"http": {"method": "GET", "path": "/hello/ada", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}},
            "isBase64Encoded": false,
        });
        packed.status.success().then_some(Self {
            runtime: python_runtime()?,
            zip: packed.stdout,
            event: event.to_string().into_bytes(),
            answer: "\\\"hello\\\":\\\"ada\\\"",
        })
    }

    /// The handler gives its event back.
    pub(crate) fn node() -> Option<Self> {
        let version = first_line(Command::new("node").args(["-p", "process.versions.node"]))?;
        let code = "exports.handler = async (event) => event;\n";
        Some(Self {
            runtime: format!("nodejs{}.x", version.split('.').next()?),
            zip: zip(&[("app.js", code.as_bytes())]),
            event: b"{\"hello\":\"world\"}".to_vec(),
            answer: "{\"hello\":\"world\"}",
        })
    }

    /// A program made with the crate `lambda_runtime`: the one of the client tests, or another.
    pub(crate) fn rust() -> Option<Self> {
        let built = std::env::var_os("RUSTSTACK_BENCH_BOOTSTRAP").map_or_else(
            || root().join("target/test-tools/lambda-clients/bootstrap"),
            PathBuf::from,
        );
        Some(Self {
            runtime: "provided.al2023".to_owned(),
            zip: zip(&[("bootstrap", &std::fs::read(built).ok()?)]),
            event: b"{\"hello\":\"world\"}".to_vec(),
            answer: "{\"hello\":\"world\"}",
        })
    }
}

/// One function of one server.
pub(crate) struct Function<'a> {
    server: SocketAddr,
    name: String,
    subject: &'a Subject,
}

impl<'a> Function<'a> {
    /// Makes it, and waits until it is active.
    pub(crate) fn create(server: SocketAddr, name: &str, subject: &'a Subject) -> Self {
        let body = json!({
            "FunctionName": name,
            "Runtime": subject.runtime,
            "Role": "arn:aws:iam::000000000000:role/bench",
            "Handler": "app.handler",
            "Timeout": 30,
            "MemorySize": 256,
            "Code": {"ZipFile": base64::engine::general_purpose::STANDARD.encode(&subject.zip)},
        });
        let function = Self {
            server,
            name: name.to_owned(),
            subject,
        };
        call(server, "POST", FUNCTIONS, body.to_string().as_bytes());
        function.settled();
        function
    }

    /// Changes its settings: its environments end.
    pub(crate) fn change(&self, description: usize) {
        let target = format!("{FUNCTIONS}/{}/configuration", self.name);
        let body = json!({"Description": description.to_string(), "Timeout": 31 + description % 2});
        call(self.server, "PUT", &target, body.to_string().as_bytes());
        self.settled();
    }

    /// How long one event took.
    pub(crate) fn invoke(&self) -> Duration {
        let target = format!("{FUNCTIONS}/{}/invocations", self.name);
        let request = request("POST", &target, "lambda", &[], &self.subject.event);
        let started = Instant::now();
        let answer = load::once(self.server, &request);
        let elapsed = started.elapsed();
        let answer = String::from_utf8_lossy(&answer);
        let is_right = answer
            .replace(": ", ":")
            .contains(&self.subject.answer.replace(": ", ":"));
        assert!(is_right, "{answer}");
        elapsed
    }

    pub(crate) fn delete(self) {
        let target = format!("{FUNCTIONS}/{}", self.name);
        call(self.server, "DELETE", &target, b"");
    }

    fn settled(&self) {
        let target = format!("{FUNCTIONS}/{}/configuration", self.name);
        let began = Instant::now();
        while began.elapsed() < ACTIVE_TIMEOUT {
            let answer = call(self.server, "GET", &target, b"");
            let answer: Value = serde_json::from_slice(&answer).expect("a configuration is JSON");
            if answer["State"] == "Active" && answer["LastUpdateStatus"] != "InProgress" {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("{} does not become active", self.name);
    }
}

fn call(server: SocketAddr, method: &str, target: &str, body: &[u8]) -> Vec<u8> {
    load::once(server, &request(method, target, "lambda", &[], body))
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().unix_permissions(0o755);
    for (name, content) in files {
        zip.start_file(*name, options).expect("a zip takes a file");
        zip.write_all(content).expect("a zip takes bytes");
    }
    zip.finish().expect("a zip ends").into_inner()
}

/// That of the client tests, which has Flask, or the machine's own.
fn python() -> PathBuf {
    let ours = root().join("target/test-tools/python/bin/python");
    match ours.is_file() {
        true => ours,
        false => "python3".into(),
    }
}

fn python_runtime() -> Option<String> {
    let print = "import sys; print(f'python3.{sys.version_info.minor}')";
    first_line(Command::new(python()).args(["-c", print]))
}

fn first_line(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.lines().next()?.to_owned();
    output.status.success().then_some(line)
}

fn root() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}
