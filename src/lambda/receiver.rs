//! Events of other services: whether a function's policy lets them in, and how they are queued.

use std::sync::Arc;

use bytes::Bytes;

use crate::aws::arn::{self, Arn};
use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Region, Scope};
use crate::bus::functions::{Admission, RunFunction, Sender};
use crate::clock::Clock;

use super::functions::policy::{Permission, Principal};
use super::functions::registry::{Found, Registry};
use super::invoke::invocation::Invocation;
use super::invoke::invoker::Invoker;
use super::name::Target;

/// Takes events of other services off the bus.
pub(super) struct Receiver {
    registry: Arc<Registry>,
    invoker: Invoker,
    clock: Clock,
}

impl Receiver {
    pub(super) fn new(registry: Arc<Registry>, invoker: Invoker, clock: Clock) -> Self {
        Self {
            registry,
            invoker,
            clock,
        }
    }

    /// The function of an ARN, where it lies and how it is named, if the sender may run it.
    fn find(&self, arn: &str, sender: &Sender<'_>) -> Result<(Scope, Target), AwsError> {
        let target = Target::parse(arn, None)?;
        let scope = scope_of(arn).ok_or_else(super::error::policy_denies)?;
        let found = self.registry.find(&scope, &target.name, None)?;
        match lets_in(&found, sender) {
            true => Ok((scope, target)),
            false => Err(super::error::policy_denies()),
        }
    }

    fn enqueue(
        &self,
        scope: Scope,
        target: Target,
        arn: &str,
        event: Bytes,
    ) -> Result<(), AwsError> {
        let (registry, clock) = (Arc::clone(&self.registry), self.clock.clone());
        let resolve = move || registry.resolve(&scope, &target.name, None, &clock);
        let function = resolve()?;
        let invocation = Invocation::new(self.clock.uuid(), arn.to_owned(), event);
        self.invoker.enqueue(resolve, &function, invocation)
    }
}

impl RunFunction for Receiver {
    fn admits(&self, function_arn: &str, sender: &Sender<'_>) -> Admission {
        admission(self.find(function_arn, sender))
    }

    fn send_event(&self, function_arn: &str, sender: &Sender<'_>, event: Bytes) -> Admission {
        let found = self.find(function_arn, sender);
        admission(
            found.and_then(|(scope, target)| self.enqueue(scope, target, function_arn, event)),
        )
    }

    fn hand_on(&self, function_arn: &str, event: Bytes) -> Admission {
        let target = Target::parse(function_arn, None);
        let scope = scope_of(function_arn).ok_or_else(super::error::policy_denies);
        admission(target.and_then(|target| self.enqueue(scope?, target, function_arn, event)))
    }
}

fn admission<T>(result: Result<T, AwsError>) -> Admission {
    match result {
        Ok(_) => Admission::Granted,
        Err(refused) => Admission::Refused(refused.to_string()),
    }
}

fn scope_of(arn: &str) -> Option<Scope> {
    let arn = Arn::parse(arn)?;
    Some(Scope {
        account: AccountId::parse(arn.account)?,
        region: Region::parse(arn.region)?,
    })
}

/// Whether the policy of a function, or of the version or alias that was named, allows a service to
/// run it (Developer Guide, "Using resource-based policies for Lambda").
fn lets_in(found: &Found, sender: &Sender<'_>) -> bool {
    let qualifier = found.qualifier.as_deref().unwrap_or_default();
    let policy = found.function.policies.get(qualifier);
    policy.is_some_and(|policy| policy.statements.iter().any(|one| allows(one, sender)))
}

fn allows(permission: &Permission, sender: &Sender<'_>) -> bool {
    let Permission {
        principal,
        action,
        conditions,
        ..
    } = permission;
    let is_sender = match principal {
        Principal::Everyone => true,
        Principal::Service(service) => service == sender.service,
        Principal::Arn(_) => false,
    };
    let runs = matches!(action.as_str(), "lambda:InvokeFunction" | "lambda:*" | "*");
    // What no service's event has keeps it out.
    let asks_for_more = conditions.organization.is_some()
        || conditions.event_source_token.is_some()
        || conditions.function_url_auth_type.is_some()
        || conditions.invoked_via_function_url;
    let source = conditions.source_arn.as_deref();
    let account = conditions.source_account.as_deref();
    is_sender
        && runs
        && !asks_for_more
        && source.is_none_or(|pattern| arn::is_like(sender.source_arn, pattern))
        && account.is_none_or(|account| account == sender.source_account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::functions::policy::Conditions;

    fn permission(principal: &str, action: &str, source_arn: Option<&str>) -> Permission {
        Permission {
            sid: "s".to_owned(),
            action: action.to_owned(),
            principal: Principal::parse(principal).unwrap(),
            conditions: Conditions {
                source_arn: source_arn.map(str::to_owned),
                ..Conditions::default()
            },
        }
    }

    #[test]
    fn a_service_needs_its_own_statement() {
        let sender = Sender {
            service: "s3.amazonaws.com",
            source_arn: "arn:aws:s3:::pail",
            source_account: "000000000000",
        };
        let invoke = "lambda:InvokeFunction";
        let all = [
            ("s3.amazonaws.com", invoke, None, true),
            ("s3.amazonaws.com", "lambda:*", None, true),
            ("*", invoke, Some("arn:aws:s3:::p*"), true),
            (
                "s3.amazonaws.com",
                invoke,
                Some("arn:aws:s3:::other"),
                false,
            ),
            ("s3.amazonaws.com", "lambda:GetFunction", None, false),
            ("sns.amazonaws.com", invoke, None, false),
            ("000000000000", invoke, None, false),
        ];
        for (principal, action, source, expected) in all {
            let permission = permission(principal, action, source);
            assert_eq!(allows(&permission, &sender), expected, "{permission:?}");
        }
        let mut narrow = permission("s3.amazonaws.com", invoke, None);
        narrow.conditions.source_account = Some("111122223333".to_owned());
        assert!(!allows(&narrow, &sender));
        narrow.conditions.source_account = Some("000000000000".to_owned());
        assert!(allows(&narrow, &sender));
        narrow.conditions.event_source_token = Some("t".to_owned());
        assert!(!allows(&narrow, &sender));
    }
}
