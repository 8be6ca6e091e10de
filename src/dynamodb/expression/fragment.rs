//! Fragments of an item along paths: maps keep only the members asked for, lists close up.

use super::path::{Path, Step};
use crate::dynamodb::value::{AttributeValue, Attributes};

/// What the paths lead to. They are sorted and don't overlap; what isn't there is left out, and so
/// is whatever would be left empty by that.
pub(super) fn select(paths: &[Path], item: &Attributes) -> Attributes {
    let mut selected = Attributes::new();
    for same in paths.chunk_by(|one, two| one.attribute == two.attribute) {
        let attribute = &same[0].attribute;
        let Some(value) = item.get(attribute) else {
            continue;
        };
        let steps: Vec<&[Step]> = same.iter().map(|path| path.steps.as_slice()).collect();
        if let Some(fragment) = fragment(&steps, value) {
            selected.insert(attribute.clone(), fragment);
        }
    }
    selected
}

fn fragment(paths: &[&[Step]], value: &AttributeValue) -> Option<AttributeValue> {
    if paths.first()?.is_empty() {
        return Some(value.clone());
    }
    // Each group begins with the same step.
    let groups = paths.chunk_by(|one, two| one[0] == two[0]).map(|group| {
        (
            &group[0][0],
            group.iter().map(|steps| &steps[1..]).collect(),
        )
    });
    match value {
        AttributeValue::M(members) => {
            let found: Attributes = groups
                .filter_map(|(step, rest): (_, Vec<&[Step]>)| match step {
                    Step::Member(name) => {
                        Some((name.clone(), fragment(&rest, members.get(name)?)?))
                    }
                    Step::Element(_) => None,
                })
                .collect();
            (!found.is_empty()).then_some(AttributeValue::M(found))
        }
        AttributeValue::L(elements) => {
            let found: Vec<AttributeValue> = groups
                .filter_map(|(step, rest): (_, Vec<&[Step]>)| match step {
                    Step::Element(index) => fragment(&rest, elements.get(*index)?),
                    Step::Member(_) => None,
                })
                .collect();
            (!found.is_empty()).then_some(AttributeValue::L(found))
        }
        _ => None,
    }
}
