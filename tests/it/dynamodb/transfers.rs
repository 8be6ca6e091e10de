//! Buckets, exports and imports to test: short ways to speak to S3, and to wait for a job.

use std::io::{Read, Write};
use std::time::Duration;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::tables::Target;

/// An account's ARN of a table.
pub(super) fn table_arn(table: &str) -> String {
    format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}")
}

pub(super) fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

pub(super) fn gunzip(bytes: &[u8]) -> String {
    let mut text = String::new();
    GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

impl Target {
    fn s3(&self, method: &str, path: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
        let request = self.server.request(method, path).signed("s3");
        let reply = request.body(body).send();
        (reply.status, reply.body)
    }

    pub(super) fn bucket(&self, name: &str) {
        assert_eq!(self.s3("PUT", &format!("/{name}"), Vec::new()).0, 200);
    }

    pub(super) fn upload(&self, path: &str, body: impl Into<Vec<u8>>) {
        assert_eq!(self.s3("PUT", path, body.into()).0, 200, "{path}");
    }

    pub(super) fn download(&self, path: &str) -> Vec<u8> {
        let (status, body) = self.s3("GET", path, Vec::new());
        assert_eq!(status, 200, "{path}");
        body
    }

    /// The keys of a bucket, in order.
    pub(super) fn keys(&self, bucket: &str) -> Vec<String> {
        let listing = self.download(&format!("/{bucket}?list-type=2"));
        let listing = String::from_utf8(listing).unwrap();
        let keys = listing.split("<Key>").skip(1);
        keys.map(|rest| rest.split("</Key>").next().unwrap().to_owned())
            .collect()
    }

    /// Starts an export to the bucket `pail`, and waits for its end.
    pub(super) fn export(&self, table: &str, more: Value) -> Value {
        let mut body = json!({"TableArn": table_arn(table), "S3Bucket": "pail"});
        merge(&mut body, more);
        let begun = self.ok("ExportTableToPointInTime", body);
        let arn = &begun["ExportDescription"]["ExportArn"];
        self.ended(
            "DescribeExport",
            "ExportDescription",
            json!({"ExportArn": arn}),
        )
    }

    /// Starts an import from the bucket `pail` into a table keyed by `pk`, and waits for its end.
    pub(super) fn import(&self, table: &str, format: &str, more: Value) -> Value {
        let mut body = import_request(table, format);
        merge(&mut body, more);
        let begun = self.ok("ImportTable", body);
        let arn = &begun["ImportTableDescription"]["ImportArn"];
        self.ended(
            "DescribeImport",
            "ImportTableDescription",
            json!({"ImportArn": arn}),
        )
    }

    /// Starts a bulk operation; its ARN.
    pub(super) fn start_bulk(&self, request: Value) -> String {
        let begun = self.ok("StartBulkPutItems", request);
        let arn = begun["BulkOperationDescription"]["BulkOperationArn"].as_str();
        arn.unwrap().to_owned()
    }

    /// How a bulk operation is.
    pub(super) fn described_bulk(&self, arn: &str) -> Value {
        let request = json!({"BulkOperationArn": arn});
        self.ok("DescribeBulkOperation", request)["BulkOperationDescription"].take()
    }

    /// Waits until a bulk operation is no longer in progress.
    pub(super) fn ended_bulk(&self, arn: &str) -> Value {
        self.until_bulk(arn, |operation| operation["EndTime"].is_number())
    }

    /// Waits until a bulk operation has come so far.
    pub(super) fn until_bulk(&self, arn: &str, is_so_far: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..6000 {
            let operation = self.described_bulk(arn);
            if is_so_far(&operation) {
                return operation;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{arn} does not come so far");
    }

    fn ended(&self, operation: &str, member: &str, arn: Value) -> Value {
        let status = member.replace("TableDescription", "Status");
        let status = status.replace("Description", "Status");
        for _ in 0..6000 {
            let mut answer = self.ok(operation, arn.clone());
            if answer[member][&status] != "IN_PROGRESS" {
                return answer[member].take();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{arn} does not end");
    }

    /// All items, in no particular order.
    pub(super) fn scanned(&self, table: &str) -> Vec<Value> {
        let answer = self.ok("Scan", json!({"TableName": table}));
        answer["Items"].as_array().unwrap().clone()
    }
}

/// A request to import all of `pail` into a table on demand, keyed by `pk`, a string.
pub(super) fn import_request(table: &str, format: &str) -> Value {
    json!({
        "S3BucketSource": {"S3Bucket": "pail"},
        "InputFormat": format,
        "TableCreationParameters": {
            "TableName": table,
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        },
    })
}

/// Adds the members of one object to another.
pub(super) fn merge(body: &mut Value, more: Value) {
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
}

/// A request to put what is in `pail` below `in/` into a table, and to tell of all items that were not
/// written below `out`.
pub(super) fn bulk_request(table: &str) -> Value {
    json!({
        "TableName": table,
        "InputS3Configuration": {
            "S3Bucket": "pail", "S3KeyPrefix": "in/", "InputFormat": "DYNAMODB_JSON",
        },
        "OutputS3Configuration": {
            "S3Bucket": "pail", "S3KeyPrefix": "out",
            "OutputType": ["ERROR", "CONDITION_CHECK_FAILURE"],
        },
    })
}
