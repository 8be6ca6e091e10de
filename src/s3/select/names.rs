//! Ties the names of a statement to the columns of its input.

use crate::aws::error::AwsError;
use crate::s3::error::select::{object, statement};

use super::expression::{Expr, Name, Node, Path, PathStep};
use super::statement::{Item, Statement};

/// How columns are named.
pub(super) enum Columns<'a> {
    /// By the members of each record.
    Json,
    /// `_1`, `_2`, …
    Numbered,
    /// By the first line of the object.
    Named(&'a [String]),
}

/// Replaces every path by what it leads to.
pub(super) fn resolve(statement: &mut Statement, columns: &Columns<'_>) -> Result<(), AwsError> {
    let alias = statement.source.alias.clone();
    let mut visit = |node: &mut Node| {
        if let Node::Path(path) = node {
            *node = match columns {
                Columns::Json => inside(path, &alias),
                _ => Node::Column(column(path, &alias, columns)?),
            };
        }
        Ok(())
    };
    let mut values: Vec<&mut Expr> = Vec::new();
    for item in &mut statement.items {
        match item {
            Item::One { value, .. } => values.push(value),
            Item::All(Some((name, at))) if !alias.matches(&name.text) => {
                return Err(statement::invalid_table_alias(at));
            }
            Item::All(_) => {}
        }
    }
    values.extend(&mut statement.condition);
    values.extend(
        statement
            .aggregates
            .iter_mut()
            .filter_map(|own| own.argument.as_mut()),
    );
    values
        .into_iter()
        .try_for_each(|value| value.visit_mut(&mut visit))
}

fn is_alias(path: &Path, alias: &Name) -> bool {
    match path.root.is_quoted {
        true => path.root.text == alias.text,
        false => alias.matches(&path.root.text),
    }
}

fn inside(path: &mut Path, alias: &Name) -> Node {
    let mut steps = std::mem::take(&mut path.steps);
    if !is_alias(path, alias) {
        steps.insert(0, PathStep::Field(path.root.clone()));
    }
    Node::Inside(steps)
}

/// The column of CSV that a path names. Errors as recorded: a table that is not there, a name where
/// there are none, a name that is not in the first line.
fn column(path: &Path, alias: &Name, columns: &Columns<'_>) -> Result<usize, AwsError> {
    let name = match path.steps.as_slice() {
        [] => &path.root,
        _ if !is_alias(path, alias) => return Err(statement::invalid_table_alias(&path.at)),
        [PathStep::Field(name)] => name,
        _ => return Err(statement::invalid_key_path()),
    };
    let Columns::Named(header) = columns else {
        let number = name
            .text
            .strip_prefix('_')
            .and_then(|number| number.parse::<usize>().ok());
        let column = number.and_then(|number| number.checked_sub(1));
        return column.ok_or_else(|| statement::invalid_column_index(&path.at));
    };
    let mut same = header
        .iter()
        .enumerate()
        .filter(|(_, own)| name.matches(own));
    match (same.next(), same.next()) {
        (Some((column, _)), None) => Ok(column),
        (Some(_), Some(_)) => Err(object::ambiguous_field_name()),
        (None, _) => Err(object::missing_headers()),
    }
}
