//! `/_ruststack/snapshots/NAME/file`: a snapshot as one file, out of one server and into another.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::harness::{Program, Reply, TestServer};
use crate::lambda::zip;

const LARGE: usize = 1_500_000;

fn large(seed: u8) -> Vec<u8> {
    (0..LARGE).map(|at| (at % 251) as u8 ^ seed).collect()
}

fn own(server: &TestServer, method: &str, page: &str, body: impl Into<Vec<u8>>) -> Reply {
    let request = server.request(method, &format!("/_ruststack/{page}"));
    request.body(body).send()
}

fn s3(server: &TestServer, method: &str, target: &str, body: impl Into<Vec<u8>>) -> Reply {
    let request = server.request(method, target).body(body);
    let reply = request.signed("s3").send();
    assert!(reply.status < 300, "{method} {target}: {}", reply.text());
    reply
}

fn dynamodb(server: &TestServer, operation: &str, body: Value) -> Value {
    let reply = server.dynamodb(operation, body);
    assert_eq!(reply.status, 200, "{operation}: {}", reply.text());
    reply.json()
}

fn lambda(server: &TestServer, method: &str, target: &str, body: &Value) -> Value {
    let target = format!("/2015-03-31/functions{target}");
    let request = server.request(method, &target).body(body.to_string());
    let reply = request.signed("lambda").send();
    assert!(reply.status < 300, "{method} {target}: {}", reply.text());
    reply.json()
}

fn export(server: &TestServer, name: &str) -> Vec<u8> {
    let reply = own(server, "GET", &format!("snapshots/{name}/file"), "");
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.body
}

fn import(server: &TestServer, name: &str, file: impl Into<Vec<u8>>) -> Reply {
    own(server, "PUT", &format!("snapshots/{name}/file"), file)
}

fn snapshots(server: &TestServer) -> Value {
    own(server, "GET", "snapshots", "").json()["snapshots"].clone()
}

fn error(reply: &Reply) -> (u16, String) {
    let message = reply.json()["Message"].as_str().unwrap().to_owned();
    (reply.status, message)
}

/// Something of every service.
fn fill(server: &TestServer) {
    s3(server, "PUT", "/pail", "");
    let versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    s3(server, "PUT", "/pail?versioning", versioning);
    let cors = "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>\
                <AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
    s3(server, "PUT", "/pail?cors", cors);
    s3(server, "PUT", "/pail/small", "the first version");
    s3(server, "PUT", "/pail/small", "the second version");
    s3(server, "PUT", "/pail/large", large(0));
    let copy = server.request("PUT", "/pail/copy");
    let copy = copy.header("x-amz-copy-source", "/pail/large");
    assert_eq!(copy.signed("s3").send().status, 200);
    s3(server, "PUT", "/pail/gone", "x");
    s3(server, "DELETE", "/pail/gone", "");
    let begun = s3(server, "POST", "/pail/parts?uploads", "");
    let id = begun.element("UploadId").unwrap();
    s3(
        server,
        "PUT",
        &format!("/pail/parts?partNumber=1&uploadId={id}"),
        large(1),
    );

    let attribute = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let key = |name: &str| json!([{"AttributeName": name, "KeyType": "HASH"}]);
    let table = json!({
        "TableName": "orders",
        "AttributeDefinitions": [attribute("id"), attribute("customer")],
        "KeySchema": key("id"),
        "GlobalSecondaryIndexes": [{
            "IndexName": "by-customer", "KeySchema": key("customer"),
            "Projection": {"ProjectionType": "ALL"},
        }],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "BillingMode": "PAY_PER_REQUEST",
    });
    dynamodb(server, "CreateTable", table);
    for id in 0..20 {
        let customer = if id % 2 == 0 { "ada" } else { "bob" };
        let item = json!({
            "id": {"S": id.to_string()}, "customer": {"S": customer},
            "tags": {"SS": ["b", "a"]}, "price": {"N": "1.50"}, "raw": {"B": "AAEC"},
        });
        dynamodb(
            server,
            "PutItem",
            json!({"TableName": "orders", "Item": item}),
        );
    }

    // Text that does not become small.
    let mut number = 1_u64;
    let words = std::iter::repeat_with(|| {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        format!("{number:016x}")
    });
    let noise: String = words.take(LARGE / 16).collect();
    let code = format!("# {noise}\ndef handler(event, context):\n    return ['here', event]");
    let function = json!({
        "FunctionName": "f", "Runtime": "python3.12", "Handler": "app.handler",
        "Role": "arn:aws:iam::000000000000:role/any", "Code": {"ZipFile": zip("app.py", &code)},
        "Environment": {"Variables": {"BB": "2", "AA": "1", "CC": "3"}}, "Publish": true,
        "Tags": {"z": "1", "y": "2", "x": "3"},
    });
    lambda(server, "POST", "", &function);
    let made = own(
        server,
        "PUT",
        "clock",
        json!({"now": 1_800_000_000, "speed": 0}).to_string(),
    );
    assert_eq!(made.status, 200);
}

/// What [`fill`] has made.
fn check(server: &TestServer) {
    let text = |target: &str| s3(server, "GET", target, "").text();
    assert_eq!(text("/pail/small"), "the second version");
    assert!(s3(server, "GET", "/pail/large", "").body == large(0));
    assert!(s3(server, "GET", "/pail/copy", "").body == large(0));
    assert!(text("/pail?cors").contains("<AllowedMethod>GET</AllowedMethod>"));
    let versions = text("/pail?versions");
    assert_eq!(versions.matches("<Version>").count(), 5, "{versions}");
    assert_eq!(versions.matches("<DeleteMarker>").count(), 1, "{versions}");
    let uploads = s3(server, "GET", "/pail?uploads", "");
    let id = uploads.element("UploadId").unwrap();
    let parts = text(&format!("/pail/parts?uploadId={id}"));
    assert!(parts.contains(&format!("<Size>{LARGE}</Size>")), "{parts}");

    let query = json!({
        "TableName": "orders", "IndexName": "by-customer",
        "KeyConditionExpression": "customer = :c",
        "ExpressionAttributeValues": {":c": {"S": "ada"}},
    });
    assert_eq!(dynamodb(server, "Query", query)["Count"], 10);
    let key = json!({"TableName": "orders", "Key": {"id": {"S": "7"}}});
    let item = json!({
        "id": {"S": "7"}, "customer": {"S": "bob"}, "tags": {"SS": ["a", "b"]},
        "price": {"N": "1.5"}, "raw": {"B": "AAEC"},
    });
    assert_eq!(dynamodb(server, "GetItem", key)["Item"], item);

    let answer = lambda(server, "POST", "/f/invocations?Qualifier=1", &json!(7));
    assert_eq!(answer, json!(["here", 7]));
    let clock = own(server, "GET", "clock", "").json();
    assert_eq!(clock["unix_ms"], 1_800_000_000_000_i64);
}

fn restore(server: &TestServer, name: &str) {
    let body = json!({"snapshot": name}).to_string();
    let restored = own(server, "POST", "worlds/default/restore", body);
    assert_eq!(restored.status, 200, "{}", restored.text());
}

#[test]
fn a_snapshot_goes_to_another_server_as_one_file_with_all_that_it_holds() {
    let one = TestServer::start();
    fill(&one);
    assert_eq!(own(&one, "PUT", "snapshots/seed", "").status, 201);
    s3(&one, "PUT", "/pail/small", "not in the snapshot");
    let reply = own(&one, "GET", "snapshots/seed/file", "");
    assert_eq!(
        reply.header("content-type"),
        Some("application/octet-stream")
    );
    let named = "attachment; filename=\"seed.ruststack\"";
    assert_eq!(reply.header("content-disposition"), Some(named));
    let file = reply.body;
    assert!(file.starts_with(b"RustStack snapshot 1\n"));
    // The large object, its copy, the part and the package.
    assert!(file.len() > 2 * LARGE + LARGE / 4, "{}", file.len());
    assert!(file.len() < 4 * LARGE, "what is shared is in it once");
    assert!(export(&one, "seed") == file, "the same bytes each time");

    let other = TestServer::start();
    let made = import(&other, "taken", file.clone());
    assert_eq!(made.status, 201, "{}", made.text());
    let saved = snapshots(&one)[0]["saved"].clone();
    let told = json!({"name": "taken", "world": "default", "saved": saved});
    assert_eq!(
        (made.json(), snapshots(&other)),
        (told.clone(), json!([told]))
    );
    restore(&other, "taken");
    check(&other);
    assert!(export(&other, "taken") == file, "the same bytes from there");
}

#[test]
fn a_snapshot_from_a_file_is_there_after_a_kill() {
    let one = TestServer::start();
    fill(&one);
    assert_eq!(own(&one, "PUT", "snapshots/seed", "").status, 201);
    let file = export(&one, "seed");

    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let server = TestServer::elsewhere(program.address());
    assert_eq!(import(&server, "seed", file.clone()).status, 201);
    let journal = std::fs::metadata(folder.path().join("journal-0")).unwrap();
    assert!(journal.len() < 100_000, "large bodies lie beside it");
    program.kill();
    for _ in 0..2 {
        let program = Program::start(folder.path());
        let server = TestServer::elsewhere(program.address());
        assert!(export(&server, "seed") == file);
        restore(&server, "seed");
        check(&server);
        program.kill();
    }
}

#[test]
fn what_is_in_a_data_directory_is_exported_as_what_is_not() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let server = TestServer::elsewhere(program.address());
    fill(&server);
    assert_eq!(own(&server, "PUT", "snapshots/seed", "").status, 201);
    let file = export(&server, "seed");
    let other = TestServer::start();
    assert_eq!(import(&other, "seed", file.clone()).status, 201);
    restore(&other, "seed");
    check(&other);
    assert!(export(&other, "seed") == file);
}

#[test]
fn a_file_that_is_damaged_or_ends_too_early_leaves_nothing() {
    let one = TestServer::start();
    fill(&one);
    assert_eq!(own(&one, "PUT", "snapshots/seed", "").status, 201);
    let file = export(&one, "seed");
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let server = TestServer::elsewhere(program.address());
    let refused = |file: Vec<u8>, begins: &str| {
        let reply = import(&server, "seed", file);
        let (status, message) = error(&reply);
        assert_eq!(status, 400, "{message}");
        assert_eq!(
            reply.header("x-amzn-errortype"),
            Some("InvalidSnapshotFile")
        );
        assert!(message.starts_with(begins), "{message}");
    };
    for at in (21..file.len()).step_by(file.len() / 12) {
        let mut other = file.clone();
        other[at] ^= 1;
        refused(other, "The file is damaged at byte ");
    }
    for end in (21..file.len()).step_by(file.len() / 7) {
        let message = format!("The file ends too early, after {end} bytes.");
        refused(file[..end].to_vec(), &message);
    }
    let message = format!(
        "The file is damaged at byte {}: something follows",
        file.len()
    );
    refused([&file[..], b"\n"].concat(), &message);
    refused(
        b"PK\x03\x04".to_vec(),
        "The body is not the file of a snapshot",
    );
    refused(Vec::new(), "The body is not the file of a snapshot");
    let rest = &file[20..];
    refused(
        [&b"RustStack snapshot 2"[..], rest].concat(),
        "The file is of format 2, which a newer RustStack has written; this one reads format 1.",
    );
    assert_eq!(snapshots(&server), json!([]));
    // Files are given back beside what is answered.
    let blobs = folder.path().join("blobs");
    while std::fs::read_dir(&blobs).unwrap().count() > 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(import(&server, "seed", file).status, 201);
}

#[test]
fn a_name_that_is_taken_is_refused_before_the_file_is_asked_for() {
    let server = TestServer::start();
    assert_eq!(own(&server, "PUT", "snapshots/seed", "").status, 201);
    let file = export(&server, "seed");
    let taken = "There is a snapshot 'seed' already; ?replace=true puts this one in its place.";
    assert_eq!(
        error(&import(&server, "seed", file.clone())),
        (409, taken.to_owned())
    );
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = "PUT /_ruststack/snapshots/seed/file HTTP/1.1\r\nHost: localhost\r\n\
                Expect: 100-continue\r\nContent-Length: 9\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 409");

    s3(&server, "PUT", "/pail", "");
    assert_eq!(own(&server, "PUT", "snapshots/other", "").status, 201);
    let newer = export(&server, "other");
    let replaced = own(
        &server,
        "PUT",
        "snapshots/seed/file?replace=true",
        newer.clone(),
    );
    assert_eq!(replaced.status, 201);
    assert!(export(&server, "seed") == newer);
    let broken = own(
        &server,
        "PUT",
        "snapshots/seed/file?replace=true",
        &newer[..100],
    );
    assert_eq!(broken.status, 400);
    assert!(export(&server, "seed") == newer, "what was there stays");
}

#[test]
fn pages_of_files_say_what_they_cannot_do() {
    let server = TestServer::start();
    for (method, page, status, code) in [
        ("GET", "snapshots/none/file", 404, "NoSuchSnapshot"),
        ("PUT", "snapshots/a%20b/file", 400, "InvalidName"),
        (
            "PUT",
            "snapshots/x/file?replace=perhaps",
            400,
            "InvalidParameter",
        ),
        ("POST", "snapshots/x/file", 405, "MethodNotAllowed"),
        ("DELETE", "snapshots/x/file", 405, "MethodNotAllowed"),
    ] {
        let reply = own(&server, method, page, "");
        let got = (reply.status, reply.header("x-amzn-errortype"));
        assert_eq!(got, (status, Some(code)), "{method} {page}");
    }
}
