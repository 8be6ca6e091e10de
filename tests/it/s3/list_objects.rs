//! ListObjects.

use super::{assert_error, get, put, with_bucket};

const OWNER: &str =
    "<Owner><ID>f7b11509f4d675c3c44f0dd37ca830bb02e8cfa58f04c46283c4bfcbdce1ff45</ID></Owner>";

fn contents(key: &str) -> String {
    format!(
        "<Contents><Key>{key}</Key><LastModified>2026-11-22T07:38:00.000Z</LastModified>\
         <ETag>&quot;9dd4e461268c8034f5c8564e155c67a6&quot;</ETag>\
         <ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>\
         <Size>1</Size>{OWNER}<StorageClass>STANDARD</StorageClass></Contents>"
    )
}

fn document(inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult \
         xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>pail</Name>{inner}</ListBucketResult>"
    )
}

// Recorded order of elements; checksum and owner of every object.
#[test]
fn keys_come_in_order() {
    let server = with_bucket();
    put(&server, "b", "x");
    put(&server, "a", "x");
    assert_eq!(
        get(&server, "/pail").text(),
        document(&format!(
            "<Prefix/><Marker/><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>{}{}",
            contents("a"),
            contents("b")
        ))
    );
}

#[test]
fn an_empty_bucket_lists_nothing() {
    let server = with_bucket();
    assert_eq!(
        get(&server, "/pail?foobar").text(),
        document("<Prefix/><Marker/><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>")
    );
}

// API_ListObjects: NextMarker comes only with a delimiter.
#[test]
fn a_delimiter_rolls_keys_up_and_pages_go_on_with_its_marker() {
    let server = with_bucket();
    for key in ["a", "dir/1", "dir/2", "e"] {
        put(&server, key, "x");
    }
    assert_eq!(
        get(&server, "/pail?delimiter=/&max-keys=2").text(),
        document(&format!(
            "<Prefix/><Marker/><NextMarker>dir/</NextMarker><MaxKeys>2</MaxKeys>\
             <Delimiter>/</Delimiter><IsTruncated>true</IsTruncated>{}\
             <CommonPrefixes><Prefix>dir/</Prefix></CommonPrefixes>",
            contents("a")
        ))
    );
    assert_eq!(
        get(&server, "/pail?delimiter=/&max-keys=2&marker=dir/").text(),
        document(&format!(
            "<Prefix/><Marker>dir/</Marker><MaxKeys>2</MaxKeys><Delimiter>/</Delimiter>\
             <IsTruncated>false</IsTruncated>{}",
            contents("e")
        ))
    );
    let plain = get(&server, "/pail?max-keys=1&prefix=dir/");
    assert_eq!(plain.element("NextMarker"), None);
    assert_eq!(plain.element("IsTruncated").as_deref(), Some("true"));
    assert_eq!(plain.element("Key").as_deref(), Some("dir/1"));
}

// Recorded: names are encoded only when asked, and the type is echoed.
#[test]
fn names_are_encoded_when_asked_for() {
    let server = with_bucket();
    put(&server, "a%20b%2B%00%F0%9F%98%80", "x");
    let encoded = get(
        &server,
        "/pail?encoding-type=url&prefix=a%20&delimiter=%26&marker=a%20",
    );
    assert_eq!(
        encoded.text(),
        document(&format!(
            "<Prefix>a+</Prefix><Marker>a+</Marker><MaxKeys>1000</MaxKeys><Delimiter>%26</Delimiter>\
             <EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>{}",
            contents("a+b%2B%00%F0%9F%98%80")
        ))
    );
    let plain = get(&server, "/pail");
    assert_eq!(plain.element("Key").as_deref(), Some("a b+&#x0;😀"));
    for wrong in ["/pail?encoding-type=", "/pail?encoding-type=utf8"] {
        let value = wrong.rsplit('=').next().unwrap();
        let value = if value.is_empty() {
            String::new()
        } else {
            value.to_owned()
        };
        assert_error(
            &get(&server, wrong),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>Invalid Encoding Method specified in Request\
                 </Message><ArgumentName>encoding-type</ArgumentName><ArgumentValue>{value}\
                 </ArgumentValue>"
            ),
        );
    }
}

#[test]
fn numbers_are_checked() {
    let server = with_bucket();
    put(&server, "a", "x");
    assert_error(
        &get(&server, "/pail?max-keys=blah"),
        400,
        "<Code>InvalidArgument</Code><Message>Provided max-keys not an integer or within integer \
         range</Message><ArgumentName>max-keys</ArgumentName><ArgumentValue>blah</ArgumentValue>",
    );
    assert_error(
        &get(&server, "/pail?max-keys=-1"),
        400,
        "<Code>InvalidArgument</Code><Message>Argument maxKeys must be an integer between 0 and \
         2147483647</Message><ArgumentName>maxKeys</ArgumentName><ArgumentValue>-1</ArgumentValue>",
    );
    let none = get(&server, "/pail?max-keys=0");
    assert_eq!(none.element("IsTruncated").as_deref(), Some("false"));
    assert_eq!(none.element("Key"), None);
    assert_eq!(
        get(&server, "/pail?max-keys=5000")
            .element("MaxKeys")
            .as_deref(),
        Some("1000")
    );
}
