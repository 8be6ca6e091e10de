//! Who owns buckets and objects: accounts, and the canonical ids that S3 shows for them.

use sha2::{Digest, Sha256};

use crate::aws::identity::AccountId;

use super::checksum::hex;

/// S3's canonical user id of an account: 64 hexadecimal digits, always the same for the account.
pub(super) fn canonical_id(account: &AccountId) -> String {
    hex(&Sha256::digest(account.as_str().as_bytes()))
}
