//! What a configuration document may hold, as data, and the check against it.

use crate::aws::error::AwsError;
use crate::aws::time::parse_iso;

use super::element::Element;
use super::error;

/// An element that a document may hold. Shapes stand in the order in which S3 writes them.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) count: Count,
}

/// What an element holds.
pub(super) enum Kind {
    Text,
    Integer,
    /// Of 64 bits.
    Long,
    Boolean,
    /// ISO 8601.
    Date,
    OneOf(&'static [&'static str]),
    Nest(&'static [Shape]),
}

/// How often an element may stand in its parent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Once,
    AtMostOnce,
    OnceOrMore,
    Any,
}

/// An element that must be there.
pub(super) const fn one(name: &'static str, kind: Kind) -> Shape {
    let count = Count::Once;
    Shape { name, kind, count }
}

/// An element that may be there.
pub(super) const fn maybe(name: &'static str, kind: Kind) -> Shape {
    let count = Count::AtMostOnce;
    Shape { name, kind, count }
}

/// An element that stands there at least once.
pub(super) const fn some(name: &'static str, kind: Kind) -> Shape {
    let count = Count::OnceOrMore;
    Shape { name, kind, count }
}

/// An element that may stand there any number of times.
pub(super) const fn any(name: &'static str, kind: Kind) -> Shape {
    let count = Count::Any;
    Shape { name, kind, count }
}

/// Reads a document: MalformedXML unless it is as its shapes say. What comes back has its elements
/// in S3's order and nothing but what the shapes name.
pub(super) fn read(
    document: &[u8],
    root: &'static str,
    shapes: &'static [Shape],
) -> Result<Element, AwsError> {
    if document.is_empty() {
        return Err(error::missing_request_body());
    }
    let element = Element::parse(document).filter(|element| *element.name == *root);
    let checked = element.and_then(|element| check(element, shapes));
    checked.ok_or_else(error::malformed_xml)
}

/// The element in S3's order, if it holds what the shapes say.
pub(super) fn check(mut element: Element, shapes: &[Shape]) -> Option<Element> {
    let mut given = std::mem::take(&mut element.children);
    if given.is_empty() && !element.text.trim().is_empty() {
        return None;
    }
    let mut ordered = Vec::with_capacity(given.len());
    for shape in shapes {
        let before = ordered.len();
        for child in given.extract_if(.., |child| *child.name == *shape.name) {
            ordered.push(check_kind(child, &shape.kind)?);
        }
        let fits = match (ordered.len() - before, shape.count) {
            (0, count) => matches!(count, Count::AtMostOnce | Count::Any),
            (1, _) => true,
            (_, count) => matches!(count, Count::OnceOrMore | Count::Any),
        };
        if !fits {
            return None;
        }
    }
    element.text = "".into();
    element.children = ordered;
    given.is_empty().then_some(element)
}

fn check_kind(element: Element, kind: &Kind) -> Option<Element> {
    if let Kind::Nest(shapes) = kind {
        return check(element, shapes);
    }
    let text = element.text.trim();
    let fits = element.children.is_empty()
        && match kind {
            Kind::Text => true,
            Kind::Integer => text.parse::<i32>().is_ok(),
            Kind::Long => text.parse::<i64>().is_ok(),
            Kind::Boolean => matches!(text, "true" | "false" | "TRUE" | "FALSE" | "True" | "False"),
            Kind::Date => parse_iso(text).is_some(),
            Kind::OneOf(values) => values.contains(&text),
            Kind::Nest(_) => false,
        };
    if !fits {
        return None;
    }
    let normal = match kind {
        Kind::Text => return Some(element),
        Kind::Boolean => text.to_ascii_lowercase(),
        _ => text.to_owned(),
    };
    Some(Element::text(&element.name, &normal))
}
