//! What the operations on event invoke configurations share.

use crate::aws::arn::Arn;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;

use super::error;
use super::functions::event_invoke::{Destinations, EventInvoke};
use super::functions::registry::{Registry, function_arn};
use super::name::{LATEST, Target};
use super::wire::event_invoke::EventInvokeInput;

/// A function and what of it is configured: the function itself is its `$LATEST`.
#[derive(Debug)]
pub(crate) struct Configured<'a> {
    pub(crate) name: &'a str,
    pub(crate) qualifier: &'a str,
    pub(crate) arn: String,
}

impl<'a> Configured<'a> {
    pub(crate) fn of(target: &'a Target, scope: &Scope) -> Result<Self, AwsError> {
        let qualifier = target.name.settle(scope, target.qualifier.as_deref())?;
        let (name, qualifier) = (target.name.name.as_str(), qualifier.unwrap_or(LATEST));
        let arn = function_arn(scope, name, Some(qualifier));
        Ok(Self {
            name,
            qualifier,
            arn,
        })
    }

    /// Its configuration.
    ///
    /// Errors: ResourceNotFoundException, also for a function that is not there (recorded answer).
    pub(crate) fn config(
        &self,
        registry: &Registry,
        scope: &Scope,
    ) -> Result<EventInvoke, AwsError> {
        let shelf = registry.shelf(scope);
        shelf
            .get(self.name)
            .and_then(|function| function.event_invokes.get(self.qualifier))
            .cloned()
            .ok_or_else(|| error::event_invoke::no_event_invoke_config(&self.arn))
    }

    /// Gives it a configuration.
    ///
    /// Errors: ResourceNotFoundException for a function, a version or an alias that is not there.
    pub(crate) fn set(
        &self,
        registry: &Registry,
        scope: &Scope,
        config: EventInvoke,
    ) -> Result<(), AwsError> {
        if !registry.shelf(scope).contains_key(self.name) {
            return Err(error::event_invoke::function_does_not_exist(&self.arn));
        }
        registry.change(scope, self.name, |function| {
            if function.qualified(self.qualifier).is_none() {
                return Err(error::event_invoke::function_does_not_exist(&self.arn));
            }
            let qualifier = self.qualifier.to_owned();
            function.event_invokes.insert(qualifier, config);
            Ok(())
        })
    }
}

/// Reads a request; the time of the change is the caller's to set.
///
/// Errors: ValidationException; InvalidParameterValueException for a request that sets nothing, and
/// for destinations that take no events.
pub(crate) fn accept(input: &EventInvokeInput, own_arn: &str) -> Result<EventInvoke, AwsError> {
    let mut violations = Violations::default();
    let (retries, age) = (
        input.maximum_retry_attempts,
        input.maximum_event_age_in_seconds,
    );
    if let Some(retries) = retries {
        violations.range("maximumRetryAttempts", retries, 0, 2);
    }
    if let Some(age) = age {
        violations.range("maximumEventAgeInSeconds", age, 60, 21_600);
    }
    let destinations = input.destination_config.as_ref();
    let [on_success, on_failure] = [
        (
            "onSuccess",
            destinations.and_then(|both| both.on_success.as_ref()),
        ),
        (
            "onFailure",
            destinations.and_then(|both| both.on_failure.as_ref()),
        ),
    ]
    .map(|(member, one)| {
        let arn = one
            .and_then(|one| one.destination.clone())
            .filter(|arn| !arn.is_empty());
        if let Some(arn) = &arn {
            let member = format!("destinationConfig.{member}.destination");
            check_destination(&mut violations, &member, arn);
        }
        arn
    });
    violations.finish(Some(()))?;
    if let Some(arn) = &on_success {
        accept_destination(arn, own_arn, &["lambda", "sqs", "sns", "events"])?;
    }
    if let Some(arn) = &on_failure {
        accept_destination(arn, own_arn, &["lambda", "sqs", "sns", "events", "s3"])?;
    }
    if retries.is_none() && age.is_none() && destinations.is_none() {
        return Err(error::event_invoke::no_event_invoke_setting());
    }
    let number = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
    Ok(EventInvoke {
        retry_attempts: number(retries),
        age_max_s: number(age),
        destinations: Destinations {
            on_success,
            on_failure,
        },
        last_modified_ms: 0,
    })
}

/// The pattern of the API model's DestinationArn, as its messages show it.
const DESTINATION_PATTERN: &str = r"$|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)";

/// Notes a destination that is no ARN.
pub(crate) fn check_destination(violations: &mut Violations, member: &str, arn: &str) {
    violations.length(member, arn, 0, 350);
    if Arn::parse(arn).is_none_or(|arn| !arn.partition.starts_with("aws")) {
        violations.pattern(member, arn, DESTINATION_PATTERN);
    }
}

/// Queues, topics and event buses are taken to exist (Developer Guide, "Capturing records of Lambda
/// asynchronous invocations": S3 keeps failures only).
pub(crate) fn accept_destination(
    arn: &str,
    own_arn: &str,
    services: &[&str],
) -> Result<(), AwsError> {
    let parsed = Arn::parse(arn);
    let takes = parsed.is_some_and(|arn| services.contains(&arn.service));
    let is_own = parsed.is_some_and(|arn| arn.service == "lambda")
        && (own_arn == arn || own_arn.strip_suffix(":$LATEST") == Some(arn));
    match takes {
        _ if is_own => Err(error::event_invoke::own_destination()),
        true => Ok(()),
        false => Err(error::event_invoke::bad_destination(arn)),
    }
}
