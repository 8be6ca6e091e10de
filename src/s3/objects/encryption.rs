//! How an object is encrypted, as its readers see it; its bytes lie here as they came.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::Clock;

/// Length of a customer's key (user guide, "Using server-side encryption with customer-provided keys").
pub(in crate::s3) const KEY_BYTES: usize = 32;

/// What an object is encrypted with.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::s3) enum Encryption {
    /// SSE-S3.
    #[default]
    S3,
    /// SSE-KMS and DSSE-KMS.
    Kms(Arc<Kms>),
    /// SSE-C.
    Customer(Arc<CustomerKey>),
}

/// A key of KMS, and how it is used.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::s3) struct Kms {
    /// DSSE-KMS.
    pub(in crate::s3) dual_layer: bool,
    pub(in crate::s3) key_arn: String,
    pub(in crate::s3) bucket_key: bool,
}

impl Kms {
    /// The value of `x-amz-server-side-encryption`.
    pub(in crate::s3) fn method(&self) -> &'static str {
        match self.dual_layer {
            true => "aws:kms:dsse",
            false => "aws:kms",
        }
    }
}

/// What is kept of a customer's key: enough to know it again, not enough to find it out.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::s3) struct CustomerKey {
    /// Base64, as it is shown.
    pub(in crate::s3) md5: String,
    salt: [u8; 8],
    digest: [u8; 32],
}

impl CustomerKey {
    pub(in crate::s3) fn new(key: &[u8], md5: &str, clock: &Clock) -> Self {
        let salt = clock.random_u64().to_be_bytes();
        Self {
            md5: md5.to_owned(),
            salt,
            digest: digest(salt, key),
        }
    }

    pub(in crate::s3) fn is(&self, key: &[u8]) -> bool {
        digest(self.salt, key) == self.digest
    }
}

/// An ETag that tells nothing of the bytes' MD5.
fn opaque(md5: [u8; 16], origin: &str) -> [u8; 16] {
    let digest = Sha256::new().chain_update(md5).chain_update(origin);
    let digest: [u8; 32] = digest.finalize().into();
    let mut etag = [0; 16];
    etag.copy_from_slice(&digest[..16]);
    etag
}

fn digest(salt: [u8; 8], key: &[u8]) -> [u8; 32] {
    let digest = Sha256::new().chain_update(salt).chain_update(key);
    digest.finalize().into()
}

impl Encryption {
    /// The ETag of bytes with this MD5: the MD5 itself under SSE-S3 alone (API_Object, ETag). Under
    /// the others the same bytes have another one each time that they are written (recorded).
    pub(in crate::s3) fn etag(&self, md5: [u8; 16], clock: &Clock) -> [u8; 16] {
        match self {
            Self::S3 => md5,
            Self::Kms(_) | Self::Customer(_) => opaque(md5, &clock.random_u64().to_string()),
        }
    }

    /// As [`Encryption::etag`], for a part of an upload: another for each part, and the same when a
    /// part is sent again (public suite).
    pub(in crate::s3) fn part_etag(&self, md5: [u8; 16], upload_id: &str, part: i32) -> [u8; 16] {
        match self {
            Self::S3 => md5,
            Self::Kms(_) | Self::Customer(_) => opaque(md5, &format!("{upload_id}:{part}")),
        }
    }

    pub(in crate::s3) fn customer_key(&self) -> Option<&CustomerKey> {
        match self {
            Self::Customer(key) => Some(key),
            Self::S3 | Self::Kms(_) => None,
        }
    }
}
