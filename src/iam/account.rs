//! What IAM keeps for one account: roles and managed policies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::aws::identity::AccountId;
use crate::aws::unix_ms;

/// Everything of one account.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Account {
    /// By name in lower case: names that differ in case only are one (API_CreateRole).
    pub(super) roles: BTreeMap<String, Role>,
    /// By ARN.
    pub(super) policies: BTreeMap<String, Policy>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Role {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) arn: String,
    #[serde(with = "unix_ms")]
    pub(super) created: OffsetDateTime,
    /// The trust policy.
    pub(super) trust: String,
    pub(super) description: Option<String>,
    pub(super) session_max_s: i64,
    /// The ARN of the policy that is its permissions boundary.
    pub(super) boundary: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    /// Inline policies by name.
    pub(super) inline: BTreeMap<String, String>,
    /// ARNs of the attached policies, in the order in which they came.
    pub(super) attached: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Policy {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) arn: String,
    #[serde(with = "unix_ms")]
    pub(super) created: OffsetDateTime,
    #[serde(with = "unix_ms")]
    pub(super) updated: OffsetDateTime,
    pub(super) description: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    /// By number; the default one is always there.
    pub(super) versions: BTreeMap<u32, PolicyVersion>,
    pub(super) default_version: u32,
    /// The number of the version that was made last; numbers are never used again.
    pub(super) last_version: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PolicyVersion {
    pub(super) document: String,
    #[serde(with = "unix_ms")]
    pub(super) created: OffsetDateTime,
}

impl Account {
    /// The roles that a policy is attached to.
    pub(super) fn roles_with<'a>(&'a self, arn: &'a str) -> impl Iterator<Item = &'a Role> {
        let has = move |role: &&Role| role.attached.iter().any(|own| own == arn);
        self.roles.values().filter(has)
    }

    /// The roles whose boundary a policy is.
    pub(super) fn roles_within<'a>(&'a self, arn: &'a str) -> impl Iterator<Item = &'a Role> {
        let within = move |role: &&Role| role.boundary.as_deref() == Some(arn);
        self.roles.values().filter(within)
    }
}

/// `arn:aws:iam::123456789012:role/path/name`; a path begins and ends with a slash.
pub(super) fn arn(account: &AccountId, kind: &str, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:{kind}{path}{name}")
}
