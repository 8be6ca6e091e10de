//! StopDurableExecution: an execution ends where it is.

use serde_json::{Value, json};

use super::durable_executions::{Puppet, get, happened, path};
use super::running::{failure, invoke_raw};
use super::{assert_refused, lambda};
use crate::harness::TestServer;

/// API reference: the error of the request is the execution's; a second stop changes nothing.
#[test]
fn whoever_waits_gets_the_error_of_a_stop() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    std::thread::scope(|scope| {
        let invoked = scope.spawn(|| invoke_raw(&server, "f:$LATEST", b"{}".to_vec(), &[]));
        let event = puppet.event();
        let arn = event["DurableExecutionArn"].as_str().unwrap();
        let error = json!({"ErrorMessage": "enough", "ErrorType": "Stop"});
        let stop = |error: &Value| lambda(&server, "POST", &path(arn, "/stop"), error.clone());
        let reply = stop(&error);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let document = failure(&invoked.join().unwrap());
        assert_eq!(
            document,
            json!({"errorMessage": "enough", "errorType": "Stop"})
        );
        let shown = get(&server, arn, "");
        assert_eq!(
            (&shown["Status"], &shown["Error"]),
            (&json!("STOPPED"), &error)
        );
        assert_eq!(
            reply.json(),
            json!({"StopTimestamp": shown["EndTimestamp"]})
        );
        assert_eq!(stop(&json!({})).json(), reply.json());
        assert_eq!(
            happened(&server, arn),
            ["ExecutionStarted", "ExecutionStopped"]
        );
        puppet.answer(json!({"Status": "SUCCEEDED", "Result": "1"}));
    });
    let nowhere = "arn:aws:lambda:us-east-1:000000000000:function:f:1/durable-execution/n/i";
    let reply = lambda(&server, "POST", &path(nowhere, "/stop"), Value::Null);
    let missing = json!({"Type": "User", "Message": "Durable Execution does not exist"});
    assert_refused(&reply, 404, "ResourceNotFoundException", missing);
}
