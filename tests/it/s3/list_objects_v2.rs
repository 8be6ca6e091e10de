//! ListObjectsV2.

use super::{assert_error, get, put, with_bucket};

fn keys(text: &str) -> Vec<&str> {
    let mut keys: Vec<_> = text.split("<Key>").skip(1).collect();
    for key in &mut keys {
        *key = key.split('<').next().expect("a key");
    }
    keys
}

// API_ListObjectsV2; recorded: no owner unless asked for.
#[test]
fn a_page_in_aws_order() {
    let server = with_bucket();
    put(&server, "k", "x");
    put(&server, "l/m", "x");
    let reply = get(&server, "/pail?list-type=2&delimiter=/&start-after=a");
    assert_eq!(
        reply.text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult \
         xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>pail</Name><Prefix/>\
         <StartAfter>a</StartAfter><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys>\
         <Delimiter>/</Delimiter><IsTruncated>false</IsTruncated><Contents><Key>k</Key>\
         <LastModified>2026-11-22T07:38:00.000Z</LastModified>\
         <ETag>&quot;9dd4e461268c8034f5c8564e155c67a6&quot;</ETag>\
         <ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>\
         <Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>\
         <CommonPrefixes><Prefix>l/</Prefix></CommonPrefixes></ListBucketResult>"
    );
    let owned = get(&server, "/pail?list-type=2&fetch-owner=true");
    assert!(owned.text().contains("<Owner><ID>"));
}

#[test]
fn pages_go_on_with_a_token_to_the_last_key() {
    let server = with_bucket();
    let all = ["a", "b/1", "b/2", "c/1", "d"];
    for key in all {
        put(&server, key, "x");
    }
    for (query, expected) in [
        ("max-keys=2", vec!["a", "b/1", "b/2", "c/1", "d"]),
        ("max-keys=1&delimiter=/", vec!["a", "b/", "c/", "d"]),
        ("max-keys=1&prefix=b/", vec!["b/1", "b/2"]),
    ] {
        let (mut seen, mut token) = (Vec::new(), String::new());
        loop {
            let reply = get(&server, &format!("/pail?list-type=2&{query}{token}"));
            seen.extend(keys(&reply.text()).into_iter().map(String::from));
            if let Some(common) = reply.text().split("<CommonPrefixes><Prefix>").nth(1) {
                seen.push(common.split('<').next().unwrap().to_owned());
            }
            match reply.element("NextContinuationToken") {
                Some(next) => token = format!("&continuation-token={}", next.replace('=', "%3D")),
                None => break,
            }
        }
        assert_eq!(seen, expected, "{query}");
    }
}

// Recorded.
#[test]
fn a_token_that_is_not_ours_is_refused() {
    let server = with_bucket();
    assert_error(
        &get(&server, "/pail?list-type=2&continuation-token=bad"),
        400,
        "<Code>InvalidArgument</Code><Message>The continuation token provided is incorrect</Message>\
         <ArgumentName>continuation-token</ArgumentName>",
    );
}
