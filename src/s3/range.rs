//! The Range header as S3 reads it.

/// What a Range header asks of a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nothing that S3 understands: the whole body is sent, with 200.
    Whole,
    /// These bytes, with 206.
    Part(std::ops::Range<u64>),
    /// Bytes that the body does not have: 416.
    Unsatisfiable,
}

/// Reads a header against a body's size. Bad grammar, other units and several ranges are ignored
/// (recorded answers; GetObject's page: "doesn't support retrieving multiple ranges").
pub(super) fn read(header: &str, size: u64) -> Asked {
    let Some((first, last)) = header
        .trim()
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Asked::Whole;
    };
    match (number(first), number(last)) {
        (Some(Some(first)), Some(Some(last))) if first > last => Asked::Whole,
        (Some(Some(first)), Some(last)) if first < size => {
            Asked::Part(first..last.map_or(size, |last| last.saturating_add(1).min(size)))
        }
        (Some(None), Some(Some(suffix))) if suffix > 0 && size > 0 => {
            Asked::Part(size.saturating_sub(suffix)..size)
        }
        (Some(Some(_)), Some(_)) | (Some(None), Some(Some(_))) => Asked::Unsatisfiable,
        _ => Asked::Whole,
    }
}

/// `None` is no number; `Some(None)` is no text at all. Too large a number is the largest.
fn number(text: &str) -> Option<Option<u64>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(Some(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_inside_the_body_are_parts() {
        assert_eq!(read("bytes=0-0", 10), Asked::Part(0..1));
        assert_eq!(read("bytes=2-", 10), Asked::Part(2..10));
        assert_eq!(read("bytes=2-99999999999999999999", 10), Asked::Part(2..10));
        assert_eq!(read("bytes=-3", 10), Asked::Part(7..10));
        assert_eq!(read("bytes=-30", 10), Asked::Part(0..10));
    }

    // Recorded answers: bad grammar is ignored, bytes beyond the end are 416.
    #[test]
    fn bad_grammar_is_ignored_and_missing_bytes_are_refused() {
        for ignored in [
            "bytes=1-0",
            "bytes=-1-",
            "bytes=-",
            "bytes",
            "lines=1-2",
            "bytes=a-b",
            "bytes=0-1,3-4",
        ] {
            assert_eq!(read(ignored, 10), Asked::Whole, "{ignored}");
        }
        for missing in ["bytes=10-", "bytes=10-20", "bytes=-0"] {
            assert_eq!(read(missing, 10), Asked::Unsatisfiable, "{missing}");
        }
        assert_eq!(read("bytes=0-", 0), Asked::Unsatisfiable);
        assert_eq!(read("bytes=-1", 0), Asked::Unsatisfiable);
    }
}
