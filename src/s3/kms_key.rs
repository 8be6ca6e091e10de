//! Names of KMS keys. There is no KMS here: every well-formed name is a key, and an alias leads to the
//! same one each time.

use sha2::{Digest, Sha256};

use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Region};

use super::error::encryption as error;

/// The key that protects objects when no other is named.
const MANAGED: &str = "alias/aws/s3";

/// The ARN of the key that a key id, key ARN, alias or alias ARN names (API_GenerateDataKey of KMS,
/// KeyId); `None` names AWS's own. A bucket uses keys of its own region only (AWS's text).
pub(super) fn resolve(
    name: Option<&str>,
    account: &AccountId,
    region: &Region,
) -> Result<String, AwsError> {
    let name = name.unwrap_or(MANAGED);
    let (account, resource) = match name.strip_prefix("arn:") {
        None => (account.as_str(), own_resource(name)),
        Some(rest) => {
            let parts: Vec<_> = rest.splitn(5, ':').collect();
            let [_, "kms", own_region, account, resource] = parts[..] else {
                return Err(error::invalid_key_id(name));
            };
            if own_region != region.as_str() {
                return Err(error::key_of_another_region(own_region));
            }
            (account, Some(resource.to_owned()))
        }
    };
    let resource = resource.ok_or_else(|| error::invalid_key_id(name))?;
    let id = match (
        resource.strip_prefix("key/"),
        resource.strip_prefix("alias/"),
    ) {
        (Some(id), _) if !id.is_empty() => id.to_owned(),
        (_, Some(alias)) if !alias.is_empty() => behind_alias(alias, account, region),
        _ => return Err(error::invalid_key_id(name)),
    };
    Ok(format!("arn:aws:kms:{region}:{account}:key/{id}"))
}

/// What a name that is no ARN names; `None` when no key is called like this.
fn own_resource(name: &str) -> Option<String> {
    match name.starts_with("alias/") {
        true => Some(name.to_owned()),
        false => is_key_id(name).then(|| format!("key/{name}")),
    }
}

/// A UUID, or `mrk-` and 32 digits.
fn is_key_id(name: &str) -> bool {
    let hex = |text: &str, length| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    match name.strip_prefix("mrk-") {
        Some(rest) => hex(rest, 32),
        None => {
            let groups: Vec<_> = name.split('-').collect();
            let lengths = [8, 4, 4, 4, 12];
            groups.len() == lengths.len()
                && groups
                    .iter()
                    .zip(lengths)
                    .all(|(group, length)| hex(group, length))
        }
    }
}

/// A UUID that an alias of an account in a region always has.
fn behind_alias(alias: &str, account: &str, region: &Region) -> String {
    let digest = Sha256::digest(format!("{account}:{region}:{alias}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    let groups = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arn(name: Option<&str>) -> Result<String, String> {
        let account = AccountId::parse("111122223333").unwrap();
        let region = Region::parse("us-east-2").unwrap();
        resolve(name, &account, &region).map_err(|error| error.message().unwrap().to_owned())
    }

    #[test]
    fn every_form_of_a_name_leads_to_an_arn() {
        let id = "1234abcd-12ab-34cd-56ef-1234567890ab";
        let whole = format!("arn:aws:kms:us-east-2:111122223333:key/{id}");
        assert_eq!(arn(Some(id)), Ok(whole.clone()));
        assert_eq!(arn(Some(&whole)), Ok(whole));
        let managed = arn(None).unwrap();
        assert_eq!(arn(Some("alias/aws/s3")), Ok(managed.clone()));
        assert_eq!(
            arn(Some("arn:aws:kms:us-east-2:111122223333:alias/aws/s3")),
            Ok(managed.clone())
        );
        assert_ne!(arn(Some("alias/mine")), Ok(managed.clone()));
        assert_eq!(
            managed.len(),
            "arn:aws:kms:us-east-2:111122223333:key/".len() + 36
        );
    }

    // Recorded: the first; AWS's text for a key of another region.
    #[test]
    fn what_names_no_key_is_refused() {
        assert_eq!(
            arn(Some("fake-key-id")),
            Err("Invalid keyId 'fake-key-id'".into())
        );
        let elsewhere = "arn:aws:kms:us-west-2:111122223333:key/k";
        assert_eq!(arn(Some(elsewhere)), Err("Invalid arn us-west-2".into()));
        for name in [
            "aws/s3",
            "alias/",
            "arn:aws:kms",
            "arn:aws:kms:us-east-2:111122223333:key/",
        ] {
            assert_eq!(arn(Some(name)), Err(format!("Invalid keyId '{name}'")));
        }
    }
}
