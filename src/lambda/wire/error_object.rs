//! ErrorObject: what went wrong in a durable execution, as requests, answers and functions spell it.

use serde::{Deserialize, Serialize};

use super::member;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ErrorObject {
    #[serde(
        deserialize_with = "member::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) error_message: Option<String>,
    #[serde(
        deserialize_with = "member::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) error_type: Option<String>,
    #[serde(
        deserialize_with = "member::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) error_data: Option<String>,
    #[serde(
        deserialize_with = "member::texts",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) stack_trace: Option<Vec<String>>,
}

/// What a function's runtime answers when the function has failed.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FunctionError {
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack_trace: Option<Vec<String>>,
}

impl ErrorObject {
    pub(crate) fn new(error_type: &str, message: impl Into<String>) -> Self {
        Self {
            error_type: Some(error_type.to_owned()),
            ..Self::of_message(message)
        }
    }

    pub(crate) fn of_message(message: impl Into<String>) -> Self {
        Self {
            error_message: Some(message.into()),
            ..Self::default()
        }
    }

    /// Of the document that describes a function's failure; whatever else came is the message.
    pub(crate) fn of_failure(document: &[u8]) -> Self {
        match serde_json::from_slice::<FunctionError>(document) {
            Ok(own) => Self {
                error_message: own.error_message,
                error_type: own.error_type,
                error_data: None,
                stack_trace: own.stack_trace,
            },
            Err(_) => Self::of_message(String::from_utf8_lossy(document)),
        }
    }

    /// As the caller of a function gets it.
    pub(crate) fn as_failure(&self) -> Vec<u8> {
        let document = FunctionError {
            error_message: self.error_message.clone(),
            error_type: self.error_type.clone(),
            stack_trace: self.stack_trace.clone(),
        };
        serde_json::to_vec(&document).expect("it has text keys only")
    }

    /// In bytes, as JSON.
    pub(crate) fn size(&self) -> usize {
        serde_json::to_vec(self).map_or(0, |json| json.len())
    }
}
