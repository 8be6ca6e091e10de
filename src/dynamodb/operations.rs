//! Every operation that is answered here, in AWS's order.

use super::engine::directory::Engine;
use super::engine::page::{Reach, Reached, TooFar};
use super::error::protocol;
use super::ops;
use super::wire::shape::{Input, Output, read_input, write_output};
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;

/// From the body of a request to the body of its answer.
type Answer = fn(&Engine, &RequestContext, &str) -> Result<String, AwsError>;
/// As [`Answer`], where what it reads may be short or long: only reading it tells. What GetRecords
/// reads is never longer than a short page.
type PageAnswer = fn(&Engine, &RequestContext, &str, Reach) -> Result<Reached<String>, AwsError>;

enum Kind {
    Whole(Answer),
    Page(PageAnswer),
}

pub(crate) struct Named {
    /// As `X-Amz-Target` names it.
    pub(crate) name: &'static str,
    kind: Kind,
}

/// A longer body takes longer to read than to bring to another thread.
const NEAR_BODY_BYTES_MAX: usize = 64 * 1024;

/// Those that may go through all of a table's items, and so run beside the threads that answer
/// others.
const LONG: [&str; 5] = [
    "ExecuteStatement",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "SearchVectors",
    "UpdateTable",
];

impl Named {
    /// The body of the answer, unless that is beyond reach; nothing has changed then.
    pub(crate) fn answer(
        &self,
        engine: &Engine,
        context: &RequestContext,
        body: &str,
        reach: Reach,
    ) -> Result<Reached<String>, AwsError> {
        let is_long = || body.len() > NEAR_BODY_BYTES_MAX || LONG.contains(&self.name);
        match self.kind {
            _ if reach == Reach::Near && is_long() => Ok(Err(TooFar)),
            Kind::Whole(answer) => answer(engine, context, body).map(Ok),
            Kind::Page(answer) => answer(engine, context, body, reach),
        }
    }
}

/// Sorted by name.
const OPERATIONS: &[Named] = &[
    page_named("BatchExecuteStatement", |e, c, body, reach| {
        run_page(body, |input| {
            ops::batch_execute_statement::batch_execute_statement(e, c, input, reach)
        })
    }),
    page_named("BatchGetItem", |e, c, body, reach| {
        run_page(body, |input| {
            ops::batch_get_item::batch_get_item(e, c, input, reach)
        })
    }),
    page_named("BatchWriteItem", |e, c, body, reach| {
        run_page(body, |input| {
            ops::batch_write_item::batch_write_item(e, c, input, reach)
        })
    }),
    named("CancelBulkOperation", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::cancel_bulk_operation::cancel_bulk_operation,
        )
    }),
    named("CreateBackup", |e, c, body| {
        run(e, c, body, ops::create_backup::create_backup)
    }),
    named("CreateGlobalTable", |e, c, body| {
        run(e, c, body, ops::global_table::create_global_table)
    }),
    named("CreateTable", |e, c, body| {
        run(e, c, body, ops::create_table::create_table)
    }),
    named("DeleteBackup", |e, c, body| {
        run(e, c, body, ops::delete_backup::delete_backup)
    }),
    named("DeleteItem", |e, c, body| {
        run(e, c, body, ops::delete_item::delete_item)
    }),
    named("DeleteResourcePolicy", |e, c, body| {
        run(e, c, body, ops::resource_policy::delete_resource_policy)
    }),
    named("DeleteTable", |e, c, body| {
        run(e, c, body, ops::delete_table::delete_table)
    }),
    named("DescribeBackup", |e, c, body| {
        run(e, c, body, ops::describe_backup::describe_backup)
    }),
    named("DescribeBulkOperation", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::describe_bulk_operation::describe_bulk_operation,
        )
    }),
    named("DescribeContinuousBackups", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::describe_continuous_backups::describe_continuous_backups,
        )
    }),
    named("DescribeContributorInsights", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::contributor_insights::describe_contributor_insights,
        )
    }),
    named("DescribeEndpoints", |e, c, body| {
        run(e, c, body, ops::describe_endpoints::describe_endpoints)
    }),
    named("DescribeExport", |e, c, body| {
        run(e, c, body, ops::describe_export::describe_export)
    }),
    named("DescribeGlobalTable", |e, c, body| {
        run(e, c, body, ops::global_table::describe_global_table)
    }),
    named("DescribeGlobalTableSettings", |e, c, body| {
        run(e, c, body, ops::global_table::global_table_settings)
    }),
    named("DescribeImport", |e, c, body| {
        run(e, c, body, ops::describe_import::describe_import)
    }),
    named("DescribeKinesisStreamingDestination", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::kinesis_streaming_destination::describe_kinesis_streaming_destination,
        )
    }),
    named("DescribeLimits", |e, c, body| {
        run(e, c, body, ops::describe_limits::describe_limits)
    }),
    named("DescribeTable", |e, c, body| {
        run(e, c, body, ops::describe_table::describe_table)
    }),
    named("DescribeTableReplicaAutoScaling", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::table_replica_auto_scaling::describe_table_replica_auto_scaling,
        )
    }),
    named("DescribeTimeToLive", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::describe_time_to_live::describe_time_to_live,
        )
    }),
    named("DisableKinesisStreamingDestination", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::kinesis_streaming_destination::disable_kinesis_streaming_destination,
        )
    }),
    named("EnableKinesisStreamingDestination", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::kinesis_streaming_destination::enable_kinesis_streaming_destination,
        )
    }),
    named("ExecuteStatement", |e, c, body| {
        run(e, c, body, ops::execute_statement::execute_statement)
    }),
    page_named("ExecuteTransaction", |e, c, body, reach| {
        run_page(body, |input| {
            ops::execute_transaction::execute_transaction(e, c, input, reach)
        })
    }),
    named("ExportTableToPointInTime", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::export_table_to_point_in_time::export_table_to_point_in_time,
        )
    }),
    named("GetItem", |e, c, body| {
        run(e, c, body, ops::get_item::get_item)
    }),
    named("GetResourcePolicy", |e, c, body| {
        run(e, c, body, ops::resource_policy::get_resource_policy)
    }),
    named("ImportTable", |e, c, body| {
        run(e, c, body, ops::import_table::import_table)
    }),
    named("ListBackups", |e, c, body| {
        run(e, c, body, ops::list_backups::list_backups)
    }),
    named("ListBulkOperations", |e, c, body| {
        run(e, c, body, ops::list_bulk_operations::list_bulk_operations)
    }),
    named("ListContributorInsights", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::contributor_insights::list_contributor_insights,
        )
    }),
    named("ListExports", |e, c, body| {
        run(e, c, body, ops::list_exports::list_exports)
    }),
    named("ListGlobalTables", |e, c, body| {
        run(e, c, body, ops::global_table::list_global_tables)
    }),
    named("ListImports", |e, c, body| {
        run(e, c, body, ops::list_imports::list_imports)
    }),
    named("ListTables", |e, c, body| {
        run(e, c, body, ops::list_tables::list_tables)
    }),
    named("ListTagsOfResource", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::list_tags_of_resource::list_tags_of_resource,
        )
    }),
    named("PutItem", |e, c, body| {
        run(e, c, body, ops::put_item::put_item)
    }),
    named("PutResourcePolicy", |e, c, body| {
        run(e, c, body, ops::resource_policy::put_resource_policy)
    }),
    page_named("Query", |e, c, body, reach| {
        run_page(body, |input| ops::query::query(e, c, input, reach))
    }),
    named("RestoreTableFromBackup", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::restore_table_from_backup::restore_table_from_backup,
        )
    }),
    named("RestoreTableToPointInTime", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::restore_table_to_point_in_time::restore_table_to_point_in_time,
        )
    }),
    page_named("Scan", |e, c, body, reach| {
        run_page(body, |input| ops::scan::scan(e, c, input, reach))
    }),
    named("SearchVectors", |e, c, body| {
        run(e, c, body, ops::search_vectors::search_vectors)
    }),
    named("StartBulkPutItems", |e, c, body| {
        run(e, c, body, ops::start_bulk_put_items::start_bulk_put_items)
    }),
    named("TagResource", |e, c, body| {
        run(e, c, body, ops::tag_resource::tag_resource)
    }),
    page_named("TransactGetItems", |e, c, body, reach| {
        run_page(body, |input| {
            ops::transact_get_items::transact_get_items(e, c, input, reach)
        })
    }),
    page_named("TransactWriteItems", |e, c, body, reach| {
        run_page(body, |input| {
            ops::transact_write_items::transact_write_items(e, c, input, reach)
        })
    }),
    named("UntagResource", |e, c, body| {
        run(e, c, body, ops::untag_resource::untag_resource)
    }),
    named("UpdateContinuousBackups", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::update_continuous_backups::update_continuous_backups,
        )
    }),
    named("UpdateContributorInsights", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::contributor_insights::update_contributor_insights,
        )
    }),
    named("UpdateGlobalTable", |e, c, body| {
        run(e, c, body, ops::global_table::update_global_table)
    }),
    named("UpdateGlobalTableSettings", |e, c, body| {
        run(e, c, body, ops::global_table::global_table_settings)
    }),
    named("UpdateItem", |e, c, body| {
        run(e, c, body, ops::update_item::update_item)
    }),
    named("UpdateKinesisStreamingDestination", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::kinesis_streaming_destination::update_kinesis_streaming_destination,
        )
    }),
    named("UpdateTable", |e, c, body| {
        run(e, c, body, ops::update_table::update_table)
    }),
    named("UpdateTableReplicaAutoScaling", |e, c, body| {
        run(
            e,
            c,
            body,
            ops::table_replica_auto_scaling::update_table_replica_auto_scaling,
        )
    }),
    named("UpdateTimeToLive", |e, c, body| {
        run(e, c, body, ops::update_time_to_live::update_time_to_live)
    }),
];

/// DynamoDB Streams' own API. Sorted by name.
const STREAMS: &[Named] = &[
    named("DescribeStream", |e, c, body| {
        run(e, c, body, ops::describe_stream::describe_stream)
    }),
    named("GetRecords", |e, c, body| {
        run(e, c, body, ops::get_records::get_records)
    }),
    named("GetShardIterator", |e, c, body| {
        run(e, c, body, ops::get_shard_iterator::get_shard_iterator)
    }),
    named("ListStreams", |e, c, body| {
        run(e, c, body, ops::list_streams::list_streams)
    }),
];

/// The operation that an `X-Amz-Target` names.
pub(crate) fn find(target: &str) -> Option<&'static Named> {
    let (api, name) = target.split_once('.')?;
    let table = match api {
        "DynamoDB_20120810" => OPERATIONS,
        "DynamoDBStreams_20120810" => STREAMS,
        _ => return None,
    };
    let at = table.binary_search_by_key(&name, |operation| operation.name);
    at.ok().map(|at| &table[at])
}

const fn named(name: &'static str, answer: Answer) -> Named {
    let kind = Kind::Whole(answer);
    Named { name, kind }
}

const fn page_named(name: &'static str, answer: PageAnswer) -> Named {
    let kind = Kind::Page(answer);
    Named { name, kind }
}

fn run<I: Input, O: Output>(
    engine: &Engine,
    context: &RequestContext,
    body: &str,
    operation: fn(&Engine, &RequestContext, I) -> Result<O, AwsError>,
) -> Result<String, AwsError> {
    let input = read_input(body).map_err(protocol::serialization)?;
    operation(engine, context, input).map(|output| write_output(&output))
}

fn run_page<I: Input, O: Output>(
    body: &str,
    operation: impl FnOnce(I) -> Result<Reached<O>, AwsError>,
) -> Result<Reached<String>, AwsError> {
    let input = read_input(body).map_err(protocol::serialization)?;
    Ok(operation(input)?.map(|output| write_output(&output)))
}

#[cfg(test)]
mod tests {
    use super::{OPERATIONS, STREAMS};

    #[test]
    fn operations_are_sorted_by_name() {
        assert!(OPERATIONS.is_sorted_by_key(|operation| operation.name));
        assert!(STREAMS.is_sorted_by_key(|operation| operation.name));
    }
}
