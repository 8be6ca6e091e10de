//! All tables of a world, drawer by drawer.

use std::sync::Arc;

use imbl::ordmap::DiffItem;

use super::{backups, jobs, streams, tokens};
use crate::aws::identity::{AccountId, Region, Scope};
use crate::dynamodb::engine::image::{DrawerImage, EngineImage};
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::deeds::{Deed, NAMES, deed, perform, scope};
    use super::*;
    use crate::clock::Clock;
    use crate::dynamodb::engine::directory::Engine;
    use crate::dynamodb::engine::image::TableImage;
    use crate::dynamodb::engine::item::Item;
    use crate::dynamodb::engine::range::KeyRange;
    use crate::dynamodb::engine::tree::Tree;
    use crate::store::depot::Depot;

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
