//! `AwsError`: what a client sees when a request fails, before a protocol writes it down.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use http::{HeaderName, HeaderValue, StatusCode};

/// An error in AWS's own words. Made only by the named constructors in a service's `error` file;
/// written only by `aws::protocol`.
pub(crate) struct AwsError(Box<Parts>);

struct Parts {
    status: StatusCode,
    code: Cow<'static, str>,
    message: Option<Cow<'static, str>>,
    fields: Vec<(Cow<'static, str>, FieldValue)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

/// The value of an element that an error carries beside its code and message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FieldValue {
    Text(String),
    /// JSON text, written as it is; JSON protocols only.
    Json(String),
}

impl AwsError {
    pub(crate) fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Parts {
            status,
            code: code.into(),
            message: Some(message.into()),
            fields: Vec::new(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// An error whose body carries no message at all, such as DynamoDB's UnknownOperationException.
    pub(crate) fn without_message(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::new(status, code, "");
        error.0.message = None;
        error
    }

    /// Adds an element after the code and message; elements keep the order in which they come.
    pub(crate) fn with_field(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        self.0
            .fields
            .push((name.into(), FieldValue::Text(value.into())));
        self
    }

    /// Adds an element whose value is JSON text already.
    pub(crate) fn with_json_field(
        mut self,
        name: impl Into<Cow<'static, str>>,
        json: impl Into<String>,
    ) -> Self {
        self.0
            .fields
            .push((name.into(), FieldValue::Json(json.into())));
        self
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Keeps what really happened, for the log; a client never sees it.
    pub(crate) fn with_cause(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.0.status
    }

    pub(crate) fn code(&self) -> &str {
        &self.0.code
    }

    pub(crate) fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    pub(crate) fn fields(&self) -> &[(Cow<'static, str>, FieldValue)] {
        &self.0.fields
    }

    pub(crate) fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.0.headers
    }
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.status.as_u16(), self.0.code)?;
        match &self.0.message {
            Some(message) => write!(f, ": {message}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} {:?}", self.0.fields)
    }
}

impl Error for AwsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.cause {
            Some(cause) => Some(cause.as_ref()),
            None => None,
        }
    }
}
