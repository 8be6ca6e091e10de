//! What the operations on event invoke configurations share.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;

use super::error;
use super::functions::event_invoke::EventInvoke;
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
            .copied()
            .ok_or_else(|| error::no_event_invoke_config(&self.arn))
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
            return Err(error::function_does_not_exist(&self.arn));
        }
        registry.change(scope, self.name, |function| {
            if function.qualified(self.qualifier).is_none() {
                return Err(error::function_does_not_exist(&self.arn));
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
/// for destinations, of which none can be delivered to.
pub(crate) fn accept(input: &EventInvokeInput) -> Result<EventInvoke, AwsError> {
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
    violations.finish(Some(()))?;
    if input.destination_config {
        return Err(error::parameter_not_available("DestinationConfig"));
    }
    if retries.is_none() && age.is_none() {
        return Err(error::no_event_invoke_setting());
    }
    let number = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
    Ok(EventInvoke {
        retry_attempts: number(retries),
        age_max_s: number(age),
        last_modified_ms: 0,
    })
}
