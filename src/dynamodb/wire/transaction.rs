//! The elements of TransactItems as they are sent, not checked yet.

use super::attribute::Values;
use super::parameters::{Substitutions, read_names};
use super::reader::{Reader, Wire};
use super::scalars::Place;
use super::writer::Writer;

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionKind {
    ConditionCheck,
    Put,
    Delete,
    Update,
}

impl ActionKind {
    fn of(member: &str) -> Option<Self> {
        match member {
            "ConditionCheck" => Some(Self::ConditionCheck),
            "Put" => Some(Self::Put),
            "Delete" => Some(Self::Delete),
            "Update" => Some(Self::Update),
            _ => None,
        }
    }

    /// As in a request, and as the structure's class is called.
    fn name(self) -> &'static str {
        match self {
            Self::ConditionCheck => "ConditionCheck",
            Self::Put => "Put",
            Self::Delete => "Delete",
            Self::Update => "Update",
        }
    }

    /// As in the path of a broken constraint.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::ConditionCheck => "conditionCheck",
            Self::Put => "put",
            Self::Delete => "delete",
            Self::Update => "update",
        }
    }
}

/// One action on one item.
#[derive(Debug, Default)]
pub(crate) struct SentAction {
    pub(crate) table_name: Option<String>,
    /// A put's Item; the Key of any other.
    pub(crate) values: Option<Values>,
    pub(crate) update_expression: Option<String>,
    pub(crate) condition_expression: Option<String>,
    pub(crate) substitutions: Substitutions,
    pub(crate) return_values_on_condition_check_failure: Option<String>,
}

/// An element of TransactWriteItems' list. None or several actions is what AWS refuses.
pub(crate) type SentActions = Vec<(ActionKind, SentAction)>;

/// One read of a transaction.
#[derive(Debug, Default)]
pub(crate) struct SentGet {
    pub(crate) table_name: Option<String>,
    pub(crate) key: Option<Values>,
    pub(crate) projection_expression: Option<String>,
    /// Names only.
    pub(crate) substitutions: Substitutions,
}

pub(crate) fn read_actions(reader: &mut Reader<'_>) -> Wire<Option<Vec<SentActions>>> {
    let mut all = Vec::new();
    let there = reader.elements(Place::Member, |reader| {
        let mut actions = SentActions::new();
        reader.structure("TransactWriteItem", Place::Element, |reader, name| {
            match ActionKind::of(&name) {
                Some(kind) => {
                    actions.extend(read_action(reader, kind)?.map(|action| (kind, action)));
                }
                None => reader.skip()?,
            }
            Ok(())
        })?;
        all.push(actions);
        Ok(())
    })?;
    Ok(there.then_some(all))
}

fn read_action(reader: &mut Reader<'_>, kind: ActionKind) -> Wire<Option<SentAction>> {
    let mut sent = SentAction::default();
    let there = reader.structure(kind.name(), Place::Member, |reader, name| {
        match name.as_ref() {
            "TableName" => sent.table_name = reader.string()?,
            "Item" if kind == ActionKind::Put => sent.values = Values::read(reader)?,
            "Key" if kind != ActionKind::Put => sent.values = Values::read(reader)?,
            "UpdateExpression" if kind == ActionKind::Update => {
                sent.update_expression = reader.string()?;
            }
            "ConditionExpression" => sent.condition_expression = reader.string()?,
            "ReturnValuesOnConditionCheckFailure" => {
                sent.return_values_on_condition_check_failure = reader.string()?;
            }
            _ => {
                if !sent.substitutions.read_member(reader, &name)? {
                    reader.skip()?;
                }
            }
        }
        Ok(())
    })?;
    Ok(there.then_some(sent))
}

/// TransactGetItems' list; an element without its read is `None`.
pub(crate) fn read_gets(reader: &mut Reader<'_>) -> Wire<Option<Vec<Option<SentGet>>>> {
    let mut all = Vec::new();
    let there = reader.elements(Place::Member, |reader| {
        let mut get = None;
        reader.structure("TransactGetItem", Place::Element, |reader, name| {
            match name.as_ref() {
                "Get" => get = read_get(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        all.push(get);
        Ok(())
    })?;
    Ok(there.then_some(all))
}

fn read_get(reader: &mut Reader<'_>) -> Wire<Option<SentGet>> {
    let mut sent = SentGet::default();
    let there = reader.structure("Get", Place::Member, |reader, name| {
        match name.as_ref() {
            "TableName" => sent.table_name = reader.string()?,
            "Key" => sent.key = Values::read(reader)?,
            "ProjectionExpression" => sent.projection_expression = reader.string()?,
            "ExpressionAttributeNames" => sent.substitutions.names = read_names(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(there.then_some(sent))
}

/// One text for all the ways to write the same actions: the order of members does not matter, and
/// numbers are canonical.
pub(crate) fn canonical(all: &[SentActions]) -> String {
    let mut writer = Writer::default();
    writer.list(all, |w, actions| {
        w.list(actions, |w, (kind, action)| {
            w.object(|w| write_canonical(w.name(kind.name()), action));
        });
    });
    writer.into_text()
}

fn write_canonical(w: &mut Writer, action: &SentAction) {
    let texts = [
        ("TableName", &action.table_name),
        ("UpdateExpression", &action.update_expression),
        ("ConditionExpression", &action.condition_expression),
        (
            "ReturnValuesOnConditionCheckFailure",
            &action.return_values_on_condition_check_failure,
        ),
    ];
    w.object(|w| {
        for (name, text) in texts {
            if let Some(text) = text {
                w.name(name).text(text);
            }
        }
        if let Some(values) = &action.values {
            w.name("Values").attributes(&values.attributes);
        }
        w.name("Names").object(|w| {
            for (placeholder, name) in action.substitutions.names.iter().flatten() {
                w.name(placeholder).text(name);
            }
        });
        let mut values: Vec<_> = action.substitutions.values.iter().flatten().collect();
        values.sort_by(|(left, _), (right, _)| left.cmp(right));
        w.name("Placeholders").object(|w| {
            for (placeholder, single) in values {
                w.name(placeholder).value(&single.value);
            }
        });
    });
}

/// TransactItems much as AWS's Java echoes it; of a list too long to be legal, the beginning.
pub(crate) fn shown(class: &str, count: usize) -> String {
    const SHOWN_MAX: usize = 101;
    let elements: Vec<_> = (0..count.min(SHOWN_MAX))
        .map(|at| format!("com.amazonaws.dynamodb.v20120810.{class}@{:x}", at + 1))
        .collect();
    format!("[{}]", elements.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical_of(text: &str) -> String {
        canonical(&read_actions(&mut Reader::new(text)).unwrap().unwrap())
    }

    // localstack/localstack#6529: AWS does not care about the order of members.
    #[test]
    fn the_same_actions_have_one_text_however_they_are_written() {
        let first = canonical_of(
            r#"[{"Put": {"TableName": "t", "Item": {"a": {"N": "1.0"}, "b": {"S": "x"}}}}]"#,
        );
        let second = canonical_of(
            r#"[{"Put": {"Item": {"b": {"S": "x"}, "a": {"N": "1"}}, "TableName": "t"}}]"#,
        );
        assert_eq!(first, second);
        let other = canonical_of(
            r#"[{"Delete": {"Key": {"b": {"S": "x"}, "a": {"N": "1"}}, "TableName": "t"}}]"#,
        );
        assert_ne!(first, other);
    }
}
