//! SearchVectors: the items whose vectors are nearest to one (API reference, "SearchVectors"). The
//! search is exact; AWS's is approximate.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::engine::definition::VectorIndex;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::vectors::{Hit, float_of};
use crate::dynamodb::error::wording::{self, Wording};
use crate::dynamodb::error::{page, vector as refuse};
use crate::dynamodb::expression::{
    Projection, SearchCondition, parse_projection, parse_search_condition,
};
use crate::dynamodb::lookup::state_of;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::expressions::{placeholders, refuse_mixture};
use crate::dynamodb::validate::names::data_plane_name;
use crate::dynamodb::validate::options::ReturnConsumedCapacity;
use crate::dynamodb::value::{AttributeValue, Attributes};
use crate::dynamodb::wire::attribute::SingleValue;
use crate::dynamodb::wire::parameters::Substitutions;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const WORDING: Wording = wording::SEARCH_VECTORS;
const TOP_K_MAX: i32 = 100;
const DIMENSIONS_MAX: usize = 4096;

#[derive(Debug, Default)]
pub(crate) struct SearchVectorsInput {
    table_name: Option<String>,
    index_name: Option<String>,
    vector: Option<Vec<SingleValue>>,
    top_k: Option<i32>,
    condition_expression: Option<String>,
    projection_expression: Option<String>,
    return_consumed_capacity: Option<String>,
    substitutions: Substitutions,
}

impl Input for SearchVectorsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "IndexName" => self.index_name = reader.string()?,
            "SearchVector" => self.vector = SingleValue::read_list(reader)?,
            "TopK" => self.top_k = reader.integer()?,
            "SearchConditionExpression" => self.condition_expression = reader.string()?,
            "ProjectionExpression" => self.projection_expression = reader.string()?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            _ => return self.substitutions.read_member(reader, name),
        }
        Ok(true)
    }
}

pub(crate) struct SearchVectorsOutput {
    index: Arc<VectorIndex>,
    projection: Option<Projection>,
    hits: Vec<Hit>,
    /// None unless the request asked.
    charged_bytes: Option<usize>,
}

impl Output for SearchVectorsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            if let Some(bytes) = self.charged_bytes {
                w.name("ConsumedCapacity").object(|w| {
                    w.name("VectorSearchRequestBytes")
                        .plain(format_args!("{bytes}.0"))
                });
            }
            w.name("SearchResults").list(&self.hits, |w, hit| {
                w.object(|w| {
                    w.name("Item");
                    self.write_item(w, hit);
                    w.name("Score").plain(format_args!("{:?}", hit.score));
                });
            });
        });
    }
}

impl SearchVectorsOutput {
    /// Without a projection an item comes without its vector (recorded).
    fn write_item(&self, w: &mut Writer, hit: &Hit) {
        let Some(projection) = &self.projection else {
            return w.json(hit.entry.item.json());
        };
        let asked = |name: &str| projection.attributes().any(|own| own == name);
        let shown: Attributes = projection.apply(&hit.entry.item.only(asked));
        w.object(|w| {
            for (name, value) in &shown {
                w.name(name).value(value);
            }
            if asked(&self.index.attribute) {
                w.name(&self.index.attribute).object(|w| {
                    w.name("L").list(&hit.entry.vector, |w, element| {
                        // The index's own copy (recorded: `1.0`).
                        w.object(|w| w.name("N").quoted(&format!("{element:?}")));
                    });
                });
            }
        });
    }
}

/// A request that has passed every check that needs no table.
struct Checked {
    table_name: String,
    index_name: String,
    vector: Vec<f32>,
    top_k: usize,
    condition: Option<SearchCondition>,
    projection: Option<Projection>,
    capacity: ReturnConsumedCapacity,
}

/// Errors, in order: the request's shape, ResourceNotFoundException, the index, the vector's
/// dimension, the condition.
pub(crate) fn search_vectors(
    engine: &Engine,
    context: &RequestContext,
    input: SearchVectorsInput,
) -> Result<SearchVectorsOutput, AwsError> {
    let request = check(input)?;
    let ask = Ask::to("SearchVectors").on_index(Some(&request.index_name));
    let state = state_of(engine, context, &request.table_name, &ask)?;
    let mut indexes = state.definition.vectors.iter().enumerate();
    let found = indexes.find(|(_, index)| index.name == request.index_name);
    let (at, index) = found.ok_or_else(|| page::unknown_index(&request.index_name))?;
    if request.vector.len() != index.dimensions {
        let actual = request.vector.len();
        return Err(refuse::other_search_dimension(actual, index.dimensions));
    }
    let equalities = request
        .condition
        .map(SearchCondition::equalities)
        .transpose()?;
    let wanted = wanted(index, equalities.as_deref().unwrap_or_default())?;
    let tree = state.vectors.tree(at);
    let (hits, bytes) = tree.search(&request.vector, &wanted, request.top_k);
    Ok(SearchVectorsOutput {
        index: Arc::clone(index),
        projection: request.projection,
        hits,
        charged_bytes: (request.capacity != ReturnConsumedCapacity::None).then_some(bytes),
    })
}

/// Values by their place in the search schema.
fn wanted<'a>(
    index: &VectorIndex,
    equalities: &'a [(String, Arc<AttributeValue>)],
) -> Result<Vec<(usize, &'a AttributeValue)>, AwsError> {
    let mut wanted = Vec::new();
    for (name, value) in equalities {
        let mut schema = index.schema.iter();
        let at = schema.position(|element| element.attribute.name == *name);
        let at = at.ok_or_else(|| refuse::not_in_schema(name))?;
        if !index.schema[at].attribute.kind.fits(value) {
            return Err(page::condition_type_mismatch());
        }
        wanted.push((at, value.as_ref()));
    }
    let is_wanted = |at: usize| wanted.iter().any(|(own, _)| *own == at);
    let mut schema = index.schema.iter().enumerate();
    match schema.any(|(at, element)| element.is_hash && !is_wanted(at)) {
        true => Err(refuse::condition_required()),
        false => Ok(wanted),
    }
}

fn check(input: SearchVectorsInput) -> Result<Checked, AwsError> {
    let mut constraints = Constraints::default();
    data_plane_name(&mut constraints, input.table_name.as_deref());
    let index = input.index_name.as_deref();
    constraints.not_null("indexName", index.as_ref());
    constraints.name_pattern("indexName", index);
    constraints.length("indexName", index, 3, 255);
    constraints.not_null("searchVector", input.vector.as_ref());
    let elements = input.vector.as_deref().unwrap_or_default();
    if input.vector.is_some() {
        constraints.count(&"[]", "searchVector", elements.len(), 1, DIMENSIONS_MAX);
    }
    constraints.not_null("topK", input.top_k.as_ref());
    constraints.at_least("topK", input.top_k.map(i64::from), 1);
    let capacity = input.return_consumed_capacity.as_deref();
    let names = &ReturnConsumedCapacity::ALL;
    constraints.one_of("returnConsumedCapacity", capacity, names);
    constraints.check()?;

    let top_k = input.top_k.unwrap_or_default();
    if top_k > TOP_K_MAX {
        return Err(refuse::top_k_out_of_range(top_k));
    }
    let vector = elements.iter().map(|element| match element.problem {
        Some(_) => None,
        None => float_of(&element.value),
    });
    let vector = vector.collect::<Option<Vec<_>>>();
    let vector = vector.ok_or_else(refuse::bad_search_vector)?;
    let (condition, projection) = (&input.condition_expression, &input.projection_expression);
    refuse_mixture(
        WORDING,
        &[],
        &[
            ("ProjectionExpression", projection.is_some()),
            ("SearchConditionExpression", condition.is_some()),
        ],
        &["SearchConditionExpression"],
        &input.substitutions,
    )?;
    let mut placeholders = placeholders(WORDING, input.substitutions)?;
    let condition = condition
        .as_deref()
        .map(|text| parse_search_condition(text, &mut placeholders))
        .transpose()?;
    let projection = projection
        .as_deref()
        .map(|text| parse_projection(text, &mut placeholders))
        .transpose()?;
    placeholders.check_unused()?;
    Ok(Checked {
        capacity: ReturnConsumedCapacity::of(capacity),
        table_name: input.table_name.unwrap_or_default(),
        index_name: input.index_name.unwrap_or_default(),
        vector,
        top_k: usize::try_from(top_k).unwrap_or_default(),
        condition,
        projection,
    })
}
