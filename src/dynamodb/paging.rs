//! From a checked Query or Scan to its page: which tree is walked, what is read, what is shown.

use super::consumed;
use super::engine::capacity::{HalfUnits, read_units};
use super::engine::definition::{IndexDefinition, IndexKind, KeySchema, Projection as Held};
use super::engine::index::{index_key, table_key};
use super::engine::item::Item;
use super::engine::key::Key;
use super::engine::page::{Page, Reached, TooFar, Walk};
use super::engine::state::State;
use super::engine::tree::Tree;
use super::error::{page, vector};
use super::throttle;
use super::validate::keys::{check_key, refuse_documents};
use super::validate::options::Select;
use super::validate::page::PageRequest;
use super::validate::read::shown;
use super::value::Attributes;
use super::wire::page_output::PageOutput;
use crate::aws::error::AwsError;

/// What a page is read from: a table, or one of its indexes.
pub(crate) struct Source<'a> {
    pub(crate) state: &'a State,
    pub(crate) index: Option<(usize, &'a IndexDefinition)>,
}

impl<'a> Source<'a> {
    /// The index that a request names, which has to be able to answer it; `operation` is Query or Scan.
    pub(crate) fn of(
        state: &'a State,
        request: &PageRequest,
        operation: &str,
    ) -> Result<Self, AwsError> {
        let index = match &request.index_name {
            Some(name) => {
                if state.definition.vectors.iter().any(|own| own.name == *name) {
                    return Err(vector::not_for(operation));
                }
                let found = state.definition.index(name);
                Some(found.ok_or_else(|| page::unknown_index(name))?)
            }
            None => None,
        };
        if let Some((_, index)) = index
            && index.kind == IndexKind::Global
            && request.consistent
        {
            return Err(page::consistent_read_on_global_index());
        }
        Ok(Self { state, index })
    }

    /// The key by which the source is ordered.
    pub(crate) fn key(&self) -> &'a KeySchema {
        match self.index {
            Some((_, index)) => &index.key,
            None => &self.state.definition.key,
        }
    }

    fn tree(&self) -> &'a Tree {
        match self.index {
            Some((at, _)) => &self.state.indexes[at],
            None => &self.state.items,
        }
    }

    pub(crate) fn is_part_of_key(&self, name: &str) -> bool {
        self.key().has(name) || self.state.definition.key.has(name)
    }

    /// Attributes of a starting key: the source's key and the table's.
    pub(crate) fn start_key_len(&self) -> usize {
        let table = &self.state.definition.key;
        let own = self.key().attributes();
        table.len() + own.filter(|own| !table.has(&own.name)).count()
    }

    /// The place that a starting key names. Its table part has to be the table's key.
    pub(crate) fn place(&self, start: &Attributes) -> Result<Key, AwsError> {
        let table = &self.state.definition.key;
        let part = start.iter().filter(|(name, _)| table.has(name));
        let part = part.map(|(name, value)| (name.clone(), value.clone()));
        check_key(table, &part.collect()).map_err(|error| {
            page::start_key_invalid_because(error.message().unwrap_or_default())
        })?;
        let place = match self.index {
            Some((_, index)) => index_key(index, table, start),
            None => table_key(table, start),
        };
        place.ok_or_else(page::start_key_invalid)
    }

    pub(crate) fn refuse_projected_documents(&self, request: &PageRequest) -> Result<(), AwsError> {
        let documents = request.projection.iter().flat_map(|own| own.documents());
        refuse_documents(&self.state.definition, documents)
    }

    pub(crate) fn refuse_filtered_documents(&self, request: &PageRequest) -> Result<(), AwsError> {
        let filters = request.filter.iter();
        let documents = filters.flat_map(|filter| filter.condition.documents());
        refuse_documents(&self.state.definition, documents)
    }

    /// Refuses to show what a global index does not hold.
    pub(crate) fn check_shown(&self, request: &PageRequest) -> Result<(), AwsError> {
        let Some((_, index)) = self.index.filter(|(_, own)| own.kind == IndexKind::Global) else {
            return Ok(());
        };
        if request.select == Some(Select::AllAttributes) && index.projection != Held::All {
            return Err(page::all_attributes_of_partial_index(&index.name));
        }
        let table = &self.state.definition.key;
        let asked = request.projection.iter().flat_map(|own| own.attributes());
        let mut missing: Vec<_> = asked.filter(|name| !index.projects(name, table)).collect();
        missing.dedup();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(page::attributes_not_projected(&index.name, &missing)),
        }
    }

    /// Whether a local index has to fetch the table's item for what is to be shown.
    fn fetches(&self, request: &PageRequest) -> bool {
        let Some((_, index)) = self.index.filter(|(_, own)| own.kind == IndexKind::Local) else {
            return false;
        };
        if request.select == Some(Select::AllAttributes) {
            return index.projection != Held::All;
        }
        let table = &self.state.definition.key;
        let mut asked = request.projection.iter().flat_map(|own| own.attributes());
        asked.any(|name| !index.projects(name, table))
    }

    /// Whether a page takes its items apart; otherwise it copies them.
    pub(crate) fn decodes(&self, request: &PageRequest) -> bool {
        request.filter.is_some() || request.projection.is_some() || self.fetches(request)
    }

    /// Whether what is read holds a top-level attribute.
    pub(crate) fn holds(&self, name: &str) -> bool {
        match self.index {
            Some((_, index)) => index.projects(name, &self.state.definition.key),
            None => true,
        }
    }

    /// Goes on with a page; `fetches` says whether a local index needs the table's items.
    pub(crate) fn extend(
        &self,
        page: &mut Page,
        walk: Walk,
        fetches: bool,
        keep: impl Fn(&Item) -> bool,
    ) -> Reached<()> {
        let fetch = |entry: &Item| fetches.then(|| self.whole_item(entry))?;
        page.extend(self.tree(), walk, true, fetch, keep)
    }

    fn whole_item(&self, entry: &Item) -> Option<Item> {
        let table = &self.state.definition.key;
        let key = table_key(table, &entry.only(|name| table.has(name)))?;
        self.state.items.get(&key).cloned()
    }
}

/// Reads one page. It costs nothing if it is beyond its reach or if it is throttled.
pub(crate) fn read(
    source: &Source<'_>,
    walk: Walk,
    request: &PageRequest,
) -> Result<Reached<PageOutput<Item>>, AwsError> {
    let counts_only = request.select == Some(Select::Count);
    let fetches = source.fetches(request);
    let page = Page::read(
        source.tree(),
        walk,
        !counts_only,
        |entry| fetches.then(|| source.whole_item(entry))?,
        |item| passes(item, request),
    );
    let page = match page {
        Ok(page) => page,
        Err(TooFar) => return Ok(Err(TooFar)),
    };
    let (table, index) = units(source, &page, request);
    throttle::read(source.state, table, index)?;
    let last_key = |entry: &Item| entry.only(|name| source.is_part_of_key(name));
    let show = |item: &Item| shown(item, request.projection.as_ref());
    Ok(Ok(PageOutput {
        items: (!counts_only).then(|| page.items.iter().map(show).collect()),
        count: page.matched,
        scanned_count: page.scanned,
        last_evaluated_key: page.last.as_ref().map(last_key),
        consumption: consumed::by_reads(
            request.capacity,
            &request.table_name,
            &source.state.definition,
            table,
            index,
        ),
    }))
}

fn passes(item: &Item, request: &PageRequest) -> bool {
    let Some(filter) = &request.filter else {
        return true;
    };
    let condition = &filter.condition;
    let read = item.only(|name| condition.attributes().any(|own| own == name));
    condition.matches(&read)
}

/// Bytes are summed over the page and then rounded up once. An index's page is the index's, and
/// only what was fetched from the table is the table's.
fn units(
    source: &Source<'_>,
    page: &Page,
    request: &PageRequest,
) -> (HalfUnits, Option<(usize, HalfUnits)>) {
    let units = read_units(page.bytes, request.consistent);
    match source.index {
        None => (units, None),
        Some((at, _)) => {
            let fetched = match page.fetched_bytes {
                0 => HalfUnits::default(),
                bytes => read_units(bytes, request.consistent),
            };
            (fetched, Some((at, units)))
        }
    }
}
