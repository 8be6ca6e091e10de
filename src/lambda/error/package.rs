//! What Lambda says about code: packages, images, folders.

use std::path::Path;

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::bus::objects::ObjectError;

use super::wording::{invalid_parameter, user};

/// Recorded answer of UpdateFunctionCode; CreateFunction's is in its manner.
pub(crate) fn no_image(verb: &str) -> AwsError {
    invalid_parameter(format!(
        "Please provide ImageUri when {verb} a function with packageType Image."
    ))
}

/// Recorded answer of UpdateFunctionCode; CreateFunction's is in its manner.
pub(crate) fn image_for_package(verb: &str) -> AwsError {
    invalid_parameter(format!(
        "Please don't provide ImageUri when {verb} a function with packageType Zip."
    ))
}

/// AWS's text, as users report it.
pub(crate) fn bad_image(uri: &str) -> AwsError {
    invalid_parameter(format!(
        "Source image {uri} is not valid. Provide a valid source image."
    ))
}

/// Recorded answer to a package that is no sound zip.
pub(crate) fn bad_zip() -> AwsError {
    invalid_parameter(
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
    )
}

/// AWS's text, as users report it.
pub(crate) fn empty_zip() -> AwsError {
    invalid_parameter("Uploaded file must be a non-empty zip")
}

/// Recorded answer.
pub(crate) fn unzipped_too_large(bytes_max: u64) -> AwsError {
    invalid_parameter(format!(
        "Unzipped size must be smaller than {bytes_max} bytes"
    ))
}

/// Recorded answer: 413, without a Type.
pub(crate) fn zipped_too_large(bytes_max: usize) -> AwsError {
    AwsError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestEntityTooLargeException",
        format!("Zipped size must be smaller than {bytes_max} bytes"),
    )
}

/// AWS's text, as users report it.
pub(crate) fn no_code() -> AwsError {
    invalid_parameter("Please provide a source for function code.")
}

/// AWS's text, as users report it.
pub(crate) fn two_codes() -> AwsError {
    invalid_parameter(
        "Please do not provide other FunctionCode parameters when providing a ZipFile.",
    )
}

/// AWS has no such code; the shape is that of an object which S3 will not give.
pub(crate) fn no_such_folder(folder: &Path) -> AwsError {
    invalid_parameter(format!(
        "There is no folder {} on the machine that runs RustStack: bucket hot-reload stands for its folders.",
        folder.display()
    ))
}

/// Recorded answer, with S3's own code and words in it.
pub(crate) fn code_not_readable(s3: &ObjectError) -> AwsError {
    invalid_parameter(format!(
        "Error occurred while GetObject. S3 Error Code: {}. S3 Error Message: {}",
        s3.code, s3.message
    ))
}

/// A download of a package that no version has any more. The words are ours.
pub(crate) fn no_package() -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        "No function has this package any more.",
    )
}
