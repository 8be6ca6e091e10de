//! Takes an object's bytes in and checks them against every digest that came with them.

use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use md5::Md5;
use sha2::{Digest, Sha256};

use crate::aws::body::{BodyError, BodyStalled};
use crate::aws::error::AwsError;
use crate::aws::form::FormProblem;
use crate::aws::sigv4::chunked::ChunkedError;
use crate::aws::sigv4::signing::Mismatch;
use crate::aws::trailers::Trailers;
use crate::store::content::Content;
use crate::store::intake::{self, IntakeError};

use super::checksum::{Algorithm, Claim, Hasher, hex};
use super::error;
use super::error::form as form_error;
use super::exchange::Exchange;

/// Largest body of one PutObject or UploadPart: 5 GiB (docs, "Uploading objects").
pub(super) const BODY_BYTES_MAX: u64 = 5 * 1024 * 1024 * 1024;

/// How long a body may be.
pub(super) enum Length {
    /// As long as its Content-Length says.
    Declared,
    /// The file of a form, whose length is known for sure at its end.
    File {
        /// As long as it is if nothing stands behind it in the form.
        bytes: u64,
        /// What the form's policy allows.
        limits: Option<RangeInclusive<u64>>,
    },
    /// As long as it comes: another service sends it.
    Open,
}

impl Length {
    /// What the body's length must be, and the most that is taken in.
    fn limits(&self, headers: &HeaderMap) -> Result<RangeInclusive<u64>, AwsError> {
        match self {
            Self::Declared => match declared_length(headers)? {
                length if length > BODY_BYTES_MAX => {
                    Err(error::body::entity_too_large(length, BODY_BYTES_MAX))
                }
                length => Ok(length..=length),
            },
            Self::File { limits, .. } => {
                let (least, most) = match limits {
                    Some(limits) => (*limits.start(), *limits.end()),
                    None => (0, BODY_BYTES_MAX),
                };
                Ok(least..=most.min(BODY_BYTES_MAX))
            }
            Self::Open => Ok(0..=BODY_BYTES_MAX),
        }
    }

    fn too_long(&self, most: u64) -> AwsError {
        match self {
            Self::Declared => error::body::incomplete_body(),
            Self::File { bytes, .. } => error::body::entity_too_large((*bytes).max(most + 1), most),
            Self::Open => error::body::entity_too_large(most + 1, most),
        }
    }

    fn too_short(&self, bytes: u64, least: u64) -> AwsError {
        match self {
            Self::Declared | Self::Open => error::body::incomplete_body(),
            Self::File { .. } => form_error::file_too_small(bytes, least),
        }
    }
}

/// The digests of a body that is what its sender says it is.
pub(super) struct Verified {
    pub(super) md5: [u8; 16],
    /// Base64, of the algorithm that was asked for.
    pub(super) checksum: String,
    /// The checksum that the client sent, if any.
    pub(super) claimed: Option<(Algorithm, String)>,
}

/// What a request says about its body before it comes.
pub(super) struct Claims {
    content_md5: Option<[u8; 16]>,
    /// Lower-case hexadecimal.
    content_sha256: Option<String>,
    pub(super) checksum: Option<Claim>,
}

impl Claims {
    /// Reads Content-MD5, `x-amz-content-sha256` and the checksum headers.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, AwsError> {
        Ok(Self {
            checksum: Claim::of(headers)?,
            ..Self::without_checksum(headers)?
        })
    }

    /// Reads Content-MD5 and `x-amz-content-sha256`.
    fn without_checksum(headers: &HeaderMap) -> Result<Self, AwsError> {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or(""));
        let content_md5 = match text("content-md5") {
            None => None,
            Some(value) => match STANDARD.decode(value).map(<[u8; 16]>::try_from) {
                Ok(Ok(digest)) => Some(digest),
                _ => return Err(error::body::invalid_digest(value)),
            },
        };
        let is_digest =
            |value: &&str| value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        Ok(Self {
            content_md5,
            content_sha256: text("x-amz-content-sha256")
                .filter(is_digest)
                .map(str::to_ascii_lowercase),
            checksum: None,
        })
    }

    /// Whether anything but a signature vouches for the body.
    pub(super) fn any_digest(&self) -> bool {
        self.content_md5.is_some() || self.checksum.is_some()
    }

    /// Hashers for what is claimed, and for `kept` if that is wanted anyway.
    fn digests(&self, kept: Algorithm) -> Digests {
        let other = |claim: &&Claim| claim.algorithm() != kept;
        Digests {
            md5: Md5::new(),
            kept: Hasher::new(kept),
            claimed: self
                .checksum
                .as_ref()
                .filter(other)
                .map(|claim| Hasher::new(claim.algorithm())),
            sha256: self.content_sha256.as_ref().map(|_| Sha256::new()),
        }
    }

    /// Checks a body that is in memory already.
    fn check_whole(&self, body: &[u8], trailers: Option<&Trailers>) -> Result<(), AwsError> {
        if self.content_sha256.is_none() && !self.any_digest() {
            return Ok(());
        }
        let mut digests = self.digests(Algorithm::Crc32);
        digests.update(body);
        self.check(digests, trailers).map(|_| ())
    }

    /// Compares every claim with what was computed.
    fn check(&self, digests: Digests, trailers: Option<&Trailers>) -> Result<Verified, AwsError> {
        if let (Some(client), Some(sha256)) = (&self.content_sha256, digests.sha256) {
            let computed = hex(&sha256.finalize());
            if *client != computed {
                return Err(error::body::content_sha256_mismatch(client, &computed));
            }
        }
        let md5: [u8; 16] = digests.md5.finalize().into();
        if let Some(claimed) = self.content_md5
            && claimed != md5
        {
            return Err(error::body::content_md5_mismatch(
                &hex(&claimed),
                &STANDARD.encode(md5),
            ));
        }
        let kept = digests.kept.finish();
        let Some(claim) = &self.checksum else {
            return Ok(Verified {
                md5,
                checksum: kept,
                claimed: None,
            });
        };
        let algorithm = claim.algorithm();
        let value = match claim {
            Claim::Value(_, value) => value.clone(),
            Claim::Trailer(_) => trailing_value(algorithm, trailers)?,
        };
        let computed = match digests.claimed {
            Some(hasher) => hasher.finish(),
            None => kept.clone(),
        };
        if value != computed {
            return Err(error::body::checksum_mismatch(algorithm.name()));
        }
        Ok(Verified {
            md5,
            checksum: kept,
            claimed: Some((algorithm, value)),
        })
    }
}

/// A checksum that came behind the body.
fn trailing_value(algorithm: Algorithm, trailers: Option<&Trailers>) -> Result<String, AwsError> {
    let value = trailers
        .and_then(Trailers::get)
        .and_then(|headers| headers.get(algorithm.header()))
        .and_then(|value| value.to_str().ok())
        .ok_or_else(error::body::malformed_trailer)?;
    algorithm.check_value(value)?;
    Ok(value.to_owned())
}

/// All hashes of one pass over a body.
struct Digests {
    md5: Md5,
    /// The checksum that is kept with the object.
    kept: Hasher,
    /// The checksum that the client sent, when it is another one.
    claimed: Option<Hasher>,
    sha256: Option<Sha256>,
}

impl Digests {
    fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        self.kept.update(bytes);
        if let Some(claimed) = &mut self.claimed {
            claimed.update(bytes);
        }
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(bytes);
        }
    }
}

/// The length that a request gives its body; S3 wants one before it reads.
fn declared_length(headers: &HeaderMap) -> Result<u64, AwsError> {
    let Some(length) = headers.get("content-length") else {
        return Err(match headers.contains_key("transfer-encoding") {
            true => error::header_not_implemented("Transfer-Encoding"),
            false => error::body::missing_content_length(),
        });
    };
    let length = length.to_str().ok().and_then(|length| length.parse().ok());
    length.ok_or_else(error::body::missing_content_length)
}

/// Streams the request's body in; `kept` is computed whatever the client claims.
pub(super) async fn receive(
    exchange: &Exchange,
    claims: &Claims,
    kept: Algorithm,
    length: &Length,
) -> Result<(Content, Verified), AwsError> {
    let limits = length.limits(&exchange.headers)?;
    let (least, most) = (*limits.start(), *limits.end());
    let body = exchange.take_body();
    let digests = claims.digests(kept);
    let (content, digests) = intake::receive(
        body,
        digests,
        Digests::update,
        most,
        &exchange.buckets.depot,
    )
    .await
    .map_err(|problem| match problem {
        IntakeError::Body(cause) => broken(cause),
        IntakeError::TooLong => length.too_long(most),
        IntakeError::Disk(cause) => error::internal(cause.into()),
    })?;
    if content.len() < least {
        return Err(length.too_short(content.len(), least));
    }
    let verified = claims.check(digests, exchange.trailers.as_ref())?;
    Ok((content, verified))
}

/// Why a body did not arrive, in AWS's words.
pub(super) fn broken(cause: BodyError) -> AwsError {
    let error = match cause.downcast_ref::<ChunkedError>() {
        Some(ChunkedError::MalformedTrailer) => error::body::malformed_trailer(),
        Some(ChunkedError::MalformedChunk) => error::body::invalid_chunk(),
        None if cause.is::<BodyStalled>() => error::body::request_timeout(),
        None if let Some(mismatch) = cause.downcast_ref::<Mismatch>() => mismatch.s3_error(),
        None if cause.is::<FormProblem>() => form_error::malformed_post_request(),
        Some(ChunkedError::Incomplete) | None => error::body::incomplete_body(),
    };
    error.with_cause(cause)
}

/// Checks an XML body, which is in memory already.
pub(super) fn check_document(
    headers: &HeaderMap,
    document: &[u8],
    trailers: Option<&Trailers>,
) -> Result<(), AwsError> {
    Claims::of(headers)?.check_whole(document, trailers)
}

/// Checks the list of an upload's parts: the checksum beside it is that of the object (docs,
/// CompleteMultipartUpload).
pub(super) fn check_parts(headers: &HeaderMap, document: &[u8]) -> Result<(), AwsError> {
    Claims::without_checksum(headers)?.check_whole(document, None)
}

/// Hashes bytes that are stored already: a copy of a part of an object has digests of its own.
pub(super) async fn digest(
    content: &Content,
    algorithm: Algorithm,
) -> Result<([u8; 16], String), AwsError> {
    let digests = Digests {
        md5: Md5::new(),
        kept: Hasher::new(algorithm),
        claimed: None,
        sha256: None,
    };
    let digests = content
        .observe(digests, Digests::update)
        .await
        .map_err(|cause| error::internal(cause.into()))?;
    Ok((digests.md5.finalize().into(), digests.kept.finish()))
}
