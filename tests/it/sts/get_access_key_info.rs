//! GetAccessKeyInfo.

use super::{refusal, sts};
use crate::harness::TestServer;

// API reference. An access key that is an account's id is that account's here.
#[test]
fn the_account_of_a_session_key_is_told() {
    let server = TestServer::start();
    let account = |key: &str| {
        let form = format!("Action=GetAccessKeyInfo&AccessKeyId={key}");
        sts(&server, &form).element("Account")
    };
    let assumed = sts(
        &server,
        "Action=AssumeRole&RoleArn=arn:aws:iam::111122223333:role/r&RoleSessionName=me",
    );
    let key = assumed.element("AccessKeyId").unwrap();
    assert_eq!(account(&key).as_deref(), Some("111122223333"));
    assert_eq!(
        account("AKIAIOSFODNN7EXAMPLE").as_deref(),
        Some("000000000000")
    );
}

#[test]
fn a_key_has_sixteen_characters_at_least() {
    let server = TestServer::start();
    let short = sts(&server, "Action=GetAccessKeyInfo&AccessKeyId=AKIA");
    assert_eq!(refusal(&short).1, "ValidationError");
}
