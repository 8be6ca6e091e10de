//! DescribeLogGroups: a page of groups, by prefix, by pattern or by name.

use std::ops::Bound;
use std::sync::Arc;

use serde_json::{Value, json};

use super::create_log_group::CLASSES;
use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::group::Group;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::store::Drawer;
use crate::logs::{error, name, token};

const LIMIT_MAX: i64 = 50;

/// API reference, DescribeLogGroups. Other accounts have no groups here.
///
/// Errors: InvalidParameterException.
pub(in crate::logs) fn describe_log_groups(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    input.texts("accountIdentifiers", [0, 20], [12, 12])?;
    let prefix = name::group(input, "logGroupNamePrefix")?;
    let pattern = input.text("logGroupNamePattern", 0, 512)?;
    let token = token::next_token(input)?;
    let limit = input.number("limit", 1, LIMIT_MAX)?;
    let class = input.one_of("logGroupClass", &CLASSES)?;
    let identifiers = input.texts("logGroupIdentifiers", [1, 50], [1, 2048])?;
    input.finish()?;
    if prefix.is_some() && pattern.is_some() {
        return Err(error::prefix_and_pattern());
    }
    let is_pattern = pattern.is_some();
    let prefix = prefix.unwrap_or_default();
    let pattern = pattern.unwrap_or_default();
    let names: Option<Vec<_>> = identifiers.as_ref().map(|identifiers| {
        let identifiers = identifiers.iter();
        let names = identifiers.filter_map(|text| name::of_identifier(call.scope, text));
        names.collect()
    });
    let wanted = |group: &Group| {
        group.name.starts_with(prefix.as_str())
            && group.name.contains(pattern.as_str())
            && class.as_ref().is_none_or(|class| group.class == *class)
            && names
                .as_ref()
                .is_none_or(|names| names.contains(&&*group.name))
    };
    let mut store = call.shared.store();
    store.expire(call.scope, call.now_ms());
    let groups = store.groups(call.scope);
    let limit = limit.unwrap_or(LIMIT_MAX) as usize;
    let (page, next) = page(groups, token.as_deref(), limit, wanted)?;
    let describe = |group: &&Group| {
        let mut shown = group.description(call.scope);
        // Recorded: an answer by pattern says less.
        if is_pattern && let Some(members) = shown.as_object_mut() {
            members.remove("storedBytes");
            members.remove("deletionProtectionEnabled");
        }
        shown
    };
    let shown: Vec<Value> = page.iter().map(describe).collect();
    let mut reply = json!({ "logGroups": shown });
    if let Some(next) = next {
        reply["nextToken"] = next.into();
    }
    Ok(Reply::Json(reply))
}

/// The first groups behind a token, and the token behind them if there are more.
pub(super) fn page<'a>(
    groups: &'a Drawer,
    token: Option<&str>,
    limit: usize,
    wanted: impl Fn(&Group) -> bool,
) -> Result<(Vec<&'a Group>, Option<String>), AwsError> {
    let start = match token {
        Some(token) => Bound::Excluded(Arc::from(token::read_behind(token)?)),
        None => Bound::Unbounded,
    };
    let groups = groups.range::<_, Arc<str>>((start, Bound::Unbounded));
    let mut page: Vec<_> = groups
        .map(|(_, group)| &**group)
        .filter(|group| wanted(group))
        .take(limit + 1)
        .collect();
    let has_more = page.len() > limit;
    page.truncate(limit);
    let last = page.last().filter(|_| has_more);
    let next = last.map(|last| token::behind(&last.name));
    Ok((page, next))
}
