//! PutObjectTagging.

use super::{assert_error, get, put, request, set_versioning, with_bucket};
use crate::harness::{Reply, TestServer};

fn tag(server: &TestServer, target: &str, tags: &[(&str, &str)]) -> Reply {
    let mut body = String::from("<Tagging><TagSet>");
    for (key, value) in tags {
        body.push_str(&format!(
            "<Tag><Key>{key}</Key><Value>{value}</Value></Tag>"
        ));
    }
    body.push_str("</TagSet></Tagging>");
    request(server, "PUT", target).body(body).send()
}

// API_PutObjectTagging: all tags are replaced, those of one version only.
#[test]
fn a_version_gets_other_tags_and_keeps_the_rest() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let old = put(&server, "k", "old");
    let old = old.header("x-amz-version-id").unwrap();
    put(&server, "k", "new");
    let target = format!("/pail/k?tagging&versionId={old}");
    tag(&server, &target, &[("z", "1"), ("a", "2")]);
    let reply = tag(&server, &target, &[("only", "")]);
    assert_eq!(
        (reply.status, reply.header("x-amz-version-id")),
        (200, Some(old))
    );
    let tagged = get(&server, &format!("/pail/k?versionId={old}"));
    assert_eq!(tagged.text(), "old");
    assert_eq!(tagged.header("x-amz-tagging-count"), Some("1"));
    let current = get(&server, "/pail/k");
    assert_eq!(
        (
            current.text().as_str(),
            current.header("x-amz-tagging-count")
        ),
        ("new", None)
    );
}

// Recorded.
#[test]
fn tags_are_checked() {
    let server = with_bucket();
    put(&server, "k", "x");
    let refused = |tags: &[(&str, &str)], inner: &str| {
        assert_error(&tag(&server, "/pail/k?tagging", tags), 400, inner);
    };
    refused(
        &[("Key1,Key2", "v")],
        "<Code>InvalidTag</Code><Message>The TagKey you have provided is invalid</Message>\
         <TagKey>Key1,Key2</TagKey>",
    );
    refused(
        &[("Key1", "Val1,Val2")],
        "<Code>InvalidTag</Code><Message>The TagValue you have provided is invalid</Message>\
         <TagKey>Key1</TagKey><TagValue>Val1,Val2</TagValue>",
    );
    refused(
        &[("a", "1"), ("a", "2")],
        "<Code>InvalidTag</Code><Message>Cannot provide multiple Tags with the same key</Message>\
         <TagKey>a</TagKey>",
    );
    refused(
        &[("aws:prefixed", "1")],
        "<Code>InvalidTag</Code><Message>Your TagKey cannot be prefixed with aws:</Message>\
         <TagKey>aws:prefixed</TagKey>",
    );
    let keys: Vec<String> = (0..11).map(|number| format!("k{number}")).collect();
    let eleven: Vec<_> = keys.iter().map(|key| (key.as_str(), "v")).collect();
    refused(
        &eleven,
        "<Code>BadRequest</Code><Message>Object tags cannot be greater than 10</Message>",
    );
    let malformed = request(&server, "PUT", "/pail/k?tagging")
        .body("<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>")
        .send();
    assert_eq!(malformed.element("Code").as_deref(), Some("MalformedXML"));
}

// Recorded.
#[test]
fn a_delete_marker_has_no_tags() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let marker = request(&server, "DELETE", "/pail/k").send();
    let marker = marker.header("x-amz-version-id").unwrap();
    assert_error(
        &tag(&server, &format!("/pail/k?tagging&versionId={marker}"), &[]),
        405,
        "<Code>MethodNotAllowed</Code><Message>The specified method is not allowed against this \
         resource.</Message><Method>PUT</Method><ResourceType>DeleteMarker</ResourceType>",
    );
    assert_eq!(tag(&server, "/pail/k?tagging", &[]).status, 404);
}
