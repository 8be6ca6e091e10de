//! ImportTable.

use serde_json::{Value, json};

use super::tables::{Target, n, s, target};
use super::transfers::{gzip, import_request, merge, table_arn};

fn with_files(files: &[(&str, &str)]) -> Target {
    let target = target();
    target.bucket("pail");
    for (key, text) in files {
        target.upload(&format!("/pail/{key}"), *text);
    }
    target
}

/// Processed, imported and refused items.
fn counts(import: &Value) -> [u64; 3] {
    ["ProcessedItemCount", "ImportedItemCount", "ErrorCount"]
        .map(|name| import[name].as_u64().unwrap())
}

fn by_key(mut items: Vec<Value>) -> Vec<Value> {
    items.sort_by_key(|item| item["pk"].to_string());
    items
}

// Developer Guide, "Amazon S3 import formats for DynamoDB"; recorded (public catalogue of AWS's control
// plane, 2026): what a small import answers.
#[test]
fn dynamodb_json_makes_a_table() {
    let text = "{\"Item\":{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1.50\"}}}\n\n{\"Item\":{\"pk\":{\"S\":\"b\"}}}";
    let target = with_files(&[("data/1", text), ("other", "no json")]);
    let source = json!({"S3BucketSource": {"S3Bucket": "pail", "S3KeyPrefix": "data/"}});
    let import = target.import("made", "DYNAMODB_JSON", source);
    assert_eq!(import["ImportStatus"], "COMPLETED", "{import}");
    assert_eq!(counts(&import), [2, 2, 0]);
    assert_eq!(import["ProcessedSizeBytes"], json!(text.len()));
    assert_eq!(import["InputCompressionType"], "NONE");
    assert_eq!(
        import["S3BucketSource"],
        json!({"S3BucketOwner": "000000000000", "S3Bucket": "pail", "S3KeyPrefix": "data/"})
    );
    assert_eq!(
        import["CloudWatchLogGroupArn"],
        "arn:aws:logs:us-east-1:000000000000:log-group:/aws-dynamodb/imports:*"
    );
    let table = &target.ok("DescribeTable", json!({"TableName": "made"}))["Table"];
    assert_eq!(
        (&table["TableId"], &table["TableArn"]),
        (&import["TableId"], &import["TableArn"])
    );
    assert_eq!(
        by_key(target.scanned("made")),
        [json!({"pk": s("a"), "n": n("1.5")}), json!({"pk": s("b")})]
    );
}

// A public suite that is run against AWS, test_import_table_single_file_with_multiple_items.
#[test]
fn items_need_no_breaks_between_them() {
    let text = r#"{"Item":{"pk":{"S":"a"}}} {"Item":{"pk":{"S":"b"}}}{"Item":{"pk":{"S":"c"}}}"#;
    let target = with_files(&[("data/1", text)]);
    let source = json!({"S3BucketSource": {"S3Bucket": "pail", "S3KeyPrefix": "data/"}});
    let import = target.import("made", "DYNAMODB_JSON", source);
    assert_eq!(import["ImportStatus"], "COMPLETED", "{import}");
    assert_eq!(counts(&import), [3, 3, 0]);
}

// Developer Guide, "DynamoDB data import from Amazon S3": exports can be imported. Recorded (as above):
// of the data folder, compressed; with its manifests beside them, each of those is an error.
#[test]
fn an_export_can_be_imported_again() {
    let target = target();
    let table = target.indexed_table();
    target.recover(&table, true);
    target.bucket("pail");
    for number in 0..50 {
        let pk = format!("pk-{number}");
        target.put(
            &table,
            json!({"pk": s(&pk), "sk": s("é\"\\"), "b": {"B": "AAE="}}),
        );
    }
    for format in ["DYNAMODB_JSON", "ION"] {
        let export = target.export(&table, json!({"ExportFormat": format}));
        let manifest = export["ExportManifest"].as_str().unwrap();
        let root = manifest.strip_suffix("manifest-summary.json").unwrap();
        let from = |prefix: &str| {
            json!({
                "InputCompressionType": "GZIP",
                "S3BucketSource": {"S3Bucket": "pail", "S3KeyPrefix": prefix},
            })
        };
        let copy = format!("copy-{format}");
        let import = target.import(&copy, format, from(&format!("{root}data/")));
        assert_eq!(counts(&import), [50, 50, 0], "{import}");
        assert_eq!(
            by_key(target.scanned(&copy)),
            by_key(target.scanned(&table))
        );
        let import = target.import(&format!("all-{format}"), format, from(root));
        assert_eq!(counts(&import), [54, 50, 4]);
    }
}

// Developer Guide, "Amazon S3 import formats for DynamoDB": keys have their types, all else is a string.
#[test]
fn csv_has_a_header_or_is_given_one() {
    let target = with_files(&[
        ("headed", "pk,n,text\r\n1,2,\"a \"\"b\"\",\nc\"\n3,4,\n"),
        ("plain", "1;x\n2;y\n"),
    ]);
    let numbered = |name: &str, prefix: &str| {
        json!({
            "S3BucketSource": {"S3Bucket": "pail", "S3KeyPrefix": prefix},
            "TableCreationParameters": {
                "TableName": name,
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "N"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "BillingMode": "PAY_PER_REQUEST",
            },
        })
    };
    let import = target.import("", "CSV", numbered("headed", "headed"));
    assert_eq!(counts(&import), [2, 2, 0], "{import}");
    assert_eq!(
        by_key(target.scanned("headed")),
        [
            json!({"pk": n(1), "n": s("2"), "text": s("a \"b\",\nc")}),
            json!({"pk": n(3), "n": s("4"), "text": s("")}),
        ]
    );
    let mut given = numbered("plain", "plain");
    let options = json!({"Csv": {"Delimiter": ";", "HeaderList": ["pk", "val"]}});
    merge(&mut given, json!({"InputFormatOptions": options}));
    let import = target.import("", "CSV", given);
    assert_eq!(
        (counts(&import), &import["InputFormatOptions"]),
        ([2, 2, 0], &options)
    );
    assert_eq!(
        by_key(target.scanned("plain"))[1],
        json!({"pk": n(2), "val": s("y")})
    );
}

// API reference, "ImportTable": GZIP and ZSTD. Recorded (as above): a plain file is one error.
#[test]
fn files_may_be_compressed() {
    let line = "{\"Item\":{\"pk\":{\"S\":\"a\"}}}\n";
    let target = with_files(&[("plain", line)]);
    target.upload(
        "/pail/gzip",
        [gzip(line), gzip(&line.replace('a', "b"))].concat(),
    );
    // A Zstandard frame (RFC 8878) of one raw block.
    let length = u8::try_from(line.len()).unwrap();
    let block = (u32::from(length) << 3 | 1).to_le_bytes();
    let head = [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, length][..], &block[..3]].concat();
    target.upload("/pail/zstd", [&head, line.as_bytes()].concat());
    let import = |name: &str, prefix: &str, compression: &str| {
        let import = target.import(
            name,
            "DYNAMODB_JSON",
            json!({
                "InputCompressionType": compression,
                "S3BucketSource": {"S3Bucket": "pail", "S3KeyPrefix": prefix},
            }),
        );
        counts(&import)
    };
    assert_eq!(import("gzip", "gzip", "GZIP"), [2, 2, 0]);
    assert_eq!(import("zstd", "zstd", "ZSTD"), [1, 1, 0]);
    assert_eq!(import("not-gzip", "plain", "GZIP"), [1, 0, 1]);
    assert_eq!(import("not-zstd", "plain", "ZSTD"), [1, 0, 1]);
    assert_eq!(import("not-plain", "gzip", "NONE"), [1, 0, 1]);
}

// Developer Guide, "Amazon S3 import formats for DynamoDB": lines of Ion text, each with a version marker
// and an item, or a list of items as its example has it. Ion's binary form, which begins with e0 01 00
// ea, is not text.
#[test]
fn ion_is_text_and_a_binary_file_is_one_error() {
    let text = "$ion_1_0 {Item:{pk:\"a\"}}\n$ion_1_0 [{Item:{pk:\"b\"}},{Item:{pk:\"c\",n:6d2}}]\n";
    let target = with_files(&[("text", text)]);
    let binary = [0xe0, 0x01, 0x00, 0xea, 0xd5, 0x84, 0x83, 0x71, 0x04];
    target.upload("/pail/binary", binary.to_vec());
    let import = |name: &str, prefix: &str| {
        let source = json!({"S3BucketSource": {"S3Bucket": "pail", "S3KeyPrefix": prefix}});
        counts(&target.import(name, "ION", source))
    };
    assert_eq!(import("of-text", "text"), [3, 3, 0]);
    assert_eq!(
        by_key(target.scanned("of-text")),
        [
            json!({"pk": s("a")}),
            json!({"pk": s("b")}),
            json!({"pk": s("c"), "n": n("600")})
        ]
    );
    assert_eq!(import("of-binary", "binary"), [1, 0, 1]);
}

// Recorded (as above): items without a key are passed over, what cannot be parsed ends its file; the
// rest is in the table. Developer Guide, "Import format quotas and validation": the log.
#[test]
fn items_that_do_not_fit_fail_the_import_and_are_logged() {
    let item = |number: u32| format!("{{\"Item\":{{\"pk\":{{\"S\":\"{number}\"}}}}}}\n");
    let keyless = "{\"Item\":{\"other\":{\"S\":\"x\"}}}\n";
    let first = format!("{}{keyless}{}", item(1), item(2));
    let second = format!("{}garbage\n{}", item(3), item(4));
    let target = with_files(&[("1", &first), ("2", &second)]);
    let import = target.import("made", "DYNAMODB_JSON", json!({}));
    assert_eq!(
        (
            &import["ImportStatus"],
            &import["FailureCode"],
            counts(&import)
        ),
        (&json!("FAILED"), &json!("ItemValidationError"), [5, 3, 2])
    );
    assert_eq!(
        import["FailureMessage"],
        "Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for more details."
    );
    assert_eq!(target.scanned("made").len(), 3);
    let arn = import["ImportArn"].as_str().unwrap();
    let id = arn.rsplit('/').next().unwrap();
    let read = target.server.request("POST", "/").signed("logs");
    let read = read.header("x-amz-target", "Logs_20140328.GetLogEvents");
    let stream = json!({
        "logGroupName": "/aws-dynamodb/imports", "logStreamName": format!("{id}/error"),
    });
    let events = &read.body(stream.to_string()).send().json()["events"];
    let told: Value = serde_json::from_str(events[0]["message"].as_str().unwrap()).unwrap();
    assert_eq!(
        told,
        json!({
            "itemS3Pointer": {"bucket": "pail", "key": "1", "itemIndex": 1},
            "importArn": arn,
            "errorMessages": ["One or more parameter values were invalid: Missing the key pk in the item"],
        })
    );
    assert_eq!(events.as_array().unwrap().len(), 2);
}

// API reference, "TableCreationParameters": indexes are part of the table.
#[test]
fn a_table_is_made_with_its_indexes() {
    let target = with_files(&[("1", "{\"Item\":{\"pk\":{\"S\":\"a\"},\"g\":{\"S\":\"x\"}}}")]);
    let mut request = import_request("made", "DYNAMODB_JSON");
    let parameters = &mut request["TableCreationParameters"];
    parameters["AttributeDefinitions"]
        .as_array_mut()
        .unwrap()
        .push(json!({"AttributeName": "g", "AttributeType": "S"}));
    parameters["GlobalSecondaryIndexes"] = json!([{
        "IndexName": "by-g",
        "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }]);
    let parameters = parameters.clone();
    let import = target.import("made", "DYNAMODB_JSON", request);
    assert_eq!(import["TableCreationParameters"], parameters);
    let found = target.ok(
        "Query",
        json!({
            "TableName": "made", "IndexName": "by-g", "KeyConditionExpression": "g = :g",
            "ExpressionAttributeValues": {":g": s("x")},
        }),
    );
    assert_eq!(found["Count"], json!(1));
}

// Recorded (as above): a missing bucket makes no table, an empty prefix an empty one.
#[test]
fn a_bucket_has_to_be_there_and_files_need_not() {
    let target = with_files(&[]);
    let missing = json!({"S3BucketSource": {"S3Bucket": "nowhere"}});
    let import = target.import("never", "CSV", missing);
    assert_eq!(
        (&import["ImportStatus"], &import["FailureCode"]),
        (&json!("FAILED"), &json!("S3NoSuchBucket"))
    );
    assert!(import["TableArn"].is_string() && import["TableId"].is_string());
    assert_eq!(
        target.refusal("DescribeTable", json!({"TableName": "never"})),
        "ResourceNotFoundException: Requested resource not found: Table: never not found"
    );
    let import = target.import("empty", "CSV", json!({}));
    assert_eq!(
        (&import["ImportStatus"], counts(&import)),
        (&json!("COMPLETED"), [0, 0, 0])
    );
    assert_eq!(target.scanned("empty"), Vec::<Value>::new());
}

// Recorded (as above).
#[test]
fn a_name_is_taken_once_and_a_token_names_one_table() {
    let target = with_files(&[("1", "pk\na\n")]);
    let token = json!({"ClientToken": "t"});
    let first = target.import("made", "CSV", token.clone());
    let request = |name: &str| {
        let mut body = import_request(name, "CSV");
        merge(&mut body, token.clone());
        body
    };
    assert_eq!(
        target.refusal("ImportTable", request("made")),
        "ResourceInUseException: Table already exists: made"
    );
    assert_eq!(
        target.refusal("ImportTable", request("another")),
        "ImportConflictException: Import conflict: Duplicate request detected with conflicting parameters"
    );
    target.ok("DeleteTable", json!({"TableName": "made"}));
    let again = target.ok("ImportTable", request("made"));
    let again = &again["ImportTableDescription"];
    assert_eq!(
        (&again["ImportArn"], &again["ImportStatus"]),
        (&first["ImportArn"], &json!("COMPLETED"))
    );
    assert_eq!(first["TableArn"], json!(table_arn("made")));
}

// Recorded (as above).
#[test]
fn a_bad_request_is_refused_in_aws_words() {
    let target = target();
    let refusal = |more| {
        let mut body = import_request("made", "CSV");
        merge(&mut body, more);
        target.refusal("ImportTable", body)
    };
    let csv = |options: Value| json!({"InputFormatOptions": {"Csv": options}});
    assert_eq!(
        refusal(csv(json!({"Delimiter": ";;"}))),
        "ValidationException: 2 validation errors detected: Value ';;' at 'inputFormatOptions.csv.delimiter' failed to satisfy constraint: Member must satisfy regular expression pattern: [,;:|\\t ]; Value ';;' at 'inputFormatOptions.csv.delimiter' failed to satisfy constraint: Member must have length less than or equal to 1"
    );
    let mut options = csv(json!({}));
    merge(&mut options, json!({"InputFormat": "DYNAMODB_JSON"}));
    assert_eq!(
        refusal(options),
        "ValidationException: Invalid Request: Unsupported InputFormatOptions for the given input format: DYNAMODB_JSON."
    );
    assert_eq!(
        refusal(json!({"InputCompressionType": "BZIP2"})),
        "ValidationException: 1 validation error detected: Value 'BZIP2' at 'inputCompressionType' failed to satisfy constraint: Member must satisfy enum value set: [ZSTD, NONE, GZIP]"
    );
    let parameters = |more: Value| {
        let mut parameters = import_request("made", "CSV")["TableCreationParameters"].take();
        parameters.as_object_mut().unwrap().remove("BillingMode");
        merge(&mut parameters, more);
        json!({"TableCreationParameters": parameters})
    };
    let invalid = "ValidationException: One or more parameter values were invalid: ";
    assert_eq!(
        refusal(parameters(json!({}))),
        format!(
            "{invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
        )
    );
    assert_eq!(
        refusal(parameters(json!({
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            "OnDemandThroughput": {"MaxReadRequestUnits": 1, "MaxWriteRequestUnits": 1},
        }))),
        format!(
            "{invalid}MaxWriteRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED."
        )
    );
    assert_eq!(
        refusal(parameters(json!({"TableName": "ab"}))),
        "ValidationException: 1 validation error detected: Value 'ab' at 'tableCreationParameters.tableName' failed to satisfy constraint: Member must have length greater than or equal to 3"
    );
}
