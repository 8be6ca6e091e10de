//! What executions are asked for: to pause, and to resume.

use serde::{Deserialize, Serialize};

/// A running execution rests, or is to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pause {
    pub(crate) requested_ms: i64,
    pub(crate) reason: Option<String>,
    /// The execution's timeout rests with it.
    pub(crate) holds_timeout: bool,
    /// When it took hold; `None` until the invocation at work has come to its next checkpoint.
    pub(crate) since_ms: Option<i64>,
}

/// What was asked with a client token, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(super) client_token: String,
    pub(super) asked: Asked,
    pub(super) at_ms: i64,
}

/// A request to pause or to resume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Asked {
    Pause {
        reason: Option<String>,
        holds_timeout: bool,
    },
    Resume {
        reason: Option<String>,
    },
}
