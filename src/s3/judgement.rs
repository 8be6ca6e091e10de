//! Judges a request: what it needs permission for, what is there, and what the rules say to it.

use crate::aws::error::AwsError;
use crate::aws::policy::principal::Principal;

use super::access::action::{LIST_BUCKET, Need, On};
use super::access::judge::{self, Found, Question, Refusal, judge};
use super::error;
use super::objects::bucket::Bucket;
use super::objects::version::Version;
use super::request_facts::RequestFacts;

/// The key, and the version of it, that a request is about.
#[derive(Clone, Copy, Default)]
pub(super) struct Place<'a> {
    pub(super) key: Option<&'a str>,
    pub(super) version_id: Option<&'a str>,
    pub(super) upload_id: Option<&'a str>,
}

/// Refuses what the bucket's rules do not let the caller do. `needs` is asked only when the answer
/// is not plain: the owner of a bucket without a policy may do everything.
pub(super) fn check(
    facts: &RequestFacts<'_>,
    bucket: &Bucket,
    place: Place<'_>,
    needs: impl FnOnce() -> Option<Vec<Need>>,
) -> Result<(), AwsError> {
    let rules = bucket.rules();
    let principal = Principal::of(facts.caller);
    let is_owner = principal.is(&bucket.owner);
    if is_owner && rules.leave_owner_free() {
        return Ok(());
    }
    let Some(needs) = needs() else {
        return match is_owner {
            true => Ok(()),
            false => Err(error::access_denied()),
        };
    };
    let version = place
        .key
        .and_then(|key| bucket.version(key, place.version_id).ok())
        .map(|(version, _)| version);
    let object = version.as_ref().and_then(Version::object);
    let upload = match (place.key, place.upload_id) {
        (Some(key), Some(id)) => bucket.upload(key, id).ok(),
        _ => None,
    };
    let own_upload = upload.is_some_and(|upload| upload.plan.initiator == principal);
    let ask = |need: Need, prefix: Option<&str>| {
        let values = |key: &str| facts.values(key, bucket, object.map(AsRef::as_ref), prefix);
        let is_of_upload = !matches!(need.action, "s3:PutObject");
        let question = Question {
            principal: &principal,
            need,
            bucket: &bucket.name,
            owner: &bucket.owner,
            key: place.key,
            found: match object {
                _ if own_upload && is_of_upload => Found::OwnUpload,
                Some(object) => Found::Object(object.acl.as_deref()),
                None => Found::Nothing,
            },
            facts: &values,
        };
        judge(&rules, &question).map_err(|refusal| refused(facts, &question, &refusal, is_owner))
    };
    for need in needs {
        let is_missing = need.on == On::Object && object.is_none();
        match ask(need, None) {
            Ok(()) if !is_missing => {}
            Err((refusal, error)) if !is_missing || refusal.is_explicit() => {
                log(facts, &principal, bucket, need, &refusal);
                return Err(error);
            }
            // Whoever may not list is not told that a key is missing (API_GetObject).
            _ => ask(LIST_BUCKET, place.key).map_err(|(refusal, error)| {
                log(facts, &principal, bucket, LIST_BUCKET, &refusal);
                error
            })?,
        }
    }
    Ok(())
}

/// AWS says more within one account only (user guide, "Troubleshoot access denied errors").
fn refused(
    facts: &RequestFacts<'_>,
    question: &Question<'_>,
    refusal: &Refusal,
    is_owner: bool,
) -> (Refusal, AwsError) {
    let error = match (is_owner, refusal, Principal::of(facts.caller).arn()) {
        (true, Refusal::ExplicitDeny(_), Some(arn)) => {
            error::access::explicit_deny(&arn, question.need.action, &judge::resource(question))
        }
        _ => error::access_denied(),
    };
    (refusal.clone(), error)
}

fn log(
    facts: &RequestFacts<'_>,
    principal: &Principal,
    bucket: &Bucket,
    need: Need,
    refusal: &Refusal,
) {
    tracing::info!(
        operation = facts.operation,
        principal = principal.arn().as_deref().unwrap_or("anonymous"),
        action = need.action,
        bucket = &*bucket.name,
        refused_by = refusal.text(),
        "S3 denied access; RUSTSTACK_S3_ACCESS=open lets everybody do everything"
    );
}
