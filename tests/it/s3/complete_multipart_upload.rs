//! CompleteMultipartUpload.

use super::{assert_error, begin, complete, get, part, put, request, set_versioning, with_bucket};

const MIB_5: usize = 5 * 1024 * 1024;

// The slashes of the key are encoded: AWS's JavaScript SDK (lib-storage) decodes them for its users.
#[test]
fn the_location_is_in_the_style_of_the_request() {
    let server = with_bucket();
    let port = server.address().port();
    for (target, host, location) in [
        (
            "/pail/a/k",
            "localhost",
            format!("http://localhost:{port}/pail/a%2Fk"),
        ),
        (
            "/a/k",
            "pail.localhost",
            format!("http://pail.localhost:{port}/a%2Fk"),
        ),
    ] {
        let id = begin(&server, "a/k", &[]);
        let etag = part(&server, "a/k", &id, 1, "x");
        let body = format!(
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>\
             </CompleteMultipartUpload>"
        );
        let reply = request(&server, "POST", &format!("{target}?uploadId={id}"))
            .header("host", &format!("{host}:{port}"))
            .body(body)
            .send();
        assert_eq!(
            reply.element("Location"),
            Some(location),
            "{}",
            reply.text()
        );
    }
}

// Recorded: the ETag is the MD5 of the parts' MD5s, the checksum a CRC64NVME of the whole.
#[test]
fn parts_become_one_object() {
    let server = with_bucket();
    let id = begin(&server, "k", &[("x-amz-meta-color", "blue")]);
    let first = part(&server, "k", &id, 1, vec![b'a'; MIB_5]);
    let second = part(&server, "k", &id, 7, "tail");
    let reply = complete(&server, "k", &id, &[(1, &first), (7, &second)]);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let port = server.address().port();
    let checksum = reply.element("ChecksumCRC64NVME").unwrap();
    assert_eq!(
        reply.text(),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CompleteMultipartUploadResult \
             xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Location>http://localhost:{port}/pail/k</Location><Bucket>pail</Bucket><Key>k</Key>\
             <ETag>&quot;30dcfd3901d1c613b7fb532281748544-2&quot;</ETag>\
             <ChecksumCRC64NVME>{checksum}</ChecksumCRC64NVME>\
             <ChecksumType>FULL_OBJECT</ChecksumType></CompleteMultipartUploadResult>"
        )
    );
    let got = get(&server, "/pail/k");
    assert_eq!(got.body.len(), MIB_5 + 4);
    assert!(got.body.ends_with(b"atail"));
    assert_eq!(got.header("x-amz-meta-color"), Some("blue"));
    // The same bytes put at once have the same checksum.
    let mut whole = vec![b'a'; MIB_5];
    whole.extend_from_slice(b"tail");
    let put = request(&server, "PUT", "/pail/whole").body(whole).send();
    assert_eq!(
        put.header("x-amz-checksum-crc64nvme"),
        Some(checksum.as_str())
    );
    // Each part can be read by its number (recorded).
    let last = get(&server, "/pail/k?partNumber=7");
    assert_eq!((last.status, last.text().as_str()), (206, "tail"));
    assert_eq!(
        last.header("content-range"),
        Some("bytes 5242880-5242883/5242884")
    );
    assert_eq!(last.header("x-amz-mp-parts-count"), Some("2"));
    assert_error(
        &get(&server, "/pail/k?partNumber=2"),
        416,
        "<Code>InvalidPartNumber</Code><Message>The requested partnumber is not satisfiable</Message>\
         <PartNumberRequested>2</PartNumberRequested><ActualPartCount>2</ActualPartCount>",
    );
}

#[test]
fn completing_twice_answers_twice() {
    let server = with_bucket();
    let id = begin(&server, "k", &[]);
    let etag = part(&server, "k", &id, 1, "x");
    let first = complete(&server, "k", &id, &[(1, &etag)]);
    let second = complete(&server, "k", &id, &[(1, &etag)]);
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(first.text(), second.text());
    assert_eq!(complete(&server, "k", &id, &[(2, &etag)]).status, 404);
}

// Recorded.
#[test]
fn parts_are_checked() {
    let server = with_bucket();
    let id = begin(&server, "k", &[]);
    let small = part(&server, "k", &id, 1, "tiny");
    let last = part(&server, "k", &id, 2, "x");
    assert_error(
        &complete(&server, "k", &id, &[(1, &small), (2, &last)]),
        400,
        "<Code>EntityTooSmall</Code><Message>Your proposed upload is smaller than the minimum \
         allowed size</Message><ProposedSize>4</ProposedSize><MinSizeAllowed>5242880</MinSizeAllowed>\
         <PartNumber>1</PartNumber><ETag>d60cadf1a41c651e1f0ade50136bad43</ETag>",
    );
    for parts in [[(2, &*last), (1, &*small)], [(1, &*small), (1, &*small)]] {
        assert_error(
            &complete(&server, "k", &id, &parts),
            400,
            &format!(
                "<Code>InvalidPartOrder</Code><Message>The list of parts was not in ascending order. \
                 Parts must be ordered by part number.</Message><UploadId>{id}</UploadId>"
            ),
        );
    }
    for (number, etag) in [(3, "9dd4e461268c8034f5c8564e155c67a6"), (1, "wrong")] {
        assert_error(
            &complete(&server, "k", &id, &[(number, &format!("\"{etag}\""))]),
            400,
            &format!(
                "<Code>InvalidPart</Code><Message>One or more of the specified parts could not be \
                 found.  The part may not have been uploaded, or the specified entity tag may not \
                 match the part's entity tag.</Message><UploadId>{id}</UploadId>\
                 <PartNumber>{number}</PartNumber><ETag>{etag}</ETag>"
            ),
        );
    }
    assert_error(
        &complete(&server, "k", &id, &[]),
        400,
        "<Code>InvalidRequest</Code><Message>You must specify at least one part</Message>",
    );
    for body in [
        "",
        "<CompleteMultipartUpload><Part><ETag>x</ETag></Part></CompleteMultipartUpload>",
    ] {
        assert_error(
            &request(&server, "POST", &format!("/pail/k?uploadId={id}"))
                .body(body)
                .send(),
            400,
            "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not \
             validate against our published schema</Message>",
        );
    }
}

// Recorded, and the SHA-256 of the parts' SHA-256s.
#[test]
fn a_composite_checksum_is_made_of_the_parts() {
    let server = with_bucket();
    let id = begin(&server, "k", &[("x-amz-checksum-algorithm", "SHA256")]);
    let sum = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
    let uploaded = request(
        &server,
        "PUT",
        &format!("/pail/k?partNumber=1&uploadId={id}"),
    )
    .header("x-amz-checksum-sha256", sum)
    .body("abc")
    .send();
    let etag = uploaded.header("etag").unwrap();
    let complete_with = |checksum: &str, headers: &[(&str, &str)]| {
        let mut complete = request(&server, "POST", &format!("/pail/k?uploadId={id}"));
        for (name, value) in headers {
            complete = complete.header(name, value);
        }
        let body = format!(
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag>{checksum}\
             </Part></CompleteMultipartUpload>"
        );
        complete.body(body).send()
    };
    let refused = |reply, code: &str, message: &str| {
        assert_error(
            &reply,
            400,
            &format!("<Code>{code}</Code><Message>{message}</Message>"),
        );
    };
    refused(
        complete_with("", &[]),
        "InvalidRequest",
        "The upload was created using a sha256 checksum. The complete request must include the \
         checksum for each part. It was missing for part 1 in the request.",
    );
    refused(
        complete_with("<ChecksumSHA256>AAAA</ChecksumSHA256>", &[]),
        "BadDigest",
        "The sha256 you specified for part 1 did not match what we received.",
    );
    let right = format!("<ChecksumSHA256>{sum}</ChecksumSHA256>");
    refused(
        complete_with(&right, &[("x-amz-checksum-type", "FULL_OBJECT")]),
        "InvalidRequest",
        "The upload was created using the COMPOSITE checksum mode. The complete request must use \
         the same checksum mode.",
    );
    refused(
        complete_with(&right, &[("x-amz-mp-object-size", "5")]),
        "InvalidRequest",
        "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 3",
    );
    // Docs, CompleteMultipartUpload: the header is the checksum of the object, not of the document.
    refused(
        complete_with(&right, &[("x-amz-checksum-sha256", sum)]),
        "BadDigest",
        "The SHA256 you specified did not match the calculated checksum.",
    );
    let composite = "T4tCwi3TcptRm6b2jS2nzFstYG0F2u1a1RKMwD5sY1g=-1";
    let claims = [
        ("x-amz-mp-object-size", "3"),
        ("x-amz-checksum-sha256", composite),
    ];
    let done = complete_with(&right, &claims);
    assert_eq!(done.element("ChecksumSHA256").as_deref(), Some(composite));
    assert_eq!(done.element("ChecksumType").as_deref(), Some("COMPOSITE"));
}

// Recorded.
#[test]
fn conditions_are_judged_at_the_end() {
    let server = with_bucket();
    let id = begin(&server, "k", &[]);
    let etag = part(&server, "k", &id, 1, "x");
    let complete = || {
        request(&server, "POST", &format!("/pail/k?uploadId={id}"))
            .header("if-none-match", "*")
            .body(format!(
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>\
                 </CompleteMultipartUpload>"
            ))
            .send()
    };
    put(&server, "k", "in between");
    assert_eq!(
        complete().element("Condition").as_deref(),
        Some("If-None-Match")
    );
    request(&server, "DELETE", "/pail/k").send();
    assert_error(
        &complete(),
        409,
        "<Code>ConditionalRequestConflict</Code><Message>The conditional request cannot succeed due \
         to a conflicting operation against this resource.</Message>\
         <Condition>If-None-Match</Condition><Key>k</Key>",
    );
}

// API_CompleteMultipartUpload: x-amz-version-id, the same when it is completed twice.
#[test]
fn an_upload_becomes_a_version() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let id = begin(&server, "k", &[]);
    let etag = part(&server, "k", &id, 1, "x");
    let first = complete(&server, "k", &id, &[(1, &etag)]);
    let again = complete(&server, "k", &id, &[(1, &etag)]);
    let version = first.header("x-amz-version-id").unwrap();
    assert_eq!(again.header("x-amz-version-id"), Some(version));
    let got = request(&server, "GET", &format!("/pail/k?versionId={version}")).send();
    assert_eq!(got.text(), "x");
}
