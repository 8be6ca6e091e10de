//! `/_ruststack/unsupported`: what was asked for and AWS has, but this server does not; each
//! operation with how often it was asked for, and once in the log.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::aws::operation::Unsupported;

/// Distinct operations that are counted at most; a client that makes names up counts in one row.
const ROWS_MAX: usize = 1000;
/// Longest name that is kept: AWS's longest has 60 characters.
const NAME_BYTES_MAX: usize = 100;

/// Counts what is missing, by service, operation and header.
#[derive(Default)]
pub(super) struct Ledger(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    rows: BTreeMap<Row, u64>,
    /// Of what found no row.
    others: u64,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    service: String,
    /// `None` where a request does not say it.
    operation: Option<String>,
    header: Option<String>,
}

impl Ledger {
    /// Counts an operation, or a feature of one, that a service here does not have.
    pub(super) fn note(&self, service: &str, unsupported: &Unsupported) {
        let Unsupported { operation, header } = unsupported;
        let is_new = self.count(Row {
            service: service.to_owned(),
            operation: Some(operation.chars().take(NAME_BYTES_MAX).collect()),
            header: header.clone(),
        });
        let feature = match header {
            Some(header) => format!("'s header {header}"),
            None => String::new(),
        };
        if is_new {
            tracing::warn!(
                "{service} operation {operation}{feature} isn't supported; /_ruststack/unsupported \
                 counts further requests for it"
            );
        }
    }

    /// Counts a request for a service that is not here at all; `target` is its X-Amz-Target.
    pub(super) fn note_service(&self, service: &str, target: Option<&str>) {
        let operation = target.map(|target| target.rsplit('.').next().unwrap_or(target));
        let operation = operation.filter(|name| name.len() <= NAME_BYTES_MAX);
        let is_new = self.count(Row {
            service: service.chars().take(NAME_BYTES_MAX).collect(),
            operation: operation.map(str::to_owned),
            header: None,
        });
        if is_new {
            tracing::warn!(
                service,
                operation,
                "the service isn't emulated; /_ruststack/unsupported counts further requests for it"
            );
        }
    }

    /// Adds one; whether it is the first.
    fn count(&self, row: Row) -> bool {
        let mut counts = self.counts();
        if counts.rows.len() >= ROWS_MAX && !counts.rows.contains_key(&row) {
            counts.others += 1;
            return false;
        }
        let count = counts.rows.entry(row).or_default();
        *count += 1;
        *count == 1
    }

    /// All rows, sorted by their names.
    pub(super) fn shown(&self) -> Value {
        let counts = self.counts();
        let rows: Vec<Value> = counts.rows.iter().map(shown).collect();
        json!({"unsupported": rows, "others": counts.others})
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shown((row, count): (&Row, &u64)) -> Value {
    let mut shown = json!({
        "service": row.service,
        "operation": row.operation,
        "count": count,
    });
    if let Some(header) = &row.header {
        shown["header"] = json!(header);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_operations_have_a_row() {
        let ledger = Ledger::default();
        for number in 0..ROWS_MAX + 5 {
            ledger.note_service("sqs", Some(&format!("AmazonSQS.Made{number}Up")));
        }
        ledger.note_service("sqs", Some("AmazonSQS.Made0Up"));
        let counts = ledger.counts();
        assert_eq!((counts.rows.len(), counts.others), (ROWS_MAX, 5));
    }
}
