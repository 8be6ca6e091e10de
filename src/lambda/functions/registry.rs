//! Where functions are kept: one shelf an account and region, read without waiting for writers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use imbl::OrdMap;

use crate::aws::arn;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::clock::Clock;
use crate::lambda::code_signing::config::CodeSigningConfig;
use crate::lambda::error;
use crate::lambda::name::{FunctionName, LATEST};

use super::event_invoke::EventInvoke;
use super::function::{Configuration, Function, RecursiveLoop};
use super::version::{CodePackage, FunctionVersion, version_number};

/// The functions of one account in one region, by name.
pub(crate) type Shelf = OrdMap<String, Arc<Function>>;

/// The code signing configurations of one account in one region, by ARN.
pub(crate) type CodeSigningShelf = OrdMap<String, Arc<CodeSigningConfig>>;

/// All functions of a world. Readers take a snapshot; writers take turns and publish a new one.
#[derive(Default)]
pub(crate) struct Registry {
    state: ArcSwap<State>,
    /// Held while a new snapshot is made, never across an await.
    writing: Mutex<()>,
}

#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) shelves: OrdMap<Scope, Shelf>,
    /// Where function URLs lead, by their ids.
    pub(super) urls: OrdMap<String, Arc<UrlTarget>>,
    pub(super) code_signing: OrdMap<Scope, CodeSigningShelf>,
}

/// What a function URL is one of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UrlTarget {
    pub(crate) scope: Scope,
    pub(crate) name: String,
    /// Empty for the function itself.
    pub(crate) alias: String,
}

/// What a name and a qualifier lead to.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) function: Arc<Function>,
    pub(crate) configuration: Arc<Configuration>,
    /// The version or alias that the request named, so that the answer's ARN does too.
    pub(crate) qualifier: Option<String>,
}

/// A version to run, and what its function says about running it.
#[derive(Clone, Debug)]
pub(crate) struct Runnable {
    pub(crate) version: Arc<FunctionVersion>,
    /// How many events the function works on at the same time, at most.
    pub(crate) reserved_concurrency: Option<u32>,
    /// What becomes of events that come back to it again and again.
    pub(crate) recursive_loop: RecursiveLoop,
    /// How its asynchronous events are tried again.
    pub(crate) event_invoke: EventInvoke,
}

/// All functions of a world as they were at one moment. Cloning it costs a pointer.
#[derive(Clone, Default)]
pub(crate) struct FunctionsImage(pub(super) Arc<State>);

impl Registry {
    /// Begins with the functions of an image.
    pub(crate) fn restored(image: &FunctionsImage) -> Self {
        Self {
            state: ArcSwap::from(Arc::clone(&image.0)),
            writing: Mutex::default(),
        }
    }

    /// Holds every function still while `then` works with what is there.
    pub(crate) fn still<T>(&self, then: impl FnOnce(FunctionsImage) -> T) -> T {
        let _turn = self.turn();
        then(FunctionsImage(self.state.load_full()))
    }

    /// The version that an Invoke of this name and qualifier runs; an alias with two of them lets
    /// chance decide.
    ///
    /// Errors: ResourceNotFoundException (also for another region), AccessDeniedException (another
    /// account), InvalidParameterValueException (two qualifiers that differ).
    pub(crate) fn resolve(
        &self,
        scope: &Scope,
        name: &FunctionName,
        qualifier: Option<&str>,
        clock: &Clock,
    ) -> Result<Runnable, AwsError> {
        let found = self.find(scope, name, qualifier)?;
        let second = found
            .qualifier
            .as_deref()
            .and_then(|name| found.function.aliases.get(name))
            .and_then(|alias| alias.second.as_ref())
            .filter(|second| second.is_chosen(clock.random_u64()))
            .and_then(|second| found.function.published(second.number));
        let qualifier = found.qualifier.as_deref().unwrap_or(LATEST);
        let event_invoke = found.function.event_invokes.get(qualifier);
        let event_invoke = event_invoke.cloned().unwrap_or_default();
        let chosen = second.unwrap_or(&found.configuration);
        // What is provisioned is kept for its versions (recorded answer).
        let provisions = found.function.provisions();
        let number = version_number(&chosen.version.version);
        let kept = match number.is_some_and(|number| provisions.contains_key(&number)) {
            true => 0,
            false => provisions.values().sum(),
        };
        let reserved = found.function.reserved_concurrency;
        Ok(Runnable {
            version: Arc::clone(&chosen.version),
            reserved_concurrency: reserved.map(|reserved| reserved.saturating_sub(kept)),
            recursive_loop: found.function.recursive_loop,
            event_invoke,
        })
    }

    /// As [`Registry::resolve`], with all that the control plane shows.
    pub(crate) fn find(
        &self,
        scope: &Scope,
        name: &FunctionName,
        qualifier: Option<&str>,
    ) -> Result<Found, AwsError> {
        let qualifier = name.settle(scope, qualifier)?;
        let not_found =
            || error::name::function_not_found(&function_arn(scope, &name.name, qualifier));
        let shelf = self.shelf(scope);
        let function = shelf.get(&name.name).ok_or_else(not_found)?;
        let configuration = match qualifier {
            None | Some(LATEST) => &function.latest,
            Some(qualifier) => function.qualified(qualifier).ok_or_else(not_found)?,
        };
        Ok(Found {
            function: Arc::clone(function),
            configuration: Arc::clone(configuration),
            qualifier: qualifier.map(str::to_owned),
        })
    }

    /// All functions of a scope as they are now.
    pub(crate) fn shelf(&self, scope: &Scope) -> Shelf {
        let state = self.state.load();
        state.shelves.get(scope).cloned().unwrap_or_default()
    }

    /// All code signing configurations of a scope as they are now.
    pub(crate) fn code_signing(&self, scope: &Scope) -> CodeSigningShelf {
        let state = self.state.load();
        state.code_signing.get(scope).cloned().unwrap_or_default()
    }

    /// Replaces the configurations of a scope by what `change` makes of them, while no function
    /// changes; nothing changes when it fails.
    pub(crate) fn change_code_signing<T>(
        &self,
        scope: &Scope,
        change: impl FnOnce(&mut CodeSigningShelf, &Shelf) -> Result<T, AwsError>,
    ) -> Result<T, AwsError> {
        let _turn = self.turn();
        let mut state = State::clone(&self.state.load());
        let functions = state.shelves.get(scope).cloned().unwrap_or_default();
        let shelf = state.code_signing.entry(scope.clone()).or_default();
        let answer = change(shelf, &functions)?;
        self.state.store(Arc::new(state));
        Ok(answer)
    }

    /// The functions that keep environments ready, with their scopes and names.
    pub(crate) fn provisioned(&self) -> Vec<(Scope, String, Arc<Function>)> {
        let state = self.state.load();
        let all = state.shelves.iter().flat_map(|(scope, shelf)| {
            let keeps =
                |(_, function): &(&String, &Arc<Function>)| !function.provisioned.is_empty();
            let kept = shelf.iter().filter(keeps);
            kept.map(|(name, function)| (scope.clone(), name.clone(), Arc::clone(function)))
        });
        all.collect()
    }

    /// Where the URL with this id leads, if there is one.
    pub(crate) fn url_target(&self, id: &str) -> Option<Arc<UrlTarget>> {
        self.state.load().urls.get(id).map(Arc::clone)
    }

    /// The package with this hash, of whichever version has it.
    pub(crate) fn package(&self, sha256: &[u8; 32]) -> Option<Arc<CodePackage>> {
        self.state
            .load()
            .shelves
            .values()
            .flat_map(OrdMap::values)
            .flat_map(|function| function.versions())
            .filter_map(|configuration| configuration.version.code.package())
            .find(|code| code.sha256 == *sha256)
            .map(Arc::clone)
    }

    /// Adds a function; ResourceConflictException when its name is taken.
    pub(crate) fn create(
        &self,
        scope: &Scope,
        name: &str,
        function: Function,
    ) -> Result<(), AwsError> {
        self.write(scope, name, |place| {
            if place.is_some() {
                return Err(error::name::function_exists(name));
            }
            *place = Some(Arc::new(function));
            Ok(())
        })
    }

    /// Replaces a function by what `change` makes of it; nothing changes when it fails.
    pub(crate) fn change<T>(
        &self,
        scope: &Scope,
        name: &str,
        change: impl FnOnce(&mut Function) -> Result<T, AwsError>,
    ) -> Result<T, AwsError> {
        self.write(scope, name, |place| match place {
            Some(function) => change(Arc::make_mut(function)),
            None => Err(error::name::function_not_found(&function_arn(
                scope, name, None,
            ))),
        })
    }

    /// Forgets a function with all its versions.
    pub(crate) fn remove(&self, scope: &Scope, name: &str) -> Result<(), AwsError> {
        self.write(scope, name, |place| match place.take() {
            Some(_) => Ok(()),
            None => Err(error::name::function_not_found(&function_arn(
                scope, name, None,
            ))),
        })
    }

    /// Runs one writer at a time on a copy of what a name stands for, and publishes the copy when it
    /// succeeds.
    fn write<T>(
        &self,
        scope: &Scope,
        name: &str,
        change: impl FnOnce(&mut Option<Arc<Function>>) -> Result<T, AwsError>,
    ) -> Result<T, AwsError> {
        let _turn = self.turn();
        let mut state = State::clone(&self.state.load());
        let shelf = state.shelves.entry(scope.clone()).or_default();
        let before = shelf.get(name).map(Arc::clone);
        let mut function = before.clone();
        let answer = change(&mut function)?;
        for url in before.iter().flat_map(|function| function.urls.values()) {
            state.urls.remove(&url.id);
        }
        for (alias, url) in function.iter().flat_map(|function| &function.urls) {
            let target = UrlTarget {
                scope: scope.clone(),
                name: name.to_owned(),
                alias: alias.clone(),
            };
            state.urls.insert(url.id.clone(), Arc::new(target));
        }
        match function {
            Some(function) => shelf.insert(name.to_owned(), function),
            None => shelf.remove(name),
        };
        self.state.store(Arc::new(state));
        Ok(answer)
    }

    /// A writer that panicked has published nothing, so what it guarded is still whole.
    fn turn(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The ARN of a function, or of what a qualifier names of it.
pub(crate) fn function_arn(scope: &Scope, name: &str, qualifier: Option<&str>) -> String {
    let resource = match qualifier {
        Some(qualifier) => format!("function:{name}:{qualifier}"),
        None => format!("function:{name}"),
    };
    arn::regional("lambda", scope, &resource)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bytes::Bytes;

    use super::*;
    use crate::aws::identity::{AccountId, Region};
    use crate::lambda::functions::function::Tracing;
    use crate::lambda::functions::snapshot::Snapshot;
    use crate::lambda::functions::version::{Architecture, Code, LogFormat};

    fn scope() -> Scope {
        Scope {
            account: AccountId::default(),
            region: Region::parse("us-east-1").unwrap(),
        }
    }

    fn clock() -> Clock {
        Clock::frozen(0)
    }

    fn function(name: &str) -> Function {
        let version = FunctionVersion {
            scope: scope(),
            name: name.to_owned(),
            version: LATEST.to_owned(),
            runtime: "python3.12".to_owned(),
            handler: "app.handler".to_owned(),
            role: String::new(),
            timeout_s: 3,
            memory_mb: 128,
            ephemeral_mb: 512,
            environment: BTreeMap::new(),
            dead_letter: None,
            log_group: format!("/aws/lambda/{name}"),
            log_format: LogFormat::Text,
            architecture: Architecture::X86_64,
            code: Code::Zip(Arc::new(CodePackage::new(Bytes::new(), [0; 32], 0))),
            layers: Vec::new(),
            tenant_isolation: false,
            snap_start: false,
            snapshot: Snapshot::default(),
            durable: None,
            revision_id: "1".to_owned(),
        };
        let configuration = Configuration {
            version: Arc::new(version),
            description: String::new(),
            tracing: Tracing::PassThrough,
            snap_start: false,
            vpc: None,
            kms_key: None,
            source_kms_key: None,
            environment_given: false,
            last_modified: String::new(),
            runtime_management: Default::default(),
        };
        Function::new(configuration, BTreeMap::new())
    }

    #[test]
    fn a_change_that_fails_changes_nothing() {
        let registry = Registry::default();
        registry.create(&scope(), "f", function("f")).unwrap();
        let refused = registry.change(&scope(), "f", |function| {
            function.publish(None, "2".to_owned());
            Err::<(), _>(error::version::revision_differs())
        });
        assert!(refused.is_err());
        let name = FunctionName::parse("f:1").unwrap();
        assert!(registry.resolve(&scope(), &name, None, &clock()).is_err());
    }

    #[test]
    fn a_reader_keeps_what_it_has_found() {
        let registry = Registry::default();
        registry.create(&scope(), "f", function("f")).unwrap();
        let name = FunctionName::parse("f").unwrap();
        let (shelf, version) = (
            registry.shelf(&scope()),
            registry.resolve(&scope(), &name, None, &clock()).unwrap(),
        );
        registry.remove(&scope(), "f").unwrap();
        assert!(shelf.contains_key("f") && version.version.name == "f");
        assert!(registry.resolve(&scope(), &name, None, &clock()).is_err());
    }
}
