//! GetBucketReplication, PutBucketReplication, DeleteBucketReplication.

use std::time::{Duration, Instant};

use super::{assert_error, configure, document, get, put, request, set_versioning, with_bucket};
use crate::harness::TestServer;

/// `pail` and `copy`, both with versions.
fn with_two_buckets() -> TestServer {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    assert_eq!(request(&server, "PUT", "/copy").send().status, 200);
    let versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    let put = request(&server, "PUT", "/copy?versioning").body(versioning);
    assert_eq!(put.send().status, 200);
    server
}

fn replication(rules: &str) -> String {
    let role = "<Role>arn:aws:iam::000000000000:role/r</Role>";
    document("ReplicationConfiguration", &format!("{role}{rules}"))
}

/// A rule of the newer schema.
fn rule(id: &str, filter: &str, bucket: &str) -> String {
    format!(
        "<Rule>{id}<Priority>1</Priority><Filter>{filter}</Filter><Status>Enabled</Status>\
         <Destination><Bucket>arn:aws:s3:::{bucket}</Bucket></Destination>\
         <DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication></Rule>"
    )
}

// API_PutBucketReplication.
#[test]
fn what_is_put_is_shown_until_it_is_deleted() {
    let server = with_two_buckets();
    let missing = "<Code>ReplicationConfigurationNotFoundError</Code><Message>The replication \
                   configuration was not found</Message><BucketName>pail</BucketName>";
    assert_error(&get(&server, "/pail?replication"), 404, missing);
    let body = replication(&rule("<ID>a</ID>", "<Prefix>docs/</Prefix>", "copy"));
    assert_eq!(configure(&server, "replication", &body).status, 200);
    assert_eq!(get(&server, "/pail?replication").text(), body);
    let without_id = replication(&rule("", "<Prefix/>", "copy"));
    assert_eq!(configure(&server, "replication", &without_id).status, 200);
    let id = get(&server, "/pail?replication").element("ID");
    assert!(id.is_some_and(|id| !id.is_empty()));
    let delete = request(&server, "DELETE", "/pail?replication").send();
    assert_eq!(delete.status, 204);
    assert_error(&get(&server, "/pail?replication"), 404, missing);
}

// Recorded; a destination that is not there gets the same text (recorded).
#[test]
fn both_buckets_keep_versions() {
    let server = with_bucket();
    assert_eq!(request(&server, "PUT", "/plain").send().status, 200);
    let refused = |bucket: &str, message: &str| {
        let body = replication(&rule("", "", bucket));
        assert_error(
            &configure(&server, "replication", &body),
            400,
            &format!("<Code>InvalidRequest</Code><Message>{message}</Message>"),
        );
    };
    refused(
        "plain",
        "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    );
    set_versioning(&server, "Enabled");
    refused("plain", "Destination bucket must have versioning enabled.");
    refused(
        "nowhere",
        "Destination bucket must have versioning enabled.",
    );
    refused(
        "pail",
        "Destination bucket cannot be the same as the source bucket.",
    );
    let body = replication(&rule("", "", "copy")).replace("arn:aws:s3:::", "");
    assert_error(
        &configure(&server, "replication", &body),
        400,
        "<Code>InvalidArgument</Code><Message>Invalid bucket ARN.</Message>\
         <ArgumentName>Bucket</ArgumentName><ArgumentValue>copy</ArgumentValue>",
    );
}

// User guide, "Backward compatibility considerations"; AWS's texts as its users quote them.
#[test]
fn the_two_schemas_are_not_mixed() {
    let server = with_two_buckets();
    let put = |rule: &str| configure(&server, "replication", &replication(rule));
    let of_schema = |what: &str| {
        format!(
            "<Code>InvalidRequest</Code><Message>{what} for this version of Cross Region \
             Replication configuration schema. Please refer to S3 Developer Guide for more \
             information.</Message>"
        )
    };
    let newer = rule("", "", "copy");
    let markers = "<DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication>";
    assert_error(
        &put(&newer.replace(markers, "")),
        400,
        &of_schema("DeleteMarkerReplication must be specified"),
    );
    assert_error(
        &put(&newer.replace("<Priority>1</Priority>", "")),
        400,
        &of_schema("Priority must be specified"),
    );
    let older = newer.replace("<Filter></Filter>", "<Prefix/>");
    assert_error(&put(&older), 400, &of_schema("Priority cannot be used"));
    let older = older.replace("<Priority>1</Priority>", "");
    assert_error(
        &put(&older),
        400,
        &of_schema("DeleteMarkerReplication cannot be used"),
    );
    assert_eq!(put(&older.replace(markers, "")).status, 200);
    let tag = rule("", "<Tag><Key>a</Key><Value>b</Value></Tag>", "copy");
    assert_eq!(put(&tag).status, 200);
    let on = markers.replace("Disabled", "Enabled");
    assert_error(
        &put(&tag.replace(markers, &on)),
        400,
        "<Code>InvalidRequest</Code><Message>Delete marker replication is not supported if any Tag \
         filter is specified. Please refer to S3 Developer Guide for more information.</Message>",
    );
    let twice = rule("<ID>a</ID>", "", "copy").repeat(2);
    let reply = put(&twice);
    assert_eq!(
        reply.element("Message").as_deref(),
        Some("Rule Id must be unique")
    );
}

/// Asks again until there is an answer.
fn eventually<T>(ask: impl Fn() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "nothing arrived");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Reads a version's head until its replication has ended.
fn ended(server: &TestServer, target: &str) -> String {
    eventually(|| {
        let status = request(server, "HEAD", target).send();
        let status = status.header("x-amz-replication-status").map(str::to_owned);
        status.filter(|status| status != "PENDING")
    })
}

fn keys_of(server: &TestServer, bucket: &str) -> usize {
    get(server, &format!("/{bucket}"))
        .text()
        .matches("<Key>")
        .count()
}

// User guide, "What does Amazon S3 replicate?": metadata, tags, times and version ids.
#[test]
fn new_objects_reach_the_other_bucket_as_they_are() {
    let server = with_two_buckets();
    assert_eq!(put(&server, "docs/early", "x").status, 200);
    let to_archive = rule("", "<Prefix>docs/</Prefix>", "copy").replace(
        "</Bucket></Destination>",
        "</Bucket><StorageClass>GLACIER_IR</StorageClass></Destination>",
    );
    assert_eq!(
        configure(&server, "replication", &replication(&to_archive)).status,
        200
    );
    let written = request(&server, "PUT", "/pail/docs/a")
        .header("x-amz-meta-mood", "fine")
        .header("x-amz-tagging", "color=red")
        .header("content-type", "text/plain")
        .body("hello");
    let version = written.send().header("x-amz-version-id").map(str::to_owned);
    put(&server, "other", "x");
    assert_eq!(ended(&server, "/pail/docs/a"), "COMPLETED");
    let replica = get(&server, "/copy/docs/a");
    assert_eq!(replica.text(), "hello");
    assert_eq!(replica.header("x-amz-version-id"), version.as_deref());
    for (name, value) in [
        ("x-amz-replication-status", "REPLICA"),
        ("x-amz-storage-class", "GLACIER_IR"),
        ("x-amz-meta-mood", "fine"),
        ("x-amz-tagging-count", "1"),
        ("content-type", "text/plain"),
    ] {
        assert_eq!(replica.header(name), Some(value));
    }
    assert_eq!(keys_of(&server, "copy"), 1);
    let plain = request(&server, "HEAD", "/pail/other").send();
    assert_eq!(plain.header("x-amz-replication-status"), None);
}

// User guide: changes of tags follow; removals of versions never do; delete markers do if asked.
#[test]
fn tags_and_markers_follow_and_removals_do_not() {
    let server = with_two_buckets();
    let markers = rule("", "", "copy").replace(
        "<DeleteMarkerReplication><Status>Disabled",
        "<DeleteMarkerReplication><Status>Enabled",
    );
    assert_eq!(
        configure(&server, "replication", &replication(&markers)).status,
        200
    );
    let written = put(&server, "a", "1");
    let first = written.header("x-amz-version-id").expect("a version");
    let tags = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";
    assert_eq!(ended(&server, "/pail/a"), "COMPLETED");
    let tagged = request(&server, "PUT", "/pail/a?tagging").body(tags).send();
    assert_eq!(tagged.status, 200);
    eventually(|| get(&server, "/copy/a?tagging").element("Key"));
    request(&server, "DELETE", "/pail/a").send();
    eventually(|| (get(&server, "/copy/a").status == 404).then_some(()));
    let removed = request(&server, "DELETE", &format!("/pail/a?versionId={first}")).send();
    assert_eq!(removed.status, 204);
    let kept = format!("/copy/a?versionId={first}");
    assert_eq!(get(&server, &kept).text(), "1");
    assert_eq!(request(&server, "DELETE", &kept).send().status, 204);
    assert_eq!(get(&server, &kept).status, 404);
}

// The newest version is the same one on both sides, however fast they came.
#[test]
fn versions_arrive_in_their_order() {
    let server = with_two_buckets();
    let body = replication(&rule("", "", "copy"));
    assert_eq!(configure(&server, "replication", &body).status, 200);
    for number in 0..50 {
        put(&server, "a", &number.to_string());
    }
    assert_eq!(ended(&server, "/pail/a"), "COMPLETED");
    assert_eq!(get(&server, "/copy/a").text(), "49");
    let versions = get(&server, "/copy?versions").text();
    assert_eq!(versions.matches("<Version>").count(), 50);
}

// User guide, "Getting replication status information".
#[test]
fn a_destination_that_is_gone_is_a_failure() {
    let server = with_two_buckets();
    let body = replication(&rule("", "", "copy"));
    assert_eq!(configure(&server, "replication", &body).status, 200);
    assert_eq!(request(&server, "DELETE", "/copy").send().status, 204);
    put(&server, "a", "x");
    assert_eq!(ended(&server, "/pail/a"), "FAILED");
    let suspended = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    assert_error(
        &configure(&server, "versioning", suspended),
        409,
        "<Code>InvalidBucketState</Code><Message>A replication configuration is present on this \
         bucket, so the versioning state cannot be changed.</Message>",
    );
}
