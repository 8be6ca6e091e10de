//! The latest requests that went through a front, each with its event and the function's answer.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

/// Requests kept at most, and the bytes of their events and answers together.
const ENTRIES_MAX: usize = 100;
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// What was asked and answered, latest last.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// Of the latest entry.
    number: u64,
}

/// One request.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// As `2026-11-22T07:38:00.123Z`.
    pub(super) time: String,
    pub(super) function: String,
    pub(super) method: String,
    /// With its query.
    pub(super) path: String,
    pub(super) status: StatusCode,
    pub(super) took: Duration,
    /// JSON; empty for a request that became no event.
    pub(super) event: Bytes,
    /// What the function answered or failed with; empty if it was not asked.
    pub(super) answer: Bytes,
}

impl Journal {
    /// Keeps a request, and tells the log of it.
    pub(super) fn write(&self, entry: Entry) {
        tracing::debug!(
            method = entry.method,
            path = entry.path,
            status = entry.status.as_u16(),
            took_ms = entry.took.as_secs_f64() * 1000.0,
            event = %String::from_utf8_lossy(&entry.event),
            "answered"
        );
        let mut kept = self.lock();
        kept.number += 1;
        kept.bytes += entry.bytes();
        kept.entries.push_back(entry);
        while kept.entries.len() > ENTRIES_MAX || kept.bytes > BYTES_MAX {
            let oldest = kept.entries.pop_front();
            kept.bytes -= oldest.map_or(0, |oldest| oldest.bytes());
        }
    }

    /// `{"requests": […]}`, latest first.
    pub(crate) fn shown(&self) -> Value {
        let kept = self.lock();
        let numbers = (1..=kept.number).rev();
        let entries = kept.entries.iter().rev().zip(numbers);
        let shown: Vec<Value> = entries.map(|(entry, number)| entry.shown(number)).collect();
        json!({ "requests": shown })
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn bytes(&self) -> usize {
        self.event.len() + self.answer.len()
    }

    fn shown(&self, number: u64) -> Value {
        json!({
            "number": number,
            "time": self.time,
            "function": self.function,
            "method": self.method,
            "path": self.path,
            "status": self.status.as_u16(),
            "durationMs": self.took.as_secs_f64() * 1000.0,
            "event": document(&self.event),
            "answer": document(&self.answer),
        })
    }
}

/// JSON as it is; a function may also answer what is none.
fn document(bytes: &Bytes) -> Value {
    match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(_) if bytes.is_empty() => Value::Null,
        Err(_) => json!(String::from_utf8_lossy(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, event: usize) -> Entry {
        Entry {
            time: String::new(),
            function: "f".to_owned(),
            method: "GET".to_owned(),
            path: path.to_owned(),
            status: StatusCode::OK,
            took: Duration::ZERO,
            event: Bytes::from(vec![b'1'; event]),
            answer: Bytes::new(),
        }
    }

    #[test]
    fn the_latest_come_first_and_the_oldest_make_room() {
        let journal = Journal::default();
        for index in 0..=ENTRIES_MAX {
            journal.write(entry(&format!("/{index}"), 1));
        }
        let shown = journal.shown();
        let requests = shown["requests"].as_array().unwrap();
        assert_eq!(requests.len(), ENTRIES_MAX);
        assert_eq!(
            (&requests[0]["path"], &requests[0]["number"]),
            (&json!("/100"), &json!(101))
        );
        journal.write(entry("/large", BYTES_MAX));
        assert_eq!(journal.shown()["requests"].as_array().unwrap().len(), 1);
    }
}
