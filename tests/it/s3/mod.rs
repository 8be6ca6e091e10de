//! S3 through the front door, one file an operation.

mod abort_multipart_upload;
mod access;
mod bucket_abac;
mod bucket_accelerate_configuration;
mod bucket_acl;
mod bucket_analytics_configuration;
mod bucket_cors;
mod bucket_encryption;
mod bucket_intelligent_tiering_configuration;
mod bucket_inventory_configuration;
mod bucket_lifecycle_configuration;
mod bucket_logging;
mod bucket_metrics_configuration;
mod bucket_notification_configuration;
mod bucket_ownership_controls;
mod bucket_policy;
mod bucket_replication;
mod bucket_request_payment;
mod bucket_tagging;
mod bucket_website;
mod complete_multipart_upload;
mod copy_object;
mod create_bucket;
mod create_multipart_upload;
mod create_session;
mod delete_bucket;
mod delete_object;
mod delete_object_tagging;
mod delete_objects;
mod directory_buckets;
mod fresh_bucket;
mod get_bucket_location;
mod get_bucket_policy_status;
mod get_bucket_versioning;
mod get_object;
mod get_object_acl;
mod get_object_attributes;
mod get_object_legal_hold;
mod get_object_retention;
mod get_object_tagging;
mod head_bucket;
mod head_object;
mod lifecycle;
mod list_buckets;
mod list_directory_buckets;
mod list_multipart_uploads;
mod list_object_versions;
mod list_objects;
mod list_objects_v2;
mod list_parts;
mod model;
mod not_implemented;
mod notifications;
mod object_lock_configuration;
mod post_object;
mod public_access_block;
mod put_bucket_versioning;
mod put_object;
mod put_object_acl;
mod put_object_legal_hold;
mod put_object_retention;
mod put_object_tagging;
mod rename_object;
mod restore_object;
mod select_object_content;
mod sse_c;
mod sse_kms;
mod update_object_encryption;
mod upload_part;
mod upload_part_copy;
mod website;

use crate::harness::{Reply, Request, TestServer};

/// A moment in whole seconds, for a clock that stands still: Sun, 22 Nov 2026 07:38:00 GMT.
const NOW_MS: i64 = 1_795_333_080_000;

/// A server whose clock stands still, with one empty bucket named `pail`.
fn with_bucket() -> TestServer {
    let server = TestServer::with(|config| config.clock = ruststack::Clock::frozen(NOW_MS));
    let made = request(&server, "PUT", "/pail").send();
    assert_eq!(made.status, 200, "{}", made.text());
    server
}

/// A directory bucket in zone use1-az4.
const DIRECTORY: &str = "pail--use1-az4--x-s3";

/// What CreateBucket needs to make a directory bucket in a zone.
fn directory_in(zone: &str) -> String {
    format!(
        "<CreateBucketConfiguration><Location><Name>{zone}</Name><Type>AvailabilityZone</Type>\
         </Location><Bucket><DataRedundancy>SingleAvailabilityZone</DataRedundancy>\
         <Type>Directory</Type></Bucket></CreateBucketConfiguration>"
    )
}

/// A server whose clock is given, with one empty directory bucket, [`DIRECTORY`].
fn with_directory(clock: &ruststack::Clock) -> TestServer {
    let server = TestServer::with(|config| config.clock = clock.clone());
    let made = request(&server, "PUT", &format!("/{DIRECTORY}"))
        .body(directory_in("use1-az4"))
        .send();
    assert_eq!(made.status, 200, "{}", made.text());
    server
}

/// The MD5 of `x`, as Content-MD5 has it.
const MD5_OF_X: &str = "ndTkYSaMgDT1yFZOFVxnpg==";

/// What a locked version answers to whoever would delete it (recorded).
const PROTECTED: &str = "<Code>AccessDenied</Code><Message>Access Denied because object protected by \
                         object lock.</Message>";

/// As [`with_bucket`], with a bucket that locks its objects.
fn with_locking_bucket() -> TestServer {
    let server = TestServer::with(|config| config.clock = ruststack::Clock::frozen(NOW_MS));
    make_locking_bucket(&server);
    server
}

fn make_locking_bucket(server: &TestServer) {
    let made = request(server, "PUT", "/pail").header("x-amz-bucket-object-lock-enabled", "true");
    assert_eq!(made.send().status, 200);
}

/// Stores `x` in `pail` under a retention, and gives its version.
fn put_locked(server: &TestServer, key: &str, mode: &str, until: &str) -> String {
    let reply = request(server, "PUT", &format!("/pail/{key}"))
        .header("x-amz-object-lock-mode", mode)
        .header("x-amz-object-lock-retain-until-date", until)
        .header("content-md5", MD5_OF_X)
        .body("x")
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply
        .header("x-amz-version-id")
        .expect("a version")
        .to_owned()
}

/// Puts a version under a legal hold, or lifts it.
fn hold(server: &TestServer, target: &str, status: &str) -> Reply {
    let separator = if target.contains('?') { '&' } else { '?' };
    request(server, "PUT", &format!("{target}{separator}legal-hold"))
        .body(format!("<LegalHold><Status>{status}</Status></LegalHold>"))
        .send()
}

/// A request signed for S3 in us-east-1.
fn request(server: &TestServer, method: &str, target: &str) -> Request {
    server.request(method, target).signed("s3")
}

/// Stores an object in `pail`.
fn put(server: &TestServer, key: &str, body: &str) -> Reply {
    let reply = request(server, "PUT", &format!("/pail/{key}"))
        .body(body)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply
}

/// Enables or suspends the versioning of `pail`.
fn set_versioning(server: &TestServer, status: &str) {
    let body =
        format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
    let reply = request(server, "PUT", "/pail?versioning").body(body).send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// Lets everybody read, list and write `pail`.
fn open_to_all(server: &TestServer) {
    let reply = request(server, "DELETE", "/pail?publicAccessBlock").send();
    assert_eq!(reply.status, 204, "{}", reply.text());
    let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*",
        "Action": ["s3:GetObject", "s3:ListBucket", "s3:PutObject"],
        "Resource": ["arn:aws:s3:::pail", "arn:aws:s3:::pail/*"]}}"#;
    let reply = configure(server, "policy", policy);
    assert_eq!(reply.status, 204, "{}", reply.text());
}

fn get(server: &TestServer, target: &str) -> Reply {
    request(server, "GET", target).send()
}

/// Writes a configuration of `pail`.
fn configure(server: &TestServer, subresource: &str, body: &str) -> Reply {
    request(server, "PUT", &format!("/pail?{subresource}"))
        .body(body)
        .send()
}

/// A whole document as S3 writes it.
fn document(root: &str, inner: &str) -> String {
    let start = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <{root} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""
    );
    match inner {
        "" => format!("{start}/>"),
        inner => format!("{start}>{inner}</{root}>"),
    }
}

/// Asserts status and the whole error document, ids left out.
#[track_caller]
fn assert_error(reply: &Reply, status: u16, inner: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    let request_id = reply.header("x-amz-request-id").expect("an id");
    let host_id = reply.header("x-amz-id-2").expect("a host id");
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>{inner}\
         <RequestId>{request_id}</RequestId><HostId>{host_id}</HostId></Error>"
    );
    assert_eq!(reply.text(), expected);
    assert_eq!(reply.header("content-type"), Some("application/xml"));
}

/// Begins an upload and gives its id.
fn begin(server: &TestServer, key: &str, headers: &[(&str, &str)]) -> String {
    let mut begin = request(server, "POST", &format!("/pail/{key}?uploads"));
    for (name, value) in headers {
        begin = begin.header(name, value);
    }
    let reply = begin.send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.element("UploadId").expect("an upload id")
}

/// Uploads a part and gives its ETag, quotes included.
fn part(
    server: &TestServer,
    key: &str,
    id: &str,
    number: usize,
    body: impl Into<Vec<u8>>,
) -> String {
    let target = format!("/pail/{key}?partNumber={number}&uploadId={id}");
    let reply = request(server, "PUT", &target).body(body).send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.header("etag").expect("an ETag").to_owned()
}

/// Completes an upload with parts as (number, ETag).
fn complete(server: &TestServer, key: &str, id: &str, parts: &[(usize, &str)]) -> Reply {
    let mut body = String::from("<CompleteMultipartUpload>");
    for (number, etag) in parts {
        body.push_str(&format!(
            "<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>"
        ));
    }
    body.push_str("</CompleteMultipartUpload>");
    request(server, "POST", &format!("/pail/{key}?uploadId={id}"))
        .body(body)
        .send()
}
