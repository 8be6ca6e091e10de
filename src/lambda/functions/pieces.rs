//! How functions are written down: each with all its versions, and with the hashes of its packages.

use std::sync::Arc;

use super::function::Function;
use super::registry::{FunctionsImage, UrlTarget};
use super::shelved::{all, differences};
use super::version::CodePackage;
use crate::aws::identity::Scope;
use crate::journal::{Damaged, Differences, Piece};
use crate::lambda::code_signing::config::CodeSigningConfig;

impl FunctionsImage {
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Every package that a function needs.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &Arc<CodePackage>> {
        all(&self.0.shelves).flat_map(|(.., function)| function.packages())
    }

    /// `["function", ACCOUNT, REGION, NAME]` and `["code-signing", ACCOUNT, REGION, ID]`
    pub(crate) fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        let (now, before) = (&*self.0, &*before.0);
        let (functions, configs) = (&now.shelves, &now.code_signing);
        differences(b"function", functions, &before.shelves, Arc::ptr_eq, to);
        differences(
            b"code-signing",
            configs,
            &before.code_signing,
            Arc::ptr_eq,
            to,
        );
    }

    pub(crate) fn apply_code_signing(
        &mut self,
        scope: &Scope,
        mut piece: Piece<'_>,
    ) -> Result<(), Damaged> {
        let id = piece.text()?;
        let state = Arc::make_mut(&mut self.0);
        let shelf = state.code_signing.entry(scope.clone()).or_default();
        match piece.json::<CodeSigningConfig>()? {
            Some(config) => drop(shelf.insert(id.to_owned(), Arc::new(config))),
            None => drop(shelf.remove(id)),
        }
        Ok(())
    }

    /// `package` finds packages by their hashes.
    pub(crate) fn apply(
        &mut self,
        scope: &Scope,
        mut piece: Piece<'_>,
        package: impl Fn(&CodePackage) -> Result<Arc<CodePackage>, Damaged>,
    ) -> Result<(), Damaged> {
        let name = piece.text()?;
        let state = Arc::make_mut(&mut self.0);
        let Some(mut function) = piece.json::<Function>()? else {
            if let Some(shelf) = state.shelves.get_mut(scope) {
                shelf.remove(name);
            }
            return Ok(());
        };
        function.change_all(|configuration| {
            let version = &mut Arc::make_mut(configuration).version;
            for own in Arc::make_mut(version).packages_mut() {
                *own = package(own)?;
            }
            Ok(())
        })?;
        let shelf = state.shelves.entry(scope.clone()).or_default();
        shelf.insert(name.to_owned(), Arc::new(function));
        Ok(())
    }

    /// Finds out anew where function URLs lead.
    pub(crate) fn complete(&mut self) {
        let urls = all(&self.0.shelves).flat_map(|(scope, name, function)| {
            function.urls.iter().map(move |(alias, url)| {
                let target = UrlTarget {
                    scope: scope.clone(),
                    name: name.clone(),
                    alias: alias.clone(),
                };
                (url.id.clone(), Arc::new(target))
            })
        });
        let urls = urls.collect();
        Arc::make_mut(&mut self.0).urls = urls;
    }
}
