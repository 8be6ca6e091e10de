//! GetObjectRetention.

use super::{assert_error, document, get, put, put_locked, with_bucket, with_locking_bucket};

// API_GetObjectRetention; recorded: the two refusals.
#[test]
fn a_retention_is_shown_as_it_was_given() {
    let server = with_locking_bucket();
    put_locked(&server, "k", "GOVERNANCE", "2030-01-01T00:00:00.123Z");
    assert_eq!(
        get(&server, "/pail/k?retention").text(),
        document(
            "Retention",
            "<Mode>GOVERNANCE</Mode><RetainUntilDate>2030-01-01T00:00:00.123Z</RetainUntilDate>"
        )
    );
    put(&server, "free", "x");
    assert_error(
        &get(&server, "/pail/free?retention"),
        404,
        "<Code>NoSuchObjectLockConfiguration</Code><Message>The specified object does not have a \
         ObjectLock configuration</Message>",
    );
    assert_error(
        &get(&server, "/pail/none?retention"),
        404,
        "<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>none</Key>",
    );
}

// Recorded.
#[test]
fn a_plain_bucket_has_no_retentions() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_error(
        &get(&server, "/pail/k?retention"),
        400,
        "<Code>InvalidRequest</Code><Message>Bucket is missing Object Lock Configuration</Message>",
    );
}
