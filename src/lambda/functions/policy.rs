//! A resource policy: who may do what with a function, one of its versions, or an alias.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::aws::policy::anything::Anything;
use crate::aws::policy::document;
use crate::aws::policy::principal::is_service;

/// Statements in the order in which they came.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) statements: Vec<Permission>,
    /// A UUID; new with each change.
    pub(crate) revision_id: String,
}

/// One statement, as AddPermission makes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Permission {
    pub(crate) sid: String,
    pub(crate) action: String,
    pub(crate) principal: Principal,
    pub(crate) conditions: Conditions,
    /// Of one resource, which is always that of the policy.
    #[serde(skip)]
    reading: OnceLock<Option<document::Policy>>,
}

/// Who is allowed something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Principal {
    Everyone,
    /// A user, a role, or an account's root.
    Arn(String),
    /// Such as `s3.amazonaws.com`.
    Service(String),
}

/// What a request must have besides; each that is there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Conditions {
    pub(crate) source_arn: Option<String>,
    pub(crate) source_account: Option<String>,
    pub(crate) organization: Option<String>,
    pub(crate) event_source_token: Option<String>,
    pub(crate) function_url_auth_type: Option<String>,
    pub(crate) invoked_via_function_url: bool,
}

impl Permission {
    pub(crate) fn new(
        sid: String,
        action: String,
        principal: Principal,
        conditions: Conditions,
    ) -> Self {
        Self {
            sid,
            action,
            principal,
            conditions,
            reading: OnceLock::new(),
        }
    }

    /// What it says, read out of `text` when that is asked for the first time. `None` where it cannot
    /// be read: AddPermission takes principals that nobody is.
    pub(crate) fn reading(&self, text: impl FnOnce() -> String) -> Option<&document::Policy> {
        let read = || document::Policy::parse(&text(), &Anything).ok();
        self.reading.get_or_init(read).as_ref()
    }
}

impl Principal {
    /// Reads AddPermission's text: `*`, an account, an ARN, or a service. `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        match text {
            "*" => Some(Self::Everyone),
            _ if account => Some(Self::Arn(format!("arn:aws:iam::{text}:root"))),
            _ if text.starts_with("arn:") && text.split(':').count() >= 6 => {
                Some(Self::Arn(text.to_owned()))
            }
            _ if is_service(text) => Some(Self::Service(text.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_is_everyone_an_account_an_arn_or_a_service() {
        let root = Principal::Arn("arn:aws:iam::123456789012:root".to_owned());
        assert_eq!(Principal::parse("*"), Some(Principal::Everyone));
        assert_eq!(Principal::parse("123456789012"), Some(root.clone()));
        assert_eq!(
            Principal::parse("arn:aws:iam::123456789012:root"),
            Some(root)
        );
        let s3 = Principal::Service("s3.amazonaws.com".to_owned());
        assert_eq!(Principal::parse("s3.amazonaws.com"), Some(s3));
        assert_eq!(Principal::parse("invalid.nonaws.com"), None);
        assert_eq!(Principal::parse("arn:aws"), None);
    }
}
