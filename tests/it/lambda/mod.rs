//! Tests of Lambda through the front door.

mod add_layer_version_permission;
mod add_permission;
mod aliases;
mod capacity_provider;
mod checkpoint_durable_execution;
mod code_signing_config;
mod create_alias;
mod create_event_source_mapping;
mod create_function;
mod cross_account;
mod delete_alias;
mod delete_durable_execution;
mod delete_event_source_mapping;
mod delete_function;
mod delete_function_concurrency;
mod delete_function_event_invoke_config;
mod delete_layer_version;
mod destinations;
mod docker;
mod docker_ahead;
mod docker_images;
mod docker_streams;
mod durable_executions;
mod event_invoke;
mod event_sources;
pub(crate) mod event_stream;
mod extensions;
mod fast_starts;
mod front;
mod function_code_signing_config;
mod function_recursion_config;
mod function_scaling_config;
mod function_url;
mod function_url_config;
mod get_account_settings;
mod get_alias;
mod get_durable_execution;
mod get_durable_execution_history;
mod get_durable_execution_state;
mod get_event_source_mapping;
mod get_function;
mod get_function_concurrency;
mod get_function_configuration;
mod get_function_event_invoke_config;
mod get_layer_version;
mod get_layer_version_by_arn;
mod get_layer_version_policy;
mod get_policy;
mod hot_reload;
mod images;
mod invoke;
mod invoke_async;
mod invoke_failures;
mod invoke_with_response_stream;
mod isolation;
mod java;
mod layers;
mod list_aliases;
mod list_durable_executions_by_function;
mod list_event_source_mappings;
mod list_function_event_invoke_configs;
mod list_functions;
mod list_layer_versions;
mod list_layers;
mod list_tags;
mod list_versions_by_function;
mod nodejs;
mod pause_durable_execution;
mod process;
mod provisioned_concurrency_config;
mod publish_layer_version;
mod publish_version;
mod put_function_concurrency;
mod put_function_event_invoke_config;
mod remove_layer_version_permission;
mod remove_permission;
mod resume_durable_execution;
mod routes;
mod ruby;
pub(crate) mod running;
mod runtime_management_config;
mod send_durable_execution_callback_failure;
mod send_durable_execution_callback_heartbeat;
mod send_durable_execution_callback_success;
mod snap_start;
mod stop_durable_execution;
mod tag_resource;
mod telemetry;
mod tenancy;
mod untag_resource;
mod update_alias;
mod update_event_source_mapping;
mod update_function_code;
mod update_function_configuration;
mod update_function_event_invoke_config;

use std::io::{Cursor, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::harness::{Reply, TestServer};

/// A role of the default account.
const ROLE: &str = "arn:aws:iam::000000000000:role/r";

/// Where functions are made and listed.
const FUNCTIONS: &str = "/2015-03-31/functions";

/// A zip with one file, in base64.
pub(crate) fn zip(name: &str, text: &str) -> String {
    STANDARD.encode(zip_bytes(name, text).expect("a zip in memory can be written"))
}

/// A zip with some files, in base64.
fn zip_of(files: &[(&str, &str)]) -> String {
    STANDARD.encode(zip_bytes_of(files).expect("a zip in memory can be written"))
}

fn zip_bytes(name: &str, text: &str) -> zip::result::ZipResult<Vec<u8>> {
    zip_bytes_of(&[(name, text)])
}

fn zip_bytes_of(files: &[(&str, &str)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // Without a time of its own a zip is the same bytes on every run.
    let options =
        zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in files {
        writer.start_file(*name, options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A CreateFunction request with what it must have.
pub(crate) fn minimal(name: &str) -> Value {
    json!({
        "FunctionName": name,
        "Runtime": "python3.12",
        "Role": ROLE,
        "Handler": "app.handler",
        "Code": {"ZipFile": zip("app.py", "def handler(event, context): return event")},
    })
}

/// [`minimal`] with one member set to something else.
fn with(name: &str, member: &str, value: Value) -> Value {
    let mut request = minimal(name);
    request[member] = value;
    request
}

/// A Lambda request, signed for us-east-1; no body where `body` is null.
fn lambda(server: &TestServer, method: &str, target: &str, body: Value) -> Reply {
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    server
        .request(method, target)
        .signed("lambda")
        .header("content-type", "application/json")
        .body(body)
        .send()
}

/// Makes a function that the test is not about.
pub(crate) fn create(server: &TestServer, name: &str) -> Value {
    let reply = lambda(server, "POST", FUNCTIONS, minimal(name));
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

/// Lets S3 run a function for the events of a bucket.
pub(crate) fn permit_s3(server: &TestServer, name: &str, bucket_arn: &str) {
    let permission = json!({
        "StatementId": "s3",
        "Action": "lambda:InvokeFunction",
        "Principal": "s3.amazonaws.com",
        "SourceArn": bucket_arn,
    });
    let reply = lambda(
        server,
        "POST",
        &format!("{FUNCTIONS}/{name}/policy"),
        permission,
    );
    assert_eq!(reply.status, 201, "{}", reply.text());
}

/// Asserts an error's status, code and exact body.
fn assert_refused(reply: &Reply, status: u16, code: &str, body: Value) {
    assert_eq!(
        (reply.status, reply.header("x-amzn-errortype")),
        (status, Some(code)),
        "{}",
        reply.text()
    );
    assert_eq!(reply.json(), body);
}

/// Asserts an InvalidParameterValueException by its message.
fn assert_invalid(reply: &Reply, message: &str) {
    let body = json!({"Type": "User", "message": message});
    assert_refused(reply, 400, "InvalidParameterValueException", body);
}

/// Asserts a ValidationException by its message.
fn assert_validation(reply: &Reply, message: &str) {
    assert_refused(
        reply,
        400,
        "ValidationException",
        json!({"message": message}),
    );
}

/// Asserts a ResourceNotFoundException that names a function of the default account.
fn assert_not_found(reply: &Reply, function: &str) {
    let arn = format!("arn:aws:lambda:us-east-1:000000000000:function:{function}");
    let body = json!({"Type": "User", "Message": format!("Function not found: {arn}")});
    assert_refused(reply, 404, "ResourceNotFoundException", body);
}
