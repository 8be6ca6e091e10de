//! Request ids in the shape of each service.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha512};

use crate::clock::Clock;

const UPPER_ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const S3_ALPHABET: &[u8] = b"ABCDEFGHJKMNPQRSTVWXYZ0123456789";

/// S3's `x-amz-request-id`: 16 upper-case letters and digits.
pub(crate) fn s3(clock: &Clock) -> String {
    clock.random_text(S3_ALPHABET, 16)
}

/// S3's `x-amz-id-2`, the host id: 56 bytes in base64. It follows from the request id, so that the
/// answer and the events of one request name the same one.
pub(crate) fn s3_host_id(request_id: &str) -> String {
    BASE64_STANDARD.encode(&Sha512::digest(request_id)[..56])
}

/// DynamoDB's `x-amzn-RequestId`: 52 upper-case letters and digits.
pub(crate) fn dynamodb(clock: &Clock) -> String {
    clock.random_text(UPPER_ALPHANUMERIC, 52)
}

/// Lambda's `x-amzn-RequestId`: a version 4 UUID.
pub(crate) fn lambda(clock: &Clock) -> String {
    clock.uuid()
}
