//! S3 through the front door, one file an operation.

mod create_bucket;
mod delete_bucket;
mod get_bucket_location;
mod get_object;
mod head_bucket;
mod head_object;
mod list_buckets;
mod put_object;

use crate::harness::{Reply, Request, TestServer};

/// A moment in whole seconds, for a clock that stands still: Sun, 22 Nov 2026 07:38:00 GMT.
const NOW_MS: i64 = 1_795_333_080_000;

/// A server whose clock stands still, with one empty bucket named `pail`.
fn with_bucket() -> TestServer {
    let server = TestServer::with(|config| config.clock = ruststack::Clock::frozen(NOW_MS));
    let made = request(&server, "PUT", "/pail").send();
    assert_eq!(made.status, 200, "{}", made.text());
    server
}

/// A request signed for S3 in us-east-1.
fn request(server: &TestServer, method: &str, target: &str) -> Request {
    server.request(method, target).signed("s3")
}

/// Stores an object in `pail`.
fn put(server: &TestServer, key: &str, body: &str) -> Reply {
    let reply = request(server, "PUT", &format!("/pail/{key}"))
        .body(body)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply
}

fn get(server: &TestServer, target: &str) -> Reply {
    request(server, "GET", target).send()
}

/// Asserts status and the whole error document, ids left out.
#[track_caller]
fn assert_error(reply: &Reply, status: u16, inner: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    let request_id = reply.header("x-amz-request-id").expect("an id");
    let host_id = reply.header("x-amz-id-2").expect("a host id");
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>{inner}\
         <RequestId>{request_id}</RequestId><HostId>{host_id}</HostId></Error>"
    );
    assert_eq!(reply.text(), expected);
    assert_eq!(reply.header("content-type"), Some("application/xml"));
}

/// Begins an upload and gives its id.
fn begin(server: &TestServer, key: &str, headers: &[(&str, &str)]) -> String {
    let mut begin = request(server, "POST", &format!("/pail/{key}?uploads"));
    for (name, value) in headers {
        begin = begin.header(name, value);
    }
    let reply = begin.send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.element("UploadId").expect("an upload id")
}
