//! Versions with SnapStart, and what runs around their snapshots. Facts: Developer Guide, "Improving startup
//! performance with Lambda SnapStart"; AWS's runtime client for Python; texts of AWS's runtime emulator.

use std::time::Duration;

use ruststack::LambdaExecutor;
use serde_json::{Value, json};

use super::layers::on_both;
use super::running::{answer, deploy_with, invoke, python};
use super::{FUNCTIONS, lambda};
use crate::harness::{Reply, TestServer, executor};

/// What this machine has of the Pythons that snapshots are taken of.
fn snapped_python() -> Option<String> {
    let minor = |runtime: &str| runtime.strip_prefix("python3.")?.parse::<u32>().ok();
    if minor(python()).is_some_and(|minor| minor >= 12) {
        return Some(python().to_owned());
    }
    let names = (12..=14).map(|minor| format!("python3.{minor}"));
    names.into_iter().find(|name| {
        let server = TestServer::start();
        let members = json!({"Runtime": name});
        deploy_with(&server, "f", "def handler(event, context): pass", members);
        invoke(&server, "f", json!({})).status == 200
    })
}

/// As [`on_both`], with a runtime that snapshots are taken of.
fn on_each(test: &str, run: impl Fn(&TestServer, &str)) {
    let process = match executor() {
        LambdaExecutor::Process => snapped_python(),
        _ => None,
    };
    match process {
        Some(runtime) => run(&TestServer::start(), &runtime),
        None => eprintln!("SKIPPED {test} in processes: no Python 3.12 or later is here"),
    }
    on_both(test, |server, runtime| {
        if runtime == "python3.12" {
            run(server, runtime);
        }
    });
}

/// Makes the function `f` with SnapStart, and publishes its first version.
fn publish(server: &TestServer, runtime: &str, code: &str) {
    let on = json!({"ApplyOn": "PublishedVersions"});
    let members = json!({"Runtime": runtime, "SnapStart": on, "MemorySize": 256});
    deploy_with(server, "f", code, members);
    let versions = format!("{FUNCTIONS}/f/versions");
    let published = lambda(server, "POST", &versions, json!({}));
    assert_eq!(published.json()["State"], "Pending");
}

/// The configuration of a version whose snapshot has been taken, or could not be.
pub(super) fn settled(server: &TestServer, version: &str) -> Value {
    let target = format!("{FUNCTIONS}/{version}/configuration");
    for _ in 0..6000 {
        let read = lambda(server, "GET", &target, Value::Null).json();
        if read["State"] != "Pending" {
            return read;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{version} stays Pending");
}

/// What the log of `f` tells of a version's environments, without the platform's own figures.
fn log(server: &TestServer) -> Vec<String> {
    let reply = server
        .request("POST", "/")
        .header("x-amz-target", "Logs_20140328.FilterLogEvents")
        .header("content-type", "application/x-amz-json-1.1")
        .signed("logs")
        .body(json!({"logGroupName": "/aws/lambda/f"}).to_string())
        .send();
    let events = reply.json()["events"].take();
    let messages = events.as_array().into_iter().flatten();
    messages
        .map(|event| event["message"].as_str().unwrap().to_owned())
        .collect()
}

/// Waits for a line of the log.
fn logged(server: &TestServer, line: impl Fn(&str) -> bool) -> String {
    for _ in 0..2000 {
        if let Some(found) = log(server).into_iter().find(|one| line(one)) {
            return found;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("no such line: {:#?}", log(server));
}

fn refused(reply: &Reply) -> (u16, Option<&str>, Value) {
    let body = reply.json();
    let message = match body.get("Message") {
        Some(message) => message.clone(),
        None => body["message"].clone(),
    };
    (reply.status, reply.header("x-amzn-errortype"), message)
}

#[test]
fn hooks_run_around_the_snapshot_and_lines_tell_of_it() {
    on_each(
        "snap_start: hooks_run_around_the_snapshot",
        |server, runtime| {
            let code = "import os
from snapshot_restore_py import register_after_restore, register_before_snapshot
ran = []
register_before_snapshot(ran.append, 'before 1')
@register_before_snapshot
def again(): ran.append('before 2')
register_after_restore(ran.append, 'after 1')
@register_after_restore
def last(which='after 2'):
    ran.append(which)
    print('restored')
def handler(event, context):
    own = [os.environ['AWS_LAMBDA_INITIALIZATION_TYPE'], 'AWS_LAMBDA_LOG_STREAM_NAME' in os.environ]
    return [ran, *own, context.function_version]";
            publish(server, runtime, code);
            let read = settled(server, "f:1");
            assert_eq!(read["State"], "Active", "{:#?}", log(server));
            assert_eq!(read["SnapStart"]["OptimizationStatus"], "On");
            let ran = json!(["before 2", "before 1", "after 1", "after 2"]);
            for _ in 0..2 {
                let said = answer(server, "f:1", json!({}));
                assert_eq!(said, json!([ran, "snap-start", false, "1"]));
            }
            assert_eq!(
                answer(server, "f", json!({})),
                json!([[], "on-demand", true, "$LATEST"])
            );
            logged(server, |line| line.trim() == "restored");
            let report =
                |line: &str| line.starts_with("REPORT ") && line.contains("\tRestore Duration: ");
            let report = logged(server, report);
            assert!(
                report.contains(" ms\tBilled Restore Duration: "),
                "{report}"
            );
            assert!(!report.contains("Init Duration"), "{report}");
            let log = log(server);
            let place = |beginning: &str| {
                let found = log.iter().position(|line| line.starts_with(beginning));
                found.unwrap_or_else(|| panic!("no {beginning} in {log:#?}"))
            };
            assert!(
                place("INIT_REPORT Init Duration: ") < place("RESTORE_START Runtime Version: ")
            );
            assert!(place("RESTORE_START ") < place("RESTORE_REPORT Restore Duration: "));
            assert_eq!(
                log.iter()
                    .filter(|line| line.starts_with("RESTORE_START"))
                    .count(),
                1
            );
        },
    );
}

/// AWS's client for Python reports `Runtime.AfterRestoreError` and ends.
#[test]
fn a_hook_that_fails_after_the_restoration_fails_the_call() {
    on_each(
        "snap_start: fails_after_the_restoration",
        |server, runtime| {
            let code = "from snapshot_restore_py import register_after_restore
@register_after_restore
def connect(): raise ValueError('no network')
def handler(event, context): pass";
            publish(server, runtime, code);
            assert_eq!(settled(server, "f:1")["State"], "Active");
            let message = "The afterRestore() runtime hook encountered an error. For more information, \
                       check the Amazon CloudWatch logs.";
            assert_eq!(
                refused(&invoke(server, "f:1", json!({}))),
                (400, Some("SnapStartException"), json!(message))
            );
            let report = logged(server, |line| line.starts_with("RESTORE_REPORT"));
            let status = " ms\tStatus: error\tError Type: Runtime.AfterRestoreError";
            assert!(report.trim_end().ends_with(status), "{report}");
            logged(server, |line| line.contains("ValueError: no network"));
        },
    );
}

/// "An error occurred during function initialization." and FunctionError are what deployment tools show of
/// such versions.
#[test]
fn a_version_that_does_not_initialise_has_failed() {
    on_each("snap_start: does_not_initialise", |server, runtime| {
        let code = "from snapshot_restore_py import register_before_snapshot
@register_before_snapshot
def close(): raise ValueError('still open')
def handler(event, context): return event";
        publish(server, runtime, code);
        let read = settled(server, "f:1");
        assert_eq!(
            [
                &read["State"],
                &read["StateReason"],
                &read["StateReasonCode"]
            ],
            [
                "Failed",
                "An error occurred during function initialization.",
                "FunctionError"
            ]
        );
        let report = logged(server, |line| line.starts_with("INIT_REPORT"));
        let status = "\tStatus: error\tError Type: Runtime.BeforeSnapshotError";
        assert!(report.trim_end().ends_with(status), "{report}");
        let message = "The operation cannot be performed at this time. The function is currently in \
                       the following state: Failed";
        assert_eq!(
            refused(&invoke(server, "f:1", json!({}))),
            (409, Some("ResourceConflictException"), json!(message))
        );
        // `$LATEST` has no snapshot.
        assert_eq!(answer(server, "f", json!(1)), 1);
    });
}

/// Developer Guide, "Restore phase": ten seconds.
#[test]
fn a_restoration_that_takes_too_long_fails_the_call() {
    let Some(runtime) = snapped_python() else {
        eprintln!("SKIPPED snap_start: takes_too_long: no Python 3.12 or later is here");
        return;
    };
    let server = TestServer::start();
    let code = "import time
from snapshot_restore_py import register_after_restore
register_after_restore(time.sleep, 60)
def handler(event, context): pass";
    publish(&server, &runtime, code);
    settled(&server, "f:1");
    assert_eq!(
        refused(&invoke(&server, "f:1", json!({}))),
        (
            408,
            Some("SnapStartTimeoutException"),
            json!("Lambda couldn't restore the snapshot within the timeout limit.")
        )
    );
    let report = logged(&server, |line| line.starts_with("RESTORE_REPORT"));
    assert!(
        report.trim_end().ends_with(" ms\tStatus: timeout"),
        "{report}"
    );
}

/// The calls of SnapStart are there for versions that have it alone, and answer at their time only.
#[test]
fn a_runtime_without_snap_start_finds_no_restoration() {
    let server = TestServer::start();
    let code = "import os, urllib.error, urllib.request
def handler(event, context):
    url = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2018-06-01/runtime/restore/'
    seen = []
    for path, body in [('next', None), ('error', b'{}')]:
        try: urllib.request.urlopen(urllib.request.Request(url + path, data=body))
        except urllib.error.HTTPError as error: seen.append(error.status)
    return seen";
    deploy_with(&server, "f", code, json!({}));
    assert_eq!(answer(&server, "f", json!({})), json!([404, 404]));
}
