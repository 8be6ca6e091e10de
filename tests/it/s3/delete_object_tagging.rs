//! DeleteObjectTagging.

use super::{get, request, with_bucket};

// API_DeleteObjectTagging: 204, with or without tags.
#[test]
fn all_tags_go_and_the_object_stays() {
    let server = with_bucket();
    request(&server, "PUT", "/pail/k")
        .header("x-amz-tagging", "a=1&b=2")
        .body("x")
        .send();
    for _ in 0..2 {
        let reply = request(&server, "DELETE", "/pail/k?tagging").send();
        assert_eq!((reply.status, reply.body.len()), (204, 0));
    }
    let got = get(&server, "/pail/k");
    assert_eq!(
        (got.text().as_str(), got.header("x-amz-tagging-count")),
        ("x", None)
    );
}
