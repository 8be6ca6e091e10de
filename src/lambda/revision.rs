//! RevisionId: which state of a function a change was meant for.

use std::sync::Arc;

use crate::aws::error::AwsError;

use super::error;
use super::functions::function::Function;

/// Errors: PreconditionFailedException when a request names another revision than the latest.
pub(crate) fn check(given: Option<&str>, function: &Function) -> Result<(), AwsError> {
    match given {
        Some(given) if given != function.latest.version.revision_id => {
            Err(error::version::revision_differs())
        }
        _ => Ok(()),
    }
}

/// Gives `$LATEST` a new revision.
pub(crate) fn renew(function: &mut Function, revision_id: String) {
    let latest = Arc::make_mut(&mut function.latest);
    Arc::make_mut(&mut latest.version).revision_id = revision_id;
}
