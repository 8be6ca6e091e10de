//! CreateCapacityProvider and its family. A capacity provider starts EC2 instances in a VPC of the
//! caller's: there is no VPC here, so that none can be made, as in an account whose subnets are gone.

use std::convert::Infallible;

use crate::aws::arn::regional;
use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::error;
use crate::lambda::page::PageInput;
use crate::lambda::wire::capacity_provider::{
    CreateCapacityProviderInput, ListCapacityProvidersOutput,
};

const NAME_PATTERN: &str = r"(arn:aws[a-zA-Z-]*:lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:capacity-provider:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+";
/// A page of capacity providers (API model).
const PAGE_MAX: i64 = 50;

/// AWS's page: API_CreateCapacityProvider. Members that it may have are not read.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for the first subnet, which
/// is not there (recorded of functions).
pub(crate) fn create_capacity_provider(
    input: CreateCapacityProviderInput,
) -> Result<Infallible, AwsError> {
    let mut violations = Violations::default();
    match &input.capacity_provider_name {
        Some(name) => {
            check_name(name, &mut violations);
        }
        None => violations.missing("capacityProviderName"),
    }
    let role = input.permissions_config;
    match &role {
        Some(own) if own.capacity_provider_operator_role_arn.is_some() => {}
        Some(_) => violations.missing("permissionsConfig.capacityProviderOperatorRoleArn"),
        None => violations.missing("permissionsConfig"),
    }
    let subnet = match input.vpc_config {
        Some(vpc) => {
            if vpc.security_group_ids.is_none() {
                violations.missing("vpcConfig.securityGroupIds");
            }
            match vpc.subnet_ids {
                Some(ids) if ids.is_empty() => {
                    let constraint = "Member must have length greater than or equal to 1";
                    violations.note("vpcConfig.subnetIds", "[]", constraint);
                    None
                }
                Some(ids) => ids.into_iter().next(),
                None => {
                    violations.missing("vpcConfig.subnetIds");
                    None
                }
            }
        }
        None => {
            violations.missing("vpcConfig");
            None
        }
    };
    let subnet = violations.finish(subnet)?;
    Err(error::network::no_such_subnet(&subnet))
}

/// What GetCapacityProvider, UpdateCapacityProvider, DeleteCapacityProvider and
/// ListFunctionVersionsByCapacityProvider come to.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException, always.
pub(crate) fn find(context: &RequestContext, name: &str) -> Result<Infallible, AwsError> {
    let mut violations = Violations::default();
    let name = check_name(name, &mut violations);
    let name = violations.finish(name)?;
    let arn = regional(
        "lambda",
        context.scope(),
        &format!("capacity-provider:{name}"),
    );
    Err(error::capacity_provider::no_capacity_provider(&arn))
}

/// AWS's page: API_ListCapacityProviders.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours.
pub(crate) fn list_capacity_providers(
    state: Option<&str>,
    page: &PageInput,
) -> Result<ListCapacityProvidersOutput, AwsError> {
    let states = ["Pending", "Active", "Failed", "Deleting"];
    let mut violations = Violations::default();
    if let Some(state) = state.filter(|state| !states.contains(state)) {
        violations.one_of("state", state, &states);
    }
    let start = page.check_within(PAGE_MAX, &mut violations);
    violations.finish(Some(start))??;
    Ok(ListCapacityProvidersOutput {
        capacity_providers: [],
        next_marker: (),
    })
}

/// The last part of an ARN, or a name by itself.
fn check_name<'a>(text: &'a str, violations: &mut Violations) -> Option<&'a str> {
    violations.length("capacityProviderName", text, 1, 140);
    let name = match text.split_once(":capacity-provider:") {
        Some((start, name)) if start.starts_with("arn:aws") => name,
        _ => text,
    };
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_name = !name.is_empty() && name.bytes().all(legal);
    if !is_name {
        violations.pattern("capacityProviderName", text, NAME_PATTERN);
    }
    is_name.then_some(name)
}
