//! GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy.

use super::{assert_error, configure, get, request, with_bucket};

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
  "Action": "s3:*", "Resource": ["arn:aws:s3:::pail", "arn:aws:s3:::pail/*"]}]}"#;

// Recorded: 204, and the text comes back as JSON until it is deleted.
#[test]
fn a_policy_comes_back_until_it_is_deleted() {
    let server = with_bucket();
    assert_eq!(configure(&server, "policy", POLICY).status, 204);
    let reply = get(&server, "/pail?policy");
    assert_eq!(reply.text(), POLICY);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(
        request(&server, "DELETE", "/pail?policy").send().status,
        204
    );
    assert_error(
        &get(&server, "/pail?policy"),
        404,
        "<Code>NoSuchBucketPolicy</Code><Message>The bucket policy does not exist</Message>\
         <BucketName>pail</BucketName>",
    );
}

// The first two recorded; the others are AWS's texts.
#[test]
fn malformed_policies_are_refused() {
    let server = with_bucket();
    let statement = |inner: &str| format!("{{\"Statement\":[{{{inner}}}]}}");
    for (policy, message) in [
        (
            "nonsense".to_owned(),
            "Policies must be valid JSON and the first byte must be '{'",
        ),
        ("{}".to_owned(), "Missing required field Statement"),
        (statement(""), "Missing required field Effect"),
        (
            statement(r#""Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::pail""#),
            "Missing required field Principal",
        ),
        (POLICY.replace("s3:*", "ec2:*"), "Policy has invalid action"),
        (
            POLICY.replace("\"*\",", "{\"AWS\": \"ada\"},"),
            "Invalid principal in policy",
        ),
        (
            POLICY.replace("s3:*", "s3:GetObject").replace("/*", ""),
            "Action does not apply to any resource(s) in statement",
        ),
        (
            POLICY.replace("\"Action\"", "\"Condition\": {\"Is\": {}}, \"Action\""),
            "Invalid Condition type : Is",
        ),
        (
            POLICY.replace(":::pail/*", ":::other/*"),
            "Policy has invalid resource",
        ),
    ] {
        let reply = configure(&server, "policy", &policy);
        assert_eq!(reply.status, 400, "{policy}");
        assert_eq!(reply.element("Code").as_deref(), Some("MalformedPolicy"));
        assert_eq!(reply.element("Message").as_deref(), Some(message));
    }
}

// User guide, "Blocking public access": a new bucket refuses public policies.
#[test]
fn a_public_policy_is_refused_while_blocked() {
    let server = with_bucket();
    let public = POLICY.replace("Deny", "Allow");
    assert_error(
        &configure(&server, "policy", &public),
        403,
        "<Code>AccessDenied</Code><Message>User: arn:aws:iam::000000000000:root is not authorized to \
         perform: s3:PutBucketPolicy on resource: &quot;arn:aws:s3:::pail&quot; because public \
         policies are blocked by the BlockPublicPolicy block public access setting.</Message>",
    );
    request(&server, "DELETE", "/pail?publicAccessBlock").send();
    assert_eq!(configure(&server, "policy", &public).status, 204);
}
