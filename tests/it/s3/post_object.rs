//! PostObject: a browser's form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{assert_error, get, open_to_all, request, set_versioning, with_bucket};
use crate::harness::{Reply, Request, TestServer};

const BOUNDARY: &str = "----WebKitFormBoundaryx";

/// A form of these fields, then a file named `photo.txt`.
fn body(fields: &[(&str, &str)], file: &str) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    body + &format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.txt\"\r\n\
         Content-Type: text/plain\r\n\r\n{file}\r\n--{BOUNDARY}--\r\n"
    )
}

fn form(request: Request, body: String) -> Reply {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    request
        .header("content-type", &content_type)
        .body(body)
        .send()
}

/// Sends fields with a policy of these conditions, signed in name only.
pub(super) fn post_with(
    server: &TestServer,
    conditions: Value,
    fields: &[(&str, &str)],
    file: &str,
) -> Reply {
    let policy = json!({"expiration": "2026-11-22T08:00:00.000Z", "conditions": conditions});
    post_policy(server, &policy.to_string(), fields, file)
}

fn post_policy(server: &TestServer, policy: &str, fields: &[(&str, &str)], file: &str) -> Reply {
    let policy = STANDARD.encode(policy);
    let signed = [
        ("policy", policy.as_str()),
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        (
            "X-Amz-Credential",
            "test/20261122/us-east-1/s3/aws4_request",
        ),
        ("X-Amz-Date", "20261122T073700Z"),
        ("X-Amz-Signature", "00"),
    ];
    let fields: Vec<_> = fields.iter().copied().chain(signed).collect();
    form(server.request("POST", "/pail"), body(&fields, file))
}

/// What every policy has to name.
pub(super) fn signing() -> Vec<Value> {
    vec![
        json!({"bucket": "pail"}),
        json!(["starts-with", "$key", ""]),
        json!({"x-amz-algorithm": "AWS4-HMAC-SHA256"}),
        json!(["starts-with", "$x-amz-credential", "test/"]),
        json!({"x-amz-date": "20261122T073700Z"}),
    ]
}

fn policy(more: &[Value]) -> Value {
    signing().into_iter().chain(more.iter().cloned()).collect()
}

// Recorded: 204, ETag, Location, and the headers of a new object.
#[test]
fn a_form_stores_its_file() {
    let server = with_bucket();
    let reply = post_with(&server, policy(&[]), &[("key", "a/b c.txt")], "123456789");
    assert_eq!(reply.status, 204, "{}", reply.text());
    assert_eq!(
        reply.header("etag"),
        Some("\"25f9e794323b453885f5181f1b624d0b\"")
    );
    let location = format!(
        "http://localhost:{}/pail/a%2Fb%20c.txt",
        server.address().port()
    );
    assert_eq!(reply.header("location"), Some(location.as_str()));
    assert_eq!(reply.header("x-amz-server-side-encryption"), Some("AES256"));
    let stored = get(&server, "/pail/a/b%20c.txt");
    assert_eq!(stored.text(), "123456789");
    assert_eq!(stored.header("content-type"), Some("binary/octet-stream"));
}

// Docs, "POST Object": ${filename}, and the fields that are headers of the object.
#[test]
fn fields_say_what_the_object_is() {
    let server = with_bucket();
    let tagging = "<Tagging><TagSet><Tag><Key>a+b</Key><Value>1</Value></Tag></TagSet></Tagging>";
    let fields = [
        ("key", "in/${filename}"),
        ("acl", "private"),
        ("Content-Type", "text/markdown"),
        ("Cache-Control", "no-store"),
        ("x-amz-meta-Mood", "fine"),
        ("x-amz-storage-class", "STANDARD_IA"),
        ("tagging", tagging),
        ("x-ignore-button", "Send"),
    ];
    let conditions = [
        "acl",
        "Content-Type",
        "Cache-Control",
        "x-amz-meta-mood",
        "x-amz-storage-class",
        "tagging",
    ]
    .map(|name| json!(["starts-with", format!("${name}"), ""]));
    let reply = post_with(&server, policy(&conditions), &fields, "x");
    assert_eq!(reply.status, 204, "{}", reply.text());
    let stored = get(&server, "/pail/in/photo.txt");
    assert_eq!(stored.header("content-type"), Some("text/markdown"));
    assert_eq!(stored.header("cache-control"), Some("no-store"));
    assert_eq!(stored.header("x-amz-meta-mood"), Some("fine"));
    assert_eq!(stored.header("x-amz-storage-class"), Some("STANDARD_IA"));
    assert_eq!(stored.header("x-amz-tagging-count"), Some("1"));
    let tags = request(&server, "GET", "/pail/in/photo.txt?tagging").send();
    assert_eq!(tags.element("Key").as_deref(), Some("a+b"));
}

// Recorded: PostResponse, and the redirect with bucket, key and etag.
#[test]
fn a_form_chooses_its_answer() {
    let server = with_bucket();
    let answer = |name: &str, value: &str| {
        let conditions = policy(&[json!(["starts-with", format!("${name}"), ""])]);
        post_with(&server, conditions, &[("key", "k"), (name, value)], "x")
    };
    let etag = "9dd4e461268c8034f5c8564e155c67a6";
    let reply = answer("success_action_status", "201");
    assert_eq!(reply.status, 201);
    assert_eq!(reply.header("content-type"), Some("application/xml"));
    let port = server.address().port();
    assert_eq!(
        reply.text(),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse>\
             <Location>http://localhost:{port}/pail/k</Location><Bucket>pail</Bucket><Key>k</Key>\
             <ETag>&quot;{etag}&quot;</ETag></PostResponse>"
        )
    );
    assert_eq!(answer("success_action_status", "200").status, 200);
    assert_eq!(answer("success_action_status", "404").status, 204);
    for (url, separator) in [("http://app.test/done", '?'), ("http://app.test/?a=b", '&')] {
        let reply = answer("success_action_redirect", url);
        assert_eq!(reply.status, 303);
        let location = format!("{url}{separator}bucket=pail&key=k&etag=%22{etag}%22");
        assert_eq!(reply.header("location"), Some(location.as_str()));
    }
    assert_eq!(answer("success_action_redirect", "nowhere").status, 204);
}

// Recorded: the condition as JSON; a name without its dollar sign means no field.
#[test]
fn a_condition_that_fails_is_shown() {
    let server = with_bucket();
    let redirect = ("success_action_redirect", "http://a.test/");
    for (condition, shown) in [
        (
            json!({"success_action_redirect": "http://b.test/"}),
            "[\"eq\", \"$success_action_redirect\", \"http://b.test/\"]",
        ),
        (
            json!(["eq", "success_action_redirect", "http://a.test/"]),
            "[\"eq\", \"success_action_redirect\", \"http://a.test/\"]",
        ),
        (
            json!(["starts-with", "$Content-Type", ""]),
            "[\"starts-with\", \"$Content-Type\", \"\"]",
        ),
        (
            json!({"bucket": "other"}),
            "[\"eq\", \"$bucket\", \"other\"]",
        ),
    ] {
        let reply = post_with(
            &server,
            policy(&[condition]),
            &[("key", "k"), redirect],
            "x",
        );
        let message = format!("Invalid according to Policy: Policy Condition failed: {shown}");
        let message = message.replace('"', "&quot;");
        assert_error(
            &reply,
            403,
            &format!("<Code>AccessDenied</Code><Message>{message}</Message>"),
        );
    }
    assert_eq!(get(&server, "/pail/k").status, 404);
}

// AWS's users quote the text; docs, "POST Policy": every field must be named.
#[test]
fn a_field_that_no_condition_names_is_refused() {
    let server = with_bucket();
    let extra = |name: &str| {
        format!(
            "<Code>AccessDenied</Code><Message>Invalid according to Policy: Extra input fields: \
             {name}</Message>"
        )
    };
    let fields = [("key", "k"), ("x-amz-meta-mood", "fine")];
    assert_error(
        &post_with(&server, policy(&[]), &fields, "x"),
        403,
        &extra("x-amz-meta-mood"),
    );
    let without_bucket: Value = signing().into_iter().skip(1).collect();
    assert_error(
        &post_with(&server, without_bucket, &fields[..1], "x"),
        403,
        &extra("bucket"),
    );
}

// Recorded.
#[test]
fn a_policy_ends() {
    let server = with_bucket();
    let ended = json!({"expiration": "2026-11-22T07:37:00Z", "conditions": policy(&[])});
    assert_error(
        &post_policy(&server, &ended.to_string(), &[("key", "k")], "x"),
        403,
        "<Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message>",
    );
}

// ceph/s3-tests (400 for each); texts as AWS's users quote them.
#[test]
fn a_policy_that_is_none_is_refused() {
    let server = with_bucket();
    let until = "\"expiration\": \"2026-11-22T08:00:00Z\"";
    for (policy, message) in [
        ("{".to_owned(), "Invalid JSON."),
        (
            "{\"conditions\": []}".to_owned(),
            "Policy missing expiration.",
        ),
        (
            format!("{{{until}, \"CONDITIONS\": []}}"),
            "Policy missing conditions.",
        ),
        (
            "{\"expiration\": \"tomorrow\", \"conditions\": []}".to_owned(),
            "Invalid 'expiration' value: 'tomorrow'",
        ),
        (
            format!("{{{until}, \"conditions\": [{{}}]}}"),
            "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
        ),
        (
            format!("{{{until}, \"conditions\": [{{\"acl\": 1}}]}}"),
            "Invalid Simple-Condition: value must be a string.",
        ),
    ] {
        assert_error(
            &post_policy(&server, &policy, &[("key", "k")], "x"),
            400,
            &format!(
                "<Code>InvalidPolicyDocument</Code><Message>Invalid Policy: {message}</Message>"
            ),
        );
    }
    for range in [
        json!(["content-length-range", 0]),
        json!(["content-length-range", -1, 0]),
    ] {
        let reply = post_with(&server, policy(&[range]), &[("key", "k")], "x");
        assert_eq!(
            reply.element("Code").as_deref(),
            Some("InvalidPolicyDocument")
        );
    }
}

// Docs, "POST Policy": two escapes that JSON does not know.
#[test]
fn a_dollar_sign_may_be_escaped() {
    let server = with_bucket();
    let policy = json!({"expiration": "2026-11-22T08:00:00Z", "conditions": policy(&[json!(["eq", "$key", "$x"])])});
    let policy = policy.to_string().replace("\"$x\"", "\"\\$x\"");
    let reply = post_policy(&server, &policy, &[("key", "$x")], "x");
    assert_eq!(reply.status, 204, "{}", reply.text());
}

// Recorded, with both sizes.
#[test]
fn a_file_must_be_as_long_as_the_policy_says() {
    let server = with_bucket();
    let range = policy(&[json!(["content-length-range", 5, 10])]);
    let post = |file: &str| post_with(&server, range.clone(), &[("key", "k")], file);
    assert_error(
        &post("1"),
        400,
        "<Code>EntityTooSmall</Code><Message>Your proposed upload is smaller than the minimum \
         allowed size</Message><ProposedSize>1</ProposedSize><MinSizeAllowed>5</MinSizeAllowed>",
    );
    assert_error(
        &post("12345678901"),
        400,
        "<Code>EntityTooLarge</Code><Message>Your proposed upload exceeds the maximum allowed \
         size</Message><ProposedSize>11</ProposedSize><MaxSizeAllowed>10</MaxSizeAllowed>",
    );
    assert_eq!(get(&server, "/pail/k").status, 404);
    assert_eq!(post("12345").status, 204);
    assert_eq!(post("1234567890").status, 204);
}

// Recorded: the first field that is missing; a policy without any signature is AccessDenied.
#[test]
fn a_policy_must_be_signed_by_fields_before_the_file() {
    let server = with_bucket();
    let post = |fields: &[(&str, &str)]| form(server.request("POST", "/pail"), body(fields, "x"));
    for (fields, missing) in [
        (
            &[("key", "k"), ("policy", "e30="), ("X-Amz-Date", "x")][..],
            "X-Amz-Signature",
        ),
        (
            &[("policy", "e30="), ("x-amz-signature", "x")],
            "X-Amz-Algorithm",
        ),
        (&[("policy", "e30="), ("signature", "x")], "AWSAccessKeyId"),
        (&[("policy", "e30="), ("AWSAccessKeyId", "x")], "signature"),
        (&[("acl", "private")], "key"),
    ] {
        assert_error(
            &post(fields),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>Bucket POST must contain a field named \
                 '{missing}'.  If it is specified, please check the order of the fields.</Message>\
                 <ArgumentName>{missing}</ArgumentName><ArgumentValue></ArgumentValue>"
            ),
        );
    }
    assert_error(
        &post(&[("key", "k"), ("policy", "e30=")]),
        403,
        "<Code>AccessDenied</Code><Message>Access Denied</Message>",
    );
}

// Docs, "POST Object" and "Error responses"; AWS's users quote the last two texts.
#[test]
fn a_body_that_is_no_form_is_refused() {
    let server = with_bucket();
    open_to_all(&server);
    let refused = |body: String, code: &str, rest: &str| {
        let reply = form(server.request("POST", "/pail"), body);
        assert_error(&reply, 400, &format!("<Code>{code}</Code><Message>{rest}"));
    };
    refused(
        "nonsense".to_owned(),
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.</Message>",
    );
    let whole = body(&[("key", "k")], "data");
    let cut = whole.find("--\r\n").unwrap() - BOUNDARY.len();
    refused(
        whole[..cut].to_owned(),
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.</Message>",
    );
    refused(
        format!("--{BOUNDARY}--\r\n"),
        "InvalidArgument",
        "POST requires exactly one file upload per request.</Message>\
         <ArgumentName>file</ArgumentName><ArgumentValue>0</ArgumentValue>",
    );
    refused(
        body(&[("key", &"k".repeat(20 * 1024))], "x"),
        "MaxPostPreDataLengthExceeded",
        "Your POST request fields preceeding the upload file was too large.</Message>\
         <MaxPostPreDataLengthBytes>20480</MaxPostPreDataLengthBytes>",
    );
    assert_eq!(get(&server, "/pail/k").status, 404);
}

#[test]
fn a_form_may_carry_a_checksum_of_its_file() {
    let server = with_bucket();
    let named = policy(&[json!(["starts-with", "$x-amz-checksum-crc32", ""])]);
    let post = |sum: &str| {
        let fields = [("key", "k"), ("x-amz-checksum-crc32", sum)];
        post_with(&server, named.clone(), &fields, "123456789")
    };
    let reply = post("AAAAAA==");
    assert_eq!(reply.element("Code").as_deref(), Some("BadDigest"));
    assert_eq!(get(&server, "/pail/k").status, 404);
    let reply = post("y/Q5Jg==");
    assert_eq!(reply.status, 204, "{}", reply.text());
    assert_eq!(reply.header("x-amz-checksum-crc32"), Some("y/Q5Jg=="));
}

#[test]
fn a_form_makes_a_version_like_any_other() {
    let server = with_bucket();
    set_versioning(&server, "Enabled");
    let reply = post_with(&server, policy(&[]), &[("key", "k")], "x");
    let version = reply
        .header("x-amz-version-id")
        .expect("a version")
        .to_owned();
    let stored = get(&server, &format!("/pail/k?versionId={version}"));
    assert_eq!(stored.text(), "x");
}

// A file of any size streams: what looks like a boundary inside it is data.
#[test]
fn a_large_file_is_kept_byte_for_byte() {
    let server = with_bucket();
    let line = format!("\r\n--{}\r\n", &BOUNDARY[..BOUNDARY.len() - 1]);
    let file = line.repeat(100_000);
    let reply = post_with(&server, policy(&[]), &[("key", "k")], &file);
    assert_eq!(reply.status, 204, "{}", reply.text());
    assert!(get(&server, "/pail/k").text() == file);
}

// The front door: a page of another site may send a form that was signed for it, and no other.
#[test]
fn a_page_of_another_site_needs_a_signed_form() {
    let server = with_bucket();
    let from_page = || {
        let request = server.request("POST", "/pail");
        request.header("origin", "http://shop.example")
    };
    let fields = [("key", "k")];
    assert_eq!(form(from_page(), body(&fields, "x")).status, 403);
    let policy = json!({
        "expiration": "2026-11-22T08:00:00Z",
        "conditions": [{"bucket": "pail"}, {"key": "k"}],
    });
    let policy = STANDARD.encode(policy.to_string());
    let fields = [
        ("key", "k"),
        ("policy", policy.as_str()),
        ("AWSAccessKeyId", "test"),
        ("signature", "x"),
    ];
    let reply = form(from_page(), body(&fields, "x"));
    assert_eq!(reply.status, 204, "{}", reply.text());
}
