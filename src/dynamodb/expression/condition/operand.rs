//! What an operand's value can be asked for: its type, and its size.

use crate::dynamodb::value::{AttributeValue, Number};

/// A type by its name on the wire, as `attribute_type` wants it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TypeName(&'static str);

impl TypeName {
    const ALL: [&'static str; 10] = ["S", "N", "B", "NULL", "SS", "BOOL", "L", "BS", "NS", "M"];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| *known == name).map(Self)
    }

    pub(super) fn is_of(self, value: &AttributeValue) -> bool {
        value.type_name() == self.0
    }
}

/// Members of a collection, bytes of a binary, UTF-16 units of a string (recorded: AWS counts as
/// Java does). Other types have no size.
pub(super) fn size(value: &AttributeValue) -> Option<Number> {
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
