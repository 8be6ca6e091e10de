//! What AWS says about tables: missing, in use, or asked to be what they cannot be.
//!
//! Source: recorded answers, in the public dynalite, Parity and LocalStack suites, and in a public
//! catalogue of AWS's control plane errors (us-east-1 and us-west-2, 2026).

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, validation};

fn of_service(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message.into())
}

/// On the data plane, which does not name the table.
pub(crate) fn not_found() -> AwsError {
    of_service("ResourceNotFoundException", "Requested resource not found")
}

/// On the control plane.
pub(crate) fn table_not_found(name: &str) -> AwsError {
    of_service(
        "ResourceNotFoundException",
        format!("Requested resource not found: Table: {name} not found"),
    )
}

/// The words of contributor insights.
pub(crate) fn index_not_found(index: &str, table: &str) -> AwsError {
    of_service(
        "ResourceNotFoundException",
        format!("Requested resource not found: Index: {index} not found for table: {table}"),
    )
}

pub(crate) fn already_exists(name: &str) -> AwsError {
    of_service(
        "ResourceInUseException",
        format!("Table already exists: {name}"),
    )
}

pub(crate) fn deletion_protected() -> AwsError {
    validation(
        "Resource cannot be deleted as it is currently protected against deletion. Disable \
         deletion protection first.",
    )
}

pub(crate) fn throughput_on_demand() -> AwsError {
    invalid_parameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is \
         PAY_PER_REQUEST",
    )
}

pub(crate) fn throughput_missing() -> AwsError {
    invalid_parameter(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is \
         PROVISIONED",
    )
}

pub(crate) fn throughput_out_of_bounds(units: i64, parameter: &str) -> AwsError {
    validation(format!(
        "Given value {units} for {parameter} is out of bounds"
    ))
}

pub(crate) fn throughput_required_to_provision() -> AwsError {
    invalid_parameter("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
}

/// CreateTable's words.
pub(crate) fn throughput_not_specified_for_index(index: &str) -> AwsError {
    invalid_parameter(format_args!(
        "ProvisionedThroughput is not specified for index: {index}"
    ))
}

pub(crate) fn index_throughput_unchanged(index: &str, read: i64, write: i64) -> AwsError {
    validation(format!(
        "The provisioned throughput for the index {index} will not change. The requested value \
         equals the current value. Current ReadCapacityUnits provisioned for the index: {read}. \
         Requested ReadCapacityUnits: {read}. Current WriteCapacityUnits provisioned for the \
         index: {write}. Requested WriteCapacityUnits: {write}. Refer to the Amazon DynamoDB \
         Developer Guide for current limits and how to request higher limits."
    ))
}

pub(crate) fn throughput_required_for_index(names: &[&str]) -> AwsError {
    invalid_parameter(format_args!(
        "ProvisionedThroughput must be specified for index: {}",
        names.join(",")
    ))
}

pub(crate) fn index_throughput_on_demand(index: &str) -> AwsError {
    invalid_parameter(format_args!(
        "ProvisionedThroughput should not be specified for index: {index} when BillingMode is \
         PAY_PER_REQUEST"
    ))
}

/// An index's units that are out of bounds.
pub(crate) fn index_update_blocked() -> AwsError {
    validation(
        "This operation cannot be performed with given input values. Please contact DynamoDB \
         service team for more info: Action Blocked: IndexUpdate",
    )
}

/// UpdateTable's words.
pub(crate) fn index_throughput_on_demand_now(index: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: {index} when \
         BillingMode is PAY_PER_REQUEST"
    ))
}

pub(crate) fn throughput_unchanged(read: i64, write: i64) -> AwsError {
    validation(format!(
        "The provisioned throughput for the table will not change. The requested value equals the \
         current value. Current ReadCapacityUnits provisioned for the table: {read}. Requested \
         ReadCapacityUnits: {read}. Current WriteCapacityUnits provisioned for the table: {write}. \
         Requested WriteCapacityUnits: {write}. Refer to the Amazon DynamoDB Developer Guide for \
         current limits and how to request higher limits."
    ))
}

/// Recorded in us-east-1. A consistency that is there is not among what is missing.
pub(crate) fn nothing_to_update(has_consistency: bool) -> AwsError {
    let consistency = match has_consistency {
        true => "",
        false => "MultiRegionConsistency, ",
    };
    validation(format!(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, \
         GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, \
         ReplicaTransitRoleArn, {consistency}DeletionProtectionEnabled, OnDemandThroughput, \
         WarmThroughput or TableClass is required"
    ))
}

/// UpdateTable's words.
pub(crate) fn definitions_missing_for_index(index: &str) -> AwsError {
    invalid_parameter(format_args!(
        "AttributeDefinitions is not specified for index: {index}"
    ))
}

pub(crate) fn undefined_key() -> AwsError {
    validation("Invalid KeySchema: Some index key attribute have no definition")
}

pub(crate) fn undefined_keys(keys: &[&str], defined: &[&str]) -> AwsError {
    invalid_parameter(format_args!(
        "Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], \
         AttributeDefinitions: [{}]",
        keys.join(", "),
        defined.join(", ")
    ))
}

pub(crate) fn unused_definitions(used: &[&str], defined: &[&str]) -> AwsError {
    invalid_parameter(format_args!(
        "Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys used: [{}]",
        defined.join(", "),
        used.join(", ")
    ))
}

pub(crate) fn definitions_do_not_match() -> AwsError {
    invalid_parameter(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in \
         AttributeDefinitions",
    )
}

pub(crate) fn repeated_definition(name: &str) -> AwsError {
    validation(format!("Attribute Name is duplicated: {name}"))
}

pub(crate) fn same_key_twice() -> AwsError {
    validation("Both the Hash Key and the Range Key element in the KeySchema have the same name")
}

pub(crate) fn first_key_not_hash() -> AwsError {
    validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
}

pub(crate) fn second_key_not_range() -> AwsError {
    validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
}

pub(crate) fn empty_index_list(parameter: &str) -> AwsError {
    invalid_parameter(format_args!("List of {parameter} is empty"))
}

pub(crate) fn local_index_without_range() -> AwsError {
    invalid_parameter(
        "Table KeySchema does not have a range key, which is required when specifying a \
         LocalSecondaryIndex",
    )
}

pub(crate) fn index_without_range(index: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Index KeySchema does not have a range key for index: {index}"
    ))
}

pub(crate) fn other_hash_key(index: &str, own: &str, of_table: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Index KeySchema does not have the same leading hash key as table KeySchema for index: \
         {index}. index hash key: {own}, table hash key: {of_table}"
    ))
}

pub(crate) fn unknown_projection() -> AwsError {
    invalid_parameter("Unknown ProjectionType: null")
}

pub(crate) fn projection_with_attributes(projection: &str) -> AwsError {
    invalid_parameter(format_args!(
        "ProjectionType is {projection}, but NonKeyAttributes is specified"
    ))
}

pub(crate) fn projection_without_attributes() -> AwsError {
    invalid_parameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
}

pub(crate) fn repeated_index(name: &str) -> AwsError {
    invalid_parameter(format_args!("Duplicate index name: {name}"))
}

pub(crate) fn too_many_local_indexes() -> AwsError {
    invalid_parameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5")
}

pub(crate) fn too_many_global_indexes() -> AwsError {
    invalid_parameter("GlobalSecondaryIndex count exceeds the per-table limit of 20")
}

pub(crate) fn empty_index_update() -> AwsError {
    invalid_parameter(
        "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
         GlobalSecondaryIndexUpdate.Delete must not be null",
    )
}

pub(crate) fn repeated_index_update(index: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Only one global secondary index update per index is allowed simultaneously. Index: {index}"
    ))
}

pub(crate) fn index_already_exists() -> AwsError {
    validation("Attempting to create an index which already exists")
}

/// `action` is `delete` or `update`.
pub(crate) fn not_a_global_index(action: &str, index: &str) -> AwsError {
    validation(format!(
        "Cannot {action} an index that is not a GlobalSecondaryIndex: {index}"
    ))
}

pub(crate) fn no_such_index(index: &str) -> AwsError {
    of_service(
        "ResourceNotFoundException",
        format!("Requested resource not found: Index: {index} not found"),
    )
}

pub(crate) fn stream_already_enabled(table: &str) -> AwsError {
    validation(format!(
        "Table already has an enabled stream: TableName: {table}"
    ))
}

pub(crate) fn no_stream_to_disable(table: &str) -> AwsError {
    validation(format!(
        "Table has no stream to disable: TableName: {table}"
    ))
}

/// CreateTable's words.
pub(crate) fn created_stream_without_view() -> AwsError {
    invalid_parameter("Table is being created with a stream enabled, UpdateViewType is required")
}

/// CreateTable's words.
pub(crate) fn created_view_without_stream() -> AwsError {
    invalid_parameter(
        "Table is being created with a stream disabled, UpdateViewType should not be specified",
    )
}

pub(crate) fn stream_without_view() -> AwsError {
    invalid_parameter("If stream is being enabled then UpdateViewType is required")
}

pub(crate) fn view_without_stream() -> AwsError {
    invalid_parameter("If stream is being disabled, then UpdateViewType must not be specified")
}

/// `what` is the modification, such as `TableClass modification`.
pub(crate) fn must_be_alone(what: &str) -> AwsError {
    invalid_parameter(format_args!(
        "{what} must be the only operation in the request"
    ))
}

pub(crate) fn already_encrypted_by_default() -> AwsError {
    invalid_parameter("Table is already encrypted by default")
}

pub(crate) fn already_encrypted_with_key() -> AwsError {
    invalid_parameter(
        "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you \
         want to change Master Key",
    )
}

pub(crate) fn encryption_disabled_with(parameter: &str) -> AwsError {
    invalid_parameter(format_args!(
        "{parameter} can not be specified if Enabled is false"
    ))
}

pub(crate) fn aes_not_supported() -> AwsError {
    invalid_parameter("SSEType AES256 is not supported")
}

pub(crate) fn unknown_table_class() -> AwsError {
    validation(
        "Invalid table-class parameter provided. Please try again with a valid table-class value: \
         [STANDARD, STANDARD_INFREQUENT_ACCESS].",
    )
}

/// `parameter` is MaxReadRequestUnits or MaxWriteRequestUnits.
pub(crate) fn on_demand_limit_while_provisioned(parameter: &str) -> AwsError {
    invalid_parameter(format_args!(
        "{parameter} for OnDemandThroughput cannot be specified when the table BillingMode is \
         PROVISIONED"
    ))
}

/// `parameter` is MaxReadRequestUnits or MaxWriteRequestUnits.
pub(crate) fn on_demand_limit_out_of_range(parameter: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Requested {parameter} for OnDemandThroughput for table is outside of valid range"
    ))
}

/// Of a table, or of an index by its name.
fn of_place(index: Option<&str>) -> String {
    index.map_or_else(|| "table".to_owned(), |name| format!("index {name}"))
}

/// `parameter` is `Read` or `Write`.
pub(crate) fn warm_below_initial(parameter: &str, index: Option<&str>) -> AwsError {
    invalid_parameter(format_args!(
        "Requested {parameter}UnitsPerSecond for WarmThroughput for {} is lower than initial \
         throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial",
        of_place(index)
    ))
}

/// `parameter` is `Read` or `Write`.
pub(crate) fn warm_below_provisioned(parameter: &str, index: Option<&str>) -> AwsError {
    invalid_parameter(format_args!(
        "Requested {parameter}UnitsPerSecond for WarmThroughput for {} is lower than \
         {parameter}CapacityUnits of ProvisionedThroughput",
        of_place(index)
    ))
}

/// `parameter` is `Read` or `Write`.
pub(crate) fn warm_decreased(parameter: &str, index: Option<&str>) -> AwsError {
    invalid_parameter(format_args!(
        "Requested {parameter}UnitsPerSecond for WarmThroughput for {} is lower than current \
         WarmThroughput, decreasing WarmThroughput is not supported",
        of_place(index)
    ))
}

pub(crate) fn index_beside_warm() -> AwsError {
    invalid_parameter(
        "Create global secondary index cannot be specified when updating WarmThroughput",
    )
}

pub(crate) fn limits_beside_others() -> AwsError {
    invalid_parameter(
        "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request",
    )
}

pub(crate) fn index_change_beside(what: &str) -> AwsError {
    invalid_parameter(format_args!(
        "You cannot create or delete index while {what}"
    ))
}

pub(crate) fn stream_change_beside_throughput() -> AwsError {
    invalid_parameter("You cannot modify stream status while updating table IOPS")
}

pub(crate) fn several_index_actions() -> AwsError {
    invalid_parameter(
        "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
    )
}

/// A parameter whose behaviour is not here; refused rather than ignored.
pub(crate) fn not_supported(parameter: &str) -> AwsError {
    invalid_parameter(format_args!("{parameter} is not supported by RustStack"))
}

/// `kind` is HASH or RANGE.
pub(crate) fn too_many_key_attributes(kind: &str) -> AwsError {
    invalid_parameter(format_args!(
        "The KeySchema exceeds the maximum allowed number of {kind} key attributes"
    ))
}

pub(crate) fn hash_after_range() -> AwsError {
    invalid_parameter("All HASH key attributes must precede RANGE key attributes in the KeySchema")
}

pub(crate) fn repeated_key_attribute() -> AwsError {
    validation("The KeySchema contains multiple key attributes with the same name")
}

pub(crate) fn repeated_non_key_attribute(name: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Duplicate element in NonKeyAttributes: {name}"
    ))
}
