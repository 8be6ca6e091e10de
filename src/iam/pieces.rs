//! How roles and policies are written down.
//!
//! ```text
//! ["role", ACCOUNT, NAME]     a role, by its name in lower case
//! ["policy", ACCOUNT, ARN]    a managed policy with its versions
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::ordmap::DiffItem;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::IamImage;
use super::account::Account;
use crate::aws::identity::AccountId;
use crate::journal::{Damaged, Differences, Piece, Pieces};

impl Pieces for IamImage {
    fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        let nothing = Account::default();
        for change in before.0.diff(&self.0) {
            let (id, earlier, now) = match &change {
                DiffItem::Add(id, now) => (id, &nothing, &***now),
                DiffItem::Update { old, new } => (&new.0, &**old.1, &**new.1),
                DiffItem::Remove(id, earlier) => (id, &***earlier, &nothing),
            };
            let id = id.as_str().as_bytes();
            tell(&[b"role", id], &earlier.roles, &now.roles, to);
            tell(&[b"policy", id], &earlier.policies, &now.policies, to);
        }
    }

    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let kind = piece.text()?;
        let id = AccountId::parse(piece.text()?).ok_or_else(|| Damaged::new("no account"))?;
        let account = Arc::make_mut(self.0.entry(id).or_default());
        match kind {
            "role" => put(&mut account.roles, piece),
            "policy" => put(&mut account.policies, piece),
            _ => Err(Damaged::new("no piece of IAM")),
        }
    }

    fn complete(&mut self) -> Result<(), Damaged> {
        Ok(())
    }
}

fn tell<T: PartialEq + Serialize>(
    names: &[&[u8]],
    before: &BTreeMap<String, T>,
    now: &BTreeMap<String, T>,
    to: &mut Differences<'_>,
) {
    to.within(names, |to| {
        for gone in before.keys().filter(|name| !now.contains_key(*name)) {
            to.remove(&[gone.as_bytes()]);
        }
        for (name, own) in now {
            if before.get(name) != Some(own) {
                to.put_json(&[name.as_bytes()], own);
            }
        }
    });
}

fn put<T: DeserializeOwned>(
    all: &mut BTreeMap<String, T>,
    mut piece: Piece<'_>,
) -> Result<(), Damaged> {
    let name = piece.text()?;
    match piece.json()? {
        Some(own) => drop(all.insert(name.to_owned(), own)),
        None => drop(all.remove(name)),
    }
    Ok(())
}
