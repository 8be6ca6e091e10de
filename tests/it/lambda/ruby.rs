//! Functions in Ruby, as processes.

use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::running::{answer, deploy_with, failure, invoke, log_tail};
use super::{layers, zip};
use crate::harness::TestServer;

/// The runtime of this machine's `ruby`. Without one these tests cannot pass.
fn ruby() -> &'static str {
    static RUNTIME: OnceLock<String> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let ran = Command::new("ruby")
            .args(["-e", r"puts RUBY_VERSION[/\d+\.\d+/]"])
            .output();
        let ran = ran.expect("ruby is on PATH: tests/setup/ruby.sh installs it");
        format!("ruby{}", String::from_utf8(ran.stdout).unwrap().trim())
    })
}

fn deploy(server: &TestServer, name: &str, handler: &str, code: &str) {
    deploy_with_members(server, name, handler, code, json!({}));
}

fn deploy_with_members(server: &TestServer, name: &str, handler: &str, code: &str, members: Value) {
    let mut all = json!({
        "Runtime": ruby(),
        "Handler": handler,
        "Code": {"ZipFile": zip("app.rb", code)},
    });
    for (member, value) in members.as_object().unwrap() {
        all[member] = value.clone();
    }
    deploy_with(server, name, "", all);
}

/// AWS docs, "Define Lambda function handler in Ruby" and "Using the Lambda context object".
#[test]
fn a_handler_gets_its_event_and_context() {
    let server = TestServer::start();
    let code = r#"
        require "logger"
        $calls = 0
        def handler(event:, context:)
          $calls += 1
          puts "for #{event['name']}"
          Logger.new($stdout).info("logged")
          { event: event, calls: $calls, function: context.function_name, memory: context.memory_limit_in_mb,
            version: context.function_version, arn: context.invoked_function_arn,
            left: context.get_remaining_time_in_millis.between?(1, 30_000), request: context.aws_request_id,
            folder: Dir.pwd, task: ENV["LAMBDA_TASK_ROOT"], file: __FILE__ }
        end"#;
    deploy(&server, "f", "app.handler", code);
    let event = json!({"name": "Ada \u{e4}", "list": [1, 2.5, true, null]});
    let reply = invoke(&server, "f", event.clone());
    let seen = reply.json();
    let log = log_tail(&reply);
    assert_eq!(seen["event"], event, "{log}");
    assert_eq!(seen["function"], "f");
    assert_eq!(seen["memory"], "128");
    assert_eq!(seen["version"], "$LATEST");
    assert_eq!(seen["left"], true);
    assert!(seen["arn"].as_str().unwrap().ends_with(":function:f"));
    assert_eq!(seen["folder"], seen["task"]);
    assert!(seen["file"].as_str().unwrap().ends_with("/app.rb"));
    assert!(log.contains("for Ada \u{e4}\n"), "{log}");
    // A logger's line names its request, as AWS's own client has it.
    let line = log.lines().find(|line| line.ends_with(": logged")).unwrap();
    assert!(line.starts_with("I, ["), "{line}");
    assert!(line.contains(seen["request"].as_str().unwrap()), "{line}");
    assert_eq!(answer(&server, "f", json!({}))["calls"], 2);
}

#[test]
fn methods_of_classes_are_handlers_too_and_whole_bodies_are_answers() {
    let server = TestServer::start();
    let code = r#"
        require "stringio"
        module Shop
          class Orders
            def self.twice(event:, context:) = event * 2
            def self.raw(event:, context:) = StringIO.new("as it is")
            def self.nothing(event:, context:) = nil
          end
        end
        Orders = Shop::Orders"#;
    deploy(&server, "twice", "app.Shop::Orders.twice", code);
    assert_eq!(answer(&server, "twice", json!(21)), 42);
    deploy(&server, "raw", "app.Orders.raw", code);
    assert_eq!(invoke(&server, "raw", json!(1)).text(), "as it is");
    deploy(&server, "nothing", "app.Orders.nothing", code);
    assert_eq!(answer(&server, "nothing", json!(1)), Value::Null);
}

/// AWS docs, "Lambda function errors in Ruby"; the types as AWS's runtime interface client has them.
#[test]
fn what_a_handler_raises_is_told_with_its_own_lines() {
    let server = TestServer::start();
    let code = "class Sold < StandardError; end\n\
                def handler(event:, context:)\n  raise Sold, \"no #{event}\"\nend\n";
    deploy(&server, "f", "app.handler", code);
    let reply = invoke(&server, "f", json!("tea"));
    let error = failure(&reply);
    assert_eq!(error["errorMessage"], "no tea");
    assert_eq!(error["errorType"], "Function<Sold>");
    let trace = error["stackTrace"].as_array().unwrap();
    assert_eq!(trace.len(), 1, "{trace:?}");
    let line = trace[0].as_str().unwrap();
    assert!(line.contains("/app.rb:3:in "), "{line}");
    let log = log_tail(&reply);
    assert!(log.contains("Error raised from handler method"), "{log}");
    assert_eq!(
        failure(&invoke(&server, "f", json!("soap")))["errorMessage"],
        "no soap"
    );
}

/// AWS's client trusts an environment no longer after errors that are the program's own.
#[test]
fn after_an_error_of_the_program_the_next_event_finds_a_new_environment() {
    let server = TestServer::start();
    let code = r#"
        $calls = 0
        def handler(event:, context:)
          $calls += 1
          return $calls if event == "count"
          event == "leave" ? exit(3) : missing_method(event)
        end"#;
    deploy(&server, "f", "app.handler", code);
    assert_eq!(answer(&server, "f", json!("count")), 1);
    assert_eq!(answer(&server, "f", json!("count")), 2);
    let error = failure(&invoke(&server, "f", json!("x")));
    assert_eq!(error["errorType"], "Function<NoMethodError>");
    assert_eq!(answer(&server, "f", json!("count")), 1);
    let error = failure(&invoke(&server, "f", json!("leave")));
    assert_eq!(error["errorType"], "Function<SystemExit>");
    assert_eq!(answer(&server, "f", json!("count")), 1);
}

#[test]
fn a_function_that_cannot_be_loaded_says_why() {
    let server = TestServer::start();
    for (handler, code, kind, message) in [
        (
            "missing.handler",
            "",
            "Init<LoadError>",
            "cannot load such file -- missing",
        ),
        (
            "app.handler",
            "require 'no_such_gem'",
            "Init<LoadError>",
            "cannot load such file -- no_such_gem",
        ),
        (
            "app.handler",
            "raise ArgumentError, 'no luck'",
            "Init<ArgumentError>",
            "no luck",
        ),
        (
            "app",
            "",
            "Init<ArgumentError>",
            "must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD",
        ),
    ] {
        let name = format!("f{}", message.len());
        deploy(&server, &name, handler, code);
        let reply = invoke(&server, &name, Value::Null);
        let error = failure(&reply);
        assert_eq!(error["errorType"], kind, "{}", log_tail(&reply));
        let said = error["errorMessage"].as_str().unwrap();
        assert!(said.contains(message), "{said}");
    }
}

/// AWS docs, "Working with layers for Ruby Lambda functions": `ruby/lib` is on the path.
#[test]
fn files_of_layers_are_found() {
    let server = TestServer::start();
    let layer = layers::layer(
        &server,
        "greetings",
        ("ruby/lib/greetings.rb", "GREETING = 'hello'"),
    );
    let code = "require 'greetings'\ndef handler(event:, context:) = GREETING";
    deploy_with_members(
        &server,
        "f",
        "app.handler",
        code,
        json!({"Layers": [layer]}),
    );
    assert_eq!(answer(&server, "f", Value::Null), "hello");
}
