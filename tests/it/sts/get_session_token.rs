//! GetSessionToken.

use super::{arn_of, ask, refusal, sts};
use crate::harness::TestServer;

// API reference; a session cannot begin another.
#[test]
fn a_session_of_the_callers_own_is_still_the_caller() {
    let server = TestServer::start();
    let session = sts(&server, "Action=GetSessionToken&DurationSeconds=900");
    assert_eq!(session.status, 200, "{}", session.text());
    assert_eq!(arn_of(&server, &session), "arn:aws:iam::123456789012:root");
    let value = |name: &str| session.element(name).unwrap();
    let (key, token) = (value("AccessKeyId"), value("SessionToken"));
    let again = ask(&server, &key, Some(&token), "Action=GetSessionToken");
    assert_eq!(
        refusal(&again),
        (
            403,
            "AccessDenied".into(),
            "Cannot call GetSessionToken with session credentials".into()
        )
    );
}

#[test]
fn a_duration_has_bounds() {
    let server = TestServer::start();
    for seconds in ["899", "129601", "x"] {
        let form = format!("Action=GetSessionToken&DurationSeconds={seconds}");
        assert_eq!(refusal(&sts(&server, &form)).1, "ValidationError");
    }
}
