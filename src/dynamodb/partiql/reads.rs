//! What SELECT finds: pages of a table or an index, or one item by its key.

use super::keys::named;
use super::next_token::{NextToken, Request};
use super::plan::{Plan, plan};
use super::statement::Read;
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::{About, Ask, Tell};
use crate::dynamodb::engine::capacity::{HalfUnits, read_units};
use crate::dynamodb::engine::definition::{Definition, IndexKind, KeySchema};
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::page::{Page, Reach, Walk};
use crate::dynamodb::engine::state::State;
use crate::dynamodb::error::{page, partiql, vector};
use crate::dynamodb::expression::Condition;
use crate::dynamodb::paging::Source;
use crate::dynamodb::validate::keys::refuse_documents;
use crate::dynamodb::value::Attributes;

/// What a request asks beside its statement.
pub(crate) struct PageOptions<'r> {
    pub(crate) consistent: bool,
    pub(crate) limit: Option<usize>,
    pub(crate) next_token: Option<&'r str>,
    /// The statement's text.
    pub(crate) statement: &'r str,
}

/// A page of a statement's items.
pub(crate) struct PageOfItems {
    pub(crate) items: Vec<Item>,
    pub(crate) next_token: Option<String>,
    pub(crate) last_evaluated_key: Option<Attributes>,
    pub(crate) table_units: HalfUnits,
    /// The index that was read, and its units.
    pub(crate) index_units: Option<(usize, HalfUnits)>,
}

impl Tell for Read {
    fn about(&self, key: &KeySchema) -> About {
        let planned = match (key.partition.len(), key.sort.len()) {
            (1, 0 | 1) => plan(self.expression.as_ref(), &self.order, key, &self.parameters).ok(),
            _ => None,
        };
        let named = named(self.expression.as_ref(), key, &self.parameters, true);
        let filter = self.filter();
        About {
            full_table_scan: Some(planned.is_none_or(|plan| plan.filtered.is_none())),
            ..About::default()
        }
        .naming(key, [&named.key])
        .with_attributes(self.columns.iter().flat_map(|own| own.attributes()))
        .with_attributes(filter.iter().flat_map(Condition::attributes))
    }
}

impl Read {
    pub(crate) fn table(&self) -> &str {
        &self.table
    }

    /// What it asks of its table.
    pub(crate) fn ask(&self) -> Ask<'_> {
        Ask::to("PartiQLSelect")
            .on_index(self.index.as_deref())
            .about(self)
    }

    pub(crate) fn has_index(&self) -> bool {
        self.index.is_some()
    }

    /// Reads a page. Errors, in order: the index, paths into keys, the WHERE's keys and their order,
    /// attributes that the index does not hold, the token.
    pub(crate) fn page(
        &self,
        state: &State,
        options: &PageOptions<'_>,
    ) -> Result<PageOfItems, AwsError> {
        let source = self.source(state, options.consistent)?;
        let filter = self.filter();
        self.refuse_documents(&state.definition, filter.as_ref())?;
        let plan = self.plan(&source)?;
        self.check_projected(&source, &plan)?;
        let id = &state.definition.id;
        let request = Request::new(options.statement, &self.parameters, id);
        let start = options
            .next_token
            .map(|text| NextToken::read(text, &request));
        let walked = self.walk(&source, plan, filter.as_ref(), options, start.transpose()?)?;
        let last_key = |last: &Item| last.only(|name| source.is_part_of_key(name));
        let key = walked.page.last.as_ref().map(last_key);
        let token = |key: &Attributes| {
            let (range, key) = (walked.range, key.clone());
            NextToken { range, key }.text(&request)
        };
        Ok(PageOfItems {
            next_token: key.as_ref().map(token),
            last_evaluated_key: key,
            items: walked
                .page
                .items
                .iter()
                .map(|item| self.shown(item))
                .collect(),
            table_units: walked.table_units,
            index_units: walked.index_units,
        })
    }

    /// What the statement shows of an item.
    pub(crate) fn shown(&self, item: &Item) -> Item {
        match &self.columns {
            Some(columns) => columns.shown(item),
            None => item.clone(),
        }
    }

    /// The key of the one item that the statement names, if that is all that it says. `operation`
    /// is the API that takes no other reads. Errors, in order: paths into keys, what no page could
    /// be read of either, other conditions.
    pub(crate) fn key(&self, state: &State, operation: &str) -> Result<Attributes, AwsError> {
        let definition = &state.definition;
        self.refuse_documents(definition, self.filter().as_ref())?;
        let schema = &definition.key;
        let named = named(self.expression.as_ref(), schema, &self.parameters, true);
        if !self.has_index()
            && let Some(key) = named.alone(schema)
        {
            return Ok(key);
        }
        let source = self.source(state, false)?;
        self.plan(&source)?;
        Err(partiql::read_without_key(operation))
    }

    fn source<'s>(&self, state: &'s State, consistent: bool) -> Result<Source<'s>, AwsError> {
        let Some(name) = &self.index else {
            return Ok(Source { state, index: None });
        };
        if state.definition.vectors.iter().any(|own| own.name == *name) {
            return Err(vector::not_for("Scan"));
        }
        let found = state.definition.index(name);
        let (at, index) = found.ok_or_else(partiql::unknown_index)?;
        match consistent && index.kind == IndexKind::Global {
            true => Err(partiql::consistent_read_on_global_index()),
            false => Ok(Source {
                state,
                index: Some((at, index)),
            }),
        }
    }

    fn plan(&self, source: &Source<'_>) -> Result<Plan, AwsError> {
        let condition = self.expression.as_ref();
        plan(condition, &self.order, source.key(), &self.parameters)
    }

    fn refuse_documents(
        &self,
        definition: &Definition,
        filter: Option<&Condition>,
    ) -> Result<(), AwsError> {
        let shown = self.columns.iter().flat_map(|own| own.documents());
        let filtered = filter.into_iter().flat_map(Condition::documents);
        refuse_documents(definition, shown.chain(filtered))
    }

    /// A global index shows only what it holds, and no index is filtered by more if its key is
    /// asked for: only a scan simply finds nothing (recorded).
    fn check_projected(&self, source: &Source<'_>, plan: &Plan) -> Result<(), AwsError> {
        let Some((_, index)) = source.index else {
            return Ok(());
        };
        let missing = |names: &[String]| -> Vec<String> {
            let missing = names.iter().filter(|name| !source.holds(name));
            missing.cloned().collect()
        };
        if let Some(filtered) = &plan.filtered {
            let all: Vec<_> = filtered.iter().map(|names| missing(names)).collect();
            if all.iter().all(|names| !names.is_empty())
                && let Some(names) = all.first()
            {
                let names = in_set_order(names);
                return Err(partiql::filter_not_projected(&index.name, &names));
            }
        }
        if index.kind == IndexKind::Global
            && let Some(columns) = &self.columns
        {
            let mut missing: Vec<_> = columns
                .attributes()
                .filter(|name| !source.holds(name))
                .collect();
            missing.dedup();
            if !missing.is_empty() {
                return Err(page::attributes_not_projected(&index.name, &missing));
            }
        }
        Ok(())
    }

    fn walk(
        &self,
        source: &Source<'_>,
        plan: Plan,
        filter: Option<&Condition>,
        options: &PageOptions<'_>,
        start: Option<NextToken>,
    ) -> Result<Walked, AwsError> {
        let mut shown = self.columns.iter().flat_map(|own| own.attributes());
        let fetches = source.index.is_some() && shown.any(|name| !source.holds(name));
        let mut walked = Walked::default();
        let (first, mut beyond) = match start {
            Some(token) => {
                let place = source.place(&token.key);
                let place = place.map_err(|_| partiql::invalid_next_token())?;
                (token.range, Some(place))
            }
            None => (0, None),
        };
        if first >= plan.ranges.len() {
            return Err(partiql::invalid_next_token());
        }
        for (at, range) in plan.ranges.into_iter().enumerate().skip(first) {
            let range = match beyond.take() {
                Some(place) => range.beyond(place, plan.forward),
                None => range,
            };
            let walk = Walk {
                range,
                forward: plan.forward,
                limit: options.limit,
                reach: Reach::Page,
                decodes: true,
            };
            let page = &mut walked.page;
            let before = (page.bytes, page.fetched_bytes);
            source
                .extend(page, walk, fetches, |item| passes(source, filter, item))
                .expect("no page is beyond the reach of a page");
            let bytes = (page.bytes - before.0, page.fetched_bytes - before.1);
            walked.add_units(source, bytes, options.consistent);
            walked.range = at;
            if walked.page.last.is_some() {
                break;
            }
        }
        Ok(walked)
    }
}

/// Pages of several reads as one.
#[derive(Default)]
struct Walked {
    page: Page,
    /// The read that came last.
    range: usize,
    table_units: HalfUnits,
    index_units: Option<(usize, HalfUnits)>,
}

impl Walked {
    /// Each read rounds up for itself.
    fn add_units(
        &mut self,
        source: &Source<'_>,
        (bytes, fetched_bytes): (usize, usize),
        consistent: bool,
    ) {
        let units = read_units(bytes, consistent);
        let Some((at, _)) = source.index else {
            self.table_units += units;
            return;
        };
        let (_, sum) = self.index_units.get_or_insert((at, HalfUnits::default()));
        *sum += units;
        if fetched_bytes > 0 {
            self.table_units += read_units(fetched_bytes, consistent);
        }
    }
}

/// A filter sees what its source holds, even of an item that was fetched for what is shown.
fn passes(source: &Source<'_>, filter: Option<&Condition>, item: &Item) -> bool {
    let Some(filter) = filter else {
        return true;
    };
    let reads = |name: &str| filter.attributes().any(|own| own == name) && source.holds(name);
    filter.matches(&item.only(reads))
}

/// Names in the order of a Java set, as AWS prints them.
fn in_set_order(names: &[String]) -> Vec<&str> {
    let mut buckets = 16;
    while names.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    let bucket = |name: &&str| {
        let step = |hash: u32, unit: u16| hash.wrapping_mul(31).wrapping_add(u32::from(unit));
        let hash = name.encode_utf16().fold(0, step);
        (hash ^ (hash >> 16)) as usize % buckets
    };
    let mut names: Vec<_> = names.iter().map(String::as_str).collect();
    names.sort_by_key(bucket);
    names
}
