//! GetBucketRequestPayment, PutBucketRequestPayment.

use super::{assert_error, configure, document, get, open_to_all, put, with_bucket};

// API_GetBucketRequestPayment: the owner pays until told otherwise.
#[test]
fn the_payer_comes_back() {
    let server = with_bucket();
    let pays = |payer: &str| {
        document(
            "RequestPaymentConfiguration",
            &format!("<Payer>{payer}</Payer>"),
        )
    };
    assert_eq!(
        get(&server, "/pail?requestPayment").text(),
        pays("BucketOwner")
    );
    let reply = configure(&server, "requestPayment", &pays("Nobody"));
    assert_eq!(reply.element("Code").as_deref(), Some("MalformedXML"));
    let set = configure(&server, "requestPayment", &pays("Requester"));
    assert_eq!(set.status, 200);
    assert_eq!(
        get(&server, "/pail?requestPayment").text(),
        pays("Requester")
    );
}

// User guide, "Using Requester Pays buckets": other accounts say that they pay, in a header or in a
// presigned URL; nobody is let in without an account.
#[test]
fn requesters_say_that_they_pay() {
    let server = with_bucket();
    open_to_all(&server);
    put(&server, "k", "x");
    let requester = document("RequestPaymentConfiguration", "<Payer>Requester</Payer>");
    assert_eq!(configure(&server, "requestPayment", &requester).status, 200);
    let other = || {
        let read = server.request("GET", "/pail/k");
        read.signed_as("111122223333", "us-east-1", "s3")
    };
    let denied = "<Code>AccessDenied</Code><Message>Access Denied</Message>";
    assert_error(&other().send(), 403, denied);
    let paid = other().header("x-amz-request-payer", "requester").send();
    assert_eq!((paid.status, paid.text().as_str()), (200, "x"));
    assert_eq!(paid.header("x-amz-request-charged"), Some("requester"));
    let anonymous = server.request("GET", "/pail/k");
    let anonymous = anonymous.header("x-amz-request-payer", "requester");
    assert_error(&anonymous.send(), 403, denied);
    let own = get(&server, "/pail/k");
    assert_eq!(
        (own.status, own.header("x-amz-request-charged")),
        (200, None)
    );
}
