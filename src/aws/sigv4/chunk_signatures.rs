//! Signatures inside an aws-chunked body: each chunk's is made of the one before, the first of the
//! request's own.
//!
//! AWS pages: "Signature calculations for the Authorization header: transferring payload in multiple
//! chunks", and the same "including trailing headers".

use http::HeaderMap;
use sha2::{Digest, Sha256};

use super::hash::{hex, sha256_hex};
use super::signing::{Mismatch, SigningKey};

/// Carries the signature of the trailers.
const TRAILER_SIGNATURE: &str = "x-amz-trailer-signature";

/// The digest of nothing, which stands for headers that a chunk could have.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What checks the chunks of one body, in their order.
pub(crate) struct ChunkSignatures {
    key: SigningKey,
    signed_at: String,
    previous: String,
    /// The data of the chunk that is arriving.
    hasher: Sha256,
    with_trailers: bool,
}

impl ChunkSignatures {
    /// `seed` is the signature of the request; `with_trailers` when its trailers are signed too.
    pub(crate) fn new(
        key: SigningKey,
        signed_at: String,
        seed: String,
        with_trailers: bool,
    ) -> Self {
        Self {
            key,
            signed_at,
            previous: seed,
            hasher: Sha256::new(),
            with_trailers,
        }
    }

    pub(super) fn update(&mut self, data: &[u8]) {
        self.hasher.update(data);
    }

    /// Checks the chunk whose data has been seen.
    pub(super) fn check_chunk(&mut self, provided: &str) -> Result<(), Mismatch> {
        let digest = hex(&self.hasher.finalize_reset());
        let parts = [self.previous.as_str(), EMPTY, &digest];
        let algorithm = "AWS4-HMAC-SHA256-PAYLOAD";
        let string_to_sign = self.key.string_to_sign(algorithm, &self.signed_at, &parts);
        self.key.check(&string_to_sign, provided)?;
        provided.clone_into(&mut self.previous);
        Ok(())
    }

    /// Checks the trailers, which are signed as `name:value` lines.
    pub(super) fn check_trailers(&self, trailers: &HeaderMap) -> Result<(), Mismatch> {
        if !self.with_trailers {
            return Ok(());
        }
        let mut lines: Vec<String> = trailers
            .iter()
            .filter(|(name, _)| *name != TRAILER_SIGNATURE)
            .map(|(name, value)| format!("{name}:{}\n", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        lines.sort();
        let digest = sha256_hex(lines.concat().as_bytes());
        let algorithm = "AWS4-HMAC-SHA256-TRAILER";
        let parts = [self.previous.as_str(), &digest];
        let string_to_sign = self.key.string_to_sign(algorithm, &self.signed_at, &parts);
        let provided = trailers.get(TRAILER_SIGNATURE);
        let provided = provided.and_then(|value| value.to_str().ok());
        self.key
            .check(&string_to_sign, provided.unwrap_or_default())
    }
}
