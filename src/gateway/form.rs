//! Reads the fields of a form that is sent to a bucket: they say who asks.

use std::sync::Arc;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;

use super::error;
use crate::aws::body::{Body, BodyStalled};
use crate::aws::error::AwsError;
use crate::aws::form::{self, Form, FormProblem};

/// Afterwards the body is the file, and the [`Form`] stands in the request's extensions.
pub(crate) async fn read(parts: &mut Parts, body: Body) -> Result<Body, AwsError> {
    let text = |name| parts.headers.get(name)?.to_str().ok();
    let length = text(CONTENT_LENGTH).and_then(|length: &str| length.parse().ok());
    let length = length.ok_or_else(error::content_length_missing)?;
    let content_type = text(CONTENT_TYPE).unwrap_or_default();
    let (form, file) =
        form::read(content_type, length, body)
            .await
            .map_err(|problem| match problem {
                FormProblem::Malformed => error::form::malformed(),
                FormProblem::TooLong => error::form::fields_too_long(form::FIELDS_BYTES_MAX),
                FormProblem::WithoutFile => error::form::without_file(),
                FormProblem::Body(cause) if cause.is::<BodyStalled>() => error::request_timeout(),
                FormProblem::Body(cause) => error::form::malformed().with_cause(cause),
            })?;
    parts.extensions.insert::<Arc<Form>>(form);
    Ok(file)
}
