//! The mappings of a world.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::mapping::{Mapping, Record, State};
use crate::aws::arn::Arn;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::lambda::error;

/// The mappings of one account in one region, by UUID.
pub(crate) type Shelf = BTreeMap<String, Arc<Mapping>>;

/// All mappings.
#[derive(Debug, Default)]
pub(crate) struct Mappings(Mutex<BTreeMap<Scope, Shelf>>);

/// All mappings at one moment, as far as they had come, by scope and UUID. Cloning it costs a pointer.
#[derive(Clone, Debug, Default)]
pub(crate) struct MappingsImage(pub(super) Arc<Vec<Arc<Record>>>);

impl Mappings {
    /// Begins with the mappings of an image; nobody runs them yet.
    pub(crate) fn restored(image: &MappingsImage) -> Self {
        let mut shelves = BTreeMap::<Scope, Shelf>::new();
        for mapping in image.0.iter().map(|record| Mapping::restored(record)) {
            let shelf = shelves.entry(mapping.scope.clone()).or_default();
            shelf.insert(mapping.uuid.clone(), Arc::new(mapping));
        }
        Self(Mutex::new(shelves))
    }

    /// All that are not being deleted.
    pub(crate) fn image(&self) -> MappingsImage {
        let all = self.all();
        let stay = all
            .iter()
            .map(|own| own.record())
            .filter(|record| record.head.shown.state != State::Deleting);
        MappingsImage(Arc::new(stay.collect()))
    }

    /// Those of a scope as they are now.
    pub(crate) fn shelf(&self, scope: &Scope) -> Shelf {
        self.shelves().get(scope).cloned().unwrap_or_default()
    }

    /// Errors: ResourceNotFoundException.
    pub(crate) fn find(&self, scope: &Scope, uuid: &str) -> Result<Arc<Mapping>, AwsError> {
        let shelf = self.shelf(scope);
        let found = shelf.get(uuid).map(Arc::clone);
        found.ok_or_else(error::policy::resource_not_found)
    }

    /// The mapping of an ARN; `None` if it names something else.
    pub(crate) fn of_arn(&self, scope: &Scope, arn: &str) -> Option<Arc<Mapping>> {
        let parsed = Arn::parse(arn)?;
        let uuid = parsed.resource.strip_prefix("event-source-mapping:")?;
        let is_own =
            parsed.region == scope.region.as_str() && parsed.account == scope.account.as_str();
        is_own.then(|| self.find(scope, uuid).ok())?
    }

    /// Adds a mapping unless its source has one with the same function.
    ///
    /// Errors: ResourceConflictException.
    pub(crate) fn add(&self, mapping: &Arc<Mapping>) -> Result<(), AwsError> {
        let mut shelves = self.shelves();
        let shelf = shelves.entry(mapping.scope.clone()).or_default();
        let function_arn = mapping.shown().settings.function_arn.clone();
        let is_same = |other: &&Arc<Mapping>| {
            let shown = other.shown();
            other.source_arn == mapping.source_arn
                && shown.settings.function_arn == function_arn
                && shown.state != State::Deleting
        };
        if let Some(same) = shelf.values().find(is_same) {
            let function = function_arn.split(':').nth(6).unwrap_or_default();
            let (source, uuid) = (&mapping.source_arn, &same.uuid);
            return Err(error::event_source::mapping_exists(source, function, uuid));
        }
        shelf.insert(mapping.uuid.clone(), Arc::clone(mapping));
        Ok(())
    }

    pub(super) fn remove(&self, mapping: &Mapping) {
        if let Some(shelf) = self.shelves().get_mut(&mapping.scope) {
            shelf.remove(&mapping.uuid);
        }
    }

    /// Every mapping of every scope.
    pub(crate) fn all(&self) -> Vec<Arc<Mapping>> {
        let shelves = self.shelves();
        let mappings = shelves.values().flat_map(BTreeMap::values);
        mappings.map(Arc::clone).collect()
    }

    fn shelves(&self) -> MutexGuard<'_, BTreeMap<Scope, Shelf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
