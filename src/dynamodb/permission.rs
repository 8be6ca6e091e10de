//! Asks policies whether a caller may do what it asks, and words their refusals.

use std::sync::Arc;

use super::access::ask::{About, Ask};
use super::access::judge::{Question, Refusal, judge};
use super::engine::definition::Definition;
use super::engine::directory::Engine;
use super::engine::resource_policies::Subject;
use super::engine::table::Table;
use super::error::access as refuse;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::aws::policy::caller::CallerFacts;
use crate::aws::policy::document::Policy;
use crate::aws::policy::principal::Principal;

/// What a policy is asked about.
pub(crate) struct Resource {
    pub(crate) arn: String,
    /// Where it lies.
    pub(crate) owner: Scope,
    /// Of the table.
    pub(crate) definition: Arc<Definition>,
}

/// Refuses what the policy of a table does not let the caller do. `owner` is where the table lies.
pub(crate) fn check(
    engine: &Engine,
    context: &RequestContext,
    owner: &Scope,
    table: &Table,
    ask: &Ask<'_>,
) -> Result<(), AwsError> {
    let policy = table.policies.policy(Subject::Table);
    if policy.is_none() && owner.account == context.scope().account {
        return Ok(());
    }
    let definition = Arc::clone(&table.state().definition);
    let index = ask.index.filter(|name| definition.index(name).is_some());
    let arn = match index {
        Some(index) => format!("{}/index/{index}", definition.arn),
        None => definition.arn.clone(),
    };
    let key = index.and_then(|name| definition.index(name));
    let about = ask.told(key.map_or(&definition.key, |(_, index)| &index.key));
    let resource = Resource {
        arn,
        owner: owner.clone(),
        definition,
    };
    let policy = policy.as_ref().map(|policy| &policy.document.policy);
    by_policy(engine, context, policy, &resource, ask.action, &about)
}

/// As [`check`], with the policy at hand.
pub(crate) fn by_policy(
    engine: &Engine,
    context: &RequestContext,
    policy: Option<&Policy>,
    resource: &Resource,
    action: &'static str,
    about: &About,
) -> Result<(), AwsError> {
    let tag = |name: &str| {
        let mut tags = resource.definition.tags.iter();
        let found = tags.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    };
    let question = Question {
        caller: CallerFacts {
            principal: &Principal::of(&context.caller),
            source_ip: context.source_ip,
            now: engine.clock.now(),
            resource: &resource.owner,
        },
        action,
        resource: &resource.arn,
        about,
        tags: &tag,
    };
    let account = &context.scope().account;
    judge(policy, &question).map_err(|refusal| match refusal {
        Refusal::ExplicitDeny => refuse::explicit_deny(account, action, &resource.arn),
        Refusal::NotAllowed => refuse::not_allowed(account, action, &resource.arn),
    })
}
