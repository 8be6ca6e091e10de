//! Puts names and values in the place of their placeholders.

use std::sync::Arc;

use super::path::{Path, Step};
use super::placeholders::Placeholders;
use super::tree::{RawName, RawPath, RawStep};
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::value::AttributeValue;

/// Parts of a path, the attribute included ("Nested attribute depth", quotas page).
const PATH_PARTS_MAX: usize = 32;

/// The path behind what was written. Its indexes have been checked.
pub(super) fn path(
    parameter: &'static str,
    raw: &RawPath<'_>,
    placeholders: &mut Placeholders,
) -> Result<Path, AwsError> {
    let attribute = name(parameter, raw.attribute, placeholders)?;
    let steps = raw
        .steps
        .iter()
        .map(|step| {
            Ok(match step {
                RawStep::Member(member) => Step::Member(name(parameter, *member, placeholders)?),
                RawStep::Element(digits) => {
                    Step::Element(digits.parse().expect("indexes past 31 bits were refused"))
                }
            })
        })
        .collect::<Result<Vec<_>, AwsError>>()?;
    let parts = steps.len() + 1;
    if parts > PATH_PARTS_MAX {
        return Err(expression::path_too_deep(parameter, parts));
    }
    Ok(Path { attribute, steps })
}

fn name(
    parameter: &'static str,
    raw: RawName<'_>,
    placeholders: &mut Placeholders,
) -> Result<String, AwsError> {
    match raw {
        RawName::Plain(name) => Ok(name.to_owned()),
        RawName::Placeholder(placeholder) => placeholders
            .name(placeholder)
            .map(str::to_owned)
            .ok_or_else(|| expression::undefined_name(parameter, placeholder)),
    }
}

pub(super) fn value(
    parameter: &'static str,
    placeholder: &str,
    placeholders: &mut Placeholders,
) -> Result<Arc<AttributeValue>, AwsError> {
    placeholders
        .value(placeholder)
        .ok_or_else(|| expression::undefined_value(parameter, placeholder))
}
