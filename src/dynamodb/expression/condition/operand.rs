//! What a test compares: attributes, values and sizes.

use std::borrow::Cow;
use std::sync::Arc;

use crate::dynamodb::expression::path::Path;
use crate::dynamodb::value::{AttributeValue, Attributes, Number};

#[derive(Clone, Debug)]
pub(in crate::dynamodb::expression) enum Operand {
    Path(Path),
    Value(Arc<AttributeValue>),
    /// `size(…)` of a path or a value.
    Size(Box<Operand>),
}

/// A type by its name on the wire, as `attribute_type` wants it.
#[derive(Clone, Copy, Debug)]
pub(in crate::dynamodb::expression) struct TypeName(&'static str);

impl TypeName {
    const ALL: [&'static str; 10] = ["S", "N", "B", "NULL", "SS", "BOOL", "L", "BS", "NS", "M"];

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| *known == name).map(Self)
    }

    pub(super) fn is_of(self, value: &AttributeValue) -> bool {
        value.type_name() == self.0
    }
}

impl Operand {
    /// The operand's value in an item; none if the item has no such attribute, or no size.
    pub(super) fn find<'a>(&'a self, item: &'a Attributes) -> Option<Cow<'a, AttributeValue>> {
        match self {
            Self::Path(path) => path.find(item).map(Cow::Borrowed),
            Self::Value(value) => Some(Cow::Borrowed(value)),
            Self::Size(operand) => {
                let size = size(operand.find(item)?.as_ref())?;
                Some(Cow::Owned(AttributeValue::N(size)))
            }
        }
    }

    /// The type, if it doesn't depend on the item.
    pub(super) fn known_type(&self) -> Option<&'static str> {
        match self {
            Self::Path(_) => None,
            Self::Value(value) => Some(value.type_name()),
            Self::Size(_) => Some("N"),
        }
    }

    /// Shows the path that the operand reads, if it reads one.
    pub(super) fn visit_paths(&self, visit: &mut impl FnMut(&Path)) {
        match self {
            Self::Path(path) => visit(path),
            Self::Value(_) => {}
            Self::Size(operand) => operand.visit_paths(visit),
        }
    }
}

/// Members of a collection, bytes of a binary, UTF-16 units of a string (recorded: AWS counts as
/// Java does). Other types have no size.
fn size(value: &AttributeValue) -> Option<Number> {
    let size = match value {
        AttributeValue::S(text) => text.encode_utf16().count(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::M(members) => members.len(),
        AttributeValue::L(elements) => elements.len(),
        AttributeValue::Ss(members) => members.len(),
        AttributeValue::Ns(members) => members.len(),
        AttributeValue::Bs(members) => members.len(),
        AttributeValue::N(_) | AttributeValue::Bool(_) | AttributeValue::Null => return None,
    };
    u32::try_from(size).ok().map(Number::from)
}
