//! What SELECT shows of an item: each path under its last name.

use std::fmt::Write as _;

use super::tree::{Expression, Kind};
use crate::aws::error::AwsError;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::error::partiql;
use crate::dynamodb::expression::{Path, Step};
use crate::dynamodb::value::Attributes;

/// The columns of a statement that lists them.
pub(super) struct Columns(Vec<(String, Path)>);

impl Columns {
    /// Paths alone can be shown, each name once.
    pub(super) fn of(expressions: &[Expression]) -> Result<Self, AwsError> {
        let mut columns: Vec<(String, Path)> = Vec::new();
        for expression in expressions {
            let Kind::Path(path) = &expression.kind else {
                return Err(partiql::unexpected_path_component(expression.at));
            };
            let name = column_name(path);
            if columns.iter().any(|(own, _)| *own == name) {
                return Err(partiql::repeated_column(&name));
            }
            columns.push((name, path.clone()));
        }
        Ok(Self(columns))
    }

    /// Top-level attributes that the columns read, perhaps repeated.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, path)| path.attribute.as_str())
    }

    /// Top-level attributes that the columns read into.
    pub(super) fn documents(&self) -> impl Iterator<Item = &str> {
        let deep = self.0.iter().filter(|(_, path)| !path.steps.is_empty());
        deep.map(|(_, path)| path.attribute.as_str())
    }

    /// The columns that an item has.
    pub(super) fn shown(&self, item: &Item) -> Item {
        let read = item.only(|name| self.attributes().any(|own| own == name));
        let column =
            |(name, path): &(String, Path)| Some((name.clone(), path.find(&read)?.clone()));
        Item::new(&self.0.iter().filter_map(column).collect::<Attributes>())
    }
}

/// The last name of a path and the indexes behind it: `m.k[0]` is shown as `k[0]` (captured).
fn column_name(path: &Path) -> String {
    let mut name = path.attribute.clone();
    for step in &path.steps {
        match step {
            Step::Member(member) => name.clone_from(member),
            Step::Element(index) => {
                // Writing into a String cannot fail.
                let _ = write!(name, "[{index}]");
            }
        }
    }
    name
}
