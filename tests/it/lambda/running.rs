//! What tests need that run functions: a runtime that this machine has, and short ways to call.

use std::io::{Cursor, Write};
use std::process::Command;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{FUNCTIONS, lambda, minimal};
use crate::harness::{Reply, TestServer};

/// The runtime of this machine's `python3`. Without one, tests that run functions cannot pass.
pub(super) fn python() -> &'static str {
    static RUNTIME: OnceLock<String> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let code = "import sys; print('python%d.%d' % sys.version_info[:2], end='')";
        let output = Command::new("python3").args(["-c", code]).output();
        let output = output.expect("python3 is on PATH: functions run with it");
        String::from_utf8(output.stdout).unwrap()
    })
}

/// Makes a Python function of one file, `app.py`, whose handler is `app.handler`.
pub(crate) fn deploy(server: &TestServer, name: &str, code: &str) {
    deploy_with(server, name, code, json!({}));
}

/// As [`deploy`], with more members of CreateFunction, or others.
pub(crate) fn deploy_with(server: &TestServer, name: &str, code: &str, members: Value) {
    let mut request = minimal(name);
    request["Runtime"] = json!(python());
    // The first start of an interpreter may be slow on a loaded machine.
    request["Timeout"] = json!(30);
    request["Code"] = json!({"ZipFile": super::zip("app.py", code)});
    for (member, value) in members.as_object().unwrap() {
        request[member] = value.clone();
    }
    let reply = lambda(server, "POST", FUNCTIONS, request);
    assert_eq!(reply.status, 201, "{}", reply.text());
}

/// Invokes a function and waits for it; the end of its log comes along.
pub(crate) fn invoke(server: &TestServer, name: &str, payload: Value) -> Reply {
    invoke_raw(server, name, payload.to_string().into_bytes(), &[])
}

/// As [`invoke`], with any bytes and more headers.
pub(super) fn invoke_raw(
    server: &TestServer,
    name: &str,
    payload: Vec<u8>,
    headers: &[(&str, &str)],
) -> Reply {
    let target = format!("{FUNCTIONS}/{name}/invocations");
    let mut request = server
        .request("POST", &target)
        .signed("lambda")
        .header("x-amz-log-type", "Tail")
        .body(payload);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request.send()
}

/// The answer of a function that succeeded.
pub(crate) fn answer(server: &TestServer, name: &str, payload: Value) -> Value {
    let reply = invoke(server, name, payload);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        reply.header("x-amz-function-error"),
        None,
        "{} {}",
        reply.text(),
        log_tail(&reply)
    );
    reply.json()
}

/// The description of a failure: HTTP status 200 and X-Amz-Function-Error Unhandled.
pub(super) fn failure(reply: &Reply) -> Value {
    let marks = (reply.status, reply.header("x-amz-function-error"));
    assert_eq!(marks, (200, Some("Unhandled")), "{}", reply.text());
    reply.json()
}

/// The decoded X-Amz-Log-Result.
pub(crate) fn log_tail(reply: &Reply) -> String {
    let tail = reply
        .header("x-amz-log-result")
        .expect("a log was asked for");
    String::from_utf8(STANDARD.decode(tail).unwrap()).unwrap()
}

/// A zip with one executable file, in base64.
pub(crate) fn executable_zip(name: &str, text: &str) -> String {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().unix_permissions(0o755);
    writer.start_file(name, options).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    STANDARD.encode(writer.finish().unwrap().into_inner())
}

/// An empty folder that functions see too: `/tmp` is an environment's own.
pub(super) fn shared_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/var/tmp").unwrap()
}
