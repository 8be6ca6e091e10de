//! A function as the control plane keeps it: its `$LATEST`, its published versions, and what is said of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::lambda::name::LATEST;
use crate::lambda::network::NoVpc;

use super::alias::Alias;
use super::event_invoke::EventInvoke;
use super::function_url::FunctionUrl;
use super::policy::Policy;
use super::provisioned::Provisioned;
use super::runtime_management::RuntimeManagement;
use super::snapshot::Snapshot;
use super::version::{CodePackage, FunctionVersion, version_number};

/// Immutable: a change makes a new one that shares what stayed the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Function {
    pub(crate) latest: Arc<Configuration>,
    published: OrdMap<u64, Arc<Configuration>>,
    /// The highest number ever given, with what `$LATEST` was then; a number is not given twice.
    last_publish: Option<(u64, Arc<Configuration>)>,
    /// By name.
    pub(crate) aliases: OrdMap<String, Arc<Alias>>,
    /// Of the function, not of one version.
    pub(crate) tags: BTreeMap<String, String>,
    /// How many events all its versions together work on at the same time, at most.
    pub(crate) reserved_concurrency: Option<u32>,
    pub(crate) recursive_loop: RecursiveLoop,
    /// The ARN of the configuration that says whose packages it takes.
    pub(crate) code_signing: Option<String>,
    /// By version or alias.
    pub(crate) provisioned: BTreeMap<String, Provisioned>,
    /// By version or alias; the function's own has no name.
    pub(crate) policies: BTreeMap<String, Policy>,
    /// By version or alias; the function's own are those of `$LATEST`.
    pub(crate) event_invokes: BTreeMap<String, EventInvoke>,
    /// By alias; the function's own has no name.
    pub(crate) urls: BTreeMap<String, Arc<FunctionUrl>>,
}

/// One version with all that GetFunctionConfiguration shows of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Configuration {
    /// What running it needs.
    pub(crate) version: Arc<FunctionVersion>,
    pub(crate) description: String,
    pub(crate) tracing: Tracing,
    /// SnapStart is to apply to published versions.
    #[serde(default)]
    pub(crate) snap_start: bool,
    /// A VpcConfig was given: an empty one, for there is no VPC.
    #[serde(default)]
    pub(crate) vpc: Option<NoVpc>,
    /// The ARN of the key that its variables are encrypted with on AWS.
    #[serde(default)]
    pub(crate) kms_key: Option<String>,
    /// The ARN of the key that its package is encrypted with on AWS.
    #[serde(default)]
    pub(crate) source_kms_key: Option<String>,
    /// An Environment was given, be it an empty one: only then is it shown.
    pub(crate) environment_given: bool,
    /// As LastModified shows it.
    pub(crate) last_modified: String,
    pub(crate) runtime_management: RuntimeManagement,
}

/// TracingConfig's Mode. Nothing is traced; the setting is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Tracing {
    #[default]
    PassThrough,
    Active,
}

/// What becomes of events that come back to their function again and again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RecursiveLoop {
    #[default]
    Terminate,
    Allow,
}

impl Function {
    pub(crate) fn new(latest: Configuration, tags: BTreeMap<String, String>) -> Self {
        Self {
            latest: Arc::new(latest),
            published: OrdMap::new(),
            last_publish: None,
            aliases: OrdMap::new(),
            tags,
            reserved_concurrency: None,
            recursive_loop: RecursiveLoop::default(),
            code_signing: None,
            provisioned: BTreeMap::new(),
            policies: BTreeMap::new(),
            event_invokes: BTreeMap::new(),
            urls: BTreeMap::new(),
        }
    }

    /// A published version by its number.
    pub(crate) fn published(&self, number: u64) -> Option<&Arc<Configuration>> {
        self.published.get(&number)
    }

    /// The version that a qualifier names: `$LATEST`, a number, or an alias, whose first version it is.
    pub(crate) fn qualified(&self, qualifier: &str) -> Option<&Arc<Configuration>> {
        let version = match self.aliases.get(qualifier) {
            Some(alias) => alias.version.as_str(),
            None => qualifier,
        };
        match version {
            LATEST => Some(&self.latest),
            number => version_number(number).and_then(|number| self.published(number)),
        }
    }

    /// The version itself that is named `$LATEST` or by its number, to be changed.
    pub(crate) fn qualified_mut(&mut self, version: &str) -> Option<&mut Arc<Configuration>> {
        match version {
            LATEST => Some(&mut self.latest),
            number => version_number(number).and_then(|number| self.published.get_mut(&number)),
        }
    }

    /// `$LATEST` first, then the published versions by number.
    pub(crate) fn versions(&self) -> impl Iterator<Item = &Arc<Configuration>> {
        std::iter::once(&self.latest).chain(self.published.values())
    }

    /// The version published last, if it still exists and is what `$LATEST` is now.
    pub(crate) fn unchanged_since_publish(&self) -> Option<&Arc<Configuration>> {
        let (number, source) = self.last_publish.as_ref()?;
        let newest = self.published.get(number)?;
        source.behaves_as(&self.latest).then_some(newest)
    }

    /// Publishes what `$LATEST` is now under the next number.
    pub(crate) fn publish(
        &mut self,
        description: Option<String>,
        revision_id: String,
    ) -> Arc<Configuration> {
        let number = self.last_publish.as_ref().map_or(0, |(number, _)| *number) + 1;
        let mut published = Configuration::clone(&self.latest);
        published.version = Arc::new(FunctionVersion {
            version: number.to_string(),
            snap_start: self.latest.snap_start,
            snapshot: Snapshot::default(),
            revision_id,
            ..FunctionVersion::clone(&self.latest.version)
        });
        if let Some(description) = description {
            published.description = description;
        }
        let published = Arc::new(published);
        self.published.insert(number, Arc::clone(&published));
        self.last_publish = Some((number, Arc::clone(&self.latest)));
        published
    }

    /// Shows every configuration that is kept, those that nobody may name among them, to be changed.
    pub(super) fn change_all<E>(
        &mut self,
        mut change: impl FnMut(&mut Arc<Configuration>) -> Result<(), E>,
    ) -> Result<(), E> {
        change(&mut self.latest)?;
        if let Some((_, source)) = &mut self.last_publish {
            change(source)?;
        }
        let numbers: Vec<u64> = self.published.keys().copied().collect();
        let mut published = numbers.iter();
        published.try_for_each(|number| self.published.get_mut(number).map_or(Ok(()), &mut change))
    }

    /// Every package that it needs.
    pub(super) fn packages(&self) -> impl Iterator<Item = &Arc<CodePackage>> {
        let last = self.last_publish.as_ref().map(|(_, source)| source);
        self.versions()
            .chain(last)
            .flat_map(|own| own.version.packages())
    }

    /// The names of the aliases that lead to a version.
    pub(crate) fn aliases_of(&self, version: &str) -> Vec<&str> {
        let leads = |alias: &Alias| {
            let second = alias.second.as_ref();
            alias.version == version
                || second.is_some_and(|second| version_number(version) == Some(second.number))
        };
        self.aliases
            .values()
            .filter(|alias| leads(alias))
            .map(|alias| alias.name.as_str())
            .collect()
    }

    /// Forgets an alias, if it is there, with what was said of it.
    pub(crate) fn remove_alias(&mut self, name: &str) {
        self.aliases.remove(name);
        self.provisioned.remove(name);
        self.policies.remove(name);
        self.event_invokes.remove(name);
        self.urls.remove(name);
    }

    /// Forgets a published version; says whether it was there.
    pub(crate) fn unpublish(&mut self, number: u64) -> bool {
        self.policies.remove(&number.to_string());
        self.provisioned.remove(&number.to_string());
        self.event_invokes.remove(&number.to_string());
        self.published.remove(&number).is_some()
    }
}

impl Configuration {
    /// Equal in code and in every setting; number, revision and time aside.
    fn behaves_as(&self, other: &Self) -> bool {
        let (mine, theirs) = (&self.version, &other.version);
        mine.code == theirs.code
            && mine.layers == theirs.layers
            && mine.runtime == theirs.runtime
            && mine.handler == theirs.handler
            && mine.timeout_s == theirs.timeout_s
            && mine.memory_mb == theirs.memory_mb
            && mine.ephemeral_mb == theirs.ephemeral_mb
            && mine.environment == theirs.environment
            && mine.dead_letter == theirs.dead_letter
            && mine.log_group == theirs.log_group
            && mine.log_format == theirs.log_format
            && mine.architecture == theirs.architecture
            && mine.role == theirs.role
            && self.tracing == other.tracing
            && self.snap_start == other.snap_start
            && self.vpc == other.vpc
            && self.kms_key == other.kms_key
            && self.source_kms_key == other.source_kms_key
            && self.description == other.description
    }
}
