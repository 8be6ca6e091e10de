//! SendDurableExecutionCallbackHeartbeat: whoever is to answer is still at work.

use serde_json::json;

use super::durable_executions::{Puppet, advance};
use super::send_durable_execution_callback_success::{assert_closed, callback, say, waiting};
use crate::harness::TestServer;

/// Types and texts of AWS's testing library for Python.
#[test]
fn a_callback_without_heartbeats_times_out() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let options = json!({"TimeoutSeconds": 500, "HeartbeatTimeoutSeconds": 60});
    let (_, id) = waiting(&puppet, &options);
    for _ in 0..3 {
        advance(&server, 40);
        let reply = say(&server, &id, "heartbeat", "");
        assert_eq!(
            (reply.status, reply.json()),
            (200, json!({})),
            "{}",
            reply.text()
        );
    }
    advance(&server, 61);
    assert_closed(&say(&server, &id, "heartbeat", ""));
    let own = callback(&puppet.event());
    assert_eq!(own["Status"], "TIMED_OUT");
    let error = json!({
        "ErrorMessage": "Callback timed out on heartbeat", "ErrorType": "Callback.Heartbeat",
    });
    assert_eq!(own["CallbackDetails"]["Error"], error);
    puppet.answer(json!({"Status": "SUCCEEDED"}));
}

#[test]
fn a_callback_that_nobody_answers_times_out() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    waiting(&puppet, &json!({"TimeoutSeconds": 60}));
    advance(&server, 61);
    let own = callback(&puppet.event());
    let error = json!({"ErrorMessage": "Callback timed out", "ErrorType": "Callback.Timeout"});
    assert_eq!(
        (&own["Status"], &own["CallbackDetails"]["Error"]),
        (&json!("TIMED_OUT"), &error)
    );
    puppet.answer(json!({"Status": "SUCCEEDED"}));
}
