//! Tumbling windows: spans of time whose records share a state (Developer Guide, "Implementing stateful
//! DynamoDB stream processing in Lambda").

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A window's state may be so long; a longer one ends the window early (same page: 1 MB).
const STATE_BYTES_MAX: usize = 1024 * 1024;

/// A window that has begun and not yet ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Window {
    pub(super) start_ms: i64,
    pub(super) end_ms: i64,
    /// A JSON object: what the function answered last.
    pub(super) state: Box<RawValue>,
}

impl Window {
    /// The window of a moment, without state.
    pub(super) fn of(moment_ms: i64, window_s: u32) -> Self {
        let length_ms = i64::from(window_s) * 1000;
        let start_ms = moment_ms.div_euclid(length_ms) * length_ms;
        Self {
            start_ms,
            end_ms: start_ms + length_ms,
            state: no_state(),
        }
    }

    pub(super) fn has(&self, moment_ms: i64) -> bool {
        (self.start_ms..self.end_ms).contains(&moment_ms)
    }

    pub(super) fn is_full(&self) -> bool {
        self.state.get().len() > STATE_BYTES_MAX
    }
}

pub(super) fn no_state() -> Box<RawValue> {
    RawValue::from_string("{}".to_owned()).expect("an empty object is JSON")
}

/// The state in a function's answer. An answer without one is a failure (same page).
pub(super) fn state_of(answer: &[u8]) -> Option<Box<RawValue>> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(borrow)]
        state: Option<&'a RawValue>,
    }

    let answer: Answer<'_> = serde_json::from_slice(answer).ok()?;
    let state = answer.state.filter(|state| state.get().starts_with('{'));
    state.map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_follow_each_other_without_gaps() {
        let window = Window::of(61_500, 60);
        assert_eq!((window.start_ms, window.end_ms), (60_000, 120_000));
        assert!(window.has(60_000) && window.has(119_999));
        assert!(!window.has(59_999) && !window.has(120_000));
    }

    #[test]
    fn an_answer_without_a_state_is_none() {
        for answer in [
            "null",
            "{}",
            "3",
            "",
            r#"{"state": null}"#,
            r#"{"state": 1}"#,
        ] {
            assert!(state_of(answer.as_bytes()).is_none(), "{answer}");
        }
        let state = state_of(br#"{"state": {"a": 1}, "batchItemFailures": []}"#);
        assert_eq!(state.unwrap().get(), r#"{"a": 1}"#);
    }
}
