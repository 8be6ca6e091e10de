//! DeleteObject.

use super::{assert_error, get, put, request, with_bucket};

// API_DeleteObject: 204, whether or not the key was there.
#[test]
fn a_key_goes_and_going_twice_is_fine() {
    let server = with_bucket();
    put(&server, "k", "x");
    for _ in 0..2 {
        let reply = request(&server, "DELETE", "/pail/k").send();
        assert_eq!((reply.status, reply.body.len()), (204, 0));
    }
    assert_eq!(get(&server, "/pail/k").status, 404);
}

// Recorded: If-Match works on general purpose buckets, its companions do not.
#[test]
fn a_delete_may_be_conditional() {
    let server = with_bucket();
    put(&server, "k", "x");
    let delete = |name, value| {
        request(&server, "DELETE", "/pail/k")
            .header(name, value)
            .send()
    };
    assert_error(
        &delete("if-match", "\"abc\""),
        412,
        "<Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified \
         did not hold</Message><Condition>If-Match</Condition>",
    );
    assert_error(
        &delete("x-amz-if-match-size", "1"),
        501,
        "<Code>NotImplemented</Code><Message>A header you provided implies functionality that is \
         not implemented</Message><Header>x-amz-if-match-size</Header>",
    );
    assert_eq!(
        delete("if-match", "\"9dd4e461268c8034f5c8564e155c67a6\"").status,
        204
    );
}

#[test]
fn a_subresource_of_a_key_is_not_the_key() {
    let server = with_bucket();
    put(&server, "k", "x");
    assert_eq!(
        request(&server, "DELETE", "/pail/k?tagging").send().status,
        501
    );
    assert_eq!(get(&server, "/pail/k").status, 200);
}
