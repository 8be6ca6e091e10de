//! Tags, and the ARNs of what they are put on.

use std::collections::BTreeMap;

use crate::aws::arn::Arn;
use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Scope};
use crate::dynamodb::error::{access, tags};
use crate::dynamodb::wire::table::SentTag;

/// Tags of one table at most ("Tagging restrictions", Developer Guide).
const TAGS_MAX: usize = 50;
const KEY_CHARACTERS_MAX: usize = 128;
const VALUE_CHARACTERS_MAX: usize = 256;

/// The tags of a resource after more were put on it.
pub(crate) fn added(
    present: &BTreeMap<String, String>,
    sent: Vec<SentTag>,
) -> Result<BTreeMap<String, String>, AwsError> {
    let mut all = present.clone();
    let mut given = BTreeMap::new();
    for tag in sent {
        let key = tag.key.unwrap_or_default();
        check_key(&key)?;
        let value = match tag.value {
            Some(value) if value.chars().count() <= VALUE_CHARACTERS_MAX => value,
            wrong => return Err(tags::invalid_value(wrong.as_deref())),
        };
        if given.insert(key.clone(), value).is_some() {
            return Err(tags::repeated_key(&key));
        }
    }
    all.extend(given);
    match all.len() > TAGS_MAX {
        true => Err(tags::too_many()),
        false => Ok(all),
    }
}

fn check_key(key: &str) -> Result<(), AwsError> {
    if key.is_empty() || key.chars().count() > KEY_CHARACTERS_MAX {
        return Err(tags::invalid_key(key));
    }
    if key.starts_with("aws:") {
        return Err(tags::reserved_key(key));
    }
    Ok(())
}

/// Where the table lies that an ARN of this region names, and its name. What is no table's ARN, but of
/// another account, may not be asked by this `operation`.
pub(crate) fn tagged_table<'a>(
    operation: &str,
    given: &'a str,
    scope: &Scope,
) -> Result<(Scope, &'a str), AwsError> {
    if !given.starts_with("arn:") {
        return Err(tags::no_arn(given));
    }
    let parsed = Arn::parse(given);
    let account = parsed.as_ref().map(|arn| arn.account);
    let is_foreign = account.is_some_and(|account| account != scope.account.as_str());
    let name = parsed
        .filter(|arn| arn.service == "dynamodb" && arn.region == scope.region.as_str())
        .and_then(|arn| arn.resource.strip_prefix("table/"))
        .filter(|name| name.chars().count() >= 3 && !name.contains('/'));
    match (account.and_then(AccountId::parse), name) {
        (Some(account), Some(name)) => {
            let region = scope.region.clone();
            Ok((Scope { account, region }, name))
        }
        _ if is_foreign => Err(access::not_allowed(&scope.account, operation, given)),
        _ => Err(tags::arn_of_no_table(given)),
    }
}
