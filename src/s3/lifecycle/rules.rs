//! A bucket's enabled lifecycle rules, made ready to be asked about every object.

use time::OffsetDateTime;

use crate::aws::time::parse_iso;
use crate::s3::element::Element;
use crate::s3::objects::object::Tag;
use crate::s3::objects::storage_class::StorageClass;

use super::seen::Traits;

/// The rules in the order of their document; one that is disabled is none.
#[derive(Debug)]
pub(in crate::s3) struct Rules(pub(super) Vec<Rule>);

/// One rule: its actions, for the objects that its filter takes.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) id: Box<str>,
    pub(super) filter: Filter,
    pub(super) expiration: Option<When>,
    /// Delete markers go when nothing is left behind them.
    pub(super) removes_markers: bool,
    pub(super) transitions: Vec<(When, StorageClass)>,
    pub(super) noncurrent_expiration: Option<Noncurrent>,
    pub(super) noncurrent_transitions: Vec<(Noncurrent, StorageClass)>,
    /// Days after which an upload in progress is given up.
    pub(super) abort_days: Option<i64>,
}

/// When an action on a current version is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// After the object was made.
    Days(i64),
    Date(OffsetDateTime),
}

/// When an action on a version that is not current any more is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Noncurrent {
    /// After its successor was made.
    pub(super) days: i64,
    /// So many versions between it and the current one.
    pub(super) newer: usize,
}

/// Which objects a rule is for: all that it says must hold.
#[derive(Debug, Default)]
pub(super) struct Filter {
    prefix: Box<str>,
    tags: Vec<Tag>,
    larger_than: Option<u64>,
    smaller_than: Option<u64>,
}

impl Filter {
    pub(super) fn takes_key(&self, key: &str) -> bool {
        key.starts_with(&*self.prefix)
    }

    /// Whether it takes an object, its key aside.
    pub(super) fn takes(&self, object: &Traits<'_>) -> bool {
        self.larger_than.is_none_or(|limit| object.size > limit)
            && self.smaller_than.is_none_or(|limit| object.size < limit)
            && self.tags.iter().all(|tag| object.tags.contains(tag))
    }

    /// A delete marker and an upload in progress have neither tags nor a size.
    pub(super) fn is_about_keys(&self) -> bool {
        self.tags.is_empty() && !self.is_about_size()
    }

    /// Then the filter decides what is too small to move, and nothing else does.
    pub(super) fn is_about_size(&self) -> bool {
        self.larger_than.is_some() || self.smaller_than.is_some()
    }
}

impl Rules {
    /// Reads a configuration that has been checked.
    pub(in crate::s3) fn of(configuration: &Element) -> Self {
        let rules = configuration.all("Rule");
        let enabled = rules.filter(|rule| rule.text_of("Status") == Some("Enabled"));
        Self(enabled.map(rule).collect())
    }
}

fn rule(element: &Element) -> Rule {
    let expiration = element.child("Expiration");
    let noncurrent_expiration = element.child("NoncurrentVersionExpiration");
    let abort = element.child("AbortIncompleteMultipartUpload");
    Rule {
        id: element.text_of("ID").unwrap_or_default().into(),
        filter: filter(element),
        expiration: expiration.and_then(when),
        removes_markers: expiration
            .is_some_and(|own| own.text_of("ExpiredObjectDeleteMarker") == Some("true")),
        transitions: element
            .all("Transition")
            .filter_map(|own| Some((when(own)?, class(own)?)))
            .collect(),
        noncurrent_expiration: noncurrent_expiration.and_then(noncurrent),
        noncurrent_transitions: element
            .all("NoncurrentVersionTransition")
            .filter_map(|own| Some((noncurrent(own)?, class(own)?)))
            .collect(),
        abort_days: abort.and_then(|own| number(own, "DaysAfterInitiation")),
    }
}

/// Its members may stand in the filter itself, in its `And`, and a prefix in the rule itself.
fn filter(rule: &Element) -> Filter {
    let filter = rule.child("Filter");
    let and = filter.and_then(|filter| filter.child("And"));
    let Some(members) = and.or(filter) else {
        return Filter {
            prefix: rule.text_of("Prefix").unwrap_or_default().into(),
            ..Filter::default()
        };
    };
    let size = |name| number(members, name).and_then(|size| u64::try_from(size).ok());
    Filter {
        prefix: members.text_of("Prefix").unwrap_or_default().into(),
        tags: members
            .all("Tag")
            .map(|tag| Tag {
                key: tag.text_of("Key").unwrap_or_default().to_owned(),
                value: tag.text_of("Value").unwrap_or_default().to_owned(),
            })
            .collect(),
        larger_than: size("ObjectSizeGreaterThan"),
        smaller_than: size("ObjectSizeLessThan"),
    }
}

fn when(action: &Element) -> Option<When> {
    match action.text_of("Date") {
        Some(date) => parse_iso(date).map(When::Date),
        None => number(action, "Days").map(When::Days),
    }
}

fn noncurrent(action: &Element) -> Option<Noncurrent> {
    let newer = number(action, "NewerNoncurrentVersions").unwrap_or_default();
    Some(Noncurrent {
        days: number(action, "NoncurrentDays")?,
        newer: usize::try_from(newer).unwrap_or_default(),
    })
}

fn class(action: &Element) -> Option<StorageClass> {
    StorageClass::parse(action.text_of("StorageClass")?)
}

fn number(element: &Element, name: &str) -> Option<i64> {
    element.text_of(name)?.trim().parse().ok()
}
