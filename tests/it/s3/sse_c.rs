//! SSE-C across operations.

use super::{assert_error, get, put, request, with_bucket};
use crate::harness::{Reply, Request, TestServer};

/// A key and its MD5.
type Key = (&'static str, &'static str);

const KEY: Key = (
    "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
    "mT2HRsMGJ5IX5C+0rreZ8Q==",
);
const OTHER: Key = (
    "b29vb29vb29vb29vb29vb29vb29vb29vb29vb29vb28=",
    "PU6HMsdu0iozac5HrrKJcg==",
);
const SHORT: Key = ("c3Nzc3Nzc3Nzcw==", "AzyRMX+bZ5UQaoJc+O93PQ==");

const NEEDED: &str = "<Code>InvalidRequest</Code><Message>The object was stored using a form of Server \
                      Side Encryption. The correct parameters must be provided to retrieve the object.\
                      </Message>";
const WRONG: &str = "<Code>AccessDenied</Code><Message>Requests specifying Server Side Encryption with \
                     Customer provided keys must provide the correct secret key.</Message>";
const BEGAN: &str = "<Code>InvalidRequest</Code><Message>The multipart upload initiate requested \
                     encryption. Subsequent part requests must include the appropriate encryption \
                     parameters.</Message>";
const NOT_THE_UPLOADS: &str = "<Code>InvalidRequest</Code><Message>The provided encryption parameters \
                               did not match the ones used originally.</Message>";

/// `pail` takes SSE-C.
fn with_sse_c() -> TestServer {
    let server = with_bucket();
    let body = "<ServerSideEncryptionConfiguration><Rule><BlockedEncryptionTypes><EncryptionType>NONE\
                </EncryptionType></BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>";
    let reply = request(&server, "PUT", "/pail?encryption")
        .body(body)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    server
}

fn with_key(request: Request, (key, md5): Key) -> Request {
    with_headers(request, "x-amz-server-side-encryption-customer", key, md5)
}

fn with_source_key(request: Request, (key, md5): Key) -> Request {
    with_headers(
        request,
        "x-amz-copy-source-server-side-encryption-customer",
        key,
        md5,
    )
}

fn with_headers(request: Request, prefix: &str, key: &str, md5: &str) -> Request {
    request
        .header(&format!("{prefix}-algorithm"), "AES256")
        .header(&format!("{prefix}-key"), key)
        .header(&format!("{prefix}-key-MD5"), md5)
}

fn write(server: &TestServer, key: &str, with: Key) -> Reply {
    let write = request(server, "PUT", &format!("/pail/{key}")).body("x");
    with_key(write, with).send()
}

fn read(server: &TestServer, target: &str, with: Key) -> Reply {
    with_key(request(server, "GET", target), with).send()
}

fn asserts_key(reply: &Reply, (_, md5): Key) {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let shown = ["algorithm", "key-md5"]
        .map(|name| reply.header(&format!("x-amz-server-side-encryption-customer-{name}")));
    assert_eq!(shown, [Some("AES256"), Some(md5)]);
    assert_eq!(reply.header("x-amz-server-side-encryption"), None);
}

// Recorded: headers, ETag and refusals.
#[test]
fn an_object_is_read_with_its_key_alone() {
    let server = with_sse_c();
    let written = write(&server, "k", KEY);
    asserts_key(&written, KEY);
    assert_ne!(
        written.header("etag"),
        Some("\"9dd4e461268c8034f5c8564e155c67a6\"")
    );
    assert_ne!(
        written.header("etag"),
        write(&server, "k2", KEY).header("etag")
    );
    let reply = read(&server, "/pail/k", KEY);
    asserts_key(&reply, KEY);
    assert_eq!(
        (reply.text().as_str(), reply.header("etag")),
        ("x", written.header("etag"))
    );
    let attributes = || {
        request(&server, "GET", "/pail/k?attributes")
            .header("x-amz-object-attributes", "ObjectSize")
    };
    assert_eq!(with_key(attributes(), KEY).send().status, 200);
    for (without, wrong) in [
        (get(&server, "/pail/k"), read(&server, "/pail/k", OTHER)),
        (attributes().send(), with_key(attributes(), SHORT).send()),
    ] {
        assert_error(&without, 400, NEEDED);
        assert_error(&wrong, 403, WRONG);
    }
    let head = request(&server, "HEAD", "/pail/k").send();
    assert_eq!((head.status, head.body.len()), (400, 0));
    let head = with_key(request(&server, "HEAD", "/pail/k"), KEY).send();
    asserts_key(&head, KEY);
    put(&server, "plain", "x");
    assert_error(
        &read(&server, "/pail/plain", KEY),
        400,
        "<Code>InvalidRequest</Code><Message>The encryption parameters are not applicable to this \
         object.</Message>",
    );
    assert_eq!(request(&server, "DELETE", "/pail/k").send().status, 204);
}

// Recorded, in this order; the digest's texts are AWS's too.
#[test]
fn wrong_keys_are_refused() {
    let server = with_sse_c();
    let refused = |headers: &[(&str, &str)], message: &str| {
        let mut write = request(&server, "PUT", "/pail/k").body("x");
        for (name, value) in headers {
            let name = format!("x-amz-server-side-encryption-customer-{name}");
            write = write.header(&name, value);
        }
        assert_error(
            &write.send(),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>{message}</Message>\
                 <ArgumentName>x-amz-server-side-encryption</ArgumentName>"
            ),
        );
    };
    const MUST: &str = "Requests specifying Server Side Encryption with Customer provided keys must \
                        provide";
    let algorithm = ("algorithm", "AES256");
    refused(
        &[("key", KEY.0), ("key-MD5", KEY.1)],
        &format!("{MUST} a valid encryption algorithm."),
    );
    refused(&[algorithm], &format!("{MUST} an appropriate secret key."));
    refused(
        &[algorithm, ("key", KEY.0)],
        &format!("{MUST} the client calculated MD5 of the secret key."),
    );
    refused(
        &[algorithm, ("key", SHORT.0), ("key-MD5", KEY.1)],
        "The calculated MD5 hash of the key did not match the hash that was provided.",
    );
    refused(
        &[algorithm, ("key", SHORT.0), ("key-MD5", SHORT.1)],
        "The secret key was invalid for the specified algorithm.",
    );
    let kms = request(&server, "PUT", "/pail/k")
        .header("x-amz-server-side-encryption-customer-algorithm", "KMS");
    assert_error(
        &kms.send(),
        400,
        "<Code>InvalidEncryptionAlgorithmError</Code><Message>The Encryption request you specified \
         is not valid. Supported value: AES256.</Message>\
         <ArgumentName>x-amz-server-side-encryption</ArgumentName><ArgumentValue>KMS</ArgumentValue>",
    );
    let both = request(&server, "PUT", "/pail/k").header("x-amz-server-side-encryption", "AES256");
    assert_error(
        &with_key(both, KEY).send(),
        400,
        "<Code>InvalidArgument</Code><Message>Server Side Encryption with Customer provided key is \
         incompatible with the encryption method specified</Message>\
         <ArgumentName>x-amz-server-side-encryption</ArgumentName>\
         <ArgumentValue>AES256</ArgumentValue>",
    );
    assert_eq!(get(&server, "/pail/k").status, 404);
}

// User guide, "Blocking or unblocking SSE-C for a general purpose bucket" and "Troubleshoot access
// denied errors"; what is there can still be read.
#[test]
fn a_new_bucket_blocks_sse_c() {
    let denied = |action: &str| {
        format!(
            "<Code>AccessDenied</Code><Message>User: arn:aws:iam::000000000000:root is not authorized \
             to perform: s3:{action} on resource: &quot;arn:aws:s3:::pail/k&quot; because this bucket \
             has blocked upload requests that specify Server Side Encryption with Customer provided \
             keys (SSE-C). Please specify a different server-side encryption type</Message>"
        )
    };
    let server = with_bucket();
    assert_error(&write(&server, "k", SHORT), 403, &denied("PutObject"));
    put(&server, "plain", "x");
    let copy = request(&server, "PUT", "/pail/k").header("x-amz-copy-source", "pail/plain");
    assert_error(&with_key(copy, KEY).send(), 403, &denied("CopyObject"));
    let begin = request(&server, "POST", "/pail/k?uploads");
    assert_error(
        &with_key(begin, KEY).send(),
        403,
        &denied("CreateMultipartUpload"),
    );
    let server = with_sse_c();
    write(&server, "k", KEY);
    assert_eq!(
        request(&server, "DELETE", "/pail?encryption").send().status,
        204
    );
    assert_eq!(write(&server, "k", KEY).status, 403);
    assert_eq!(read(&server, "/pail/k", KEY).text(), "x");
}

// Recorded.
#[test]
fn an_upload_goes_on_with_the_key_it_began_with() {
    let server = with_sse_c();
    let begun = with_key(request(&server, "POST", "/pail/k?uploads"), KEY).send();
    asserts_key(&begun, KEY);
    let id = begun.element("UploadId").unwrap();
    let part = || {
        request(
            &server,
            "PUT",
            &format!("/pail/k?partNumber=1&uploadId={id}"),
        )
        .body("x")
    };
    assert_error(&part().send(), 400, BEGAN);
    assert_error(&with_key(part(), OTHER).send(), 400, NOT_THE_UPLOADS);
    let uploaded = with_key(part(), KEY).send();
    asserts_key(&uploaded, KEY);
    let etag = uploaded.header("etag").unwrap();
    let completed = super::complete(&server, "k", &id, &[(1, etag)]);
    assert_eq!(completed.status, 200, "{}", completed.text());
    let reply = read(&server, "/pail/k?partNumber=1", KEY);
    assert_eq!((reply.status, reply.text().as_str()), (206, "x"));

    let plain = super::begin(&server, "plain", &[]);
    let part = request(
        &server,
        "PUT",
        &format!("/pail/plain?partNumber=1&uploadId={plain}"),
    );
    assert_error(&with_key(part, KEY).send(), 400, BEGAN);
}

// API_CompleteMultipartUpload: the key is needed again where there are checksums.
#[test]
fn an_upload_with_checksums_ends_with_its_key() {
    let server = with_sse_c();
    let begun = request(&server, "POST", "/pail/k?uploads")
        .header("x-amz-checksum-algorithm", "CRC32")
        .header("x-amz-checksum-type", "FULL_OBJECT");
    let id = with_key(begun, KEY).send().element("UploadId").unwrap();
    let part = request(
        &server,
        "PUT",
        &format!("/pail/k?partNumber=1&uploadId={id}"),
    )
    .header("x-amz-checksum-crc32", "jNwWgw==")
    .body("x");
    let etag = with_key(part, KEY).send();
    let body = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{}</ETag></Part>\
         </CompleteMultipartUpload>",
        etag.header("etag").unwrap()
    );
    let complete =
        || request(&server, "POST", &format!("/pail/k?uploadId={id}")).body(body.clone());
    assert_error(&complete().send(), 400, BEGAN);
    assert_error(&with_key(complete(), OTHER).send(), 400, NOT_THE_UPLOADS);
    assert_eq!(with_key(complete(), KEY).send().status, 200);
}

// Recorded: a copy without an encryption of its own is under SSE-S3, its ETag an MD5 again.
#[test]
fn a_copy_needs_the_key_of_its_source() {
    let server = with_sse_c();
    write(&server, "k", KEY);
    let copy = |target: &str| request(&server, "PUT", target).header("x-amz-copy-source", "pail/k");
    assert_error(&copy("/pail/c").send(), 400, NEEDED);
    assert_error(&with_source_key(copy("/pail/c"), OTHER).send(), 403, WRONG);
    let plain = with_source_key(copy("/pail/c"), KEY).send();
    assert_eq!(plain.header("x-amz-server-side-encryption"), Some("AES256"));
    assert_eq!(
        plain.element("ETag").as_deref(),
        Some("&quot;9dd4e461268c8034f5c8564e155c67a6&quot;")
    );
    let renewed = with_key(with_source_key(copy("/pail/k"), KEY), OTHER).send();
    asserts_key(&renewed, OTHER);
    assert_eq!(read(&server, "/pail/k", OTHER).text(), "x");

    let id = super::begin(&server, "p", &[]);
    let part = || copy(&format!("/pail/p?partNumber=1&uploadId={id}"));
    assert_error(&part().send(), 400, NEEDED);
    let copied = with_source_key(part(), OTHER).send();
    assert_eq!(
        copied.header("x-amz-server-side-encryption"),
        Some("AES256")
    );
}
