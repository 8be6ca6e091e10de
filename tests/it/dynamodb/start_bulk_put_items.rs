//! StartBulkPutItems.

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, n, s, target, target_at};
use super::transfers::{bulk_request, gzip, merge, table_arn};

fn with_files(target: &Target, files: &[(&str, &str)]) {
    target.bucket("pail");
    for (key, text) in files {
        target.upload(&format!("/pail/{key}"), *text);
    }
}

/// A line of DynamoDB's JSON with a string key and more members beside the item.
fn line(pk: &str, more: &str) -> String {
    format!("{{\"Item\":{{\"pk\":{{\"S\":\"{pk}\"}}}}{more}}}\n")
}

/// Many lines.
fn lines(count: usize) -> String {
    (0..count)
        .map(|number| line(&number.to_string(), ""))
        .collect()
}

/// Status, processed and failed items.
fn came_to(operation: &Value) -> (&str, u64, u64) {
    (
        operation["BulkOperationStatus"].as_str().unwrap(),
        operation["ProcessedItemCount"].as_u64().unwrap(),
        operation["FailedItemCount"].as_u64().unwrap(),
    )
}

/// The records of an operation's report.
fn report(target: &Target, arn: &str, kind: &str) -> Vec<Value> {
    let id = arn.rsplit('/').next().unwrap();
    let folder = format!("out/AWSDynamoDB/{id}/{kind}/");
    let keys = target.keys("pail").into_iter();
    let files = keys.filter(|key| key.starts_with(&folder));
    let text: Vec<u8> = files
        .flat_map(|key| target.download(&format!("/pail/{key}")))
        .collect();
    let text = String::from_utf8(text).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

// AWS's service model (October 2026), BulkOperationDescription: what each member tells.
#[test]
fn items_below_a_prefix_are_put_into_a_table_that_is_there() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "old": s("x")}));
    target.put(&table, json!({"pk": s("kept")}));
    let files = [
        ("in/1", line("a", "")),
        ("in/2", line("b", "")),
        ("other", line("c", "")),
    ];
    with_files(
        &target,
        &files.each_ref().map(|(key, text)| (*key, text.as_str())),
    );
    let mut request = bulk_request(&table);
    request["ClientToken"] = json!("t");
    let begun = target.ok("StartBulkPutItems", request.clone());
    let begun = &begun["BulkOperationDescription"];
    let arn = begun["BulkOperationArn"].as_str().unwrap();
    assert!(arn.starts_with(&table_arn(&table)), "{arn}");
    let described = target.ok("DescribeTable", json!({"TableName": table}));
    let id = &described["Table"]["TableId"];
    let usage = |bytes: u64| {
        json!([{
            "TableName": table, "BulkPutBytes": bytes, "Table": {"BulkPutBytes": bytes},
        }])
    };
    let mut expected = json!({
        "BulkOperationArn": arn,
        "BulkOperationStatus": "IN_PROGRESS",
        "TableDetails": [{"TableName": table, "TableId": id}],
        "ClientToken": "t",
        "InputS3Configuration": request["InputS3Configuration"],
        "OutputS3Configuration": request["OutputS3Configuration"],
        "StartTime": 1_764_037_614.0,
        "ProcessedItemCount": 0,
        "ProcessedInputBytes": 0,
        "FailedItemCount": 0,
        "BulkOperationUsage": usage(0),
        "PerformanceTier": "STANDARD",
    });
    assert_eq!(*begun, expected);
    let ended = target.ended_bulk(arn);
    let bytes = files[0].1.len() + files[1].1.len();
    merge(
        &mut expected,
        json!({
            "BulkOperationStatus": "COMPLETED",
            "EndTime": 1_764_037_614.0,
            "ProcessedItemCount": 2,
            "ProcessedInputBytes": bytes,
            "TotalInputBytes": bytes,
            // Two items of a name of two bytes and a value of one.
            "BulkOperationUsage": usage(6),
        }),
    );
    assert_eq!(ended, expected);
    let mut items = target.scanned(&table);
    items.sort_by_key(|item| item["pk"].to_string());
    assert_eq!(
        items,
        [
            json!({"pk": s("a")}),
            json!({"pk": s("b")}),
            json!({"pk": s("kept")})
        ]
    );
}

// Developer Guide, "Amazon S3 input formats for bulk put items": each item may have a condition. AWS's
// service model: a condition that does not hold is processed, and no error; the report has the item and,
// if there is one, the stored one.
#[test]
fn a_condition_that_does_not_hold_keeps_its_item_out_and_is_reported() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "n": n(1)}));
    let absent = r##","ConditionExpression":"attribute_not_exists(pk)""##;
    let newer = r##","ConditionExpression":"#n < :n","ExpressionAttributeNames":{"#n":"n"},"ExpressionAttributeValues":{":n":{"N":"2"}}"##;
    let text = [
        line("a", absent),
        line("b", absent),
        line("a", newer),
        line("c", newer),
    ];
    with_files(&target, &[("in/1", &text.concat())]);
    let arn = target.start_bulk(bulk_request(&table));
    assert_eq!(came_to(&target.ended_bulk(&arn)), ("COMPLETED", 4, 0));
    assert_eq!(
        target.get(&table, json!({"pk": s("a")})),
        json!({"pk": s("a")})
    );
    assert_eq!(
        target.get(&table, json!({"pk": s("b")})),
        json!({"pk": s("b")})
    );
    let pointer = |index: u32| json!({"bucket": "pail", "key": "in/1", "itemIndex": index});
    assert_eq!(
        report(&target, &arn, "CONDITION_CHECK_FAILURE"),
        [
            json!({
                "itemS3Pointer": pointer(0),
                "Item": {"pk": s("a")},
                "ExistingItem": {"pk": s("a"), "n": n(1)},
            }),
            json!({"itemS3Pointer": pointer(3), "Item": {"pk": s("c")}}),
        ]
    );
    assert_eq!(report(&target, &arn, "ERROR"), Vec::<Value>::new());
}

// AWS's service model, OutputS3Configuration: malformed input, keys that are missing or of another type,
// items over a limit. Developer Guide, as above: some problems stop their object.
#[test]
fn lines_that_are_no_items_are_counted_and_reported() {
    let target = target();
    let table = target.hash_table();
    let large = line("large", "").replace(
        "}}",
        &format!("}},\"x\":{{\"S\":\"{}\"}}}}", "y".repeat(409_600)),
    );
    let first = [
        "{\"Item\":{\"other\":{\"S\":\"x\"}}}\n".to_owned(),
        "{\"Item\":{\"pk\":{\"N\":\"1\"}}}\n".to_owned(),
        large,
        line("a", ",\"ConditionExpression\":\"pk\""),
        line("b", ",\"ExpressionAttributeNames\":{\"#a\":\"a\"}"),
        "{}\n".to_owned(),
        line("c", ""),
    ];
    let second = [line("d", ""), "garbage\n".to_owned(), line("e", "")];
    with_files(
        &target,
        &[("in/1", &first.concat()), ("in/2", &second.concat())],
    );
    let arn = target.start_bulk(bulk_request(&table));
    let ended = target.ended_bulk(&arn);
    assert_eq!(came_to(&ended), ("COMPLETED_WITH_ERRORS", 9, 7));
    assert!(ended["FailureCode"].is_null() && ended["FailureMessage"].is_null());
    assert_eq!(target.scanned(&table).len(), 2);
    let errors = report(&target, &arn, "ERROR");
    let told: Vec<_> = errors
        .iter()
        .map(|error| {
            let pointer = &error["itemS3Pointer"];
            let message = error["errorMessages"][0].as_str().unwrap();
            (
                pointer["key"].as_str().unwrap(),
                pointer["itemIndex"].as_u64().unwrap(),
                message,
            )
        })
        .collect();
    assert_eq!(told.len(), 7, "{told:?}");
    assert_eq!(
        told[0],
        (
            "in/1",
            0,
            "One or more parameter values were invalid: Missing the key pk in the item"
        )
    );
    assert_eq!(
        told[2],
        ("in/1", 2, "Item size has exceeded the maximum allowed size")
    );
    assert_eq!((told[6].0, told[6].1), ("in/2", 1));
}

// Not asked for, not told; the operation is the same.
#[test]
fn only_reports_that_are_asked_for_are_written() {
    let target = target();
    let table = target.hash_table();
    with_files(&target, &[("in/1", "{}\n")]);
    let mut request = bulk_request(&table);
    request["OutputS3Configuration"]["OutputType"] = json!(["CONDITION_CHECK_FAILURE"]);
    let arn = target.start_bulk(request);
    assert_eq!(
        came_to(&target.ended_bulk(&arn)),
        ("COMPLETED_WITH_ERRORS", 1, 1)
    );
    let id = arn.rsplit('/').next().unwrap();
    let folder = format!("out/AWSDynamoDB/{id}");
    let keys = target.keys("pail").into_iter();
    let written: Vec<_> = keys.filter(|key| key.starts_with(&folder)).collect();
    assert_eq!(
        written,
        ["_started", "manifest-files.json", "manifest-summary.json"]
            .map(|name| format!("{folder}/{name}"))
    );
    let summary = target.download(&format!("/pail/{folder}/manifest-summary.json"));
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!(
        (&summary["processedItemCount"], &summary["failedItemCount"]),
        (&json!(1), &json!(1))
    );
}

// AWS's service model, InputS3Configuration: Ion, GZIP; bytes are those of the objects.
#[test]
fn files_may_be_ion_and_compressed() {
    let target = target();
    let table = target.hash_table();
    target.bucket("pail");
    let text = "$ion_1_0 {Item:{pk:\"a\",n:6d2}}\n{Item:{pk:\"b\"},ConditionExpression:\"attribute_exists(pk)\"}\n";
    let packed = gzip(text);
    let bytes = packed.len();
    target.upload("/pail/in/1", packed);
    let mut request = bulk_request(&table);
    merge(
        &mut request["InputS3Configuration"],
        json!({"InputFormat": "ION", "InputCompressionType": "GZIP"}),
    );
    let arn = target.start_bulk(request);
    let ended = target.ended_bulk(&arn);
    assert_eq!(came_to(&ended), ("COMPLETED", 2, 0));
    assert_eq!(
        (&ended["ProcessedInputBytes"], &ended["TotalInputBytes"]),
        (&json!(bytes), &json!(bytes))
    );
    assert_eq!(target.scanned(&table), [json!({"pk": s("a"), "n": n(600)})]);
}

// AWS's service model, BulkOperationUsage: bytes of the table and of each index. What is written shows in
// indexes and streams as what PutItem writes does.
#[test]
fn indexes_and_streams_get_what_is_put() {
    let target = target();
    let table = target.indexed_table();
    let specification = json!({"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"});
    target.ok(
        "UpdateTable",
        json!({"TableName": table, "StreamSpecification": specification}),
    );
    let item = "{\"Item\":{\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"b\"},\"l\":{\"S\":\"c\"},\"n\":{\"N\":\"1\"}}}\n";
    with_files(&target, &[("in/1", item)]);
    let mut request = bulk_request(&table);
    request["TableName"] = json!(table_arn(&table));
    let arn = target.start_bulk(request);
    let ended = target.ended_bulk(&arn);
    // Names and values: 3, 3, 2 and 3 bytes; of an index the key of its table, and its own.
    assert_eq!(
        ended["BulkOperationUsage"],
        json!([{
            "TableName": table_arn(&table),
            "BulkPutBytes": 28,
            "Table": {"BulkPutBytes": 11},
            "LocalSecondaryIndexes": {"local": {"BulkPutBytes": 8}},
            "GlobalSecondaryIndexes": {"some": {"BulkPutBytes": 9}},
        }])
    );
    let found = target.ok(
        "Query",
        json!({
            "TableName": table, "IndexName": "some", "KeyConditionExpression": "n = :n",
            "ExpressionAttributeValues": {":n": n(1)},
        }),
    );
    assert_eq!(found["Count"], 1);
    let streams = "DynamoDBStreams_20120810";
    let listed = target
        .send_to(streams, "ListStreams", json!({"TableName": table}))
        .json();
    let stream = &listed["Streams"][0]["StreamArn"];
    let described = target
        .send_to(streams, "DescribeStream", json!({"StreamArn": stream}))
        .json();
    let shards = described["StreamDescription"]["Shards"].as_array().unwrap();
    let records = shards.iter().map(|shard| {
        let request = json!({
            "StreamArn": stream, "ShardId": shard["ShardId"],
            "ShardIteratorType": "TRIM_HORIZON",
        });
        let iterator = target.send_to(streams, "GetShardIterator", request).json();
        let iterator = json!({"ShardIterator": iterator["ShardIterator"]});
        let records = target.send_to(streams, "GetRecords", iterator).json();
        records["Records"].as_array().unwrap().len()
    });
    assert_eq!(records.sum::<usize>(), 1);
}

// API reference, "StartBulkPutItems": the same token and parameters are the same operation.
#[test]
fn a_token_names_one_operation() {
    let target = target();
    let table = target.hash_table();
    with_files(&target, &[("in/1", &line("a", ""))]);
    let mut request = bulk_request(&table);
    request["ClientToken"] = json!("t");
    let arn = target.start_bulk(request.clone());
    target.ended_bulk(&arn);
    let again = target.ok("StartBulkPutItems", request.clone());
    let again = &again["BulkOperationDescription"];
    assert_eq!(
        (&again["BulkOperationArn"], &again["BulkOperationStatus"]),
        (&json!(arn), &json!("COMPLETED"))
    );
    request["PerformanceTier"] = json!("ACCELERATED");
    assert_eq!(
        target.refusal("StartBulkPutItems", request.clone()),
        "IdempotentParameterMismatchException: Request rejected because it was retried with a different payload but with an idempotent token that was already used."
    );
    request.as_object_mut().unwrap().remove("ClientToken");
    let other = target.start_bulk(request);
    assert_ne!(other, arn);
    assert_eq!(target.ended_bulk(&other)["PerformanceTier"], "ACCELERATED");
}

// API reference, "StartBulkPutItems": the rate is a maximum in write request units a second.
#[test]
fn no_more_is_written_in_a_second_than_was_asked_for() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    with_files(&target, &[("in/1", &lines(2_100))]);
    let mut request = bulk_request(&table);
    request["MaxWriteRequestUnits"] = json!(1_024);
    let arn = target.start_bulk(request);
    for written in [1_024, 2_048] {
        let so_far =
            target.until_bulk(&arn, |operation| operation["ProcessedItemCount"] == written);
        assert_eq!(came_to(&so_far), ("IN_PROGRESS", written, 0));
        assert_eq!(so_far["MaxWriteRequestUnits"], 1_024);
        assert!(so_far.get("EndTime").is_none());
        clock.advance_ms(1_000);
    }
    let ended = target.ended_bulk(&arn);
    assert_eq!(came_to(&ended), ("COMPLETED", 2_100, 0));
    assert_eq!(ended["EndTime"], 1_764_037_616.0);
}

// S3's words for what went wrong, as those of exports and imports (recorded there).
#[test]
fn both_buckets_have_to_be_there() {
    let target = target();
    let table = target.hash_table();
    with_files(&target, &[("in/1", &line("a", ""))]);
    for member in ["InputS3Configuration", "OutputS3Configuration"] {
        let mut request = bulk_request(&table);
        request[member]["S3Bucket"] = json!("nowhere");
        let ended = target.ended_bulk(&target.start_bulk(request));
        assert_eq!(
            (&ended["BulkOperationStatus"], &ended["FailureCode"]),
            (&json!("FAILED"), &json!("S3NoSuchBucket"))
        );
    }
    assert_eq!(target.scanned(&table), Vec::<Value>::new());
    let mut request = bulk_request(&table);
    request["InputS3Configuration"]["S3KeyPrefix"] = json!("empty/");
    let ended = target.ended_bulk(&target.start_bulk(request));
    assert_eq!(came_to(&ended), ("COMPLETED", 0, 0));
    assert_eq!(ended["TotalInputBytes"], 0);
}

// Developer Guide, "Bulk put items considerations, quotas, and permissions": no global tables, and no
// replica while an operation is in progress.
#[test]
fn global_tables_and_bulk_operations_keep_apart() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    with_files(&target, &[("in/1", &lines(1_100))]);
    let mut request = bulk_request(&table);
    request["MaxWriteRequestUnits"] = json!(1_024);
    let arn = target.start_bulk(request.clone());
    target.until_bulk(&arn, |operation| operation["ProcessedItemCount"] == 1_024);
    let join = json!({
        "TableName": table,
        "ReplicaUpdates": [{"Create": {"RegionName": "us-west-2"}}],
    });
    let refusal = target.refusal("UpdateTable", join.clone());
    assert!(refusal.starts_with("ResourceInUseException: "), "{refusal}");
    clock.advance_ms(1_000);
    target.ended_bulk(&arn);
    target.ok("UpdateTable", join);
    assert_eq!(
        target.refusal("StartBulkPutItems", request),
        "ValidationException: Bulk put items does not support global tables"
    );
}

#[test]
fn a_table_that_is_deleted_ends_the_operation() {
    let clock = Clock::frozen(1_764_037_614_000);
    let target = target_at(&clock);
    let table = target.hash_table();
    with_files(&target, &[("in/1", &lines(1_100))]);
    let mut request = bulk_request(&table);
    request["MaxWriteRequestUnits"] = json!(1_024);
    let arn = target.start_bulk(request);
    target.until_bulk(&arn, |operation| operation["ProcessedItemCount"] == 1_024);
    target.ok("DeleteTable", json!({"TableName": table}));
    clock.advance_ms(1_000);
    assert_eq!(target.ended_bulk(&arn)["BulkOperationStatus"], "FAILED");
}

// AWS's service model: what is required, enumerations, the least rate. The words are those that AWS has
// for all operations of the control plane.
#[test]
fn a_bad_request_is_refused() {
    let target = target();
    let table = target.hash_table();
    let refusal = |change: &dyn Fn(&mut Value)| {
        let mut request = bulk_request(&table);
        change(&mut request);
        target.refusal("StartBulkPutItems", request)
    };
    let broken = "ValidationException: 1 validation error detected: Value";
    let failed = "failed to satisfy constraint: Member must";
    assert_eq!(
        refusal(&|request| request["MaxWriteRequestUnits"] = json!(1_023)),
        format!(
            "{broken} '1023' at 'maxWriteRequestUnits' {failed} have value greater than or equal to 1024"
        )
    );
    assert_eq!(
        refusal(&|request| request["InputS3Configuration"]["InputFormat"] = json!("CSV")),
        format!(
            "{broken} 'CSV' at 'inputS3Configuration.inputFormat' {failed} satisfy enum value set: [DYNAMODB_JSON, ION]"
        )
    );
    assert_eq!(
        refusal(&|request| request["OutputS3Configuration"]["OutputType"] = json!(["ALL"])),
        format!(
            "{broken} 'ALL' at 'outputS3Configuration.outputType.1.member' {failed} satisfy enum value set: [ERROR, CONDITION_CHECK_FAILURE]"
        )
    );
    assert_eq!(
        refusal(&|request| {
            request
                .as_object_mut()
                .unwrap()
                .remove("OutputS3Configuration");
        }),
        format!("{broken} null at 'outputS3Configuration' {failed} not be null")
    );
    assert_eq!(
        refusal(&|request| request["PerformanceTier"] = json!("FAST")),
        format!(
            "{broken} 'FAST' at 'performanceTier' {failed} satisfy enum value set: [STANDARD, ACCELERATED]"
        )
    );
    assert_eq!(
        refusal(&|request| request["OutputS3Configuration"]["S3SseKmsKeyId"] = json!("k")),
        "ValidationException: Invalid Request: KMS Key Id is not supported for this encryption type"
    );
    assert_eq!(
        refusal(&|request| request["TableName"] = json!("missing")),
        "ResourceNotFoundException: Requested resource not found: Table: missing not found"
    );
}
