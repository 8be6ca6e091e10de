//! Operations as data, and random ones.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::value::{
    ATTRIBUTES, Item, Key, Value, any_attributes, any_key, any_scalar, any_value_of,
};

#[derive(Clone, Debug)]
pub(super) enum Operation {
    Write(Write),
    Get(Key, Option<Vec<&'static str>>),
    Query(Query),
    Scan(Scan),
    BatchWrite(Vec<Write>),
    BatchGet(Vec<Key>),
    TransactWrite(Vec<Write>),
    TransactGet(Vec<Key>),
}

/// One change of one item.
#[derive(Clone, Debug)]
pub(super) struct Write {
    pub(super) key: Key,
    pub(super) change: Change,
    pub(super) condition: Option<Condition>,
}

#[derive(Clone, Debug)]
pub(super) enum Change {
    Put(Item),
    Update(Vec<Action>),
    Delete,
    /// Of transactions alone: the condition is all.
    Check,
}

/// One action of an update expression.
#[derive(Clone, Debug)]
pub(super) enum Action {
    Set(&'static str, Value),
    Remove(&'static str),
    /// `n = n + k`, for which `n` has to be there.
    Increase(i64),
    /// `n = if_not_exists(n, 0) - k`
    DecreaseFromZero(i64),
    AddNumber(i64),
    AddMember(String),
    DeleteMember(String),
    Append(Value),
    SetElement(usize, Value),
    RemoveElement(usize),
}

impl Action {
    pub(super) fn attribute(&self) -> &'static str {
        match self {
            Self::Set(name, _) | Self::Remove(name) => name,
            Self::Increase(_) | Self::DecreaseFromZero(_) | Self::AddNumber(_) => "n",
            Self::AddMember(_) | Self::DeleteMember(_) => "ss",
            Self::Append(_) | Self::SetElement(..) | Self::RemoveElement(_) => "li",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Condition {
    Exists(&'static str),
    Missing(&'static str),
    Compare(&'static str, Comparison, Value),
    Between(&'static str, Value, Value),
    In(&'static str, Vec<Value>),
    BeginsWith(&'static str, String),
    Contains(&'static str, String),
    SizeAtLeast(&'static str, i64),
    IsKind(&'static str, &'static str),
    Both(Box<Condition>, Box<Condition>),
    Either(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The table, or one of its indexes: `l` sorts a partition by `l`; `g` has all, keyed by `g` and `h`;
/// `k` has only keys, keyed by `g`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    Table,
    Local,
    Global,
    KeysOnly,
}

pub(super) const INDEXES: [Via; 3] = [Via::Local, Via::Global, Via::KeysOnly];

impl Via {
    pub(super) fn index_name(self) -> Option<&'static str> {
        match self {
            Self::Table => None,
            Self::Local => Some("local"),
            Self::Global => Some("global"),
            Self::KeysOnly => Some("keys"),
        }
    }

    pub(super) fn partition_key(self) -> &'static str {
        match self {
            Self::Table | Self::Local => "pk",
            Self::Global | Self::KeysOnly => "g",
        }
    }

    pub(super) fn sort_key(self) -> Option<&'static str> {
        match self {
            Self::Table => Some("sk"),
            Self::Local => Some("l"),
            Self::Global => Some("h"),
            Self::KeysOnly => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) table: usize,
    pub(super) via: Via,
    /// Which of the two partitions.
    pub(super) partition: usize,
    pub(super) range: Range,
    pub(super) filter: Option<Condition>,
    pub(super) forward: bool,
    pub(super) limit: Option<usize>,
}

/// A condition on the sort key, by numbers that become values of its type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Range {
    All,
    Compare(Comparison, i64),
    Between(i64, i64),
}

#[derive(Clone, Debug)]
pub(super) struct Scan {
    pub(super) table: usize,
    pub(super) via: Via,
    pub(super) filter: Option<Condition>,
    pub(super) limit: Option<usize>,
    pub(super) segments: usize,
}

fn any_comparison() -> impl Strategy<Value = Comparison> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    proptest::sample::select(vec![
        Equal,
        NotEqual,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
    ])
}

/// A condition on what is no key of the table or of an index, so that it may filter everywhere.
fn any_condition() -> impl Strategy<Value = Condition> {
    let name = || proptest::sample::select(vec!["t", "n", "ss", "li"]);
    let one = prop_oneof![
        name().prop_map(Condition::Exists),
        name().prop_map(Condition::Missing),
        (name(), any_comparison(), any_scalar()).prop_map(|(n, c, v)| Condition::Compare(n, c, v)),
        name()
            .prop_flat_map(|name| any_value_of(name).prop_map(move |value| (name, value)))
            .prop_map(|(n, v)| Condition::Compare(n, Comparison::Equal, v)),
        (name(), -3..5_i64, 0..4_i64).prop_map(|(n, low, more)| Condition::Between(
            n,
            Value::N(low),
            Value::N(low + more)
        )),
        (name(), vec(any_scalar(), 1..4)).prop_map(|(n, v)| Condition::In(n, v)),
        (name(), "[a-c]{1,2}").prop_map(|(n, start)| Condition::BeginsWith(n, start)),
        (name(), "[a-c]").prop_map(|(n, part)| Condition::Contains(n, part)),
        (name(), 0..3_i64).prop_map(|(n, size)| Condition::SizeAtLeast(n, size)),
        (name(), proptest::sample::select(vec!["S", "N", "SS", "L"]))
            .prop_map(|(n, kind)| Condition::IsKind(n, kind)),
    ];
    one.prop_recursive(3, 8, 2, |inner| {
        let both = (inner.clone(), inner.clone());
        prop_oneof![
            both.clone()
                .prop_map(|(a, b)| Condition::Both(Box::new(a), Box::new(b))),
            both.prop_map(|(a, b)| Condition::Either(Box::new(a), Box::new(b))),
            inner.prop_map(|one| Condition::Not(Box::new(one))),
        ]
    })
}

fn any_write_condition() -> impl Strategy<Value = Option<Condition>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(Condition::Missing("pk"))),
        1 => Just(Some(Condition::Exists("pk"))),
        3 => any_condition().prop_map(Some),
    ]
}

fn any_action() -> impl Strategy<Value = Action> {
    let name = || proptest::sample::select(&ATTRIBUTES[..]);
    prop_oneof![
        4 => name().prop_flat_map(|name| {
            any_value_of(name).prop_map(move |value| Action::Set(name, value))
        }),
        3 => name().prop_map(Action::Remove),
        1 => (1..4_i64).prop_map(Action::Increase),
        1 => (1..4_i64).prop_map(Action::DecreaseFromZero),
        1 => (-3..4_i64).prop_map(Action::AddNumber),
        1 => "[a-c]".prop_map(Action::AddMember),
        1 => "[a-c]".prop_map(Action::DeleteMember),
        1 => any_scalar().prop_map(Action::Append),
        1 => (0..4_usize, any_scalar()).prop_map(|(at, value)| Action::SetElement(at, value)),
        1 => (0..4_usize).prop_map(Action::RemoveElement),
    ]
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => any_attributes().prop_map(Change::Put),
        4 => vec(any_action(), 1..4).prop_map(|mut actions| {
            let mut seen = Vec::new();
            actions.retain(|action| {
                let new = !seen.contains(&action.attribute());
                seen.push(action.attribute());
                new
            });
            Change::Update(actions)
        }),
        1 => Just(Change::Delete),
    ]
}

fn any_write() -> impl Strategy<Value = Write> {
    (any_key(), any_change(), any_write_condition()).prop_map(|(key, change, condition)| Write {
        key,
        change,
        condition,
    })
}

fn any_transacted_write() -> impl Strategy<Value = Write> {
    let check = (any_key(), any_condition()).prop_map(|(key, condition)| Write {
        key,
        change: Change::Check,
        condition: Some(condition),
    });
    prop_oneof![5 => any_write(), 1 => check]
}

fn any_via() -> impl Strategy<Value = Via> {
    proptest::sample::select(vec![Via::Table, Via::Local, Via::Global, Via::KeysOnly])
}

fn any_query() -> impl Strategy<Value = Query> {
    let range = prop_oneof![
        2 => Just(Range::All),
        2 => (any_comparison(), -1..3_i64)
            .prop_filter("no <> on keys", |(comparison, _)| *comparison != Comparison::NotEqual)
            .prop_map(|(comparison, value)| Range::Compare(comparison, value)),
        1 => (-2..3_i64, 0..3_i64).prop_map(|(low, more)| Range::Between(low, low + more)),
    ];
    (
        (0..2_usize, any_via(), 0..2_usize, range),
        option::of(any_condition()),
        any::<bool>(),
        option::of(1..4_usize),
    )
        .prop_map(
            |((table, via, partition, range), filter, forward, limit)| Query {
                table,
                via,
                partition,
                range,
                filter,
                forward,
                limit,
            },
        )
}

fn any_scan() -> impl Strategy<Value = Scan> {
    (
        (0..2_usize, any_via()),
        option::of(any_condition()),
        option::of(1..4_usize),
        1..4_usize,
    )
        .prop_map(|((table, via), filter, limit, segments)| Scan {
            table,
            via,
            filter,
            limit,
            segments,
        })
}

pub(super) fn any_operation() -> impl Strategy<Value = Operation> {
    let shown = proptest::sample::subsequence(&ATTRIBUTES[..], 1..4);
    prop_oneof![
        14 => any_write().prop_map(Operation::Write),
        1 => (any_key(), option::of(shown)).prop_map(|(key, shown)| Operation::Get(key, shown)),
        3 => any_query().prop_map(Operation::Query),
        1 => any_scan().prop_map(Operation::Scan),
        2 => vec(any_write(), 1..5).prop_map(Operation::BatchWrite),
        1 => vec(any_key(), 1..5).prop_map(Operation::BatchGet),
        3 => vec(any_transacted_write(), 1..5).prop_map(Operation::TransactWrite),
        1 => vec(any_key(), 1..5).prop_map(Operation::TransactGet),
    ]
}
