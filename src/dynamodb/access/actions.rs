//! The actions that a resource policy may name, and those that it may allow other accounts.
//!
//! AWS: Developer Guide, "DynamoDB API operations supported by resource-based policies".

use crate::aws::policy::pattern::matches;

/// Actions on tables and their indexes that other accounts may be allowed.
const ON_TABLES_FOR_OTHERS: [&str; 16] = [
    "BatchGetItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "DeleteItem",
    "DeleteTable",
    "DescribeTable",
    "GetItem",
    "ListTagsOfResource",
    "PutItem",
    "Query",
    "Scan",
    "SearchVectors",
    "TagResource",
    "UntagResource",
    "UpdateItem",
    "UpdateTable",
];

/// Actions on tables that only the table's own account ever has.
const ON_TABLES: [&str; 31] = [
    "AssociateTableReplica",
    "CreateBackup",
    "CreateTableReplica",
    "DeleteTableReplica",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeKinesisStreamingDestination",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExportTableToPointInTime",
    "GetAbacStatus",
    "InjectError",
    "PartiQLDelete",
    "PartiQLInsert",
    "PartiQLSelect",
    "PartiQLUpdate",
    "ReadDataForReplication",
    "ReplicateSettings",
    "RestoreTableToPointInTime",
    "StartAwsBackupJob",
    "StartBulkPutItems",
    "UpdateAbacStatus",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateKinesisStreamingDestination",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
    "WriteDataForReplication",
    "CreateGlobalTableWitness",
];

/// Actions on streams that other accounts may be allowed.
const ON_STREAMS_FOR_OTHERS: [&str; 3] = ["DescribeStream", "GetRecords", "GetShardIterator"];

/// Actions on the policies of both; only the own account ever has them.
pub(crate) const ON_POLICIES: [&str; 3] = [
    "DeleteResourcePolicy",
    "GetResourcePolicy",
    "PutResourcePolicy",
];

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Table,
    Stream,
}

impl Kind {
    /// Whether a pattern, such as `dynamodb:Get*`, names an action on it.
    pub(crate) fn has_action(self, pattern: &str) -> bool {
        let pattern = pattern.to_ascii_lowercase();
        let is = |action: &&str| matches(&pattern, &format!("dynamodb:{action}").to_lowercase());
        let own = match self {
            Self::Table => ON_TABLES_FOR_OTHERS.iter().chain(&ON_TABLES).any(is),
            Self::Stream => ON_STREAMS_FOR_OTHERS.iter().any(is),
        };
        own || ON_POLICIES.iter().any(is)
    }
}

/// Whether a policy can allow other accounts the action.
pub(crate) fn is_for_others(action: &str) -> bool {
    ON_TABLES_FOR_OTHERS.contains(&action) || ON_STREAMS_FOR_OTHERS.contains(&action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_actions_of_tables_or_of_streams() {
        for (pattern, on_tables, on_streams) in [
            ("dynamodb:*", true, true),
            ("*", true, true),
            ("dynamodb:getitem", true, false),
            ("dynamodb:PartiQL*", true, false),
            ("dynamodb:GetRecords", false, true),
            ("dynamodb:PutResourcePolicy", true, true),
            ("dynamodb:Fly", false, false),
            ("s3:GetObject", false, false),
        ] {
            assert_eq!(Kind::Table.has_action(pattern), on_tables, "{pattern}");
            assert_eq!(Kind::Stream.has_action(pattern), on_streams, "{pattern}");
        }
        assert!(is_for_others("GetItem") && !is_for_others("PartiQLSelect"));
    }
}
