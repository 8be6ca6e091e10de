//! A customer's own key in a request (SSE-C), and the checks of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

use crate::aws::error::AwsError;
use crate::clock::Clock;

use super::error::encryption as error;
use super::exchange::Exchange;
use super::objects::encryption::{CustomerKey, Encryption, KEY_BYTES};

/// The three headers that bring a key.
pub(super) struct Headers {
    algorithm: &'static str,
    key: &'static str,
    md5: &'static str,
}

/// For the object that a request writes or reads.
pub(super) const OWN: Headers = Headers {
    algorithm: "x-amz-server-side-encryption-customer-algorithm",
    key: "x-amz-server-side-encryption-customer-key",
    md5: "x-amz-server-side-encryption-customer-key-md5",
};

/// For the object that a copy reads.
pub(super) const SOURCE: Headers = Headers {
    algorithm: "x-amz-copy-source-server-side-encryption-customer-algorithm",
    key: "x-amz-copy-source-server-side-encryption-customer-key",
    md5: "x-amz-copy-source-server-side-encryption-customer-key-md5",
};

impl Headers {
    /// Whether a request brings any of them.
    pub(super) fn are_in(&self, exchange: &Exchange) -> bool {
        [self.algorithm, self.key, self.md5]
            .iter()
            .any(|name| exchange.headers.contains_key(*name))
    }
}

/// A key that came whole.
pub(super) struct Provided<'a> {
    key: Vec<u8>,
    md5: &'a str,
}

impl<'a> Provided<'a> {
    /// Reads a key, if one came. Errors in AWS's order (recorded): algorithm, key, digest.
    pub(super) fn of(exchange: &'a Exchange, headers: &Headers) -> Result<Option<Self>, AwsError> {
        if !headers.are_in(exchange) {
            return Ok(None);
        }
        match exchange.header(headers.algorithm) {
            None => return Err(error::no_customer_algorithm()),
            Some("AES256") => {}
            Some(other) => return Err(error::invalid_customer_algorithm(other)),
        }
        let key = exchange.header(headers.key);
        let key = STANDARD.decode(key.ok_or_else(error::no_customer_key)?);
        let key = key.map_err(|_| error::invalid_customer_key())?;
        let md5 = exchange.header(headers.md5);
        let md5 = md5.ok_or_else(error::no_customer_key_md5)?;
        match STANDARD.encode(Md5::digest(&key)) == md5 {
            true => Ok(Some(Self { key, md5 })),
            false => Err(error::customer_key_md5_mismatch()),
        }
    }

    /// The key of a new object.
    pub(super) fn keep(&self, clock: &Clock) -> Result<CustomerKey, AwsError> {
        match self.key.len() {
            KEY_BYTES => Ok(CustomerKey::new(&self.key, self.md5, clock)),
            _ => Err(error::invalid_customer_key()),
        }
    }

    pub(super) fn is(&self, kept: &CustomerKey) -> bool {
        kept.is(&self.key)
    }
}

/// Whether a request may read an object: it brings the right key where one is needed, and none where
/// none is (recorded).
pub(super) fn check_read(
    exchange: &Exchange,
    headers: &Headers,
    encryption: &Encryption,
) -> Result<(), AwsError> {
    match (Provided::of(exchange, headers)?, encryption.customer_key()) {
        (None, None) => Ok(()),
        (Some(provided), Some(kept)) if provided.is(kept) => Ok(()),
        (Some(_), Some(_)) => Err(error::wrong_customer_key()),
        (Some(_), None) => Err(error::customer_key_not_applicable()),
        (None, Some(_)) => Err(error::customer_key_needed()),
    }
}

/// Whether a request may add to an upload: with the key that the upload began with, and no other
/// (recorded).
pub(super) fn check_upload(exchange: &Exchange, encryption: &Encryption) -> Result<(), AwsError> {
    match (Provided::of(exchange, &OWN)?, encryption.customer_key()) {
        (None, None) => Ok(()),
        (Some(provided), Some(kept)) if provided.is(kept) => Ok(()),
        (Some(_), Some(_)) => Err(error::customer_key_is_not_the_uploads()),
        (Some(_), None) | (None, Some(_)) => Err(error::upload_began_with_encryption()),
    }
}
