//! Applies an update to an item's image.

use std::borrow::Cow;

use super::action::{Action, Assigned, Operand, Update};
use super::sets;
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::expression::path::{Path, Step};
use crate::dynamodb::value::{AttributeValue, Attributes, Number};

/// Lists and maps that may enclose a value ("Nested attribute depth", quotas page).
const DEPTH_MAX: usize = 32;

/// What an action does to its place.
enum Change {
    Write(AttributeValue),
    Remove,
}

impl Update {
    /// The item after the update. `image` is the item before it, or only the key attributes if there
    /// is none (`exists` is false then, and removals inside what is not there are ignored). Every
    /// clause reads the image, none the result of another.
    pub(crate) fn apply(&self, image: &Attributes, exists: bool) -> Result<Attributes, AwsError> {
        let mut changes = Vec::with_capacity(self.actions.len());
        for action in &self.actions {
            if let Some(change) = change(action, image, exists)? {
                changes.push((action.path(), change));
            }
        }
        // New elements of a list are appended in the order of their indexes, whatever order was
        // written; elements are removed from the last to the first, so that each index means the
        // image's.
        changes.sort_by(|(one, _), (two, _)| one.cmp(two));
        let mut item = image.clone();
        let mut removed = Vec::new();
        for (path, change) in changes {
            match change {
                Change::Write(value) => write(&mut item, path, value)?,
                Change::Remove if path.find(image).is_some() => removed.push(path),
                Change::Remove => {}
            }
        }
        for path in removed.into_iter().rev() {
            remove(&mut item, path);
        }
        Ok(item)
    }
}

fn change(action: &Action, image: &Attributes, exists: bool) -> Result<Option<Change>, AwsError> {
    let path = action.path();
    match action {
        Action::Set(_, assigned) => {
            let value = assign(assigned, image)?;
            check_parent(path, image)?;
            Ok(Some(Change::Write(value)))
        }
        Action::Remove(_) => {
            if exists {
                check_parent(path, image)?;
            }
            Ok(Some(Change::Remove))
        }
        Action::Add(_, value) => {
            check_parent(path, image)?;
            let sum = match path.find(image) {
                None => AttributeValue::clone(value),
                Some(present) => add(present, value)?,
            };
            Ok(Some(Change::Write(sum)))
        }
        Action::Delete(_, value) => {
            if exists {
                check_parent(path, image)?;
            }
            let Some(present) = path.find(image) else {
                return Ok(None);
            };
            let rest = sets::difference(present, value).ok_or_else(expression::wrong_operand)?;
            Ok(Some(if sets::is_empty_set(&rest) {
                Change::Remove
            } else {
                Change::Write(rest)
            }))
        }
    }
}

/// The map or list that a nested path ends in has to be there.
fn check_parent(path: &Path, image: &Attributes) -> Result<(), AwsError> {
    let Some((last, parents)) = path.steps.split_last() else {
        return Ok(());
    };
    let mut value = image.get(&path.attribute);
    for step in parents {
        value = value.and_then(|value| step.of(value));
    }
    match (last, value) {
        (Step::Member(_), Some(AttributeValue::M(_)))
        | (Step::Element(_), Some(AttributeValue::L(_))) => Ok(()),
        _ => Err(expression::invalid_path()),
    }
}

fn add(present: &AttributeValue, value: &AttributeValue) -> Result<AttributeValue, AwsError> {
    match (present, value) {
        (AttributeValue::N(present), AttributeValue::N(value)) => {
            let sum = present.add(value).map_err(expression::number)?;
            Ok(AttributeValue::N(sum))
        }
        (AttributeValue::L(present), AttributeValue::L(value)) => {
            Ok(AttributeValue::L([present.as_slice(), value].concat()))
        }
        _ => sets::union(present, value).ok_or_else(expression::wrong_operand),
    }
}

fn assign(assigned: &Assigned, image: &Attributes) -> Result<AttributeValue, AwsError> {
    let result = match assigned {
        Assigned::Operand(operand) => return Ok(operand.find(image)?.into_owned()),
        Assigned::Sum(left, right) => number(left, image)?.add(&number(right, image)?),
        Assigned::Difference(left, right) => number(left, image)?.sub(&number(right, image)?),
    };
    result.map(AttributeValue::N).map_err(expression::number)
}

fn number(operand: &Operand, image: &Attributes) -> Result<Number, AwsError> {
    match operand.find(image)?.as_ref() {
        AttributeValue::N(number) => Ok(*number),
        _ => Err(expression::wrong_operand()),
    }
}

impl Operand {
    fn find<'a>(&'a self, image: &'a Attributes) -> Result<Cow<'a, AttributeValue>, AwsError> {
        match self {
            Self::Value(value) => Ok(Cow::Borrowed(value)),
            Self::Path(path) => match path.find(image) {
                Some(value) => Ok(Cow::Borrowed(value)),
                None => Err(expression::missing_attribute()),
            },
            Self::IfNotExists(path, otherwise) => match path.find(image) {
                Some(value) => Ok(Cow::Borrowed(value)),
                None => otherwise.find(image),
            },
            Self::ListAppend(first, second) => {
                match (first.find(image)?.as_ref(), second.find(image)?.as_ref()) {
                    (AttributeValue::L(first), AttributeValue::L(second)) => Ok(Cow::Owned(
                        AttributeValue::L([first.as_slice(), second].concat()),
                    )),
                    _ => Err(expression::wrong_operand()),
                }
            }
        }
    }
}

/// Writes where `check_parent` has found a place. An index past the end appends.
fn write(item: &mut Attributes, path: &Path, value: AttributeValue) -> Result<(), AwsError> {
    if path.steps.len() + value.depth() > DEPTH_MAX {
        return Err(expression::nested_too_deeply());
    }
    let Some((last, parents)) = path.steps.split_last() else {
        item.insert(path.attribute.clone(), value);
        return Ok(());
    };
    match (last, parent(item, path, parents)) {
        (Step::Member(name), Some(AttributeValue::M(members))) => {
            members.insert(name.clone(), value);
        }
        (Step::Element(index), Some(AttributeValue::L(elements))) => {
            match elements.get_mut(*index) {
                Some(element) => *element = value,
                None => elements.push(value),
            }
        }
        _ => return Err(expression::invalid_path()),
    }
    Ok(())
}

/// Removes what the image has there.
fn remove(item: &mut Attributes, path: &Path) {
    let Some((last, parents)) = path.steps.split_last() else {
        item.remove(&path.attribute);
        return;
    };
    match (last, parent(item, path, parents)) {
        (Step::Member(name), Some(AttributeValue::M(members))) => {
            members.remove(name);
        }
        (Step::Element(index), Some(AttributeValue::L(elements))) if *index < elements.len() => {
            elements.remove(*index);
        }
        _ => {}
    }
}

fn parent<'a>(
    item: &'a mut Attributes,
    path: &Path,
    parents: &[Step],
) -> Option<&'a mut AttributeValue> {
    let mut value = item.get_mut(&path.attribute)?;
    for step in parents {
        value = match (step, value) {
            (Step::Member(name), AttributeValue::M(members)) => members.get_mut(name)?,
            (Step::Element(index), AttributeValue::L(elements)) => elements.get_mut(*index)?,
            _ => return None,
        };
    }
    Some(value)
}
