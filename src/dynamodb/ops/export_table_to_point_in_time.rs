//! ExportTableToPointInTime (API reference, "ExportTableToPointInTime"): all items of a table at a
//! moment, or what became of them in a period, as files in a bucket. They are written beside other
//! requests; what S3 refuses is told by DescribeExport.
//!
//! Left out: FilterSpecification, which is refused.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::time::{from_unix_ms, iso_seconds};
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::jobs::{Begun, Job};
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::transfer::{ExportRequest, Format, Period};
use crate::dynamodb::engine::work::Work;
use crate::dynamodb::error::{backup, constraint, transfer as refuse};
use crate::dynamodb::export_description::ExportOutput;
use crate::dynamodb::job_arn::named_table;
use crate::dynamodb::permission;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::transfer as shapes;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::scalars::Place;
use crate::dynamodb::wire::shape::Input;
use crate::dynamodb::wire::table::read_structure;

/// Exports of an account in a region under way at most (Developer Guide, "Quotas").
const RUNNING_MAX: usize = 300;
const MINUTE_MS: i64 = 60 * 1000;
/// How long a period may be (API reference, "IncrementalExportSpecification").
const PERIOD_MIN_MS: i64 = 15 * MINUTE_MS;
const PERIOD_MAX_MS: i64 = 24 * 60 * MINUTE_MS;
const SPECIFICATION: &str = "incrementalExportSpecification";

#[derive(Debug, Default)]
pub(crate) struct ExportTableToPointInTimeInput {
    table_arn: Option<String>,
    time_ms: Option<i64>,
    token: Option<String>,
    bucket: Option<String>,
    bucket_owner: Option<String>,
    prefix: Option<String>,
    encryption: Option<String>,
    kms_key: Option<String>,
    format: Option<String>,
    export_type: Option<String>,
    period: Option<SentPeriod>,
    is_filtered: bool,
}

#[derive(Debug, Default)]
struct SentPeriod {
    from_ms: Option<i64>,
    to_ms: Option<i64>,
    view: Option<String>,
}

impl Input for ExportTableToPointInTimeInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableArn" => self.table_arn = reader.string()?,
            "ExportTime" => self.time_ms = reader.timestamp_ms()?,
            "ClientToken" => self.token = reader.string()?,
            "S3Bucket" => self.bucket = reader.string()?,
            "S3BucketOwner" => self.bucket_owner = reader.string()?,
            "S3Prefix" => self.prefix = reader.string()?,
            "S3SseAlgorithm" => self.encryption = reader.string()?,
            "S3SseKmsKeyId" => self.kms_key = reader.string()?,
            "ExportFormat" => self.format = reader.string()?,
            "ExportType" => self.export_type = reader.string()?,
            "IncrementalExportSpecification" => self.period = read_period(reader)?,
            "FilterSpecification" => {
                self.is_filtered = !reader.null()?;
                if self.is_filtered {
                    reader.skip()?;
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn read_period(reader: &mut Reader<'_>) -> Wire<Option<SentPeriod>> {
    read_structure(
        reader,
        "IncrementalExportSpecification",
        Place::Member,
        |reader, name, sent: &mut SentPeriod| {
            match name {
                "ExportFromTime" => sent.from_ms = reader.timestamp_ms()?,
                "ExportToTime" => sent.to_ms = reader.timestamp_ms()?,
                "ExportViewType" => sent.view = reader.string()?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

/// Errors, in order: the request's shape, the table's ARN, TableNotFoundException,
/// AccessDeniedException of the table's policy, ExportConflictException, InvalidExportTimeException of a period,
/// PointInTimeRecoveryUnavailableException, InvalidExportTimeException, LimitExceededException.
pub(crate) fn export_table_to_point_in_time(
    engine: &Engine,
    context: &RequestContext,
    mut input: ExportTableToPointInTimeInput,
) -> Result<ExportOutput, AwsError> {
    if input.table_arn.as_deref() == Some("") {
        return Err(refuse::empty_table_arn());
    }
    check_shape(&input)?;
    let token = input.token.take();
    let asked = checked(input)?;
    let name = named_table(context, &asked.table_arn)?;
    let drawer = engine.drawer(context.scope());
    let table = drawer.table(name);
    let table = table.filter(|table| table.state().definition.arn == asked.table_arn);
    let table = table.ok_or_else(|| backup::table_not_found(&asked.table_arn))?;
    let ask = Ask::to("ExportTableToPointInTime");
    permission::check(engine, context, context.scope(), &table, &ask)?;
    let state = table.state();
    let definition = &state.definition;
    let about = (definition.arn.clone(), definition.id.clone());
    let job = Job::begin(&engine.clock, "export", about, token, asked);
    if let Some(known) = drawer.exports.known(&job) {
        return again(known, &job.asked);
    }
    check_times(&state, &job)?;
    let asked = job.asked.clone();
    match drawer.exports.begin(job, RUNNING_MAX) {
        Begun::New(job) => {
            engine.work.push(Work::Export {
                scope: context.scope().clone(),
                job: job.clone(),
                state,
            });
            Ok(ExportOutput { job, is_new: true })
        }
        // Two requests with one token came at the same time.
        Begun::Known(known) => again(known, &asked),
        Begun::TooMany => Err(refuse::too_many("exports", RUNNING_MAX)),
    }
}

/// The answer to a token that is known: only the same request may have it.
fn again(known: Arc<Job<ExportRequest>>, asked: &ExportRequest) -> Result<ExportOutput, AwsError> {
    match known.asked == *asked {
        true => Ok(ExportOutput {
            job: known,
            is_new: false,
        }),
        false => Err(refuse::token_of_another_request("Export")),
    }
}

fn check_shape(input: &ExportTableToPointInTimeInput) -> Result<(), AwsError> {
    let table_arn = input.table_arn.as_deref();
    let mut constraints = Constraints::default();
    constraints.not_null("tableArn", table_arn.as_ref());
    constraints.length("tableArn", table_arn, 1, 1024);
    shapes::token(&mut constraints, input.token.as_deref());
    let owner = ("s3BucketOwner", input.bucket_owner.as_deref());
    shapes::bucket(&mut constraints, "s3Bucket", input.bucket.as_deref(), owner);
    constraints.length("s3Prefix", input.prefix.as_deref(), 1, 1024);
    let encryption = input.encryption.as_deref();
    constraints.one_of("s3SseAlgorithm", encryption, &["AES256", "KMS"]);
    constraints.length("s3SseKmsKeyId", input.kms_key.as_deref(), 1, 2048);
    constraints.one_of("exportFormat", input.format.as_deref(), &Format::EXPORTED);
    constraints.one_of(
        "exportType",
        input.export_type.as_deref(),
        &["FULL_EXPORT", "INCREMENTAL_EXPORT"],
    );
    let view = input.period.as_ref().and_then(|sent| sent.view.as_deref());
    let path = format!("{SPECIFICATION}.exportViewType");
    constraints.one_of(&path, view, &Period::VIEWS);
    constraints.check()
}

/// What is asked for, if its parts fit each other.
fn checked(input: ExportTableToPointInTimeInput) -> Result<ExportRequest, AwsError> {
    if input.is_filtered {
        return Err(refuse::filter_unsupported());
    }
    let period = match (input.export_type.as_deref(), input.period) {
        (Some("INCREMENTAL_EXPORT"), None) => return Err(refuse::incremental_without_period()),
        (Some("INCREMENTAL_EXPORT"), Some(sent)) => Some(Period {
            from_ms: sent.from_ms.ok_or_else(refuse::period_without_start)?,
            to_ms: sent.to_ms,
            with_old_images: sent.view.as_deref() != Some("NEW_IMAGE"),
        }),
        (Some(_), Some(_)) => return Err(refuse::period_of_full_export()),
        (None, Some(_)) => return Err(refuse::period_without_incremental()),
        (_, None) => None,
    };
    if let Some(key) = &input.kms_key {
        if input.encryption.as_deref() != Some("KMS") {
            return Err(refuse::key_without_kms());
        }
        if !shapes::is_kms_key(key) {
            let rule = constraint::pattern(shapes::KMS_KEY_PATTERN);
            let problem = constraint::broken(Some(key), "s3SseKmsKeyId", &rule);
            return Err(refuse::invalid_key(&problem));
        }
    }
    let format = input.format.as_deref().and_then(Format::parse);
    Ok(ExportRequest {
        table_arn: input.table_arn.unwrap_or_default(),
        bucket: input.bucket.unwrap_or_default(),
        bucket_owner: input.bucket_owner,
        prefix: input.prefix,
        encryption: input.encryption,
        kms_key: input.kms_key,
        format: format.unwrap_or(Format::DynamoDbJson),
        export_type: input.export_type,
        time_ms: input.time_ms.filter(|_| period.is_none()),
        period,
    })
}

/// Clients send whole seconds, so the seconds in which the table was made and recovery began count.
fn check_times(state: &State, job: &Job<ExportRequest>) -> Result<(), AwsError> {
    let definition = &state.definition;
    let (now_ms, second) = (job.started_ms, |ms: i64| ms.div_euclid(1000));
    let iso = |ms| iso_seconds(from_unix_ms(ms));
    let is_before_table = |ms| second(ms) < second(definition.created_ms);
    if let Some(period) = job.asked.period {
        if is_before_table(period.from_ms) {
            return Err(refuse::period_before_table(&iso(period.from_ms)));
        }
        let to_ms = period.to_ms.unwrap_or(now_ms);
        if to_ms > now_ms {
            return Err(refuse::period_in_future(&iso(to_ms)));
        }
        if to_ms - period.from_ms < PERIOD_MIN_MS {
            return Err(refuse::period_too_short());
        }
        if to_ms - period.from_ms > PERIOD_MAX_MS {
            return Err(refuse::period_too_long());
        }
    }
    let past = state.past.as_ref();
    let past = past.ok_or_else(|| backup::recovery_not_enabled(&definition.name))?;
    let (earliest_ms, _) = past.restorable_ms();
    let time_ms = job.asked.time_ms;
    if time_ms.is_some_and(|ms| ms > now_ms || is_before_table(ms)) {
        return Err(refuse::export_time_invalid());
    }
    let first_ms = job.asked.period.map(|period| period.from_ms).or(time_ms);
    match first_ms.is_some_and(|ms| second(ms) < second(earliest_ms)) {
        true => Err(refuse::export_time_unavailable()),
        false => Ok(()),
    }
}
