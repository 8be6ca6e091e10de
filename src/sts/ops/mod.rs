//! One file for each operation.

pub(super) mod assume_role;
pub(super) mod get_access_key_info;
pub(super) mod get_caller_identity;
pub(super) mod get_federation_token;
pub(super) mod get_session_token;
