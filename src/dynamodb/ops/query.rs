//! Query: the items of one partition of a table or index, in the order of the sort key (API
//! reference, "Query"). It walks a range of an ordered tree and never filters a table.

use std::mem;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::{About, Ask};
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::page::{Reach, Reached, Walk};
use crate::dynamodb::error::page as refuse;
use crate::dynamodb::error::wording::{self, Wording};
use crate::dynamodb::expression::legacy::key_conditions;
use crate::dynamodb::expression::{KeyConditions, KeyTest, parse_key_condition};
use crate::dynamodb::lookup::state_of;
use crate::dynamodb::paging::{self, Source};
use crate::dynamodb::query_plan::Plan;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::expressions::placeholders;
use crate::dynamodb::validate::names::{data_plane_name, refuse_empty_name};
use crate::dynamodb::validate::page::{self as shared, PageRequest, Selection};
use crate::dynamodb::validate::{legacy, read};
use crate::dynamodb::wire::legacy::{Entries, SentCondition, read_conditions};
use crate::dynamodb::wire::page_output::PageOutput;
use crate::dynamodb::wire::page_parameters::PageParameters;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

const WORDING: Wording = wording::QUERY;

#[derive(Debug, Default)]
pub(crate) struct QueryInput {
    key_condition_expression: Option<String>,
    key_conditions: Option<Entries<SentCondition>>,
    query_filter: Option<Entries<SentCondition>>,
    scan_index_forward: Option<bool>,
    parameters: PageParameters,
}

impl Input for QueryInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "KeyConditionExpression" => self.key_condition_expression = reader.string()?,
            "KeyConditions" => self.key_conditions = read_conditions(reader)?,
            "QueryFilter" => self.query_filter = read_conditions(reader)?,
            "ScanIndexForward" => self.scan_index_forward = reader.boolean()?,
            _ => return self.parameters.read_member(reader, name),
        }
        Ok(true)
    }
}

/// Errors, in order: the request's shape, ResourceNotFoundException, the index, key conditions, the
/// starting key, filters on keys, attributes that an index does not hold, ThrottlingException. A page beyond its reach is
/// for whoever has more time.
pub(crate) fn query(
    engine: &Engine,
    context: &RequestContext,
    input: QueryInput,
    reach: Reach,
) -> Result<Reached<PageOutput<Item>>, AwsError> {
    let forward = input.scan_index_forward.unwrap_or(true);
    let (request, conditions) = check(input)?;
    let about = |key: &KeySchema| conditions_told(key, &request, &conditions);
    let ask = Ask::to("Query")
        .on_index(request.index_name.as_deref())
        .about(&about);
    let state = state_of(engine, context, &request.table_name, &ask)?;
    let source = Source::of(&state, &request, "Query")?;
    let start = request.start_key.as_ref();
    if start.is_some_and(|start| start.len() != source.start_key_len()) {
        return Err(refuse::start_key_invalid());
    }
    let plan = Plan::of(source.key(), &conditions, start)?;
    let mut range = plan.range();
    if let Some(start) = start {
        let place = source.place(start)?;
        plan.check_start(start, &range, &place)?;
        range = range.beyond(place, forward);
    }
    source.refuse_projected_documents(&request)?;
    if let Some(filter) = &request.filter {
        for attribute in source.key().attributes() {
            let name = attribute.name.as_str();
            if filter.condition.attributes().any(|own| own == name) {
                return Err(refuse::filter_on_key(filter.parameter, name));
            }
        }
    }
    source.check_shown(&request)?;
    source.refuse_filtered_documents(&request)?;
    let walk = Walk {
        range,
        forward,
        limit: request.limit,
        reach,
        decodes: source.decodes(&request),
    };
    paging::read(&source, walk, &request)
}

/// What it tells policies: the partition, and every attribute that it names.
fn conditions_told(key: &KeySchema, request: &PageRequest, keys: &KeyConditions) -> About {
    let mut about = request.about();
    for condition in &keys.conditions {
        let is_leading = key
            .partition
            .first()
            .is_some_and(|own| own.name == condition.attribute);
        if let (true, KeyTest::Eq(value)) = (is_leading, &condition.test) {
            about = about.with_leading(value);
        }
        about = about.with_attributes([condition.attribute.as_str()]);
    }
    about
}

fn check(input: QueryInput) -> Result<(PageRequest, KeyConditions), AwsError> {
    check_shape(&input)?;
    let mut sent = input.parameters;
    let older_keys = input.key_conditions.is_some() && input.key_condition_expression.is_some();
    shared::refuse_mixed(
        WORDING,
        &sent,
        ("QueryFilter", input.query_filter.as_ref().map(Vec::len)),
        (
            // KeyConditions may stand beside other expressions.
            &[("KeyConditions", older_keys)],
            &[(
                "KeyConditionExpression",
                input.key_condition_expression.is_some(),
            )],
        ),
    )?;
    shared::check_select(WORDING, &sent)?;
    let operator = sent.conditional_operator.as_deref();
    let older = Selection {
        filter: shared::older_condition(WORDING, input.query_filter, operator, "QueryFilter")?,
        projection: read::older_projection(WORDING, sent.attributes_to_get.take())?,
    };
    let start_key = shared::start_key(WORDING, sent.exclusive_start_key.take())?;
    if input.key_conditions.is_none() && input.key_condition_expression.is_none() {
        return Err(WORDING.refuse(refuse::NO_KEY_CONDITION));
    }

    let mut placeholders = placeholders(WORDING, mem::take(&mut sent.substitutions))?;
    let key_expression = input
        .key_condition_expression
        .map(|text| parse_key_condition(&text, &mut placeholders))
        .transpose()?;
    let selection = Selection::parse(&sent, &mut placeholders)?;
    placeholders.check_unused()?;
    let conditions = match key_expression {
        Some(expression) => expression.into_conditions()?,
        None => older_key_conditions(
            input.key_conditions.unwrap_or_default(),
            sent.index_name.as_deref(),
        )?,
    };
    let request = PageRequest::new(sent, start_key, selection.or(older));
    Ok((request, conditions))
}

fn check_shape(input: &QueryInput) -> Result<(), AwsError> {
    let sent = &input.parameters;
    refuse_empty_name(WORDING, sent.table_name.as_deref())?;
    let operator = sent.conditional_operator.as_deref();
    let conditions = input.query_filter.as_ref().map_or(0, Vec::len);
    legacy::refuse_unknown_operator(WORDING, operator, conditions)?;
    let mut constraints = Constraints::default();
    shared::select_constraint(&mut constraints, sent);
    shared::index_constraint(&mut constraints, sent);
    shared::capacity_constraint(&mut constraints, sent);
    let filter = input.query_filter.as_ref();
    legacy::condition_constraints(&mut constraints, "queryFilter", filter);
    data_plane_name(&mut constraints, sent.table_name.as_deref());
    shared::operator_constraint(&mut constraints, sent);
    read::attributes_constraint(&mut constraints, sent.attributes_to_get.as_deref());
    shared::limit_constraint(&mut constraints, WORDING, sent);
    let keys = input.key_conditions.as_ref();
    legacy::condition_constraints(&mut constraints, "keyConditions", keys);
    constraints.check()
}

/// A table's key has two attributes at most; how many an index has is known later (a public suite that is
/// run against AWS, `test_key_conditions_with_range_keys`).
fn older_key_conditions(
    sent: Entries<SentCondition>,
    index: Option<&str>,
) -> Result<KeyConditions, AwsError> {
    let conditions = key_conditions(legacy::conditions(WORDING, sent)?)?;
    match (conditions.conditions.len(), index) {
        (1 | 2, _) | (3.., Some(_)) => Ok(conditions),
        _ => Err(WORDING.refuse(refuse::CONDITION_COUNT)),
    }
}
