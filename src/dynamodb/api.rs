//! The operations of AWS's two DynamoDB APIs, whether they are there or not.

/// AWS's API reference, DynamoDB 2012-08-10.
const DYNAMODB: &[&str] = &[
    "BatchExecuteStatement",
    "BatchGetItem",
    "BatchWriteItem",
    "CancelBulkOperation",
    "CreateBackup",
    "CreateGlobalTable",
    "CreateTable",
    "DeleteBackup",
    "DeleteItem",
    "DeleteResourcePolicy",
    "DeleteTable",
    "DescribeBackup",
    "DescribeBulkOperation",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeEndpoints",
    "DescribeExport",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeImport",
    "DescribeKinesisStreamingDestination",
    "DescribeLimits",
    "DescribeTable",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExecuteStatement",
    "ExecuteTransaction",
    "ExportTableToPointInTime",
    "GetItem",
    "GetResourcePolicy",
    "ImportTable",
    "ListBackups",
    "ListBulkOperations",
    "ListContributorInsights",
    "ListExports",
    "ListGlobalTables",
    "ListImports",
    "ListTables",
    "ListTagsOfResource",
    "PutItem",
    "PutResourcePolicy",
    "Query",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "Scan",
    "SearchVectors",
    "StartBulkPutItems",
    "TagResource",
    "TransactGetItems",
    "TransactWriteItems",
    "UntagResource",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateItem",
    "UpdateKinesisStreamingDestination",
    "UpdateTable",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
];
/// AWS's API reference, DynamoDB Streams 2012-08-10.
const STREAMS: &[&str] = &[
    "DescribeStream",
    "GetRecords",
    "GetShardIterator",
    "ListStreams",
];

/// The operation that an `X-Amz-Target` names.
pub(super) fn named(target: &str) -> Option<&'static str> {
    let (api, name) = target.split_once('.')?;
    let operations = match api {
        "DynamoDB_20120810" => DYNAMODB,
        "DynamoDBStreams_20120810" => STREAMS,
        _ => return None,
    };
    let place = operations.binary_search(&name).ok()?;
    Some(operations[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_an_api_and_one_of_its_operations() {
        assert_eq!(named("DynamoDB_20120810.PutItem"), Some("PutItem"));
        assert_eq!(
            named("DynamoDBStreams_20120810.GetRecords"),
            Some("GetRecords")
        );
        for unknown in [
            "",
            "PutItem",
            "DynamoDB_20120810.putitem",
            "DynamoDB_20120810.GetRecords",
            "DynamoDB_20111205.PutItem",
        ] {
            assert_eq!(named(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_names_are_in_order_so_that_they_can_be_searched() {
        assert!(DYNAMODB.is_sorted() && STREAMS.is_sorted());
    }
}
