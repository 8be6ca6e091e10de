//! SendDurableExecutionCallbackFailure: what an execution waits for has failed.

use serde_json::json;

use super::durable_executions::Puppet;
use super::send_durable_execution_callback_success::{assert_closed, callback, say, waiting};
use crate::harness::TestServer;

#[test]
fn the_function_is_told_the_error() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let (_, id) = waiting(&puppet, &json!({}));
    let error = json!({"ErrorMessage": "no", "ErrorType": "Refused", "ErrorData": "d"});
    let reply = say(&server, &id, "fail", &error.to_string());
    assert_eq!((reply.status, reply.json()), (200, json!({})));
    let own = callback(&puppet.event());
    assert_eq!(own["Status"], "FAILED");
    assert_eq!(own["CallbackDetails"]["Error"], error);
    assert_closed(&say(&server, &id, "fail", ""));
    puppet.answer(json!({"Status": "SUCCEEDED"}));
}
