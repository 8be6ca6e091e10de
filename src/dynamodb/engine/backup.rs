//! What can be restored: a table's definition, items and indexes, apart from the table.

use std::sync::Arc;

use super::definition::Definition;
use super::tree::Tree;

/// A table as it was. Cloning it costs a few pointers, and so does making one: it shares its items
/// with the table.
#[derive(Clone)]
pub(crate) struct Image {
    pub(crate) definition: Arc<Definition>,
    pub(crate) items: Tree,
    /// In the order of the definition's indexes; none if they have to be filled again.
    pub(crate) indexes: Option<Vec<Tree>>,
}

/// An on-demand backup. It outlives its table.
pub(crate) struct Backup {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) created_ms: i64,
    pub(crate) image: Image,
}
