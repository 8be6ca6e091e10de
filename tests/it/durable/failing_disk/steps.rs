//! A fixed sequence of changes of all kinds, and what may be there after some of them have failed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Reply, Request, TestServer};
use crate::lambda::zip;

const FUNCTIONS: &str = "/2015-03-31/functions";

/// What was acknowledged, and what may have been done.
#[derive(Clone, Default)]
pub(super) struct Run {
    /// What each thing may look like now; one way if its last change was acknowledged.
    expected: BTreeMap<&'static str, Vec<String>>,
    failures: usize,
}

/// A thing that changes, how it is changed, and what it looks like then.
type Step = (&'static str, Request, String);

fn object(server: &TestServer, path: &'static str, letter: u8, length: usize) -> Step {
    let request = server.request("PUT", path).body(vec![letter; length]);
    (path, request.signed("s3"), looks(letter, length))
}

/// How an object looks whose bytes are all the same.
fn looks(letter: u8, length: usize) -> String {
    format!("{length} bytes of {}", char::from(letter))
}

fn dynamodb(server: &TestServer, operation: &str, body: &Value) -> Request {
    let target = format!("DynamoDB_20120810.{operation}");
    let request = server
        .request("POST", "/")
        .header("x-amz-target", &target)
        .header("content-type", "application/x-amz-json-1.0");
    request.signed("dynamodb").body(body.to_string())
}

fn lambda(server: &TestServer, method: &str, path: &str, body: &Value) -> Request {
    let target = format!("{FUNCTIONS}{path}");
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    server.request(method, &target).body(body).signed("lambda")
}

fn own(server: &TestServer, method: &str, path: &str, body: &Value) -> Request {
    let target = format!("/_ruststack{path}");
    server.request(method, &target).body(body.to_string())
}

fn table() -> Value {
    json!({
        "TableName": "tab",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "g", "AttributeType": "S"},
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "by-g",
            "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }],
    })
}

fn pair(server: &TestServer, value: &str) -> Step {
    let put = |pk: &str| {
        let item = json!({"pk": {"S": pk}, "g": {"S": "pair"}, "v": {"N": value}});
        json!({"Put": {"TableName": "tab", "Item": item}})
    };
    let body = json!({"TransactItems": [put("x"), put("y")]});
    let request = dynamodb(server, "TransactWriteItems", &body);
    ("pair", request, format!("{value} {value}"))
}

fn items(server: &TestServer, value: &str) -> Step {
    let put = |pk: &str| {
        let item = json!({"pk": {"S": pk}, "v": {"N": value}});
        json!({"PutRequest": {"Item": item}})
    };
    let body = json!({"RequestItems": {"tab": [put("a")]}});
    let request = dynamodb(server, "BatchWriteItem", &body);
    ("item", request, value.to_owned())
}

fn function(word: &str) -> Value {
    json!({"ZipFile": zip("app.py", &format!("def handler(event, context): return '{word}'"))})
}

impl Run {
    pub(super) fn make_changes(&mut self, server: &TestServer) {
        let none = "none".to_owned();
        self.step(server, ("bucket", put(server, "/pail"), "bucket".into()));
        self.step(server, object(server, "/pail/small", b'a', 100));
        self.step(server, object(server, "/pail/large", b'b', 300_000));
        self.step(server, object(server, "/pail/source", b'c', 200_000));
        let request = dynamodb(server, "CreateTable", &table());
        self.step(server, ("table", request, "table".into()));
        self.step(server, items(server, "1"));
        self.step(server, pair(server, "1"));
        self.step(server, object(server, "/pail/large", b'd', 280_000));
        let create = json!({
            "FunctionName": "f", "Runtime": "python3.12", "Handler": "app.handler",
            "Role": "arn:aws:iam::000000000000:role/any", "Code": function("one"),
            "Description": "one",
        });
        let request = lambda(server, "POST", "", &create);
        self.step(server, ("function", request, "one".into()));
        self.multipart(server);
        let copy = server.request("PUT", "/pail/copy");
        let copy = copy.header("x-amz-copy-source", "/pail/source");
        self.step(
            server,
            ("/pail/copy", copy.signed("s3"), looks(b'c', 200_000)),
        );
        let delete = server.request("DELETE", "/pail/source").signed("s3");
        self.step(server, ("/pail/source", delete, none.clone()));
        self.step(server, pair(server, "2"));
        let body = json!({
            "TableName": "tab", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "SET v = :v",
            "ExpressionAttributeValues": {":v": {"N": "2"}},
        });
        let request = dynamodb(server, "UpdateItem", &body);
        self.step(server, ("item", request, "2".into()));
        let update = json!({"Description": "two"});
        let request = lambda(server, "PUT", "/f/configuration", &update);
        self.step(server, ("function", request, "two".into()));
        let fork = own(server, "PUT", "/worlds/fork", &json!({"from": "default"}));
        self.step(server, ("fork", fork, "fork".into()));
        self.step(server, object(server, "/~fork/pail/k", b'e', 70_000));
        let save = own(server, "PUT", "/snapshots/saved", &json!({}));
        self.step(server, ("snapshot", save, "snapshot".into()));
        self.step(server, object(server, "/pail/small", b'f', 50));
        let body = json!({"TableName": "tab", "Key": {"pk": {"S": "a"}}});
        let request = dynamodb(server, "DeleteItem", &body);
        self.step(server, ("item", request, none));
    }

    /// An object of two parts.
    fn multipart(&mut self, server: &TestServer) {
        let begin = server.request("POST", "/pail/parts?uploads").signed("s3");
        let begun = begin.send();
        let Some(id) = self.is_done(&begun).then(|| begun.element("UploadId")) else {
            return;
        };
        let id = id.unwrap();
        let target = format!("/pail/parts?partNumber=1&uploadId={id}");
        let part = server.request("PUT", &target).body(vec![b'g'; 100_000]);
        let part = part.signed("s3").send();
        if self.is_done(&part) {
            let etag = part.header("etag").unwrap();
            let list = format!(
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>\
                 </CompleteMultipartUpload>"
            );
            let target = format!("/pail/parts?uploadId={id}");
            let request = server.request("POST", &target).body(list).signed("s3");
            self.step(server, ("/pail/parts", request, looks(b'g', 100_000)));
        }
    }

    fn step(&mut self, server: &TestServer, (thing, request, after): Step) {
        let reply = request.send();
        let expected = self
            .expected
            .entry(thing)
            .or_insert_with(|| vec!["none".into()]);
        match reply.status {
            200..300 => *expected = vec![after],
            500.. => expected.push(after),
            // What a change needs is not there, for that has failed.
            _ => assert!(self.failures > 0, "{thing}: {}", reply.text()),
        }
        if reply.status >= 500 {
            self.note(thing, &reply);
        }
        // Whatever could not be written, reading goes on.
        let small = see(server, "/pail/small");
        if let Some(expected) = self.expected.get("/pail/small") {
            assert!(expected.contains(&small), "{small} after {thing}");
        }
    }

    /// Whether a step that changes nothing which is looked at was done.
    fn is_done(&mut self, reply: &Reply) -> bool {
        if reply.status >= 500 {
            self.note("/pail/parts", reply);
        }
        reply.status < 300
    }

    /// A failure is told in the service's own words: S3's InternalError, DynamoDB's InternalServerError
    /// and Lambda's ServiceException (their pages of common errors).
    fn note(&mut self, thing: &str, reply: &Reply) {
        self.failures += 1;
        let text = format!("{:?}{}", reply.headers, reply.text());
        let code = match thing {
            "table" | "item" | "pair" => "InternalServerError",
            "function" => "ServiceException",
            _ => "InternalError",
        };
        assert!(
            reply.status == 500 && text.contains(code),
            "{thing}: {text}"
        );
    }

    pub(super) fn all_is_done(&self) -> bool {
        self.failures == 0 && self.expected.len() == 13
    }

    /// A disk that has failed once does not keep a server from writing.
    pub(super) fn check_that_it_writes_again(&mut self, server: &TestServer) {
        self.step(server, ("bucket", put(server, "/pail"), "bucket".into()));
        self.step(server, object(server, "/pail/again", b'h', 90_000));
        assert_eq!(self.expected["/pail/again"], [looks(b'h', 90_000)]);
    }

    /// Lets the journal grow.
    pub(super) fn fill(&mut self, server: &TestServer) {
        self.step(server, object(server, "/pail/fill", b'i', 60_000));
    }

    /// Looks at everything.
    pub(super) fn check(&self, server: &TestServer, when: &str) {
        for (thing, expected) in &self.expected {
            let seen = see(server, thing);
            assert!(
                expected.contains(&seen),
                "{when}: {thing} is {seen}, expected one of {expected:?}"
            );
        }
        let (list, whole) = (server.request("GET", "/pail?list-type=2"), "/pail/");
        let listed = list.signed("s3").send().text();
        for key in self
            .expected
            .keys()
            .filter_map(|thing| thing.strip_prefix(whole))
        {
            let is_listed = listed.contains(&format!("<Key>{key}</Key>"));
            let is_there = see(server, &format!("{whole}{key}")) != "none";
            assert_eq!(is_listed, is_there, "{when}: {key}");
        }
        let count = |index: Option<&str>| {
            let mut body = json!({
                "TableName": "tab", "FilterExpression": "g = :g",
                "ExpressionAttributeValues": {":g": {"S": "pair"}},
            });
            if let Some(index) = index {
                body["IndexName"] = json!(index);
            }
            dynamodb(server, "Scan", &body).send().json()["Count"].clone()
        };
        assert_eq!(count(None), count(Some("by-g")), "{when}");
    }
}

fn put(server: &TestServer, path: &str) -> Request {
    server.request("PUT", path).signed("s3")
}

/// What a thing looks like.
fn see(server: &TestServer, thing: &str) -> String {
    let is_there = |request: Request| match request.send().status {
        200 => thing.to_owned(),
        _ => "none".to_owned(),
    };
    let value = |pk: &str| {
        let body = json!({"TableName": "tab", "Key": {"pk": {"S": pk}}, "ConsistentRead": true});
        let reply = dynamodb(server, "GetItem", &body).send();
        let found = (reply.status == 200).then(|| reply.json());
        let found = found.and_then(|json| Some(json["Item"]["v"]["N"].as_str()?.to_owned()));
        found.unwrap_or_else(|| "none".to_owned())
    };
    match thing {
        "bucket" => is_there(server.request("GET", "/pail?location").signed("s3")),
        "table" => is_there(dynamodb(
            server,
            "DescribeTable",
            &json!({"TableName": "tab"}),
        )),
        "fork" => is_there(server.request("GET", "/~fork/").signed("s3")),
        "snapshot" => {
            let saved = own(server, "GET", "/snapshots", &Value::Null).send().text();
            let is_saved = saved.contains("\"saved\"");
            if is_saved { "snapshot" } else { "none" }.to_owned()
        }
        "item" => value("a"),
        "pair" => match (value("x"), value("y")) {
            (x, y) if x == "none" && y == "none" => x,
            (x, y) => format!("{x} {y}"),
        },
        "function" => {
            let reply = lambda(server, "GET", "/f/configuration", &Value::Null).send();
            match reply.status {
                200 => reply.json()["Description"].as_str().unwrap().to_owned(),
                _ => "none".to_owned(),
            }
        }
        path => {
            let reply = server.request("GET", path).signed("s3").try_send();
            let reply = reply.expect("the answer is whole");
            match reply.body.first() {
                Some(letter) if reply.status == 200 => {
                    assert!(reply.body.iter().all(|own| own == letter), "{path} is torn");
                    looks(*letter, reply.body.len())
                }
                _ => "none".to_owned(),
            }
        }
    }
}
