//! GetBucketTagging, PutBucketTagging, DeleteBucketTagging.

use super::{assert_error, configure, document, get, request, with_bucket};

const NO_TAGS: &str = "<Code>NoSuchTagSet</Code><Message>The TagSet does not exist</Message>\
                       <BucketName>pail</BucketName>";

fn tags(pairs: &[(&str, &str)]) -> String {
    let tags = pairs
        .iter()
        .map(|(key, value)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>"));
    format!(
        "<Tagging><TagSet>{}</TagSet></Tagging>",
        tags.collect::<String>()
    )
}

// Recorded: NoSuchTagSet with the bucket's name; 204 on writing and deleting.
#[test]
fn tags_come_back_until_they_are_deleted() {
    let server = with_bucket();
    assert_error(&get(&server, "/pail?tagging"), 404, NO_TAGS);
    let body = tags(&[("team", "a b"), ("empty", "")]);
    assert_eq!(configure(&server, "tagging", &body).status, 204);
    assert_eq!(
        get(&server, "/pail?tagging").text(),
        document(
            "Tagging",
            "<TagSet><Tag><Key>team</Key><Value>a b</Value></Tag>\
             <Tag><Key>empty</Key><Value/></Tag></TagSet>"
        )
    );
    let deleted = request(&server, "DELETE", "/pail?tagging").send();
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    assert_error(&get(&server, "/pail?tagging"), 404, NO_TAGS);
}

// Recorded.
#[test]
fn wrong_tags_are_refused() {
    let server = with_bucket();
    let invalid = |inner: &str| format!("<Code>InvalidTag</Code>{inner}");
    for (pairs, inner) in [
        (
            &[("Key1,Key2", "v")][..],
            "<Message>The TagKey you have provided is invalid</Message><TagKey>Key1,Key2</TagKey>",
        ),
        (
            &[("Key1", "Val1,Val2")],
            "<Message>The TagValue you have provided is invalid</Message><TagKey>Key1</TagKey>\
             <TagValue>Val1,Val2</TagValue>",
        ),
        (
            &[("k", "1"), ("k", "2")],
            "<Message>Cannot provide multiple Tags with the same key</Message><TagKey>k</TagKey>",
        ),
        (
            &[("aws:x", "1")],
            "<Message>System tags cannot be added/updated by requester</Message>",
        ),
    ] {
        let reply = configure(&server, "tagging", &tags(pairs));
        assert_error(&reply, 400, &invalid(inner));
    }
    let nameless = "<Tagging><TagSet><Tag><Value>v</Value></Tag></TagSet></Tagging>";
    assert_eq!(
        configure(&server, "tagging", nameless)
            .element("Code")
            .as_deref(),
        Some("MalformedXML")
    );
    assert_error(&get(&server, "/pail?tagging"), 404, NO_TAGS);
}

#[test]
fn a_bucket_that_is_not_there_has_no_tags() {
    let server = with_bucket();
    assert_error(
        &get(&server, "/other-pail?tagging"),
        404,
        "<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message>\
         <BucketName>other-pail</BucketName>",
    );
}
