//! SelectObjectContent's errors. "Recorded" means an answer of AWS's that its users published; the
//! others have the text of the API reference, "List of SELECT Object Content Error Codes".

pub(in crate::s3) mod evaluation;
pub(in crate::s3) mod object;
pub(in crate::s3) mod request;
pub(in crate::s3) mod statement;

use std::borrow::Cow;

use http::StatusCode;

use crate::aws::error::AwsError;

fn fault(code: &'static str, message: impl Into<Cow<'static, str>>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message)
}
