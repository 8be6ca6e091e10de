//! CreateMultipartUpload.

use super::{assert_error, begin, complete, part, request, with_bucket};

#[test]
fn an_upload_gets_an_id() {
    let server = with_bucket();
    let reply = request(&server, "POST", "/pail/a%26b?uploads").send();
    let id = reply.element("UploadId").unwrap();
    assert_eq!(
        reply.text(),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<InitiateMultipartUploadResult \
             xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Bucket>pail</Bucket>\
             <Key>a&amp;b</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        )
    );
    assert_eq!(reply.header("x-amz-server-side-encryption"), Some("AES256"));
    assert_eq!(reply.header("x-amz-checksum-algorithm"), None);
}

// Recorded: defaults, and pairs that do not go together.
#[test]
fn checksum_algorithm_and_type_are_checked() {
    let server = with_bucket();
    let begin = |algorithm: Option<&str>, kind: Option<&str>| {
        let mut begin = request(&server, "POST", "/pail/k?uploads");
        if let Some(algorithm) = algorithm {
            begin = begin.header("x-amz-checksum-algorithm", algorithm);
        }
        if let Some(kind) = kind {
            begin = begin.header("x-amz-checksum-type", kind);
        }
        begin.send()
    };
    for (algorithm, kind, effective) in [
        ("CRC32", None, "COMPOSITE"),
        ("SHA256", None, "COMPOSITE"),
        ("CRC64NVME", None, "FULL_OBJECT"),
        ("CRC32C", Some("FULL_OBJECT"), "FULL_OBJECT"),
    ] {
        let reply = begin(Some(algorithm), kind);
        assert_eq!(reply.header("x-amz-checksum-algorithm"), Some(algorithm));
        assert_eq!(reply.header("x-amz-checksum-type"), Some(effective));
    }
    let refused = |algorithm, kind, message: &str| {
        assert_error(
            &begin(algorithm, kind),
            400,
            &format!("<Code>InvalidRequest</Code><Message>{message}</Message>"),
        );
    };
    refused(
        Some("CRC64NVME"),
        Some("COMPOSITE"),
        "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.",
    );
    refused(
        Some("SHA1"),
        Some("FULL_OBJECT"),
        "The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.",
    );
    refused(
        None,
        Some("COMPOSITE"),
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    );
    refused(
        Some("MD4"),
        None,
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: \
         [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
}

// API_CreateMultipartUpload: what is chosen for the object is chosen here.
#[test]
fn tags_and_storage_class_are_those_of_the_object() {
    let server = with_bucket();
    let headers = [
        ("x-amz-tagging", "a=1"),
        ("x-amz-storage-class", "ONEZONE_IA"),
    ];
    let id = begin(&server, "k", &headers);
    let listed = request(&server, "GET", "/pail?uploads").send();
    assert_eq!(
        listed.element("StorageClass").as_deref(),
        Some("ONEZONE_IA")
    );
    let etag = part(&server, "k", &id, 1, "x");
    complete(&server, "k", &id, &[(1, &etag)]);
    let head = request(&server, "HEAD", "/pail/k").send();
    assert_eq!(head.header("x-amz-tagging-count"), Some("1"));
    assert_eq!(head.header("x-amz-storage-class"), Some("ONEZONE_IA"));
}
