//! How layers are written down: each with all its versions, and with the hashes of their content.

use std::sync::Arc;

use super::layer::Layer;
use super::shelves::LayersImage;
use crate::aws::identity::Scope;
use crate::journal::{Damaged, Differences, Piece};
use crate::lambda::functions::shelved::{all, differences};
use crate::lambda::functions::version::CodePackage;

impl LayersImage {
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The content of every version.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &Arc<CodePackage>> {
        let layers = all(&self.0).map(|(.., layer)| layer);
        let versions = layers.flat_map(|layer| layer.versions.values());
        versions.map(|version| &version.content)
    }

    /// `["layer", ACCOUNT, REGION, NAME]`
    pub(crate) fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        let is_same = |earlier: &Layer, layer: &Layer| {
            earlier.last_number == layer.last_number && earlier.versions.ptr_eq(&layer.versions)
        };
        differences(b"layer", &self.0, &before.0, is_same, to);
    }

    /// `package` finds packages by their hashes.
    pub(crate) fn apply(
        &mut self,
        scope: &Scope,
        mut piece: Piece<'_>,
        package: impl Fn(&CodePackage) -> Result<Arc<CodePackage>, Damaged>,
    ) -> Result<(), Damaged> {
        let name = piece.text()?;
        let shelf = Arc::make_mut(&mut self.0).entry(scope.clone()).or_default();
        let Some(mut layer) = piece.json::<Layer>()? else {
            shelf.remove(name);
            return Ok(());
        };
        let numbers: Vec<u64> = layer.versions.keys().copied().collect();
        for version in numbers {
            if let Some(version) = layer.versions.get_mut(&version) {
                let version = Arc::make_mut(version);
                version.content = package(&version.content)?;
            }
        }
        shelf.insert(name.to_owned(), layer);
        Ok(())
    }
}
