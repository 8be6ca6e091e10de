//! The constraints that exports and imports share: buckets, tokens, keys.

use super::constraints::Constraints;

const BUCKET_PATTERN: &str = "^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$";
const OWNER_PATTERN: &str = "[0-9]{12}";
const TOKEN_PATTERN: &str = "^[^\\$]+$";
/// AWS's was not recorded.
pub(crate) const KMS_KEY_PATTERN: &str = "[a-zA-Z0-9:/_-]+";

/// A bucket, which has to be named, and the account that should own it.
pub(crate) fn bucket(
    constraints: &mut Constraints,
    path: &str,
    name: Option<&str>,
    (owner_path, owner): (&str, Option<&str>),
) {
    constraints.not_null(path, name.as_ref());
    constraints.length(path, name, 0, 255);
    constraints.pattern(path, name, BUCKET_PATTERN, is_bucket);
    constraints.pattern(owner_path, owner, OWNER_PATTERN, is_account);
}

pub(crate) fn token(constraints: &mut Constraints, token: Option<&str>) {
    let is_token = |text: &str| !text.is_empty() && !text.contains('$');
    constraints.pattern("clientToken", token, TOKEN_PATTERN, is_token);
}

pub(crate) fn is_kms_key(text: &str) -> bool {
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || b":/_-".contains(&byte);
    text.bytes().all(is_legal)
}

fn is_bucket(text: &str) -> bool {
    let is_edge = |byte: &u8| byte.is_ascii_alphanumeric();
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.len() >= 2
        && text.as_bytes().first().is_some_and(is_edge)
        && text.as_bytes().last().is_some_and(is_edge)
        && text.bytes().all(is_inner)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
