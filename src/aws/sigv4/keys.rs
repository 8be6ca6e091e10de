//! The access keys whose signatures count: those that were configured, and those of sessions.

use std::collections::HashMap;

use super::hash::{hex, hmac_sha256};
use super::secret::Secret;
use super::session::{self, OpenToken, Session};
use crate::aws::identity::{AccountId, TEMPORARY_KEY_PREFIX};

/// What one access key signs with.
#[derive(Clone, Debug)]
pub(crate) struct AccessKey {
    pub(crate) id: String,
    pub(crate) secret: Secret,
    pub(crate) account: AccountId,
    /// Whether every request must carry a session's token beside the signature.
    pub(crate) is_temporary: bool,
}

/// A session token that does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenProblem {
    /// It is another key's or nobody's; or there is none where one must be, or one where none may.
    Wrong,
    Expired,
}

/// All keys of one server.
#[derive(Debug)]
pub(crate) struct Keys {
    /// `None` when whatever is signed counts.
    configured: Option<HashMap<String, AccessKey>>,
    seed: Secret,
}

impl Keys {
    /// Keys of a server that verifies signatures with `configured`, or that trusts. `seed` is random:
    /// sessions are made of it.
    pub(crate) fn new(configured: Option<Vec<AccessKey>>, seed: [u8; 32]) -> Self {
        let by_id = |keys: Vec<AccessKey>| keys.into_iter().map(|key| (key.id.clone(), key));
        Self {
            configured: configured.map(|keys| by_id(keys).collect()),
            seed: Secret::new(hex(&seed)),
        }
    }

    /// Whether signatures must be those of keys in here.
    pub(crate) fn verifies(&self) -> bool {
        self.configured.is_some()
    }

    /// The key of an id, if there is one. Those of sessions follow from the seed.
    pub(crate) fn find(&self, id: &str) -> Option<AccessKey> {
        if let Some(key) = self.configured.as_ref().and_then(|keys| keys.get(id)) {
            return Some(key.clone());
        }
        let account = AccountId::of_temporary_key(id)?;
        Some(self.temporary(id.to_owned(), account))
    }

    /// Checks the token that came with a key.
    pub(crate) fn check_token(
        &self,
        key: &AccessKey,
        token: Option<&str>,
        now_s: i64,
    ) -> Result<(), TokenProblem> {
        let Some(token) = token.filter(|_| key.is_temporary) else {
            return match token.is_some() == key.is_temporary {
                true => Ok(()),
                false => Err(TokenProblem::Wrong),
            };
        };
        let open = self.open(token).filter(|open| open.key_id == key.id);
        let open = open.ok_or(TokenProblem::Wrong)?;
        match open.session.expires_s {
            Some(expires_s) if expires_s <= now_s => Err(TokenProblem::Expired),
            _ => Ok(()),
        }
    }

    /// Makes the credentials of a session: its key and its token. `number`, a random one, tells the
    /// keys of one account apart by the four characters that make them as long as AWS's.
    pub(crate) fn begin(&self, session: &Session, number: u64) -> (AccessKey, Secret) {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let closing = [0, 5, 10, 15].map(|shift| ALPHABET[(number >> shift) as usize % 32] as char);
        let closing = String::from_iter(closing);
        let id = format!("{TEMPORARY_KEY_PREFIX}{}{closing}", session.account);
        let token = session::seal(self.seed.reveal().as_bytes(), &id, session);
        (
            self.temporary(id, session.account.clone()),
            Secret::new(token),
        )
    }

    /// Whom a token stands for, if this server made it.
    pub(crate) fn open(&self, token: &str) -> Option<OpenToken> {
        session::open(self.seed.reveal().as_bytes(), token)
    }

    fn temporary(&self, id: String, account: AccountId) -> AccessKey {
        let secret = hmac_sha256(
            self.seed.reveal().as_bytes(),
            format!("secret/{id}").as_bytes(),
        );
        AccessKey {
            secret: Secret::new(&hex(&secret)[..40]),
            id,
            account,
            is_temporary: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::sigv4::session::SessionPrincipal;

    fn session(expires_s: Option<i64>) -> Session {
        Session {
            account: AccountId::parse("123456789012").unwrap(),
            principal: SessionPrincipal::Root,
            expires_s,
        }
    }

    #[test]
    fn the_key_of_a_session_is_found_again() {
        let keys = Keys::new(None, [7; 32]);
        let (key, token) = keys.begin(&session(None), 1);
        assert_eq!(key.id, "ASIA123456789012BAAA");
        assert_eq!(key.secret.reveal().len(), 40);
        let found = keys.find(&key.id).unwrap();
        assert_eq!(found.secret, key.secret);
        assert_eq!(found.account.as_str(), "123456789012");
        assert!(keys.find("ASIA123456789012").is_none());
        assert!(keys.find("ASIAx").is_none());
        let shown = format!("{key:?}{keys:?}{token:?}");
        assert!(!shown.contains(key.secret.reveal()) && !shown.contains(token.reveal()));
    }

    #[test]
    fn a_token_counts_with_its_own_key_until_it_expires() {
        let keys = Keys::new(None, [7; 32]);
        let (key, token) = keys.begin(&session(Some(100)), 1);
        let (other, _) = keys.begin(&session(Some(100)), 2);
        let token = Some(token.reveal());
        assert_eq!(keys.check_token(&key, token, 99), Ok(()));
        let expired = Err(TokenProblem::Expired);
        assert_eq!(keys.check_token(&key, token, 100), expired);
        let wrong = Err(TokenProblem::Wrong);
        assert_eq!(keys.check_token(&other, token, 99), wrong);
        assert_eq!(keys.check_token(&key, None, 99), wrong);
        assert_eq!(keys.check_token(&key, Some("x"), 99), wrong);
    }
}
