//! Who asks, as STS names them.

use crate::aws::identity::{AccountId, unique_id};
use crate::aws::sigv4::session::{Session, SessionPrincipal};

/// The sender of a request: the root of an account, or a session's role or user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) account: AccountId,
    pub(super) arn: String,
    pub(super) user_id: String,
    /// Asks with temporary credentials.
    pub(super) is_session: bool,
}

impl Identity {
    /// An access key names no user: without a session it is the root's (IAM guide, "Unique identifiers").
    pub(super) fn of(account: &AccountId, session: Option<Session>) -> Self {
        let is_session = session.is_some();
        let (account, principal) = match session {
            Some(session) => (session.account, session.principal),
            None => (account.clone(), SessionPrincipal::Root),
        };
        let (arn, user_id) = match &principal {
            SessionPrincipal::Root | SessionPrincipal::DirectoryBucket { .. } => {
                (format!("arn:aws:iam::{account}:root"), account.to_string())
            }
            SessionPrincipal::AssumedRole { role, session } => (
                format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"),
                format!("{}:{session}", unique_id("AROA", &account, role)),
            ),
            SessionPrincipal::FederatedUser(name) => (
                format!("arn:aws:sts::{account}:federated-user/{name}"),
                format!("{account}:{name}"),
            ),
        };
        Self {
            account,
            arn,
            user_id,
            is_session,
        }
    }
}
