//! GetObjectTagging.

use super::{assert_error, get, put, request, with_bucket};

const ROOT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Tagging \
                    xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";

// API_GetObjectTagging names no order; ceph/s3-tests (test_put_obj_with_tags) expects that of the keys.
#[test]
fn tags_come_back_in_the_order_of_their_keys() {
    let server = with_bucket();
    request(&server, "PUT", "/pail/k")
        .header("x-amz-tagging", "b=1%2B1&a=")
        .body("x")
        .send();
    assert_eq!(
        get(&server, "/pail/k?tagging").text(),
        format!(
            "{ROOT}<TagSet><Tag><Key>a</Key><Value/></Tag>\
             <Tag><Key>b</Key><Value>1+1</Value></Tag></TagSet></Tagging>"
        )
    );
    assert_eq!(
        get(&server, "/pail/k").header("x-amz-tagging-count"),
        Some("2")
    );
}

#[test]
fn an_object_without_tags_has_an_empty_set() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_eq!(
        get(&server, "/pail/k?tagging").text(),
        format!("{ROOT}<TagSet/></Tagging>")
    );
    assert_error(
        &get(&server, "/pail/missing?tagging"),
        404,
        "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>\
         <Key>missing</Key>",
    );
}
