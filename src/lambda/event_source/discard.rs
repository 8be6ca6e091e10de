//! Where a mapping tells which records it gave up (Developer Guide, "Retaining discarded batches for a
//! DynamoDB event source").

use serde::Serialize;
use serde_json::value::RawValue;

use super::batch::Batch;
use crate::aws::arn::Arn;
use crate::aws::body::Body;
use crate::aws::identity::Scope;
use crate::aws::time::{from_unix_ms, iso_millis, iso_seconds};
use crate::bus::Bus;
use crate::bus::objects::{BucketOf, ObjectEncryption, ObjectError};
use crate::bus::outbox::Message;
use crate::clock::Clock;

/// Why records are given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    RetriesExhausted,
    AgeExceeded,
}

/// What was given up, and what the function had to say.
#[derive(Debug)]
pub(super) struct Discarded<'a> {
    pub(super) batch: &'a Batch,
    pub(super) condition: Condition,
    /// Of the last invocation; a new one if there was none.
    pub(super) request_id: String,
    /// The version that ran, and whether it failed as a whole.
    pub(super) ran: Option<(String, bool)>,
    pub(super) function_arn: &'a str,
    pub(super) stream_arn: &'a str,
    pub(super) shard_id: &'a str,
    /// The event that the function would get again.
    pub(super) event: &'a [u8],
}

/// Tells a destination: a queue or a topic outside, or a bucket, which gets the records too.
pub(super) async fn tell(
    bus: &Bus,
    clock: &Clock,
    scope: &Scope,
    mapping_id: &str,
    destination: &str,
    discarded: &Discarded<'_>,
) -> Result<(), String> {
    let target = Arn::parse(destination).ok_or("it is no ARN")?;
    if target.service == "s3" {
        let payload = serde_json::from_slice(discarded.event).ok();
        let body = document(clock, discarded, payload);
        let key = key(clock, mapping_id, discarded.shard_id);
        let bucket = BucketOf {
            scope,
            name: target.resource,
            owner: scope.account.as_str(),
        };
        let refused = |refused: ObjectError| refused.message;
        let objects = bus.objects().map_err(refused)?;
        let put = objects.put_object(&bucket, &key, ObjectEncryption::S3, Body::from(body));
        return put.await.map(drop).map_err(refused);
    }
    bus.outbox().keep(Message {
        target: destination.to_owned(),
        source: discarded.function_arn.to_owned(),
        sent_ms: clock.unix_ms(),
        subject: None,
        attributes: Vec::new(),
        body: document(clock, discarded, None),
    });
    Ok(())
}

/// Recorded: `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>`.
fn key(clock: &Clock, mapping_id: &str, shard_id: &str) -> String {
    let moment = iso_seconds(clock.now()).replace(':', ".");
    let moment = moment.trim_end_matches('Z');
    let day = moment.get(..10).unwrap_or_default().replace('-', "/");
    let id = clock.uuid();
    format!("aws/lambda/{mapping_id}/{shard_id}/{day}/{moment}-{id}")
}

fn document(clock: &Clock, discarded: &Discarded<'_>, payload: Option<&RawValue>) -> String {
    let (first, last) = (discarded.batch.first(), discarded.batch.last());
    let moment = |ms| iso_seconds(from_unix_ms(ms));
    let document = Document {
        request_context: RequestContext {
            request_id: &discarded.request_id,
            function_arn: discarded.function_arn,
            condition: match discarded.condition {
                Condition::RetriesExhausted => "RetryAttemptsExhausted",
                Condition::AgeExceeded => "RecordAgeExceeded",
            },
            // Recorded: 1 also for records that no function has seen.
            approximate_invoke_count: discarded.batch.invocations.max(1),
        },
        response_context: discarded
            .ran
            .as_ref()
            .filter(|_| discarded.condition == Condition::RetriesExhausted)
            .map(|(version, failed)| ResponseContext {
                status_code: 200,
                executed_version: version,
                function_error: failed.then_some("Unhandled"),
            }),
        version: "1.0",
        timestamp: iso_millis(clock.now()),
        batch: BatchInfo {
            shard_id: discarded.shard_id,
            start_sequence_number: &first.number_text,
            end_sequence_number: &last.number_text,
            approximate_arrival_of_first_record: moment(first.created_ms),
            approximate_arrival_of_last_record: moment(last.created_ms),
            batch_size: discarded.batch.records.len(),
            stream_arn: discarded.stream_arn,
        },
        payload,
    };
    serde_json::to_string(&document).expect("a document has text keys only")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_context: Option<ResponseContext<'a>>,
    version: &'static str,
    timestamp: String,
    #[serde(rename = "DDBStreamBatchInfo")]
    batch: BatchInfo<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a RawValue>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    request_id: &'a str,
    function_arn: &'a str,
    condition: &'static str,
    approximate_invoke_count: u32,
}

/// Recorded: `null` where the function did not fail as a whole.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseContext<'a> {
    status_code: u16,
    executed_version: &'a str,
    function_error: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchInfo<'a> {
    shard_id: &'a str,
    start_sequence_number: &'a str,
    end_sequence_number: &'a str,
    approximate_arrival_of_first_record: String,
    approximate_arrival_of_last_record: String,
    batch_size: usize,
    stream_arn: &'a str,
}
