//! Document paths: an attribute's name, then members of maps and elements of lists.

use std::fmt;

use crate::dynamodb::value::{AttributeValue, Attributes};

/// `name.member[index]…`, its placeholders already replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Path {
    /// The top-level attribute.
    pub(crate) attribute: String,
    pub(crate) steps: Vec<Step>,
}

/// One step into a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Member(String),
    Element(usize),
}

impl Path {
    /// A path without steps.
    pub(crate) fn attribute(name: impl Into<String>) -> Self {
        Self {
            attribute: name.into(),
            steps: Vec::new(),
        }
    }

    /// The value the path leads to.
    pub(crate) fn find<'a>(&self, item: &'a Attributes) -> Option<&'a AttributeValue> {
        let mut value = item.get(&self.attribute)?;
        for step in &self.steps {
            value = step.of(value)?;
        }
        Some(value)
    }
}

impl Step {
    /// The value one step further.
    pub(super) fn of<'a>(&self, value: &'a AttributeValue) -> Option<&'a AttributeValue> {
        match (self, value) {
            (Self::Member(name), AttributeValue::M(members)) => members.get(name),
            (Self::Element(index), AttributeValue::L(elements)) => elements.get(*index),
            _ => None,
        }
    }
}

/// As error texts write a path: `[a, b, [0]]`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.attribute)?;
        for step in &self.steps {
            match step {
                Step::Member(name) => write!(f, ", {name}")?,
                Step::Element(index) => write!(f, ", [{index}]")?,
            }
        }
        f.write_str("]")
    }
}
