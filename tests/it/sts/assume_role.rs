//! AssumeRole.

use ruststack::Auth;

use super::{arn_of, ask, refusal, sts};
use crate::harness::{Signer, TestServer, sha256};

const ROLE: &str = "Action=AssumeRole&RoleArn=arn:aws:iam::111122223333:role/path/worker&RoleSessionName=me%40home";

// API reference: answer and ids; the session belongs to the account of the role.
#[test]
fn a_session_acts_as_its_role() {
    let server = TestServer::start();
    let reply = sts(&server, ROLE);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let text = reply.text();
    let arn = "arn:aws:sts::111122223333:assumed-role/worker/me@home";
    assert_eq!(reply.element("Arn").as_deref(), Some(arn));
    let key = reply.element("AccessKeyId").unwrap();
    assert!(key.len() == 20 && key.starts_with("ASIA"), "{key}");
    assert_eq!(reply.element("SecretAccessKey").unwrap().len(), 40);
    let id = reply.element("AssumedRoleId").unwrap();
    assert!(id.starts_with("AROA") && id.ends_with(":me@home"), "{id}");
    assert!(!text.contains("PackedPolicySize"), "{text}");
    assert_eq!(arn_of(&server, &reply), arn);
    let token = reply.element("SessionToken").unwrap();
    let who = ask(&server, &key, Some(&token), "Action=GetCallerIdentity");
    assert_eq!(who.element("UserId"), Some(id));
}

#[test]
fn sessions_of_one_role_have_keys_of_their_own() {
    let server = TestServer::start();
    let key = || sts(&server, ROLE).element("AccessKeyId");
    assert_ne!(key(), key());
}

// The role's account owns what the session makes.
#[test]
fn a_session_works_in_the_account_of_its_role() {
    let server = TestServer::start();
    let key = sts(&server, ROLE).element("AccessKeyId").unwrap();
    let made = server
        .request("PUT", "/pail")
        .signed_as(&key, "us-east-1", "s3");
    assert_eq!(made.send().status, 200);
    let list = |key: &str| {
        let request = server.request("GET", "/").signed_as(key, "us-east-1", "s3");
        request.send().element("Name")
    };
    assert_eq!(list("111122223333").as_deref(), Some("pail"));
    assert_eq!(list("123456789012"), None);
}

// Texts that users of AssumeRole quote; limits of the API reference.
#[test]
fn what_no_role_may_have_is_refused() {
    let server = TestServer::start();
    let message = |form: &str| refusal(&sts(&server, &format!("Action=AssumeRole&{form}"))).2;
    assert_eq!(
        message("RoleSessionName=s"),
        "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member \
         must not be null; Value 's' at 'roleSessionName' failed to satisfy constraint: Member must \
         have length greater than or equal to 2"
    );
    let arn = "arn:aws:iam::111122223333:user/worker";
    assert_eq!(
        message(&format!("RoleArn={arn}&RoleSessionName=me")),
        format!("{arn} is invalid")
    );
    assert_eq!(
        message("RoleArn=arn:aws:iam::111122223333:role/r&RoleSessionName=me&DurationSeconds=60"),
        "1 validation error detected: Value '60' at 'durationSeconds' failed to satisfy constraint: \
         Member must have value greater than or equal to 900"
    );
    let policy = refusal(&sts(&server, &format!("{ROLE}&Policy=%7B")));
    assert_eq!(policy.1, "MalformedPolicyDocument");
}

// IAM guide, "Role chaining".
#[test]
fn a_chained_session_lasts_an_hour_at_most() {
    let server = TestServer::start();
    let first = sts(&server, ROLE);
    let value = |name: &str| first.element(name).unwrap();
    let (key, token) = (value("AccessKeyId"), value("SessionToken"));
    let chain = |more: &str| ask(&server, &key, Some(&token), &format!("{ROLE}{more}"));
    assert_eq!(chain("").status, 200);
    let refused = refusal(&chain("&DurationSeconds=3601"));
    assert_eq!((refused.0, &*refused.1), (400, "ValidationError"));
}

/// Sun, 22 Nov 2026 07:38:00 GMT.
const NOW_MS: i64 = 1_795_333_080_000;

// Where signatures are verified, a session's count with its token, until they expire.
#[test]
fn a_session_signs_until_it_expires() {
    let clock = ruststack::Clock::frozen(NOW_MS);
    let server = TestServer::with(|config| {
        config.clock = clock.clone();
        config.auth = Auth::Verify;
        config.keys = vec!["AKIDONE:top/secret".into()];
    });
    let signer = Signer {
        access_key: "AKIDONE",
        secret: "top/secret",
        region: "us-east-1",
        service: "sts",
        moment: "20261122T073800Z",
    };
    let form = format!("{ROLE}&Version=2011-06-15");
    let request = server.request("POST", "/").body(form.clone());
    let session = signer.sign(request, &sha256(form.as_bytes())).send();
    assert_eq!(session.status, 200, "{}", session.text());
    let value = |name: &str| session.element(name).unwrap();
    assert_eq!(value("Expiration"), "2026-11-22T08:38:00Z");
    let (key, secret, token) = (
        value("AccessKeyId"),
        value("SecretAccessKey"),
        value("SessionToken"),
    );
    let list = |secret: &str, token: Option<&str>, moment: &str| {
        let mut request = server.request("GET", "/");
        if let Some(token) = token {
            request = request.header("x-amz-security-token", token);
        }
        let signer = Signer {
            access_key: &key,
            secret,
            region: "us-east-1",
            service: "s3",
            moment,
        };
        let reply = signer.sign(request, &sha256(b"")).send();
        (reply.status, reply.element("Code").unwrap_or_default())
    };
    let now = "20261122T073800Z";
    assert_eq!(list(&secret, Some(&token), now), (200, String::new()));
    assert_eq!(list(&secret, None, now).1, "InvalidAccessKeyId");
    assert_eq!(list(&secret, Some("x"), now).1, "InvalidToken");
    assert_eq!(list("guess", Some(&token), now).1, "SignatureDoesNotMatch");
    clock.advance_ms(3_600_000);
    let later = list(&secret, Some(&token), "20261122T083800Z");
    assert_eq!(later, (400, "ExpiredToken".to_owned()));
}
