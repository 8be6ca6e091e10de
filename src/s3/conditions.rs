//! Conditional requests: whether a read, a copy or a write may go on.

use http::HeaderMap;
use time::OffsetDateTime;

use crate::aws::error::AwsError;
use crate::aws::time::parse_http_date;

use super::error;

/// The version that a condition is about.
pub(super) struct Subject<'a> {
    /// Without quotes.
    pub(super) etag: &'a str,
    pub(super) last_modified: OffsetDateTime,
}

/// How a read may go on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    Proceed,
    NotModified,
}

/// The four conditions of a read, or of a copy's source, as they came.
struct Conditions<'a> {
    if_match: Option<&'a str>,
    if_none_match: Option<&'a str>,
    if_modified_since: Option<OffsetDateTime>,
    if_unmodified_since: Option<OffsetDateTime>,
}

impl<'a> Conditions<'a> {
    /// Dates that cannot be read are ignored (recorded answers).
    fn of(headers: &'a HeaderMap, prefix: &str) -> Self {
        let text = |name: &str| {
            let value = headers.get(format!("{prefix}{name}"))?;
            value.to_str().ok().filter(|value| !value.is_empty())
        };
        let date = |name: &str| text(name).and_then(parse_http_date);
        Self {
            if_match: text("if-match"),
            if_none_match: text("if-none-match"),
            if_modified_since: date("if-modified-since"),
            if_unmodified_since: date("if-unmodified-since"),
        }
    }

    /// The name of the first condition that fails. ETags win over dates (GetObject's page): a true
    /// If-Match outweighs a false If-Unmodified-Since, a true If-None-Match a false
    /// If-Modified-Since. A date to come is ignored in If-Modified-Since.
    fn failing(&self, subject: &Subject<'_>, now: OffsetDateTime) -> Option<&'static str> {
        let modified = subject.last_modified.unix_timestamp();
        match self.if_match {
            Some(tags) if !matches(tags, subject.etag) => return Some("If-Match"),
            None if self
                .if_unmodified_since
                .is_some_and(|date| modified > date.unix_timestamp()) =>
            {
                return Some("If-Unmodified-Since");
            }
            _ => {}
        }
        match self.if_none_match {
            Some(tags) if matches(tags, subject.etag) => Some("If-None-Match"),
            None if self
                .if_modified_since
                .is_some_and(|date| date <= now && modified <= date.unix_timestamp()) =>
            {
                Some("If-Modified-Since")
            }
            _ => None,
        }
    }
}

/// Checks the conditions of GetObject and HeadObject.
pub(super) fn check_read(
    headers: &HeaderMap,
    subject: &Subject<'_>,
    now: OffsetDateTime,
) -> Result<Read, AwsError> {
    match Conditions::of(headers, "").failing(subject, now) {
        None => Ok(Read::Proceed),
        Some("If-None-Match" | "If-Modified-Since") => Ok(Read::NotModified),
        Some(condition) => Err(error::object::precondition_failed(condition)),
    }
}

/// Checks the conditions of a copy about its source: any that fails is 412.
pub(super) fn check_copy_source(
    headers: &HeaderMap,
    subject: &Subject<'_>,
    now: OffsetDateTime,
) -> Result<(), AwsError> {
    const PREFIX: &str = "x-amz-copy-source-";
    match Conditions::of(headers, PREFIX).failing(subject, now) {
        None => Ok(()),
        Some(condition) => Err(error::object::precondition_failed(&format!(
            "{PREFIX}{condition}"
        ))),
    }
}

/// Checks the conditions of a rename about its source; the refusal names them without their prefix
/// (measured on AWS).
pub(super) fn check_rename_source(
    headers: &HeaderMap,
    source: &Subject<'_>,
    now: OffsetDateTime,
) -> Result<(), AwsError> {
    let conditions = Conditions::of(headers, "x-amz-rename-source-");
    match conditions.failing(source, now) {
        None => Ok(()),
        Some(condition) => Err(error::object::precondition_failed(condition)),
    }
}

/// Checks the conditions of a rename about what its new key holds; where that is nothing, only a
/// condition that wants something there fails.
pub(super) fn check_rename_target(
    headers: &HeaderMap,
    target: Option<&Subject<'_>>,
    now: OffsetDateTime,
    key: &str,
) -> Result<(), AwsError> {
    let conditions = Conditions::of(headers, "");
    match target {
        Some(target) => match conditions.failing(target, now) {
            None => Ok(()),
            Some(condition) => Err(error::object::precondition_failed(condition)),
        },
        None if conditions.if_match.is_some() => Err(error::object::no_such_key(key)),
        None => Ok(()),
    }
}

/// The condition of a write, read before its body and checked under the bucket's lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WriteCondition {
    Always,
    /// `If-None-Match: *`.
    KeyIsFree,
    /// `If-Match` with ETags.
    EtagIs(String),
}

impl WriteCondition {
    /// Reads If-None-Match and If-Match; what S3 does not accept on writes is 501 (recorded).
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, AwsError> {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or(""));
        match (text("if-none-match"), text("if-match")) {
            (None, None) => Ok(Self::Always),
            (Some("*"), None) => Ok(Self::KeyIsFree),
            (Some(_), _) => Err(error::condition_not_implemented("If-None-Match")),
            (None, Some("*")) => Err(error::condition_not_implemented("If-Match")),
            (None, Some(tags)) => Ok(Self::EtagIs(tags.to_owned())),
        }
    }

    /// Checks the condition against the key's current version; call it under the bucket's lock.
    pub(super) fn check(&self, key: &str, current_etag: Option<&str>) -> Result<(), AwsError> {
        match (self, current_etag) {
            (Self::KeyIsFree, Some(_)) => Err(error::object::precondition_failed("If-None-Match")),
            (Self::EtagIs(_), None) => Err(error::object::no_such_key(key)),
            (Self::EtagIs(tags), Some(etag)) if !matches(tags, etag) => {
                Err(error::object::precondition_failed("If-Match"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a list of ETags names this one. Quotes may be missing (recorded answers).
fn matches(tags: &str, etag: &str) -> bool {
    tags.split(',').any(|tag| {
        let tag = tag.trim();
        tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"') == etag
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
    const BEFORE: &str = "Sun, 22 Nov 2026 10:00:00 GMT";
    const AFTER: &str = "Sun, 22 Nov 2026 11:30:00 GMT";
    const TO_COME: &str = "Sun, 22 Nov 2026 13:00:00 GMT";

    fn check(pairs: &[(&'static str, &'static str)]) -> Result<Read, String> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        let subject = Subject {
            etag: "e",
            last_modified: datetime!(2026-11-22 11:00:00.5 UTC),
        };
        check_read(&headers, &subject, NOW).map_err(|error| format!("{error:?}"))
    }

    // Recorded answers, and GetObject's page for the two pairs.
    #[test]
    fn etags_win_over_dates() {
        assert_eq!(
            check(&[("if-match", "\"e\""), ("if-unmodified-since", BEFORE)]),
            Ok(Read::Proceed)
        );
        assert_eq!(
            check(&[("if-none-match", "e"), ("if-modified-since", BEFORE)]),
            Ok(Read::NotModified)
        );
        assert_eq!(
            check(&[("if-none-match", "x"), ("if-modified-since", AFTER)]),
            Ok(Read::Proceed)
        );
        assert!(
            check(&[("if-match", "x")])
                .unwrap_err()
                .contains("If-Match")
        );
    }

    #[test]
    fn dates_count_in_seconds_and_a_date_to_come_is_ignored() {
        assert_eq!(
            check(&[("if-modified-since", AFTER)]),
            Ok(Read::NotModified)
        );
        assert_eq!(
            check(&[("if-modified-since", "Sun, 22 Nov 2026 11:00:00 GMT")]),
            Ok(Read::NotModified)
        );
        assert_eq!(check(&[("if-modified-since", TO_COME)]), Ok(Read::Proceed));
        assert_eq!(
            check(&[("if-modified-since", "yesterday")]),
            Ok(Read::Proceed)
        );
        assert_eq!(
            check(&[("if-unmodified-since", "Sun, 22 Nov 2026 11:00:00 GMT")]),
            Ok(Read::Proceed)
        );
        assert!(check(&[("if-unmodified-since", BEFORE)]).is_err());
    }
}
