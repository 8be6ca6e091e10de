//! What BatchGetItem and BatchWriteItem check alike.

use super::constraints::Constraints;
use super::names::is_table_name;
use super::options::{RETURN_METRICS, ReturnConsumedCapacity};
use crate::dynamodb::error::constraint;
use crate::dynamodb::wire::batch::ByTable;

/// The names of the tables, of which one problem is told once; `shown` is the whole request.
pub(crate) fn table_names<T>(
    constraints: &mut Constraints,
    tables: &ByTable<T>,
    shown: impl FnOnce() -> String,
) {
    if tables.iter().any(|(name, _)| !is_table_name(name)) {
        let problem = constraint::table_name_keys();
        constraints.note(constraint::broken(Some(&shown()), "requestItems", &problem));
    }
}

pub(crate) fn capacity(constraints: &mut Constraints, sent: Option<&str>) {
    constraints.one_of("returnConsumedCapacity", sent, &ReturnConsumedCapacity::ALL);
}

pub(crate) fn metrics(constraints: &mut Constraints, sent: Option<&str>) {
    constraints.one_of("returnItemCollectionMetrics", sent, &RETURN_METRICS);
}
