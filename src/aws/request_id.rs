//! Request ids in the shape of each service.

use crate::clock::Clock;

const UPPER_ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const S3_ALPHABET: &[u8] = b"ABCDEFGHJKMNPQRSTVWXYZ0123456789";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// S3's `x-amz-request-id`: 16 upper-case letters and digits.
pub(crate) fn s3(clock: &Clock) -> String {
    clock.random_text(S3_ALPHABET, 16)
}

/// S3's `x-amz-id-2`, the host id: 76 characters of base64, padded.
pub(crate) fn s3_host_id(clock: &Clock) -> String {
    let mut id = clock.random_text(BASE64, 75);
    id.push('=');
    id
}

/// DynamoDB's `x-amzn-RequestId`: 52 upper-case letters and digits.
pub(crate) fn dynamodb(clock: &Clock) -> String {
    clock.random_text(UPPER_ALPHANUMERIC, 52)
}

/// Lambda's `x-amzn-RequestId`: a version 4 UUID.
pub(crate) fn lambda(clock: &Clock) -> String {
    clock.uuid()
}
