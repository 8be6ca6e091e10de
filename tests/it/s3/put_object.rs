//! PutObject.

use std::io::{Read, Write};

use super::{
    MD5_OF_X, assert_error, get, put, request, set_versioning, with_bucket, with_locking_bucket,
};

// Recorded: ETag, AES256, and a CRC64NVME nobody asked for.
#[test]
fn a_put_answers_with_etag_encryption_and_checksum() {
    let server = with_bucket();
    let reply = put(&server, "k", "123456789");
    assert_eq!(
        reply.header("etag"),
        Some("\"25f9e794323b453885f5181f1b624d0b\"")
    );
    assert_eq!(reply.header("x-amz-server-side-encryption"), Some("AES256"));
    assert_eq!(
        reply.header("x-amz-checksum-crc64nvme"),
        Some("rosUhgp5mIg=")
    );
    assert_eq!(reply.header("x-amz-checksum-type"), Some("FULL_OBJECT"));
    assert_eq!(reply.header("content-length"), Some("0"));
    assert_eq!(reply.header("content-type"), None);
}

#[test]
fn a_put_replaces_what_was_there() {
    let server = with_bucket();
    put(&server, "k", "old");
    put(&server, "k", "new");
    assert_eq!(get(&server, "/pail/k").text(), "new");
}

#[test]
fn the_bucket_must_be_there_and_ones_own() {
    let server = with_bucket();
    assert_error(
        &request(&server, "PUT", "/nowhere/k").body("x").send(),
        404,
        "<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message>\
         <BucketName>nowhere</BucketName>",
    );
    let foreign = server
        .request("PUT", "/pail/k")
        .signed_as("111122223333", "us-east-1", "s3");
    assert_error(
        &foreign.body("x").send(),
        403,
        "<Code>AccessDenied</Code><Message>Access Denied</Message>",
    );
}

// User guide: at most 1024 bytes of UTF-8, and no key is a path.
#[test]
fn every_text_of_up_to_1024_bytes_is_a_key_of_its_own() {
    let server = with_bucket();
    let longest = "a".repeat(1024);
    let keys = [
        "a",
        "A",
        "a/",
        "a//b",
        "/",
        "..",
        "../../etc/passwd",
        "%00",
        "%F0%9F%98%80",
        "a%20b",
        "a+b",
        "%25",
        "%3F",
        &longest,
    ];
    for key in keys {
        put(&server, key, key);
    }
    for key in keys {
        assert_eq!(get(&server, &format!("/pail/{key}")).text(), key);
    }
    assert_error(
        &request(&server, "PUT", &format!("/pail/a{longest}")).send(),
        400,
        "<Code>KeyTooLongError</Code><Message>Your key is too long</Message><Size>1025</Size>\
         <MaxSizeAllowed>1024</MaxSizeAllowed>",
    );
}

// Recorded.
#[test]
fn a_wrong_content_md5_leaves_nothing() {
    let server = with_bucket();
    let put = |md5| {
        request(&server, "PUT", "/pail/k")
            .header("content-md5", md5)
            .body("hello")
            .send()
    };
    assert_error(
        &put("rL0Y20zC+Fzt72VPzMSk2A=="),
        400,
        "<Code>BadDigest</Code><Message>The Content-MD5 you specified did not match what we \
         received.</Message><ExpectedDigest>acbd18db4cc2f85cedef654fccc4a4d8</ExpectedDigest>\
         <CalculatedDigest>XUFAKrxLKna5cZ2REBfFkg==</CalculatedDigest>",
    );
    assert_error(
        &put("nonsense"),
        400,
        "<Code>InvalidDigest</Code><Message>The Content-MD5 you specified was invalid.</Message>\
         <Content-MD5>nonsense</Content-MD5>",
    );
    assert_eq!(get(&server, "/pail/k").status, 404);
    assert_eq!(put("XUFAKrxLKna5cZ2REBfFkg==").status, 200);
}

// Recorded texts.
#[test]
fn a_checksum_is_checked_kept_and_echoed() {
    let server = with_bucket();
    let put = |headers: &[(&str, &str)]| {
        let mut put = request(&server, "PUT", "/pail/k").body("123456789");
        for (name, value) in headers {
            put = put.header(name, value);
        }
        put.send()
    };
    let right = put(&[
        ("x-amz-checksum-crc32", "y/Q5Jg=="),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
    ]);
    assert_eq!(right.header("x-amz-checksum-crc32"), Some("y/Q5Jg=="));
    assert_eq!(right.header("x-amz-checksum-crc64nvme"), None);
    let invalid_request =
        |message: &str| format!("<Code>InvalidRequest</Code><Message>{message}</Message>");
    assert_error(
        &put(&[("x-amz-checksum-sha1", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=")]),
        400,
        "<Code>BadDigest</Code><Message>The SHA1 you specified did not match the calculated \
         checksum.</Message>",
    );
    for bad in ["x", "AAAA"] {
        assert_error(
            &put(&[("x-amz-checksum-crc32", bad)]),
            400,
            &invalid_request("Value for x-amz-checksum-crc32 header is invalid."),
        );
    }
    assert_error(
        &put(&[
            ("x-amz-checksum-crc32", "y/Q5Jg=="),
            ("x-amz-checksum-crc32c", "4waSgw=="),
        ]),
        400,
        &invalid_request(
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        ),
    );
    assert_error(
        &put(&[
            ("x-amz-checksum-crc32", "y/Q5Jg=="),
            ("x-amz-sdk-checksum-algorithm", "CRC32C"),
        ]),
        400,
        &invalid_request(
            "Checksum Type mismatch occurred, expected checksum Type: crc32c, actual checksum Type: crc32",
        ),
    );
    assert_error(
        &put(&[("x-amz-sdk-checksum-algorithm", "SHA3")]),
        400,
        &invalid_request(
            "Checksum algorithm provided is unsupported. Please try again with any of \
                          the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
        ),
    );
}

// docs, "Authenticating requests": the payload hash is part of the request.
#[test]
fn a_wrong_payload_hash_is_refused() {
    let server = with_bucket();
    let wrong = "a".repeat(64);
    let put = request(&server, "PUT", "/pail/k").header("x-amz-content-sha256", &wrong);
    assert_error(
        &put.body("abc").send(),
        400,
        &format!(
            "<Code>XAmzContentSHA256Mismatch</Code><Message>The provided 'x-amz-content-sha256' \
             header does not match what was computed.</Message>\
             <ClientComputedContentSHA256>{wrong}</ClientComputedContentSHA256>\
             <S3ComputedContentSHA256>ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\
             </S3ComputedContentSHA256>"
        ),
    );
}

// Recorded.
#[test]
fn conditions_on_a_put() {
    let server = with_bucket();
    let put_if = |key: &str, name: &str, value: &str| {
        request(&server, "PUT", &format!("/pail/{key}"))
            .header(name, value)
            .body("x")
            .send()
    };
    assert_eq!(put_if("k", "if-none-match", "*").status, 200);
    let failed = |condition: &str| {
        format!(
            "<Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you \
             specified did not hold</Message><Condition>{condition}</Condition>"
        )
    };
    assert_error(
        &put_if("k", "if-none-match", "*"),
        412,
        &failed("If-None-Match"),
    );
    assert_error(
        &put_if("k", "if-match", "\"abc\""),
        412,
        &failed("If-Match"),
    );
    assert_eq!(
        put_if("k", "if-match", "\"9dd4e461268c8034f5c8564e155c67a6\"").status,
        200
    );
    assert_error(
        &put_if("new", "if-match", "\"abc\""),
        404,
        "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>new</Key>",
    );
    assert_error(
        &put_if("k", "if-none-match", "\"abc\""),
        501,
        "<Code>NotImplemented</Code><Message>A header you provided implies functionality that is \
         not implemented</Message><Header>If-None-Match</Header><additionalMessage>We don't accept \
         the provided value of If-None-Match header for this API</additionalMessage>",
    );
}

#[test]
fn of_many_puts_that_want_a_free_key_one_wins() {
    let server = with_bucket();
    let large = "x".repeat(100_000);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    request(&server, "PUT", "/pail/k")
                        .header("if-none-match", "*")
                        .body(large.clone())
                        .send()
                        .status
                })
            })
            .collect();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect()
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 412).count(),
        7,
        "{statuses:?}"
    );
}

// docs, "Common errors": a PUT says how long it is, and not by chunks.
#[test]
fn a_length_is_required_and_kept_to() {
    let server = with_bucket();
    let chunked = request(&server, "PUT", "/pail/k")
        .header("transfer-encoding", "chunked")
        .body("1\r\nx\r\n0\r\n\r\n")
        .send();
    assert_error(
        &chunked,
        501,
        "<Code>NotImplemented</Code><Message>A header you provided implies functionality that is \
         not implemented</Message><Header>Transfer-Encoding</Header>",
    );
    let huge = request(&server, "PUT", "/pail/k")
        .header("content-length", "5368709121")
        .send();
    assert_error(
        &huge,
        400,
        "<Code>EntityTooLarge</Code><Message>Your proposed upload exceeds the maximum allowed size\
         </Message><ProposedSize>5368709121</ProposedSize><MaxSizeAllowed>5368709120</MaxSizeAllowed>",
    );
}

#[test]
fn a_body_of_many_windows_comes_back_whole() {
    let server = with_bucket();
    let body: Vec<u8> = (0..3_000_001_u32).flat_map(|n| [(n >> 8) as u8]).collect();
    let put = request(&server, "PUT", "/pail/k").body(body.clone()).send();
    assert_eq!(put.status, 200);
    let got = get(&server, "/pail/k");
    assert_eq!(got.header("content-length"), Some("3000001"));
    assert!(got.body == body);
}

// reliability: nothing is visible before a body has ended.
#[test]
fn an_upload_that_breaks_off_leaves_what_was_there() {
    let server = with_bucket();
    put(&server, "k", "old");
    for sent in ["", "12345"] {
        let mut stream = std::net::TcpStream::connect(server.address()).unwrap();
        let signed = request(&server, "PUT", "/pail/k");
        let head = format!(
            "PUT /pail/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\
             Authorization: {}\r\nx-amz-date: {}\r\n\r\n{sent}",
            signed.value("authorization"),
            signed.value("x-amz-date"),
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{sent:?}");
    }
    assert_eq!(get(&server, "/pail/k").text(), "old");
}

// botocore waits for "100 Continue" before it sends an empty body, too, and misreads what follows
// on a connection where the final answer came instead.
#[test]
fn an_answer_without_the_expected_continue_ends_the_connection() {
    let server = with_bucket();
    for (target, length) in [("/pail/k", 0), ("/nowhere/k", 5)] {
        let mut stream = std::net::TcpStream::connect(server.address()).unwrap();
        let head = format!(
            "PUT {target} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\
             Content-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(!answer.contains("100 Continue"), "{answer}");
        assert!(answer.contains("connection: close\r\n"), "{answer}");
    }
}

// docs, "Checking object integrity": the checksum may come behind the body.
#[test]
fn a_trailing_checksum_is_checked() {
    let server = with_bucket();
    let put = |trailer: &str| {
        request(&server, "PUT", "/pail/k")
            .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
            .header("content-encoding", "aws-chunked")
            .header("x-amz-decoded-content-length", "9")
            .header("x-amz-trailer", "x-amz-checksum-crc32")
            .header("x-amz-sdk-checksum-algorithm", "CRC32")
            .body(format!("4\r\n1234\r\n5\r\n56789\r\n0\r\n{trailer}\r\n"))
            .send()
    };
    assert_error(
        &put("x-amz-checksum-crc32:AAAAAA==\r\n"),
        400,
        "<Code>BadDigest</Code><Message>The CRC32 you specified did not match the calculated \
         checksum.</Message>",
    );
    assert_error(
        &put(""),
        400,
        "<Code>MalformedTrailerError</Code><Message>The request contained trailing data that was \
         not well-formed or did not conform to our published schema.</Message>",
    );
    assert_eq!(get(&server, "/pail/k").status, 404);
    let right = put("x-amz-checksum-crc32:y/Q5Jg==\r\n");
    assert_eq!(right.header("x-amz-checksum-crc32"), Some("y/Q5Jg=="));
    let got = get(&server, "/pail/k");
    assert_eq!(
        (got.text().as_str(), got.header("content-encoding")),
        ("123456789", None)
    );
}

// docs, "Working with object metadata": 2 KB.
#[test]
fn metadata_has_a_limit() {
    let server = with_bucket();
    let put = request(&server, "PUT", "/pail/k")
        .header("x-amz-meta-a", &"x".repeat(2048))
        .send();
    assert_error(
        &put,
        400,
        "<Code>MetadataTooLarge</Code><Message>Your metadata headers exceed the maximum allowed \
         metadata size</Message><Size>2049</Size><MaxSizeAllowed>2048</MaxSizeAllowed>",
    );
}

// Recorded: a delete marker is no object for If-Match, and leaves the key free.
#[test]
fn conditions_are_about_the_current_version() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    put(&server, "k", "x");
    request(&server, "DELETE", "/pail/k").send();
    let conditional = |name, value| {
        request(&server, "PUT", "/pail/k")
            .header(name, value)
            .body("y")
            .send()
    };
    assert_error(
        &conditional("if-match", "\"9dd4e461268c8034f5c8564e155c67a6\""),
        404,
        "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>k</Key>",
    );
    assert_eq!(conditional("if-none-match", "*").status, 200);
    assert_eq!(conditional("if-none-match", "*").status, 412);
}

// Recorded.
#[test]
fn tags_in_a_header_are_checked() {
    let server = with_bucket();
    for wrong in ["a=1&a=2", "a,b=1", "=1", "a=%ff"] {
        let escaped = wrong.replace('&', "&amp;");
        assert_error(
            &request(&server, "PUT", "/pail/k")
                .header("x-amz-tagging", wrong)
                .body("x")
                .send(),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>The header 'x-amz-tagging' shall be encoded \
                 as UTF-8 then URLEncoded URL query parameters without tag name duplicates.\
                 </Message><ArgumentName>x-amz-tagging</ArgumentName>\
                 <ArgumentValue>{escaped}</ArgumentValue>"
            ),
        );
    }
    assert_eq!(get(&server, "/pail/k").status, 404);
}

// API_PutObject; the text for what an archive holds is recorded.
#[test]
fn storage_classes_are_shown_and_archives_cannot_be_read() {
    let server = with_bucket();
    for class in ["STANDARD_IA", "DEEP_ARCHIVE"] {
        let reply = request(&server, "PUT", &format!("/pail/{class}"))
            .header("x-amz-storage-class", class)
            .body("x")
            .send();
        assert_eq!(reply.status, 200, "{class}");
        let head = request(&server, "HEAD", &format!("/pail/{class}")).send();
        assert_eq!(head.header("x-amz-storage-class"), Some(class));
        let listed = get(&server, &format!("/pail?prefix={class}"));
        assert_eq!(listed.element("StorageClass").as_deref(), Some(class));
    }
    assert_eq!(get(&server, "/pail/STANDARD_IA").text(), "x");
    assert_error(
        &get(&server, "/pail/DEEP_ARCHIVE"),
        403,
        "<Code>InvalidObjectState</Code><Message>The operation is not valid for the object's \
         storage class</Message><StorageClass>DEEP_ARCHIVE</StorageClass>",
    );
}

// API_PutObject, x-amz-website-redirect-location.
#[test]
fn a_redirect_comes_back() {
    let server = with_bucket();
    let redirect = |to| {
        request(&server, "PUT", "/pail/k")
            .header("x-amz-website-redirect-location", to)
            .body("")
            .send()
    };
    assert_error(
        &redirect("elsewhere"),
        400,
        "<Code>InvalidRedirectLocation</Code><Message>The website redirect location must have a \
         prefix of 'http://' or 'https://' or '/'.</Message>",
    );
    assert_eq!(redirect("/there").status, 200);
    assert_eq!(
        get(&server, "/pail/k").header("x-amz-website-redirect-location"),
        Some("/there")
    );
}

// Recorded: the pair and the mode; AWS's texts for the rest, each before the bucket is looked at.
#[test]
fn wrong_locks_are_refused() {
    const MODE: &str = "x-amz-object-lock-mode";
    const UNTIL: &str = "x-amz-object-lock-retain-until-date";
    let server = with_bucket();
    let refused = |headers: &[(&str, &str)], message: &str, argument: &str, value: &str| {
        let mut write = request(&server, "PUT", "/pail/k").header("content-md5", MD5_OF_X);
        for (name, value) in headers {
            write = write.header(name, value);
        }
        let value = match value {
            "" => String::new(),
            value => format!("<ArgumentValue>{value}</ArgumentValue>"),
        };
        assert_error(
            &write.body("x").send(),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>{message}</Message>\
                 <ArgumentName>{argument}</ArgumentName>{value}"
            ),
        );
    };
    let both =
        "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied";
    refused(&[(MODE, "GOVERNANCE")], both, UNTIL, "");
    refused(&[(UNTIL, "2030-01-01T00:00:00Z")], both, MODE, "");
    refused(
        &[(MODE, "BAD-VALUE"), (UNTIL, "2030-01-01T00:00:00Z")],
        "Unknown wormMode directive.",
        MODE,
        "BAD-VALUE",
    );
    refused(
        &[(MODE, "GOVERNANCE"), (UNTIL, "abc")],
        "The retain until date must be provided in ISO 8601 format",
        UNTIL,
        "abc",
    );
    refused(
        &[(MODE, "GOVERNANCE"), (UNTIL, "2020-07-01T00:00:00Z")],
        "The retain until date must be in the future!",
        UNTIL,
        "Tue Jun 30 17:00:00 PDT 2020",
    );
    refused(
        &[("x-amz-object-lock-legal-hold", "maybe")],
        "Legal Hold must be either of 'ON' or 'OFF'",
        "x-amz-object-lock-legal-hold",
        "maybe",
    );
    assert_error(
        &request(&server, "PUT", "/pail/k")
            .header("x-amz-object-lock-legal-hold", "ON")
            .header("content-md5", MD5_OF_X)
            .body("x")
            .send(),
        400,
        "<Code>InvalidRequest</Code><Message>Bucket is missing ObjectLockConfiguration</Message>",
    );
    assert_eq!(get(&server, "/pail/k").status, 404);
}

// AWS's text; a signed digest of the body is not enough.
#[test]
fn a_locked_body_brings_a_digest() {
    let server = with_locking_bucket();
    let write = || request(&server, "PUT", "/pail/k").header("x-amz-object-lock-legal-hold", "ON");
    assert_error(
        &write().body("x").send(),
        400,
        "<Code>InvalidRequest</Code><Message>Content-MD5 OR x-amz-checksum- HTTP header is required \
         for Put Object requests with Object Lock parameters</Message>",
    );
    let unlocked = request(&server, "PUT", "/pail/free").body("x").send();
    assert_eq!(unlocked.status, 200);
    let checked = write().header("x-amz-checksum-crc32", "jNwddw==");
    assert_eq!(checked.body("x").send().status, 400, "a wrong checksum");
    let checked = write().header("x-amz-checksum-crc32", "jNwWgw==");
    assert_eq!(checked.body("x").send().status, 200);
}
