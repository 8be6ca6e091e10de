//! The model: items in a map, and the meaning of conditions and updates as plainly as can be said.

use std::collections::{BTreeMap, BTreeSet};

use super::operation::{Action, Change, Comparison, Condition, Range, Via, Write};
use super::value::{Item, Key, Value};

/// Why a write is not made.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Condition,
    Validation,
}

#[derive(Clone, Default)]
pub(super) struct Model {
    pub(super) items: BTreeMap<Key, Item>,
}

impl Model {
    /// What a write would leave at its key, if it may be made.
    pub(super) fn outcome(&self, write: &Write) -> Result<Option<Item>, Refusal> {
        let old = self.items.get(&write.key);
        // What is wrong with the request itself is found before the item is looked at.
        if write.has_bad_value() {
            return Err(Refusal::Validation);
        }
        if let Some(condition) = &write.condition
            && !condition.holds(old.unwrap_or(&Item::new()))
        {
            return Err(Refusal::Condition);
        }
        let new = match &write.change {
            Change::Put(attributes) => {
                let mut item = write.key.item();
                item.extend(attributes.clone());
                Some(item)
            }
            Change::Update(actions) => updated(old, &write.key, actions)?,
            Change::Delete => None,
            Change::Check => old.cloned(),
        };
        Ok(new)
    }

    /// Sets what is at a key.
    pub(super) fn set(&mut self, key: &Key, item: Option<Item>) {
        match item {
            Some(item) => drop(self.items.insert(key.clone(), item)),
            None => drop(self.items.remove(key)),
        }
    }

    /// What a table or an index shows of every item that is in it.
    pub(super) fn shown(&self, table: usize, via: Via) -> Vec<Item> {
        let own = self.items.iter().filter(|(key, _)| key.table == table);
        own.filter_map(|(_, item)| view(item, via)).collect()
    }
}

/// What an index holds of an item; nothing if the item lacks its keys.
pub(super) fn view(item: &Item, via: Via) -> Option<Item> {
    let keys = [Some(via.partition_key()), via.sort_key()];
    let keys = keys.into_iter().flatten();
    if !keys.clone().all(|key| item.contains_key(key)) {
        return None;
    }
    let mut view = item.clone();
    if via == Via::KeysOnly {
        view.retain(|name, _| ["pk", "sk", "g"].contains(name));
    }
    Some(view)
}

impl Write {
    /// Whether it gives an index key a value of the wrong type.
    pub(super) fn has_bad_value(&self) -> bool {
        let wrong = |name: &str, value: &Value| match name {
            "g" | "l" => value.kind() != "S",
            "h" => value.kind() != "N",
            _ => false,
        };
        match &self.change {
            Change::Put(item) => item.iter().any(|(name, value)| wrong(name, value)),
            Change::Update(actions) => actions
                .iter()
                .any(|action| matches!(action, Action::Set(name, value) if wrong(name, value))),
            Change::Delete | Change::Check => false,
        }
    }
}

fn updated(old: Option<&Item>, key: &Key, actions: &[Action]) -> Result<Option<Item>, Refusal> {
    let before = old.cloned().unwrap_or_else(|| key.item());
    let mut item = before.clone();
    for action in actions {
        act(action, &before, &mut item)?;
    }
    // An update that only takes away makes no item.
    Ok(if old.is_none() && item == before {
        None
    } else {
        Some(item)
    })
}

fn act(action: &Action, before: &Item, item: &mut Item) -> Result<(), Refusal> {
    let number = || match before.get("n") {
        Some(Value::N(number)) => Some(*number),
        _ => None,
    };
    let members = || match before.get("ss") {
        Some(Value::Set(members)) => members.clone(),
        _ => BTreeSet::new(),
    };
    let list = || match before.get("li") {
        Some(Value::List(list)) => Some(list.clone()),
        _ => None,
    };
    match action {
        Action::Set(name, value) => drop(item.insert(name, value.clone())),
        Action::Remove(name) => drop(item.remove(name)),
        Action::Increase(by) => {
            let number = number().ok_or(Refusal::Validation)?;
            item.insert("n", Value::N(number + by));
        }
        Action::DecreaseFromZero(by) => {
            item.insert("n", Value::N(number().unwrap_or(0) - by));
        }
        Action::AddNumber(by) => {
            item.insert("n", Value::N(number().unwrap_or(0) + by));
        }
        Action::AddMember(member) => {
            let mut members = members();
            members.insert(member.clone());
            item.insert("ss", Value::Set(members));
        }
        Action::DeleteMember(member) => {
            let mut members = members();
            members.remove(member);
            match members.is_empty() {
                true => drop(item.remove("ss")),
                false => drop(item.insert("ss", Value::Set(members))),
            }
        }
        Action::Append(value) => {
            let mut list = list().unwrap_or_default();
            list.push(value.clone());
            item.insert("li", Value::List(list));
        }
        Action::SetElement(at, value) => {
            let mut list = list().ok_or(Refusal::Validation)?;
            match list.get_mut(*at) {
                Some(element) => *element = value.clone(),
                None => list.push(value.clone()),
            }
            item.insert("li", Value::List(list));
        }
        Action::RemoveElement(at) => {
            let mut list = list().ok_or(Refusal::Validation)?;
            if *at < list.len() {
                list.remove(*at);
            }
            item.insert("li", Value::List(list));
        }
    }
    Ok(())
}

impl Condition {
    pub(super) fn holds(&self, item: &Item) -> bool {
        match self {
            Self::Exists(name) => item.contains_key(name),
            Self::Missing(name) => !item.contains_key(name),
            Self::Compare(name, comparison, value) => comparison.holds(item.get(name), value),
            Self::Between(name, low, high) => {
                Comparison::GreaterOrEqual.holds(item.get(name), low)
                    && Comparison::LessOrEqual.holds(item.get(name), high)
            }
            Self::In(name, values) => values
                .iter()
                .any(|value| Comparison::Equal.holds(item.get(name), value)),
            Self::BeginsWith(name, start) => {
                matches!(item.get(name), Some(Value::S(text)) if text.starts_with(start))
            }
            Self::Contains(name, part) => match item.get(name) {
                Some(Value::S(text)) => text.contains(part),
                Some(Value::Set(members)) => members.contains(part),
                Some(Value::List(list)) => list.contains(&Value::S(part.clone())),
                _ => false,
            },
            Self::SizeAtLeast(name, size) => {
                let own = match item.get(name) {
                    Some(Value::S(text)) => text.len(),
                    Some(Value::Set(members)) => members.len(),
                    Some(Value::List(list)) => list.len(),
                    _ => return false,
                };
                own as i64 >= *size
            }
            Self::IsKind(name, kind) => item.get(name).is_some_and(|value| value.kind() == *kind),
            Self::Both(a, b) => a.holds(item) && b.holds(item),
            Self::Either(a, b) => a.holds(item) || b.holds(item),
            Self::Not(inner) => !inner.holds(item),
        }
    }
}

impl Comparison {
    /// What is missing, or of another type, differs, and is neither less nor more.
    pub(super) fn holds(self, own: Option<&Value>, other: &Value) -> bool {
        if self == Self::NotEqual {
            return own != Some(other);
        }
        let Some(own) = own.filter(|own| own.kind() == other.kind()) else {
            return false;
        };
        match self {
            Self::Equal => own == other,
            Self::NotEqual => own != other,
            Self::Less => own < other,
            Self::LessOrEqual => own <= other,
            Self::Greater => own > other,
            Self::GreaterOrEqual => own >= other,
        }
    }
}

impl Range {
    pub(super) fn holds(self, via: Via, value: &Value) -> bool {
        match self {
            Self::All => true,
            Self::Compare(comparison, number) => {
                comparison.holds(Some(value), &sort_value(via, number))
            }
            Self::Between(low, high) => {
                *value >= sort_value(via, low) && *value <= sort_value(via, high)
            }
        }
    }
}

/// A number as a value of a sort key's type; texts are in the order of their numbers.
pub(super) fn sort_value(via: Via, number: i64) -> Value {
    match via {
        Via::Local => Value::S(
            ["u", "uu", "uv", "v", "vu", "vv"][(number + 2).clamp(0, 5) as usize].to_owned(),
        ),
        _ => Value::N(number),
    }
}
