//! Paths of one expression that exclude each other.

use super::path::{Path, Step};
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;

/// How two paths stand to each other.
#[derive(PartialEq, Eq)]
enum Relation {
    Apart,
    /// The same place, or one inside the other.
    Overlap,
    /// They want one value to be a map and a list.
    Conflict,
}

fn relation(one: &Path, two: &Path) -> Relation {
    if one.attribute != two.attribute {
        return Relation::Apart;
    }
    for steps in one.steps.iter().zip(&two.steps) {
        match steps {
            (Step::Member(a), Step::Member(b)) if a != b => return Relation::Apart,
            (Step::Element(a), Step::Element(b)) if a != b => return Relation::Apart,
            (Step::Member(_), Step::Element(_)) | (Step::Element(_), Step::Member(_)) => {
                return Relation::Conflict;
            }
            _ => {}
        }
    }
    Relation::Overlap
}

/// Refuses paths that overlap, then paths that conflict (the order that dynalite's suite recorded).
/// Where three paths or more do, AWS names two by the order of a Java hash map, not always two that
/// overlap; this names the first pair of the first attribute.
pub(crate) fn check<'p>(
    parameter: &'static str,
    paths: impl Iterator<Item = &'p Path>,
) -> Result<(), AwsError> {
    // Sorting keeps the order in which paths of one attribute were written, and spares comparing
    // each with each.
    let mut paths: Vec<&Path> = paths.collect();
    paths.sort_by(|one, two| one.attribute.cmp(&two.attribute));
    let mut conflict = None;
    for same in paths.chunk_by(|one, two| one.attribute == two.attribute) {
        for (at, two) in same.iter().enumerate() {
            for one in &same[..at] {
                match relation(one, two) {
                    Relation::Apart => {}
                    Relation::Overlap => {
                        return Err(expression::paths_overlap(parameter, one, two));
                    }
                    Relation::Conflict => conflict = conflict.or(Some((*one, *two))),
                }
            }
        }
    }
    match conflict {
        Some((one, two)) => Err(expression::paths_conflict(parameter, one, two)),
        None => Ok(()),
    }
}
