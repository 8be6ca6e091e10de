//! How an object is encrypted, as its readers see it; its bytes lie here as they came.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::clock::Clock;

/// Length of a customer's key (user guide, "Using server-side encryption with customer-provided keys").
pub(in crate::s3) const KEY_BYTES: usize = 32;

/// What an object is encrypted with.
#[derive(Clone, Debug, Default)]
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
#[derive(Debug)]
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
#[derive(Debug)]
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

fn digest(salt: [u8; 8], key: &[u8]) -> [u8; 32] {
    let digest = Sha256::new().chain_update(salt).chain_update(key);
    digest.finalize().into()
}

impl Encryption {
    /// The ETag of bytes with this MD5: the MD5 itself under SSE-S3 alone (API_Object, ETag). The
    /// others are different each time (recorded).
    pub(in crate::s3) fn etag(&self, md5: [u8; 16], clock: &Clock) -> [u8; 16] {
        match self {
            Self::S3 => md5,
            Self::Kms(_) | Self::Customer(_) => {
                let [high, low] = [clock.random_u64(), clock.random_u64()];
                (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
            }
        }
    }

    pub(in crate::s3) fn customer_key(&self) -> Option<&CustomerKey> {
        match self {
            Self::Customer(key) => Some(key),
            Self::S3 | Self::Kms(_) => None,
        }
    }
}
