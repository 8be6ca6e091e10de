//! One server of this process, asked without a socket. What it answers may be any refusal, but no
//! fault: the parsers of outside bytes stay private, and are reached as their clients reach them.

use std::cell::OnceCell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use ruststack::{Config, DynamoDbBackend, LambdaExecutor, Server};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

/// A server with the table `t`, keyed by `pk`, and the bucket `b`.
pub struct Door {
    runtime: Runtime,
    server: Server,
}

thread_local! {
    static DOOR: OnceCell<Door> = const { OnceCell::new() };
}

/// Runs with the one server of this process.
pub fn with_door(run: impl FnOnce(&Door)) {
    DOOR.with(|door| run(door.get_or_init(Door::open)));
}

impl Door {
    fn open() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime starts");
        let config = Config {
            port: 0,
            dynamodb_backend: DynamoDbBackend::Embedded,
            lambda_executor: LambdaExecutor::Process,
            ..Config::default()
        };
        let server = runtime.block_on(Server::bind(config));
        let door = Self {
            server: server.expect("the server starts"),
            runtime,
        };
        let table = json!({
            "TableName": "t", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        });
        door.dynamodb("CreateTable", &table.to_string());
        let item = json!({
            "pk": {"S": "a"}, "s": {"S": "text"}, "n": {"N": "5"}, "ss": {"SS": ["a", "b"]},
            "l": {"L": [{"N": "1"}, {"L": [{"N": "2"}]}]}, "m": {"M": {"k": {"N": "3"}}},
        });
        door.dynamodb(
            "PutItem",
            &json!({"TableName": "t", "Item": item}).to_string(),
        );
        door.s3("PUT", "/b", &[], &[]);
        door
    }

    /// A DynamoDB request; status and body of the answer.
    pub fn dynamodb(&self, operation: &str, body: impl AsRef<[u8]>) -> (u16, Vec<u8>) {
        let target = format!("DynamoDB_20120810.{operation}");
        let headers = [
            ("x-amz-target", target.as_str()),
            ("content-type", "application/x-amz-json-1.0"),
        ];
        self.ask("POST", "/", "dynamodb", &headers, body.as_ref())
    }

    /// The item `a` of the table `t`.
    pub fn item(&self) -> Value {
        let request = json!({"TableName": "t", "Key": {"pk": {"S": "a"}}, "ConsistentRead": true});
        let (_, body) = self.dynamodb("GetItem", request.to_string());
        let mut answer: Value = serde_json::from_slice(&body).expect("an answer is JSON");
        answer["Item"].take()
    }

    /// An S3 request with more headers; status and body of the answer.
    pub fn s3(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> (u16, Vec<u8>) {
        let mut headers = headers.to_vec();
        if !headers
            .iter()
            .any(|(name, _)| *name == "x-amz-content-sha256")
        {
            headers.push(("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
        }
        self.ask(method, target, "s3", &headers, body)
    }

    fn ask(
        &self,
        method: &str,
        target: &str,
        service: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> (u16, Vec<u8>) {
        let mut request = format!(
            "{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-length: {}\r\nx-amz-date: 20261122T000000Z\r\n\
             authorization: AWS4-HMAC-SHA256 \
             Credential=test/20261122/us-east-1/{service}/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={}\r\n",
            body.len(),
            "0".repeat(64)
        );
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let request = [request.as_bytes(), body].concat();
        let answer = self.runtime.block_on(self.server.answer(&request));
        let text = String::from_utf8_lossy(&answer);
        let status = text
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let status: u16 = status.unwrap_or_else(|| panic!("no status in {text:?}"));
        // 501 is AWS's own word for what it does not have.
        assert!(status < 500 || status == 501, "{text}");
        let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let body = head.map(|at| answer[at + 4..].to_vec());
        (status, body.unwrap_or_default())
    }
}

/// Content-MD5, which some S3 operations insist on.
pub fn content_md5(body: &[u8]) -> String {
    STANDARD.encode(Md5::digest(body))
}
