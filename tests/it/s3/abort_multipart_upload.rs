//! AbortMultipartUpload.

use super::{assert_error, begin, get, part, request, with_bucket};

#[test]
fn an_aborted_upload_is_gone_with_its_parts() {
    let server = with_bucket();
    let id = begin(&server, "k", &[]);
    part(&server, "k", &id, 1, "x");
    let target = format!("/pail/k?uploadId={id}");
    let reply = request(&server, "DELETE", &target).send();
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    let gone = format!(
        "<Code>NoSuchUpload</Code><Message>The specified upload does not exist. The upload ID may be \
         invalid, or the upload may have been aborted or completed.</Message><UploadId>{id}</UploadId>"
    );
    assert_error(&request(&server, "DELETE", &target).send(), 404, &gone);
    assert_error(&get(&server, &target), 404, &gone);
}
