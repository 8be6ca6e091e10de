//! Signatures are verified where the configuration asks for it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ruststack::Auth;

use crate::harness::{Reply, Request, Signer, TestServer, sha256};

/// Sun, 22 Nov 2026 07:38:00 GMT.
const NOW_MS: i64 = 1_795_333_080_000;
const NOW: &str = "20261122T073800Z";

const S3: Signer<'_> = Signer {
    access_key: "AKIDONE",
    secret: "top/secret",
    region: "us-east-1",
    service: "s3",
    moment: NOW,
};
const DYNAMODB: Signer<'_> = Signer {
    service: "dynamodb",
    ..S3
};
const LAMBDA: Signer<'_> = Signer {
    service: "lambda",
    ..S3
};

/// A server that knows two keys of two accounts, with a bucket of the first.
fn server() -> TestServer {
    let server = TestServer::with(|config| {
        config.clock = ruststack::Clock::frozen(NOW_MS);
        config.auth = Auth::Verify;
        config.keys = vec!["AKIDONE:top/secret".into(), "AKIDTWO:x:123456789012".into()];
    });
    let made = S3.sign(server.request("PUT", "/pail"), &sha256(b"")).send();
    assert_eq!(made.status, 200, "{}", made.text());
    server
}

fn put(server: &TestServer, signer: Signer<'_>) -> Request {
    let request = server.request("PUT", "/pail/a%20key").body("data");
    signer.sign(request, &sha256(b"data"))
}

fn list_tables(server: &TestServer, signer: Signer<'_>, signed: &str, sent: &str) -> Reply {
    let request = server
        .request("POST", "/")
        .header("x-amz-target", "DynamoDB_20120810.ListTables")
        .header("content-type", "application/x-amz-json-1.0")
        .body(sent);
    signer.sign(request, &sha256(signed.as_bytes())).send()
}

fn list_functions(server: &TestServer, signer: Signer<'_>) -> Reply {
    let request = server.request("GET", "/2015-03-31/functions");
    signer.sign(request, &sha256(b"")).send()
}

fn code(reply: &Reply) -> (u16, String) {
    (reply.status, reply.element("Code").unwrap_or_default())
}

#[test]
fn a_request_that_is_signed_with_a_known_key_is_answered() {
    let server = server();
    assert_eq!(put(&server, S3).send().status, 200);
    let got = server.request("GET", "/pail/a%20key?response-content-type=a%2Fb&x=");
    let got = S3.sign(got, "UNSIGNED-PAYLOAD").send();
    assert_eq!(got.text(), "data");
    assert_eq!(list_tables(&server, DYNAMODB, "{}", "{}").status, 200);
    assert_eq!(list_functions(&server, LAMBDA).status, 200);
}

#[test]
fn a_key_belongs_to_its_account() {
    let server = server();
    let other = Signer {
        access_key: "AKIDTWO",
        secret: "x",
        ..S3
    };
    assert_eq!(
        code(&put(&server, other).send()),
        (403, "AccessDenied".into())
    );
}

// Recorded: the fields in AWS's order, bytes in hexadecimal with spaces.
#[test]
fn s3_shows_what_should_have_been_signed() {
    let server = server();
    let wrong = Signer {
        secret: "guess",
        ..S3
    };
    let reply = put(&server, wrong).send();
    assert_eq!(reply.status, 403);
    let text = reply.text();
    let order = [
        "<Code>SignatureDoesNotMatch</Code>",
        "<Message>The request signature we calculated does not match the signature you provided. \
         Check your key and signing method.</Message>",
        "<AWSAccessKeyId>AKIDONE</AWSAccessKeyId>",
        "<StringToSign>AWS4-HMAC-SHA256\n20261122T073800Z\n20261122/us-east-1/s3/aws4_request\n",
        "<SignatureProvided>",
        "<StringToSignBytes>41 57 53 34 ",
        "<CanonicalRequest>PUT\n/pail/a%20key\n\nhost:localhost",
        "<CanonicalRequestBytes>50 55 54 0a 2f ",
        "<RequestId>",
    ];
    let places: Vec<_> = order.iter().map(|part| text.find(part)).collect();
    assert!(places.iter().all(Option::is_some), "{text}");
    assert!(places.is_sorted(), "{places:?}");
}

// API reference, "Error responses".
#[test]
fn s3_refuses_keys_and_moments_that_do_not_count() {
    let server = server();
    let unknown = Signer {
        access_key: "NOBODY",
        ..S3
    };
    let reply = put(&server, unknown).send();
    assert_eq!(code(&reply), (403, "InvalidAccessKeyId".into()));
    assert_eq!(reply.element("AWSAccessKeyId").as_deref(), Some("NOBODY"));
    let late = Signer {
        moment: "20261122T072259Z",
        ..S3
    };
    let reply = put(&server, late).send();
    assert_eq!(code(&reply), (403, "RequestTimeTooSkewed".into()));
    let field = |name| reply.element(name).unwrap_or_default();
    assert_eq!(field("RequestTime"), "20261122T072259Z");
    assert_eq!(field("ServerTime"), "2026-11-22T07:38:00Z");
    assert_eq!(field("MaxAllowedSkewMilliseconds"), "900000");
    let token = put(&server, S3).header("x-amz-security-token", "t").send();
    assert_eq!(code(&token), (400, "InvalidToken".into()));
    assert_eq!(token.element("Token-0").as_deref(), Some("t"));
}

// Recorded for presigned URLs; the header's text is that of "Authenticating Requests".
#[test]
fn a_signature_is_for_the_region_of_the_bucket() {
    let server = server();
    let elsewhere = Signer {
        region: "eu-west-1",
        ..S3
    };
    let reply = put(&server, elsewhere).send();
    assert_eq!(code(&reply), (400, "AuthorizationHeaderMalformed".into()));
    assert_eq!(
        reply.element("Message").as_deref(),
        Some(
            "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting \
             'us-east-1'"
        )
    );
    assert_eq!(reply.element("Region").as_deref(), Some("us-east-1"));
}

#[test]
fn s3_wants_every_amz_header_signed() {
    let server = server();
    let reply = put(&server, S3).header("x-amz-meta-late", "x").send();
    assert_eq!(code(&reply), (403, "AccessDenied".into()));
    let names = reply.element("HeadersNotSigned");
    assert_eq!(names.as_deref(), Some("x-amz-meta-late"));
}

// "The x-amz-content-sha256 header": a mismatch has both digests.
#[test]
fn the_body_must_be_what_was_signed() {
    let server = server();
    let request = server.request("PUT", "/pail/k").body("evil");
    let reply = S3.sign(request, &sha256(b"data")).send();
    assert_eq!(code(&reply), (400, "XAmzContentSHA256Mismatch".into()));
    let digest = |name| reply.element(name);
    assert_eq!(digest("ClientComputedContentSHA256"), Some(sha256(b"data")));
    assert_eq!(digest("S3ComputedContentSHA256"), Some(sha256(b"evil")));
    let reply = list_tables(&server, DYNAMODB, "{}", "{\"Limit\":1}");
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.json()["__type"],
        "com.amazon.coral.service#InvalidSignatureException"
    );
}

/// A body of two signed chunks and the last; the second chunk says `forged` instead if it should.
fn chunks(signed: &Request, forged: bool) -> String {
    let authorization = signed.value("authorization");
    let mut previous = authorization.split("Signature=").nth(1).unwrap().to_owned();
    let mut body = String::new();
    for data in ["first", "second", ""] {
        let string_to_sign = format!(
            "AWS4-HMAC-SHA256-PAYLOAD\n{NOW}\n{}\n{previous}\n{}\n{}",
            S3.scope(),
            sha256(b""),
            sha256(data.as_bytes())
        );
        previous = S3.signature(&string_to_sign);
        let sent = if forged && data == "second" {
            "forged"
        } else {
            data
        };
        body += &format!("{:x};chunk-signature={previous}\r\n{sent}\r\n", sent.len());
    }
    body
}

#[test]
fn every_chunk_of_a_body_is_verified() {
    let server = server();
    for forged in [false, true] {
        let request = server
            .request("PUT", "/pail/chunked")
            .header("content-encoding", "aws-chunked")
            .header("x-amz-decoded-content-length", "11");
        let signed = S3.sign(request, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        let body = chunks(&signed, forged);
        let reply = signed.body(body).send();
        let got = S3.sign(server.request("GET", "/pail/chunked"), "UNSIGNED-PAYLOAD");
        if forged {
            assert_eq!(code(&reply), (403, "SignatureDoesNotMatch".into()));
        } else {
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
        assert_eq!(got.send().text(), "firstsecond");
    }
}

#[test]
fn a_presigned_url_is_verified_with_all_its_parameters() {
    let server = server();
    put(&server, S3).send();
    let host = format!("localhost:{}", server.address().port());
    let url = S3.presign(&host, "/pail/a%20key", "&response-content-type=a%2Fb");
    let reply = server.request("GET", &url).send();
    assert_eq!((reply.status, reply.text().as_str()), (200, "data"));
    assert_eq!(reply.header("content-type"), Some("a/b"));
    let changed = server.request("GET", &url.replace("a%2Fb", "b%2Fa")).send();
    assert_eq!(code(&changed), (403, "SignatureDoesNotMatch".into()));
    // Behind another name the URL is signed for that name.
    let url = S3.presign("ruststack:80", "/pail/a%20key", "");
    let other = server.request("GET", &url).header("host", "ruststack:80");
    assert_eq!(other.send().status, 200);
    assert_eq!(server.request("GET", &url).send().status, 403);
}

#[test]
fn the_policy_of_a_form_is_verified() {
    let server = server();
    let policy = "{\"expiration\": \"2026-11-22T08:00:00Z\", \"conditions\": [{\"bucket\": \"pail\"}, \
                  [\"starts-with\", \"$key\", \"\"], [\"starts-with\", \"$x-amz-date\", \"\"], \
                  [\"starts-with\", \"$x-amz-algorithm\", \"\"], [\"starts-with\", \"$x-amz-credential\", \"\"]]}";
    let policy = STANDARD.encode(policy);
    let signature = S3.signature(&policy);
    let post = |signature: &str| {
        let credential = format!("{}/{}", S3.access_key, S3.scope());
        let fields = [
            ("key", "form"),
            ("policy", policy.as_str()),
            ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
            ("x-amz-credential", &credential),
            ("x-amz-date", NOW),
            ("x-amz-signature", signature),
            ("file", "data"),
        ];
        let parts = fields.map(|(name, value)| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        });
        let request = server.request("POST", "/pail");
        let request = request.header("content-type", "multipart/form-data; boundary=b");
        request.body(parts.concat() + "--b--\r\n").send()
    };
    assert_eq!(post(&signature).status, 204);
    let reply = post("00");
    assert_eq!(code(&reply), (403, "SignatureDoesNotMatch".into()));
    assert_eq!(reply.element("StringToSign"), Some(policy.clone()));
    assert_eq!(reply.element("CanonicalRequest"), None);
}

// Recorded text; AWS's own regions of today answer it.
#[test]
fn older_and_other_mechanisms_are_refused() {
    let server = server();
    for authorization in [
        "AWS AKIDONE:c2lnbmF0dXJl",
        "AWS4-ECDSA-P256-SHA256 Credential=AKIDONE/20261122/s3/aws4_request, SignedHeaders=host, Signature=00",
    ] {
        let request = server
            .request("GET", "/pail")
            .header("authorization", authorization);
        let reply = request.send();
        assert_eq!(code(&reply), (400, "InvalidRequest".into()));
        assert_eq!(
            reply.element("Message").as_deref(),
            Some(
                "The authorization mechanism you have provided is not supported. Please use \
                 AWS4-HMAC-SHA256."
            )
        );
    }
    let url = "/pail/k?AWSAccessKeyId=AKIDONE&Expires=1795333999&Signature=x";
    let reply = server.request("GET", url).send();
    assert_eq!(code(&reply), (400, "InvalidRequest".into()));
}

#[test]
fn who_signs_nothing_is_anonymous_to_s3_and_nobody_to_the_others() {
    let server = server();
    put(&server, S3).send();
    let s3 = server.request("GET", "/pail/a%20key").send();
    assert_eq!(code(&s3), (403, "AccessDenied".into()));
    let lambda = server.request("GET", "/2015-03-31/functions").send();
    assert_eq!(lambda.status, 403);
    assert_eq!(
        lambda.header("x-amzn-errortype"),
        Some("MissingAuthenticationTokenException")
    );
    let dynamodb = server
        .request("POST", "/")
        .header("x-amz-target", "DynamoDB_20120810.ListTables")
        .header("content-type", "application/x-amz-json-1.0")
        .body("{}")
        .send();
    assert_eq!(
        dynamodb.json()["message"],
        "Request is missing Authentication Token"
    );
}

// The texts of AWS's JSON services, as their users quote them.
#[test]
fn json_services_have_words_of_their_own() {
    let server = server();
    let refusals = |change: fn(Signer<'static>) -> Signer<'static>| {
        let dynamodb = list_tables(&server, change(DYNAMODB), "{}", "{}");
        let lambda = list_functions(&server, change(LAMBDA));
        assert_eq!((dynamodb.status, lambda.status), (400, 403));
        let kind = dynamodb.json()["__type"].as_str().unwrap().to_owned();
        let kind = kind.split('#').nth(1).unwrap().to_owned();
        assert_eq!(lambda.header("x-amzn-errortype"), Some(kind.as_str()));
        let message = |json: serde_json::Value, key: &str| json[key].as_str().unwrap().to_owned();
        (
            kind,
            message(dynamodb.json(), "message"),
            message(lambda.json(), "Message"),
        )
    };
    let (kind, message, _) = refusals(|signer| Signer {
        secret: "guess",
        ..signer
    });
    assert_eq!(kind, "InvalidSignatureException");
    assert_eq!(
        message,
        "The request signature we calculated does not match the signature you provided. Check your \
         AWS Secret Access Key and signing method. Consult the service documentation for details."
    );
    let (kind, message, _) = refusals(|signer| Signer {
        access_key: "NOBODY",
        ..signer
    });
    assert_eq!(kind, "UnrecognizedClientException");
    assert_eq!(
        message,
        "The security token included in the request is invalid."
    );
    let (_, message, lambda) = refusals(|signer| Signer {
        moment: "20261122T070000Z",
        ..signer
    });
    assert_eq!(
        message,
        "Signature expired: 20261122T070000Z is now earlier than 20261122T072300Z \
         (20261122T073800Z - 15 min.)"
    );
    assert_eq!(
        lambda,
        "Signature expired: 20261122T070000Z is now earlier than 20261122T073300Z \
         (20261122T073800Z - 5 min.)"
    );
}

/// A URL with IAM is signed as Lambda's own API is.
#[test]
fn a_function_url_with_iam_takes_true_signatures_only() {
    let server = server();
    let empty = sha256(b"");
    let body = crate::lambda::minimal("f").to_string();
    let request = server
        .request("POST", "/2015-03-31/functions")
        .body(body.clone());
    let made = LAMBDA.sign(request, &sha256(body.as_bytes())).send();
    assert_eq!(made.status, 201, "{}", made.text());
    let body = r#"{"AuthType":"AWS_IAM"}"#;
    let request = server
        .request("POST", "/2021-10-31/functions/f/url")
        .body(body);
    let url = LAMBDA.sign(request, &sha256(body.as_bytes())).send().json();
    let host = url["FunctionUrl"]
        .as_str()
        .unwrap()
        .trim_start_matches("http://");
    let get = || {
        server
            .request("GET", "/a")
            .header("host", host.trim_end_matches('/'))
    };
    let wrong = Signer {
        secret: "guess",
        ..LAMBDA
    };
    for (reply, status) in [(get().send(), 403), (wrong.sign(get(), &empty).send(), 403)] {
        assert_eq!(reply.status, status, "{}", reply.text());
    }
    // Past the door, what comes depends on the interpreters that this machine has.
    let reply = LAMBDA.sign(get(), &empty).send();
    assert_ne!(reply.status, 403, "{}", reply.text());
}
