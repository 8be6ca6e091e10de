//! TableDescription: what the control plane tells of a table.

use std::sync::Arc;

use super::engine::definition::{
    BillingMode, Definition, IndexDefinition, IndexKind, KeySchema, OnDemandThroughput, Projection,
    Throughput, VectorIndex, WarmThroughput,
};
use super::engine::state::State;
use super::engine::tree::Tree;
use super::replicas::view::GlobalView;
use super::validate::schema::default_warm;
use super::wire::shape::Output;
use super::wire::writer::Writer;
use crate::clock::Clock;

/// Which answer tells of the table. Changes are made at once, but their answers say, as AWS's do,
/// that they have only begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    Created,
    Described,
    Updated,
    Deleted,
}

impl Moment {
    fn status(self) -> &'static str {
        match self {
            Self::Created => "CREATING",
            Self::Described => "ACTIVE",
            Self::Updated => "UPDATING",
            Self::Deleted => "DELETING",
        }
    }
}

/// Where the items of a table in the making come from.
pub(crate) struct RestoreSummary {
    pub(crate) table_arn: String,
    /// None for a restore to a point in time.
    pub(crate) backup_arn: Option<String>,
    /// The moment that is restored.
    pub(crate) moment_ms: i64,
}

/// An answer that is one table's description under a name.
pub(crate) struct DescriptionOutput {
    pub(crate) member: &'static str,
    pub(crate) state: State,
    pub(crate) moment: Moment,
    pub(crate) now_ms: i64,
    /// Global indexes that this request makes, and those that it removes.
    pub(crate) indexes_in_making: Vec<String>,
    pub(crate) indexes_in_removal: Vec<(IndexDefinition, Tree)>,
    pub(crate) vectors_in_removal: Vec<Arc<VectorIndex>>,
    /// Recorded: nothing tells of it once the table is ACTIVE.
    pub(crate) restore: Option<RestoreSummary>,
    /// None for a table of one region.
    pub(crate) global: Option<GlobalView>,
}

impl DescriptionOutput {
    pub(crate) fn new(clock: &Clock, member: &'static str, state: State, moment: Moment) -> Self {
        Self {
            member,
            state,
            moment,
            now_ms: clock.unix_ms(),
            indexes_in_making: Vec::new(),
            indexes_in_removal: Vec::new(),
            vectors_in_removal: Vec::new(),
            restore: None,
            global: None,
        }
    }

    fn index_status(&self, name: &str) -> &'static str {
        match self.moment {
            Moment::Created => "CREATING",
            _ if self.indexes_in_making.iter().any(|own| own == name) => "CREATING",
            Moment::Deleted => "DELETING",
            _ => "ACTIVE",
        }
    }
}

impl Output for DescriptionOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| w.name(self.member).object(|w| self.write_table(w)));
    }
}

impl DescriptionOutput {
    fn write_table(&self, w: &mut Writer) {
        let definition = &*self.state.definition;
        // Recorded: the answer of DeleteTable has none of these three.
        let whole = self.moment != Moment::Deleted;
        if whole {
            w.name("AttributeDefinitions")
                .list(&definition.attributes, |w, attribute| {
                    w.object(|w| {
                        w.name("AttributeName").text(&attribute.name);
                        w.name("AttributeType").text(attribute.kind.name());
                    });
                });
        }
        w.name("TableName").text(&definition.name);
        if whole {
            write_key(w.name("KeySchema"), &definition.key);
        }
        w.name("TableStatus").text(self.moment.status());
        if whole {
            w.name("CreationDateTime").moment(definition.created_ms);
        }
        let throughput = w.name("ProvisionedThroughput");
        write_throughput(throughput, definition.throughput, self.now_ms);
        w.name("TableSizeBytes")
            .plain(self.state.items.size_bytes());
        w.name("ItemCount").plain(self.state.items.len());
        w.name("TableArn").text(&definition.arn);
        w.name("TableId").text(&definition.id);
        self.write_billing(w, definition);
        self.write_local_indexes(w, definition);
        self.write_global_indexes(w, definition);
        self.write_vector_indexes(w, definition);
        write_stream(w, definition);
        match (&self.global, &definition.settings_mode) {
            (Some(global), _) => global.write(w, definition),
            (None, Some(mode)) => w.name("GlobalTableSettingsReplicationMode").text(mode),
            (None, None) => {}
        }
        self.write_restore(w);
        write_encryption_and_class(w, definition);
        w.name("DeletionProtectionEnabled")
            .plain(definition.deletion_protection);
        if let Some(on_demand) = definition.on_demand {
            write_on_demand(w, on_demand);
        }
        self.write_warm(
            w,
            definition.warm,
            definition.billing,
            definition.throughput,
        );
    }

    fn write_billing(&self, w: &mut Writer, definition: &Definition) {
        let Some(since_ms) = definition.on_demand_since_ms else {
            return;
        };
        w.name("BillingModeSummary").object(|w| {
            w.name("BillingMode").text(definition.billing.name());
            if self.moment != Moment::Created {
                w.name("LastUpdateToPayPerRequestDateTime").moment(since_ms);
            }
        });
    }

    fn write_local_indexes(&self, w: &mut Writer, definition: &Definition) {
        if definition.indexes_of(IndexKind::Local).next().is_none() {
            return;
        }
        let indexes = definition.indexes_of(IndexKind::Local);
        w.name("LocalSecondaryIndexes")
            .list(indexes, |w, (at, index)| {
                w.object(|w| {
                    write_index(w, index);
                    self.write_size(w, &self.state.indexes[at]);
                    w.name("IndexArn").text(&index_arn(definition, index));
                });
            });
    }

    fn write_global_indexes(&self, w: &mut Writer, definition: &Definition) {
        let kept = definition.indexes_of(IndexKind::Global);
        let kept = kept.map(|(at, index)| {
            (
                index,
                &self.state.indexes[at],
                self.index_status(&index.name),
            )
        });
        let going = self.indexes_in_removal.iter();
        let going = going.map(|(index, tree)| (index, tree, "DELETING"));
        let all: Vec<_> = kept.chain(going).collect();
        if all.is_empty() {
            return;
        }
        w.name("GlobalSecondaryIndexes")
            .list(all, |w, (index, tree, status)| {
                w.object(|w| {
                    write_index(w, index);
                    w.name("IndexStatus").text(status);
                    if status == "CREATING" && self.moment == Moment::Updated {
                        w.name("Backfilling").plain(false);
                    }
                    let throughput = w.name("ProvisionedThroughput");
                    write_throughput(throughput, index.throughput, self.now_ms);
                    self.write_size(w, tree);
                    w.name("IndexArn").text(&index_arn(definition, index));
                    if let Some(on_demand) = index.on_demand {
                        write_on_demand(w, on_demand);
                    }
                    self.write_warm(w, index.warm, definition.billing, index.throughput);
                });
            });
    }

    fn write_vector_indexes(&self, w: &mut Writer, definition: &Definition) {
        if definition.vectors.is_empty() && self.vectors_in_removal.is_empty() {
            return;
        }
        let kept = definition.vectors.iter().enumerate().map(|(at, index)| {
            let tree = self.state.vectors.tree(at);
            let status = self.index_status(&index.name);
            (index, tree.size_bytes(), tree.len(), status)
        });
        let going = self.vectors_in_removal.iter();
        let going = going.map(|index| (index, 0, 0, "DELETING"));
        w.name("VectorIndexes")
            .list(kept.chain(going), |w, (index, bytes, count, status)| {
                w.object(|w| {
                    write_vector_index(w, index);
                    w.name("IndexStatus").text(status);
                    if status == "CREATING" && self.moment == Moment::Updated {
                        w.name("Backfilling").plain(false);
                    }
                    w.name("IndexSizeBytes").plain(bytes);
                    w.name("ItemCount").plain(count);
                    w.name("IndexArn")
                        .text(&format!("{}/index/{}", definition.arn, index.name));
                });
            });
    }

    fn write_restore(&self, w: &mut Writer) {
        let Some(restore) = &self.restore else {
            return;
        };
        w.name("RestoreSummary").object(|w| {
            if let Some(arn) = &restore.backup_arn {
                w.name("SourceBackupArn").text(arn);
            }
            w.name("SourceTableArn").text(&restore.table_arn);
            w.name("RestoreDateTime").moment(restore.moment_ms);
            w.name("RestoreInProgress").plain(true);
        });
    }

    fn write_size(&self, w: &mut Writer, tree: &Tree) {
        w.name("IndexSizeBytes").plain(tree.size_bytes());
        w.name("ItemCount").plain(tree.len());
    }

    /// CreateTable's answer has it only if it was asked for.
    fn write_warm(
        &self,
        w: &mut Writer,
        asked: Option<WarmThroughput>,
        billing: BillingMode,
        throughput: Throughput,
    ) {
        if asked.is_none() && matches!(self.moment, Moment::Created | Moment::Deleted) {
            return;
        }
        let warm = asked.unwrap_or_else(|| default_warm(billing, throughput));
        w.name("WarmThroughput").object(|w| {
            w.name("ReadUnitsPerSecond").plain(warm.read);
            w.name("WriteUnitsPerSecond").plain(warm.write);
            // Nothing but its creation changes what a table can serve at once.
            w.name("Status").text(match self.moment {
                Moment::Updated => Moment::Described.status(),
                moment => moment.status(),
            });
        });
    }
}

pub(crate) fn write_index(w: &mut Writer, index: &IndexDefinition) {
    w.name("IndexName").text(&index.name);
    write_key(w.name("KeySchema"), &index.key);
    write_projection(w, &index.projection);
}

pub(crate) fn write_vector_index(w: &mut Writer, index: &VectorIndex) {
    w.name("IndexName").text(&index.name);
    if !index.schema.is_empty() {
        w.name("SearchSchema").list(&index.schema, |w, element| {
            w.object(|w| {
                w.name("AttributeName").text(&element.attribute.name);
                w.name("SearchSchemaElementType")
                    .text(match element.is_hash {
                        true => "HASH",
                        false => "INLINE_FILTER",
                    });
            });
        });
    }
    write_projection(w, &index.projection);
    w.name("VectorAttribute")
        .object(|w| w.name("AttributeName").text(&index.attribute));
    w.name("Dimensions").plain(index.dimensions);
    w.name("DistanceFunction").text(index.distance.name());
}

fn write_projection(w: &mut Writer, projection: &Projection) {
    w.name("Projection").object(|w| match projection {
        Projection::All => w.name("ProjectionType").text("ALL"),
        Projection::KeysOnly => w.name("ProjectionType").text("KEYS_ONLY"),
        Projection::Include(names) => {
            w.name("ProjectionType").text("INCLUDE");
            w.name("NonKeyAttributes")
                .list(names, |w, name| w.text(name));
        }
    });
}

pub(crate) fn write_key(w: &mut Writer, key: &KeySchema) {
    let partition = key.partition.iter().map(|attribute| (attribute, "HASH"));
    let sort = key.sort.iter().map(|attribute| (attribute, "RANGE"));
    w.list(partition.chain(sort), |w, (attribute, key_type)| {
        w.object(|w| {
            w.name("AttributeName").text(&attribute.name);
            w.name("KeyType").text(key_type);
        });
    });
}

fn write_throughput(w: &mut Writer, throughput: Throughput, now_ms: i64) {
    w.object(|w| {
        if let Some(moment) = throughput.increased_ms {
            w.name("LastIncreaseDateTime").moment(moment);
        }
        if let Some(moment) = throughput.decreased_ms {
            w.name("LastDecreaseDateTime").moment(moment);
        }
        w.name("NumberOfDecreasesToday")
            .plain(throughput.decreases_on_day_of(now_ms));
        w.name("ReadCapacityUnits").plain(throughput.read);
        w.name("WriteCapacityUnits").plain(throughput.write);
    });
}

pub(crate) fn write_on_demand(w: &mut Writer, on_demand: OnDemandThroughput) {
    w.name("OnDemandThroughput").object(|w| {
        if let Some(units) = on_demand.read {
            w.name("MaxReadRequestUnits").plain(units);
        }
        if let Some(units) = on_demand.write {
            w.name("MaxWriteRequestUnits").plain(units);
        }
    });
}

fn write_stream(w: &mut Writer, definition: &Definition) {
    if let Some(stream) = &definition.stream {
        w.name("StreamSpecification").object(|w| {
            w.name("StreamEnabled").plain(true);
            w.name("StreamViewType").text(stream.view.name());
        });
    }
    if let Some(label) = &definition.last_stream_label {
        w.name("LatestStreamLabel").text(label);
        w.name("LatestStreamArn")
            .text(&definition.stream_arn(label));
    }
}

fn write_encryption_and_class(w: &mut Writer, definition: &Definition) {
    if let Some(encryption) = &definition.encryption {
        w.name("SSEDescription").object(|w| {
            w.name("Status").text("ENABLED");
            w.name("SSEType").text("KMS");
            w.name("KMSMasterKeyArn").text(&encryption.key_arn);
        });
    }
    if let Some(class) = &definition.table_class {
        w.name("TableClassSummary").object(|w| {
            w.name("TableClass").text(class);
            if let Some(moment) = definition.table_class_changes_ms.last() {
                w.name("LastUpdateDateTime").moment(*moment);
            }
        });
    }
}

fn index_arn(definition: &Definition, index: &IndexDefinition) -> String {
    format!("{}/index/{}", definition.arn, index.name)
}

impl Writer {
    /// Writes a moment as DynamoDB does: seconds since 1970 with milliseconds behind the point.
    pub(crate) fn moment(&mut self, unix_ms: i64) {
        self.plain(format_args!(
            "{}.{:03}",
            unix_ms / 1000,
            unix_ms.rem_euclid(1000)
        ));
    }
}
