//! Refusals of forms that a browser posts to a bucket.

use http::StatusCode;

use crate::aws::error::AwsError;

/// S3, 400: the body of a form is none (docs, "Error responses").
pub(crate) fn malformed() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.",
    )
}

/// S3, 400; the spelling is AWS's own.
pub(crate) fn fields_too_long(bytes_max: usize) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "MaxPostPreDataLengthExceeded",
        "Your POST request fields preceeding the upload file was too large.",
    )
    .with_field("MaxPostPreDataLengthBytes", bytes_max.to_string())
}

/// S3, 400: a form has one file.
pub(crate) fn without_file() -> AwsError {
    super::invalid_argument(
        "POST requires exactly one file upload per request.",
        "file",
        "0",
    )
}

/// S3, 400 (recorded): a form that is signed in part, or whose fields stand behind its file.
pub(crate) fn field_missing(name: &str) -> AwsError {
    super::invalid_argument(
        format!(
            "Bucket POST must contain a field named '{name}'.  If it is specified, please check \
             the order of the fields."
        ),
        name,
        "",
    )
}

/// S3, 403: a form with a policy that nobody has signed.
pub(crate) fn not_signed() -> AwsError {
    super::access_denied("Access Denied".to_owned())
}
