//! CreateLogStream.

use serde_json::json;

use super::{error, make_group, make_stream, no_group, refused};
use crate::harness::TestServer;

// Texts are recorded answers, but the one of the pattern.
#[test]
fn a_stream_is_made_once() {
    let server = TestServer::start();
    let stream = |name: &str| json!({"logGroupName": "g", "logStreamName": name});
    assert_eq!(refused(&server, "CreateLogStream", stream("s")), no_group());
    make_group(&server, "g");
    make_stream(&server, "g", "2026/11/22/[$LATEST]0");
    assert_eq!(
        refused(&server, "CreateLogStream", stream("2026/11/22/[$LATEST]0")),
        error(
            "ResourceAlreadyExistsException",
            "The specified log stream already exists"
        )
    );
    assert_eq!(
        refused(&server, "CreateLogStream", stream("a:b")),
        error(
            "InvalidParameterException",
            "1 validation error detected: Value 'a:b' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*"
        )
    );
}
