//! Functions in Java, as processes: handlers of every form, with the interfaces that their package brings.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::running::{answer, deploy_with, failure, invoke, log_tail};
use super::snap_start::settled;
use super::{FUNCTIONS, lambda};
use crate::harness::TestServer;

/// The interfaces of AWS's library for handlers, as far as the functions below use them.
const LIBRARY: [(&str, &str); 4] = [
    (
        "RequestHandler",
        "public interface RequestHandler<I, O> { O handleRequest(I input, Context context); }",
    ),
    (
        "RequestStreamHandler",
        "public interface RequestStreamHandler {
            void handleRequest(java.io.InputStream in, java.io.OutputStream out, Context context) throws java.io.IOException;
        }",
    ),
    (
        "LambdaLogger",
        "public interface LambdaLogger { void log(String message); void log(byte[] message); }",
    ),
    (
        "Context",
        "public interface Context {
            String getAwsRequestId(); String getLogGroupName(); String getLogStreamName(); String getFunctionName();
            String getFunctionVersion(); String getInvokedFunctionArn(); int getRemainingTimeInMillis();
            int getMemoryLimitInMB(); LambdaLogger getLogger();
        }",
    ),
];

const APPLICATION: &str = r#"package example;
import com.amazonaws.services.lambda.runtime.*;
import java.io.*;
import java.util.*;

public class App implements RequestHandler<App.Order, App.Bill> {
    public static class Order {
        private String customer; private List<Item> items; private Map<String, Integer> marks;
        public void setCustomer(String customer) { this.customer = customer; }
        public void setItems(List<Item> items) { this.items = items; }
        public void setMarks(Map<String, Integer> marks) { this.marks = marks; }
    }
    public static class Item { public String name; public double price; }
    public static class Bill {
        private String customer; private double total; private Integer marks;
        public String getCustomer() { return customer; }
        public double getTotal() { return total; }
        public Integer getMarks() { return marks; }
    }
    public Bill handleRequest(Order order, Context context) {
        context.getLogger().log("an order of " + order.customer + "\n");
        System.out.println("for " + context.getFunctionName());
        Bill bill = new Bill();
        bill.customer = order.customer;
        for (Item item : order.items) bill.total += item.price;
        bill.marks = order.marks == null ? null : order.marks.get("a");
        return bill;
    }
    public Map<String, Object> plain(Map<String, Object> event, Context context) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("event", event);
        seen.put("memory", context.getMemoryLimitInMB());
        seen.put("left", context.getRemainingTimeInMillis() > 0);
        seen.put("request", context.getAwsRequestId().length());
        seen.put("folder", new File(".").getAbsolutePath());
        return seen;
    }
    public static int twice(int number) { return number * 2; }
    public String fails(String text) {
        throw new IllegalStateException("no " + text, new RuntimeException("the cause"));
    }
    public String exits(String text) { System.exit(3); return text; }
    public static class Snapped {
        static final List<String> ran = new ArrayList<>();
        static final List<Object> resources = new ArrayList<>();
        static {
            for (int number = 1; number <= 2; number++) {
                try {
                    register(number);
                } catch (Exception error) {
                    throw new IllegalStateException(error);
                }
            }
        }
        /** As the library org.crac does it. */
        static void register(int number) throws Exception {
            String provider = System.getProperty("org.crac.Core.Compat");
            Class<?> resource = Class.forName(provider + ".Resource");
            Object context = Class.forName(provider + ".Core").getMethod("getGlobalContext").invoke(null);
            Object own = java.lang.reflect.Proxy.newProxyInstance(
                Snapped.class.getClassLoader(), new Class<?>[] {resource}, (self, method, arguments) -> {
                    ran.add(method.getName() + " " + number);
                    if (method.getName().equals(System.getenv("FAILS_IN"))) throw new IOException("no network");
                    return null;
                });
            resources.add(own);
            Class.forName(provider + ".Context").getMethod("register", resource).invoke(context, own);
        }
        public List<String> seen(Map<String, Object> event) { return ran; }
    }
    public static class Stream implements RequestStreamHandler {
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
            out.write('"');
            for (int next = in.read(); next >= 0; next = in.read()) out.write(next == '"' ? '\'' : next);
            out.write('"');
        }
    }
}
"#;

/// The version of this machine's JDK. Without one these tests cannot pass.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let ran = Command::new("javac").arg("-version").output();
        let ran = ran.expect("javac is on PATH: tests/setup/java.sh installs it");
        let said = String::from_utf8(ran.stdout).unwrap() + &String::from_utf8(ran.stderr).unwrap();
        let version = said.split_whitespace().nth(1).unwrap();
        version.split('.').next().unwrap().to_owned()
    })
}

/// The package, compiled once.
fn package() -> &'static str {
    static PACKAGE: OnceLock<String> = OnceLock::new();
    PACKAGE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut sources = vec![folder.path().join("App.java")];
        std::fs::write(&sources[0], APPLICATION).unwrap();
        for (name, code) in LIBRARY {
            let source = folder.path().join(format!("{name}.java"));
            let code = format!("package com.amazonaws.services.lambda.runtime;\n{code}");
            std::fs::write(&source, code).unwrap();
            sources.push(source);
        }
        let classes = folder.path().join("classes");
        let ran = Command::new("javac")
            .arg("-d")
            .arg(&classes)
            .args(sources)
            .output();
        let ran = ran.unwrap();
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        add(&mut zip, &classes, &classes);
        STANDARD.encode(zip.finish().unwrap().into_inner())
    })
}

fn add(zip: &mut zip::ZipWriter<Cursor<Vec<u8>>>, root: &Path, folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add(zip, root, &path);
            continue;
        }
        let name = path.strip_prefix(root).unwrap().to_str().unwrap();
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).unwrap();
        zip.write_all(&std::fs::read(&path).unwrap()).unwrap();
    }
}

fn deploy(server: &TestServer, name: &str, handler: &str) {
    deploy_with_members(server, name, handler, json!({}));
}

fn deploy_with_members(server: &TestServer, name: &str, handler: &str, more: Value) {
    let mut members = json!({
        "Runtime": format!("java{}", version()),
        "Handler": handler,
        "MemorySize": 512,
        "Code": {"ZipFile": package()},
    });
    for (member, value) in more.as_object().unwrap() {
        members[member] = value.clone();
    }
    deploy_with(server, name, "", members);
}

/// Developer Guide, "Lambda SnapStart runtime hooks for Java"; names of errors as AWS's runtime client has
/// them.
#[test]
fn resources_are_told_of_their_snapshot() {
    if !["11", "17", "21", "25"].contains(&version()) {
        eprintln!("SKIPPED java: no snapshots are taken of Java {}", version());
        return;
    }
    let server = TestServer::start();
    let handler = "example.App$Snapped::seen";
    let publish = |name: &str, fails_in: &str| {
        let members = json!({
            "SnapStart": {"ApplyOn": "PublishedVersions"},
            "Environment": {"Variables": {"FAILS_IN": fails_in}},
        });
        deploy_with_members(&server, name, handler, members);
        let versions = format!("{FUNCTIONS}/{name}/versions");
        assert_eq!(lambda(&server, "POST", &versions, json!({})).status, 201);
        settled(&server, &format!("{name}:1"))["State"].take()
    };
    assert_eq!(publish("f", ""), "Active");
    let order = [
        "beforeCheckpoint 2",
        "beforeCheckpoint 1",
        "afterRestore 1",
        "afterRestore 2",
    ];
    assert_eq!(answer(&server, "f:1", json!({})), json!(order));
    assert_eq!(answer(&server, "f", json!({})), json!([]));
    assert_eq!(publish("early", "beforeCheckpoint"), "Failed");
    assert_eq!(publish("late", "afterRestore"), "Active");
    let refused = invoke(&server, "late:1", json!({}));
    assert_eq!(
        (refused.status, refused.header("x-amzn-errortype")),
        (400, Some("SnapStartException"))
    );
}

/// AWS docs, "Define Lambda function handler in Java": beans in and out.
#[test]
fn a_request_handler_gets_and_gives_beans() {
    let server = TestServer::start();
    deploy(&server, "f", "example.App");
    let order = json!({
        "customer": "Ada \"A\" \u{e4}\n", "unknown": [1, {}], "marks": {"a": 7},
        "items": [{"name": "x", "price": 1.5}, {"name": "y", "price": 2}],
    });
    let reply = invoke(&server, "f", order);
    let bill = json!({"customer": "Ada \"A\" \u{e4}\n", "total": 3.5, "marks": 7});
    assert_eq!(reply.json(), bill, "{}", log_tail(&reply));
    let log = log_tail(&reply);
    assert!(
        log.contains("an order of Ada") && log.contains("for f\n"),
        "{log}"
    );
    let again = json!({"customer": null, "items": []});
    let bill = json!({"customer": null, "total": 0.0, "marks": null});
    assert_eq!(answer(&server, "f", again), bill);
}

#[test]
fn methods_and_streams_are_handlers_too() {
    let server = TestServer::start();
    deploy(&server, "plain", "example.App::plain");
    let event = json!({"text": "t", "list": [1, 2.5, true, null], "big": 12_345_678_901_i64});
    let seen = answer(&server, "plain", event.clone());
    assert_eq!(seen["event"], event);
    assert_eq!(
        (&seen["memory"], &seen["left"]),
        (&json!(512), &json!(true))
    );
    assert_eq!(seen["request"], 36);
    deploy(&server, "twice", "example.App::twice");
    assert_eq!(answer(&server, "twice", json!(21)), 42);
    deploy(&server, "stream", "example.App$Stream");
    assert_eq!(answer(&server, "stream", json!({"a": 1})), "{'a':1}");
}

/// AWS docs, "Lambda function errors in Java".
#[test]
fn what_a_handler_throws_is_described_with_its_cause() {
    let server = TestServer::start();
    deploy(&server, "f", "example.App::fails");
    let reply = invoke(&server, "f", json!("luck"));
    let error = failure(&reply);
    assert_eq!(error["errorMessage"], "no luck");
    assert_eq!(error["errorType"], "java.lang.IllegalStateException");
    let trace = error["stackTrace"].as_array().unwrap();
    let first = trace[0].as_str().unwrap();
    assert!(first.starts_with("example.App.fails(App.java:"), "{first}");
    assert_eq!(trace.len(), 1, "the function's own frames alone: {trace:?}");
    assert_eq!(error["cause"]["errorMessage"], "the cause");
    assert!(log_tail(&reply).contains("Caused by: java.lang.RuntimeException: the cause"));
}

#[test]
fn a_handler_that_is_not_there_is_said_as_aws_says_it() {
    let server = TestServer::start();
    deploy(&server, "f", "example.Missing");
    let error = failure(&invoke(&server, "f", Value::Null));
    assert_eq!(
        error,
        json!({"errorMessage": "Class not found: example.Missing", "errorType": "java.lang.ClassNotFoundException"})
    );
    deploy(&server, "g", "example.App::exits");
    let error = failure(&invoke(&server, "g", json!("x")));
    let message = error["errorMessage"].as_str().unwrap();
    assert!(
        message.ends_with("exited with error: exit status 3"),
        "{message}"
    );
}
