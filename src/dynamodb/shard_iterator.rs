//! Shard iterators: where a reader of a shard stands, in AWS's shape.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How long an iterator can be used (API reference, "GetShardIterator": 15 minutes).
const LIFE_MS: i64 = 15 * 60 * 1000;
const VERSION: u64 = 1;

/// `<stream ARN>|1|<base64>`, with three big-endian numbers in the base64:
///
/// ```text
/// version (8), position of the record that comes next (8), moment of issue in ms since 1970 (8)
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShardIterator {
    pub(crate) stream_arn: String,
    pub(crate) position: u64,
    pub(crate) issued_ms: i64,
}

impl ShardIterator {
    pub(crate) fn text(&self) -> String {
        let numbers = [VERSION, self.position, self.issued_ms.cast_unsigned()];
        let bytes: Vec<u8> = numbers.into_iter().flat_map(u64::to_be_bytes).collect();
        format!("{}|1|{}", self.stream_arn, STANDARD.encode(bytes))
    }

    /// None if the text is no iterator.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (stream_arn, token) = text.split_once("|1|")?;
        let bytes = STANDARD.decode(token).ok()?;
        let bytes: [u8; 24] = bytes.try_into().ok()?;
        let (numbers, _) = bytes.as_chunks::<8>();
        let [version, position, issued_ms] = [0, 1, 2].map(|at| u64::from_be_bytes(numbers[at]));
        (version == VERSION).then(|| Self {
            stream_arn: stream_arn.to_owned(),
            position,
            issued_ms: issued_ms.cast_signed(),
        })
    }

    pub(crate) fn has_expired(&self, now_ms: i64) -> bool {
        now_ms.saturating_sub(self.issued_ms) > LIFE_MS
    }
}

#[cfg(test)]
mod tests {
    use super::ShardIterator;

    #[test]
    fn an_iterator_is_read_back_and_nothing_else_is() {
        let iterator = ShardIterator {
            stream_arn: "arn:aws:dynamodb:us-east-1:000000000000:table/a/stream/l".to_owned(),
            position: 7,
            issued_ms: 1_000,
        };
        let text = iterator.text();
        assert_eq!(ShardIterator::parse(&text), Some(iterator));
        for other in ["", "a|1|", "a|1|AAAA", "a|1|!", &text[..text.len() - 4]] {
            assert_eq!(ShardIterator::parse(other), None, "{other}");
        }
    }

    #[test]
    fn an_iterator_lives_fifteen_minutes() {
        let iterator = ShardIterator {
            stream_arn: String::new(),
            position: 1,
            issued_ms: 0,
        };
        assert!(!iterator.has_expired(900_000));
        assert!(iterator.has_expired(900_001));
    }
}
