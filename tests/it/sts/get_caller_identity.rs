//! GetCallerIdentity.

use super::{ask, refusal, sts};
use crate::harness::{Signer, TestServer};

// The API reference's example, and the headers of a recorded answer.
#[test]
fn the_root_of_an_account_is_told_in_xml() {
    let server = TestServer::start();
    let reply = sts(&server, "Action=GetCallerIdentity");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("text/xml"));
    let id = reply.header("x-amzn-requestid").unwrap();
    let expected = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  \
         <GetCallerIdentityResult>\n    <Arn>arn:aws:iam::123456789012:root</Arn>\n    \
         <UserId>123456789012</UserId>\n    <Account>123456789012</Account>\n  \
         </GetCallerIdentityResult>\n  <ResponseMetadata>\n    <RequestId>{id}</RequestId>\n  \
         </ResponseMetadata>\n</GetCallerIdentityResponse>\n"
    );
    assert_eq!(reply.text(), expected);
}

#[test]
fn any_other_access_key_is_of_the_default_account() {
    let server = TestServer::start();
    let reply = ask(&server, "test", None, "Action=GetCallerIdentity");
    assert_eq!(reply.element("Account").as_deref(), Some("000000000000"));
    // A session of another server says nothing here.
    let reply = ask(&server, "test", Some("x"), "Action=GetCallerIdentity");
    let arn = reply.element("Arn");
    assert_eq!(arn.as_deref(), Some("arn:aws:iam::000000000000:root"));
}

// "Common Errors" of the API reference; the texts are those that users quote.
#[test]
fn requests_without_a_signature_or_an_operation_are_refused() {
    let server = TestServer::start();
    let unsigned = server
        .request("POST", "/")
        .header("host", "sts.us-east-1.localhost")
        .body("Action=GetCallerIdentity&Version=2011-06-15")
        .send();
    assert_eq!(
        refusal(&unsigned),
        (
            403,
            "MissingAuthenticationToken".into(),
            "Request is missing Authentication Token".into()
        )
    );
    assert!(unsigned.text().starts_with("<ErrorResponse xmlns="));
    let unknown = sts(&server, "Action=GetCaller");
    assert_eq!(
        refusal(&unknown),
        (
            400,
            "InvalidAction".into(),
            "Could not find operation GetCaller for version 2011-06-15".into()
        )
    );
    assert_eq!(refusal(&sts(&server, "x=y")).1, "MissingAction");
}

// What login helpers hand to others: a URL that tells who signed it.
#[test]
fn a_presigned_url_tells_who_made_it() {
    let server = TestServer::with(|config| {
        // Sun, 22 Nov 2026 07:38:00 GMT.
        config.clock = ruststack::Clock::frozen(1_795_333_080_000);
    });
    let signer = Signer {
        access_key: "123456789012",
        secret: "any",
        region: "us-east-1",
        service: "sts",
        moment: "20261122T073800Z",
    };
    let more = "&Action=GetCallerIdentity&Version=2011-06-15";
    let reply = server
        .request("GET", &signer.presign("localhost", "/", more))
        .send();
    assert_eq!(reply.element("Account").as_deref(), Some("123456789012"));
}
