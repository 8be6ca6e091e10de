//! Who is asking, and where: account, region and the way a request was signed.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::sigv4::hash::sha256_hex;

/// The account of every request whose access key is not an account id itself.
pub(crate) const DEFAULT_ACCOUNT: &str = "000000000000";

/// Begins the access keys of sessions (IAM guide, "IAM identifiers").
pub(crate) const TEMPORARY_KEY_PREFIX: &str = "ASIA";

/// A 12-digit AWS account id.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct AccountId(Arc<str>);

impl AccountId {
    /// `None` unless the text is exactly 12 ASCII digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| Self(text.into()))
    }

    /// An access key that is an account id names that account, as does one that STS made here; any
    /// other is the default one.
    pub(crate) fn of_access_key(access_key: &str) -> Self {
        Self::parse(access_key)
            .or_else(|| Self::of_temporary_key(access_key))
            .unwrap_or_default()
    }

    /// The account in the access key of a session: `ASIA`, the account, four more characters. AWS's
    /// own keys have no such digits in their place.
    pub(crate) fn of_temporary_key(access_key: &str) -> Option<Self> {
        let rest = access_key.strip_prefix(TEMPORARY_KEY_PREFIX)?;
        (rest.len() == 16).then(|| Self::parse(rest.get(..12)?))?
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The account's canonical user id: 64 hexadecimal digits, always the same for the account.
    pub(crate) fn canonical_id(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }
}

impl Default for AccountId {
    fn default() -> Self {
        static DEFAULT: LazyLock<Arc<str>> = LazyLock::new(|| DEFAULT_ACCOUNT.into());
        Self(Arc::clone(&DEFAULT))
    }
}

/// The id of something of IAM's, such as a role's `AROA…`: 21 letters and digits. It follows from
/// account and name, so that whoever names the same role names the same id.
pub(crate) fn unique_id(prefix: &str, account: &AccountId, name: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digest = Sha256::digest(format!("{prefix}/{account}/{name}"));
    let letters = digest.iter().take(17);
    let letters = letters.map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    prefix.chars().chain(letters).collect()
}

/// Whether a text has only what names of roles, policies, sessions and users may have: `[\w+=,.@-]`.
pub(crate) fn has_name_characters(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    text.chars().all(legal)
}

/// A region's name, such as `us-east-1`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Region(Arc<str>);

impl Region {
    /// `None` unless the text is 1 to 32 lower-case letters, digits and hyphens.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        ((1..=32).contains(&text.len()) && text.bytes().all(legal)).then(|| Self(text.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! show_as_text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| D::Error::custom(stringify!($name)))
            }
        }
    )*};
}
show_as_text!(AccountId, Region);

/// One account in one region: the drawer in which DynamoDB and Lambda keep their resources.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Scope {
    pub(crate) account: AccountId,
    pub(crate) region: Region,
}

/// How a request named its sender. The signature itself is not verified by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signing {
    /// No credentials at all.
    Anonymous,
    /// An `Authorization` header.
    Header,
    /// Query parameters of a presigned URL.
    Presigned,
    /// Fields of a form whose policy is signed.
    Form,
}

/// The sender of a request, as the gateway read it; no handler reads credentials itself.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) scope: Scope,
    pub(crate) signing: Signing,
    /// The id of the key that a signature names; `None` for who has not signed.
    pub(crate) access_key: Option<Arc<str>>,
}
