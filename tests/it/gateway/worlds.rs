//! `/_ruststack/worlds`: worlds of their own below `/~NAME`, made, forked, put back and dropped.

use ruststack::{Auth, DynamoDbBackend};
use serde_json::{Value, json};

use crate::harness::{Reply, Signer, TestServer, sha256};
use crate::lambda::running::{answer, deploy};

fn ask(server: &TestServer, method: &str, page: &str, body: Value) -> Reply {
    let request = server.request(method, &format!("/_ruststack/{page}"));
    request.body(body.to_string()).send()
}

fn made(server: &TestServer, name: &str, body: Value) -> TestServer {
    let reply = ask(server, "PUT", &format!("worlds/{name}"), body);
    assert_eq!(reply.status, 201, "{}", reply.text());
    server.in_world(name)
}

fn put_object(server: &TestServer, target: &str, body: &str) {
    let request = server.request("PUT", target).signed("s3").body(body);
    let reply = request.send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

fn object(server: &TestServer, target: &str) -> (u16, String) {
    let reply = server.request("GET", target).signed("s3").send();
    (reply.status, reply.text())
}

fn create_table(server: &TestServer) {
    let reply = server.dynamodb(
        "CreateTable",
        json!({
            "TableName": "drafts",
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
        }),
    );
    assert_eq!(reply.status, 200, "{}", reply.text());
}

fn put_item(server: &TestServer, key: &str) {
    let item = json!({"k": {"S": key}});
    let reply = server.dynamodb("PutItem", json!({"TableName": "drafts", "Item": item}));
    assert_eq!(reply.status, 200, "{}", reply.text());
}

fn items(server: &TestServer) -> Value {
    let reply = server.dynamodb("Scan", json!({"TableName": "drafts", "Select": "COUNT"}));
    reply.json()["Count"].clone()
}

fn create_role(server: &TestServer, name: &str) -> u16 {
    let body = format!(
        "Action=CreateRole&Version=2010-05-08&RoleName={name}&AssumeRolePolicyDocument=%7B%22Version%22%3A\
         %222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B\
         %22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D"
    );
    let request = server.request("POST", "/").signed("iam").body(body);
    let form = "application/x-www-form-urlencoded";
    request.header("content-type", form).send().status
}

#[test]
fn a_world_of_its_own_shares_nothing() {
    let server = TestServer::start();
    put_object(&server, "/pail", "");
    let other = made(&server, "other", json!({}));
    assert_eq!(object(&other, "/pail/k").0, 404);
    put_object(&other, "/pail", "");
    put_object(&other, "/pail/k", "there");
    create_table(&other);
    assert_eq!(object(&other, "/pail/k"), (200, "there".to_owned()));
    assert_eq!(object(&server, "/pail/k").0, 404);
    assert_eq!(items(&server), Value::Null);
    let page = ask(&other, "GET", "health", json!({}));
    assert_eq!(page.header("x-ruststack-world"), Some("other"));
}

#[test]
fn a_fork_has_everything_and_goes_its_own_way() {
    let server = TestServer::start();
    put_object(&server, "/pail", "");
    put_object(&server, "/pail/k", "before");
    create_table(&server);
    put_item(&server, "a");
    assert_eq!(create_role(&server, "reader"), 200);
    deploy(&server, "f", "def handler(event, context): return 'mine'");
    let fork = made(&server, "fork", json!({"from": "default"}));
    put_object(&server, "/pail/k", "after");
    put_item(&server, "b");
    put_item(&fork, "c");
    put_item(&fork, "d");
    assert_eq!(object(&fork, "/pail/k").1, "before");
    assert_eq!(object(&server, "/pail/k").1, "after");
    assert_eq!((items(&server), items(&fork)), (json!(2), json!(3)));
    assert_eq!(create_role(&fork, "reader"), 409);
    assert_eq!(create_role(&fork, "writer"), 200);
    assert_eq!(create_role(&server, "writer"), 200);
    assert_eq!(answer(&fork, "f", json!({})), json!("mine"));
    let streams = |server: &TestServer| {
        let table = server.dynamodb("DescribeTable", json!({"TableName": "drafts"}));
        table.json()["Table"]["LatestStreamArn"].clone()
    };
    assert_eq!(streams(&server), streams(&fork));
}

#[test]
fn functions_find_the_aws_of_their_world() {
    let server = TestServer::start();
    let other = made(&server, "other", json!({}));
    let code = "import os\ndef handler(event, context): return os.environ['AWS_ENDPOINT_URL']";
    deploy(&other, "f", code);
    let port = server.address().port();
    assert_eq!(
        answer(&other, "f", json!({})),
        json!(format!("http://localhost:{port}/~other"))
    );
}

#[test]
fn urls_in_answers_lead_to_their_world() {
    let server = TestServer::start();
    let other = made(&server, "other", json!({}));
    deploy(
        &other,
        "f",
        "def handler(event, context): return event['rawPath']",
    );
    let port = server.address().port();
    let shown = other.request("GET", "/2015-03-31/functions/f");
    let shown = shown.signed("lambda").send().json();
    let location = shown["Code"]["Location"].as_str().unwrap().to_owned();
    let path = location.strip_prefix(&format!("http://localhost:{port}"));
    assert!(path.unwrap().starts_with("/~other/"), "{location}");
    assert_eq!(server.request("GET", path.unwrap()).send().status, 200);
    let body = json!({"AuthType": "NONE"}).to_string();
    let url = other.request("POST", "/2021-10-31/functions/f/url");
    let url = url.signed("lambda").body(body).send().json();
    let url = url["FunctionUrl"].as_str().unwrap().to_owned();
    let host = url.strip_prefix("http://").unwrap().split('/').next();
    assert!(url.ends_with("/~other/"), "{url}");
    for (action, condition) in [
        ("lambda:InvokeFunctionUrl", "FunctionUrlAuthType"),
        ("lambda:InvokeFunction", "InvokedViaFunctionUrl"),
    ] {
        let mut statement = json!({"StatementId": condition, "Action": action, "Principal": "*"});
        statement[condition] = match condition {
            "FunctionUrlAuthType" => json!("NONE"),
            _ => json!(true),
        };
        let allowed = other.request("POST", "/2015-03-31/functions/f/policy");
        let allowed = allowed.signed("lambda").body(statement.to_string()).send();
        assert_eq!(allowed.status, 201, "{}", allowed.text());
    }
    let called = server.request("GET", "/~other/some/path");
    let called = called.header("host", host.unwrap()).send();
    assert_eq!(
        (called.status, called.text()),
        (200, "/some/path".to_owned())
    );
}

/// A key may begin as the path of a world does; a path-style request names no such bucket.
#[test]
fn a_bucket_in_the_host_may_have_keys_that_begin_so() {
    let server = TestServer::start();
    put_object(&server, "/pail", "");
    let in_host = |method: &str, target: &str| {
        let request = server.request(method, target).signed("s3");
        request.header("host", "pail.localhost").send()
    };
    assert_eq!(in_host("PUT", "/~other/k").status, 200);
    assert_eq!(object(&server, "/pail/~other/k").0, 200);
    let other = made(&server, "other", json!({}));
    put_object(&other, "/pail", "");
    assert_eq!(in_host("GET", "/~other/k").status, 404);
    assert_eq!(in_host("PUT", "/~other/k").status, 200);
    assert_eq!(object(&other, "/pail/k").0, 200);
}

#[test]
fn what_is_signed_is_the_whole_path() {
    let server = TestServer::with(|config| {
        config.clock = ruststack::Clock::frozen(1_795_333_080_000);
        config.auth = Auth::Verify;
        config.keys = vec!["AKIDONE:top/secret".into()];
    });
    let other = made(&server, "other", json!({}));
    let signer = Signer {
        access_key: "AKIDONE",
        secret: "top/secret",
        region: "us-east-1",
        service: "s3",
        moment: "20261122T073800Z",
    };
    let made = signer.sign(other.request("PUT", "/pail"), &sha256(b""));
    assert_eq!(made.send().status, 200);
    let listed = Signer {
        service: "lambda",
        ..signer
    };
    let listed = listed.sign(other.request("GET", "/2015-03-31/functions"), &sha256(b""));
    assert_eq!(listed.send().status, 200);
}

#[test]
fn a_world_that_is_not_there_is_named_in_the_services_own_words() {
    let server = TestServer::start();
    let message = "RustStack has no world 'nowhere'; PUT /_ruststack/worlds/nowhere makes it.";
    let (status, body) = object(&server.in_world("nowhere"), "/pail/k");
    assert_eq!(status, 404);
    assert!(body.contains("<Code>NoSuchWorld</Code>"), "{body}");
    let reply = server.in_world("nowhere").dynamodb("ListTables", json!({}));
    assert_eq!(reply.status, 404);
    assert_eq!(
        (&reply.json()["__type"], &reply.json()["message"]),
        (
            &json!("com.amazon.coral.service#NoSuchWorld"),
            &json!(message)
        )
    );
}

#[test]
fn a_reset_empties_one_world_and_puts_its_clock_back() {
    let server = TestServer::start();
    let other = made(&server, "other", json!({}));
    for world in [&server, &other] {
        put_object(world, "/pail", "");
        create_table(world);
        deploy(world, "f", "def handler(event, context): return 1");
        let held = ask(
            world,
            "PUT",
            "clock",
            json!({"now": 1_800_000_000, "speed": 0}),
        );
        assert_eq!(held.status, 200);
    }
    let reset = ask(&other, "POST", "reset", json!({}));
    assert_eq!(reset.status, 200, "{}", reset.text());
    assert_eq!(object(&other, "/pail?location").0, 404);
    assert_eq!(object(&server, "/pail?location").0, 200);
    let functions = |world: &TestServer| {
        let listed = world
            .request("GET", "/2015-03-31/functions")
            .signed("lambda");
        listed.send().json()["Functions"].as_array().unwrap().len()
    };
    assert_eq!((functions(&server), functions(&other)), (1, 0));
    let clock = |world| ask(world, "GET", "clock", json!({})).json();
    assert_eq!(clock(&other)["follows_machine"], true);
    assert_eq!(clock(&server)["unix_ms"], 1_800_000_000_000_i64);
    let as_others_know_it = server.request("POST", "/_localstack/state/reset").send();
    assert_eq!(as_others_know_it.status, 200);
    assert_eq!((functions(&server), items(&server)), (0, Value::Null));
}

#[test]
fn worlds_are_listed_and_dropped() {
    let server = TestServer::start();
    let port = server.address().port();
    let other = made(&server, "other", json!({}));
    put_object(&other, "/pail", "");
    let listed = ask(&server, "GET", "worlds", json!({})).json();
    let listed: Vec<_> = listed["worlds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|world| (world["name"].clone(), world["endpoint"].clone()))
        .collect();
    assert_eq!(
        listed,
        [
            (json!("default"), json!(format!("http://localhost:{port}"))),
            (
                json!("other"),
                json!(format!("http://localhost:{port}/~other"))
            ),
        ]
    );
    assert_eq!(
        ask(&server, "DELETE", "worlds/other", json!({})).status,
        200
    );
    assert_eq!(object(&other, "/pail/k").0, 404);
    assert_eq!(ask(&server, "GET", "worlds/other", json!({})).status, 404);
    let again = made(&server, "other", json!({}));
    assert!(object(&again, "/pail/k").1.contains("NoSuchBucket"));
}

#[test]
fn what_cannot_be_done_with_worlds_is_named() {
    let server = TestServer::start();
    made(&server, "other", json!({}));
    for (method, page, body, status, code) in [
        ("PUT", "worlds/other", json!({}), 409, "WorldExists"),
        ("PUT", "worlds/default", json!({}), 409, "WorldExists"),
        ("PUT", "worlds/-x", json!({}), 400, "InvalidName"),
        ("PUT", "worlds/x", json!({"from": "y"}), 404, "NoSuchWorld"),
        (
            "PUT",
            "worlds/x",
            json!({"snapshot": "y"}),
            404,
            "NoSuchSnapshot",
        ),
        (
            "PUT",
            "worlds/x",
            json!({"from": "other", "snapshot": "y"}),
            400,
            "InvalidDocument",
        ),
        (
            "PUT",
            "worlds/x",
            json!({"form": "other"}),
            400,
            "InvalidDocument",
        ),
        ("DELETE", "worlds/default", json!({}), 409, "DefaultWorld"),
        ("DELETE", "worlds/x", json!({}), 404, "NoSuchWorld"),
        ("POST", "worlds", json!({}), 405, "MethodNotAllowed"),
        (
            "GET",
            "worlds/other/reset",
            json!({}),
            405,
            "MethodNotAllowed",
        ),
        ("POST", "worlds/other/x", json!({}), 404, "NotFound"),
    ] {
        let reply = ask(&server, method, page, body);
        let got = (reply.status, reply.header("x-amzn-errortype"));
        assert_eq!(got, (status, Some(code)), "{method} {page}");
    }
}

#[test]
fn tables_of_another_server_have_one_world_only() {
    let server = TestServer::with(|config| {
        config.dynamodb_backend = DynamoDbBackend::Remote("http://localhost:1".to_owned());
    });
    for (method, page) in [
        ("PUT", "worlds/x"),
        ("POST", "reset"),
        ("PUT", "snapshots/x"),
        ("GET", "worlds/default/diff?against=default"),
        ("GET", "snapshots/x/file"),
        ("PUT", "snapshots/x/file"),
    ] {
        let reply = ask(&server, method, page, json!({}));
        assert_eq!(reply.status, 409);
        assert_eq!(
            reply.json()["Message"],
            "DynamoDB's tables are kept by http://localhost:1, which can neither fork nor save nor \
             reset nor compare nor export them; RUSTSTACK_DYNAMODB_BACKEND=embedded keeps them here."
        );
    }
}
