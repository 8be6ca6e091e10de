//! GetBucketAccelerateConfiguration, PutBucketAccelerateConfiguration.

use super::{assert_error, configure, document, get, request, with_bucket};

// API_GetBucketAccelerateConfiguration: an empty document when nothing was set.
#[test]
fn a_status_comes_back() {
    let server = with_bucket();
    assert_eq!(
        get(&server, "/pail?accelerate").text(),
        document("AccelerateConfiguration", "").replace("></AccelerateConfiguration>", "/>")
    );
    let enabled = document("AccelerateConfiguration", "<Status>Enabled</Status>");
    assert_eq!(configure(&server, "accelerate", &enabled).status, 200);
    assert_eq!(get(&server, "/pail?accelerate").text(), enabled);
    let wrong = document("AccelerateConfiguration", "<Status>On</Status>");
    let reply = configure(&server, "accelerate", &wrong);
    assert_eq!(reply.element("Code").as_deref(), Some("MalformedXML"));
}

// Recorded.
#[test]
fn a_name_with_dots_is_refused() {
    let server = with_bucket();
    request(&server, "PUT", "/dotted.pail").send();
    let reply = request(&server, "PUT", "/dotted.pail?accelerate")
        .body(document(
            "AccelerateConfiguration",
            "<Status>Enabled</Status>",
        ))
        .send();
    assert_error(
        &reply,
        400,
        "<Code>InvalidRequest</Code><Message>S3 Transfer Acceleration is not supported for buckets \
         with periods (.) in their names</Message>",
    );
}
