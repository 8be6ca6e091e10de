//! CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion and
//! DeletePolicyVersion.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::protocol::query::{self, Output};
use crate::iam::account::PolicyVersion;
use crate::iam::call::Call;
use crate::iam::document::{self, Kind};
use crate::iam::error;
use crate::iam::page::Page;
use crate::iam::wire::{Detail, write_version};

const VERSIONS_MAX: usize = 5;
/// Characters of a managed policy, white space aside (IAM quotas).
const DOCUMENT_MAX: usize = 6144;

/// Adds a version, the default one if SetAsDefault says so. AWS page: API_CreatePolicyVersion.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity, MalformedPolicyDocument, LimitExceeded.
pub(in crate::iam) fn create_policy_version(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let document = call.required("PolicyDocument")?;
    let is_default = call.input.get("SetAsDefault") == Some("true");
    let created = call.clock.now();
    let policy = call.policy()?;
    check_document(document)?;
    if policy.versions.len() >= VERSIONS_MAX {
        return Err(error::too_many_versions(VERSIONS_MAX));
    }
    let version = PolicyVersion {
        document: document.to_owned(),
        created,
    };
    policy.last_version += 1;
    let number = policy.last_version;
    policy.versions.insert(number, version.clone());
    policy.updated = created;
    if is_default {
        policy.default_version = number;
    }
    Ok(query::output(move |result| {
        result.element("PolicyVersion", |element| {
            write_version(element, number, &version, is_default, Detail::Created);
        });
    }))
}

/// AWS page: API_GetPolicyVersion.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity.
pub(in crate::iam) fn get_policy_version(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let number = version_number(call)?;
    let policy = call.policy()?;
    let version = policy.versions[&number].clone();
    let is_default = policy.default_version == number;
    Ok(query::output(move |result| {
        result.element("PolicyVersion", |element| {
            write_version(element, number, &version, is_default, Detail::Whole);
        });
    }))
}

/// The versions, the newest first. AWS page: API_ListPolicyVersions.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity.
pub(in crate::iam) fn list_policy_versions(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let input = call.input;
    let policy = call.policy()?;
    let versions = policy.versions.iter().rev();
    // Markers are compared as text, and the newest comes first: the age is the key.
    let keyed = versions.map(|(number, version)| {
        let age = format!("{:010}", u32::MAX - number);
        (age, *number, version.clone())
    });
    let page = Page::of(input, keyed, |(age, ..)| age)?;
    let default = policy.default_version;
    Ok(query::output(move |result| {
        result.list("Versions", &page.items, |element, (_, number, version)| {
            write_version(
                element,
                *number,
                version,
                *number == default,
                Detail::Listed,
            );
        });
        page.end().write(result);
    }))
}

/// AWS page: API_SetDefaultPolicyVersion.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity.
pub(in crate::iam) fn set_default_policy_version(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let number = version_number(call)?;
    let now = call.clock.now();
    let policy = call.policy()?;
    policy.default_version = number;
    policy.updated = now;
    Ok(None)
}

/// Deletes a version that is not the default one. AWS page: API_DeletePolicyVersion.
///
/// Errors: ValidationError, InvalidInput, NoSuchEntity, DeleteConflict.
pub(in crate::iam) fn delete_policy_version(call: &mut Call<'_>) -> Result<Output, AwsError> {
    let number = version_number(call)?;
    let policy = call.policy()?;
    if policy.default_version == number {
        return Err(error::default_version_stays());
    }
    policy.versions.remove(&number);
    Ok(None)
}

/// Checks the document of a managed policy.
///
/// Errors: MalformedPolicyDocument, LimitExceeded.
pub(super) fn check_document(text: &str) -> Result<(), AwsError> {
    document::check(Kind::Permissions, text)?;
    match text.chars().filter(|c| !c.is_whitespace()).count() > DOCUMENT_MAX {
        true => Err(error::quota("PolicySize", DOCUMENT_MAX)),
        false => Ok(()),
    }
}

/// The version that VersionId names, which is there.
fn version_number(call: &mut Call<'_>) -> Result<u32, AwsError> {
    let text = call.required("VersionId")?;
    let digits = text.strip_prefix('v').unwrap_or_default();
    let Ok(number) = digits.parse::<u32>() else {
        let mut violations = Violations::default();
        let pattern = "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?";
        violations.pattern("versionId", text, pattern);
        return violations.finish_query(None);
    };
    let policy = call.policy()?;
    match policy.versions.contains_key(&number) {
        true => Ok(number),
        false => Err(error::no_such_version(&policy.arn, text)),
    }
}
