//! What UpdateTable may change about a table itself.

use super::table::{SentDefinition, SentEncryption, SentIndexUpdate, SentStream, SentThroughput};
use super::vector::SentVectorIndexUpdate;

/// What UpdateTable may change.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableChanges {
    pub(crate) definitions: Option<Vec<SentDefinition>>,
    pub(crate) billing_mode: Option<String>,
    pub(crate) throughput: Option<SentThroughput>,
    pub(crate) indexes: Option<Vec<SentIndexUpdate>>,
    pub(crate) stream: Option<SentStream>,
    pub(crate) encryption: Option<SentEncryption>,
    pub(crate) table_class: Option<String>,
    pub(crate) deletion_protection: Option<bool>,
    pub(crate) on_demand: Option<SentThroughput>,
    pub(crate) warm: Option<SentThroughput>,
    pub(crate) vectors: Option<Vec<SentVectorIndexUpdate>>,
    /// GlobalTableSettingsReplicationMode.
    pub(crate) settings_mode: Option<String>,
}
