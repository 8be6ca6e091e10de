//! Scan: every item of a table or index, in the order of AWS's hash (API reference, "Scan").

use std::mem;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::page::{Reach, Reached, Walk};
use crate::dynamodb::engine::range::KeyRange;
use crate::dynamodb::error::wording::{self, Wording};
use crate::dynamodb::error::{key, page as refuse};
use crate::dynamodb::lookup::state_of;
use crate::dynamodb::paging::{self, Source};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::expressions::placeholders;
use crate::dynamodb::validate::keys::check_start_attribute;
use crate::dynamodb::validate::names::data_plane_name;
use crate::dynamodb::validate::page::{self as shared, PageRequest, Selection};
use crate::dynamodb::validate::{legacy, read};
use crate::dynamodb::wire::legacy::{Entries, SentCondition, read_conditions};
use crate::dynamodb::wire::page_output::PageOutput;
use crate::dynamodb::wire::page_parameters::PageParameters;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

const WORDING: Wording = wording::SCAN;
const SEGMENTS_MAX: i64 = 1_000_000;

#[derive(Debug, Default)]
pub(crate) struct ScanInput {
    scan_filter: Option<Entries<SentCondition>>,
    segment: Option<i32>,
    total_segments: Option<i32>,
    parameters: PageParameters,
}

impl Input for ScanInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "ScanFilter" => self.scan_filter = read_conditions(reader)?,
            "Segment" => self.segment = reader.integer()?,
            "TotalSegments" => self.total_segments = reader.integer()?,
            _ => return self.parameters.read_member(reader, name),
        }
        Ok(true)
    }
}

/// A segment of a parallel scan: which, of how many.
type Segment = Option<(i32, i32)>;

/// Errors, in order: the request's shape, ResourceNotFoundException, the index, the starting key's
/// shape, attributes that the index does not hold, the starting key, paths into keys. A page beyond
/// its reach is for whoever has more time.
pub(crate) fn scan(
    engine: &Engine,
    context: &RequestContext,
    input: ScanInput,
    reach: Reach,
) -> Result<Reached<PageOutput<Item>>, AwsError> {
    let (request, segment) = check(input)?;
    let about = |_: &KeySchema| request.about();
    let ask = Ask::to("Scan")
        .on_index(request.index_name.as_deref())
        .about(&about);
    let state = state_of(engine, context, &request.table_name, &ask)?;
    let source = Source::of(&state, &request, "Scan")?;
    check_start_shape(&source, &request)?;
    source.check_shown(&request)?;
    let walk = Walk {
        range: range(&source, &request, segment)?,
        forward: true,
        limit: request.limit,
        reach,
        decodes: source.decodes(&request),
    };
    source.refuse_projected_documents(&request)?;
    source.refuse_filtered_documents(&request)?;
    paging::read(&source, walk, &request)
}

/// A starting key needs every attribute; those of an index are checked at once.
fn check_start_shape(source: &Source<'_>, request: &PageRequest) -> Result<(), AwsError> {
    let Some(start) = &request.start_key else {
        return Ok(());
    };
    if start.len() != source.start_key_len() {
        let mismatch = key::schema_mismatch();
        return Err(match source.index {
            Some(_) => refuse::start_key_invalid(),
            None => refuse::start_key_invalid_because(mismatch.message().unwrap_or_default()),
        });
    }
    match source.index {
        Some((_, index)) => index
            .key
            .attributes()
            .try_for_each(|attribute| check_start_attribute(&index.key, attribute, start)),
        None => Ok(()),
    }
}

fn range(
    source: &Source<'_>,
    request: &PageRequest,
    segment: Segment,
) -> Result<KeyRange, AwsError> {
    let range = match segment {
        Some((segment, total)) => KeyRange::segment(segment as u64, total as u64),
        None => KeyRange::all(),
    };
    let Some(start) = &request.start_key else {
        return Ok(range);
    };
    let place = source.place(start)?;
    match segment {
        Some((segment, total)) if !range.contains(&place) => {
            Err(refuse::start_key_of_another_segment(total, segment))
        }
        _ => Ok(range.beyond(place, true)),
    }
}

fn check(input: ScanInput) -> Result<(PageRequest, Segment), AwsError> {
    check_shape(&input)?;
    let mut sent = input.parameters;
    shared::refuse_mixed(
        WORDING,
        &sent,
        ("ScanFilter", input.scan_filter.as_ref().map(Vec::len)),
        (&[], &[]),
    )?;
    shared::check_select(WORDING, &sent)?;
    let projection = read::older_projection(WORDING, sent.attributes_to_get.take())?;
    let operator = sent.conditional_operator.as_deref();
    let filter = shared::older_condition(WORDING, input.scan_filter, operator, "ScanFilter")?;
    let older = Selection { filter, projection };
    let start_key = shared::start_key(WORDING, sent.exclusive_start_key.take())?;
    let segment = check_segment(input.segment, input.total_segments)?;

    let mut placeholders = placeholders(WORDING, mem::take(&mut sent.substitutions))?;
    let selection = Selection::parse(&sent, &mut placeholders)?;
    placeholders.check_unused()?;
    let request = PageRequest::new(sent, start_key, selection.or(older));
    Ok((request, segment))
}

fn check_shape(input: &ScanInput) -> Result<(), AwsError> {
    let sent = &input.parameters;
    let mut constraints = Constraints::default();
    shared::select_constraint(&mut constraints, sent);
    shared::index_constraint(&mut constraints, sent);
    let total = input.total_segments.map(i64::from);
    constraints.at_least("totalSegments", total, 1);
    constraints.at_most("totalSegments", total, SEGMENTS_MAX);
    shared::capacity_constraint(&mut constraints, sent);
    data_plane_name(&mut constraints, sent.table_name.as_deref());
    shared::operator_constraint(&mut constraints, sent);
    let filter = input.scan_filter.as_ref();
    legacy::condition_constraints(&mut constraints, "scanFilter", filter);
    let segment = input.segment.map(i64::from);
    constraints.at_least("segment", segment, 0);
    constraints.at_most("segment", segment, SEGMENTS_MAX - 1);
    shared::limit_constraint(&mut constraints, WORDING, sent);
    read::attributes_constraint(&mut constraints, sent.attributes_to_get.as_deref());
    constraints.check()
}

fn check_segment(segment: Option<i32>, total: Option<i32>) -> Result<Segment, AwsError> {
    match (segment, total) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(refuse::total_segments_required()),
        (None, Some(_)) => Err(refuse::segment_required()),
        (Some(segment), Some(total)) if segment >= total => {
            Err(refuse::segment_too_large(segment, total))
        }
        (Some(segment), Some(total)) => Ok(Some((segment, total))),
    }
}
