//! Events of other services: whether a function's policy lets them in, and how they are queued.

use std::sync::Arc;

use bytes::Bytes;

use crate::aws::arn::Arn;
use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Region, Scope};
use crate::aws::policy::principal::Principal;
use crate::bus::functions::{Admission, RunFunction, Sender};
use crate::clock::Clock;

use super::functions::registry::{Registry, function_arn};
use super::invoke::accepted::Accepted;
use super::invoke::invocation::Invocation;
use super::invoke::invoker::Invoker;
use super::name::Target;
use super::permission;

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
        let scope = scope_of(arn).ok_or_else(super::error::access::policy_denies)?;
        let found = self.registry.find(&scope, &target.name, None)?;
        let qualifier = found.qualifier.as_deref();
        let policy = found.function.policies.get(qualifier.unwrap_or_default());
        let principal = Principal::Service(sender.service);
        let facts = [
            ("aws:sourcearn", sender.source_arn),
            ("aws:sourceaccount", sender.source_account),
        ];
        let resource = function_arn(&scope, &target.name.name, qualifier);
        match permission::allows(policy, &resource, "InvokeFunction", &principal, &facts) {
            true => Ok((scope, target)),
            false => Err(super::error::access::policy_denies()),
        }
    }

    /// Goes on with an event that was accepted in an earlier run.
    pub(super) fn go_on(&self, number: u64, event: Arc<Accepted>) {
        let (registry, clock) = (Arc::clone(&self.registry), self.clock.clone());
        let (scope, arn) = (event.scope().clone(), event.function_arn().to_owned());
        let resolve = move || {
            let target = Target::parse(&arn, None)?;
            registry.resolve(&scope, &target.name, None, &clock)
        };
        self.invoker.go_on(resolve, number, event);
    }

    fn enqueue(
        &self,
        scope: Scope,
        target: Target,
        arn: &str,
        trace_id: Option<&str>,
        event: Bytes,
    ) -> Result<(), AwsError> {
        let (registry, clock) = (Arc::clone(&self.registry), self.clock.clone());
        let resolve = move || registry.resolve(&scope, &target.name, None, &clock);
        let function = resolve()?;
        let invocation = Invocation {
            trace_id: trace_id.map(str::to_owned),
            ..Invocation::new(self.clock.uuid(), arn.to_owned(), event)
        };
        self.invoker
            .enqueue(resolve, &function, &invocation)
            .map(drop)
    }
}

impl RunFunction for Receiver {
    fn admits(&self, function_arn: &str, sender: &Sender<'_>) -> Admission {
        admission(self.find(function_arn, sender))
    }

    fn send_event(&self, function_arn: &str, sender: &Sender<'_>, event: Bytes) -> Admission {
        let found = self.find(function_arn, sender);
        admission(found.and_then(|(scope, target)| {
            self.enqueue(scope, target, function_arn, sender.trace_id, event)
        }))
    }

    fn hand_on(&self, function_arn: &str, trace_id: &str, event: Bytes) -> Admission {
        let target = Target::parse(function_arn, None);
        let scope = scope_of(function_arn).ok_or_else(super::error::access::policy_denies);
        admission(
            target.and_then(|target| {
                self.enqueue(scope?, target, function_arn, Some(trace_id), event)
            }),
        )
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
