//! Functions in JavaScript, with this machine's `node`, whichever version that is.

use std::process::Command;

use serde_json::{Value, json};

use super::running::{answer, deploy_with, failure, invoke, log_tail};
use super::zip;
use crate::harness::TestServer;

/// The runtime of this machine's `node`.
fn nodejs() -> String {
    let output = Command::new("node").arg("--version").output();
    let output = output.expect("node is on PATH: functions run with it");
    let version = String::from_utf8(output.stdout).unwrap();
    let major = version.trim_start_matches('v').split('.').next().unwrap();
    format!("nodejs{major}.x")
}

fn deploy(server: &TestServer, name: &str, file: &str, code: &str) {
    let members = json!({"Runtime": nodejs(), "Code": {"ZipFile": zip(file, code)}});
    deploy_with(server, name, "", members);
}

/// Makes a function of one file, `app.js`.
pub(super) fn deploy_js(server: &TestServer, name: &str, code: &str) {
    deploy(server, name, "app.js", code);
}

#[test]
fn modules_of_both_kinds_are_loaded() {
    let server = TestServer::start();
    let table = [
        (
            "common",
            "app.js",
            "exports.handler = async (event) => event",
        ),
        (
            "module",
            "app.mjs",
            "export const handler = async (event) => event",
        ),
        (
            "explicit",
            "app.cjs",
            "exports.handler = async (event) => event",
        ),
    ];
    for (name, file, code) in table {
        deploy(&server, name, file, code);
        assert_eq!(
            answer(&server, name, json!({"a": 1})),
            json!({"a": 1}),
            "{name}"
        );
    }
}

/// AWS docs, Node.js handlers: a promise that resolves to nothing answers null.
#[test]
fn nothing_returned_is_null() {
    let server = TestServer::start();
    deploy(&server, "f", "app.js", "exports.handler = async () => {}");
    assert_eq!(answer(&server, "f", json!({})), Value::Null);
}

/// AWS docs, Node.js handlers: callbacks work up to nodejs22.x.
#[test]
fn a_callback_answers() {
    let server = TestServer::start();
    let code = "exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = event;
        setTimeout(() => callback(null, 'called'), 5);
    };";
    deploy(&server, "f", "app.js", code);
    if nodejs() == "nodejs22.x" || nodejs() == "nodejs20.x" || nodejs() == "nodejs18.x" {
        assert_eq!(answer(&server, "f", json!(true)), "called");
        assert_eq!(answer(&server, "f", json!(false)), "called");
    } else {
        let error = failure(&invoke(&server, "f", json!(true)));
        assert_eq!(error["errorType"], "Runtime.CallbackHandlerDeprecated");
    }
}

/// AWS's own Node.js client: keys and their order, and the console's format.
#[test]
fn an_error_is_described_and_logged() {
    let server = TestServer::start();
    let code =
        "exports.handler = async () => { console.log('hi', {a: 1}); throw new TypeError('no'); }";
    deploy(&server, "f", "app.js", code);
    let reply = invoke(&server, "f", json!({}));
    let error = failure(&reply);
    let keys: Vec<&String> = error.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 3);
    assert!(reply.text().starts_with(
        r#"{"errorType":"TypeError","errorMessage":"no","trace":["TypeError: no","    at "#
    ));
    let id = reply.header("x-amzn-requestid").unwrap();
    let log = log_tail(&reply);
    assert!(
        log.contains(&format!("Z\t{id}\tINFO\thi {{ a: 1 }}\n")),
        "{log}"
    );
    assert!(
        log.contains(&format!(
            "Z\t{id}\tERROR\tInvoke Error \t{{\"errorType\":\"TypeError\""
        )),
        "{log}"
    );
}

/// AWS's own Node.js client.
#[test]
fn initialisation_fails_in_awss_words() {
    let server = TestServer::start();
    let table = [
        (
            "missing",
            "require('nowhere')",
            "Runtime.ImportModuleError",
            "Error: Cannot find module 'nowhere'",
        ),
        (
            "unnamed",
            "exports.other = 1",
            "Runtime.HandlerNotFound",
            "app.handler is undefined or not exported",
        ),
        (
            "broken",
            "const = 1",
            "Runtime.UserCodeSyntaxError",
            "SyntaxError: Unexpected token '='",
        ),
        ("thrown", "throw new RangeError('far')", "RangeError", "far"),
    ];
    for (name, code, kind, message) in table {
        deploy(&server, name, "app.js", code);
        let error = failure(&invoke(&server, name, json!({})));
        assert_eq!(error["errorType"], kind);
        let told = error["errorMessage"].as_str().unwrap();
        assert!(told.starts_with(message), "{told}");
    }
}

/// AWS's own Node.js client ends the runtime after a rejection that nobody handles.
#[test]
fn a_lost_rejection_ends_the_environment_and_the_next_call_works() {
    let server = TestServer::start();
    let code = "exports.handler = async (event) => {
        if (event) { Promise.reject(new Error('lost')); await new Promise((wake) => setTimeout(wake, 10000)); }
        return process.env.AWS_LAMBDA_LOG_STREAM_NAME;
    };";
    deploy(&server, "f", "app.js", code);
    let first = answer(&server, "f", json!(false));
    let error = failure(&invoke(&server, "f", json!(true)));
    assert_eq!(error["errorType"], "Runtime.UnhandledPromiseRejection");
    assert_eq!(error["errorMessage"], "Error: lost");
    assert_ne!(answer(&server, "f", json!(false)), first);
}

/// The names of AWS's own Node.js context.
#[test]
fn the_context_tells_of_the_invocation() {
    let server = TestServer::start();
    let code =
        "exports.handler = async (event, c) => [c.awsRequestId, c.functionName, c.functionVersion,
        c.memoryLimitInMB, c.logGroupName, c.invokedFunctionArn, c.getRemainingTimeInMillis() > 0]";
    deploy(&server, "f", "app.js", code);
    let reply = invoke(&server, "f", json!({}));
    let id = reply.header("x-amzn-requestid").unwrap();
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    assert_eq!(
        reply.json(),
        json!([id, "f", "$LATEST", "128", "/aws/lambda/f", arn, true])
    );
}

/// AWS docs, Lambda advanced logging.
#[test]
fn a_json_log_has_a_document_a_line() {
    let server = TestServer::start();
    let code = "exports.handler = async () => {
        console.debug('left out'); console.log({a: 1}); console.error('bad', new TypeError('no'));
    };";
    let members = json!({
        "Runtime": nodejs(),
        "Code": {"ZipFile": zip("app.js", code)},
        "LoggingConfig": {"LogFormat": "JSON"},
    });
    deploy_with(&server, "f", "", members);
    let lines: Vec<Value> = log_tail(&invoke(&server, "f", json!({})))
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(
        (&lines[1]["level"], &lines[1]["message"]),
        (&json!("INFO"), &json!({"a": 1}))
    );
    assert_eq!(
        (&lines[2]["level"], &lines[2]["errorType"]),
        (&json!("ERROR"), &json!("TypeError"))
    );
}

/// An interpreter that has waited for its function is like one that has started for it.
#[test]
fn a_function_that_was_waited_for_sees_what_others_see() {
    let server = TestServer::start();
    let plain = TestServer::with(|config| {
        config.lambda_fast_starts = ruststack::LambdaFastStarts::NONE;
    });
    let code = "exports.handler = async () => ({
        environ: Object.fromEntries(Object.entries(process.env).filter(([name]) =>
            name !== '_X_AMZN_TRACE_ID' && !name.startsWith('AWS_')).sort()),
        argv: process.argv, execArgv: process.execArgv, cwd: process.cwd(), file: __filename,
        zone: new Date(0).getTimezoneOffset(), paths: module.paths, user: process.getuid(),
        title: process.title, stdin: require('fs').readFileSync(0, 'utf8'),
    })";
    let mut seen = Vec::new();
    for server in [&server, &server, &server, &plain] {
        let name = format!("f{}", seen.len());
        deploy(server, &name, "app.js", code);
        seen.push(answer(server, &name, json!({})));
        // By then another one waits, which the next function gets.
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    let plain = seen.pop().unwrap();
    for other in seen {
        assert_eq!(other, plain);
    }
}
