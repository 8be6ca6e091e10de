//! All tables of a world: drawer by drawer, table by table.

use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;

use super::{backups, jobs, streams, tokens};
use crate::aws::identity::{AccountId, Region, Scope};
use crate::dynamodb::engine::image::{DrawerImage, EngineImage, TableImage};
use crate::journal::{Damaged, Differences, Piece, Pieces};

impl Pieces for EngineImage {
    fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        to.within(&[b"token"], |to| {
            tokens::differences(&self.tokens, &before.tokens, to);
        });
        to.within(&[b"statement-token"], |to| {
            tokens::differences(&self.statement_tokens, &before.statement_tokens, to);
        });
        for change in before.drawers.diff(&self.drawers) {
            match change {
                DiffItem::Add(_, now) => now.differences(None, to),
                DiffItem::Update { old, new } => new.1.differences(Some(old.1), to),
                DiffItem::Remove(scope, before) => {
                    DrawerImage::empty(scope.clone()).differences(Some(before), to);
                }
            }
        }
    }

    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let kind = piece.name()?;
        match kind {
            b"token" => return tokens::apply(&mut self.tokens, piece),
            b"statement-token" => return tokens::apply(&mut self.statement_tokens, piece),
            _ => {}
        }
        let (account, region) = (piece.text()?, piece.text()?);
        let scope = AccountId::parse(account).zip(Region::parse(region));
        let (account, region) = scope.ok_or_else(|| Damaged::new("no account or no region"))?;
        let scope = Scope { account, region };
        let drawer = match self.drawers.get_mut(&scope) {
            Some(drawer) => drawer,
            None => {
                let empty = DrawerImage::empty(scope.clone());
                self.drawers.entry(scope).or_insert(Arc::new(empty))
            }
        };
        let drawer = Arc::make_mut(drawer);
        match kind {
            b"table" => drawer.apply(piece),
            b"former" => streams::apply_to_deleted(&mut drawer.former_streams, piece),
            b"backup" => backups::apply(drawer, piece),
            b"export" => jobs::apply(&mut drawer.exports, piece),
            b"import" => jobs::apply(&mut drawer.imports, piece),
            b"bulk" => jobs::apply(&mut drawer.bulk, piece),
            _ => Err(Damaged::new("no piece of DynamoDB")),
        }
    }

    fn complete(&mut self) -> Result<(), Damaged> {
        self.settle();
        let drawers = std::mem::take(&mut self.drawers);
        let complete = |(scope, mut drawer): (Scope, Arc<DrawerImage>)| {
            let own = Arc::make_mut(&mut drawer);
            jobs::complete(&mut own.exports);
            jobs::complete(&mut own.imports);
            jobs::complete(&mut own.bulk);
            (scope, drawer)
        };
        self.drawers = drawers.into_iter().map(complete).collect();
        Ok(())
    }
}

impl EngineImage {
    /// Puts every item that was taken in where it belongs: nobody shares a state before.
    pub(crate) fn settle(&mut self) {
        let waiting = self.drawers.values().filter(|drawer| drawer.waits());
        let scopes: Vec<_> = waiting.map(|drawer| drawer.scope.clone()).collect();
        for scope in scopes {
            if let Some(drawer) = self.drawers.get_mut(&scope) {
                Arc::make_mut(drawer).settle();
            }
        }
    }
}

impl DrawerImage {
    pub(super) fn table(&self, wanted: &str) -> Option<&TableImage> {
        self.tables.get(wanted)
    }

    fn waits(&self) -> bool {
        self.tables.values().any(TableImage::waits)
    }

    fn settle(&mut self) {
        let names: Vec<_> = self.tables.keys().cloned().collect();
        names.iter().for_each(|name| self.settle_table(name));
    }

    pub(super) fn settle_table(&mut self, name: &str) {
        if self.table(name).is_some_and(TableImage::waits)
            && let Some(table) = self.tables.get_mut(name)
        {
            Arc::make_mut(&mut table.state).settle();
        }
    }

    fn differences(&self, before: Option<&Self>, to: &mut Differences<'_>) {
        let Scope { account, region } = &self.scope;
        let (account, region) = (account.as_str(), region.as_str());
        let of = |kind: &'static [u8]| [kind, account.as_bytes(), region.as_bytes()];
        let nothing = OrdMap::new();
        let tables_before = before.map_or(&nothing, |before| &before.tables);
        to.within(&of(b"table"), |to| {
            for change in tables_before.diff(&self.tables) {
                let (name, before, now) = match change {
                    DiffItem::Add(name, now) => (name, None, now),
                    DiffItem::Update {
                        old: (_, before),
                        new: (name, now),
                    } => (name, Some(before), now),
                    DiffItem::Remove(..) => continue,
                };
                let same = before.filter(|before| before.is_same_table(now));
                if before.is_some() && same.is_none() {
                    to.remove(&[name.as_bytes()]);
                }
                to.within(&[name.as_bytes()], |to| now.differences(same, to));
            }
        });
        // A backup may begin with the items of a table that is deleted in the same moment.
        let table = |name: &str| {
            let deleted = || before.and_then(|before| before.table(name));
            self.table(name).or_else(deleted)
        };
        to.within(&of(b"backup"), |to| {
            backups::differences(&self.backups, before.map(|own| &own.backups), table, to);
        });
        to.within(&of(b"former"), |to| {
            let before = before.map(|own| &own.former_streams);
            streams::of_deleted(&self.former_streams, before, to);
        });
        to.within(&of(b"export"), |to| {
            jobs::differences(&self.exports, before.map(|own| &own.exports), to);
        });
        to.within(&of(b"import"), |to| {
            jobs::differences(&self.imports, before.map(|own| &own.imports), to);
        });
        to.within(&of(b"bulk"), |to| {
            jobs::differences(&self.bulk, before.map(|own| &own.bulk), to);
        });
        to.within(&of(b"table"), |to| {
            for change in tables_before.diff(&self.tables) {
                if let DiffItem::Remove(name, _) = change {
                    to.remove(&[name.as_bytes()]);
                }
            }
        });
    }

    /// Takes in a piece of a table, whose key begins with its name.
    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let wanted = piece.text()?;
        match (self.tables.get_mut(wanted), piece.is_named(), piece.value()) {
            (Some(_), true, None) => drop(self.tables.remove(wanted)),
            (Some(table), ..) => table.apply(&self.scope, piece)?,
            (None, true, None) => {}
            (None, true, Some(_)) => {
                let table = TableImage::read(&self.scope, &piece)?;
                let table = table.map(|table| (wanted.to_owned(), table));
                self.tables.extend(table);
            }
            (None, false, _) => return Err(Damaged::new("a piece of no known table")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::clock::Clock;
    use crate::dynamodb::engine::backup::{Backup, BackupKind};
    use crate::dynamodb::engine::definition::Definition;
    use crate::dynamodb::engine::directory::Engine;
    use crate::dynamodb::engine::global_table::{Consistency, GlobalTable};
    use crate::dynamodb::engine::index::table_key;
    use crate::dynamodb::engine::item::Item;
    use crate::dynamodb::engine::jobs::Job;
    use crate::dynamodb::engine::range::KeyRange;
    use crate::dynamodb::engine::resource_policies::Subject;
    use crate::dynamodb::engine::table::Table;
    use crate::dynamodb::engine::tree::Tree;
    use crate::dynamodb::value::{AttributeValue, Attributes, Number};
    use crate::store::depot::Depot;

    const NAMES: [&str; 3] = ["a", "b", "c"];

    /// Something that changes the tables of a world.
    #[derive(Clone, Debug)]
    enum Deed {
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

    fn deed() -> impl Strategy<Value = Deed> {
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

    fn scope() -> Scope {
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

    fn perform(engine: &Engine, deed: &Deed) {
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
                let changed: Result<(), Infallible> = table.policies.change(
                    Subject::Table,
                    |_| true,
                    |slot| {
                        match put {
                            true => drop(
                                slot.put(read(&text.to_string(), kind).unwrap(), clock.unix_ms()),
                            ),
                            false => drop(slot.delete(clock.unix_ms())),
                        }
                        Ok(())
                    },
                );
                changed.unwrap();
            }
            _ => {}
        }
    }

    /// Begins an export, or ends those that were begun.
    fn export(drawer: &crate::dynamodb::engine::directory::Drawer, clock: &Clock, ends: bool) {
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

    type Told = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

    /// Every piece of an image, and what a backup has not of its table.
    fn told(image: &EngineImage) -> Told {
        let mut told = Told::new();
        let mut sink = |key: &[u8], value: Option<&[u8]>| {
            told.insert(key.to_vec(), value.map(<[u8]>::to_vec));
        };
        image.differences(&EngineImage::default(), &mut Differences::new(&mut sink));
        told
    }

    fn entries(image: &EngineImage) -> Vec<Vec<Item>> {
        let tables = image
            .drawers
            .values()
            .flat_map(|drawer| drawer.tables.values());
        let trees = tables.flat_map(|table| &table.state.indexes);
        let items = |tree: &Tree| {
            tree.range(KeyRange::all())
                .map(|(_, own)| own.clone())
                .collect()
        };
        trees.map(items).collect()
    }

    fn expiring(image: &EngineImage) -> Vec<usize> {
        let tables = image
            .drawers
            .values()
            .flat_map(|drawer| drawer.tables.values());
        let due = |table: &TableImage| {
            table
                .state
                .expiry
                .as_ref()
                .map(|own| own.due(300, 100).len())
        };
        tables.map(|table| due(table).unwrap_or_default()).collect()
    }

    fn brought(from: &EngineImage, to: &EngineImage) -> EngineImage {
        let mut image = from.clone();
        bring(&mut image, from, to);
        image.settle();
        image
    }

    fn bring(image: &mut EngineImage, from: &EngineImage, to: &EngineImage) {
        let mut pieces = Vec::new();
        let mut sink = |key: &[u8], value: Option<&[u8]>| {
            pieces.push((key.to_vec(), value.map(<[u8]>::to_vec)));
        };
        to.differences(from, &mut Differences::new(&mut sink));
        let depot = Depot::default();
        for (key, value) in &pieces {
            image
                .apply(Piece::new(key, value.as_deref(), &depot))
                .unwrap();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn an_image_becomes_any_other_by_their_differences(
            deeds in prop::collection::vec(deed(), 1..60),
            steps in 1..20_usize,
        ) {
            let engine = Engine::new(Clock::frozen(1_764_037_614_000));
            for at in 0..NAMES.len() {
                perform(&engine, &Deed::Make(at));
            }
            let mut images = vec![EngineImage::default()];
            for deeds in deeds.chunks(steps) {
                deeds.iter().for_each(|deed| perform(&engine, deed));
                let last = images.last().cloned().unwrap_or_default();
                let whole = engine.still(|image| image);
                let next = engine.still_since(&last, |image| image);
                prop_assert_eq!(told(&next), told(&whole));
                images.push(next);
            }
            // In both directions: a snapshot is written down by what its world is like now.
            for (one, other) in (0..images.len()).flat_map(|one| (0..images.len()).map(move |to| (one, to))) {
                let brought = brought(&images[one], &images[other]);
                prop_assert_eq!(told(&brought), told(&images[other]));
                prop_assert_eq!(entries(&brought), entries(&images[other]));
                prop_assert_eq!(expiring(&brought), expiring(&images[other]));
            }
            // As a start reads them: one behind the other.
            let mut read = EngineImage::default();
            for (one, other) in images.iter().zip(&images[1..]) {
                bring(&mut read, one, other);
            }
            read.settle();
            if let Some(last) = images.last() {
                prop_assert_eq!(told(&read), told(last));
                prop_assert_eq!(entries(&read), entries(last));
                prop_assert_eq!(expiring(&read), expiring(last));
            }
        }
    }

    #[test]
    fn a_table_that_nobody_touched_tells_nothing() {
        let engine = Engine::new(Clock::frozen(1_764_037_614_000));
        for at in 0..NAMES.len() {
            perform(&engine, &Deed::Make(at));
            perform(&engine, &Deed::Put(at, 1, 1));
        }
        let before = engine.still_since(&EngineImage::default(), |image| image);
        let again = engine.still_since(&before, |image| image);
        assert!(again.drawers.values().eq(before.drawers.values()));
        perform(&engine, &Deed::Put(0, 2, 2));
        let mut keys = Vec::new();
        let mut sink = |key: &[u8], _: Option<&[u8]>| keys.push(key.to_vec());
        let mut to = Differences::new(&mut sink);
        engine.still_since(&before, |image| image.differences(&before, &mut to));
        assert_eq!(keys.len(), 1);
    }

    #[test]
    fn a_job_that_nobody_goes_on_with_has_failed() {
        let engine = Engine::new(Clock::frozen(1_764_037_614_000));
        perform(&engine, &Deed::Export(false));
        let mut image = brought(&EngineImage::default(), &engine.still(|image| image));
        image.complete().unwrap();
        let restored = Engine::restored(&image, Clock::frozen(1_764_037_615_000));
        let jobs = restored.drawer(&scope()).exports.before(None);
        let ended = jobs[0].ended().unwrap();
        assert_eq!(ended.failure.as_ref().unwrap().code, "InternalServerError");
    }
}
