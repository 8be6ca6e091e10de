//! Functions that fail: what a caller of Invoke gets, and that the next call works.

use std::process::Command;

use ruststack::{LambdaExecutor, LambdaIsolation};
use serde_json::{Value, json};

use super::running::{answer, deploy, deploy_with, failure, invoke, log_tail};
use crate::harness::TestServer;

/// AWS's own Python client: keys and their order.
#[test]
fn an_exception_is_described() {
    let server = TestServer::start();
    deploy(
        &server,
        "f",
        "def handler(event, context):\n    raise ValueError('no way')\n",
    );
    let reply = invoke(&server, "f", json!({}));
    let id = reply.header("x-amzn-requestid").unwrap();
    let error = failure(&reply);
    let trace = error["stackTrace"][0].as_str().unwrap();
    assert!(trace.starts_with("  File \""), "{trace}");
    assert!(
        trace.ends_with("/app.py\", line 2, in handler\n    raise ValueError('no way')\n"),
        "{trace}"
    );
    let expected = format!(
        r#"{{"errorMessage": "no way", "errorType": "ValueError", "requestId": "{id}", "stackTrace": [{}]}}"#,
        Value::from(trace)
    );
    assert_eq!(reply.text(), expected);
    let log = log_tail(&reply);
    assert!(
        log.contains("[ERROR] ValueError: no way\rTraceback (most recent call last):\r"),
        "{log}"
    );
    assert_eq!(reply.header("x-amz-executed-version"), Some("$LATEST"));
}

/// AWS's own Python client.
#[test]
fn what_is_no_json_cannot_be_returned() {
    let server = TestServer::start();
    deploy(&server, "f", "def handler(event, context): return {1, 2}");
    let error = failure(&invoke(&server, "f", json!({})));
    assert_eq!(error["errorType"], "Runtime.MarshalError");
    assert_eq!(
        error["errorMessage"],
        "Unable to marshal response: Object of type set is not JSON serializable"
    );
}

/// AWS's own Python client: errors of initialisation have no request id.
#[test]
fn initialisation_fails_in_awss_words() {
    let server = TestServer::start();
    let table = [
        (
            "import nowhere",
            "app.handler",
            "Runtime.ImportModuleError",
            "Unable to import module 'app': No module named 'nowhere'",
        ),
        (
            "",
            "app.handler",
            "Runtime.HandlerNotFound",
            "Handler 'handler' missing on module 'app'",
        ),
        (
            "",
            "handler",
            "Runtime.MalformedHandlerName",
            "Bad handler 'handler': not enough values to unpack (expected 2, got 1)",
        ),
        (
            "def handler(:",
            "app.handler",
            "Runtime.UserCodeSyntaxError",
            "Syntax error in module 'app': invalid syntax (app.py, line 1)",
        ),
        (
            "",
            "sys.handler",
            "Runtime.BuiltInModuleConflict",
            "Cannot use built-in module sys as a handler module",
        ),
        (
            "1/0",
            "app.handler",
            "ZeroDivisionError",
            "division by zero",
        ),
    ];
    for (index, (code, handler, kind, message)) in table.into_iter().enumerate() {
        let name = format!("f{index}");
        deploy_with(&server, &name, code, json!({"Handler": handler}));
        let reply = invoke(&server, &name, json!({}));
        let error = failure(&reply);
        assert_eq!(error["errorType"], kind);
        assert_eq!(error["errorMessage"], message);
        assert_eq!(error["requestId"], "");
        let log = log_tail(&reply);
        assert!(
            log.contains(&format!("[ERROR] {kind}: {message}\rTraceback")),
            "{log}"
        );
        assert!(log.contains("\tStatus: error\tError Type: "), "{log}");
    }
}

/// Recorded answer (since 2025): `Sandbox.Timedout`, and a log line that counts in seconds.
#[test]
fn a_timeout_ends_the_environment_and_the_next_call_works() {
    let server = TestServer::start();
    let code = "import time\ndef handler(event, context):
    if event: time.sleep(60)
    return context.log_stream_name";
    deploy_with(&server, "f", code, json!({"Timeout": 1}));
    let before = answer(&server, "f", json!(0));
    let reply = invoke(&server, "f", json!(1));
    let id = reply.header("x-amzn-requestid").unwrap();
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {id} Error: Task timed out after 1.00 seconds"}}"#
        )
    );
    failure(&reply);
    let log = log_tail(&reply);
    assert!(
        log.contains(&format!("Z {id} Task timed out after 1.00 seconds\n")),
        "{log}"
    );
    assert!(log.ends_with("\tStatus: timeout\n"), "{log}");
    assert_ne!(answer(&server, "f", json!(0)), before);
}

/// Recorded answers: exits by code, by signal, and without a reason.
#[test]
fn an_exit_is_told_with_its_reason_and_the_next_call_works() {
    let server = TestServer::start();
    let code = "import os, sys\ndef handler(event, context): return eval(event)";
    deploy(&server, "f", code);
    for (exit, reason) in [
        ("sys.exit(0)", "Runtime exited without providing a reason"),
        (
            "os._exit(127)",
            "Runtime exited with error: exit status 127",
        ),
        (
            "os.kill(os.getpid(), 9)",
            "Runtime exited with error: signal: killed",
        ),
        (
            "os.kill(os.getpid(), 11)",
            "Runtime exited with error: signal: segmentation fault",
        ),
    ] {
        let reply = invoke(&server, "f", json!(exit));
        let id = reply.header("x-amzn-requestid").unwrap();
        assert_eq!(
            reply.text(),
            format!(
                r#"{{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {id} Error: {reason}"}}"#
            )
        );
        failure(&reply);
        let log = log_tail(&reply);
        let line = format!("RequestId: {id} Error: {reason}\nRuntime.ExitError\n");
        assert!(log.contains(&line), "{log}");
        assert!(
            log.ends_with("\tStatus: error\tError Type: Runtime.ExitError\n"),
            "{log}"
        );
        assert_eq!(answer(&server, "f", json!("1 + 1")), 2);
    }
}

/// Recorded answer.
#[test]
fn an_exit_while_initialising_is_told_at_once() {
    let server = TestServer::start();
    deploy(&server, "f", "import os\nos._exit(0)");
    let reply = invoke(&server, "f", json!({}));
    let id = reply.header("x-amzn-requestid").unwrap();
    assert_eq!(
        failure(&reply)["errorMessage"],
        format!("RequestId: {id} Error: Runtime exited without providing a reason")
    );
}

/// AWS's runtime emulator: the limit and the text.
#[test]
fn a_response_has_a_limit_and_the_next_call_works() {
    let server = TestServer::start();
    deploy(
        &server,
        "f",
        "def handler(event, context): return 'x' * event",
    );
    // The response's quotes count.
    assert_eq!(
        answer(&server, "f", json!(6_291_554))
            .as_str()
            .unwrap()
            .len(),
        6_291_554
    );
    let reply = invoke(&server, "f", json!(6_291_555));
    failure(&reply);
    assert_eq!(
        reply.text(),
        r#"{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}"#
    );
    assert_eq!(answer(&server, "f", json!(1)), "x");
}

/// Recorded answer to a function that outgrows its memory.
#[test]
fn a_function_that_outgrows_its_memory_is_killed() {
    let server = TestServer::start();
    let code = "import time\ndef handler(event, context):
    if event: hog = b'x' * 300_000_000; time.sleep(60)
    return 'ok'";
    deploy(&server, "f", code);
    let error = failure(&invoke(&server, "f", json!(1)));
    assert_eq!(error["errorType"], "Runtime.ExitError");
    let message = error["errorMessage"].as_str().unwrap();
    assert!(
        message.ends_with("Runtime exited with error: signal: killed"),
        "{message}"
    );
    assert_eq!(answer(&server, "f", json!(0)), "ok");
}

/// An environment that dies while it has nothing to do is not met by the next caller.
#[test]
fn a_death_between_two_events_goes_unnoticed() {
    // Only as a process without a sandbox a function knows its own number.
    let server = TestServer::with(|config| {
        config.lambda_executor = LambdaExecutor::Process;
        config.lambda_isolation = LambdaIsolation::Off;
    });
    let code = "import os\ndef handler(event, context): return os.getpid()";
    deploy(&server, "f", code);
    let first = answer(&server, "f", json!({})).as_i64().unwrap();
    let killed = Command::new("kill")
        .args(["-KILL", &first.to_string()])
        .status();
    assert!(killed.unwrap().success());
    while std::path::Path::new(&format!("/proc/{first}")).exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_ne!(answer(&server, "f", json!({})), first);
}

/// Seen in public logs: a package for `provided.*` without a `bootstrap`.
#[test]
fn a_package_without_bootstrap_has_no_entry_point() {
    let server = TestServer::start();
    deploy_with(&server, "f", "", json!({"Runtime": "provided.al2023"}));
    let reply = invoke(&server, "f", json!({}));
    let id = reply.header("x-amzn-requestid").unwrap();
    failure(&reply);
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: {id} Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"}}"#
        )
    );
    let log = log_tail(&reply);
    assert!(
        log.starts_with("START") && log.contains("\nRuntime.InvalidEntrypoint\nEND"),
        "{log}"
    );
}
