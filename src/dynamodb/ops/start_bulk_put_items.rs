//! StartBulkPutItems (API reference, "StartBulkPutItems"): puts items from files in a bucket into a table
//! that is there. They are read beside other requests; what became of them is told by
//! DescribeBulkOperation, and in files in another bucket.
//!
//! Left out: a faster tier is as fast as the other; quotas of AWS's that were not recorded (input bytes,
//! operations of one table).

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::bulk_description::{BulkOperation, KIND};
use crate::dynamodb::engine::bulk::{BulkInput, BulkOutput, BulkRequest, Report};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::jobs::{Begun, Job};
use crate::dynamodb::engine::transfer::{Compression, Format};
use crate::dynamodb::engine::work::Work;
use crate::dynamodb::error::{bulk as refuse, constraint, transaction, transfer};
use crate::dynamodb::lookup::named_table;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::data_plane_name;
use crate::dynamodb::validate::transfer as shapes;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::scalars::Place;
use crate::dynamodb::wire::shape::Input;
use crate::dynamodb::wire::table::read_structure;

/// Operations of an account in a region under way at most: as many as imports, for AWS's number was not
/// recorded.
const RUNNING_MAX: usize = 50;
const WRITE_UNITS_MIN: i64 = 1024;

#[derive(Debug, Default)]
pub(crate) struct StartBulkPutItemsInput {
    token: Option<String>,
    input: Option<SentInput>,
    output: Option<SentOutput>,
    table: Option<String>,
    write_units_max: Option<i64>,
    tier: Option<String>,
}

#[derive(Debug, Default)]
struct SentInput {
    bucket: Option<String>,
    owner: Option<String>,
    prefix: Option<String>,
    format: Option<String>,
    compression: Option<String>,
}

#[derive(Debug, Default)]
struct SentOutput {
    bucket: Option<String>,
    owner: Option<String>,
    prefix: Option<String>,
    encryption: Option<String>,
    kms_key: Option<String>,
    reports: Option<Vec<String>>,
}

impl Input for StartBulkPutItemsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        let place = Place::Member;
        match name {
            "ClientToken" => self.token = reader.string()?,
            "InputS3Configuration" => {
                self.input = read_structure(reader, "InputS3Configuration", place, read_input)?;
            }
            "OutputS3Configuration" => {
                self.output = read_structure(reader, "OutputS3Configuration", place, read_output)?;
            }
            "TableName" => self.table = reader.string()?,
            "MaxWriteRequestUnits" => self.write_units_max = reader.long()?,
            "PerformanceTier" => self.tier = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn read_input(reader: &mut Reader<'_>, name: &str, sent: &mut SentInput) -> Wire<()> {
    match name {
        "S3BucketOwner" => sent.owner = reader.string()?,
        "S3Bucket" => sent.bucket = reader.string()?,
        "S3KeyPrefix" => sent.prefix = reader.string()?,
        "InputFormat" => sent.format = reader.string()?,
        "InputCompressionType" => sent.compression = reader.string()?,
        _ => reader.skip()?,
    }
    Ok(())
}

fn read_output(reader: &mut Reader<'_>, name: &str, sent: &mut SentOutput) -> Wire<()> {
    match name {
        "S3BucketOwner" => sent.owner = reader.string()?,
        "S3Bucket" => sent.bucket = reader.string()?,
        "S3KeyPrefix" => sent.prefix = reader.string()?,
        "S3SseAlgorithm" => sent.encryption = reader.string()?,
        "S3SseKmsKeyId" => sent.kms_key = reader.string()?,
        "OutputType" => sent.reports = reader.strings()?,
        _ => reader.skip()?,
    }
    Ok(())
}

/// Errors, in order: the request's shape, a key without KMS, ResourceNotFoundException,
/// AccessDeniedException of the table's policy, a global table, IdempotentParameterMismatchException,
/// LimitExceededException.
pub(crate) fn start_bulk_put_items(
    engine: &Engine,
    context: &RequestContext,
    mut input: StartBulkPutItemsInput,
) -> Result<BulkOperation, AwsError> {
    check(&input)?;
    let token = input.token.take();
    let asked = asked(input)?;
    let table = named_table(engine, context, &asked.table, "StartBulkPutItems")?;
    // No region joins meanwhile.
    let _turn = engine.replication.turn();
    let state = table.state();
    if state.global.is_some() {
        return Err(refuse::global_table());
    }
    let definition = &state.definition;
    let about = (definition.arn.clone(), definition.id.clone());
    let job = Job::begin(&engine.clock, KIND, about, token, asked);
    let asked = job.asked.clone();
    // The operation is its caller's, whose buckets it reads.
    match engine
        .drawer_to_fill(context.scope())
        .bulk
        .begin(job, RUNNING_MAX)
    {
        Begun::New(job) => {
            engine.work.push(Work::Bulk {
                scope: context.scope().clone(),
                job: Arc::clone(&job),
                table,
            });
            Ok(BulkOperation { job, is_new: true })
        }
        Begun::Known(job) if job.asked == asked => Ok(BulkOperation { job, is_new: false }),
        Begun::Known(_) => Err(transaction::idempotent_parameter_mismatch()),
        Begun::TooMany => Err(transfer::too_many("bulk operations", RUNNING_MAX)),
    }
}

fn check(input: &StartBulkPutItemsInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    shapes::token(&mut constraints, input.token.as_deref());
    constraints.not_null("inputS3Configuration", input.input.as_ref());
    if let Some(sent) = &input.input {
        constraints.within("inputS3Configuration", |constraints| {
            check_input(constraints, sent);
        });
    }
    constraints.not_null("outputS3Configuration", input.output.as_ref());
    if let Some(sent) = &input.output {
        constraints.within("outputS3Configuration", |constraints| {
            check_output(constraints, sent);
        });
    }
    data_plane_name(&mut constraints, input.table.as_deref());
    let units = input.write_units_max;
    constraints.at_least("maxWriteRequestUnits", units, WRITE_UNITS_MIN);
    let tier = input.tier.as_deref();
    constraints.one_of("performanceTier", tier, &BulkRequest::TIERS);
    constraints.check()
}

fn check_input(constraints: &mut Constraints, sent: &SentInput) {
    let owner = ("s3BucketOwner", sent.owner.as_deref());
    shapes::bucket(constraints, "s3Bucket", sent.bucket.as_deref(), owner);
    constraints.length("s3KeyPrefix", sent.prefix.as_deref(), 0, 1024);
    constraints.not_null("inputFormat", sent.format.as_ref());
    constraints.one_of("inputFormat", sent.format.as_deref(), &Format::EXPORTED);
    let compression = sent.compression.as_deref();
    constraints.one_of("inputCompressionType", compression, &Compression::NAMES);
}

fn check_output(constraints: &mut Constraints, sent: &SentOutput) {
    let owner = ("s3BucketOwner", sent.owner.as_deref());
    shapes::bucket(constraints, "s3Bucket", sent.bucket.as_deref(), owner);
    constraints.length("s3KeyPrefix", sent.prefix.as_deref(), 0, 1024);
    let encryption = sent.encryption.as_deref();
    constraints.one_of("s3SseAlgorithm", encryption, &["AES256", "KMS"]);
    constraints.length("s3SseKmsKeyId", sent.kms_key.as_deref(), 1, 2048);
    constraints.not_null("outputType", sent.reports.as_ref());
    if let Some(reports) = &sent.reports {
        let shown = format!("[{}]", reports.join(", "));
        constraints.count(&shown, "outputType", reports.len(), 1, usize::MAX);
        for (at, report) in reports.iter().enumerate() {
            let path = format!("outputType.{}.member", at + 1);
            constraints.one_of(&path, Some(report), &Report::NAMES);
        }
    }
}

/// What is asked for, if its parts fit each other.
fn asked(input: StartBulkPutItemsInput) -> Result<BulkRequest, AwsError> {
    let (source, target) = (
        input.input.unwrap_or_default(),
        input.output.unwrap_or_default(),
    );
    if let Some(key) = &target.kms_key {
        if target.encryption.as_deref() != Some("KMS") {
            return Err(transfer::key_without_kms());
        }
        if !shapes::is_kms_key(key) {
            let rule = constraint::pattern(shapes::KMS_KEY_PATTERN);
            let problem = constraint::broken(Some(key), "s3SseKmsKeyId", &rule);
            return Err(transfer::invalid_key(&problem));
        }
    }
    let format = source.format.as_deref().and_then(Format::parse);
    let compression = source.compression.as_deref();
    let reports = target.reports.unwrap_or_default();
    Ok(BulkRequest {
        table: input.table.unwrap_or_default(),
        input: BulkInput {
            bucket: source.bucket.unwrap_or_default(),
            bucket_owner: source.owner,
            prefix: source.prefix,
            format: format.unwrap_or(Format::DynamoDbJson),
            compression: compression.map(|name| Compression::of(Some(name))),
        },
        output: BulkOutput {
            bucket: target.bucket.unwrap_or_default(),
            bucket_owner: target.owner,
            prefix: target.prefix,
            encryption: target.encryption,
            kms_key: target.kms_key,
            reports: reports
                .iter()
                .filter_map(|name| Report::parse(name))
                .collect(),
        },
        write_units_max: input.write_units_max,
        tier: input.tier,
    })
}
