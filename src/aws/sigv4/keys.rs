//! The access keys whose signatures count: those that were configured, and one for each account,
//! which functions get.

use std::collections::HashMap;

use super::hash::{hex, hmac_sha256};
use super::secret::Secret;
use crate::aws::identity::AccountId;

/// What one access key signs with.
#[derive(Clone, Debug)]
pub(crate) struct AccessKey {
    pub(crate) id: String,
    pub(crate) secret: Secret,
    /// What every request must carry beside the signature; configured keys have none.
    pub(crate) session_token: Option<Secret>,
    pub(crate) account: AccountId,
}

/// All keys of one server.
#[derive(Debug)]
pub(crate) struct Keys {
    configured: HashMap<String, AccessKey>,
    seed: Secret,
}

/// Begins the access keys of functions and of sessions, as those of roles do on AWS; the account
/// follows.
pub(super) const TEMPORARY: &str = "ASIA";
/// What closes a function's access key, so that it is as long as AWS's.
const CLOSING_DIGITS: usize = 4;

impl Keys {
    /// `seed` is random: the keys of functions are made of it.
    pub(crate) fn new(configured: Vec<AccessKey>, seed: [u8; 32]) -> Self {
        let configured = configured.into_iter().map(|key| (key.id.clone(), key));
        Self {
            configured: configured.collect(),
            seed: Secret::new(hex(&seed)),
        }
    }

    /// The key of an id, if there is one.
    pub(crate) fn find(&self, id: &str) -> Option<AccessKey> {
        if let Some(key) = self.configured.get(id) {
            return Some(key.clone());
        }
        let account = id.strip_prefix(TEMPORARY)?.get(..12)?;
        let key = self.of_functions(&AccountId::parse(account)?);
        (key.id == id).then_some(key)
    }

    /// The key that the functions of an account get. Nothing is kept: its parts follow from the seed.
    pub(crate) fn of_functions(&self, account: &AccountId) -> AccessKey {
        let part = |name: &str| {
            let text = format!("{name}/{account}");
            hex(&hmac_sha256(self.seed.reveal().as_bytes(), text.as_bytes()))
        };
        let closing = part("id")[..CLOSING_DIGITS].to_ascii_uppercase();
        AccessKey {
            id: format!("{TEMPORARY}{account}{closing}"),
            secret: Secret::new(&part("secret")[..40]),
            session_token: Some(Secret::new(part("token"))),
            account: account.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_an_account_share_a_key_that_is_found_again() {
        let keys = Keys::new(Vec::new(), [7; 32]);
        let account = AccountId::parse("123456789012").unwrap();
        let key = keys.of_functions(&account);
        assert_eq!((key.id.len(), key.secret.reveal().len()), (20, 40));
        let found = keys.find(&key.id).unwrap();
        assert_eq!(found.account, account);
        assert_eq!(found.secret, key.secret);
        let other = Keys::new(Vec::new(), [8; 32]);
        assert!(other.find(&key.id).is_none());
        assert!(keys.find("ASIA123456789012").is_none());
        assert!(keys.find("ASIAx").is_none());
        assert!(!format!("{key:?}{keys:?}").contains(key.secret.reveal()));
    }
}
