//! Temporary credentials: for whom they stand, and the token that says so. Nothing about a session
//! is kept; its token carries it, closed by a key that only this server has.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::hash::{hex, hmac_sha256};
use crate::aws::identity::AccountId;

/// Who uses a session, for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) account: AccountId,
    pub(crate) principal: SessionPrincipal,
    /// Seconds since 1970; `None` for the credentials of a function, which are renewed on AWS.
    pub(crate) expires_s: Option<i64>,
}

/// What a session acts as. Names hold no line ends: STS checks them before it makes a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SessionPrincipal {
    Root,
    AssumedRole {
        role: String,
        session: String,
    },
    FederatedUser(String),
    /// Whoever opened a directory bucket of S3 (API_CreateSession); only S3 takes its token.
    DirectoryBucket {
        bucket: String,
        may_write: bool,
    },
}

/// The header that carries the token of a session with a directory bucket.
pub(crate) const DIRECTORY_HEADER: &str = "x-amz-s3session-token";

/// A token that was read again, and the access key that it belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OpenToken {
    pub(crate) key_id: String,
    pub(crate) session: Session,
}

/// Writes the token of a session and its access key.
pub(super) fn seal(seed: &[u8], key_id: &str, session: &Session) -> String {
    let (kind, name, session_name) = match &session.principal {
        SessionPrincipal::Root => ("root", "", ""),
        SessionPrincipal::AssumedRole { role, session } => ("role", &**role, &**session),
        SessionPrincipal::FederatedUser(name) => ("federated", &**name, ""),
        SessionPrincipal::DirectoryBucket { bucket, may_write } => {
            let mode = if *may_write { "ReadWrite" } else { "ReadOnly" };
            ("bucket", &**bucket, mode)
        }
    };
    let expires = session
        .expires_s
        .map_or_else(String::new, |s| s.to_string());
    let account = &session.account;
    let text = format!("{key_id}\n{account}\n{expires}\n{kind}\n{name}\n{session_name}");
    let seal = hex(&hmac_sha256(seed, text.as_bytes()));
    STANDARD.encode(format!("{seal}\n{text}"))
}

/// Reads a token; `None` unless [`seal`] wrote it with this seed.
pub(super) fn open(seed: &[u8], token: &str) -> Option<OpenToken> {
    let sealed = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    let (seal, text) = sealed.split_once('\n')?;
    if hex(&hmac_sha256(seed, text.as_bytes())) != seal {
        return None;
    }
    let fields: Vec<&str> = text.split('\n').collect();
    let [key_id, account, expires, kind, name, session_name] = fields[..] else {
        return None;
    };
    let principal = match kind {
        "root" => SessionPrincipal::Root,
        "role" => SessionPrincipal::AssumedRole {
            role: name.to_owned(),
            session: session_name.to_owned(),
        },
        "bucket" => SessionPrincipal::DirectoryBucket {
            bucket: name.to_owned(),
            may_write: session_name == "ReadWrite",
        },
        _ => SessionPrincipal::FederatedUser(name.to_owned()),
    };
    Some(OpenToken {
        key_id: key_id.to_owned(),
        session: Session {
            account: AccountId::parse(account)?,
            principal,
            expires_s: expires.parse().ok(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(principal: SessionPrincipal, expires_s: Option<i64>) -> Session {
        Session {
            account: AccountId::parse("123456789012").unwrap(),
            principal,
            expires_s,
        }
    }

    #[test]
    fn a_token_says_whose_it_is() {
        let role = SessionPrincipal::AssumedRole {
            role: "r".into(),
            session: "s".into(),
        };
        let federated = SessionPrincipal::FederatedUser("bob".into());
        let directory = SessionPrincipal::DirectoryBucket {
            bucket: "pail--use1-az4--x-s3".into(),
            may_write: true,
        };
        for session in [
            session(role, Some(1_795_333_080)),
            session(SessionPrincipal::Root, Some(0)),
            session(federated, None),
            session(directory, Some(1)),
        ] {
            let token = seal(b"seed", "ASIAX", &session);
            let key_id = "ASIAX".to_owned();
            assert_eq!(open(b"seed", &token), Some(OpenToken { key_id, session }));
        }
    }

    #[test]
    fn a_token_of_another_server_or_hand_says_nothing() {
        let token = seal(b"seed", "ASIAX", &session(SessionPrincipal::Root, None));
        assert_eq!(open(b"other", &token), None);
        let text = String::from_utf8(STANDARD.decode(&token).unwrap()).unwrap();
        let forged = STANDARD.encode(text.replace("123456789012", "999999999999"));
        for token in ["", "ruststack", "AAAA", &forged] {
            assert_eq!(open(b"seed", token), None);
        }
    }
}
