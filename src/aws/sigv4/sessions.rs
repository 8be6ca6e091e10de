//! Sessions with a directory bucket of S3: credentials that count for one bucket, for five minutes.
//!
//! AWS: API_CreateSession. A session's token says all about it under a seal, so that nothing is kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::hash::{hex, hmac_sha256};
use super::keys::{AccessKey, TEMPORARY};
use super::secret::Secret;
use crate::aws::identity::AccountId;

/// The header that carries a session's token.
pub(crate) const HEADER: &str = "x-amz-s3session-token";

/// Characters of a seal: 128 bits in hexadecimal.
const SEAL_LENGTH: usize = 32;

/// Whom a session is for, and what it is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) account: AccountId,
    pub(crate) bucket: String,
    pub(crate) may_write: bool,
    /// Unix seconds.
    pub(crate) expires_s: i64,
}

/// All sessions of one server.
#[derive(Debug)]
pub(crate) struct Sessions {
    seed: Secret,
}

impl Sessions {
    /// `seed` is random: it is what tokens are sealed with.
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self {
            seed: Secret::new(hex(&seed)),
        }
    }

    /// What a session signs with; its token is what [`Sessions::find`] reads.
    pub(crate) fn key(&self, session: &Session) -> AccessKey {
        let Session {
            account,
            bucket,
            may_write,
            expires_s,
        } = session;
        let facts = format!("{account}/{bucket}/{may_write}/{expires_s}");
        let seal = &self.derive("seal", &facts)[..SEAL_LENGTH];
        let token = URL_SAFE_NO_PAD.encode(format!("{facts}/{seal}"));
        let closing = seal[..4].to_ascii_uppercase();
        AccessKey {
            id: format!("{TEMPORARY}{account}{closing}"),
            secret: Secret::new(&self.derive("secret", &facts)[..40]),
            session_token: Some(Secret::new(token)),
            account: account.clone(),
        }
    }

    /// The session of a token that [`Sessions::key`] made; `None` for any other text.
    pub(crate) fn find(&self, token: &str) -> Option<Session> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        let parts: Vec<_> = text.split('/').collect();
        let [account, bucket, may_write, expires_s, _seal] = parts[..] else {
            return None;
        };
        let session = Session {
            account: AccountId::parse(account)?,
            bucket: bucket.to_owned(),
            may_write: may_write.parse().ok()?,
            expires_s: expires_s.parse().ok()?,
        };
        let own = self.key(&session).session_token?;
        (own.reveal() == token).then_some(session)
    }

    fn derive(&self, what: &str, facts: &str) -> String {
        let text = format!("{what}/{facts}");
        hex(&hmac_sha256(self.seed.reveal().as_bytes(), text.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_again_where_it_was_made_and_nowhere_else() {
        let sessions = Sessions::new([7; 32]);
        let session = Session {
            account: AccountId::parse("123456789012").unwrap(),
            bucket: "pail--use1-az4--x-s3".to_owned(),
            may_write: true,
            expires_s: 1_795_333_380,
        };
        let key = sessions.key(&session);
        assert_eq!((key.id.len(), key.secret.reveal().len()), (20, 40));
        assert_eq!(AccountId::of_access_key(&key.id), session.account);
        let token = key.session_token.unwrap();
        assert_eq!(sessions.find(token.reveal()), Some(session));
        assert_eq!(Sessions::new([8; 32]).find(token.reveal()), None);
        for wrong in ["", "x", "YS9iL2MvZC9l"] {
            assert_eq!(sessions.find(wrong), None);
        }
    }
}
