//! How durable executions are written down: operations and events each for itself, for most of them stay
//! as they are.
//!
//! ```text
//! ["durable", ACCOUNT, REGION, ID]                          all but those
//! ["durable", ACCOUNT, REGION, ID, "operation", NUMBER]     in the order in which they began
//! ["durable", ACCOUNT, REGION, ID, "event", NUMBER]
//! ```
//!
//! Numbers have eight bytes, the highest first.

use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use serde::Serialize;

use super::execution::{Execution, Head};
use super::executions::DurableImage;
use crate::aws::identity::Scope;
use crate::journal::{Damaged, Differences, Piece};

impl DurableImage {
    pub(crate) fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        for change in before.0.diff(&self.0) {
            match change {
                DiffItem::Add(_, execution) => tell(execution, None, to),
                DiffItem::Update { old, new } => tell(new.1, Some(old.1), to),
                DiffItem::Remove(_, execution) => to.remove(&names(&execution.head)),
            }
        }
    }

    /// Takes in a piece, whose key has what follows the scope.
    pub(crate) fn apply(&mut self, scope: &Scope, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let id = piece.text()?;
        if !piece.is_named() {
            let own = self.0.get_mut(id);
            let own = own.ok_or_else(|| Damaged::new("a part of no known execution"))?;
            return apply_part(Arc::make_mut(own), piece);
        }
        let Some(head) = piece.json::<Head>()? else {
            self.0.remove(id);
            return Ok(());
        };
        if head.id != id || head.scope != *scope {
            return Err(Damaged::new("an execution has another's place"));
        }
        match self.0.get_mut(id) {
            Some(own) => Arc::make_mut(own).head = head,
            None => {
                let execution = Arc::new(Execution::of(head));
                self.0.insert(id.to_owned(), execution);
            }
        }
        Ok(())
    }

    /// Every execution has an operation that is itself, and every operation begins after its parent, so
    /// that whoever goes from parent to parent comes to an end.
    pub(crate) fn complete(&self) -> Result<(), Damaged> {
        let is_whole = |own: &Arc<Execution>| own.operations.contains_key(&0);
        if !self.0.values().all(is_whole) {
            return Err(Damaged::new("an execution without operations"));
        }
        match self.0.values().all(|own| has_order(own)) {
            true => Ok(()),
            false => Err(Damaged::new("an operation that is not after its parent")),
        }
    }
}

fn has_order(execution: &Execution) -> bool {
    execution.operations.iter().all(|(place, own)| {
        let parent = own.parent_id.as_ref();
        parent.is_none_or(|parent| execution.places.get(parent).is_some_and(|at| at < place))
    })
}

fn apply_part(execution: &mut Execution, mut piece: Piece<'_>) -> Result<(), Damaged> {
    let kind = piece.text()?;
    let number = piece.name()?.try_into();
    let number = u64::from_be_bytes(number.map_err(|_| Damaged::new("no number"))?);
    match kind {
        "operation" => execution.place(number, piece.json()?),
        "event" => match piece.json()? {
            Some(event) => drop(execution.events.insert(number, Arc::new(event))),
            None => drop(execution.events.remove(&number)),
        },
        _ => return Err(Damaged::new("no part of an execution")),
    }
    Ok(())
}

fn tell(execution: &Execution, before: Option<&Arc<Execution>>, to: &mut Differences<'_>) {
    let nothing = Execution::of(execution.head.clone());
    let before = before.map(Arc::as_ref);
    to.within(&names(&execution.head), |to| {
        if before.is_none_or(|before| before.head != execution.head) {
            to.put_json(&[], &execution.head);
        }
        let before = before.unwrap_or(&nothing);
        tell_parts(b"operation", &execution.operations, &before.operations, to);
        tell_parts(b"event", &execution.events, &before.events, to);
    });
}

fn tell_parts<T: Serialize + PartialEq>(
    kind: &[u8],
    now: &OrdMap<u64, Arc<T>>,
    before: &OrdMap<u64, Arc<T>>,
    to: &mut Differences<'_>,
) {
    for change in before.diff(now) {
        match change {
            DiffItem::Add(number, part)
            | DiffItem::Update {
                new: (number, part),
                ..
            } => to.put_json(&[kind, &number.to_be_bytes()], &**part),
            DiffItem::Remove(number, _) => to.remove(&[kind, &number.to_be_bytes()]),
        }
    }
}

fn names(head: &Head) -> [&[u8]; 4] {
    let Scope { account, region } = &head.scope;
    [
        b"durable",
        account.as_str().as_bytes(),
        region.as_str().as_bytes(),
        head.id.as_bytes(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::durable::execution::tests::execution;
    use crate::lambda::durable::operation::Operation;
    use crate::store::depot::Depot;

    type Told = Vec<(Vec<u8>, Option<Vec<u8>>)>;

    fn told(now: &DurableImage, before: &DurableImage) -> Told {
        let mut told = Vec::new();
        let mut sink = |key: &[u8], value: Option<&[u8]>| {
            told.push((key.to_vec(), value.map(<[u8]>::to_vec)));
        };
        now.differences(before, &mut Differences::new(&mut sink));
        told
    }

    fn take_in(image: &mut DurableImage, told: &Told) {
        let depot = Depot::default();
        for (key, value) in told {
            let mut piece = Piece::new(key, value.as_deref(), &depot);
            assert_eq!(piece.text().unwrap(), "durable");
            let _ = (piece.name().unwrap(), piece.name().unwrap());
            image.apply(&execution().head.scope, piece).unwrap();
        }
        image.complete().unwrap();
    }

    fn image(execution: Execution) -> DurableImage {
        let id = execution.head.id.clone();
        DurableImage(OrdMap::unit(id, Arc::new(execution)))
    }

    #[test]
    fn what_has_changed_is_told_and_makes_the_same_execution() {
        let mut execution = execution();
        let first = image(execution.clone());
        let mut back = DurableImage::default();
        let all = told(&first, &back);
        take_in(&mut back, &all);
        execution.invoke("r".to_owned(), 1);
        let second = image(execution.clone());
        // The head alone: no operation and no event is new.
        let changes = told(&second, &first);
        assert_eq!(changes.len(), 1);
        take_in(&mut back, &changes);
        assert_eq!(back.0["i"].head, execution.head);
        assert_eq!(back.0["i"].operations, execution.operations);
        assert_eq!(back.0["i"].events, execution.events);
        take_in(&mut back, &told(&DurableImage::default(), &second));
        assert!(back.0.is_empty());
    }

    /// A file that somebody made could go round in circles for ever.
    #[test]
    fn operations_that_are_their_parents_parents_are_damaged() {
        let with_parents = |parents: &[Option<&str>]| {
            let mut execution = execution();
            let root = Operation::clone(&execution.operations[&0]);
            for (place, parent) in (1..).zip(parents) {
                let id = place.to_string();
                let parent_id = parent.map(str::to_owned);
                let operation = Operation {
                    id,
                    parent_id,
                    ..root.clone()
                };
                execution.place(place, Some(operation));
            }
            image(execution).complete()
        };
        assert!(with_parents(&[None, Some("1"), Some("2")]).is_ok());
        for damaged in [
            &[Some("2"), Some("1")][..],
            &[Some("1")],
            &[None, Some("nobody")],
        ] {
            assert!(with_parents(damaged).is_err(), "{damaged:?}");
        }
    }
}
