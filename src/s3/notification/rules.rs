//! A bucket's notification configuration, made ready to be asked about every change.

use crate::s3::element::Element;

use super::event::{Event, Wanted};

/// Who wants to know of which changes.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::s3) struct Rules {
    rules: Vec<Rule>,
    /// All events go to EventBridge, too.
    pub(super) event_bridge: bool,
}

/// One configuration: some events of some keys, for one destination.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::s3) struct Rule {
    pub(super) id: Box<str>,
    pub(in crate::s3) destination: Destination,
    wanted: Vec<Wanted>,
    prefix: Box<str>,
    suffix: Box<str>,
}

/// Who is told, by ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::s3) enum Destination {
    Function(Box<str>),
    Queue(Box<str>),
    Topic(Box<str>),
}

impl Rules {
    /// Reads a configuration that has been checked: what is unknown in it wants nothing.
    pub(in crate::s3) fn of(configuration: &Element) -> Self {
        Self {
            rules: configuration.children.iter().filter_map(rule).collect(),
            event_bridge: configuration.child("EventBridgeConfiguration").is_some(),
        }
    }

    pub(in crate::s3) fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules that a change of a key concerns.
    pub(super) fn of_change<'a>(
        &'a self,
        event: Event,
        key: &'a str,
    ) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |rule| rule.takes(event, key))
    }

    /// Whether anybody wants to know of a change of a key.
    pub(super) fn take(&self, event: Event, key: &str) -> bool {
        self.event_bridge || self.of_change(event, key).next().is_some()
    }

    /// Whether two rules could both take one change, which S3 does not allow.
    pub(in crate::s3) fn overlap(&self) -> bool {
        let behind = |index: usize| self.rules[index + 1..].iter();
        let mut rules = self.rules.iter().enumerate();
        rules.any(|(index, rule)| behind(index).any(|other| rule.overlaps(other)))
    }
}

impl Rule {
    fn takes(&self, event: Event, key: &str) -> bool {
        key.starts_with(&*self.prefix)
            && key.ends_with(&*self.suffix)
            && self.wanted.iter().any(|wanted| wanted.takes(event))
    }

    /// Two prefixes overlap when one begins with the other, two suffixes when one ends with it (User
    /// Guide, "Configuring event notifications using object key name filtering").
    fn overlaps(&self, other: &Self) -> bool {
        let begins = |one: &Self, two: &Self| one.prefix.starts_with(&*two.prefix);
        let ends = |one: &Self, two: &Self| one.suffix.ends_with(&*two.suffix);
        let shares = |wanted: &Wanted| other.wanted.iter().any(|own| own.overlaps(wanted));
        (begins(self, other) || begins(other, self))
            && (ends(self, other) || ends(other, self))
            && self.wanted.iter().any(shares)
    }
}

fn rule(element: &Element) -> Option<Rule> {
    let arn = |name| element.text_of(name).map(Box::from);
    let destination = match &*element.name {
        "CloudFunctionConfiguration" => Destination::Function(arn("CloudFunction")?),
        "QueueConfiguration" => Destination::Queue(arn("Queue")?),
        "TopicConfiguration" => Destination::Topic(arn("Topic")?),
        _ => return None,
    };
    let filter = element.child("Filter");
    let filter = filter.and_then(|filter| filter.child("S3Key"));
    let value = |name: &str| {
        let is_named = |rule: &&Element| rule.text_of("Name") == Some(name);
        let rule = filter?.children.iter().find(is_named)?;
        rule.text_of("Value").map(Box::from)
    };
    Some(Rule {
        id: element.text_of("Id").unwrap_or_default().into(),
        destination,
        wanted: element
            .all("Event")
            .filter_map(|event| Wanted::parse(&event.text))
            .collect(),
        prefix: value("Prefix").unwrap_or_default(),
        suffix: value("Suffix").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(filters: &[(&str, &str, &str)]) -> Rules {
        let all: String = filters
            .iter()
            .map(|(event, prefix, suffix)| {
                let rule = |name, value| {
                    format!("<FilterRule><Name>{name}</Name><Value>{value}</Value></FilterRule>")
                };
                format!(
                    "<QueueConfiguration><Id>i</Id><Queue>q</Queue><Event>s3:{event}</Event>\
                     <Filter><S3Key>{}{}</S3Key></Filter></QueueConfiguration>",
                    rule("Prefix", prefix),
                    rule("Suffix", suffix)
                )
            })
            .collect();
        Rules::of(&Element::parse(format!("<N>{all}</N>").as_bytes()).unwrap())
    }

    // User Guide, "Examples of invalid prefix and suffix overlapping", and the valid ones before.
    #[test]
    fn rules_overlap_when_one_change_could_concern_both() {
        let put = "ObjectCreated:Put";
        let all = "ObjectCreated:*";
        for (one, two, overlap) in [
            ((all, "", ""), (all, "images", ""), true),
            ((all, "", "jpg"), (all, "", "pg"), true),
            ((all, "images", "jpg"), (all, "images/", "jpg"), true),
            ((put, "", ""), (all, "", ""), true),
            ((all, "", "jpg"), (all, "", "png"), false),
            ((all, "images/", ""), (all, "logs/", ""), false),
            ((all, "images", "jpg"), (all, "images", "png"), false),
            ((put, "", ""), ("ObjectRemoved:*", "", ""), false),
        ] {
            assert_eq!(rules(&[one, two]).overlap(), overlap, "{one:?} {two:?}");
        }
    }

    #[test]
    fn a_rule_takes_the_keys_between_its_prefix_and_its_suffix() {
        let rules = rules(&[("ObjectCreated:*", "a/", ".txt")]);
        for (key, takes) in [
            ("a/b.txt", true),
            ("a/.txt", true),
            ("b/a.txt", false),
            ("a/b", false),
        ] {
            assert_eq!(rules.take(Event::ObjectCreatedPut, key), takes, "{key}");
        }
        assert!(!rules.take(Event::ObjectRemovedDelete, "a/b.txt"));
    }
}
