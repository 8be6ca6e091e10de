//! What a table is: its keys, its indexes and everything DescribeTable tells of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::by_index;
use super::view::ViewType;
use crate::dynamodb::value::{AttributeValue, Attributes, KeyScalar};

pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The type of a key attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ScalarType {
    S,
    N,
    B,
}

impl ScalarType {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "S" => Some(Self::S),
            "N" => Some(Self::N),
            "B" => Some(Self::B),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
        }
    }

    pub(crate) fn fits(self, value: &AttributeValue) -> bool {
        value.type_name() == self.name()
    }
}

/// An attribute that a table or an index is keyed by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyAttribute {
    pub(crate) name: String,
    pub(crate) kind: ScalarType,
}

/// A key: one partition attribute and at most one sort attribute; up to four of each in a global
/// secondary index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeySchema {
    pub(crate) partition: Vec<KeyAttribute>,
    pub(crate) sort: Vec<KeyAttribute>,
}

impl KeySchema {
    /// Partition attributes first.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &KeyAttribute> {
        self.partition.iter().chain(&self.sort)
    }

    pub(crate) fn len(&self) -> usize {
        self.partition.len() + self.sort.len()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.attributes().any(|attribute| attribute.name == name)
    }

    /// The partition key's and the sort key's values; none if one is missing or of another type.
    pub(crate) fn scalars<'a>(&self, item: &'a Attributes) -> Option<KeyParts<'a>> {
        Some(KeyParts {
            partition: scalars(&self.partition, item)?,
            sort: scalars(&self.sort, item)?,
        })
    }
}

/// The values of a key.
pub(crate) struct KeyParts<'a> {
    pub(crate) partition: Vec<KeyScalar<'a>>,
    pub(crate) sort: Vec<KeyScalar<'a>>,
}

fn scalars<'a>(key: &[KeyAttribute], item: &'a Attributes) -> Option<Vec<KeyScalar<'a>>> {
    key.iter()
        .map(|attribute| {
            let value = item.get(&attribute.name)?;
            attribute.kind.fits(value).then(|| KeyScalar::of(value))?
        })
        .collect()
}

/// Which attributes an index holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Projection {
    All,
    KeysOnly,
    Include(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum IndexKind {
    Local,
    Global,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IndexDefinition {
    pub(crate) name: String,
    pub(crate) kind: IndexKind,
    pub(crate) key: KeySchema,
    pub(crate) projection: Projection,
    /// Global indexes only.
    pub(crate) throughput: Throughput,
    pub(crate) on_demand: Option<OnDemandThroughput>,
    pub(crate) warm: Option<WarmThroughput>,
}

impl IndexDefinition {
    /// Whether it holds the same entries as another of the same table.
    pub(super) fn has_entries_of(&self, other: &Self) -> bool {
        (&self.name, self.kind, &self.key, &self.projection)
            == (&other.name, other.kind, &other.key, &other.projection)
    }

    /// Whether the index holds a top-level attribute, given the table's key.
    pub(crate) fn projects(&self, name: &str, table: &KeySchema) -> bool {
        match &self.projection {
            Projection::All => true,
            Projection::KeysOnly => self.key.has(name) || table.has(name),
            Projection::Include(names) => {
                self.key.has(name) || table.has(name) || names.iter().any(|own| own == name)
            }
        }
    }
}

/// How near two vectors are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Distance {
    Cosine,
    DotProduct,
    Euclidean,
}

impl Distance {
    /// In the order in which AWS lists them.
    pub(crate) const NAMES: [&str; 3] = ["COSINE", "DOT_PRODUCT", "EUCLIDEAN"];

    /// A name that passed its constraint.
    pub(crate) fn parse(name: &str) -> Self {
        match name {
            "DOT_PRODUCT" => Self::DotProduct,
            "EUCLIDEAN" => Self::Euclidean,
            _ => Self::Cosine,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// An attribute by which a search can be narrowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SchemaElement {
    pub(crate) attribute: KeyAttribute,
    /// Whether every search names it, and items without it are not held.
    pub(crate) is_hash: bool,
}

/// An index of an attribute that holds vectors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VectorIndex {
    pub(crate) name: String,
    pub(crate) attribute: String,
    pub(crate) dimensions: usize,
    pub(crate) distance: Distance,
    pub(crate) schema: Vec<SchemaElement>,
    pub(crate) projection: Projection,
}

impl VectorIndex {
    /// Whether the index holds a top-level attribute, given the table's key.
    pub(crate) fn projects(&self, name: &str, table: &KeySchema) -> bool {
        let is_key = || table.has(name) || self.has(name);
        match &self.projection {
            Projection::All => true,
            Projection::KeysOnly => is_key(),
            Projection::Include(names) => is_key() || names.iter().any(|own| own == name),
        }
    }

    /// Whether searches can be narrowed by an attribute.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.schema.iter().any(|own| own.attribute.name == name)
    }
}

/// Provisioned capacity; both 0 on demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Throughput {
    pub(crate) read: i64,
    pub(crate) write: i64,
    pub(crate) increased_ms: Option<i64>,
    pub(crate) decreased_ms: Option<i64>,
    /// On the UTC day of the last one.
    pub(crate) decreases: i64,
}

impl Throughput {
    /// How often it was decreased on the UTC day of a moment.
    pub(crate) fn decreases_on_day_of(self, now_ms: i64) -> i64 {
        let day = |unix_ms: i64| unix_ms.div_euclid(DAY_MS);
        match self.decreased_ms {
            Some(last_ms) if day(last_ms) == day(now_ms) => self.decreases,
            _ => 0,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OnDemandThroughput {
    pub(crate) read: Option<i64>,
    pub(crate) write: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WarmThroughput {
    pub(crate) read: i64,
    pub(crate) write: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BillingMode {
    Provisioned,
    PayPerRequest,
}

impl BillingMode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Provisioned => "PROVISIONED",
            Self::PayPerRequest => "PAY_PER_REQUEST",
        }
    }
}

/// An enabled stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stream {
    pub(crate) view: ViewType,
    /// The moment it was enabled, as an ISO time with milliseconds.
    pub(crate) label: String,
}

/// Whether items expire, and by which attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TimeToLive {
    /// None while it is off.
    pub(crate) attribute: Option<String>,
    /// When it was switched on or off last.
    pub(crate) changed_ms: Option<i64>,
}

/// A Kinesis stream that is told of changes, as far as a request asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KinesisDestination {
    pub(crate) stream_arn: String,
    pub(crate) active: bool,
    /// As it was asked for.
    pub(crate) precision: Option<String>,
}

/// Which keys contributor insights count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum InsightsMode {
    AccessedAndThrottledKeys,
    ThrottledKeys,
}

impl InsightsMode {
    pub(crate) const NAMES: [&str; 2] = ["ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"];

    /// A mode that passed its constraint; what names none is the first.
    pub(crate) fn parse(sent: Option<&str>) -> Self {
        match sent == Some(Self::NAMES[1]) {
            true => Self::ThrottledKeys,
            false => Self::AccessedAndThrottledKeys,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AccessedAndThrottledKeys => Self::NAMES[0],
            Self::ThrottledKeys => Self::NAMES[1],
        }
    }
}

/// Contributor insights that were switched on once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Insights {
    pub(crate) enabled: bool,
    pub(crate) mode: InsightsMode,
    /// When they were switched on, which their rules' names tell.
    pub(crate) rules_since_ms: i64,
    pub(crate) changed_ms: i64,
}

/// A capacity that can be scaled, and limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Dimension {
    Read,
    Write,
}

impl Dimension {
    /// The metric by which it is scaled, which also names policies.
    pub(crate) fn metric(self) -> &'static str {
        match self {
            Self::Read => "DynamoDBReadCapacityUtilization",
            Self::Write => "DynamoDBWriteCapacityUtilization",
        }
    }
}

/// How the capacity of a table or index is to be scaled in one region; none is by hand.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct ScaledCapacity {
    pub(crate) read: Option<Scaling>,
    pub(crate) write: Option<Scaling>,
}

impl ScaledCapacity {
    pub(crate) fn of(&mut self, dimension: Dimension) -> &mut Option<Scaling> {
        match dimension {
            Dimension::Read => &mut self.read,
            Dimension::Write => &mut self.write,
        }
    }
}

/// A target that Application Auto Scaling would track.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Scaling {
    pub(crate) minimum: i64,
    pub(crate) maximum: i64,
    pub(crate) role_arn: String,
    pub(crate) policy_name: String,
    pub(crate) tracking: Tracking,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Tracking {
    pub(crate) disable_scale_in: Option<bool>,
    pub(crate) scale_in_cooldown_s: Option<i32>,
    pub(crate) scale_out_cooldown_s: Option<i32>,
    /// Percent of the capacity.
    pub(crate) target: f64,
}

/// Encryption with a KMS key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Encryption {
    pub(crate) key_arn: String,
    /// Whether a request named the key; else it is the account's own for DynamoDB.
    pub(crate) is_customers: bool,
}

/// Everything about a table but its items.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    /// As the requests listed them.
    pub(crate) attributes: Vec<KeyAttribute>,
    pub(crate) key: KeySchema,
    pub(crate) indexes: Vec<IndexDefinition>,
    pub(crate) vectors: Vec<Arc<VectorIndex>>,
    pub(crate) billing: BillingMode,
    /// When the table last became on demand; such a table describes its billing mode ever after.
    pub(crate) on_demand_since_ms: Option<i64>,
    pub(crate) throughput: Throughput,
    pub(crate) on_demand: Option<OnDemandThroughput>,
    pub(crate) warm: Option<WarmThroughput>,
    pub(crate) stream: Option<Stream>,
    /// The stream that was enabled last, even if it is disabled now.
    pub(crate) last_stream_label: Option<String>,
    pub(crate) encryption: Option<Encryption>,
    /// Each time that it was changed, as far as that counts.
    pub(crate) encryption_changes_ms: Vec<i64>,
    pub(crate) table_class: Option<String>,
    /// Each time that it was changed, as far as that counts.
    pub(crate) table_class_changes_ms: Vec<i64>,
    pub(crate) deletion_protection: bool,
    pub(crate) time_to_live: TimeToLive,
    /// For how many days the past is kept; none while point-in-time recovery is off.
    pub(crate) recovery_days: Option<i64>,
    pub(crate) kinesis: Vec<KinesisDestination>,
    /// Of the table and of its global indexes.
    #[serde(with = "by_index")]
    pub(crate) insights: BTreeMap<Option<String>, Insights>,
    pub(crate) tags: BTreeMap<String, String>,
    /// GlobalTableSettingsReplicationMode, as a table of one region was told.
    pub(crate) settings_mode: Option<String>,
    /// Of the table and of its global indexes.
    #[serde(with = "by_index")]
    pub(crate) auto_scaling: BTreeMap<Option<String>, ScaledCapacity>,
}

impl Definition {
    pub(crate) fn stream_arn(&self, label: &str) -> String {
        format!("{}/stream/{label}", self.arn)
    }

    /// Whether a key or a search schema names an attribute.
    pub(crate) fn is_keyed_by(&self, name: &str) -> bool {
        self.key.has(name)
            || self.indexes.iter().any(|index| index.key.has(name))
            || self.vectors.iter().any(|index| index.has(name))
    }

    pub(crate) fn index(&self, name: &str) -> Option<(usize, &IndexDefinition)> {
        self.indexes
            .iter()
            .enumerate()
            .find(|(_, index)| index.name == name)
    }

    pub(crate) fn indexes_of(
        &self,
        kind: IndexKind,
    ) -> impl Iterator<Item = (usize, &IndexDefinition)> {
        self.indexes
            .iter()
            .enumerate()
            .filter(move |(_, index)| index.kind == kind)
    }
}
