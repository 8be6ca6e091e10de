//! The few kinds of values that the model knows, and items made of them.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value as Json, json};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    S(String),
    N(i64),
    Set(BTreeSet<String>),
    List(Vec<Value>),
}

pub(super) type Item = BTreeMap<&'static str, Value>;

/// A table of two, and an item's keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) table: usize,
    pub(super) pk: String,
    pub(super) sk: i64,
}

/// What may be in an item beside its keys: the keys of indexes (`g` and `h`, `l`), a thing of any
/// kind (`t`), and a number, a set and a list that are nothing else.
pub(super) const ATTRIBUTES: [&str; 7] = ["g", "h", "l", "t", "n", "ss", "li"];

impl Value {
    pub(super) fn json(&self) -> Json {
        match self {
            Self::S(text) => json!({"S": text}),
            Self::N(number) => json!({"N": number.to_string()}),
            Self::Set(members) => json!({"SS": members}),
            Self::List(list) => json!({"L": list.iter().map(Self::json).collect::<Vec<_>>()}),
        }
    }

    /// The letters of its type, as `attribute_type` takes them.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::S(_) => "S",
            Self::N(_) => "N",
            Self::Set(_) => "SS",
            Self::List(_) => "L",
        }
    }
}

pub(super) fn item_json(item: &Item) -> Json {
    item.iter()
        .map(|(name, value)| ((*name).to_owned(), value.json()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

impl Key {
    pub(super) fn item(&self) -> Item {
        BTreeMap::from([("pk", Value::S(self.pk.clone())), ("sk", Value::N(self.sk))])
    }

    pub(super) fn json(&self) -> Json {
        item_json(&self.item())
    }
}

pub(super) fn any_key() -> impl Strategy<Value = Key> {
    (0..2_usize, "[ab]", -2..4_i64).prop_map(|(table, pk, sk)| Key { table, pk, sk })
}

pub(super) fn any_scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-c]{1,2}".prop_map(Value::S),
        (-3..8_i64).prop_map(Value::N),
    ]
}

fn any_set() -> impl Strategy<Value = BTreeSet<String>> {
    proptest::collection::btree_set("[a-c]", 1..3)
}

/// A value that an attribute may have. Index keys are sometimes of the wrong type.
pub(super) fn any_value_of(attribute: &'static str) -> BoxedStrategy<Value> {
    let wrong = |right: BoxedStrategy<Value>, wrong: Value| {
        prop_oneof![12 => right, 1 => Just(wrong)].boxed()
    };
    match attribute {
        "g" => wrong("[xy]".prop_map(Value::S).boxed(), Value::N(1)),
        "h" => wrong((-1..3_i64).prop_map(Value::N).boxed(), Value::S("x".into())),
        "l" => wrong("[uv]{1,2}".prop_map(Value::S).boxed(), Value::N(1)),
        "n" => (-5..20_i64).prop_map(Value::N).boxed(),
        "ss" => any_set().prop_map(Value::Set).boxed(),
        "li" => proptest::collection::vec(any_scalar(), 0..3)
            .prop_map(Value::List)
            .boxed(),
        _ => prop_oneof![
            2 => any_scalar(),
            1 => any_set().prop_map(Value::Set),
            1 => proptest::collection::vec(any_scalar(), 0..2).prop_map(Value::List),
        ]
        .boxed(),
    }
}

/// Attributes beside the keys.
pub(super) fn any_attributes() -> impl Strategy<Value = Item> {
    let attribute = proptest::sample::select(&ATTRIBUTES[..]);
    let pair =
        attribute.prop_flat_map(|name| any_value_of(name).prop_map(move |value| (name, value)));
    proptest::collection::vec(pair, 0..6).prop_map(|pairs| pairs.into_iter().collect())
}
