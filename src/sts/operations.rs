//! Every operation that is answered here, by name.

use super::call::Call;
use super::ops;
use crate::aws::error::AwsError;
use crate::aws::protocol::query::{Named, Output, named};

/// From a request to what its answer says.
pub(super) type Answer = fn(&Call<'_>) -> Result<Output, AwsError>;

/// Sorted by name.
pub(super) const OPERATIONS: &[Named<Answer>] = &[
    named("AssumeRole", ops::assume_role::assume_role),
    named(
        "GetAccessKeyInfo",
        ops::get_access_key_info::get_access_key_info,
    ),
    named(
        "GetCallerIdentity",
        ops::get_caller_identity::get_caller_identity,
    ),
    named(
        "GetFederationToken",
        ops::get_federation_token::get_federation_token,
    ),
    named("GetSessionToken", ops::get_session_token::get_session_token),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(OPERATIONS.is_sorted_by_key(|(name, _)| name));
    }
}
