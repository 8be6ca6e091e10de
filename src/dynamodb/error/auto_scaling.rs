//! What AWS says about auto scaling of global tables, and what it passes on from Application Auto
//! Scaling.
//!
//! Source: a public catalogue of AWS's control plane answers (us-east-1 and us-west-2, 2026), the
//! quotation marks included.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::validation;

fn not_found(message: String) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "ResourceNotFoundException",
        message,
    )
}

/// Also for a table of one region.
pub(crate) fn no_global_table(name: &str) -> AwsError {
    not_found(format!("Global table with name: '{name}' does not exist."))
}

/// The words are not recorded, the code is.
pub(crate) fn no_replica(region: &str) -> AwsError {
    not_found(format!("Replica in region: '{region}' does not exist."))
}

/// The words are not recorded, the code is.
pub(crate) fn no_index(index: &str) -> AwsError {
    not_found(format!(
        "Requested resource not found: Index: {index} not found"
    ))
}

pub(crate) fn nothing_to_update(table: &str) -> AwsError {
    validation(format!(
        "Failed to update settings for global table with name: ‘{table}’ because at least one \
         update parameter must be specified."
    ))
}

pub(crate) fn nothing_to_update_in(table: &str, region: &str) -> AwsError {
    validation(format!(
        "Failed to update settings for global table with name: ‘{table}’ because at least one \
         update parameter must be specified for region: ‘{region}’."
    ))
}

pub(crate) fn repeated_region(table: &str, region: &str) -> AwsError {
    validation(format!(
        "Failed to update settings for global table with name: ‘{table}’ because the regions: \
         ‘[{region}]’ were specified more than once."
    ))
}

/// `parameters` are joined, each in quotes.
pub(crate) fn required(table: &str, parameters: &str) -> AwsError {
    validation(format!(
        "Failed to update settings for global table with name: ‘{table}’: Parameters {parameters} \
         are required unless auto scaling is being disabled."
    ))
}

/// `parameters` are joined, each in quotes.
pub(crate) fn not_while_disabling(table: &str, parameters: &str) -> AwsError {
    validation(format!(
        "Failed to update settings for global table with name ‘{table}’: Parameters {parameters} \
         must be left blank when disabling auto scaling."
    ))
}

/// `regions` are joined, each in quotes and upper case.
pub(crate) fn on_demand(table: &str, regions: &str, parameter: &str) -> AwsError {
    validation(format!(
        "Failed to update global table with name ‘{table}‘. Replicas {regions} BillingMode is \
         PayPerRequest. You must convert table's BillingMode to PROVISIONED to set parameters: \
         '{parameter}'."
    ))
}

fn passed_on(what: &str, request_id: &str) -> AwsError {
    validation(format!(
        "{what} (Service: AWSApplicationAutoScaling; Status Code: 400; Error Code: \
         ValidationException; Request ID: {request_id}; Proxy: null)"
    ))
}

pub(crate) fn maximum_below_minimum(request_id: &str) -> AwsError {
    passed_on(
        "Maximum capacity cannot be less than minimum capacity",
        request_id,
    )
}

/// `metric` is DynamoDBReadCapacityUtilization or DynamoDBWriteCapacityUtilization.
pub(crate) fn target_of_metric(metric: &str, target: f64, request_id: &str) -> AwsError {
    let what = format!(
        "For predefined metric type {metric}, target value must be between '10.0' and '90.0', but \
         was '{target:?}'."
    );
    passed_on(&what, request_id)
}

pub(crate) fn target_out_of_range(target: f64, request_id: &str) -> AwsError {
    let what = format!(
        "For target tracking scaling, target value must be between '8.51592E-109' and \
         '1.174271E108', but was '{target:?}'."
    );
    passed_on(&what, request_id)
}

/// A role other than the service's own.
pub(crate) fn role_not_passed(account: &str, role_arn: &str, request_id: &str) -> AwsError {
    let what = format!(
        "User: arn:aws:sts::{account}:assumed-role/AWSServiceRoleForDynamoDBReplication/DynamoDB is \
         not authorized to perform: iam:PassRole on resource: {role_arn} because no identity-based \
         policy allows the iam:PassRole action"
    );
    passed_on(&what, request_id)
}
