//! The values of condition keys that every service has: who asks, from where, when, of whom.
//!
//! AWS: IAM user guide, "AWS global condition context keys".

use std::net::IpAddr;

use time::OffsetDateTime;

use super::network::plain;
use super::principal::Principal;
use crate::aws::identity::Scope;
use crate::aws::time::iso_seconds;

/// What one request says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallerFacts<'a> {
    pub(crate) principal: &'a Principal,
    pub(crate) source_ip: IpAddr,
    pub(crate) now: OffsetDateTime,
    /// Where what is asked for lies.
    pub(crate) resource: &'a Scope,
}

impl CallerFacts<'_> {
    /// The value of a key, by its lower-case name without `aws:`.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let account = || self.principal.account().map(ToString::to_string);
        match name {
            "currenttime" => Some(iso_seconds(self.now)),
            "epochtime" => Some(self.now.unix_timestamp().to_string()),
            "principalaccount" => account(),
            "principalarn" => self.principal.arn(),
            "principalisawsservice" => {
                let is_service = matches!(self.principal, Principal::Service(_));
                Some(is_service.to_string())
            }
            "principalservicename" => match self.principal {
                Principal::Service(name) => Some((*name).to_owned()),
                _ => None,
            },
            "viaawsservice" => Some("false".to_owned()),
            "principaltype" => match self.principal {
                Principal::Anonymous => Some("Anonymous".to_owned()),
                Principal::Account(_) => Some("Account".to_owned()),
                Principal::Service(_) => None,
            },
            "userid" => match self.principal {
                Principal::Anonymous => Some("anonymous".to_owned()),
                _ => account(),
            },
            "requestedregion" => Some(self.resource.region.to_string()),
            "resourceaccount" => Some(self.resource.account.to_string()),
            // This port stands for AWS's own, which speaks TLS: a policy that refuses plain HTTP
            // would refuse everything here.
            "securetransport" => Some("true".to_owned()),
            "sourceip" => Some(plain(self.source_ip).to_string()),
            _ => None,
        }
    }
}
