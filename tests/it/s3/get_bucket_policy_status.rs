//! GetBucketPolicyStatus.

use super::{assert_error, configure, document, get, request, with_bucket};

// User guide, "The meaning of public".
#[test]
fn the_status_says_whether_a_policy_is_public() {
    let server = with_bucket();
    request(&server, "DELETE", "/pail?publicAccessBlock").send();
    assert_error(
        &get(&server, "/pail?policyStatus"),
        404,
        "<Code>NoSuchBucketPolicy</Code><Message>The bucket policy does not exist</Message>\
         <BucketName>pail</BucketName>",
    );
    for (principal, public) in [("\"*\"", true), ("{\"AWS\":\"111122223333\"}", false)] {
        let policy = format!(
            "{{\"Statement\":{{\"Effect\":\"Allow\",\"Principal\":{principal},\
             \"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::pail/*\"}}}}"
        );
        assert_eq!(configure(&server, "policy", &policy).status, 204);
        assert_eq!(
            get(&server, "/pail?policyStatus").text(),
            document("PolicyStatus", &format!("<IsPublic>{public}</IsPublic>"))
        );
    }
}
