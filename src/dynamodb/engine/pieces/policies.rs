//! The resource policies of a table and of its streams.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::dynamodb::access::actions::Kind;
use crate::dynamodb::access::document::Document;
use crate::dynamodb::engine::resource_policies::{Attached, Slot, Slots};
use crate::journal::{Damaged, Differences, Piece};

#[derive(Serialize, Deserialize)]
struct All {
    table: Place,
    streams: BTreeMap<String, Place>,
}

#[derive(Serialize, Deserialize)]
struct Place {
    policy: Option<Policy>,
    deleted: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct Policy {
    text: String,
    names_version: bool,
    revision: i64,
}

pub(super) fn differences(now: &Arc<Slots>, before: Option<&Arc<Slots>>, to: &mut Differences<'_>) {
    let is_same = before.map_or(now.is_empty(), |before| Arc::ptr_eq(now, before));
    if is_same {
        return;
    }
    let streams = now.streams.iter();
    let all = All {
        table: place(&now.table),
        streams: streams
            .map(|(label, slot)| (label.clone(), place(slot)))
            .collect(),
    };
    to.put_json(&[b"policies"], &all);
}

fn place(slot: &Slot) -> Place {
    let policy = slot.policy.as_ref().map(|own| Policy {
        text: own.document.text.clone(),
        names_version: own.document.names_version(),
        revision: own.revision,
    });
    Place {
        policy,
        deleted: slot.deleted,
    }
}

pub(super) fn apply(slots: &mut Arc<Slots>, piece: &Piece<'_>) -> Result<(), Damaged> {
    *slots = match piece.json::<All>()? {
        None => Arc::default(),
        Some(all) => {
            let streams = all.streams.into_iter();
            let streams = streams.map(|(label, place)| Ok((label, slot(place, Kind::Stream)?)));
            Arc::new(Slots {
                table: slot(all.table, Kind::Table)?,
                streams: streams.collect::<Result<_, Damaged>>()?,
            })
        }
    };
    Ok(())
}

fn slot(place: Place, kind: Kind) -> Result<Slot, Damaged> {
    let attached = |own: Policy| {
        let document = Document::recorded(&own.text, own.names_version, kind);
        let document = document.map_err(|_| Damaged::new("a policy cannot be read"))?;
        Ok(Arc::new(Attached {
            document,
            revision: own.revision,
        }))
    };
    Ok(Slot {
        policy: place.policy.map(attached).transpose()?,
        deleted: place.deleted,
    })
}
