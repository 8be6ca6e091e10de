//! ImportTable (API reference, "ImportTable"): a new table from files in a bucket. They are read
//! beside other requests; until the table is whole nobody sees it, and what is wrong with the files is
//! told by DescribeImport.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::jobs::{Begun, Job};
use crate::dynamodb::engine::transfer::{
    Compression, CsvOptions, Format, ImportRequest, SentTable,
};
use crate::dynamodb::engine::work::Work;
use crate::dynamodb::error::{table, transfer as refuse};
use crate::dynamodb::import_description::{ImportOutput, log_group_arn};
use crate::dynamodb::ops::create_table::{CreateTableInput, check_shape, definition};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::transfer as shapes;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::scalars::Place;
use crate::dynamodb::wire::shape::Input;
use crate::dynamodb::wire::table::{
    read_definitions, read_encryption, read_indexes, read_key_schema, read_on_demand,
    read_structure, read_throughput,
};

/// Imports of an account in a region under way at most (Developer Guide, "Import format quotas and
/// validation").
const RUNNING_MAX: usize = 50;
const HEADERS_MAX: usize = 255;
const DELIMITERS: &str = ",;:|\t ";

#[derive(Debug, Default)]
pub(crate) struct ImportTableInput {
    token: Option<String>,
    source: Option<SentSource>,
    format: Option<String>,
    options: Option<SentOptions>,
    compression: Option<String>,
    table: Option<SentTable>,
}

#[derive(Debug, Default)]
struct SentSource {
    bucket: Option<String>,
    owner: Option<String>,
    prefix: Option<String>,
}

#[derive(Debug, Default)]
struct SentOptions {
    csv: Option<CsvOptions>,
}

impl Input for ImportTableInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        let place = Place::Member;
        match name {
            "ClientToken" => self.token = reader.string()?,
            "S3BucketSource" => {
                self.source = read_structure(reader, "S3BucketSource", place, read_source)?;
            }
            "InputFormat" => self.format = reader.string()?,
            "InputFormatOptions" => {
                self.options = read_structure(reader, "InputFormatOptions", place, read_options)?;
            }
            "InputCompressionType" => self.compression = reader.string()?,
            "TableCreationParameters" => {
                let class = "TableCreationParameters";
                self.table = read_structure(reader, class, place, read_table)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn read_source(reader: &mut Reader<'_>, name: &str, sent: &mut SentSource) -> Wire<()> {
    match name {
        "S3Bucket" => sent.bucket = reader.string()?,
        "S3BucketOwner" => sent.owner = reader.string()?,
        "S3KeyPrefix" => sent.prefix = reader.string()?,
        _ => reader.skip()?,
    }
    Ok(())
}

fn read_options(reader: &mut Reader<'_>, name: &str, sent: &mut SentOptions) -> Wire<()> {
    match name {
        "Csv" => sent.csv = read_structure(reader, "CsvOptions", Place::Member, read_csv)?,
        _ => reader.skip()?,
    }
    Ok(())
}

fn read_csv(reader: &mut Reader<'_>, name: &str, sent: &mut CsvOptions) -> Wire<()> {
    match name {
        "Delimiter" => sent.delimiter = reader.string()?,
        "HeaderList" => sent.headers = reader.strings()?,
        _ => reader.skip()?,
    }
    Ok(())
}

fn read_table(reader: &mut Reader<'_>, name: &str, sent: &mut SentTable) -> Wire<()> {
    match name {
        "TableName" => sent.name = reader.string()?,
        "AttributeDefinitions" => sent.definitions = read_definitions(reader)?,
        "KeySchema" => sent.key = read_key_schema(reader)?,
        "BillingMode" => sent.billing_mode = reader.string()?,
        "ProvisionedThroughput" => sent.throughput = read_throughput(reader)?,
        "OnDemandThroughput" => sent.on_demand = read_on_demand(reader)?,
        "SSESpecification" => sent.encryption = read_encryption(reader)?,
        "GlobalSecondaryIndexes" => sent.indexes = read_indexes(reader, "GlobalSecondaryIndex")?,
        _ => reader.skip()?,
    }
    Ok(())
}

/// Errors, in order: the request's shape, options that are not the format's, the table's throughput,
/// keys and indexes, ResourceInUseException, ImportConflictException, LimitExceededException.
pub(crate) fn import_table(
    engine: &Engine,
    context: &RequestContext,
    input: ImportTableInput,
) -> Result<ImportOutput, AwsError> {
    check(&input)?;
    let token = input.token.clone();
    let asked = asked(context, input);
    let name = asked.table.name.clone().unwrap_or_default();
    let table = CreateTableInput::from(asked.table.clone());
    let definition = definition(engine, context, Ok(name), table)?;
    let drawer = engine.drawer_to_fill(context.scope());
    if drawer.table(&definition.name).is_some() {
        return Err(table::already_exists(&definition.name));
    }
    let about = (definition.arn.clone(), definition.id.clone());
    let job = Job::begin(&engine.clock, "import", about, token, asked);
    let (job, is_new) = match drawer.imports.begin(job, RUNNING_MAX) {
        Begun::New(job) => {
            engine.work.push(Work::Import {
                scope: context.scope().clone(),
                job: Arc::clone(&job),
                definition: Box::new(definition),
            });
            (job, true)
        }
        // Recorded: another table is another request, another prefix is not.
        Begun::Known(job) if job.table_arn == definition.arn => (job, false),
        Begun::Known(_) => return Err(refuse::token_of_another_request("Import")),
        Begun::TooMany => return Err(refuse::too_many("imports", RUNNING_MAX)),
    };
    Ok(ImportOutput {
        job,
        log_group_arn: log_group_arn(context.scope()),
        is_new,
    })
}

fn check(input: &ImportTableInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    shapes::token(&mut constraints, input.token.as_deref());
    constraints.not_null("s3BucketSource", input.source.as_ref());
    if let Some(source) = &input.source {
        constraints.within("s3BucketSource", |constraints| {
            let owner = ("s3BucketOwner", source.owner.as_deref());
            shapes::bucket(constraints, "s3Bucket", source.bucket.as_deref(), owner);
            constraints.length("s3KeyPrefix", source.prefix.as_deref(), 0, 1024);
        });
    }
    let format = input.format.as_deref();
    constraints.not_null("inputFormat", format.as_ref());
    constraints.one_of("inputFormat", format, &Format::IMPORTED);
    let csv = input.options.as_ref().and_then(|sent| sent.csv.as_ref());
    if let Some(csv) = csv {
        constraints.within("inputFormatOptions.csv", |constraints| {
            check_csv(constraints, csv);
        });
    }
    let compression = input.compression.as_deref();
    constraints.one_of("inputCompressionType", compression, &Compression::NAMES);
    constraints.not_null("tableCreationParameters", input.table.as_ref());
    if let Some(sent) = &input.table {
        constraints.within("tableCreationParameters", |constraints| {
            constraints.not_null("tableName", sent.name.as_ref());
            constraints.name_pattern("tableName", sent.name.as_deref());
            check_shape(constraints, &CreateTableInput::from(sent.clone()));
        });
    }
    constraints.check()?;
    match format.filter(|format| csv.is_some() && *format != "CSV") {
        Some(other) => Err(refuse::options_of_another_format(other)),
        None => check_on_demand(input.table.as_ref()),
    }
}

/// Recorded: two problems of one delimiter, the pattern first.
fn check_csv(constraints: &mut Constraints, csv: &CsvOptions) {
    let delimiter = csv.delimiter.as_deref();
    let is_one = |text: &str| text.chars().count() == 1 && DELIMITERS.contains(text);
    constraints.pattern("delimiter", delimiter, "[,;:|\\t ]", is_one);
    constraints.length("delimiter", delimiter, 1, 1);
    if let Some(headers) = &csv.headers {
        let shown = format!("[{}]", headers.join(", "));
        constraints.count(&shown, "headerList", headers.len(), 1, HEADERS_MAX);
        for (at, header) in headers.iter().enumerate() {
            let path = format!("headerList.{}.member", at + 1);
            constraints.length(&path, Some(header), 1, 65_536);
        }
    }
}

/// Recorded: other words than CreateTable's.
fn check_on_demand(sent: Option<&SentTable>) -> Result<(), AwsError> {
    let Some(sent) = sent else {
        return Ok(());
    };
    let limits = sent.on_demand.unwrap_or_default();
    let limited = [
        ("MaxWriteRequestUnits", limits.write),
        ("MaxReadRequestUnits", limits.read),
    ];
    let first = limited.iter().find(|(_, units)| units.is_some());
    match (sent.billing_mode.as_deref(), first) {
        (Some("PAY_PER_REQUEST"), _) | (_, None) => Ok(()),
        (_, Some((parameter, _))) => Err(refuse::on_demand_limit_while_provisioned(parameter)),
    }
}

/// The bucket is the account's own, unless another is named (recorded).
fn asked(context: &RequestContext, input: ImportTableInput) -> ImportRequest {
    let source = input.source.unwrap_or_default();
    let format = input.format.as_deref().and_then(Format::parse);
    let account = context.scope().account.as_str();
    ImportRequest {
        bucket: source.bucket.unwrap_or_default(),
        bucket_owner: source.owner.unwrap_or_else(|| account.to_owned()),
        prefix: source.prefix,
        format: format.unwrap_or(Format::DynamoDbJson),
        csv: input.options.and_then(|sent| sent.csv),
        compression: Compression::of(input.compression.as_deref()),
        table: input.table.unwrap_or_default(),
    }
}
