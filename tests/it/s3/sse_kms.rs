//! SSE-S3, SSE-KMS and DSSE-KMS across operations.

use super::{assert_error, begin, complete, get, part, put, request, with_bucket};
use crate::harness::{Reply, TestServer};

const METHOD: &str = "x-amz-server-side-encryption";
const KEY_ID: &str = "x-amz-server-side-encryption-aws-kms-key-id";
const CONTEXT: &str = "x-amz-server-side-encryption-context";
const BUCKET_KEY: &str = "x-amz-server-side-encryption-bucket-key-enabled";
const ARN: &str = "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const MD5_OF_X: &str = "\"9dd4e461268c8034f5c8564e155c67a6\"";

fn write(server: &TestServer, key: &str, headers: &[(&str, &str)]) -> Reply {
    let mut write = request(server, "PUT", &format!("/pail/{key}")).body("x");
    for (name, value) in headers {
        write = write.header(name, value);
    }
    write.send()
}

/// Method, key and bucket key.
fn shown(reply: &Reply) -> (Option<&str>, Option<&str>, Option<&str>) {
    (
        reply.header(METHOD),
        reply.header(KEY_ID),
        reply.header(BUCKET_KEY),
    )
}

// API_PutObject, API_GetObject: the context is shown to its writer alone. API_Object, ETag.
#[test]
fn an_object_shows_its_method_and_key() {
    let server = with_bucket();
    let headers = [
        (METHOD, "aws:kms"),
        (KEY_ID, "1234abcd-12ab-34cd-56ef-1234567890ab"),
        (BUCKET_KEY, "true"),
        (CONTEXT, "eyJ0ZWFtIjoiYmx1ZSJ9"),
    ];
    let written = write(&server, "k", &headers);
    assert_eq!(shown(&written), (Some("aws:kms"), Some(ARN), Some("true")));
    assert_eq!(written.header(CONTEXT), Some("eyJ0ZWFtIjoiYmx1ZSJ9"));
    let read = get(&server, "/pail/k");
    assert_eq!(read.text(), "x");
    assert_eq!(shown(&read), (Some("aws:kms"), Some(ARN), Some("true")));
    assert_eq!(read.header(CONTEXT), None);
    assert_eq!(read.header("etag"), written.header("etag"));
    assert_ne!(read.header("etag"), Some(MD5_OF_X));
    let dual = write(
        &server,
        "dual",
        &[(METHOD, "aws:kms:dsse"), (BUCKET_KEY, "true")],
    );
    assert_eq!(dual.header(METHOD), Some("aws:kms:dsse"));
    assert_eq!(dual.header(BUCKET_KEY), None);
    assert_ne!(dual.header("etag"), Some(MD5_OF_X));
}

// API_PutObject: AWS's own key where none is named, by its ARN.
#[test]
fn aws_own_key_is_the_same_each_time() {
    let server = with_bucket();
    let own = write(&server, "k", &[(METHOD, "aws:kms")]);
    let arn = own.header(KEY_ID).unwrap();
    let start = "arn:aws:kms:us-east-1:000000000000:key/";
    assert_eq!(
        (
            arn.strip_prefix(start).map(str::len),
            own.header(BUCKET_KEY)
        ),
        (Some(36), None)
    );
    let alias = write(
        &server,
        "k",
        &[(METHOD, "aws:kms"), (KEY_ID, "alias/aws/s3")],
    );
    assert_eq!(alias.header(KEY_ID), Some(arn));
}

// AWS's texts; recorded: the wrong key id.
#[test]
fn wrong_methods_and_keys_are_refused() {
    let server = with_bucket();
    let argument = |message: &str, name: &str, value: &str| {
        format!(
            "<Code>InvalidArgument</Code><Message>{message}</Message><ArgumentName>{name}\
             </ArgumentName>{value}"
        )
    };
    let unknown = "The encryption method specified is not supported";
    let without = "Server Side Encryption with AWS KMS managed key requires HTTP header \
                   x-amz-server-side-encryption : aws:kms";
    let context = "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 \
                   string holding JSON which represents a string-string map";
    for (headers, inner) in [
        (
            vec![(METHOD, "aes:kms")],
            argument(unknown, METHOD, "<ArgumentValue>aes:kms</ArgumentValue>"),
        ),
        (
            vec![(METHOD, "")],
            argument(unknown, METHOD, "<ArgumentValue></ArgumentValue>"),
        ),
        (vec![(KEY_ID, ARN)], argument(without, METHOD, "")),
        (
            vec![(METHOD, "AES256"), (KEY_ID, ARN)],
            argument(without, METHOD, ""),
        ),
        (
            vec![(METHOD, "aws:kms"), (CONTEXT, "eyJuIjoxfQ==")],
            argument(
                context,
                CONTEXT,
                "<ArgumentValue>eyJuIjoxfQ==</ArgumentValue>",
            ),
        ),
        (
            vec![(METHOD, "aws:kms"), (KEY_ID, "fake-key-id")],
            "<Code>KMS.NotFoundException</Code><Message>Invalid keyId 'fake-key-id'</Message>"
                .into(),
        ),
    ] {
        assert_error(&write(&server, "k", &headers), 400, &inner);
    }
    assert_eq!(get(&server, "/pail/k").status, 404);
}

// API_GetObject; AWS's answer to UploadPart, listings and others.
#[test]
fn only_what_stores_an_object_names_a_method() {
    let server = with_bucket();
    put(&server, "k", "x");
    let read = request(&server, "GET", "/pail/k").header(METHOD, "AES256");
    assert_error(
        &read.send(),
        400,
        "<Code>InvalidArgument</Code><Message>x-amz-server-side-encryption header is not supported \
         for this operation.</Message><ArgumentName>x-amz-server-side-encryption</ArgumentName>\
         <ArgumentValue>AES256</ArgumentValue>",
    );
    for (method, target) in [
        ("PUT", "/pail/k?partNumber=1&uploadId=x"),
        ("GET", "/pail"),
        ("DELETE", "/pail/k"),
    ] {
        let other = request(&server, method, target).header(METHOD, "AES256");
        let code = other.send().element("Code");
        assert_eq!(
            code.as_deref(),
            Some("InvalidArgument"),
            "{method} {target}"
        );
    }
    let head = request(&server, "HEAD", "/pail/k")
        .header(METHOD, "aws:kms")
        .send();
    assert_eq!(head.status, 400);
}

// API_CreateMultipartUpload, API_UploadPart, API_CompleteMultipartUpload.
#[test]
fn an_upload_keeps_the_encryption_it_began_with() {
    let server = with_bucket();
    let begun = request(&server, "POST", "/pail/k?uploads")
        .header(METHOD, "aws:kms")
        .header(KEY_ID, ARN);
    assert_eq!(shown(&begun.send()), (Some("aws:kms"), Some(ARN), None));
    let id = begin(&server, "k", &[(METHOD, "aws:kms"), (KEY_ID, ARN)]);
    let etag = part(&server, "k", &id, 1, "x");
    assert_ne!(etag, MD5_OF_X);
    assert_eq!(part(&server, "k", &id, 1, "x"), etag);
    assert_ne!(part(&server, "k", &id, 2, "x"), etag);
    let listed = get(&server, &format!("/pail/k?uploadId={id}"));
    assert_eq!(listed.element("ETag"), Some(etag.replace('"', "&quot;")));
    let completed = complete(&server, "k", &id, &[(1, &etag)]);
    assert_eq!(shown(&completed), (Some("aws:kms"), Some(ARN), None));
    let read = get(&server, "/pail/k");
    assert_eq!(
        (read.text().as_str(), shown(&read)),
        ("x", (Some("aws:kms"), Some(ARN), None))
    );
    assert!(read.header("etag").unwrap().ends_with("-1\""));
}

// API_CopyObject: the copy's encryption is asked for anew; a change of it is reason enough.
#[test]
fn a_copy_changes_encryption() {
    let server = with_bucket();
    write(&server, "k", &[(METHOD, "aws:kms"), (KEY_ID, ARN)]);
    let copy = |target: &str, headers: &[(&str, &str)]| {
        let mut copied = vec![("x-amz-copy-source", "pail/k")];
        copied.extend_from_slice(headers);
        let mut copy = request(&server, "PUT", target);
        for (name, value) in copied {
            copy = copy.header(name, value);
        }
        copy.send()
    };
    let plain = copy("/pail/plain", &[]);
    assert_eq!(shown(&plain), (Some("AES256"), None, None));
    assert_eq!(get(&server, "/pail/plain").header("etag"), Some(MD5_OF_X));
    let same = copy("/pail/k", &[]);
    assert_eq!(same.element("Code").as_deref(), Some("InvalidRequest"));
    assert_eq!(copy("/pail/k", &[(METHOD, "aws:kms:dsse")]).status, 200);
    assert_eq!(get(&server, "/pail/k").header(METHOD), Some("aws:kms:dsse"));
    assert_eq!(copy("/pail/k", &[(METHOD, "AES256")]).status, 200);
    assert_eq!(get(&server, "/pail/k").header("etag"), Some(MD5_OF_X));
}
