//! A DynamoDB to test, tables in it, and short ways to speak to it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use ruststack::Clock;
use serde_json::{Value, json};

use crate::harness::{Reply, TestServer};

/// A DynamoDB of the test's own. Every test goes through here, so that all of them can run against
/// DynamoDB Local too: with `RUSTSTACK_TEST_DYNAMODB=local`, less those of `not_in_dynamodb_local.txt`.
pub(super) fn target() -> Target {
    static LOCAL: OnceLock<Arc<TestServer>> = OnceLock::new();
    static ACCOUNTS: AtomicU32 = AtomicU32::new(1);
    match std::env::var("RUSTSTACK_TEST_DYNAMODB").as_deref() {
        // One JVM for all; accounts keep tests apart. It ends with this process.
        Ok("local") => Target {
            server: Arc::clone(LOCAL.get_or_init(|| Arc::new(TestServer::dynamodb_local()))),
            access_key: format!("{:012}", ACCOUNTS.fetch_add(1, Ordering::Relaxed)),
            region: HOME,
        },
        _ => Target {
            server: Arc::new(TestServer::start()),
            access_key: "test".to_owned(),
            region: HOME,
        },
    }
}

/// An embedded engine of the test's own whose clock is moved by hand.
pub(super) fn target_at(clock: &Clock) -> Target {
    Target {
        server: Arc::new(TestServer::with(|config| config.clock = clock.clone())),
        access_key: "test".to_owned(),
        region: HOME,
    }
}

/// The embedded engine of a server that is there already.
pub(super) fn target_of(server: TestServer) -> Target {
    Target {
        server: Arc::new(server),
        access_key: "test".to_owned(),
        region: HOME,
    }
}

#[derive(Clone)]
pub(super) struct Target {
    pub(super) server: Arc<TestServer>,
    access_key: String,
    region: &'static str,
}

/// The region that is spoken to unless a test asks for another.
const HOME: &str = "us-east-1";

impl Target {
    /// The same DynamoDB in another region.
    pub(super) fn in_region(&self, region: &'static str) -> Self {
        Self {
            server: Arc::clone(&self.server),
            access_key: self.access_key.clone(),
            region,
        }
    }

    /// The same DynamoDB, asked by another account.
    pub(super) fn as_account(&self, account: &str) -> Self {
        Self {
            server: Arc::clone(&self.server),
            access_key: account.to_owned(),
            region: self.region,
        }
    }

    pub(super) fn send(&self, operation: &str, body: Value) -> Reply {
        self.send_to("DynamoDB_20120810", operation, body)
    }

    /// As [`Target::send`], for an operation of another API.
    pub(super) fn send_to(&self, api: &str, operation: &str, body: Value) -> Reply {
        self.server
            .request("POST", "/")
            .header("x-amz-target", &format!("{api}.{operation}"))
            .header("content-type", "application/x-amz-json-1.0")
            .signed_as(&self.access_key, self.region, "dynamodb")
            .body(body.to_string())
            .send()
    }

    /// The answer of a request that has to succeed.
    pub(super) fn ok(&self, operation: &str, body: Value) -> Value {
        let reply = self.send(operation, body);
        assert_eq!(reply.status, 200, "{operation}: {}", reply.text());
        reply.json()
    }

    /// `Code: message` of a request that has to fail with 400.
    pub(super) fn refusal(&self, operation: &str, body: Value) -> String {
        let reply = self.send(operation, body);
        assert_eq!(reply.status, 400, "{operation}: {}", reply.text());
        error_of(&reply)
    }

    /// A table keyed by `pk`, a string.
    pub(super) fn hash_table(&self) -> String {
        self.table(json!({
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        }))
    }

    /// A table keyed by `pk` and `sk`, a string and a value of a type.
    pub(super) fn range_table(&self, sort_type: &str) -> String {
        self.table(json!({
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            "AttributeDefinitions": [
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": sort_type},
            ],
        }))
    }

    /// A table keyed by `pk` and `sk`, with a global index on `g` and `h`, one on `g` that holds
    /// only keys, one on `n` with `extra`, and a local index on `l`.
    pub(super) fn indexed_table(&self) -> String {
        let key = |partition: &str, sort: &str| {
            json!([
                {"AttributeName": partition, "KeyType": "HASH"},
                {"AttributeName": sort, "KeyType": "RANGE"},
            ])
        };
        let hash = |name: &str| json!([{"AttributeName": name, "KeyType": "HASH"}]);
        let define = |name: &str, kind: &str| json!({"AttributeName": name, "AttributeType": kind});
        self.table(json!({
            "KeySchema": key("pk", "sk"),
            "AttributeDefinitions": [
                define("pk", "S"), define("sk", "S"), define("g", "S"),
                define("h", "S"), define("n", "N"), define("l", "S"),
            ],
            "GlobalSecondaryIndexes": [
                {
                    "IndexName": "all", "KeySchema": key("g", "h"),
                    "Projection": {"ProjectionType": "ALL"},
                },
                {
                    "IndexName": "keys", "KeySchema": hash("g"),
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                },
                {
                    "IndexName": "some", "KeySchema": hash("n"),
                    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["extra"]},
                },
            ],
            "LocalSecondaryIndexes": [{
                "IndexName": "local", "KeySchema": key("pk", "l"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }],
        }))
    }

    /// A table on demand with a name of its own; `shape` has its keys.
    pub(super) fn table(&self, mut shape: Value) -> String {
        let name = unique_name();
        shape["TableName"] = json!(name);
        shape["BillingMode"] = json!("PAY_PER_REQUEST");
        self.ok("CreateTable", shape);
        self.ok("DescribeTable", json!({"TableName": name}));
        name
    }

    pub(super) fn put(&self, table: &str, item: Value) {
        self.ok("PutItem", json!({"TableName": table, "Item": item}));
    }

    /// The ARN of a new backup of a table.
    pub(super) fn backup(&self, table: &str, name: &str) -> String {
        let request = json!({"TableName": table, "BackupName": name});
        let answer = self.ok("CreateBackup", request);
        let arn = answer["BackupDetails"]["BackupArn"].as_str();
        arn.unwrap().to_owned()
    }

    /// Switches a table's point-in-time recovery; the answer.
    pub(super) fn recover(&self, table: &str, enabled: bool) -> Value {
        let specification = json!({"PointInTimeRecoveryEnabled": enabled});
        self.ok(
            "UpdateContinuousBackups",
            json!({"TableName": table, "PointInTimeRecoverySpecification": specification}),
        )
    }

    /// The stored item of a key, or null.
    pub(super) fn get(&self, table: &str, key: Value) -> Value {
        let request = json!({"TableName": table, "Key": key, "ConsistentRead": true});
        self.ok("GetItem", request)["Item"].take()
    }
}

pub(super) fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("table-{}-{number}", std::process::id())
}

/// `Code: message`, without the code's namespace.
pub(super) fn error_of(reply: &Reply) -> String {
    let body = reply.json();
    let code = body["__type"].as_str().unwrap();
    let code = code.split('#').next_back().unwrap();
    let message = body["message"].as_str().or(body["Message"].as_str());
    match message {
        Some(message) => format!("{code}: {message}"),
        None => code.to_owned(),
    }
}

pub(super) fn s(text: &str) -> Value {
    json!({"S": text})
}

pub(super) fn n(number: impl ToString) -> Value {
    json!({"N": number.to_string()})
}
