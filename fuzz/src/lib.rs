//! One server of this process, asked without a socket. What it answers may be any refusal, but no
//! fault: the parsers of outside bytes stay private, and are reached as their clients reach them.

pub mod targets;

use std::cell::OnceCell;

use arbitrary::{Arbitrary, Unstructured};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use ruststack::{Config, DynamoDbBackend, LambdaExecutor, Server};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

/// Every target by its name.
pub const TARGETS: [(&str, fn(&[u8])); 21] = [
    ("dynamodb_expression", |bytes| {
        typed(bytes, targets::dynamodb_expression::run)
    }),
    ("dynamodb_number", |bytes| {
        typed(bytes, targets::dynamodb_number::run)
    }),
    ("dynamodb_request", |bytes| {
        typed(bytes, targets::dynamodb_request::run)
    }),
    ("dynamodb_statement", |bytes| {
        typed(bytes, targets::dynamodb_statement::run)
    }),
    ("dynamodb_value", |bytes| {
        typed(bytes, targets::dynamodb_value::run)
    }),
    ("event_pattern", |bytes| {
        typed(bytes, targets::event_pattern::run)
    }),
    ("iam_request", |bytes| {
        typed(bytes, targets::iam_request::run)
    }),
    ("journal", |bytes| typed(bytes, targets::journal::run)),
    ("lambda_package", |bytes| {
        typed(bytes, targets::lambda_package::run)
    }),
    ("lambda_request", |bytes| {
        typed(bytes, targets::lambda_request::run)
    }),
    ("logs_pattern", |bytes| {
        typed(bytes, targets::logs_pattern::run)
    }),
    ("own_pages", |bytes| typed(bytes, targets::own_pages::run)),
    ("s3_chunked", |bytes| typed(bytes, targets::s3_chunked::run)),
    ("s3_document", |bytes| {
        typed(bytes, targets::s3_document::run)
    }),
    ("s3_form", |bytes| typed(bytes, targets::s3_form::run)),
    ("s3_policy", |bytes| typed(bytes, targets::s3_policy::run)),
    ("s3_request", |bytes| typed(bytes, targets::s3_request::run)),
    ("s3_select", |bytes| typed(bytes, targets::s3_select::run)),
    ("seeds", |bytes| typed(bytes, targets::seeds::run)),
    ("signature", |bytes| typed(bytes, targets::signature::run)),
    ("snapshot_file", |bytes| {
        typed(bytes, targets::snapshot_file::run)
    }),
];

/// Runs one target.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(own, _)| *own == name);
    target.expect("the target is in the table").1(bytes);
}

/// Makes the input of a target, if the bytes are enough for one.
fn typed<'a, T: Arbitrary<'a>>(bytes: &'a [u8], run: impl FnOnce(T)) {
    if let Ok(input) = T::arbitrary_take_rest(Unstructured::new(bytes)) {
        run(input);
    }
}

/// What every server here is asked to be.
fn config() -> Config {
    Config {
        port: 0,
        dynamodb_backend: DynamoDbBackend::Embedded,
        lambda_executor: LambdaExecutor::Process,
        lambda_start_ahead: false,
        ..Config::default()
    }
}

/// A server with the table `tab`, keyed by `pk`, and the bucket `pail`.
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
        let server = runtime.block_on(Server::bind(config()));
        let door = Self {
            server: server.expect("the server starts"),
            runtime,
        };
        door.fill();
        door
    }

    /// Makes the table and the bucket, and puts the item back.
    pub fn fill(&self) {
        let table = json!({
            "TableName": "tab", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        });
        self.dynamodb("CreateTable", &table.to_string());
        let item = json!({
            "pk": {"S": "a"}, "s": {"S": "text"}, "n": {"N": "5"}, "ss": {"SS": ["a", "b"]},
            "l": {"L": [{"N": "1"}, {"L": [{"N": "2"}]}]}, "m": {"M": {"k": {"N": "3"}}},
        });
        self.dynamodb(
            "PutItem",
            &json!({"TableName": "tab", "Item": item}).to_string(),
        );
        self.s3("PUT", "/pail", &[], &[]);
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

    /// The item `a` of the table `tab`.
    pub fn item(&self) -> Value {
        let request =
            json!({"TableName": "tab", "Key": {"pk": {"S": "a"}}, "ConsistentRead": true});
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

    /// A Lambda request; status and body of the answer.
    pub fn lambda(&self, method: &str, target: &str, body: impl AsRef<[u8]>) -> (u16, Vec<u8>) {
        self.ask(method, target, "lambda", &[], body.as_ref())
    }

    /// A request of CloudWatch Logs; status and body of the answer.
    pub fn logs(&self, operation: &str, body: impl AsRef<[u8]>) -> (u16, Vec<u8>) {
        let target = format!("Logs_20140328.{operation}");
        let headers = [
            ("x-amz-target", target.as_str()),
            ("content-type", "application/x-amz-json-1.1"),
        ];
        self.ask("POST", "/", "logs", &headers, body.as_ref())
    }

    /// A signed request; status and body of the answer.
    pub fn ask(
        &self,
        method: &str,
        target: &str,
        service: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> (u16, Vec<u8>) {
        let mut lines = format!(
            "x-amz-date: 20261122T000000Z\r\nauthorization: AWS4-HMAC-SHA256 \
             Credential=test/20261122/us-east-1/{service}/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={}\r\n",
            "0".repeat(64)
        );
        for (name, value) in headers {
            lines.push_str(&format!("{name}: {value}\r\n"));
        }
        self.ask_as(method, target, &lines, body)
    }

    /// A request with header lines as they are; status and body of the answer.
    pub fn ask_as(&self, method: &str, target: &str, lines: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let request = format!(
            "{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-length: {}\r\n{lines}\r\n",
            body.len()
        );
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that some parser looks for.
    const WORDS: [&str; 24] = [
        "SET x = if_not_exists(n, :n)",
        "attribute_exists(pk) AND s < :s",
        "SELECT * FROM tab",
        "WHERE pk = ?",
        "{\"N\":\"1e5\"}",
        "{\"pk\":{\"S\":\"a\"}}",
        "<Tagging><TagSet><Tag><Key>a</Key>",
        "</Tag></TagSet></Tagging>",
        "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
        "bytes=0-9",
        "/pail/key?versionId=null",
        "Credential=test/20261122/us-east-1/s3/aws4_request",
        "SELECT s.a FROM S3Object s",
        "a,b\n1,2\n",
        "{\"a\":[{\"prefix\":\"b\"}]}",
        "[a, b != 5, ...]",
        "{ $.a = 1 && $.b EXISTS }",
        "PK\u{3}\u{4}",
        "Action=ListRoles&Version=2010-05-08",
        "{\"from\":\"default\"}",
        "buckets:\n  - name: pail\n",
        "3;chunk-signature=0\r\nabc\r\n0\r\n",
        "\u{7}default",
        "-1.5E-130",
    ];

    /// Numbers that look random, the same on every run.
    fn next(state: &mut u64) -> usize {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state >> 16) as usize
    }

    /// Some words, some of their bytes changed.
    fn input(state: &mut u64) -> Vec<u8> {
        let mut bytes = vec![next(state) as u8, next(state) as u8];
        for _ in 0..1 + next(state) % 3 {
            bytes.extend(WORDS[next(state) % WORDS.len()].as_bytes());
        }
        for _ in 0..next(state) % 4 {
            let at = next(state) % bytes.len();
            bytes[at] = next(state) as u8;
        }
        bytes
    }

    #[test]
    fn every_target_bears_what_looks_like_its_words() {
        for (name, target) in TARGETS {
            let (mut state, started) = (0x5eed, std::time::Instant::now());
            let mut runs = 0;
            while started.elapsed().as_secs() < 2 {
                target(&input(&mut state));
                runs += 1;
            }
            println!("{name}: {runs} runs");
        }
    }
}
