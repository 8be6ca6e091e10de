//! ListParts.

use super::{begin, get, part, with_bucket};

const OWNER: &str = "f7b11509f4d675c3c44f0dd37ca830bb02e8cfa58f04c46283c4bfcbdce1ff45";

fn listed(number: usize) -> String {
    format!(
        "<Part><PartNumber>{number}</PartNumber><LastModified>2026-11-22T07:38:00.000Z</LastModified>\
         <ETag>&quot;9dd4e461268c8034f5c8564e155c67a6&quot;</ETag><Size>1</Size></Part>"
    )
}

fn document(id: &str, inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListPartsResult \
         xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Bucket>pail</Bucket><Key>k</Key>\
         <UploadId>{id}</UploadId><Initiator><ID>{OWNER}</ID><DisplayName>000000000000</DisplayName>\
         </Initiator><Owner><ID>{OWNER}</ID></Owner><StorageClass>STANDARD</StorageClass>{inner}\
         </ListPartsResult>"
    )
}

// Recorded: the markers are there even when they say nothing.
#[test]
fn parts_come_by_number_and_in_pages() {
    let server = with_bucket();
    let id = begin(&server, "k", &[]);
    assert_eq!(
        get(&server, &format!("/pail/k?uploadId={id}")).text(),
        document(
            &id,
            "<PartNumberMarker>0</PartNumberMarker><NextPartNumberMarker>0</NextPartNumberMarker>\
             <MaxParts>1000</MaxParts><IsTruncated>false</IsTruncated>"
        )
    );
    for number in [3, 1, 2] {
        part(&server, "k", &id, number, "x");
    }
    assert_eq!(
        get(&server, &format!("/pail/k?uploadId={id}&max-parts=2")).text(),
        document(
            &id,
            &format!(
                "<PartNumberMarker>0</PartNumberMarker><NextPartNumberMarker>2</NextPartNumberMarker>\
                 <MaxParts>2</MaxParts><IsTruncated>true</IsTruncated>{}{}",
                listed(1),
                listed(2)
            )
        )
    );
    let rest = get(
        &server,
        &format!("/pail/k?uploadId={id}&part-number-marker=2"),
    );
    assert_eq!(rest.element("PartNumber").as_deref(), Some("3"));
    assert_eq!(rest.element("IsTruncated").as_deref(), Some("false"));
    let end = get(
        &server,
        &format!("/pail/k?uploadId={id}&part-number-marker=2147483647"),
    );
    assert_eq!(end.element("PartNumber"), None);
}
