//! UpdateContributorInsights, DescribeContributorInsights and ListContributorInsights (API
//! reference). What is switched on is kept and shown; there is no CloudWatch here to look into.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::{Definition, IndexKind, Insights, InsightsMode};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::table as refuse;
use crate::dynamodb::lookup::named_table;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::{data_plane_name, optional_name};
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const ACTIONS: [&str; 2] = ["ENABLE", "DISABLE"];
const RESULTS_MAX: i64 = 100;

#[derive(Debug, Default)]
pub(crate) struct InsightsInput {
    table_name: Option<String>,
    index_name: Option<String>,
    action: Option<String>,
    mode: Option<String>,
}

impl Input for InsightsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "IndexName" => self.index_name = reader.string()?,
            "ContributorInsightsAction" => self.action = reader.string()?,
            "ContributorInsightsMode" => self.mode = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// The insights of a table or of one of its indexes.
pub(crate) struct InsightsOutput {
    table: String,
    index: Option<String>,
    status: &'static str,
    mode: Option<InsightsMode>,
    /// Only descriptions tell of the rules and of the moment.
    rules: Vec<String>,
    changed_ms: Option<i64>,
}

impl Output for InsightsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("TableName").text(&self.table);
            if let Some(index) = &self.index {
                w.name("IndexName").text(index);
            }
            if !self.rules.is_empty() {
                w.name("ContributorInsightsRuleList")
                    .list(&self.rules, |w, rule| w.text(rule));
            }
            w.name("ContributorInsightsStatus").quoted(self.status);
            if let Some(moment) = self.changed_ms {
                w.name("LastUpdateDateTime").moment(moment);
            }
            if let Some(mode) = self.mode {
                w.name("ContributorInsightsMode").quoted(mode.name());
            }
        });
    }
}

/// Changes show at once; the answer says that they have only begun, unless there was none. Errors,
/// in order: the request's shape, ResourceNotFoundException for the table, then for the index.
pub(crate) fn update_contributor_insights(
    engine: &Engine,
    context: &RequestContext,
    input: InsightsInput,
) -> Result<InsightsOutput, AwsError> {
    check_shape(&input, true)?;
    let name = input.table_name.unwrap_or_default();
    let index = input.index_name;
    let asked = match input.action.as_deref() {
        Some("ENABLE") => Some(InsightsMode::parse(input.mode.as_deref())),
        _ => None,
    };
    let table = named_table(engine, context, &name, "UpdateContributorInsights")?;
    table.change(|state| {
        check_index(&state.definition, index.as_deref())?;
        let mut definition = (*state.definition).clone();
        let now_ms = engine.clock.unix_ms();
        let known = definition.insights.get(&index).copied();
        let (status, insights) = changed(known, asked, now_ms);
        if let Some(insights) = insights {
            definition.insights.insert(index.clone(), insights);
        }
        let table = definition.name.clone();
        state.definition = Arc::new(definition);
        Ok(InsightsOutput {
            table,
            index,
            status,
            mode: insights.map(|own| own.mode),
            rules: Vec::new(),
            changed_ms: None,
        })
    })
}

/// The status to tell, and what is known from then on.
fn changed(
    known: Option<Insights>,
    asked: Option<InsightsMode>,
    now_ms: i64,
) -> (&'static str, Option<Insights>) {
    match (known, asked) {
        (Some(own), Some(mode)) if own.enabled && own.mode == mode => ("ENABLED", known),
        (Some(own), None) if !own.enabled => ("DISABLED", known),
        (None, None) => ("DISABLED", None),
        (known, Some(mode)) => {
            // A change of mode keeps the names of the rules that stay.
            let since = known.filter(|own| own.enabled);
            let insights = Insights {
                enabled: true,
                mode,
                rules_since_ms: since.map_or(now_ms, |own| own.rules_since_ms),
                changed_ms: now_ms,
            };
            ("ENABLING", Some(insights))
        }
        (Some(own), None) => {
            let insights = Insights {
                enabled: false,
                changed_ms: now_ms,
                ..own
            };
            ("DISABLING", Some(insights))
        }
    }
}

/// Errors, in order: the names, ResourceNotFoundException for the table, then for the index.
pub(crate) fn describe_contributor_insights(
    engine: &Engine,
    context: &RequestContext,
    input: InsightsInput,
) -> Result<InsightsOutput, AwsError> {
    check_shape(&input, false)?;
    let name = input.table_name.unwrap_or_default();
    let table = named_table(engine, context, &name, "DescribeContributorInsights")?;
    let state = table.state();
    let definition = &state.definition;
    check_index(definition, input.index_name.as_deref())?;
    let known = definition.insights.get(&input.index_name).copied();
    let enabled = known.filter(|own| own.enabled);
    Ok(InsightsOutput {
        table: definition.name.clone(),
        status: status(enabled.is_some()),
        mode: known.map(|own| own.mode),
        rules: enabled.map_or_else(Vec::new, |own| {
            rules(definition, input.index_name.as_deref(), own)
        }),
        changed_ms: known.map(|own| own.changed_ms),
        index: input.index_name,
    })
}

fn status(enabled: bool) -> &'static str {
    match enabled {
        true => "ENABLED",
        false => "DISABLED",
    }
}

/// The names of the rules that AWS makes in CloudWatch: of accesses and of throttles, by partition
/// key and, if there is one, by sort key (recorded).
fn rules(definition: &Definition, index: Option<&str>, insights: Insights) -> Vec<String> {
    let key = match index.and_then(|name| definition.index(name)) {
        Some((_, index)) => &index.key,
        None => &definition.key,
    };
    let place = index.map_or_else(String::new, |index| format!("-{index}"));
    let kinds: &[&str] = match (insights.mode, key.sort.is_empty()) {
        (InsightsMode::AccessedAndThrottledKeys, true) => &["PKC", "PKT"],
        (InsightsMode::AccessedAndThrottledKeys, false) => &["PKC", "PKT", "SKC", "SKT"],
        (InsightsMode::ThrottledKeys, true) => &["PKT"],
        (InsightsMode::ThrottledKeys, false) => &["PKT", "SKT"],
    };
    let (table, since) = (&definition.name, insights.rules_since_ms);
    let name = |kind| format!("DynamoDBContributorInsights-{kind}-{table}{place}-{since}");
    kinds.iter().map(name).collect()
}

fn check_shape(input: &InsightsInput, changes: bool) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    data_plane_name(&mut constraints, input.table_name.as_deref());
    let index = input.index_name.as_deref();
    constraints.name_pattern("indexName", index);
    constraints.length("indexName", index, 3, 255);
    if changes {
        let action = input.action.as_deref();
        constraints.not_null("contributorInsightsAction", action.as_ref());
        constraints.one_of("contributorInsightsAction", action, &ACTIONS);
        let mode = input.mode.as_deref();
        constraints.one_of("contributorInsightsMode", mode, &InsightsMode::NAMES);
    }
    constraints.check()
}

/// Only global indexes have insights of their own.
fn check_index(definition: &Definition, index: Option<&str>) -> Result<(), AwsError> {
    let mut global = definition.indexes_of(IndexKind::Global);
    match index {
        Some(name) if !global.any(|(_, own)| own.name == name) => {
            Err(refuse::index_not_found(name, &definition.name))
        }
        _ => Ok(()),
    }
}

#[derive(Debug, Default)]
pub(crate) struct ListContributorInsightsInput {
    table_name: Option<String>,
    next_token: Option<String>,
    results_max: Option<i32>,
}

impl Input for ListContributorInsightsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "NextToken" => self.next_token = reader.string()?,
            "MaxResults" => self.results_max = reader.integer()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct ListContributorInsightsOutput {
    page: Vec<(String, Option<String>, InsightsMode)>,
    next_token: Option<String>,
}

impl Output for ListContributorInsightsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("ContributorInsightsSummaries")
                .list(&self.page, |w, (table, index, mode)| {
                    w.object(|w| {
                        w.name("TableName").text(table);
                        if let Some(index) = index {
                            w.name("IndexName").text(index);
                        }
                        w.name("ContributorInsightsStatus").quoted(status(true));
                        w.name("ContributorInsightsMode").quoted(mode.name());
                    });
                });
            if let Some(token) = &self.next_token {
                w.name("NextToken").text(token);
            }
        });
    }
}

/// What is enabled, by table; a table before its indexes. Errors, in order: the request's shape,
/// ResourceNotFoundException.
pub(crate) fn list_contributor_insights(
    engine: &Engine,
    context: &RequestContext,
    input: ListContributorInsightsInput,
) -> Result<ListContributorInsightsOutput, AwsError> {
    let limit = input.results_max.map(i64::from);
    let mut constraints = Constraints::default();
    optional_name(&mut constraints, input.table_name.as_deref());
    constraints.at_most("maxResults", limit, RESULTS_MAX);
    constraints.check()?;
    let tables = match &input.table_name {
        Some(name) => vec![named_table(
            engine,
            context,
            name,
            "ListContributorInsights",
        )?],
        None => {
            let drawer = engine.drawer(context.scope());
            let names = drawer.names(None, usize::MAX);
            names.iter().filter_map(|name| drawer.table(name)).collect()
        }
    };
    let mut all = Vec::new();
    for table in tables {
        let state = table.state();
        let enabled = state
            .definition
            .insights
            .iter()
            .filter(|(_, own)| own.enabled);
        all.extend(
            enabled.map(|(index, own)| (state.definition.name.clone(), index.clone(), own.mode)),
        );
    }
    // A token is the place of the last entry before it.
    if let Some(token) = &input.next_token {
        all.retain(|entry| place(entry) > *token);
    }
    let page = limit.filter(|limit| *limit > 0).unwrap_or(RESULTS_MAX);
    let page = usize::try_from(page).unwrap_or(usize::MAX);
    let next_token = (all.len() > page).then(|| place(&all[page - 1]));
    all.truncate(page);
    Ok(ListContributorInsightsOutput {
        page: all,
        next_token,
    })
}

/// Sorts as the entries are listed: a space comes before every character of a name.
fn place((table, index, _): &(String, Option<String>, InsightsMode)) -> String {
    format!("{table} {}", index.as_deref().unwrap_or_default())
}
