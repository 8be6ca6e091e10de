//! What AWS says about global tables of version 2019.11.21 and their replicas.
//!
//! Source: a public catalogue of AWS's control plane answers (us-east-1 and us-west-2, 2026), the
//! quotation marks included.

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, validation};

pub(crate) fn must_be_alone() -> AwsError {
    invalid_parameter("Replica modification must be the only operation in the request")
}

/// The words for a strongly consistent global table.
pub(crate) fn must_not_change_others() -> AwsError {
    invalid_parameter(
        "Requests that modify replicas or witnesses must not also modify other fields",
    )
}

pub(crate) fn no_action() -> AwsError {
    validation("There are no actions specified in the Replica Update Action of the request.")
}

pub(crate) fn several_kinds_of_actions() -> AwsError {
    validation("Update table operation with more than one type of replica actions not allowed.")
}

pub(crate) fn several_actions() -> AwsError {
    validation(
        "Update table operation with more than one create or delete replica actions not allowed",
    )
}

pub(crate) fn local_region() -> AwsError {
    validation(
        "Cannot add or delete the local region through ReplicaUpdates. Use CreateTable, \
         DeleteTable, or UpdateTable as required.",
    )
}

pub(crate) fn unknown_region(region: &str, known: &[&str]) -> AwsError {
    validation(format!(
        "Region {region} is not supported. The latest version of global tables are only supported \
         in the following regions: [{}]",
        known.join(", ")
    ))
}

pub(crate) fn already_a_table(table: &str) -> AwsError {
    validation(format!(
        "Failed to create a the new replica of table with name: ‘{table}’ because one or more \
         replicas already existed as tables."
    ))
}

pub(crate) fn not_replicas(regions: &[&str]) -> AwsError {
    validation(format!(
        "Update global table operation failed because one or more replicas were not part of the \
         global table. Please retry the request without these replicas: [{}].",
        regions.join(", ")
    ))
}

pub(crate) fn not_witnesses(regions: &[&str]) -> AwsError {
    validation(format!(
        "Update global table operation failed because one or more witnesses were not part of the \
         global table. Please retry the request without these witnesses: [{}].",
        regions.join(", ")
    ))
}

pub(crate) fn recent_source() -> AwsError {
    validation(
        "Replica cannot be deleted because it has acted as a source region for new replica(s) \
         being added to the table in the last 24 hours.",
    )
}

pub(crate) fn protected(table: &str, region: &str) -> AwsError {
    validation(format!(
        "Cannot delete table {table} in region {region} because it has deletion protection \
         enabled. Disable deletion protection first."
    ))
}

pub(crate) fn writes_not_scaled() -> AwsError {
    validation("Table write capacity should either be Pay-Per-Request or AutoScaled.")
}

pub(crate) fn index_writes_not_scaled() -> AwsError {
    validation("GSI write capacity should either be Pay-Per-Request or AutoScaled.")
}

pub(crate) fn key_for_each_replica() -> AwsError {
    invalid_parameter("KMSMasterKeyId must be specified for each replica.")
}

pub(crate) fn keys_of_two_kinds() -> AwsError {
    invalid_parameter("All replica keys must either be Customer Managed CMK or AWS Managed CMK.")
}

pub(crate) fn key_of_another_region(replica: &str, key: &str, request_id: &str) -> AwsError {
    validation(format!(
        "KMS validation error for region {replica}: \
         com.amazonaws.services.kms.model.NotFoundException: Invalid arn {key} (Service: AWSKMS; \
         Status Code: 400; Error Code: NotFoundException; Request ID: {request_id}; Proxy: null)"
    ))
}

/// `parameter` is MaxReadRequestUnits.
pub(crate) fn on_demand_override_while_provisioned(parameter: &str) -> AwsError {
    validation(format!(
        "{parameter} for OnDemandThroughput cannot be specified when the table BillingMode is \
         PROVISIONED"
    ))
}

pub(crate) fn provisioned_override_on_demand() -> AwsError {
    validation(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is \
         PAY_PER_REQUEST",
    )
}

pub(crate) fn stream_of_replica() -> AwsError {
    invalid_parameter("Disabling Stream is not allowed for a Global Table replica.")
}

pub(crate) fn settings_mode_of_regional_table(mode: &str) -> AwsError {
    validation(format!(
        "Value '{mode}' at 'GlobalTableSettingsReplicationMode' failed to satisfy constraint: Only \
         ENABLED and DISABLED settings replication are supported for a Regional Table."
    ))
}

pub(crate) fn strong_count() -> AwsError {
    validation(
        "Unsupported replica count for global tables with MultiRegionConsistency set to STRONG.",
    )
}

pub(crate) fn strong_regions(regions: &[&str]) -> AwsError {
    validation(format!(
        "Unsupported Region(s) specified for global tables with MultiRegionConsistency set to \
         STRONG: [{}].",
        regions.join(", ")
    ))
}

pub(crate) fn witness_without_strong() -> AwsError {
    validation(
        "MultiRegionConsistency must be set as STRONG when GlobalTableWitnessUpdates parameter is \
         present.",
    )
}

pub(crate) fn witness_is_replica() -> AwsError {
    validation("Cannot target multiple regions with the same action")
}

pub(crate) fn witness_at_home() -> AwsError {
    validation(
        "Cannot add a witness in the same region as an existing replica when creating a global \
         table with MultiRegionConsistency set to STRONG.",
    )
}

pub(crate) fn consistency_without_create() -> AwsError {
    validation(
        "Only Replica Create actions are supported when MultiRegionConsistency parameter is \
         provided.",
    )
}

pub(crate) fn consistency_is_set() -> AwsError {
    validation("MultiRegionConsistency parameter is unsupported on existing global table")
}

pub(crate) fn strong_is_complete() -> AwsError {
    validation("Cannot add replicas to a global table with strong MultiRegionConsistency")
}

pub(crate) fn witnesses_left() -> AwsError {
    validation("Update table delete operation does not include all witnesses.")
}

pub(crate) fn strong_replica_alone() -> AwsError {
    validation(
        "Deletion of only one table replica is not supported for global tables with \
         MultiRegionConsistency set to STRONG.",
    )
}

/// What MRSC global tables do not have (Developer Guide, "How DynamoDB global tables work"); the words
/// are not recorded.
pub(crate) fn not_with_strong(what: &str) -> AwsError {
    validation(format!(
        "{what} not supported for global tables with MultiRegionConsistency set to STRONG."
    ))
}
