//! PutLogGroupDeletionProtection.

use serde_json::json;

use super::{done, make_group, make_stream, no_group, refused};
use crate::harness::TestServer;

// CloudWatch Logs guide, "Protecting log groups from deletion".
#[test]
fn a_protected_group_and_its_streams_stay() {
    let server = TestServer::start();
    make_group(&server, "g");
    make_stream(&server, "g", "s");
    let protect = |identifier: &str, enabled: bool| {
        let body = json!({"logGroupIdentifier": identifier, "deletionProtectionEnabled": enabled});
        done(&server, "PutLogGroupDeletionProtection", body);
    };
    protect("g", true);
    let stream = json!({"logGroupName": "g", "logStreamName": "s"});
    let (code, _) = refused(&server, "DeleteLogGroup", json!({"logGroupName": "g"}));
    assert_eq!(code, "ValidationException");
    let (code, _) = refused(&server, "DeleteLogStream", stream.clone());
    assert_eq!(code, "ValidationException");
    protect("arn:aws:logs:us-east-1:123456789012:log-group:g", false);
    done(&server, "DeleteLogStream", stream);
    done(&server, "DeleteLogGroup", json!({"logGroupName": "g"}));
    assert_eq!(
        refused(
            &server,
            "PutLogGroupDeletionProtection",
            json!({"logGroupIdentifier": "g", "deletionProtectionEnabled": true})
        ),
        no_group()
    );
}
