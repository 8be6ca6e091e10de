//! From INSERT, UPDATE and DELETE to the actions that transactions make.

use super::keys::{KeyProblem, Named, named};
use super::statement::{Read, Write, WriteKind};
use super::tree::Returning;
use crate::aws::error::AwsError;
use crate::dynamodb::about;
use crate::dynamodb::access::ask::{About, Ask, Tell};
use crate::dynamodb::engine::definition::{Definition, KeySchema};
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::error::{item, partiql};
use crate::dynamodb::expression::condition::Test;
use crate::dynamodb::expression::{Condition, Path};
use crate::dynamodb::transaction_plan::Made;
use crate::dynamodb::validate::keys::ITEM_BYTES_MAX;
use crate::dynamodb::validate::transaction::{Action, Change};
use crate::dynamodb::value::{Attributes, item_size_bytes};

impl Tell for Write {
    fn about(&self, key: &KeySchema) -> About {
        let target = self.target(key);
        match &self.kind {
            WriteKind::Insert(item) => about::of_write(key, item, None, None, None),
            WriteKind::Update(update) => about::of_write(key, &target, Some(update), None, None),
            WriteKind::Delete => about::of_write(key, &target, None, None, None),
        }
    }
}

impl Write {
    /// What it asks of its table.
    pub(crate) fn ask(&self) -> Ask<'_> {
        Ask::to(match self.kind {
            WriteKind::Insert(_) => "PartiQLInsert",
            WriteKind::Update(_) => "PartiQLUpdate",
            WriteKind::Delete => "PartiQLDelete",
        })
        .about(self)
    }

    pub(crate) fn table(&self) -> &str {
        &self.table
    }

    pub(crate) fn has_returning(&self) -> bool {
        self.returning.is_some()
    }

    /// The action on one item. Errors, in order: what the WHERE lacks to name it, keys of another
    /// type, the size of an item.
    pub(crate) fn action(
        &self,
        definition: &Definition,
        item_on_failure: bool,
    ) -> Result<Action, AwsError> {
        let key = match &self.kind {
            WriteKind::Insert(_) => Attributes::new(),
            WriteKind::Update(_) | WriteKind::Delete => self
                .named(&definition.key)
                .of_write(&definition.key)
                .map_err(refusal)?,
        };
        for attribute in definition.key.attributes() {
            if key
                .get(&attribute.name)
                .is_some_and(|value| !attribute.kind.fits(value))
            {
                return Err(partiql::key_type_mismatch(&attribute.name));
            }
        }
        self.action_on(key, definition, item_on_failure)
    }

    /// As [`Self::action`], in a transaction: a key that is incomplete or of another type is only
    /// found when the transaction is made.
    pub(crate) fn transacted(
        &self,
        definition: &Definition,
        item_on_failure: bool,
    ) -> Result<Action, AwsError> {
        let named = self.named(&definition.key);
        let key = match named.several {
            Some(_) => Attributes::new(),
            None => named.key,
        };
        self.action_on(key, definition, item_on_failure)
    }

    /// The key of the item that it writes, as far as the statement tells it.
    pub(crate) fn target(&self, schema: &KeySchema) -> Attributes {
        match &self.kind {
            WriteKind::Insert(item) => {
                let own = item.iter().filter(|(name, _)| schema.has(name));
                own.map(|(name, value)| (name.clone(), value.clone()))
                    .collect()
            }
            WriteKind::Update(_) | WriteKind::Delete => self.named(schema).key,
        }
    }

    fn named(&self, schema: &KeySchema) -> Named {
        named(self.expression.as_ref(), schema, &self.parameters, false)
    }

    fn action_on(
        &self,
        key: Attributes,
        definition: &Definition,
        item_on_failure: bool,
    ) -> Result<Action, AwsError> {
        let present = key_path(&definition.key);
        let own = self.test.clone();
        let (change, condition) = match &self.kind {
            WriteKind::Insert(item) if item_size_bytes(item) > ITEM_BYTES_MAX => {
                return Err(item::too_large());
            }
            WriteKind::Insert(item) => (Change::Insert(item.clone()), None),
            // An update never makes an item; a deletion of none is no failure, whatever its
            // condition says (Parity Suite).
            WriteKind::Update(update) => {
                let change = Change::Update(key, Box::new(update.clone()));
                (change, Some(all_of(Test::Exists(present), own)))
            }
            WriteKind::Delete => {
                let there_and_matching = |own| Test::Or(vec![Test::NotExists(present), own]);
                (Change::Delete(key), own.map(there_and_matching))
            }
        };
        Ok(Action {
            table_name: self.table.clone(),
            change,
            condition: condition.map(Condition::new),
            item_on_failure,
        })
    }

    /// What RETURNING shows of a write that was made.
    pub(crate) fn returned(&self, made: &Made) -> Option<Item> {
        let touched = |image: Option<&Item>| {
            let WriteKind::Update(update) = &self.kind else {
                return None;
            };
            let fragments = update.touched(&image?.attributes());
            (!fragments.is_empty()).then(|| Item::new(&fragments))
        };
        match self.returning? {
            Returning::AllOld => made.old.clone(),
            Returning::AllNew => made.new.clone(),
            Returning::ModifiedOld => touched(made.old.as_ref()),
            Returning::ModifiedNew => touched(made.new.as_ref()),
        }
    }
}

impl Read {
    /// `EXISTS(SELECT …)` as a condition on one item, which it names and of which it says more.
    pub(crate) fn exists(
        &self,
        definition: &Definition,
        item_on_failure: bool,
    ) -> Result<Action, AwsError> {
        let schema = &definition.key;
        let named = named(self.expression.as_ref(), schema, &self.parameters, false);
        let says_more = named.more || named.several.is_some();
        if !says_more || named.key.len() < schema.len() {
            return Err(partiql::exists_without_condition());
        }
        let condition = all_of(Test::Exists(key_path(schema)), self.test.clone());
        Ok(Action {
            table_name: self.table.clone(),
            change: Change::Check(named.key),
            condition: Some(Condition::new(condition)),
            item_on_failure,
        })
    }
}

fn refusal(problem: KeyProblem) -> AwsError {
    match problem {
        KeyProblem::Incomplete => partiql::incomplete_key(),
        KeyProblem::Several(name) => partiql::several_keys(&name),
    }
}

/// An attribute that every item has.
fn key_path(schema: &KeySchema) -> Path {
    Path::attribute(schema.partition[0].name.as_str())
}

fn all_of(first: Test, second: Option<Test>) -> Test {
    Test::And([Some(first), second].into_iter().flatten().collect())
}
