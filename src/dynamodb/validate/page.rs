//! What Query and Scan check alike before the table is looked up.

use super::constraints::Constraints;
use super::expressions::{Parameter, refuse_mixture};
use super::legacy;
use super::options::{CONDITIONAL_OPERATORS, ReturnConsumedCapacity, Select};
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::About;
use crate::dynamodb::error::page;
use crate::dynamodb::error::wording::Wording;
use crate::dynamodb::expression::legacy::filter as older_filter;
use crate::dynamodb::expression::{
    Condition, ExpressionKind, Placeholders, Projection, parse_condition, parse_projection,
};
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::legacy::{Entries, SentCondition};
use crate::dynamodb::wire::page_parameters::PageParameters;

/// A filter, and the parameter it came from as errors name it.
pub(crate) struct Filter {
    pub(crate) condition: Condition,
    pub(crate) parameter: &'static str,
}

/// Which items a page shows, and what of each.
#[derive(Default)]
pub(crate) struct Selection {
    pub(crate) filter: Option<Filter>,
    pub(crate) projection: Option<Projection>,
}

impl Selection {
    /// FilterExpression and ProjectionExpression. A request's other expressions share its `placeholders`.
    pub(crate) fn parse(
        sent: &PageParameters,
        placeholders: &mut Placeholders,
    ) -> Result<Self, AwsError> {
        let filter = sent.filter_expression.as_deref();
        let condition = filter
            .map(|text| parse_condition(ExpressionKind::Filter, text, placeholders))
            .transpose()?;
        let projection = sent.projection_expression.as_deref();
        Ok(Self {
            filter: condition.map(|condition| Filter {
                condition,
                parameter: "Filter Expression",
            }),
            projection: projection
                .map(|text| parse_projection(text, placeholders))
                .transpose()?,
        })
    }

    /// With what the older parameters say where expressions say nothing.
    pub(crate) fn or(self, older: Self) -> Self {
        Self {
            filter: self.filter.or(older.filter),
            projection: self.projection.or(older.projection),
        }
    }
}

/// A request that has passed every check that needs no table, but for what only Query or Scan has.
pub(crate) struct PageRequest {
    pub(crate) table_name: String,
    pub(crate) index_name: Option<String>,
    pub(crate) select: Option<Select>,
    pub(crate) limit: Option<usize>,
    pub(crate) consistent: bool,
    pub(crate) capacity: ReturnConsumedCapacity,
    pub(crate) start_key: Option<Attributes>,
    pub(crate) filter: Option<Filter>,
    pub(crate) projection: Option<Projection>,
}

impl PageRequest {
    /// Of parameters that passed their constraints.
    pub(crate) fn new(
        sent: PageParameters,
        start_key: Option<Attributes>,
        selection: Selection,
    ) -> Self {
        Self {
            table_name: sent.table_name.unwrap_or_default(),
            index_name: sent.index_name,
            select: sent.select.as_deref().and_then(Select::of),
            limit: sent.limit.and_then(|limit| usize::try_from(limit).ok()),
            consistent: sent.consistent_read.unwrap_or(false),
            capacity: ReturnConsumedCapacity::of(sent.return_consumed_capacity.as_deref()),
            start_key,
            filter: selection.filter,
            projection: selection.projection,
        }
    }

    /// What it tells the conditions of policies, but for keys.
    pub(crate) fn about(&self) -> About {
        let projection = self.projection.as_ref();
        let select = match (self.select, projection, &self.index_name) {
            (Some(select), _, _) => select,
            (None, Some(_), _) => Select::SpecificAttributes,
            (None, None, Some(_)) => Select::AllProjectedAttributes,
            (None, None, None) => Select::AllAttributes,
        };
        let filter = self.filter.iter();
        About {
            select: Some(select.name()),
            return_consumed_capacity: Some(self.capacity.name()),
            ..About::default()
        }
        .with_attributes(projection.into_iter().flat_map(Projection::attributes))
        .with_attributes(filter.flat_map(|own| own.condition.attributes()))
    }
}

pub(crate) fn limit_constraint(
    constraints: &mut Constraints,
    wording: Wording,
    sent: &PageParameters,
) {
    if let Some(limit) = sent.limit.filter(|limit| *limit < 1) {
        constraints.note(page::limit_too_small(wording, i64::from(limit)));
    }
}

pub(crate) fn select_constraint(constraints: &mut Constraints, sent: &PageParameters) {
    constraints.one_of("select", sent.select.as_deref(), &Select::ALL);
}

pub(crate) fn index_constraint(constraints: &mut Constraints, sent: &PageParameters) {
    let name = sent.index_name.as_deref();
    constraints.name_pattern("indexName", name);
    constraints.length("indexName", name, 3, 255);
}

pub(crate) fn capacity_constraint(constraints: &mut Constraints, sent: &PageParameters) {
    let value = sent.return_consumed_capacity.as_deref();
    constraints.one_of(
        "returnConsumedCapacity",
        value,
        &ReturnConsumedCapacity::ALL,
    );
}

pub(crate) fn operator_constraint(constraints: &mut Constraints, sent: &PageParameters) {
    let operator = sent.conditional_operator.as_deref();
    constraints.one_of("conditionalOperator", operator, &CONDITIONAL_OPERATORS);
}

/// Refuses expressions beside older parameters. `filter` is the older filter's name and size, `more`
/// are the older parameters and the expressions that only Query has.
pub(crate) fn refuse_mixed(
    wording: Wording,
    sent: &PageParameters,
    filter: (&'static str, Option<usize>),
    more: (&[Parameter], &[Parameter]),
) -> Result<(), AwsError> {
    let (filter_name, conditions) = filter;
    let mut older = vec![
        ("AttributesToGet", sent.attributes_to_get.is_some()),
        (filter_name, conditions.is_some()),
        ("ConditionalOperator", sent.conditional_operator.is_some()),
    ];
    older.extend_from_slice(more.0);
    let mut expressions = vec![
        ("ProjectionExpression", sent.projection_expression.is_some()),
        ("FilterExpression", sent.filter_expression.is_some()),
    ];
    expressions.extend_from_slice(more.1);
    let with_values: Vec<_> = expressions[1..].iter().map(|(name, _)| *name).collect();
    refuse_mixture(
        wording,
        &older,
        &expressions,
        &with_values,
        &sent.substitutions,
    )?;
    let operator = sent.conditional_operator.as_deref();
    legacy::refuse_idle_operator(wording, operator, conditions.unwrap_or(0))
}

/// QueryFilter or ScanFilter, as the condition it stands for.
pub(crate) fn older_condition(
    wording: Wording,
    sent: Option<Entries<SentCondition>>,
    operator: Option<&str>,
    parameter: &'static str,
) -> Result<Option<Filter>, AwsError> {
    let Some(sent) = sent else {
        return Ok(None);
    };
    let conditions = legacy::conditions(wording, sent)?;
    let condition = older_filter(conditions, legacy::conditional_operator(operator))?;
    Ok(Some(Filter {
        condition,
        parameter,
    }))
}

/// Select against the other ways to say which attributes to show.
pub(crate) fn check_select(wording: Wording, sent: &PageParameters) -> Result<(), AwsError> {
    let list = match (&sent.projection_expression, &sent.attributes_to_get) {
        (Some(_), _) => Some("ProjectionExpression"),
        (None, Some(_)) => Some("AttributesToGet"),
        (None, None) => None,
    };
    let problem = match (sent.select.as_deref().and_then(Select::of), list) {
        (Some(Select::SpecificAttributes), None) => {
            page::SPECIFIC_ATTRIBUTES_WITHOUT_LIST.to_owned()
        }
        (None | Some(Select::SpecificAttributes), _) => return Ok(()),
        (Some(Select::AllProjectedAttributes), _) if sent.index_name.is_none() => {
            page::PROJECTED_ATTRIBUTES_WITHOUT_INDEX.to_owned()
        }
        (Some(select), Some(parameter)) => page::select_with_list(parameter, select.name()),
        (Some(_), None) => return Ok(()),
    };
    Err(wording.refuse(problem))
}

/// ExclusiveStartKey without a problem. AWS puts its own words before some problems.
pub(crate) fn start_key(
    wording: Wording,
    sent: Option<Values>,
) -> Result<Option<Attributes>, AwsError> {
    let Some(values) = sent else {
        return Ok(None);
    };
    let Some(problem) = values.problem else {
        return Ok(Some(values.attributes));
    };
    let message = problem.message(wording);
    match problem.is_told_without_context() {
        true => Err(wording.refuse(message)),
        false => Err(page::start_key_invalid_because(&message)),
    }
}
