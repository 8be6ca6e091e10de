//! GetBucketReplication, PutBucketReplication, DeleteBucketReplication.

use super::{assert_error, configure, document, get, request, set_versioning, with_bucket};
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
