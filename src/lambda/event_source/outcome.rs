//! What comes of running a function for a batch: pure, from its answer to what is to be done next.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::batch::Batch;
use super::settings::Settings;

/// Before the first retry; each further one waits twice as long. AWS documents no times for streams.
const BACKOFF_MIN: Duration = Duration::from_millis(100);
const BACKOFF_MAX: Duration = Duration::from_secs(60);

/// How the function did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Success,
    /// Records up to this index are done; the one there failed.
    FailedFrom(usize),
    Failure,
}

/// What to do with a batch that has been tried.
#[derive(Debug)]
pub(super) enum Next {
    Done,
    /// The parts are to be tried, one after the other; nothing of the others is left.
    Try(Vec<Batch>),
    /// After a pause.
    Retry(Batch, Duration),
    /// No more is tried.
    GiveUp(Batch),
}

/// Reads the answer of a function that did not fail (Developer Guide, "Configuring partial batch
/// response with DynamoDB and Lambda"; the cases are recorded).
pub(super) fn judge(answer: &[u8], batch: &Batch, settings: &Settings) -> Verdict {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default, rename = "batchItemFailures")]
        failures: Option<Vec<Value>>,
    }

    if !settings.reports_item_failures {
        return Verdict::Success;
    }
    let failures = match serde_json::from_slice::<Answer>(answer) {
        Ok(answer) => answer.failures.unwrap_or_default(),
        // Nothing, an empty list and an empty text are successes, and so is any other answer that
        // names no failures.
        Err(_) => match serde_json::from_slice::<Value>(answer) {
            Ok(Value::Object(_)) => return Verdict::Failure,
            _ => Vec::new(),
        },
    };
    let mut first = None;
    for failure in &failures {
        let number = failure.get("itemIdentifier").and_then(Value::as_str);
        let index = number.and_then(|number| {
            let mut records = batch.records.iter();
            records.position(|record| record.number_text == number)
        });
        match index {
            Some(index) => first = Some(first.map_or(index, |first: usize| first.min(index))),
            None => return Verdict::Failure,
        }
    }
    match first {
        None => Verdict::Success,
        Some(0) => Verdict::Failure,
        Some(index) => Verdict::FailedFrom(index),
    }
}

/// What follows from a verdict. Parts of a batch have all their tries before them (recorded for partial
/// failures; splitting does not count as a retry, says API_CreateEventSourceMapping).
pub(super) fn next(mut batch: Batch, verdict: Verdict, settings: &Settings) -> Next {
    match verdict {
        Verdict::Success => Next::Done,
        Verdict::FailedFrom(index) => Next::Try(batch.split_at(index).1.into_iter().collect()),
        Verdict::Failure if settings.bisects && batch.records.len() > 1 => {
            let middle = batch.records.len() / 2;
            let (first, second) = batch.split_at(middle);
            Next::Try(first.into_iter().chain(second).collect())
        }
        Verdict::Failure => {
            batch.failures += 1;
            match settings.retries_max {
                Some(retries) if batch.failures > retries => Next::GiveUp(batch),
                _ => {
                    let pause = pause(batch.failures);
                    Next::Retry(batch, pause)
                }
            }
        }
    }
}

/// How long to wait after so many failures in a row.
pub(super) fn pause(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    (BACKOFF_MIN * (1 << doublings)).min(BACKOFF_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bus::streams::Record;

    fn batch(length: u128) -> Batch {
        let record = |number: u128| Record {
            number,
            number_text: format!("{number}"),
            created_ms: 0,
            key_hash: 0,
            json: String::new(),
        };
        Batch::new((1..=length).map(record).collect()).unwrap()
    }

    fn settings() -> Settings {
        Settings {
            reports_item_failures: true,
            ..Settings::new(String::new())
        }
    }

    /// Recorded: which answers are successes, and which a failure of the whole batch.
    #[test]
    fn an_answer_says_which_record_failed_first() {
        for (answer, expected) in [
            ("null", Verdict::Success),
            ("", Verdict::Success),
            ("\"\"", Verdict::Success),
            ("[]", Verdict::Success),
            ("{}", Verdict::Success),
            (r#"{"batchItemFailures": []}"#, Verdict::Success),
            (r#"{"batchItemFailures": null}"#, Verdict::Success),
            (
                r#"{"batchItemFailures": [{"itemIdentifier": "3"}, {"itemIdentifier": "2"}]}"#,
                Verdict::FailedFrom(1),
            ),
            (
                r#"{"batchItemFailures": [{"itemIdentifier": "1"}]}"#,
                Verdict::Failure,
            ),
            (
                r#"{"batchItemFailures": [{"itemIdentifier": "9"}]}"#,
                Verdict::Failure,
            ),
            (
                r#"{"batchItemFailures": [{"itemIdentifier": 2}]}"#,
                Verdict::Failure,
            ),
            (
                r#"{"batchItemFailures": [{"itemIdentifier": null}]}"#,
                Verdict::Failure,
            ),
            (r#"{"batchItemFailures": [{"foo": 123}]}"#, Verdict::Failure),
            (r#"{"batchItemFailures": 1}"#, Verdict::Failure),
        ] {
            let verdict = judge(answer.as_bytes(), &batch(3), &settings());
            assert_eq!(verdict, expected, "{answer}");
        }
        let unasked = Settings::new(String::new());
        let answer = br#"{"batchItemFailures": [{"itemIdentifier": "2"}]}"#;
        assert_eq!(judge(answer, &batch(3), &unasked), Verdict::Success);
    }

    #[test]
    fn a_batch_is_given_up_after_its_retries() {
        let settings = Settings {
            retries_max: Some(1),
            ..settings()
        };
        let Next::Retry(tried, _) = next(batch(2), Verdict::Failure, &settings) else {
            panic!("a retry is left");
        };
        let given_up = next(tried, Verdict::Failure, &settings);
        assert!(matches!(given_up, Next::GiveUp(batch) if batch.failures == 2));
    }

    #[test]
    fn a_batch_is_cut_in_two_or_at_the_record_that_failed() {
        let settings = Settings {
            bisects: true,
            retries_max: Some(0),
            ..settings()
        };
        let lengths = |next| match next {
            Next::Try(parts) => parts
                .iter()
                .map(|part: &Batch| part.records.len())
                .collect(),
            _ => Vec::new(),
        };
        assert_eq!(lengths(next(batch(5), Verdict::Failure, &settings)), [2, 3]);
        let rest = next(batch(5), Verdict::FailedFrom(4), &settings);
        assert_eq!(lengths(rest), [1]);
        let alone = next(batch(1), Verdict::Failure, &settings);
        assert!(matches!(alone, Next::GiveUp(_)));
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        assert_eq!([1, 2, 3].map(|n| pause(n).as_millis()), [100, 200, 400]);
        assert_eq!(pause(u32::MAX), BACKOFF_MAX);
    }
}
