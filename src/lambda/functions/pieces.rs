//! How functions are written down: each with all its versions, and with the hashes of its packages.

use std::sync::Arc;

use super::function::Function;
use super::registry::{FunctionsImage, UrlTarget};
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
        self.all().flat_map(|(.., function)| function.packages())
    }

    /// `["function", ACCOUNT, REGION, NAME]` and `["code-signing", ACCOUNT, REGION, ID]`
    pub(crate) fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        for (scope, name, _) in before.all() {
            if self.find(scope, name).is_none() {
                to.remove(&names(b"function", scope, name));
            }
        }
        for (scope, name, function) in self.all() {
            let earlier = before.find(scope, name);
            if earlier.is_none_or(|earlier| !Arc::ptr_eq(earlier, function)) {
                to.put_json(&names(b"function", scope, name), function);
            }
        }
        self.code_signing_differences(before, to);
    }

    fn code_signing_differences(&self, before: &Self, to: &mut Differences<'_>) {
        for (scope, id, _) in before.code_signing() {
            if self.find_code_signing(scope, id).is_none() {
                to.remove(&names(b"code-signing", scope, id));
            }
        }
        for (scope, id, config) in self.code_signing() {
            let earlier = before.find_code_signing(scope, id);
            if earlier.is_none_or(|earlier| !Arc::ptr_eq(earlier, config)) {
                to.put_json(&names(b"code-signing", scope, id), config);
            }
        }
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
        let urls = self.all().flat_map(|(scope, name, function)| {
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

    fn all(&self) -> impl Iterator<Item = (&Scope, &String, &Arc<Function>)> {
        self.0.shelves.iter().flat_map(|(scope, shelf)| {
            let functions = shelf.iter();
            functions.map(move |(name, function)| (scope, name, function))
        })
    }

    fn code_signing(&self) -> impl Iterator<Item = (&Scope, &String, &Arc<CodeSigningConfig>)> {
        self.0.code_signing.iter().flat_map(|(scope, shelf)| {
            let configs = shelf.iter();
            configs.map(move |(id, config)| (scope, id, config))
        })
    }

    fn find_code_signing(&self, scope: &Scope, id: &str) -> Option<&Arc<CodeSigningConfig>> {
        self.0.code_signing.get(scope)?.get(id)
    }

    fn find(&self, scope: &Scope, name: &str) -> Option<&Arc<Function>> {
        self.0.shelves.get(scope)?.get(name)
    }
}

fn names<'a>(kind: &'a [u8], scope: &'a Scope, name: &'a str) -> [&'a [u8]; 4] {
    let (account, region) = (scope.account.as_str(), scope.region.as_str());
    [kind, account.as_bytes(), region.as_bytes(), name.as_bytes()]
}
