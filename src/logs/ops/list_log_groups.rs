//! ListLogGroups: a page of groups by parts of their names, class and tags.

use serde_json::{Value, json};

use super::create_log_group::CLASSES;
use super::describe_log_groups::page;
use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::group::Group;
use crate::logs::input::{Input, scalar_text};
use crate::logs::reply::Reply;
use crate::logs::{name, token};

const LIMIT_MAX: i64 = 1000;
const LIMIT: i64 = 50;
const PATTERN: &str = r"(\^?[\.\-_\/#A-Za-z0-9]{3,24})(\|\^?[\.\-_\/#A-Za-z0-9]{3,24}){0,4}";

/// API reference, ListLogGroups. No group has data sources or field indexes, so that who asks for one
/// finds none; other accounts have no groups here.
///
/// Errors: InvalidParameterException.
pub(in crate::logs) fn list_log_groups(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let pattern = input.text("logGroupNamePattern", 3, 129)?;
    if let Some(pattern) = pattern.as_ref().filter(|pattern| !is_pattern(pattern)) {
        let violations = input.violations();
        violations.pattern("logGroupNamePattern", pattern, PATTERN);
    }
    let class = input.one_of("logGroupClass", &CLASSES)?;
    input.texts("accountIdentifiers", [0, 20], [12, 12])?;
    let token = token::next_token(input)?;
    let limit = input.number("limit", 1, LIMIT_MAX)?;
    let has_sources = input.structures("dataSources")?.is_some();
    let has_fields = input.texts("fieldIndexNames", [1, 20], [1, 512])?.is_some();
    let tags = tag_filters(input)?;
    input.finish()?;
    let wanted = |group: &Group| {
        !has_sources
            && !has_fields
            && pattern
                .as_ref()
                .is_none_or(|pattern| takes(pattern, &group.name))
            && class.as_ref().is_none_or(|class| group.class == *class)
            && tags.iter().all(|tag| tag.takes(group))
    };
    let mut store = call.shared.store();
    let limit = limit.unwrap_or(LIMIT) as usize;
    let (page, next) = page(store.groups(call.scope), token.as_deref(), limit, wanted)?;
    let summary = |group: &&Group| {
        json!({
            "logGroupName": &*group.name,
            "logGroupArn": name::group_arn(call.scope, &group.name),
            "logGroupClass": group.class,
        })
    };
    let shown: Vec<Value> = page.iter().map(summary).collect();
    let mut reply = json!({ "logGroups": shown });
    if let Some(next) = next {
        reply["nextToken"] = next.into();
    }
    Ok(Reply::Json(reply))
}

fn is_pattern(pattern: &str) -> bool {
    let mut parts = pattern.split('|');
    let is_part = |part: &str| {
        let part = part.strip_prefix('^').unwrap_or(part);
        (3..=24).contains(&part.len()) && name::is_group_name(part)
    };
    parts.clone().count() <= 5 && parts.all(is_part)
}

/// One of the parts is in the name, or begins it behind a `^`.
fn takes(pattern: &str, name: &str) -> bool {
    pattern.split('|').any(|part| match part.strip_prefix('^') {
        Some(start) => name.starts_with(start),
        None => name.contains(part),
    })
}

/// A tag that a group must have, with one of some values, if any are named.
struct TagFilter {
    key: String,
    values: Vec<String>,
}

fn tag_filters(input: &mut Input) -> Result<Vec<TagFilter>, AwsError> {
    let filters = input.structures("logGroupTags")?.unwrap_or_default();
    let mut read = Vec::new();
    for filter in &filters {
        let key = filter.get("key").map(scalar_text).transpose()?;
        let values = match filter.get("values") {
            Some(Value::Array(values)) => values.iter().map(scalar_text).collect(),
            _ => Ok(Vec::new()),
        };
        read.push(TagFilter {
            key: key.unwrap_or_default().to_owned(),
            values: values?.into_iter().map(str::to_owned).collect(),
        });
    }
    Ok(read)
}

impl TagFilter {
    /// A value may begin with `!` for another one, and have a `*` at either end.
    fn takes(&self, group: &Group) -> bool {
        let Some(own) = group.tags.get(&self.key) else {
            return false;
        };
        let is_like = |wanted: &str| match (wanted.strip_prefix('*'), wanted.strip_suffix('*')) {
            (Some(end), None) => own.ends_with(end),
            (None, Some(start)) => own.starts_with(start),
            (Some(_), Some(_)) => own.contains(wanted.trim_matches('*')),
            (None, None) => own == wanted,
        };
        let takes = |wanted: &String| match wanted.strip_prefix('!') {
            Some(other) => !is_like(other),
            None => is_like(wanted),
        };
        self.values.is_empty() || self.values.iter().any(takes)
    }
}
