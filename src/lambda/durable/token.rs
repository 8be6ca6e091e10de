//! What names a moment or a place of an execution without saying so: checkpoint tokens, callback ids and
//! markers, all base64 of words between colons.
//!
//! ```text
//! checkpoint token    EXECUTION ID : REQUEST ID : CHECKPOINTS
//! callback id         EXECUTION ID : OPERATION ID
//! marker              NUMBER
//! ```
//!
//! Base64 of such words has neither `+` nor `/`, so that a callback id fits into a path as it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What a checkpoint token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckpointToken {
    pub(crate) execution: String,
    /// Of the invocation that may use it.
    pub(crate) request_id: String,
    /// How many checkpoints that invocation has made.
    pub(crate) checkpoints: u64,
}

impl CheckpointToken {
    pub(crate) fn write(&self) -> String {
        let (id, request_id) = (&self.execution, &self.request_id);
        STANDARD.encode(format!("{id}:{request_id}:{}", self.checkpoints))
    }

    pub(crate) fn read(token: &str) -> Option<Self> {
        let text = text(token)?;
        let [execution, request_id, checkpoints] =
            text.split(':').collect::<Vec<_>>().try_into().ok()?;
        Some(Self {
            execution: execution.to_owned(),
            request_id: request_id.to_owned(),
            checkpoints: checkpoints.parse().ok()?,
        })
    }
}

pub(crate) fn callback_id(execution: &str, operation: &str) -> String {
    STANDARD.encode(format!("{execution}:{operation}"))
}

/// The ids of an execution and of its operation.
pub(crate) fn callback(id: &str) -> Option<(String, String)> {
    let text = text(id)?;
    let (execution, operation) = text.split_once(':')?;
    Some((execution.to_owned(), operation.to_owned()))
}

pub(crate) fn marker(number: u64) -> String {
    STANDARD.encode(number.to_string())
}

pub(crate) fn marked(marker: &str) -> Option<u64> {
    text(marker)?.parse().ok()
}

fn text(token: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(token).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written() {
        let token = CheckpointToken {
            execution: "6d0c".to_owned(),
            request_id: "9-a".to_owned(),
            checkpoints: 12,
        };
        assert_eq!(CheckpointToken::read(&token.write()), Some(token));
        for other in ["", "abc", "YTpi", "YTpiOmM="] {
            assert_eq!(CheckpointToken::read(other), None, "{other}");
        }
        let id = callback_id("e-1", "o_Z9");
        assert_eq!(callback(&id), Some(("e-1".to_owned(), "o_Z9".to_owned())));
        assert_eq!(marked(&marker(7)), Some(7));
    }
}
