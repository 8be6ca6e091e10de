//! ExportTableToPointInTime.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, n, s, target, target_at};
use super::transfers::{gunzip, merge, table_arn};

const START_S: i64 = 1_764_037_614;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// A table whose past is kept, beside an empty bucket `pail`.
fn recovering(target: &Target) -> String {
    let table = target.hash_table();
    target.recover(&table, true);
    target.bucket("pail");
    table
}

/// The lines of an export's data files.
fn lines(target: &Target, export: &Value) -> Vec<String> {
    let manifest = export["ExportManifest"].as_str().unwrap();
    let summary = target.download(&format!("/pail/{manifest}"));
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let files = summary["manifestFilesS3Key"].as_str().unwrap();
    let files = String::from_utf8(target.download(&format!("/pail/{files}"))).unwrap();
    let mut lines = Vec::new();
    for file in files.lines() {
        let file: Value = serde_json::from_str(file).unwrap();
        let key = file["dataFileS3Key"].as_str().unwrap();
        let packed = target.download(&format!("/pail/{key}"));
        let checksum = STANDARD.encode(Md5::digest(&packed));
        assert_eq!(file["md5Checksum"], json!(checksum));
        let text = gunzip(&packed);
        assert_eq!(file["itemCount"], json!(text.lines().count()));
        lines.extend(text.lines().map(str::to_owned));
    }
    lines.sort();
    lines
}

// Developer Guide, "DynamoDB table export output format"; recorded (public catalogue of AWS's control
// plane, 2026): four data files, and what the description shows.
#[test]
fn all_items_are_written_as_files_with_manifests() {
    let target = target();
    let table = recovering(&target);
    for name in ["a", "b", "c"] {
        target.put(&table, json!({"pk": s(name), "set": {"NS": ["2", "1.50"]}}));
    }
    let export = target.export(&table, json!({"S3Prefix": "some/where/"}));
    assert_eq!(export["ExportStatus"], "COMPLETED", "{export}");
    assert_eq!(
        (
            &export["ItemCount"],
            &export["ExportFormat"],
            &export["S3SseAlgorithm"]
        ),
        (&json!(3), &json!("DYNAMODB_JSON"), &json!("AES256"))
    );
    assert_eq!(export["ExportType"], Value::Null);
    let id = export["ExportArn"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap();
    let root = format!("some/where/AWSDynamoDB/{id}");
    assert_eq!(
        export["ExportManifest"],
        json!(format!("{root}/manifest-summary.json"))
    );
    let (data, others): (Vec<_>, Vec<_>) = target
        .keys("pail")
        .into_iter()
        .partition(|key| key.starts_with(&format!("{root}/data/")));
    assert!(data.len() == 4 && data.iter().all(|key| key.ends_with(".json.gz")));
    let names = [
        "_started",
        "manifest-files.json",
        "manifest-files.md5",
        "manifest-summary.json",
        "manifest-summary.md5",
    ];
    assert_eq!(others, names.map(|name| format!("{root}/{name}")));
    assert_eq!(
        lines(&target, &export),
        ["a", "b", "c"].map(|name| {
            format!(
                "{{\"Item\":{{\"pk\":{{\"S\":\"{name}\"}},\"set\":{{\"NS\":[\"1.5\",\"2\"]}}}}}}"
            )
        })
    );
    for name in ["manifest-files", "manifest-summary"] {
        let text = target.download(&format!("/pail/{root}/{name}.json"));
        let checksum = target.download(&format!("/pail/{root}/{name}.md5"));
        assert_eq!(checksum, STANDARD.encode(Md5::digest(&text)).into_bytes());
    }
    let summary = target.download(&format!("/pail/{root}/manifest-summary.json"));
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    for (name, value) in [
        ("version", json!("2020-06-30")),
        ("exportArn", export["ExportArn"].clone()),
        ("tableArn", json!(table_arn(&table))),
        ("s3Bucket", json!("pail")),
        ("s3Prefix", json!("some/where/")),
        ("s3SseKmsKeyId", Value::Null),
        ("itemCount", json!(3)),
        ("outputFormat", json!("DYNAMODB_JSON")),
        ("exportType", json!("FULL_EXPORT")),
    ] {
        assert_eq!(summary[name], value, "{name}");
    }
}

// Developer Guide, as above: the types of Ion.
#[test]
fn items_can_be_written_as_ion() {
    let target = target();
    let table = recovering(&target);
    target.put(
        &table,
        json!({"pk": s("a"), "pages": n(600), "seen": {"BOOL": true}}),
    );
    let export = target.export(&table, json!({"ExportFormat": "ION"}));
    assert_eq!(
        lines(&target, &export),
        ["$ion_1_0 {Item:{pages:6d2,pk:\"a\",seen:true}}"]
    );
    let files = target.keys("pail");
    assert_eq!(
        files.iter().filter(|key| key.ends_with(".ion.gz")).count(),
        4
    );
}

// API reference, "ExportTableToPointInTime": the state at a point in time.
#[test]
fn the_items_are_those_of_the_moment_that_is_asked_for() {
    let clock = Clock::frozen(START_S * 1000);
    let target = target_at(&clock);
    let table = recovering(&target);
    for second in 1..=3 {
        clock.advance_ms(1000);
        target.put(&table, json!({"pk": s("a"), "n": n(second)}));
    }
    let export = target.export(&table, json!({"ExportTime": START_S + 2}));
    assert_eq!(export["ExportTime"], json!(START_S as f64 + 2.0));
    assert_eq!(
        lines(&target, &export),
        [r#"{"Item":{"n":{"N":"2"},"pk":{"S":"a"}}}"#]
    );
}

// Developer Guide, as above, "Incremental export output": which images an insert, an update and a
// delete have; an item that came and went has none.
#[test]
fn an_incremental_export_tells_what_became_of_items_in_a_period() {
    let clock = Clock::frozen(START_S * 1000);
    let target = target_at(&clock);
    let table = recovering(&target);
    let key = |name: &str| json!({"TableName": table, "Key": {"pk": s(name)}});
    for name in ["changed", "deleted", "untouched"] {
        target.put(&table, json!({"pk": s(name), "n": n(1)}));
    }
    clock.advance_ms(HOUR_MS);
    let from = START_S + 3600;
    target.put(&table, json!({"pk": s("changed"), "n": n(2)}));
    target.ok("DeleteItem", key("deleted"));
    target.put(&table, json!({"pk": s("made")}));
    target.put(&table, json!({"pk": s("passing")}));
    target.ok("DeleteItem", key("passing"));
    clock.advance_ms(HOUR_MS);
    target.put(&table, json!({"pk": s("later")}));
    let period = |view: Option<&str>| {
        json!({
            "ExportType": "INCREMENTAL_EXPORT",
            "IncrementalExportSpecification": {
                "ExportFromTime": from, "ExportToTime": from + 3600, "ExportViewType": view,
            },
        })
    };
    let export = target.export(&table, period(None));
    let specification = &export["IncrementalExportSpecification"];
    assert_eq!(specification["ExportViewType"], "NEW_AND_OLD_IMAGES");
    assert_eq!(
        (&export["ItemCount"], &export["BilledSizeBytes"]),
        (&json!(3), &json!(10_000_000))
    );
    let metadata =
        format!("{{\"Metadata\":{{\"WriteTimestampMicros\":{{\"N\":\"{from}000000\"}}}}");
    let record = |rest: &str| format!("{metadata},{rest}}}");
    assert_eq!(
        lines(&target, &export),
        [
            record(
                r#""Keys":{"pk":{"S":"changed"}},"OldImage":{"n":{"N":"1"},"pk":{"S":"changed"}},"NewImage":{"n":{"N":"2"},"pk":{"S":"changed"}}"#
            ),
            record(
                r#""Keys":{"pk":{"S":"deleted"}},"OldImage":{"n":{"N":"1"},"pk":{"S":"deleted"}}"#
            ),
            record(r#""Keys":{"pk":{"S":"made"}},"NewImage":{"pk":{"S":"made"}}"#),
        ]
    );
    assert!(
        target
            .keys("pail")
            .iter()
            .any(|key| key.starts_with("AWSDynamoDB/data/"))
    );
    let mut news = period(Some("NEW_IMAGE"));
    merge(&mut news, json!({"ExportFormat": "ION"}));
    let export = target.export(&table, news);
    let record = |rest: &str| {
        format!("$ion_1_0 {{Record:{{Metadata:{{WriteTimestampMicros:{from}000000.}},{rest}}}}}")
    };
    assert_eq!(
        lines(&target, &export),
        [
            record(r#"Keys:{pk:"changed"},NewImage:{n:2.,pk:"changed"}"#),
            record(r#"Keys:{pk:"deleted"}"#),
            record(r#"Keys:{pk:"made"},NewImage:{pk:"made"}"#),
        ]
    );
}

fn refusal(target: &Target, arn: &str, more: Value) -> String {
    let mut body = json!({"TableArn": arn, "S3Bucket": "pail"});
    merge(&mut body, more);
    target.refusal("ExportTableToPointInTime", body)
}

// Recorded (public catalogue of AWS's control plane, 2026).
#[test]
fn parameters_have_to_fit_each_other() {
    let target = target();
    let arn = table_arn("none");
    let refused = |more| refusal(&target, &arn, more);
    let invalid = "ValidationException: Invalid Request: ";
    for (more, message) in [
        (
            json!({"IncrementalExportSpecification": {}}),
            "Export Type expected to be Incremental Export when incremental export specification is provided",
        ),
        (
            json!({"ExportType": "FULL_EXPORT", "IncrementalExportSpecification": {}}),
            "When Export Type is Full Export , Incremental Export Specification should not be provided",
        ),
        (
            json!({"ExportType": "INCREMENTAL_EXPORT"}),
            "Incremental Export Specification expected when export type is set as Incremental Export",
        ),
        (
            json!({"ExportType": "INCREMENTAL_EXPORT", "IncrementalExportSpecification": {}}),
            "ExportFromTime must be provided in IncrementalExportSpecification",
        ),
        (
            json!({"FilterSpecification": {"FilterExpression": "a = b"}}),
            "FilterSpecification is not supported",
        ),
        (
            json!({"S3SseKmsKeyId": "k"}),
            "KMS Key Id is not supported for this encryption type",
        ),
        (
            json!({"S3SseKmsKeyId": "k", "S3SseAlgorithm": "AES256"}),
            "KMS Key Id is not supported for this encryption type",
        ),
    ] {
        assert_eq!(refused(more), format!("{invalid}{message}"));
    }
    for (more, start) in [
        (
            json!({"S3SseKmsKeyId": "not a key", "S3SseAlgorithm": "KMS"}),
            "Invalid Request: 1 validation error detected: Value 'not a key' at 's3SseKmsKeyId'",
        ),
        (
            json!({"S3Bucket": "arn:aws:s3:::pail"}),
            "1 validation error detected: Value 'arn:aws:s3:::pail' at 's3Bucket' failed to satisfy constraint",
        ),
        (
            json!({"S3BucketOwner": "me"}),
            "1 validation error detected: Value 'me' at 's3BucketOwner' failed to satisfy constraint",
        ),
        (
            json!({"ExportFormat": "CSV"}),
            "1 validation error detected: Value 'CSV' at 'exportFormat' failed to satisfy constraint: Member must satisfy enum value set",
        ),
        (
            json!({"ExportType": "SOME"}),
            "1 validation error detected: Value 'SOME' at 'exportType'",
        ),
        (
            json!({"S3SseAlgorithm": "aws:kms"}),
            "1 validation error detected: Value 'aws:kms' at 's3SseAlgorithm'",
        ),
        (
            json!({"S3Prefix": ""}),
            "1 validation error detected: Value '' at 's3Prefix'",
        ),
        (
            json!({"ClientToken": ""}),
            "1 validation error detected: Value '' at 'clientToken'",
        ),
        (
            json!({"ExportType": "INCREMENTAL_EXPORT", "IncrementalExportSpecification": {"ExportViewType": "NEW_IMAGES"}}),
            "1 validation error detected: Value 'NEW_IMAGES' at 'incrementalExportSpecification.exportViewType'",
        ),
        (
            json!({"TableArn": "bare"}),
            "One or more parameter values were invalid: tableArn is not a valid ARN",
        ),
        (
            json!({"TableArn": format!("{arn}/index/i")}),
            "Invalid Request: Table ARN is invalid.",
        ),
    ] {
        let refusal = refused(more);
        assert!(
            refusal.starts_with(&format!("ValidationException: {start}")),
            "{refusal}"
        );
    }
    assert_eq!(
        refused(json!({"TableArn": ""})),
        "ValidationException: Invalid TableArn: Invalid Table ARN"
    );
    let elsewhere = "arn:aws:dynamodb:us-west-2:000000000000:table/t";
    assert_eq!(
        refused(json!({"TableArn": elsewhere})),
        format!("TableNotFoundException: Table not found: {elsewhere}")
    );
    let foreign = "arn:aws:dynamodb:us-east-1:111122223333:table/t";
    assert_eq!(
        refused(json!({"TableArn": foreign})),
        "AccessDeniedException: Access is denied"
    );
}

// Recorded (as above).
#[test]
fn times_lie_in_what_is_kept_of_the_past() {
    let clock = Clock::frozen(START_S * 1000);
    let target = target_at(&clock);
    let table = target.hash_table();
    let refused = |more| refusal(&target, &table_arn(&table), more);
    let period = |from: i64, to: Option<i64>| {
        json!({
            "ExportType": "INCREMENTAL_EXPORT",
            "IncrementalExportSpecification": {"ExportFromTime": from, "ExportToTime": to},
        })
    };
    assert_eq!(
        refused(json!({})),
        format!(
            "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table '{table}'"
        )
    );
    clock.advance_ms(HOUR_MS);
    target.recover(&table, true);
    let invalid = "InvalidExportTimeException: ";
    for (more, message) in [
        (json!({"ExportTime": START_S - 1}), "Export Time is invalid"),
        (
            json!({"ExportTime": START_S + 3605}),
            "Export Time is invalid",
        ),
        (
            json!({"ExportTime": START_S + 3599}),
            "Point in Time Recovery is not available for specified export time",
        ),
        (
            period(START_S - 1, None),
            "Incremental export period from time cannot be less than the table creation time : 2025-11-25T02:26:53Z",
        ),
        (
            period(START_S, Some(START_S + 3601)),
            "Incremental export period to time cannot be greater than the current time : 2025-11-25T03:26:55Z",
        ),
        (
            period(START_S + 3600, None),
            "Difference between export period from time and export period to time is less than 15 minutes",
        ),
    ] {
        assert_eq!(refused(more), format!("{invalid}{message}"));
    }
}

// Recorded (as above): the same request is the same export, also when it has ended.
#[test]
fn a_token_names_one_request() {
    let target = target();
    let table = recovering(&target);
    let token = json!({"ClientToken": "t"});
    let first = target.export(&table, token.clone());
    assert_eq!(
        target.export(&table, token.clone())["ExportArn"],
        first["ExportArn"]
    );
    let other = target.export(&table, json!({}));
    assert_ne!(other["ExportArn"], first["ExportArn"]);
    for more in [json!({"S3Prefix": "other"}), json!({"ExportFormat": "ION"})] {
        let mut body = token.clone();
        merge(&mut body, more);
        assert_eq!(
            refusal(&target, &table_arn(&table), body),
            "ExportConflictException: Export conflict: Duplicate request detected with conflicting parameters"
        );
    }
}

// Recorded (as above): the request is accepted, and the export fails in S3's words.
#[test]
fn what_s3_refuses_fails_the_export() {
    let target = target();
    let table = recovering(&target);
    let failed = |more| {
        let export = target.export(&table, more);
        assert_eq!(export["ExportStatus"], "FAILED");
        assert_eq!(export["ExportManifest"], Value::Null);
        let message = export["FailureMessage"].as_str().unwrap();
        let message = message.split("Request ID").next().unwrap();
        format!("{} {message}", export["FailureCode"].as_str().unwrap())
    };
    assert_eq!(
        failed(json!({"S3Bucket": "nowhere"})),
        "S3NoSuchBucket The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; "
    );
    assert_eq!(
        failed(json!({"S3BucketOwner": "111122223333"})),
        "S3AccessDenied Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; "
    );
    let key = "arn:aws:kms:us-west-2:000000000000:key/3b1a7419-d170-49d4-9a64-59dee41e3eea";
    assert_eq!(
        failed(json!({"S3SseAlgorithm": "KMS", "S3SseKmsKeyId": key})),
        "KmsNotFoundException Invalid arn us-west-2 (Service: Amazon S3; Status Code: 400; Error Code: KMS.NotFoundException; "
    );
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::pail/*",
        }],
    });
    let set = target.server.request("PUT", "/pail?policy").signed("s3");
    assert_eq!(set.body(policy.to_string()).send().status, 204);
    assert!(failed(json!({})).starts_with("S3AccessDenied User: "));
}

// Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB":
// ExportTableToPointInTime is asked for on the table.
#[test]
fn a_policy_of_the_table_may_deny_its_export() {
    let target = target();
    let table = recovering(&target);
    let arn = table_arn(&table);
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Deny", "Principal": "*", "Resource": arn,
            "Action": "dynamodb:ExportTableToPointInTime",
        }],
    });
    let body = json!({"ResourceArn": arn, "Policy": policy.to_string()});
    target.ok("PutResourcePolicy", body);
    let refused = refusal(&target, &arn, json!({}));
    assert!(refused.starts_with("AccessDeniedException: "), "{refused}");
}

#[test]
fn a_server_is_idle_when_its_exports_have_ended() {
    let target = target();
    let table = recovering(&target);
    let body = json!({"TableArn": table_arn(&table), "S3Bucket": "pail"});
    let begun = target.ok("ExportTableToPointInTime", body);
    let idle = target.server.request("GET", "/_ruststack/idle?timeout=120");
    assert_eq!(idle.send().status, 200);
    let arn = json!({"ExportArn": begun["ExportDescription"]["ExportArn"]});
    let export = target.ok("DescribeExport", arn);
    assert_eq!(export["ExportDescription"]["ExportStatus"], "COMPLETED");
}
