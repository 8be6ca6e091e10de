//! How often a table's class and encryption may change (recorded).

use super::engine::definition::{DAY_MS, Definition};
use super::error::limit;
use crate::aws::error::AwsError;

const CLASS_CHANGES_MAX: usize = 2;
const CLASS_WINDOW_MS: i64 = 30 * DAY_MS;
/// Changes of encryption in a day that need no wait; the day begins with the first of them.
const FREE_ENCRYPTION_CHANGES: usize = 4;
const ENCRYPTION_WINDOW_MS: i64 = DAY_MS;
const ENCRYPTION_INTERVAL_MS: i64 = 6 * 60 * 60 * 1000;

const STANDARD: &str = "STANDARD";

/// Whether a table's class cannot change at a moment.
pub(crate) fn is_class_fixed(definition: &Definition, now_ms: i64) -> bool {
    let changes = definition.table_class_changes_ms.iter();
    changes
        .filter(|moment| counts_for_class(**moment, now_ms))
        .count()
        >= CLASS_CHANGES_MAX
}

fn counts_for_class(moment_ms: i64, now_ms: i64) -> bool {
    now_ms < moment_ms + CLASS_WINDOW_MS
}

/// Changes the class. One that the table has already counts for nothing, but is refused like others.
pub(crate) fn change_class(
    definition: &mut Definition,
    class: String,
    now_ms: i64,
) -> Result<(), AwsError> {
    if is_class_fixed(definition, now_ms) {
        return Err(limit::too_many_class_changes());
    }
    if definition.table_class.as_deref().unwrap_or(STANDARD) != class {
        let changes = &mut definition.table_class_changes_ms;
        changes.retain(|moment| counts_for_class(*moment, now_ms));
        changes.push(now_ms);
    }
    definition.table_class = Some(class);
    Ok(())
}

/// Refuses a change of encryption that comes too soon, whatever it asks for.
pub(crate) fn check_encryption(definition: &Definition, now_ms: i64) -> Result<(), AwsError> {
    let changes = &definition.encryption_changes_ms;
    let (Some(first_ms), Some(last_ms)) = (changes.first(), changes.last()) else {
        return Ok(());
    };
    let end_ms = first_ms + ENCRYPTION_WINDOW_MS;
    let next_ms = end_ms.min(last_ms + ENCRYPTION_INTERVAL_MS);
    match changes.len() >= FREE_ENCRYPTION_CHANGES && now_ms < next_ms {
        true => Err(limit::too_many_encryption_changes(
            end_ms,
            changes.len(),
            *last_ms,
            next_ms,
        )),
        false => Ok(()),
    }
}

/// Remembers a change of encryption; the first behind the end of a day begins the next.
pub(crate) fn note_encryption(definition: &mut Definition, now_ms: i64) {
    let changes = &mut definition.encryption_changes_ms;
    if changes
        .first()
        .is_some_and(|first_ms| now_ms >= first_ms + ENCRYPTION_WINDOW_MS)
    {
        changes.clear();
    }
    changes.push(now_ms);
}
