//! ListMultipartUploads.

use super::{assert_error, begin, get, with_bucket};

fn ids(text: &str) -> Vec<String> {
    let texts = text.split("<UploadId>").skip(1);
    texts
        .map(|text| text.split('<').next().expect("a text").to_owned())
        .collect()
}

// Recorded: empty markers, next markers even when nothing follows, DisplayName of the initiator.
#[test]
fn one_upload_in_aws_order() {
    let server = with_bucket();
    let id = begin(&server, "k", &[("x-amz-checksum-algorithm", "CRC32")]);
    let owner = "f7b11509f4d675c3c44f0dd37ca830bb02e8cfa58f04c46283c4bfcbdce1ff45";
    assert_eq!(
        get(&server, "/pail?uploads").text(),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListMultipartUploadsResult \
             xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Bucket>pail</Bucket><KeyMarker/>\
             <UploadIdMarker/><NextKeyMarker>k</NextKeyMarker>\
             <NextUploadIdMarker>{id}</NextUploadIdMarker><MaxUploads>1000</MaxUploads>\
             <IsTruncated>false</IsTruncated><Upload><Key>k</Key><UploadId>{id}</UploadId>\
             <Initiator><ID>{owner}</ID><DisplayName>000000000000</DisplayName></Initiator>\
             <Owner><ID>{owner}</ID></Owner><StorageClass>STANDARD</StorageClass>\
             <Initiated>2026-11-22T07:38:00.000Z</Initiated>\
             <ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>COMPOSITE</ChecksumType>\
             </Upload></ListMultipartUploadsResult>"
        )
    );
}

#[test]
fn pages_go_on_inside_a_key() {
    let server = with_bucket();
    let all: Vec<String> = ["a", "a", "b", "dir/1", "dir/2"]
        .iter()
        .map(|key| begin(&server, key, &[]))
        .collect();
    let (mut seen, mut markers) = (Vec::new(), String::new());
    loop {
        let page = get(&server, &format!("/pail?uploads&max-uploads=1{markers}"));
        seen.extend(ids(&page.text()));
        if page.element("IsTruncated").as_deref() == Some("false") {
            break;
        }
        let next = |name| page.element(name).unwrap();
        markers = format!(
            "&key-marker={}&upload-id-marker={}",
            next("NextKeyMarker"),
            next("NextUploadIdMarker")
        );
    }
    assert_eq!(seen, all);
    let rolled = get(&server, "/pail?uploads&delimiter=/&prefix=d");
    assert_eq!(
        rolled.element("CommonPrefixes").as_deref(),
        Some("<Prefix>dir/</Prefix>")
    );
}

// Recorded.
#[test]
fn an_upload_marker_must_be_an_upload() {
    let server = with_bucket();
    begin(&server, "k", &[]);
    assert_error(
        &get(&server, "/pail?uploads&key-marker=k&upload-id-marker=x"),
        400,
        "<Code>InvalidArgument</Code><Message>Invalid uploadId marker</Message>\
         <ArgumentName>upload-id-marker</ArgumentName><ArgumentValue>x</ArgumentValue>",
    );
}
