//! ListObjectVersions.

use super::{assert_error, get, put, request, set_versioning, with_bucket};
use crate::harness::{Reply, TestServer};

/// Every entry of a page as `kind key id latest`.
fn entries(reply: &Reply) -> Vec<String> {
    let text = reply.text();
    let mut found = Vec::new();
    for part in text.split('<') {
        match part.split_once('>') {
            Some((kind @ ("Version" | "DeleteMarker"), _)) => found.push(kind.to_owned()),
            Some(("Key" | "VersionId" | "IsLatest", value)) => {
                let entry = found.last_mut().expect("an entry");
                entry.push(' ');
                entry.push_str(value);
            }
            _ => {}
        }
    }
    found
}

fn id(reply: &Reply) -> String {
    reply
        .header("x-amz-version-id")
        .expect("a version id")
        .to_owned()
}

fn delete(server: &TestServer, key: &str) -> Reply {
    request(server, "DELETE", &format!("/pail/{key}")).send()
}

// API_ListObjectVersions; recorded: versions and markers come in one order, newest first.
#[test]
fn versions_and_markers_are_interleaved() {
    let server = with_bucket();
    put(&server, "a", "x");
    set_versioning(&server, "Enabled");
    let marker = id(&delete(&server, "a"));
    let newest = id(&put(&server, "a", "y"));
    let other = id(&delete(&server, "b"));
    let reply = get(&server, "/pail?versions");
    assert_eq!(
        entries(&reply),
        [
            format!("Version a {newest} true"),
            format!("DeleteMarker a {marker} false"),
            "Version a null false".to_owned(),
            format!("DeleteMarker b {other} true"),
        ]
    );
    assert!(
        reply.text().starts_with(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListVersionsResult \
             xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>pail</Name><Prefix/>\
             <KeyMarker/><VersionIdMarker/><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>\
             <Version><Key>a</Key>"
        ),
        "{}",
        reply.text()
    );
    assert!(reply.text().contains(
        "<LastModified>2026-11-22T07:38:00.000Z</LastModified>\
         <ETag>&quot;415290769594460e2e485922904f345d&quot;</ETag>\
         <ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>\
         <Size>1</Size><Owner><ID>"
    ));
}

// API_ListObjectVersions: KeyMarker and VersionIdMarker.
#[test]
fn pages_go_on_inside_a_key() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    for (key, body) in [("a", "1"), ("a", "2"), ("a", "3"), ("b", "4")] {
        put(&server, key, body);
    }
    let all = entries(&get(&server, "/pail?versions"));
    let mut paged = Vec::new();
    let mut markers = String::new();
    loop {
        let reply = get(&server, &format!("/pail?versions&max-keys=2{markers}"));
        paged.extend(entries(&reply));
        let Some(key) = reply.element("NextKeyMarker") else {
            break;
        };
        let id = reply.element("NextVersionIdMarker").unwrap();
        markers = format!("&key-marker={key}&version-id-marker={id}");
    }
    assert_eq!(paged, all);
    let behind = get(&server, "/pail?versions&key-marker=a");
    assert_eq!(entries(&behind), all[3..]);
    let none = get(&server, "/pail?versions&max-keys=0");
    assert_eq!(none.element("IsTruncated").as_deref(), Some("false"));
}

#[test]
fn keys_are_rolled_up_filtered_and_encoded() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    for key in ["d/1", "d/2", "e%2B", "f"] {
        put(&server, key, "");
    }
    let reply = get(
        &server,
        "/pail?versions&delimiter=/&max-keys=1&encoding-type=url",
    );
    assert_eq!(
        (
            reply.element("NextKeyMarker").as_deref(),
            reply.element("NextVersionIdMarker"),
            entries(&reply).len()
        ),
        (Some("d/"), None, 0)
    );
    let reply = get(
        &server,
        "/pail?versions&delimiter=/&key-marker=d/&max-keys=1&encoding-type=url",
    );
    assert!(entries(&reply)[0].starts_with("Version e%2B "));
    let reply = get(&server, "/pail?versions&prefix=d/");
    assert_eq!(entries(&reply).len(), 2);
}

// Recorded.
#[test]
fn markers_are_checked() {
    let server = with_bucket();
    assert_error(
        &get(&server, "/pail?versions&version-id-marker=x"),
        400,
        "<Code>InvalidArgument</Code><Message>A version-id marker cannot be specified without a \
         key marker.</Message><ArgumentName>version-id-marker</ArgumentName>\
         <ArgumentValue>x</ArgumentValue>",
    );
    assert_error(
        &get(&server, "/pail?versions&key-marker=a&version-id-marker=x"),
        400,
        "<Code>InvalidArgument</Code><Message>Invalid version id specified</Message>\
         <ArgumentName>version-id-marker</ArgumentName><ArgumentValue>x</ArgumentValue>",
    );
}
