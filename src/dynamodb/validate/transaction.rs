//! The actions of a transaction, checked before any table is looked up.

use super::constraints::Constraints;
use super::expressions::{placeholders, refuse_mixture, sound};
use super::keys::ITEM_BYTES_MAX;
use super::names::data_plane_name_at;
use super::options::ON_CONDITION_FAILURE;
use super::read::only_projection;
use crate::aws::error::AwsError;
use crate::dynamodb::about;
use crate::dynamodb::access::ask::{About, Ask, Tell};
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::error::wording::{self, Wording};
use crate::dynamodb::error::{item, transaction};
use crate::dynamodb::expression::{
    Condition, ExpressionKind, Projection, Update, parse_condition, parse_update,
};
use crate::dynamodb::value::{Attributes, item_size_bytes};
use crate::dynamodb::wire::transaction::{ActionKind, SentAction, SentActions, SentGet, shown};

/// Every transaction is worded by the older layer in us-east-1.
pub(crate) const WORDING: Wording = wording::TRANSACTION;
/// Actions of one transaction ("Amazon DynamoDB Transactions", Developer Guide).
const ACTIONS_MAX: usize = 100;
/// What a transaction's items may have together; keys and expression values count, what is stored
/// does not (public suites that pass on AWS).
pub(crate) const PAYLOAD_BYTES_MAX: usize = 4 * 1024 * 1024;

/// An action that has passed every check that needs no table.
pub(crate) struct Action {
    pub(crate) table_name: String,
    pub(crate) change: Change,
    pub(crate) condition: Option<Condition>,
    /// Whether a failed condition shows the stored item.
    pub(crate) item_on_failure: bool,
}

/// What an action does to its item.
pub(crate) enum Change {
    Put(Attributes),
    /// As a put, where there is no item yet.
    Insert(Attributes),
    Update(Attributes, Box<Update>),
    Delete(Attributes),
    /// Nothing: it only has a condition.
    Check(Attributes),
}

/// As which API's action policies know an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    TransactWriteItems,
    PartiQl,
}

impl Action {
    /// What it asks of its table.
    pub(crate) fn ask(&self, language: Language) -> Ask<'_> {
        let ask = match (language, &self.change) {
            (Language::TransactWriteItems, Change::Put(_) | Change::Insert(_)) => {
                Ask::to("PutItem")
            }
            (Language::TransactWriteItems, Change::Update(..)) => Ask::to("UpdateItem"),
            (Language::TransactWriteItems, Change::Delete(_)) => Ask::to("DeleteItem"),
            (Language::TransactWriteItems, Change::Check(_)) => Ask::to("ConditionCheckItem"),
            (Language::PartiQl, Change::Put(_) | Change::Insert(_)) => Ask::to("PartiQLInsert"),
            (Language::PartiQl, Change::Update(..)) => Ask::to("PartiQLUpdate"),
            (Language::PartiQl, Change::Delete(_)) => Ask::to("PartiQLDelete"),
            (Language::PartiQl, Change::Check(_)) => Ask::to("PartiQLSelect"),
        };
        let ask = ask.about(self);
        match language {
            Language::TransactWriteItems => ask.inside("TransactWriteItems"),
            Language::PartiQl => ask,
        }
    }
}

impl Tell for Action {
    fn about(&self, key: &KeySchema) -> About {
        let update = match &self.change {
            Change::Update(_, update) => Some(update.as_ref()),
            _ => None,
        };
        let (values, condition) = (self.change.attributes(), self.condition.as_ref());
        about::of_write(key, values, update, condition, None)
    }
}

impl Change {
    /// The item to be put, or the key of any other.
    pub(crate) fn attributes(&self) -> &Attributes {
        match self {
            Self::Put(given)
            | Self::Insert(given)
            | Self::Update(given, _)
            | Self::Delete(given)
            | Self::Check(given) => given,
        }
    }
}

/// A read that has passed every check that needs no table.
pub(crate) struct Get {
    pub(crate) table_name: String,
    pub(crate) key: Attributes,
    pub(crate) projection: Option<Projection>,
}

impl Get {
    /// What it asks of its table.
    pub(crate) fn ask(&self) -> Ask<'_> {
        Ask::to("GetItem").about(self).inside("TransactGetItems")
    }
}

impl Tell for Get {
    fn about(&self, key: &KeySchema) -> About {
        about::of_gets(key, [&self.key], self.projection.as_ref(), None)
    }
}

/// The constraints of TransactWriteItems' list.
pub(crate) fn actions_constraints(constraints: &mut Constraints, sent: Option<&[SentActions]>) {
    count_constraint(constraints, "TransactWriteItem", sent.map(<[_]>::len));
    for (at, actions) in sent.into_iter().flatten().enumerate() {
        for (kind, action) in actions {
            let path = format!("transactItems.{}.member.{}", at + 1, kind.path());
            action_constraints(constraints, &path, *kind, action);
        }
    }
}

fn action_constraints(
    constraints: &mut Constraints,
    path: &str,
    kind: ActionKind,
    action: &SentAction,
) {
    let member = |name: &str| format!("{path}.{name}");
    let values = match kind {
        ActionKind::Put => "item",
        _ => "key",
    };
    constraints.not_null(&member(values), action.values.as_ref());
    if kind == ActionKind::Update {
        let expression = action.update_expression.as_ref();
        constraints.not_null(&member("updateExpression"), expression);
    }
    data_plane_name_at(
        constraints,
        &member("tableName"),
        action.table_name.as_deref(),
    );
    if kind == ActionKind::ConditionCheck {
        let expression = action.condition_expression.as_ref();
        constraints.not_null(&member("conditionExpression"), expression);
    }
    constraints.one_of(
        &member("returnValuesOnConditionCheckFailure"),
        action.return_values_on_condition_check_failure.as_deref(),
        &ON_CONDITION_FAILURE,
    );
}

/// The constraints of TransactGetItems' list.
pub(crate) fn gets_constraints(constraints: &mut Constraints, sent: Option<&[Option<SentGet>]>) {
    count_constraint(constraints, "TransactGetItem", sent.map(<[_]>::len));
    for (at, get) in sent.into_iter().flatten().enumerate() {
        let path = format!("transactItems.{}.member.get", at + 1);
        constraints.not_null(&path, get.as_ref());
        if let Some(get) = get {
            constraints.not_null(&format!("{path}.key"), get.key.as_ref());
            let name = get.table_name.as_deref();
            data_plane_name_at(constraints, &format!("{path}.tableName"), name);
        }
    }
}

fn count_constraint(constraints: &mut Constraints, class: &str, count: Option<usize>) {
    let path = "transactItems";
    constraints.not_null(path, count.as_ref());
    if let Some(count) = count.filter(|count| !(1..=ACTIONS_MAX).contains(count)) {
        constraints.count(&shown(class, count), path, count, 1, ACTIONS_MAX);
    }
}

/// The actions of a request that passed its constraints. Errors, in order: each action's own, then
/// the size of all.
pub(crate) fn actions(sent: Vec<SentActions>) -> Result<Vec<Action>, AwsError> {
    let mut payload_bytes = 0;
    let mut all = Vec::with_capacity(sent.len());
    for mut actions in sent {
        let only = actions.pop().ok_or_else(transaction::no_action)?;
        if !actions.is_empty() {
            return Err(transaction::several_actions());
        }
        let (kind, sent) = only;
        payload_bytes += sent_bytes(&sent);
        all.push(action(kind, sent)?);
    }
    match payload_bytes > PAYLOAD_BYTES_MAX {
        true => Err(transaction::payload_too_large(payload_bytes)),
        false => Ok(all),
    }
}

/// What an action adds to its transaction's payload.
fn sent_bytes(sent: &SentAction) -> usize {
    let own = sent.values.as_ref();
    let values = sent.substitutions.values.iter().flatten();
    own.map_or(0, |own| item_size_bytes(&own.attributes))
        + values
            .map(|(_, single)| single.value.size_bytes())
            .sum::<usize>()
}

fn action(kind: ActionKind, sent: SentAction) -> Result<Action, AwsError> {
    let update = ("UpdateExpression", sent.update_expression.is_some());
    let condition = ("ConditionExpression", sent.condition_expression.is_some());
    let (expressions, with_values): (&[_], &[_]) = match kind {
        ActionKind::Update => (
            &[update, condition],
            &["UpdateExpression", "ConditionExpression"],
        ),
        _ => (&[condition], &["ConditionExpression"]),
    };
    refuse_mixture(WORDING, &[], expressions, with_values, &sent.substitutions)?;
    let given = sound(WORDING, sent.values.unwrap_or_default())?;
    let mut placeholders = placeholders(WORDING, sent.substitutions)?;
    let change = match kind {
        ActionKind::Put if item_size_bytes(&given) > ITEM_BYTES_MAX => {
            return Err(item::too_large());
        }
        ActionKind::Put => Change::Put(given),
        ActionKind::Delete => Change::Delete(given),
        ActionKind::ConditionCheck => Change::Check(given),
        ActionKind::Update => {
            let text = sent.update_expression.unwrap_or_default();
            Change::Update(given, Box::new(parse_update(&text, &mut placeholders)?))
        }
    };
    let condition = sent
        .condition_expression
        .map(|text| parse_condition(ExpressionKind::Condition, &text, &mut placeholders))
        .transpose()?;
    placeholders.check_unused()?;
    Ok(Action {
        table_name: sent.table_name.unwrap_or_default(),
        change,
        condition,
        item_on_failure: sent.return_values_on_condition_check_failure.as_deref()
            == Some("ALL_OLD"),
    })
}

/// The reads of a request that passed its constraints.
pub(crate) fn gets(sent: Vec<Option<SentGet>>) -> Result<Vec<Get>, AwsError> {
    sent.into_iter().flatten().map(get).collect()
}

fn get(sent: SentGet) -> Result<Get, AwsError> {
    let projection = sent.projection_expression;
    refuse_mixture(
        WORDING,
        &[],
        &[("ProjectionExpression", projection.is_some())],
        &[],
        &sent.substitutions,
    )?;
    Ok(Get {
        table_name: sent.table_name.unwrap_or_default(),
        key: sound(WORDING, sent.key.unwrap_or_default())?,
        projection: only_projection(WORDING, None, projection.as_deref(), sent.substitutions)?,
    })
}
