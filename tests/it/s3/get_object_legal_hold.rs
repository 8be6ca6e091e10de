//! GetObjectLegalHold.

use super::{assert_error, document, get, hold, put, with_bucket, with_locking_bucket};

// API_GetObjectLegalHold; recorded: the refusals.
#[test]
fn a_hold_is_shown_once_it_was_set() {
    let server = with_locking_bucket();
    put(&server, "k", "x");
    assert_error(
        &get(&server, "/pail/k?legal-hold"),
        404,
        "<Code>NoSuchObjectLockConfiguration</Code><Message>The specified object does not have a \
         ObjectLock configuration</Message>",
    );
    for status in ["ON", "OFF"] {
        hold(&server, "/pail/k", status);
        assert_eq!(
            get(&server, "/pail/k?legal-hold").text(),
            document("LegalHold", &format!("<Status>{status}</Status>"))
        );
    }
    let plain = with_bucket();
    put(&plain, "k", "x");
    assert_error(
        &get(&plain, "/pail/k?legal-hold"),
        400,
        "<Code>InvalidRequest</Code><Message>Bucket is missing Object Lock Configuration</Message>",
    );
}
