//! GetObjectAttributes.

use super::{assert_error, begin, complete, put, request, with_bucket};
use crate::harness::{Reply, TestServer};

fn attributes(server: &TestServer, target: &str, names: &str) -> Reply {
    request(server, "GET", target)
        .header("x-amz-object-attributes", names)
        .send()
}

fn document(inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<GetObjectAttributesResponse \
         xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{inner}</GetObjectAttributesResponse>"
    )
}

// Recorded: the ETag without quotes, none of the object's content headers.
#[test]
fn what_is_asked_for_comes_and_nothing_else() {
    let server = with_bucket();
    put(&server, "k", "123456789");
    let all = "ETag,Checksum,ObjectParts,StorageClass,ObjectSize";
    let reply = attributes(&server, "/pail/k?attributes", all);
    assert_eq!(
        reply.text(),
        document(
            "<ETag>25f9e794323b453885f5181f1b624d0b</ETag><Checksum>\
             <ChecksumCRC64NVME>rosUhgp5mIg=</ChecksumCRC64NVME>\
             <ChecksumType>FULL_OBJECT</ChecksumType></Checksum>\
             <StorageClass>STANDARD</StorageClass><ObjectSize>9</ObjectSize>"
        )
    );
    assert_eq!(
        reply.header("last-modified"),
        Some("Sun, 22 Nov 2026 07:38:00 GMT")
    );
    assert_eq!(reply.header("etag"), None);
    let size = attributes(&server, "/pail/k?attributes", "ObjectSize");
    assert_eq!(size.text(), document("<ObjectSize>9</ObjectSize>"));
}

// Recorded: the parts are told only when the upload asked for a checksum.
#[test]
fn parts_of_an_upload() {
    let server = with_bucket();
    let id = begin(&server, "plain", &[]);
    let etag = super::part(&server, "plain", &id, 1, "x");
    complete(&server, "plain", &id, &[(1, &etag)]);
    let reply = attributes(&server, "/pail/plain?attributes", "ObjectParts");
    assert_eq!(
        reply.text(),
        document("<ObjectParts><PartsCount>1</PartsCount></ObjectParts>")
    );
    let full = [
        ("x-amz-checksum-algorithm", "CRC32"),
        ("x-amz-checksum-type", "FULL_OBJECT"),
    ];
    let id = begin(&server, "summed", &full);
    let uploaded = request(
        &server,
        "PUT",
        &format!("/pail/summed?partNumber=2&uploadId={id}"),
    )
    .header("x-amz-checksum-crc32", "y/Q5Jg==")
    .body("123456789")
    .send();
    complete(
        &server,
        "summed",
        &id,
        &[(2, uploaded.header("etag").unwrap())],
    );
    let reply = attributes(&server, "/pail/summed?attributes", "ObjectParts,Checksum");
    assert_eq!(
        reply.text(),
        document(
            "<Checksum><ChecksumCRC32>y/Q5Jg==</ChecksumCRC32>\
             <ChecksumType>FULL_OBJECT</ChecksumType></Checksum>\
             <ObjectParts><PartsCount>1</PartsCount><PartNumberMarker>0</PartNumberMarker>\
             <NextPartNumberMarker>2</NextPartNumberMarker><MaxParts>1000</MaxParts>\
             <IsTruncated>false</IsTruncated><Part><ChecksumCRC32>y/Q5Jg==</ChecksumCRC32>\
             <PartNumber>2</PartNumber><Size>9</Size></Part></ObjectParts>"
        )
    );
}

// AWS's texts.
#[test]
fn names_are_checked() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_error(
        &attributes(&server, "/pail/k?attributes", "ETag,Size"),
        400,
        "<Code>InvalidArgument</Code><Message>Invalid attribute name specified.</Message>\
         <ArgumentName>x-amz-object-attributes</ArgumentName><ArgumentValue>Size</ArgumentValue>",
    );
    assert_error(
        &request(&server, "GET", "/pail/k?attributes").send(),
        400,
        "<Code>InvalidRequest</Code><Message>The x-amz-object-attributes header specifying the \
         attributes to be retrieved is either missing or empty</Message>",
    );
}
