//! CreateTable (API reference, "CreateTable"). The table can be used at once; the answer says
//! CREATING, as AWS's does.
//!
//! Left out: global tables, which are refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::aws::arn;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::time::iso_millis;
use crate::dynamodb::access::actions::Kind;
use crate::dynamodb::access::document;
use crate::dynamodb::description::{DescriptionOutput, Moment};
use crate::dynamodb::engine::definition::{
    BillingMode, Definition, Encryption, IndexDefinition, KeyAttribute, KeySchema, Stream,
    Throughput, TimeToLive, VectorIndex, WarmThroughput,
};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::resource_policies::ResourcePolicies;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::engine::transfer::SentTable;
use crate::dynamodb::error::{constraint, table};
use crate::dynamodb::quota;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::{bare_name, control_plane_name};
use crate::dynamodb::validate::{schema, settings, table as shapes, tags, vectors};
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;
use crate::dynamodb::wire::table::{
    SentDefinition, SentEncryption, SentIndex, SentKeyElement, SentStream, SentTag, SentThroughput,
    read_definitions, read_encryption, read_indexes, read_key_schema, read_on_demand, read_stream,
    read_tags, read_throughput, read_warm,
};
use crate::dynamodb::wire::vector::{SentVectorIndex, read_vector_indexes};

#[derive(Debug, Default)]
pub(crate) struct CreateTableInput {
    attribute_definitions: Option<Vec<SentDefinition>>,
    table_name: Option<String>,
    key_schema: Option<Vec<SentKeyElement>>,
    local_secondary_indexes: Option<Vec<SentIndex>>,
    global_secondary_indexes: Option<Vec<SentIndex>>,
    vector_indexes: Option<Vec<SentVectorIndex>>,
    billing_mode: Option<String>,
    provisioned_throughput: Option<SentThroughput>,
    stream_specification: Option<SentStream>,
    sse_specification: Option<SentEncryption>,
    tags: Option<Vec<SentTag>>,
    table_class: Option<String>,
    deletion_protection_enabled: Option<bool>,
    warm_throughput: Option<SentThroughput>,
    on_demand_throughput: Option<SentThroughput>,
    resource_policy: Option<String>,
    /// The first parameter of features that are not here.
    unsupported: Option<&'static str>,
}

impl Input for CreateTableInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "AttributeDefinitions" => self.attribute_definitions = read_definitions(reader)?,
            "TableName" => self.table_name = reader.string()?,
            "KeySchema" => self.key_schema = read_key_schema(reader)?,
            "LocalSecondaryIndexes" => {
                self.local_secondary_indexes = read_indexes(reader, "LocalSecondaryIndex")?;
            }
            "GlobalSecondaryIndexes" => {
                self.global_secondary_indexes = read_indexes(reader, "GlobalSecondaryIndex")?;
            }
            "VectorIndexes" => self.vector_indexes = read_vector_indexes(reader)?,
            "BillingMode" => self.billing_mode = reader.string()?,
            "ProvisionedThroughput" => self.provisioned_throughput = read_throughput(reader)?,
            "StreamSpecification" => self.stream_specification = read_stream(reader)?,
            "SSESpecification" => self.sse_specification = read_encryption(reader)?,
            "Tags" => self.tags = read_tags(reader)?,
            "TableClass" => self.table_class = reader.string()?,
            "DeletionProtectionEnabled" => self.deletion_protection_enabled = reader.boolean()?,
            "WarmThroughput" => self.warm_throughput = read_warm(reader)?,
            "OnDemandThroughput" => self.on_demand_throughput = read_on_demand(reader)?,
            "ResourcePolicy" => self.resource_policy = reader.string()?,
            "GlobalTableSourceArn" => self.note_unsupported(reader, "GlobalTableSourceArn")?,
            "GlobalTableSettingsReplicationMode" => {
                self.note_unsupported(reader, "GlobalTableSettingsReplicationMode")?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl CreateTableInput {
    fn note_unsupported(&mut self, reader: &mut Reader<'_>, name: &'static str) -> Wire<()> {
        if !reader.null()? {
            reader.skip()?;
            self.unsupported.get_or_insert(name);
        }
        Ok(())
    }
}

/// What ImportTable asks for.
impl From<SentTable> for CreateTableInput {
    fn from(sent: SentTable) -> Self {
        Self {
            attribute_definitions: sent.definitions,
            table_name: sent.name,
            key_schema: sent.key,
            global_secondary_indexes: sent.indexes,
            billing_mode: sent.billing_mode,
            provisioned_throughput: sent.throughput,
            sse_specification: sent.encryption,
            on_demand_throughput: sent.on_demand,
            ..Self::default()
        }
    }
}

/// Keys, indexes and throughput that fit each other.
struct Schema {
    attributes: Vec<KeyAttribute>,
    key: KeySchema,
    indexes: Vec<IndexDefinition>,
    vectors: Vec<Arc<VectorIndex>>,
    billing: BillingMode,
    throughput: Throughput,
    warm: Option<WarmThroughput>,
}

/// Errors, in order: the request's shape, throughput and billing mode, key, indexes, the resource
/// policy, settings, ResourceInUseException.
pub(crate) fn create_table(
    engine: &Engine,
    context: &RequestContext,
    input: CreateTableInput,
) -> Result<DescriptionOutput, AwsError> {
    let Some(name) = input.table_name.clone() else {
        return Err(constraint::parameter_required("TableName"));
    };
    let mut constraints = Constraints::default();
    check_shape(&mut constraints, &input);
    constraints.check()?;
    let policy = input.resource_policy.clone();
    let bare = bare_name(&name, context.scope()).map(str::to_owned);
    let definition = definition(engine, context, bare, input)?;
    let bare = definition.name.clone();
    let policy = policy.map(|text| document::read(&text, Kind::Table));
    let policy = policy.transpose()?;
    let mut created = Table::new(definition, &engine.clock);
    if let Some(policy) = policy {
        created.policies = ResourcePolicies::of_table(policy, engine.clock.unix_ms());
    }
    let state = State::clone(&created.state());
    engine.drawer_to_fill(context.scope()).change(|tables| {
        if tables.contains_key(&bare) {
            return Err(table::already_exists(&bare));
        }
        tables.insert(bare, created.into());
        Ok(())
    })?;
    Ok(DescriptionOutput::new(
        &engine.clock,
        "TableDescription",
        state,
        Moment::Created,
    ))
}

/// The constraints of the request's shape.
pub(crate) fn check_shape(constraints: &mut Constraints, input: &CreateTableInput) {
    let definitions = input.attribute_definitions.as_deref();
    shapes::definitions(constraints, definitions, true);
    control_plane_name(constraints, input.table_name.as_deref());
    let billing = input.billing_mode.as_deref();
    constraints.one_of("billingMode", billing, &shapes::BILLING_MODES);
    shapes::throughput(
        constraints,
        "provisionedThroughput",
        input.provisioned_throughput.as_ref(),
    );
    shapes::key_schema(
        constraints,
        "keySchema",
        input.key_schema.as_deref(),
        schema::KEY_ELEMENTS_MAX,
    );
    // Recorded in this order, whatever order the request has.
    shapes::indexes(
        constraints,
        "globalSecondaryIndexes",
        input.global_secondary_indexes.as_deref(),
        schema::GLOBAL_KEY_LISTED_MAX,
    );
    shapes::indexes(
        constraints,
        "localSecondaryIndexes",
        input.local_secondary_indexes.as_deref(),
        schema::KEY_ELEMENTS_MAX,
    );
    for (at, index) in input.vector_indexes.iter().flatten().enumerate() {
        let path = format!("vectorIndexes.{}.member", at + 1);
        vectors::constraints(constraints, &path, index);
    }
    shapes::stream(constraints, input.stream_specification.as_ref());
    shapes::encryption(constraints, input.sse_specification.as_ref());
}

/// The table that a request asks for, whose shape was checked.
pub(crate) fn definition(
    engine: &Engine,
    context: &RequestContext,
    name: Result<String, AwsError>,
    input: CreateTableInput,
) -> Result<Definition, AwsError> {
    let schema = check_schema(&input)?;
    if let Some(parameter) = input.unsupported {
        return Err(table::not_supported(parameter));
    }
    let definition = define(engine, context, name?, schema, input)?;
    vectors::check_together(&definition)?;
    quota::check(&definition, &context.scope().region)?;
    Ok(definition)
}

fn check_schema(input: &CreateTableInput) -> Result<Schema, AwsError> {
    let billing = match input.billing_mode.as_deref() {
        Some("PAY_PER_REQUEST") => BillingMode::PayPerRequest,
        _ => BillingMode::Provisioned,
    };
    let throughput = match (billing, input.provisioned_throughput) {
        (BillingMode::PayPerRequest, Some(_)) => return Err(table::throughput_on_demand()),
        (BillingMode::PayPerRequest, None) => Throughput::default(),
        (BillingMode::Provisioned, None) => return Err(table::throughput_missing()),
        (BillingMode::Provisioned, Some(sent)) => schema::throughput(sent)?,
    };
    let sent_definitions = input.attribute_definitions.as_deref().unwrap_or_default();
    let attributes = schema::definitions(sent_definitions);
    for (at, attribute) in attributes.iter().enumerate() {
        if attributes[..at]
            .iter()
            .any(|own| own.name == attribute.name)
        {
            return Err(table::repeated_definition(&attribute.name));
        }
    }
    let sent_key = input.key_schema.as_deref().unwrap_or_default();
    let key = schema::table_key(sent_key, &attributes)?;
    let mut indexes = Vec::new();
    if let Some(local) = &input.local_secondary_indexes {
        indexes.extend(schema::local_indexes(local, &key, &attributes)?);
    }
    if let Some(global) = &input.global_secondary_indexes {
        if global.is_empty() {
            return Err(table::empty_index_list("GlobalSecondaryIndexes"));
        }
        for index in global {
            indexes.push(schema::global_index(index, billing, &attributes)?);
        }
        if global.len() > schema::GLOBAL_INDEXES_MAX {
            return Err(table::too_many_global_indexes());
        }
    }
    schema::refuse_repeated_names(&indexes)?;
    let sent_vectors = input.vector_indexes.iter().flatten();
    let vectors = sent_vectors
        .map(|sent| vectors::index(sent, billing, &attributes))
        .collect::<Result<Vec<_>, _>>()?;
    schema::refuse_unused_definitions(&key, &indexes, &vectors, &attributes)?;
    schema::check_on_demand(input.on_demand_throughput, billing, true)?;
    let warm = match input.warm_throughput {
        Some(sent) => Some(schema::new_warm(sent, billing, throughput, None)?),
        None => None,
    };
    Ok(Schema {
        attributes,
        key,
        indexes,
        vectors,
        billing,
        throughput,
        warm,
    })
}

fn define(
    engine: &Engine,
    context: &RequestContext,
    name: String,
    schema: Schema,
    input: CreateTableInput,
) -> Result<Definition, AwsError> {
    let created_ms = engine.clock.unix_ms();
    let stream = stream(engine, input.stream_specification.as_ref())?;
    Ok(Definition {
        arn: arn::regional("dynamodb", context.scope(), &format!("table/{name}")),
        id: engine.clock.uuid(),
        name,
        created_ms,
        attributes: schema.attributes,
        key: schema.key,
        indexes: schema.indexes,
        vectors: schema.vectors,
        billing: schema.billing,
        on_demand_since_ms: (schema.billing == BillingMode::PayPerRequest).then_some(created_ms),
        throughput: schema.throughput,
        on_demand: input.on_demand_throughput.map(schema::on_demand),
        warm: schema.warm,
        last_stream_label: stream.as_ref().map(|stream| stream.label.clone()),
        stream,
        encryption: encryption(engine, context, input.sse_specification)?,
        encryption_changes_ms: Vec::new(),
        table_class: settings::table_class(input.table_class)?,
        table_class_changes_ms: Vec::new(),
        time_to_live: TimeToLive::default(),
        recovery_days: None,
        kinesis: Vec::new(),
        insights: BTreeMap::new(),
        deletion_protection: input.deletion_protection_enabled.unwrap_or(false),
        tags: match input.tags {
            Some(sent) => tags::added(&BTreeMap::new(), sent)?,
            None => BTreeMap::new(),
        },
        settings_mode: None,
        auto_scaling: BTreeMap::new(),
    })
}

fn stream(engine: &Engine, sent: Option<&SentStream>) -> Result<Option<Stream>, AwsError> {
    let sent = sent.cloned().unwrap_or_default();
    match (sent.enabled, settings::view(&sent)) {
        (Some(true), Some(view)) => Ok(Some(Stream {
            view,
            label: settings::stream_label(&iso_millis(engine.clock.now())),
        })),
        (Some(true), None) => Err(table::created_stream_without_view()),
        (_, Some(_)) => Err(table::created_view_without_stream()),
        (_, None) => Ok(None),
    }
}

fn encryption(
    engine: &Engine,
    context: &RequestContext,
    sent: Option<SentEncryption>,
) -> Result<Option<Encryption>, AwsError> {
    match sent {
        Some(sent) => settings::encryption(engine, context.scope(), sent),
        None => Ok(None),
    }
}
