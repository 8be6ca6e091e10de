//! What S3 refuses of a lifecycle rule whose document has the right shape.

use std::collections::HashSet;

use crate::aws::error::AwsError;
use crate::aws::time::parse_iso;
use crate::s3::element::Element;
use crate::s3::error::{self, configuration as refusal};

const ACTIONS: &[&str] = &[
    "Transition",
    "Expiration",
    "NoncurrentVersionTransition",
    "NoncurrentVersionExpiration",
    "AbortIncompleteMultipartUpload",
];
/// User Guide, "Transitioning objects": the infrequent access classes take objects of that age.
const INFREQUENT: [&str; 2] = ["STANDARD_IA", "ONEZONE_IA"];
const INFREQUENT_DAYS_MIN: i64 = 30;

/// Checks one rule. The first three texts and that of the date are recorded, the others are AWS's as
/// its users quote them. In order: filter, tags, actions one by one, uploads, actions together.
pub(in crate::s3) fn rule(rule: &Element) -> Result<(), AwsError> {
    let filter = rule.child("Filter");
    // Either the old prefix or the filter, and of the filter one member.
    if rule.child("Prefix").is_some() == filter.is_some()
        || filter.is_some_and(|filter| filter.children.len() > 1)
    {
        return Err(error::malformed_xml());
    }
    if let Some(and) = filter.and_then(|filter| filter.child("And")) {
        let mut keys = HashSet::new();
        if !and.all("Tag").all(|tag| keys.insert(tag.text_of("Key"))) {
            return Err(refusal::refused("Duplicate Tag Keys are not allowed."));
        }
    }
    let is_action = |child: &&Element| ACTIONS.contains(&&*child.name);
    let mut actions = rule.children.iter().filter(is_action).peekable();
    if actions.peek().is_none() {
        return Err(refusal::refused(
            "At least one action needs to be specified in a rule",
        ));
    }
    actions.try_for_each(check_action)?;
    if rule.child("AbortIncompleteMultipartUpload").is_some() {
        check_filter_of_uploads(rule)?;
    }
    check_order(rule)
}

fn check_action(action: &Element) -> Result<(), AwsError> {
    let is_moment = matches!(&*action.name, "Expiration" | "Transition");
    if is_moment {
        let moments = action.children.iter();
        let moments = moments
            .filter(|child| &*child.name != "StorageClass")
            .count();
        if moments != 1 {
            return Err(error::malformed_xml());
        }
    }
    if let Some(date) = action.text_of("Date")
        && parse_iso(date).is_none_or(|moment| moment.time() != time::Time::MIDNIGHT)
    {
        return Err(refusal::argument(
            "'Date' must be at midnight GMT",
            "Date",
            date,
        ));
    }
    for name in ["Days", "NoncurrentDays", "DaysAfterInitiation"] {
        let days = action.text_of(name).and_then(|days| days.parse().ok());
        let may_be_zero = matches!(&*action.name, "Transition" | "NoncurrentVersionTransition");
        if let Some(days @ ..=0_i32) = days
            && (!may_be_zero || days < 0)
        {
            let kind = action.name.to_string();
            let message = format!("'{name}' for {kind} action must be a positive integer");
            return Err(refusal::argument(message, name, &days.to_string()));
        }
    }
    Ok(())
}

/// An upload in progress has neither tags nor a size.
fn check_filter_of_uploads(rule: &Element) -> Result<(), AwsError> {
    let filter = rule.child("Filter");
    let members = filter.map(|filter| filter.child("And").unwrap_or(filter));
    let has = |name| members.is_some_and(|members| members.child(name).is_some());
    if has("Tag") {
        return Err(refusal::refused(
            "AbortIncompleteMultipartUpload cannot be specified with Tags.",
        ));
    }
    if has("ObjectSizeGreaterThan") || has("ObjectSizeLessThan") {
        return Err(refusal::refused(
            "AbortIncompleteMultipartUpload cannot be specified with Object Size.",
        ));
    }
    Ok(())
}

/// Objects move before they go, and a rule counts either days or dates.
fn check_order(rule: &Element) -> Result<(), AwsError> {
    let number = |element: &Element, name| element.text_of(name)?.trim().parse::<i64>().ok();
    for transition in rule.all("Transition") {
        let class = transition.text_of("StorageClass").unwrap_or_default();
        if let Some(days @ ..INFREQUENT_DAYS_MIN) = number(transition, "Days")
            && INFREQUENT.contains(&class)
        {
            let message = format!(
                "'Days' in Transition action must be greater than or equal to \
                 {INFREQUENT_DAYS_MIN} for storageClass '{class}'"
            );
            return Err(refusal::argument(message, "Days", &days.to_string()));
        }
    }
    let moments = || rule.all("Expiration").chain(rule.all("Transition"));
    if moments().any(|own| own.child("Days").is_some())
        && moments().any(|own| own.child("Date").is_some())
    {
        return Err(refusal::refused(format!(
            "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule \
             for filter '{}'",
            filter_text(rule)
        )));
    }
    for (expiration, transition, name) in [
        ("Expiration", "Transition", "Days"),
        (
            "NoncurrentVersionExpiration",
            "NoncurrentVersionTransition",
            "NoncurrentDays",
        ),
    ] {
        let end = rule.child(expiration).and_then(|own| number(own, name));
        let last = rule.all(transition).filter_map(|own| number(own, name));
        if let (Some(end), Some(last)) = (end, last.max())
            && end <= last
        {
            let message = format!(
                "'{name}' in the {expiration} action for filter '{}' must be greater than '{name}' \
                 in the {transition} action",
                filter_text(rule)
            );
            return Err(refusal::argument(message, name, &end.to_string()));
        }
    }
    Ok(())
}

/// A filter as AWS's texts show it, as far as it is a prefix.
fn filter_text(rule: &Element) -> String {
    let filter = rule.child("Filter");
    let members = filter.map(|filter| filter.child("And").unwrap_or(filter));
    let prefix = members.unwrap_or(rule).text_of("Prefix");
    format!("(prefix={})", prefix.unwrap_or_default())
}
