//! S3's five checksums: their names on the wire, how they are computed, compared and combined.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crc_fast::{CrcAlgorithm, checksum_combine};
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::aws::error::AwsError;

use super::error;

/// A checksum algorithm that S3 keeps with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
}

/// Whether a checksum is about the whole body or about the checksums of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    FullObject,
    Composite,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::FullObject => "FULL_OBJECT",
            Self::Composite => "COMPOSITE",
        }
    }
}

/// A checksum as S3 keeps and shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checksum {
    pub(super) algorithm: Algorithm,
    pub(super) kind: Kind,
    /// Base64, with `-N` behind it for a composite of N parts.
    pub(super) value: String,
}

impl Algorithm {
    pub(super) const ALL: [Self; 5] = [
        Self::Crc32,
        Self::Crc32c,
        Self::Crc64Nvme,
        Self::Sha1,
        Self::Sha256,
    ];

    /// `CRC32`, as in `x-amz-checksum-algorithm` and listings.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    /// `crc32`, as in error messages.
    pub(super) fn lower_name(self) -> &'static str {
        match self {
            Self::Crc32 => "crc32",
            Self::Crc32c => "crc32c",
            Self::Crc64Nvme => "crc64nvme",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
        }
    }

    /// `x-amz-checksum-crc32`.
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// `ChecksumCRC32`, as in XML documents.
    pub(super) fn element(self) -> &'static str {
        match self {
            Self::Crc32 => "ChecksumCRC32",
            Self::Crc32c => "ChecksumCRC32C",
            Self::Crc64Nvme => "ChecksumCRC64NVME",
            Self::Sha1 => "ChecksumSHA1",
            Self::Sha256 => "ChecksumSHA256",
        }
    }

    /// Reads `crc32`, in any case.
    pub(super) fn parse(name: &str) -> Result<Self, AwsError> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
            .ok_or_else(error::body::unsupported_checksum_algorithm)
    }

    fn digest_bytes(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// Checks that a client's value is base64 of the right length.
    pub(super) fn check_value(self, value: &str) -> Result<(), AwsError> {
        match STANDARD.decode(value) {
            Ok(digest) if digest.len() == self.digest_bytes() => Ok(()),
            _ => Err(error::body::invalid_checksum_header(self.header())),
        }
    }

    /// CRCs of parts can be joined without the bytes; `None` for the SHA family.
    fn crc(self) -> Option<CrcAlgorithm> {
        match self {
            Self::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
            Self::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
            Self::Crc64Nvme => Some(CrcAlgorithm::Crc64Nvme),
            Self::Sha1 | Self::Sha256 => None,
        }
    }
}

/// One running checksum.
#[derive(Clone)]
pub(super) enum Hasher {
    Crc(Algorithm, Box<crc_fast::Digest>),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Hasher {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        match (algorithm, algorithm.crc()) {
            (_, Some(crc)) => Self::Crc(algorithm, Box::new(crc_fast::Digest::new(crc))),
            (Algorithm::Sha1, None) => Self::Sha1(Sha1::new()),
            (_, None) => Self::Sha256(Sha256::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc(_, digest) => digest.update(bytes),
            Self::Sha1(sha) => sha.update(bytes),
            Self::Sha256(sha) => sha.update(bytes),
        }
    }

    /// The checksum of all bytes seen, in base64.
    pub(super) fn finish(self) -> String {
        match self {
            Self::Crc(algorithm, digest) => encode_crc(algorithm, digest.finalize()),
            Self::Sha1(sha) => STANDARD.encode(sha.finalize()),
            Self::Sha256(sha) => STANDARD.encode(sha.finalize()),
        }
    }
}

fn encode_crc(algorithm: Algorithm, crc: u64) -> String {
    STANDARD.encode(&crc.to_be_bytes()[8 - algorithm.digest_bytes()..])
}

fn decode_crc(value: &str) -> u64 {
    let digest = STANDARD.decode(value).unwrap_or_default();
    digest
        .iter()
        .fold(0, |crc, byte| crc << 8 | u64::from(*byte))
}

/// A part's checksum with its size, for joining.
pub(super) struct PartSum<'a> {
    pub(super) value: &'a str,
    pub(super) bytes: u64,
}

/// The checksum of a completed upload, from those of its parts.
pub(super) fn join(algorithm: Algorithm, kind: Kind, parts: &[PartSum<'_>]) -> Checksum {
    let value = match (kind, algorithm.crc()) {
        (Kind::FullObject, Some(crc)) => {
            let joined = parts.iter().fold(None, |joined, part| {
                let next = decode_crc(part.value);
                Some(match joined {
                    None => next,
                    Some(before) => checksum_combine(crc, before, next, part.bytes),
                })
            });
            encode_crc(algorithm, joined.unwrap_or_default())
        }
        _ => {
            let mut hasher = Hasher::new(algorithm);
            for part in parts {
                hasher.update(&STANDARD.decode(part.value).unwrap_or_default());
            }
            format!("{}-{}", hasher.finish(), parts.len())
        }
    };
    Checksum {
        algorithm,
        kind,
        value,
    }
}

/// What a request says about the checksum of its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// The value is in a header.
    Value(Algorithm, String),
    /// The value comes behind the body.
    Trailer(Algorithm),
}

impl Claim {
    pub(super) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Value(algorithm, _) | Self::Trailer(algorithm) => *algorithm,
        }
    }

    /// Reads `x-amz-checksum-*`, `x-amz-trailer` and `x-amz-sdk-checksum-algorithm`.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, AwsError> {
        let mut claim = None;
        for algorithm in Algorithm::ALL {
            if let Some(value) = headers.get(algorithm.header()) {
                let value = value.to_str().unwrap_or_default();
                algorithm.check_value(value)?;
                if claim.is_some() {
                    return Err(error::body::several_checksum_headers());
                }
                claim = Some(Self::Value(algorithm, value.to_owned()));
            }
        }
        if let Some(trailer) = headers.get("x-amz-trailer") {
            let trailer = trailer.to_str().unwrap_or_default().trim();
            let named = Algorithm::ALL
                .into_iter()
                .find(|algorithm| trailer.eq_ignore_ascii_case(algorithm.header()));
            match (named, &claim) {
                (Some(_), Some(_)) => return Err(error::body::several_checksum_headers()),
                (Some(algorithm), None) => claim = Some(Self::Trailer(algorithm)),
                (None, _) => return Err(error::body::invalid_checksum_header("x-amz-trailer")),
            }
        }
        let Some(sdk) = headers.get("x-amz-sdk-checksum-algorithm") else {
            return Ok(claim);
        };
        let sdk = Algorithm::parse(sdk.to_str().unwrap_or_default())?;
        match &claim {
            None => Err(error::body::checksum_announced_but_missing()),
            Some(claim) if claim.algorithm() != sdk => Err(error::body::checksum_type_mismatch(
                sdk.lower_name(),
                claim.algorithm().lower_name(),
            )),
            Some(_) => Ok(claim),
        }
    }
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)] as char);
        text.push(DIGITS[usize::from(byte & 15)] as char);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(algorithm: Algorithm, bytes: &[u8]) -> String {
        let mut hasher = Hasher::new(algorithm);
        hasher.update(bytes);
        hasher.finish()
    }

    // The check values of "123456789" in the catalogue of CRC algorithms, and NIST's for "abc".
    #[test]
    fn known_answers() {
        assert_eq!(
            sum(Algorithm::Crc32, b"123456789"),
            STANDARD.encode([0xcb, 0xf4, 0x39, 0x26])
        );
        assert_eq!(
            sum(Algorithm::Crc32c, b"123456789"),
            STANDARD.encode([0xe3, 0x06, 0x92, 0x83])
        );
        assert_eq!(
            sum(Algorithm::Crc64Nvme, b"123456789"),
            STANDARD.encode(0xae8b_1486_0a79_9888_u64.to_be_bytes())
        );
        assert_eq!(sum(Algorithm::Sha1, b"abc"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
        assert_eq!(
            sum(Algorithm::Sha256, b"abc"),
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        );
    }

    #[test]
    fn crcs_of_parts_join_to_the_crc_of_the_whole() {
        for algorithm in [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64Nvme] {
            let whole = b"one body in three parts";
            let pieces = [&whole[..5], &whole[5..6], &whole[6..]];
            let sums = pieces.map(|piece| sum(algorithm, piece));
            let parts: Vec<_> = pieces
                .iter()
                .zip(&sums)
                .map(|(piece, value)| PartSum {
                    value,
                    bytes: piece.len() as u64,
                })
                .collect();
            let joined = join(algorithm, Kind::FullObject, &parts);
            assert_eq!(joined.value, sum(algorithm, whole));
        }
    }
}
