//! Temporary credentials: made, opened again, and written into answers.

use std::sync::Arc;

use crate::aws::identity::AccountId;
use crate::aws::protocol::query::Document;
use crate::aws::sigv4::keys::Keys;
use crate::aws::sigv4::session::{Session, SessionPrincipal};
use crate::aws::time::{from_unix_ms, iso_seconds};
use crate::clock::Clock;

/// Makes the credentials of sessions.
pub(super) struct Issuer {
    clock: Clock,
    keys: Arc<Keys>,
}

/// What an answer shows of a session.
pub(super) struct Credentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    expiration: String,
}

impl Issuer {
    pub(super) fn new(clock: Clock, keys: Arc<Keys>) -> Self {
        Self { clock, keys }
    }

    /// The session of a token, if it was made here; those with buckets of S3 are S3's own.
    pub(super) fn open(&self, token: &str) -> Option<Session> {
        let session = self.keys.open(token)?.session;
        let is_bucket = matches!(session.principal, SessionPrincipal::DirectoryBucket { .. });
        (!is_bucket).then_some(session)
    }

    /// The account that an access key belongs to.
    pub(super) fn account_of(&self, access_key: &str) -> AccountId {
        match self.keys.find(access_key) {
            Some(key) => key.account,
            None => AccountId::of_access_key(access_key),
        }
    }

    /// Begins a session.
    pub(super) fn issue(
        &self,
        account: AccountId,
        principal: SessionPrincipal,
        duration_s: i64,
    ) -> Credentials {
        let expires_s = self.clock.now().unix_timestamp() + duration_s;
        let session = Session {
            account,
            principal,
            expires_s: Some(expires_s),
        };
        let (key, token) = self.keys.begin(&session, self.clock.random_u64());
        Credentials {
            access_key_id: key.id,
            secret_access_key: key.secret.reveal().to_owned(),
            session_token: token.reveal().to_owned(),
            expiration: iso_seconds(from_unix_ms(expires_s * 1000)),
        }
    }
}

impl Credentials {
    pub(super) fn write(&self, document: &mut Document) {
        document.element("Credentials", |credentials| {
            credentials.text("AccessKeyId", &self.access_key_id);
            credentials.text("SecretAccessKey", &self.secret_access_key);
            credentials.text("SessionToken", &self.session_token);
            credentials.text("Expiration", &self.expiration);
        });
    }
}
