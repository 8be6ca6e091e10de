//! What every DynamoDB operation has in common: headers, JSON, targets, credentials.

use serde_json::json;

use super::tables::{error_of, s, target};
use crate::harness::Reply;

// Recorded answers, public dynalite suite.
#[test]
fn an_answer_carries_an_id_and_the_checksum_of_its_body() {
    let target = target();
    let reply = target.send("ListTables", json!({}));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.text(), r#"{"TableNames":[]}"#);
    assert_eq!(
        reply.header("content-type"),
        Some("application/x-amz-json-1.0")
    );
    let id = reply.header("x-amzn-requestid").unwrap();
    assert!(
        id.len() == 52
            && id
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    );
    // CRC-32 of the body above.
    assert_eq!(reply.header("x-amz-crc32"), Some("1315925753"));
    assert_eq!(reply.header("server"), Some("Server"));
}

// Recorded answers, public dynalite suite.
#[test]
fn a_get_is_a_health_check() {
    let target = target();
    let reply = target.server.request("GET", "/").signed("dynamodb").send();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.text(), "healthy: dynamodb.us-east-1.amazonaws.com ");
    assert_eq!(reply.header("x-amz-crc32"), Some("3128867991"));
}

// Recorded answers, public dynalite suite.
#[test]
fn a_body_that_is_no_json_comes_before_a_bad_target() {
    let target = target();
    let send = |name: &str, body: &str| {
        let request = target.server.request("POST", "/").signed("dynamodb");
        request
            .header("x-amz-target", name)
            .header("content-type", "application/x-amz-json-1.0")
            .body(body)
            .send()
    };
    for body in ["{", "[]x", "hello"] {
        let reply = send("DynamoDB_20120810.Nope", body);
        assert_eq!(
            (reply.status, reply.text()),
            (
                400,
                r#"{"__type":"com.amazon.coral.service#SerializationException"}"#.to_owned()
            )
        );
    }
    let reply = send("DynamoDB_20120810.Nope", "{}");
    assert_eq!(
        (reply.status, reply.text()),
        (
            400,
            r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#.to_owned()
        )
    );
    let reply = send("DynamoDB_20120810.ListTables", "");
    assert_eq!(error_of(&reply), "SerializationException");
}

// Recorded answers, public dynalite suite.
#[test]
fn a_post_with_another_content_type_or_path_is_no_operation() {
    let target = target();
    for (path, content_type) in [("/", "text/plain"), ("/a/b", "application/json")] {
        let reply = target
            .server
            .request("POST", path)
            .signed("dynamodb")
            .header("x-amz-target", "DynamoDB_20120810.ListTables")
            .header("content-type", content_type)
            .body("{}")
            .send();
        assert_eq!(reply.status, 404);
        assert_eq!(reply.text(), "<UnknownOperationException/>\n");
        assert_eq!(reply.header("x-amz-crc32"), Some("3552371480"));
    }
}

// Recorded answers, public dynalite suite.
#[test]
fn a_request_without_credentials_is_refused() {
    let target = target();
    let reply = target
        .server
        .request("POST", "/")
        .header("x-amz-target", "DynamoDB_20120810.ListTables")
        .header("content-type", "application/x-amz-json-1.0")
        .body("{}")
        .send();
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.text(),
        r#"{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"}"#
    );
}

// Recorded answer, public dynalite suite.
#[test]
fn a_request_is_signed_in_one_place() {
    let reply = target()
        .server
        .request("POST", "/?X-Amz-Algorithm=AWS4-HMAC-SHA256")
        .signed("dynamodb")
        .header("x-amz-target", "DynamoDB_20120810.ListTables")
        .header("content-type", "application/x-amz-json-1.0")
        .body("{}")
        .send();
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.text(),
        r#"{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."}"#
    );
}

// Recorded answers, public dynalite suite: each part that is missing is named.
#[test]
fn a_signature_without_a_part_is_incomplete() {
    let target = target();
    let message = |query: &str, header: Option<&str>, date: Option<&str>| {
        let mut request = target
            .server
            .request("POST", &format!("/{query}"))
            .header("x-amz-target", "DynamoDB_20120810.ListTables")
            .header("content-type", "application/json; charset=utf-8");
        for (name, value) in [("authorization", header), ("date", date)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let reply = request.body("{}").send();
        assert_eq!(reply.status, 400);
        assert_eq!(reply.header("content-type"), Some("application/json"));
        let json = reply.json();
        let kind = json["__type"].as_str().unwrap();
        let kind = kind.trim_start_matches("com.amazon.coral.service#");
        format!("{kind}: {}", json["message"].as_str().unwrap())
    };
    assert_eq!(
        message("", Some("AWS4-"), None),
        "IncompleteSignatureException: Authorization header requires 'Credential' parameter. \
         Authorization header requires 'Signature' parameter. Authorization header requires \
         'SignedHeaders' parameter. Authorization header requires existence of either a \
         'X-Amz-Date' or a 'Date' header. Authorization=AWS4-"
    );
    assert_eq!(
        message("", Some("AWS4- Signature=b, Credential=a"), Some("a")),
        "IncompleteSignatureException: Authorization header requires 'SignedHeaders' parameter. \
         Authorization=AWS4- Signature=b, Credential=a"
    );
    assert_eq!(
        message("?X-Amz-Algorithm", None, None),
        "IncompleteSignatureException: AWS query-string parameters must include \
         'X-Amz-Algorithm'. AWS query-string parameters must include 'X-Amz-Credential'. AWS \
         query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must \
         include 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'. \
         Re-examine the query-string parameters."
    );
    let missing = "MissingAuthenticationTokenException: Request is missing Authentication Token";
    let without_algorithm =
        "?X-Amz-Credential=a&X-Amz-Signature=b&X-Amz-SignedHeaders=c&X-Amz-Date=d";
    assert_eq!(message(without_algorithm, None, None), missing);
    assert_eq!(message("", Some("AWS4"), None), missing);
}

// Public Alternator suite, which runs on AWS: 16 KB of headers are read, and no more.
#[test]
fn headers_and_the_request_line_have_at_most_16_kb() {
    let target = target();
    let status = |path: &str, header: usize| {
        let request = target.server.request("POST", path).signed("dynamodb");
        let request = request
            .header("x-amz-target", "DynamoDB_20120810.ListTables")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-large", &"x".repeat(header));
        request.body("{}").send().status
    };
    assert_eq!(status("/", 15_000), 200);
    assert_eq!(status("/", 17_000), 400);
    let query = format!("/?{}", "x".repeat(17_000));
    assert_eq!(status(&query, 1), 400);
}

// Recorded answers, public dynalite suite. The deserialiser's key is `Message`.
#[test]
fn wrong_types_get_the_deserialisers_words() {
    let target = target();
    let refusal = |body: serde_json::Value| {
        let reply = target.send("PutItem", body);
        assert_eq!(reply.status, 400);
        assert!(reply.text().contains("\"Message\":"), "{}", reply.text());
        error_of(&reply)
    };
    assert_eq!(
        refusal(json!({"TableName": 5})),
        "SerializationException: NUMBER_VALUE cannot be converted to String"
    );
    assert_eq!(
        refusal(json!({"TableName": true})),
        "SerializationException: TRUE_VALUE cannot be converted to String"
    );
    assert_eq!(
        refusal(json!({"Item": "a"})),
        "SerializationException: Unexpected field type"
    );
    assert_eq!(
        refusal(json!({"Item": ["a"]})),
        "SerializationException: Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>"
    );
    assert_eq!(
        refusal(json!({"Item": {"a": {"N": 5}}})),
        "SerializationException: NUMBER_VALUE cannot be converted to String"
    );
    assert_eq!(
        refusal(json!({"Item": {"a": {"B": "abc"}}})),
        "SerializationException: Base64 encoded length is expected a multiple of 4 bytes but found: 3"
    );
}

#[test]
fn a_body_of_more_than_16_mib_is_too_large() {
    let target = target();
    let reply = target
        .server
        .request("POST", "/")
        .signed("dynamodb")
        .header("x-amz-target", "DynamoDB_20120810.PutItem")
        .header("content-type", "application/x-amz-json-1.0")
        .body(vec![b' '; 16 * 1024 * 1024 + 1])
        .send();
    assert_eq!(reply.status, 413);
}

// Recorded answers, public dynalite suite: any origin may read what it may ask at all.
#[test]
fn only_a_request_with_an_origin_gets_cors_headers() {
    let target = target();
    let request = |method: &str| {
        target
            .server
            .request(method, "/")
            .signed("dynamodb")
            .header("x-amz-target", "DynamoDB_20120810.ListTables")
            .header("content-type", "application/x-amz-json-1.0")
            .body("{}")
    };
    let plain = request("POST").send();
    assert_eq!(plain.header("access-control-allow-origin"), None);
    let reply = request("POST")
        .header("origin", "http://localhost:3000")
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert!(reply.header("access-control-expose-headers").is_some());
}

#[test]
fn each_account_and_region_has_its_own_tables() {
    let target = target();
    let name = target.hash_table();
    let list = |access_key: &str, region: &str| {
        let reply = target
            .server
            .request("POST", "/")
            .signed_as(access_key, region, "dynamodb")
            .header("x-amz-target", "DynamoDB_20120810.ListTables")
            .header("content-type", "application/x-amz-json-1.0")
            .body("{}")
            .send();
        reply.json()["TableNames"].as_array().unwrap().len()
    };
    assert_eq!(list("test", "us-east-1"), 1, "{name}");
    assert_eq!(list("test", "eu-west-1"), 0);
    assert_eq!(list("123456789012", "us-east-1"), 0);
}

/// A gzip member with `{}` in one stored block: RFC 1951 and 1952 by hand.
const GZIPPED: [u8; 25] = [
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 0, 0xfd, 0xff, b'{', b'}', 0x43, 0xbf, 0xa6, 0xa3, 2,
    0, 0, 0,
];

fn list_tables(target: &super::tables::Target, coding: &str, body: &[u8]) -> Reply {
    let request = target.server.request("POST", "/").signed("dynamodb");
    request
        .header("x-amz-target", "DynamoDB_20120810.ListTables")
        .header("content-type", "application/x-amz-json-1.0")
        .header("content-encoding", coding)
        .body(body)
        .send()
}

// The public Alternator suite, test_compressed_request.py; it answers 500 to what it cannot decode.
#[test]
fn a_request_may_come_compressed() {
    let target = target();
    let reply = list_tables(&target, "gzip", &GZIPPED);
    assert_eq!(
        (reply.status, reply.text()),
        (200, r#"{"TableNames":[]}"#.to_owned())
    );
    for (coding, body) in [
        ("gzip", b"{}".as_slice()),
        ("garbage", b"{}"),
        ("gzip", &GZIPPED[..20]),
    ] {
        let reply = list_tables(&target, coding, body);
        assert_eq!(
            (reply.status, reply.text()),
            (
                500,
                r#"{"__type":"com.amazon.coral.service#InternalFailure"}"#.to_owned()
            )
        );
    }
}

// The public Alternator suite, test_compressed_response.py: from 4 KB on, and only if asked. The
// checksum is of what is sent (AWS SDK for Go, the DynamoDB client's customizations).
#[test]
fn a_long_answer_is_compressed_if_the_client_takes_it() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "x": s(&"x".repeat(4096))}));
    target.put(&table, json!({"pk": s("b")}));
    let get = |key: &str, accepted: &str| {
        let request = target.server.request("POST", "/").signed("dynamodb");
        request
            .header("x-amz-target", "DynamoDB_20120810.GetItem")
            .header("content-type", "application/x-amz-json-1.0")
            .header("accept-encoding", accepted)
            .body(json!({"TableName": table, "Key": {"pk": s(key)}}).to_string())
            .send()
    };
    for coding in ["gzip", "deflate"] {
        let reply = get("a", &format!("{coding}, identity"));
        assert_eq!(reply.header("content-encoding"), Some(coding));
        assert!(reply.body.len() < 200, "{}", reply.body.len());
        let crc32 = crc_fast::crc32_iso_hdlc(&reply.body).to_string();
        assert_eq!(reply.header("x-amz-crc32"), Some(crc32.as_str()));
    }
    for reply in [get("b", "gzip"), get("a", "br"), get("a", "gzip;q=0")] {
        assert_eq!(reply.header("content-encoding"), None);
        assert!(reply.text().starts_with("{\"Item\""));
    }
}

// floci's tests, which follow AWS of 2026: the older layer tells the size, but not of updates.
#[test]
fn an_expression_has_at_most_4096_bytes() {
    let target = target();
    let long = "a".repeat(4097);
    let key = json!({"pk": {"S": "a"}});
    let text = "Expression size has exceeded the maximum allowed size;";
    let refusal = |operation: &str, mut request: serde_json::Value| {
        request["TableName"] = json!("none");
        let reply = target.send(operation, request);
        assert_eq!(reply.status, 400);
        error_of(&reply)
    };
    for (operation, request, expected) in [
        (
            "PutItem",
            json!({"Item": key, "ConditionExpression": long}),
            format!("1 validation error detected: Invalid ConditionExpression: {text}"),
        ),
        (
            "UpdateItem",
            json!({"Key": key, "UpdateExpression": long}),
            format!("1 validation error detected: Invalid UpdateExpression: {text}"),
        ),
        (
            "GetItem",
            json!({"Key": key, "ProjectionExpression": long}),
            format!("Invalid ProjectionExpression: {text}"),
        ),
        (
            "Scan",
            json!({"FilterExpression": long}),
            format!("Invalid FilterExpression: {text} expression size: 4097"),
        ),
    ] {
        let expected = format!("ValidationException: {expected}");
        assert_eq!(refusal(operation, request), expected);
    }
    let transact = |action: serde_json::Value| {
        refusal("TransactWriteItems", json!({"TransactItems": [action]}))
    };
    let update = json!({"TableName": "none", "Key": key, "UpdateExpression": long});
    assert_eq!(
        transact(json!({"Update": update})),
        format!("ValidationException: Invalid UpdateExpression: {text}")
    );
    let put = json!({"TableName": "none", "Item": key, "ConditionExpression": long});
    assert_eq!(
        transact(json!({"Put": put})),
        format!("ValidationException: Invalid ConditionExpression: {text} expression size: 4097")
    );
}
