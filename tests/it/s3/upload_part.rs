//! UploadPart.

use super::{
    MD5_OF_X, assert_error, begin, complete, get, request, with_bucket, with_locking_bucket,
};

// Recorded.
#[test]
fn a_part_answers_with_etag_and_encryption() {
    let server = with_bucket();
    let id = begin(&server, "k", &[]);
    let reply = request(
        &server,
        "PUT",
        &format!("/pail/k?partNumber=1&uploadId={id}"),
    )
    .header("x-amz-checksum-crc32", "y/Q5Jg==")
    .body("123456789")
    .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        reply.header("etag"),
        Some("\"25f9e794323b453885f5181f1b624d0b\"")
    );
    assert_eq!(reply.header("x-amz-server-side-encryption"), Some("AES256"));
    assert_eq!(reply.header("x-amz-checksum-crc32"), Some("y/Q5Jg=="));
}

// Recorded.
#[test]
fn numbers_and_uploads_are_checked() {
    let server = with_bucket();
    let id = begin(&server, "k", &[]);
    for number in ["0", "10001", "x"] {
        assert_error(
            &request(
                &server,
                "PUT",
                &format!("/pail/k?partNumber={number}&uploadId={id}"),
            )
            .send(),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>Part number must be an integer between 1 and \
                 10000, inclusive</Message><ArgumentName>partNumber</ArgumentName>\
                 <ArgumentValue>{number}</ArgumentValue>"
            ),
        );
    }
    for target in [
        "/pail/k?partNumber=1&uploadId=x",
        "/pail/other?partNumber=1&uploadId=x",
    ] {
        assert_error(
            &request(&server, "PUT", target).body("x").send(),
            404,
            "<Code>NoSuchUpload</Code><Message>The specified upload does not exist. The upload ID \
             may be invalid, or the upload may have been aborted or completed.</Message>\
             <UploadId>x</UploadId>",
        );
    }
    let half = request(&server, "PUT", "/pail/k?partNumber=1")
        .body("x")
        .send();
    assert_eq!(half.element("Code").as_deref(), Some("InvalidArgument"));
}

// Recorded: the upload's algorithm is the part's.
#[test]
fn the_checksum_algorithm_is_the_uploads() {
    let server = with_bucket();
    let id = begin(&server, "k", &[("x-amz-checksum-algorithm", "CRC32C")]);
    let target = format!("/pail/k?partNumber=1&uploadId={id}");
    let mismatch = |actual: &str| {
        format!(
            "<Code>InvalidRequest</Code><Message>Checksum Type mismatch occurred, expected checksum \
             Type: crc32c, actual checksum Type: {actual}</Message>"
        )
    };
    let crc32 = request(&server, "PUT", &target).header("x-amz-checksum-crc32", "y/Q5Jg==");
    assert_error(&crc32.body("123456789").send(), 400, &mismatch("crc32"));
    assert_error(
        &request(&server, "PUT", &target).body("x").send(),
        400,
        &mismatch("null"),
    );
    let wrong = request(&server, "PUT", &target).header("x-amz-checksum-crc32c", "y/Q5Jg==");
    assert_error(
        &wrong.body("123456789").send(),
        400,
        "<Code>BadDigest</Code><Message>The CRC32C you specified did not match the calculated \
         checksum.</Message>",
    );
    let right = request(&server, "PUT", &target).header("x-amz-checksum-crc32c", "4waSgw==");
    assert_eq!(
        right
            .body("123456789")
            .send()
            .header("x-amz-checksum-crc32c"),
        Some("4waSgw==")
    );
}

// AWS's text; API_UploadPart, Content-MD5.
#[test]
fn a_part_of_a_locked_object_brings_a_digest() {
    let server = with_locking_bucket();
    let lock = [
        ("x-amz-object-lock-mode", "GOVERNANCE"),
        (
            "x-amz-object-lock-retain-until-date",
            "2030-01-01T00:00:00Z",
        ),
    ];
    let id = begin(&server, "k", &lock);
    let target = format!("/pail/k?partNumber=1&uploadId={id}");
    let part = || request(&server, "PUT", &target).body("x");
    assert_error(
        &part().send(),
        400,
        "<Code>InvalidRequest</Code><Message>Content-MD5 OR x-amz-checksum- HTTP header is required \
         for Put Part requests with Object Lock parameters</Message>",
    );
    let part = part().header("content-md5", MD5_OF_X).send();
    let etag = part.header("etag").unwrap();
    assert_eq!(complete(&server, "k", &id, &[(1, etag)]).status, 200);
    let locked = get(&server, "/pail/k");
    assert_eq!(locked.header("x-amz-object-lock-mode"), Some("GOVERNANCE"));
    assert_eq!(
        locked.header("x-amz-object-lock-retain-until-date"),
        Some("2030-01-01T00:00:00.000Z")
    );
}
