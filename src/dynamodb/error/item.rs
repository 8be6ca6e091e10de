//! What AWS says about writes that conditions or sizes refuse.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{Saying, Wording, validation};

/// A condition that does not hold; `item` is the stored item as JSON, if the request asked for it.
pub(crate) fn condition_failed(item: Option<&str>) -> AwsError {
    let error = AwsError::new(
        StatusCode::BAD_REQUEST,
        "ConditionalCheckFailedException",
        "The conditional request failed",
    );
    match item {
        Some(item) => error.with_json_field("Item", item),
        None => error,
    }
}

/// An item of more than 409,600 bytes.
pub(crate) fn too_large() -> AwsError {
    validation(TOO_LARGE)
}

pub(crate) const TOO_LARGE: &str = "Item size has exceeded the maximum allowed size";

/// An update whose result has more than 409,600 bytes.
pub(crate) fn update_too_large() -> AwsError {
    validation("Item size to update has exceeded the maximum allowed size")
}

/// AttributeUpdates that add to or delete from a value of another type.
pub(crate) fn attribute_type_mismatch() -> AwsError {
    validation("Type mismatch for attribute to update")
}

/// A write request that is neither one put nor one delete.
pub(crate) fn no_single_write_request() -> AwsError {
    validation(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the \
         supported datatypes",
    )
}

/// More than 25 writes in one batch.
pub(crate) fn too_many_writes() -> AwsError {
    validation("Too many items requested for the BatchWriteItem call")
}

/// More than 100 keys in one batch.
pub(crate) fn too_many_keys() -> AwsError {
    validation("Too many items requested for the BatchGetItem call")
}

/// A BatchWriteItem that names no table.
pub(crate) fn empty_batch_write(wording: Wording) -> AwsError {
    validation(wording.say(Saying::EmptyBatchWrite, &[]))
}
