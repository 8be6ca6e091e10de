//! What changes the tables of a world, for tests.

use std::convert::Infallible;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use crate::aws::identity::{AccountId, Region, Scope};
use crate::clock::Clock;
use crate::dynamodb::engine::backup::{Backup, BackupKind};
use crate::dynamodb::engine::definition::Definition;
use crate::dynamodb::engine::directory::{Drawer, Engine};
use crate::dynamodb::engine::global_table::{Consistency, GlobalTable};
use crate::dynamodb::engine::index::table_key;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::jobs::Job;
use crate::dynamodb::engine::resource_policies::Subject;
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::engine::tree::Tree;
use crate::dynamodb::value::{AttributeValue, Attributes, Number};

pub(super) const NAMES: [&str; 3] = ["a", "b", "c"];

/// Something that changes the tables of a world.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Put(usize, u8, u8),
    Delete(usize, u8),
    Make(usize),
    Drop(usize),
    Back(usize),
    Redefine(usize, u8),
    Join(usize),
    Permit(usize, bool),
    Export(bool),
    Wait(i64),
}

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    let table = || 0..NAMES.len();
    prop_oneof![
        8 => (table(), 0..12_u8, any::<u8>()).prop_map(|(at, key, value)| Deed::Put(at, key, value)),
        4 => (table(), 0..12_u8).prop_map(|(at, key)| Deed::Delete(at, key)),
        2 => table().prop_map(Deed::Make),
        1 => table().prop_map(Deed::Drop),
        1 => table().prop_map(Deed::Back),
        3 => (table(), any::<u8>()).prop_map(|(at, how)| Deed::Redefine(at, how)),
        1 => table().prop_map(Deed::Join),
        1 => (table(), any::<bool>()).prop_map(|(at, put)| Deed::Permit(at, put)),
        1 => any::<bool>().prop_map(Deed::Export),
        1 => (1..100_000_000_i64).prop_map(Deed::Wait),
    ]
}

pub(super) fn scope() -> Scope {
    Scope {
        account: AccountId::default(),
        region: Region::parse("us-east-1").unwrap(),
    }
}

fn definition(name: &str, clock: &Clock) -> Definition {
    let attribute = |name: &str, kind: &str| json!({"name": name, "kind": kind});
    let throughput = json!({
        "read": 1, "write": 1, "increased_ms": null, "decreased_ms": null, "decreases": 0,
    });
    let definition = json!({
        "name": name, "arn": format!("arn:aws:dynamodb:us-east-1:000000000000:table/{name}"),
        "id": clock.uuid(), "created_ms": clock.unix_ms(),
        "attributes": [attribute("k", "S"), attribute("v", "N")],
        "key": {"partition": [attribute("k", "S")], "sort": []},
        "indexes": [], "vectors": [], "billing": "Provisioned", "on_demand_since_ms": null,
        "throughput": throughput, "on_demand": null, "warm": null, "stream": null,
        "last_stream_label": null, "encryption": null, "encryption_changes_ms": [],
        "table_class": null, "table_class_changes_ms": [], "deletion_protection": false,
        "time_to_live": {"attribute": null, "changed_ms": null}, "recovery_days": null,
        "kinesis": [], "insights": [[null, {
            "enabled": true, "mode": "ThrottledKeys", "rules_since_ms": 1, "changed_ms": 2,
        }]],
        "tags": {}, "settings_mode": null, "auto_scaling": [],
    });
    serde_json::from_value(definition).unwrap()
}

/// A definition with one thing switched on, or off again.
fn redefined(definition: &Definition, how: u8, clock: &Clock) -> Definition {
    let mut next = definition.clone();
    match how % 5 {
        0 => {
            next.stream = match next.stream {
                Some(_) => None,
                None => Some(crate::dynamodb::engine::definition::Stream {
                    view: crate::dynamodb::engine::view::ViewType::NewAndOldImages,
                    label: clock.uuid(),
                }),
            };
        }
        1 => next.recovery_days = next.recovery_days.map_or(Some(1), |_| None),
        2 => {
            let own = &mut next.time_to_live.attribute;
            *own = own.take().map_or_else(|| Some("v".to_owned()), |_| None);
        }
        3 if next.indexes.is_empty() => {
            let index = json!({
                "name": "by-v", "kind": "Global", "projection": "All",
                "key": {"partition": [{"name": "v", "kind": "N"}], "sort": []},
                "throughput": next.throughput, "on_demand": null, "warm": null,
            });
            next.indexes.push(serde_json::from_value(index).unwrap());
        }
        3 => next.indexes.clear(),
        _ => drop(next.tags.insert(clock.uuid(), how.to_string())),
    }
    next
}

fn attributes(key: u8, value: Option<u8>) -> Attributes {
    let number = |value: u8| Number::parse(&value.to_string()).unwrap();
    let mut all = Attributes::from([("k".to_owned(), AttributeValue::S(key.to_string()))]);
    all.extend(value.map(|value| ("v".to_owned(), AttributeValue::N(number(value)))));
    all
}

pub(super) fn perform(engine: &Engine, deed: &Deed) {
    let (clock, drawer) = (&engine.clock, engine.drawer_to_fill(&scope()));
    let at = match *deed {
        Deed::Wait(ms) => return clock.advance_ms(ms),
        Deed::Export(ends) => return export(&drawer, clock, ends),
        Deed::Make(at) => {
            let made: Result<(), Infallible> = drawer.change(|tables| {
                let definition = definition(NAMES[at], clock);
                let table = Table::new(definition, clock);
                tables
                    .entry(NAMES[at].to_owned())
                    .or_insert(Arc::new(table));
                Ok(())
            });
            return made.unwrap();
        }
        Deed::Put(at, ..)
        | Deed::Delete(at, ..)
        | Deed::Drop(at)
        | Deed::Back(at)
        | Deed::Redefine(at, ..)
        | Deed::Join(at)
        | Deed::Permit(at, ..) => at,
    };
    let Some(table) = drawer.table(NAMES[at]) else {
        return;
    };
    let state = table.state();
    let place = |key: &Attributes| table_key(&state.definition.key, key).unwrap();
    let changed: Result<(), Infallible> = table.change(|state| {
        match *deed {
            Deed::Put(_, key, value) => {
                let item = attributes(key, Some(value));
                state.put(place(&item), Item::new(&item), &item);
            }
            Deed::Delete(_, key) => drop(state.delete(&place(&attributes(key, None)))),
            Deed::Redefine(_, how) => {
                let definition = redefined(&state.definition, how, clock);
                let indexes = definition.indexes.len();
                state.indexes.resize(indexes, Tree::default());
                state.redefine(definition, clock);
                (0..indexes).for_each(|at| state.fill_index(at));
            }
            Deed::Join(_) => {
                let global = GlobalTable {
                    consistency: Consistency::Eventual,
                    replicas: Vec::new(),
                    witnesses: Vec::new(),
                };
                state.join(&scope(), Some(global));
            }
            _ => {}
        }
        Ok(())
    });
    changed.unwrap();
    match *deed {
        Deed::Drop(_) => {
            let dropped: Result<(), Infallible> = drawer.change(|tables| {
                let mut state = table.state().as_ref().clone();
                state.streams.end();
                drawer.keep_streams(state.streams.ended());
                drawer.keep_backup(Backup::of_deleted_table(state.image(), clock.unix_ms()));
                tables.remove(NAMES[at]);
                Ok(())
            });
            dropped.unwrap();
        }
        Deed::Back(_) => drop(drawer.keep_backup(Backup {
            kind: BackupKind::User,
            arn: format!("{}/backup/{}", state.definition.arn, clock.uuid()),
            name: "backup".to_owned(),
            created_ms: clock.unix_ms(),
            image: state.image(),
        })),
        Deed::Permit(_, put) => {
            let text = json!({"Statement": [{
                "Effect": "Allow", "Principal": {"AWS": "000000000000"},
                "Action": "dynamodb:GetItem", "Resource": "*",
            }]});
            let kind = crate::dynamodb::access::actions::Kind::Table;
            let read = crate::dynamodb::access::document::read;
            let document = read(&text.to_string(), kind).unwrap();
            let now_ms = clock.unix_ms();
            let changed: Result<(), Infallible> = table.policies.change(
                Subject::Table,
                |_| true,
                |slot| {
                    let _revision = match put {
                        true => Some(slot.put(document, now_ms)),
                        false => slot.delete(now_ms),
                    };
                    Ok(())
                },
            );
            changed.unwrap();
        }
        _ => {}
    }
}

/// Begins an export, or ends those that were begun.
fn export(drawer: &Drawer, clock: &Clock, ends: bool) {
    if ends {
        for job in drawer.exports.before(None) {
            job.end(clock.unix_ms(), None);
        }
        return;
    }
    let asked = json!({
        "table_arn": "arn", "bucket": "pail", "bucket_owner": null, "prefix": null,
        "encryption": null, "kms_key": null, "format": "Ion", "export_type": null,
        "time_ms": null, "period": null,
    });
    let asked = serde_json::from_value(asked).unwrap();
    let table = ("arn".to_owned(), "id".to_owned());
    drawer
        .exports
        .begin(Job::begin(clock, "export", table, None, asked), 100);
}
