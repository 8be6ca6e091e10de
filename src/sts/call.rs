//! What every operation is given.

use crate::aws::protocol::query::Parameters;

use super::caller::Identity;
use super::credentials::Issuer;

/// One request: who asks, what it says, and what makes sessions.
pub(super) struct Call<'a> {
    pub(super) issuer: &'a Issuer,
    pub(super) caller: &'a Identity,
    pub(super) input: &'a Parameters,
}
