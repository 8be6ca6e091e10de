//! Whose requests are answered: options of signatures and access keys.

use crate::aws::identity::AccountId;
use crate::aws::sigv4::keys::AccessKey;
use crate::aws::sigv4::secret::Secret;

/// Whether signatures are verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Signatures are read: they say who asks, and any secret will do.
    Any,
    /// Signatures are verified against [`Config::keys`].
    Verify,
}

impl Auth {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "any" => Ok(Self::Any),
            "verify" => Ok(Self::Verify),
            _ => Err("expected any or verify".into()),
        }
    }
}

/// An access key as it was configured: `AKID:SECRET` or `AKID:SECRET:ACCOUNT`. No text shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct KeySetting(String);

impl KeySetting {
    /// Takes any text: a parser's complaint would repeat the secret.
    pub(super) fn keep(text: &str) -> Result<Self, String> {
        Ok(Self::from(text))
    }

    /// The key, unless the text is none. Its account is the one that is named, else the access key
    /// itself if that is 12 digits, else the default one.
    pub(super) fn read(&self) -> Option<AccessKey> {
        let mut parts = self.0.trim().splitn(3, ':');
        let (id, secret) = (parts.next()?, parts.next()?);
        let account = match parts.next() {
            Some(account) => AccountId::parse(account)?,
            None => AccountId::of_access_key(id),
        };
        let is_key = !id.is_empty() && !secret.is_empty();
        is_key.then(|| AccessKey {
            id: id.to_owned(),
            secret: Secret::new(secret),
            account,
            is_temporary: false,
        })
    }
}

impl From<&str> for KeySetting {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl std::fmt::Debug for KeySetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(an access key)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_key_is_read_and_never_shown() {
        let key = KeySetting::from("AKID:se/cret:123456789012")
            .read()
            .unwrap();
        assert_eq!((key.id.as_str(), key.secret.reveal()), ("AKID", "se/cret"));
        assert_eq!(key.account.as_str(), "123456789012");
        let key = KeySetting::from("111122223333:x").read().unwrap();
        assert_eq!(key.account.as_str(), "111122223333");
        for wrong in ["", "AKID", "AKID:", ":secret", "AKID:secret:me"] {
            assert!(KeySetting::from(wrong).read().is_none(), "{wrong}");
        }
        let shown = format!("{:?} {key:?}", KeySetting::from("AKID:se/cret"));
        assert!(!shown.contains("se/cret"), "{shown}");
    }
}
