//! What S3 has and this server does not: 501, never a wrong success.

use super::{assert_error, get, put, request, with_bucket};

const NOT_IMPLEMENTED: &str = "<Code>NotImplemented</Code><Message>A header you provided implies \
                               functionality that is not implemented</Message>";

const README: &str = include_str!("../../../README.md");
/// Operation, method and path.
const MODEL: &str = include_str!("../../operations/s3.txt");

#[test]
fn operations_that_readme_calls_not_implemented_say_so_and_change_nothing() {
    let server = with_bucket();
    put(&server, "k", "x");
    for line in MODEL.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (Some(operation), Some(method), Some(path)) =
            (words.next(), words.next(), words.next())
        else {
            panic!("{line}");
        };
        if !README.contains(&format!("\n| {operation} | NotImplemented |\n")) {
            continue;
        }
        let target = path.replace("{Bucket}", "pail").replace("{Key+}", "k");
        let target = target.replace(['{', '}'], "");
        let ask = request(&server, method, &target);
        println!("{operation}");
        assert_error(&ask.body("<x/>").send(), 501, NOT_IMPLEMENTED);
    }
    assert_eq!(get(&server, "/pail/k").text(), "x");
}

#[test]
fn methods_that_a_subresource_does_not_have_are_not_those_of_its_parent() {
    let server = with_bucket();
    put(&server, "k", "x");
    for (method, target) in [
        ("DELETE", "/pail?location"),
        ("DELETE", "/pail?uploads"),
        ("PUT", "/pail?policyStatus"),
        ("DELETE", "/pail/k?acl"),
        ("PUT", "/pail/k?attributes"),
        ("PUT", "/pail/k?torrent"),
    ] {
        let reply = request(&server, method, target).body("<x/>").send();
        assert_eq!(reply.status, 405, "{method} {target}");
    }
    assert_eq!(get(&server, "/pail/k").text(), "x");
}

#[test]
fn features_in_headers_are_not_ignored() {
    let server = with_bucket();
    for (header, value) in [
        ("x-amz-object-lock-event-hold", "ON"),
        ("x-amz-write-offset-bytes", "1"),
    ] {
        assert_error(
            &request(&server, "PUT", "/pail/k")
                .header(header, value)
                .body("x")
                .send(),
            501,
            &format!("{NOT_IMPLEMENTED}<Header>{header}</Header>"),
        );
    }
    assert_eq!(get(&server, "/pail/k").status, 404);
    for (header, value) in [
        ("x-amz-acl", "bucket-owner-full-control"),
        ("x-amz-storage-class", "STANDARD"),
        ("x-amz-server-side-encryption", "AES256"),
    ] {
        let reply = request(&server, "PUT", "/pail/k")
            .header(header, value)
            .body("x")
            .send();
        assert_eq!(reply.status, 200, "{header}");
    }
}

// Recorded.
#[test]
fn values_that_nobody_knows_get_aws_own_errors() {
    let server = with_bucket();
    let put = |header, value| {
        request(&server, "PUT", "/pail/k")
            .header(header, value)
            .body("x")
            .send()
    };
    assert_error(
        &put("x-amz-storage-class", "COLD"),
        400,
        "<Code>InvalidStorageClass</Code><Message>The storage class you specified is not valid\
         </Message><StorageClassRequested>COLD</StorageClassRequested>",
    );
}

#[test]
fn methods_that_a_resource_does_not_have() {
    let server = with_bucket();
    for (method, target, resource) in [
        ("POST", "/pail/k", "OBJECT"),
        ("POST", "/", "SERVICE"),
        ("PATCH", "/pail", "BUCKET"),
    ] {
        let reply = request(&server, method, target).send();
        assert_error(
            &reply,
            405,
            &format!(
                "<Code>MethodNotAllowed</Code><Message>The specified method is not allowed against \
                 this resource.</Message><Method>{method}</Method>\
                 <ResourceType>{resource}</ResourceType>"
            ),
        );
        assert!(reply.header("allow").is_some());
    }
}

// botocore signs it for a service of its own, and puts the route before the host.
#[test]
fn what_object_lambdas_write_back_is_refused_by_s3() {
    let server = with_bucket();
    let reply = server
        .request("POST", "/WriteGetObjectResponse")
        .header("host", "route.localhost")
        .header("x-amz-request-route", "route")
        .signed_as("test", "us-east-1", "s3-object-lambda")
        .body("x")
        .send();
    assert_error(&reply, 501, NOT_IMPLEMENTED);
}
