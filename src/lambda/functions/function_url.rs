//! A function URL: a host of its own for a function or one of its aliases.

use serde::{Deserialize, Serialize};

/// Immutable: an update makes a new one under the same id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FunctionUrl {
    /// The first label of its host: 32 lower-case letters and digits.
    pub(crate) id: String,
    pub(crate) auth_type: AuthType,
    pub(crate) cors: Option<Cors>,
    /// `None` until somebody says it; then the URL buffers.
    pub(crate) invoke_mode: Option<InvokeMode>,
    /// As CreationTime and LastModifiedTime show it.
    pub(crate) created: String,
    pub(crate) modified: String,
}

/// Who may call a URL at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AuthType {
    /// Everybody whom the function's policy lets in.
    None,
    /// Whoever signs.
    AwsIam,
}

/// How an answer leaves: whole, or as it is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum InvokeMode {
    #[default]
    Buffered,
    ResponseStream,
}

/// What a URL tells browsers; lists in the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cors {
    pub(crate) allow_credentials: Option<bool>,
    pub(crate) allow_headers: Option<Vec<String>>,
    pub(crate) allow_methods: Option<Vec<String>>,
    pub(crate) allow_origins: Option<Vec<String>>,
    pub(crate) expose_headers: Option<Vec<String>>,
    /// Seconds.
    pub(crate) max_age_s: Option<u32>,
}

impl AuthType {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "NONE" => Some(Self::None),
            "AWS_IAM" => Some(Self::AwsIam),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::AwsIam => "AWS_IAM",
        }
    }
}

impl InvokeMode {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "BUFFERED" => Some(Self::Buffered),
            "RESPONSE_STREAM" => Some(Self::ResponseStream),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Buffered => "BUFFERED",
            Self::ResponseStream => "RESPONSE_STREAM",
        }
    }
}
