//! Replication rules: which versions they take, and where to.

use std::sync::Arc;

use crate::s3::element::Element;
use crate::s3::names;
use crate::s3::objects::encryption::Encryption;
use crate::s3::objects::object::{Object, Tag};
use crate::s3::objects::storage_class::StorageClass;

/// The enabled rules of a configuration, ready for use; of several for one destination the one of
/// the highest priority first.
#[derive(Debug)]
pub(in crate::s3) struct Rules(Vec<Rule>);

/// One rule.
#[derive(Debug)]
pub(in crate::s3) struct Rule {
    priority: i64,
    prefix: String,
    tags: Vec<Tag>,
    takes_markers: bool,
    takes_kms: bool,
    /// A bucket's name.
    pub(super) destination: Arc<str>,
    /// `None` is that of the source.
    pub(super) storage_class: Option<StorageClass>,
    /// `None` is that of the source.
    pub(super) kms_key: Option<String>,
}

impl Rules {
    /// Of a checked document.
    pub(in crate::s3) fn of(configuration: &Element) -> Self {
        let mut rules: Vec<_> = configuration.all("Rule").filter_map(rule).collect();
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.priority));
        Self(rules)
    }

    pub(in crate::s3) fn take_object(&self, key: &str, object: &Object) -> bool {
        self.0.iter().any(|rule| rule.takes_object(key, object))
    }

    pub(in crate::s3) fn take_marker(&self, key: &str) -> bool {
        self.0.iter().any(|rule| rule.takes_marker(key))
    }

    pub(super) fn of_object(&self, key: &str, object: &Object) -> Vec<&Rule> {
        self.one_each(|rule| rule.takes_object(key, object))
    }

    pub(super) fn of_marker(&self, key: &str) -> Vec<&Rule> {
        self.one_each(|rule| rule.takes_marker(key))
    }

    /// One rule for each destination.
    fn one_each(&self, takes: impl Fn(&Rule) -> bool) -> Vec<&Rule> {
        let mut chosen: Vec<&Rule> = Vec::new();
        for rule in self.0.iter().filter(|rule| takes(rule)) {
            if chosen.iter().all(|own| own.destination != rule.destination) {
                chosen.push(rule);
            }
        }
        chosen
    }
}

impl Rule {
    fn takes_object(&self, key: &str, object: &Object) -> bool {
        let is_kms = matches!(object.settings.encryption, Encryption::Kms(_));
        let has = |tag: &Tag| object.settings.tags.contains(tag);
        key.starts_with(&self.prefix) && self.tags.iter().all(has) && (self.takes_kms || !is_kms)
    }

    fn takes_marker(&self, key: &str) -> bool {
        self.takes_markers && key.starts_with(&self.prefix)
    }
}

/// `None` for a rule that is disabled.
fn rule(element: &Element) -> Option<Rule> {
    let is_on = |element: Option<&Element>| {
        element.and_then(|element| element.text_of("Status")) == Some("Enabled")
    };
    if !is_on(Some(element)) {
        return None;
    }
    let filter = element.child("Filter");
    let scope = filter.map(|filter| filter.child("And").unwrap_or(filter));
    let scope = scope.unwrap_or(element);
    let text = |tag: &Element, name| tag.text_of(name).unwrap_or_default().to_owned();
    let destination = element.child("Destination")?;
    let encryption = destination.child("EncryptionConfiguration");
    let criteria = element.child("SourceSelectionCriteria");
    let priority = element.text_of("Priority");
    Some(Rule {
        priority: priority.and_then(|text| text.parse().ok()).unwrap_or(0),
        prefix: scope.text_of("Prefix").unwrap_or_default().to_owned(),
        tags: scope
            .all("Tag")
            .map(|tag| Tag {
                key: text(tag, "Key"),
                value: text(tag, "Value"),
            })
            .collect(),
        // The older schema, which has no filter, always replicates them.
        takes_markers: filter.is_none() || is_on(element.child("DeleteMarkerReplication")),
        takes_kms: is_on(criteria.and_then(|own| own.child("SseKmsEncryptedObjects"))),
        destination: names::bucket_of_arn(destination.text_of("Bucket")?)?.into(),
        storage_class: destination
            .text_of("StorageClass")
            .and_then(StorageClass::parse),
        kms_key: encryption
            .and_then(|own| own.text_of("ReplicaKmsKeyID"))
            .map(str::to_owned),
    })
}
