//! GetBucketRequestPayment, PutBucketRequestPayment.

use super::{configure, document, get, with_bucket};

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
