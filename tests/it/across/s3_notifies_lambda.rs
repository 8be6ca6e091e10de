//! A change of a bucket runs a function, which finds what it was told of.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Reply, Request, TestServer};
use crate::lambda::permit_s3;
use crate::lambda::running::deploy;

/// Reads the object that its event names, and leaves both in the bucket `seen`.
const HANDLER: &str = r#"
import json, os, urllib.parse, urllib.request

HEADERS = {
    "authorization": "AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/s3/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64,
    "x-amz-date": "20261122T000000Z",
}


def ask(method, path, body=None):
    url = os.environ["AWS_ENDPOINT_URL"] + path
    request = urllib.request.Request(url, data=body, headers=HEADERS, method=method)
    return urllib.request.urlopen(request).read().decode()


def handler(event, context):
    entity = event["Records"][0]["s3"]
    key = urllib.parse.quote(urllib.parse.unquote_plus(entity["object"]["key"]))
    found = ask("GET", "/" + entity["bucket"]["name"] + "/" + key)
    told = {"event": event, "found": found, "arn": context.invoked_function_arn}
    ask("PUT", "/seen/" + key, json.dumps(told).encode())
"#;

const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

fn request(server: &TestServer, method: &str, target: &str) -> Request {
    server.request(method, target).signed("s3")
}

fn succeeds(request: Request) -> Reply {
    let reply = request.send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply
}

/// What the function left for a key.
fn seen(server: &TestServer, key: &str) -> Value {
    for _ in 0..6000 {
        let reply = request(server, "GET", &format!("/seen/{key}")).send();
        if reply.status == 200 {
            return reply.json();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("no function has seen {key}");
}

#[test]
fn a_new_object_runs_the_function_that_watches_its_bucket() {
    let server = TestServer::start();
    for bucket in ["pail", "seen"] {
        succeeds(request(&server, "PUT", &format!("/{bucket}")));
    }
    deploy(&server, "f", HANDLER);
    permit_s3(&server, "f", "arn:aws:s3:::pail");
    let configuration = format!(
        "<NotificationConfiguration><CloudFunctionConfiguration><Id>watch</Id>\
         <CloudFunction>{ARN}</CloudFunction><Event>s3:ObjectCreated:*</Event>\
         </CloudFunctionConfiguration></NotificationConfiguration>"
    );
    succeeds(request(&server, "PUT", "/pail?notification").body(configuration));
    let made = succeeds(request(&server, "PUT", "/pail/a%20b.txt").body("hello"));
    let seen = seen(&server, "a%20b.txt");
    assert_eq!(
        (&seen["found"], &seen["arn"]),
        (&json!("hello"), &json!(ARN))
    );
    let record = &seen["event"]["Records"][0];
    assert_eq!(record["eventName"], "ObjectCreated:Put");
    assert_eq!(record["s3"]["object"]["key"], "a+b.txt");
    assert_eq!(record["s3"]["configurationId"], "watch");
    assert_eq!(
        record["responseElements"]["x-amz-request-id"].as_str(),
        made.header("x-amz-request-id")
    );
}
