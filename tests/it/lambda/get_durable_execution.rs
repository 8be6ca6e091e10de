//! GetDurableExecution: shapes, and executions that are not there.

use serde_json::{Value, json};

use super::durable_executions::{Puppet, get, path};
use super::{assert_refused, assert_validation, lambda};
use crate::harness::TestServer;

/// API model: GetDurableExecutionResponse.
#[test]
fn an_execution_is_shown_with_or_without_its_data() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let arn = puppet.start("n", &json!({"a": 1}));
    puppet.event();
    let shown = get(&server, &arn, "");
    let expected = json!({
        "DurableExecutionArn": arn,
        "DurableExecutionName": "n",
        "FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST",
        "InputPayload": "{\"a\":1}",
        "StartTimestamp": shown["StartTimestamp"],
        "Status": "RUNNING",
        "ExpectedExecutionTimeoutTimestamp": shown["ExpectedExecutionTimeoutTimestamp"],
        "Version": "$LATEST",
        "TraceHeader": shown["TraceHeader"],
        "ExecutionDataIncluded": true,
        "DurableConfig": {"RetentionPeriodInDays": 14, "ExecutionTimeout": 600},
    });
    assert_eq!(shown, expected);
    assert!(
        shown["TraceHeader"]["XAmznTraceId"]
            .as_str()
            .unwrap()
            .starts_with("Root=1-")
    );
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": "2"}));
    let ended = puppet.ended(&arn);
    assert_eq!(
        (&ended["Status"], &ended["Result"]),
        (&json!("SUCCEEDED"), &json!("2"))
    );
    assert!(ended["EndTimestamp"].as_f64() >= ended["StartTimestamp"].as_f64());
    let bare = get(&server, &arn, "?IncludeExecutionData=false");
    assert_eq!(bare["ExecutionDataIncluded"], json!(false));
    assert_eq!(
        (&bare["InputPayload"], &bare["Result"]),
        (&Value::Null, &Value::Null)
    );
}

/// Texts of AWS's testing library for Python, and of the API model.
#[test]
fn an_execution_that_is_not_there_is_not_found() {
    let server = TestServer::start();
    let ask = |arn: &str| lambda(&server, "GET", &path(arn, ""), Value::Null);
    let function = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let arn = format!("{function}:1/durable-execution/n/00000000-0000-0000-0000-000000000000");
    let missing = json!({"Type": "User", "Message": "Durable Execution does not exist"});
    assert_refused(&ask(&arn), 404, "ResourceNotFoundException", missing);
    assert_validation(
        &ask(function),
        &format!(
            "1 validation error detected: Value '{function}' at 'durableExecutionArn' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: {}",
            r"arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)"
        ),
    );
}
