//! DynamoDB answered by another program: what the proxy lets pass, and how it keeps DynamoDB Local running.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ruststack::{Config, DynamoDbBackend, Server};
use serde_json::json;

use super::other::{Answer, OtherDynamoDb};
use crate::harness::{Reply, Request, TestServer};

/// A server in front of another DynamoDB.
fn in_front_of(other: &OtherDynamoDb) -> TestServer {
    let url = other.url();
    TestServer::with(|config| config.dynamodb_backend = DynamoDbBackend::Remote(url))
}

fn put(server: &TestServer) -> Request {
    server
        .request("POST", "/")
        .header("x-amz-target", "DynamoDB_20120810.PutItem")
        .header("content-type", "application/x-amz-json-1.0")
}

#[test]
fn a_request_arrives_as_it_was_signed() {
    let other = OtherDynamoDb::start(Answer::ok("{}"));
    let server = in_front_of(&other);
    let request = put(&server)
        .signed_as("AKIAEXAMPLE", "eu-west-1", "dynamodb")
        .header("host", "localhost:4566")
        .header("origin", "http://localhost:3000")
        .header("connection", "keep-alive")
        .body(r#"{"TableName":  "t"}"#);
    assert_eq!(request.send().status, 200);
    let seen = other.requests();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].body, br#"{"TableName":  "t"}"#);
    let header = |name| seen[0].header(name).unwrap_or_default();
    assert_eq!(header("host"), "localhost:4566");
    assert_eq!(header("x-amz-target"), "DynamoDB_20120810.PutItem");
    assert!(header("authorization").contains("Credential=AKIAEXAMPLE/20261122/eu-west-1/"));
    assert_eq!(header("origin"), "");
}

#[test]
fn an_answer_keeps_its_bytes_and_its_checksum() {
    let answer = Answer::ok("{ \"a\" : 1 }").header("x-amz-crc32", "7");
    let other = OtherDynamoDb::start(answer);
    let server = in_front_of(&other);
    let reply = put(&server).signed("dynamodb").body("{}").send();
    assert_eq!(reply.text(), "{ \"a\" : 1 }");
    assert_eq!(reply.header("x-amz-crc32"), Some("7"));
}

// Java's and Go's SDKs refuse an answer whose checksum is missing or wrong.
#[test]
fn an_answer_without_checksum_or_id_gets_both() {
    let answer = Answer::ok("{}")
        .header("server", "Jetty(8.1.12.v20130726)")
        .header("access-control-allow-origin", "http://evil.example");
    let other = OtherDynamoDb::start(answer);
    let server = in_front_of(&other);
    let reply = put(&server).signed("dynamodb").body("{}").send();
    // CRC-32 of `{}`.
    assert_eq!(reply.header("x-amz-crc32"), Some("2745614147"));
    assert_eq!(reply.header("x-amzn-requestid").map(str::len), Some(52));
    assert_eq!(reply.header("server"), Some("Server"));
    assert_eq!(reply.header("access-control-allow-origin"), None);
}

#[test]
fn an_error_of_the_other_side_passes_as_it_is() {
    let body =
        r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"x"}"#;
    let answer = Answer::with_status("400 Bad Request", body);
    let other = OtherDynamoDb::start(answer);
    let server = in_front_of(&other);
    let reply = put(&server).signed("dynamodb").body("{}").send();
    assert_eq!((reply.status, reply.text()), (400, body.to_owned()));
}

// AWS's order of checks; bodies of the refusals as recorded by the public dynalite suite.
#[test]
fn what_aws_would_refuse_unread_never_arrives() {
    let other = OtherDynamoDb::start(Answer::ok("{}"));
    let server = in_front_of(&other);
    let refused = |target: &str, body: &str| {
        let request = server.request("POST", "/").header("x-amz-target", target);
        let request = request.header("content-type", "application/x-amz-json-1.0");
        let reply = request.signed("dynamodb").body(body).send();
        assert_eq!(reply.status, 400);
        reply.text()
    };
    let malformed = r#"{"__type":"com.amazon.coral.service#SerializationException"}"#;
    for body in ["{", "[]", "", "{\"a\":\"\u{1}\"}"] {
        assert_eq!(refused("DynamoDB_20120810.PutItem", body), malformed);
    }
    let unknown = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
    assert_eq!(refused("DynamoDB_20120810.Nope", "{}"), unknown);
    assert!(other.requests().is_empty());
}

#[test]
fn a_backend_that_is_not_there_is_named() {
    let url = OtherDynamoDb::start(Answer::ok("{}")).url();
    let other = url.clone();
    let server = TestServer::with(|config| config.dynamodb_backend = DynamoDbBackend::Remote(url));
    let reply = put(&server).signed("dynamodb").body("{}").send();
    assert_eq!(reply.status, 500);
    let error = reply.json();
    assert_eq!(
        error["__type"],
        "com.amazonaws.dynamodb.v20120810#InternalServerError"
    );
    assert!(error["message"].as_str().unwrap().contains(&other));
}

#[test]
fn an_answer_that_breaks_off_is_an_error_not_a_short_answer() {
    let answer = Answer::ok("{}").header("content-length", "9");
    let other = OtherDynamoDb::start(answer);
    let server = in_front_of(&other);
    let reply = put(&server).signed("dynamodb").body("{}").send();
    assert_eq!(reply.status, 500);
    assert!(reply.text().contains("InternalServerError"));
}

/// Why a server with DynamoDB Local does not start.
fn start_problem(jar: &Path, java_home: Option<PathBuf>) -> String {
    let config = Config {
        port: 0,
        dynamodb_backend: DynamoDbBackend::Local,
        dynamodb_local_path: jar.to_owned(),
        java_home,
        search_path: Vec::new(),
        ..Config::default()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let problem = runtime.block_on(Server::bind(config)).err().unwrap();
    problem.to_string()
}

#[test]
fn a_jar_that_is_not_there_is_named_with_what_to_do() {
    let problem = start_problem(Path::new("/nowhere/DynamoDBLocal.jar"), None);
    assert!(problem.contains("there is no DynamoDB Local at /nowhere/DynamoDBLocal.jar"));
    assert!(problem.contains("--dynamodb-local-path"));
    assert!(!problem.contains('\n'));
}

#[test]
fn a_machine_without_java_is_told_so() {
    let jar = tempfile::NamedTempFile::new().unwrap();
    let problem = start_problem(jar.path(), None);
    assert!(problem.contains("needs Java"), "{problem}");
    assert!(problem.contains("--dynamodb-backend embedded"));
}

#[test]
fn a_java_that_ends_at_once_is_quoted() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let java = home.path().join("bin/java");
    std::fs::create_dir(home.path().join("bin")).unwrap();
    let script = "#!/bin/sh\necho Error: Invalid jarfile >&2\nprintf '\\tat a.b.C\\n'\nexit 3\n";
    std::fs::write(&java, script).unwrap();
    std::fs::set_permissions(&java, PermissionsExt::from_mode(0o755)).unwrap();
    let problem = start_problem(&java, Some(home.path().to_owned()));
    assert!(
        problem.contains("exit status: 3: Error: Invalid jarfile. "),
        "{problem}"
    );
    assert!(!problem.contains('\n'));
}

/// The jar under a path of its own, so that its JVMs can be told from others.
struct Jar(tempfile::TempDir);

impl Jar {
    /// None, said aloud, where the jar was not set up.
    fn found() -> Option<Self> {
        let Ok(jar) = std::env::var("RUSTSTACK_TEST_DYNAMODB_LOCAL") else {
            eprintln!("SKIPPED: RUSTSTACK_TEST_DYNAMODB_LOCAL is not set; tests/run sets it");
            return None;
        };
        let jar = PathBuf::from(jar);
        let folder = tempfile::tempdir().unwrap();
        for name in ["DynamoDBLocal.jar", "DynamoDBLocal_lib"] {
            let original = jar.with_file_name(name);
            std::os::unix::fs::symlink(original, folder.path().join(name)).unwrap();
        }
        Some(Self(folder))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("DynamoDBLocal.jar")
    }

    fn server(&self) -> TestServer {
        TestServer::with(|config| {
            config.dynamodb_backend = DynamoDbBackend::Auto;
            config.dynamodb_local_path = self.path();
        })
    }

    /// Every process that has this jar on its command line: JVMs and their supervisors.
    fn processes(&self) -> Vec<(i32, String)> {
        let mut ps = Command::new("ps");
        let table = ps.args(["-A", "-ww", "-o", "pid=,args="]).output();
        let table = table.unwrap().stdout;
        let path = self.path().display().to_string();
        String::from_utf8_lossy(&table)
            .lines()
            .filter(|line| line.contains(&path))
            .filter_map(|line| line.trim().split_once(' '))
            .map(|(pid, args)| (pid.parse().unwrap(), args.to_owned()))
            .collect()
    }

    fn jvm(&self) -> i32 {
        let processes = self.processes();
        let jvm = processes.iter().find(|(_, args)| !args.starts_with("sh "));
        jvm.expect("a JVM runs").0
    }

    /// Panics if anything is left after ten seconds.
    fn assert_gone(&self) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !self.processes().is_empty() {
            assert!(Instant::now() < deadline, "{:?}", self.processes());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn kill(pid: i32) {
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
    assert!(killed.unwrap().success());
}

fn list_as(server: &TestServer, access_key: &str, region: &str) -> Reply {
    server
        .request("POST", "/")
        .header("x-amz-target", "DynamoDB_20120810.ListTables")
        .header("content-type", "application/x-amz-json-1.0")
        .signed_as(access_key, region, "dynamodb")
        .body("{}")
        .send()
}

fn create_table(server: &TestServer) {
    let reply = server.dynamodb(
        "CreateTable",
        json!({
            "TableName": "table",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[test]
fn a_jar_at_the_path_answers_and_keeps_accounts_and_regions_apart() {
    let Some(jar) = Jar::found() else { return };
    let server = jar.server();
    create_table(&server);
    let item = json!({"pk": {"S": "a"}, "n": {"N": "1.50"}});
    let put = server.dynamodb("PutItem", json!({"TableName": "table", "Item": item}));
    assert_eq!((put.status, put.text()), (200, "{}".to_owned()));
    let got = server.dynamodb(
        "GetItem",
        json!({"TableName": "table", "Key": {"pk": {"S": "a"}}}),
    );
    assert_eq!(got.json()["Item"]["n"]["N"], "1.5");
    let tables =
        |access_key, region| list_as(&server, access_key, region).json()["TableNames"].clone();
    // Two keys of one account; another account; another region.
    assert_eq!(tables("AKIAEXAMPLE", "us-east-1"), json!(["table"]));
    assert_eq!(tables("123456789012", "us-east-1"), json!([]));
    assert_eq!(tables("test", "eu-west-1"), json!([]));
    drop(server);
    assert!(jar.processes().is_empty());
}

#[test]
fn a_jvm_that_dies_has_a_successor() {
    let Some(jar) = Jar::found() else { return };
    let server = jar.server();
    create_table(&server);
    kill(jar.jvm());
    let deadline = Instant::now() + Duration::from_secs(60);
    let reply = loop {
        let reply = list_as(&server, "test", "us-east-1");
        if reply.status == 200 {
            break reply;
        }
        assert!(Instant::now() < deadline, "{}", reply.text());
    };
    // It kept its tables in memory.
    assert_eq!(reply.json(), json!({"TableNames": []}));
}

#[test]
fn a_supervisor_that_dies_takes_its_jvm_with_it_and_has_a_successor() {
    let Some(jar) = Jar::found() else { return };
    let server = jar.server();
    let (old, processes) = (jar.jvm(), jar.processes());
    // The oldest is the supervisor, the one that stays is its watcher.
    kill(processes.iter().map(|(pid, _)| *pid).min().unwrap());
    let deadline = Instant::now() + Duration::from_secs(60);
    while jar.processes().iter().any(|(pid, _)| *pid == old) {
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(list_as(&server, "test", "us-east-1").status, 200);
    drop(server);
    jar.assert_gone();
}

#[test]
fn no_jvm_outlives_a_server_that_was_killed() {
    let Some(jar) = Jar::found() else { return };
    let mut server = Command::new(env!("CARGO_BIN_EXE_ruststack"))
        .args(["--port", "0", "--lambda-executor", "process"])
        .arg("--dynamodb-local-path")
        .arg(jar.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let banner = std::io::BufReader::new(server.stdout.take().unwrap());
    let ready = std::io::BufRead::lines(banner).any(|line| line.unwrap() == "Ready.");
    assert!(ready);
    assert!(jar.jvm() > 0);
    server.kill().unwrap();
    server.wait().unwrap();
    jar.assert_gone();
}
