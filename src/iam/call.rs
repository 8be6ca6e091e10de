//! What every operation is given.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::AccountId;
use crate::aws::protocol::query::Parameters;
use crate::clock::Clock;

use super::account::{Account, Policy, Role};
use super::{error, name};

/// One request: whose it is, what there is, what it says.
pub(super) struct Call<'a> {
    pub(super) id: &'a AccountId,
    pub(super) account: &'a mut Account,
    pub(super) clock: &'a Clock,
    pub(super) input: &'a Parameters,
}

impl<'a> Call<'a> {
    /// A parameter that must be there; its member's name in messages begins in lower case.
    pub(super) fn required(&self, parameter: &str) -> Result<&'a str, AwsError> {
        let mut violations = Violations::default();
        let value = self.input.get(parameter);
        if value.is_none() {
            violations.missing(&name::member(parameter));
        }
        violations.finish_query(value)
    }

    /// The name in a parameter.
    ///
    /// Errors: ValidationError.
    pub(super) fn name(&self, parameter: &str, max: usize) -> Result<&'a str, AwsError> {
        let name = self.required(parameter)?;
        let mut violations = Violations::default();
        name::check(&mut violations, &name::member(parameter), name, max);
        violations.finish_query(Some(name))
    }

    /// The role that RoleName names.
    ///
    /// Errors: ValidationError, NoSuchEntity.
    pub(super) fn role(&mut self) -> Result<&mut Role, AwsError> {
        let name = self.name("RoleName", name::ROLE_MAX)?;
        let role = self.account.roles.get_mut(&name.to_lowercase());
        role.ok_or_else(|| error::no_such_role(name))
    }

    /// The ARN that PolicyArn names.
    ///
    /// Errors: ValidationError; InvalidInput for a text that is no policy's ARN.
    pub(super) fn policy_arn(&self) -> Result<&'a str, AwsError> {
        let arn = self.required("PolicyArn")?;
        let mut violations = Violations::default();
        violations.length("policyArn", arn, 20, 2048);
        let arn = violations.finish_query(Some(arn))?;
        match name::is_policy_arn(arn) {
            true => Ok(arn),
            false => Err(error::invalid_arn(arn)),
        }
    }

    /// The account's own policy that PolicyArn names.
    ///
    /// Errors: as [`Call::policy_arn`], NoSuchEntity.
    pub(super) fn policy(&mut self) -> Result<&mut Policy, AwsError> {
        let arn = self.policy_arn()?;
        let policy = self.account.policies.get_mut(arn);
        policy.ok_or_else(|| error::no_such_policy(arn))
    }

    /// Whether a role may have this policy: the account's own ones, and whatever AWS may manage.
    ///
    /// Errors: NoSuchEntity.
    pub(super) fn check_attachable(&self, arn: &str) -> Result<(), AwsError> {
        match name::is_managed_by_aws(arn) || self.account.policies.contains_key(arn) {
            true => Ok(()),
            false => Err(error::not_attachable(arn)),
        }
    }
}
