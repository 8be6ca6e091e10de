//! GetResourcePolicy, PutResourcePolicy, DeleteResourcePolicy (API reference, under these names): the
//! policy of a table or of a stream.
//!
//! Changes show and count at once. Left out: the 15 seconds after a change in which AWS takes no other.

use std::sync::Arc;

use crate::aws::arn::Arn;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::access::actions::Kind;
use crate::dynamodb::access::ask::About;
use crate::dynamodb::access::document;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::resource_policies::{Attached, Slot, Subject};
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::error::{resource_policy as refuse, table, tags};
use crate::dynamodb::permission::{self, Resource};
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const ARN_CHARACTERS_MAX: usize = 1283;
const REVISION_CHARACTERS_MAX: usize = 255;
/// The revision that no policy has.
const NO_POLICY: &str = "NO_POLICY";

#[derive(Debug, Default)]
pub(crate) struct ResourcePolicyInput {
    resource_arn: Option<String>,
    policy: Option<String>,
    expected_revision_id: Option<String>,
    confirm_remove_self_resource_access: Option<bool>,
}

impl Input for ResourcePolicyInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "ResourceArn" => self.resource_arn = reader.string()?,
            "Policy" => self.policy = reader.string()?,
            "ExpectedRevisionId" => self.expected_revision_id = reader.string()?,
            "ConfirmRemoveSelfResourceAccess" => {
                self.confirm_remove_self_resource_access = reader.boolean()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct ResourcePolicyOutput {
    policy: Option<Arc<Attached>>,
    revision: Option<i64>,
}

impl Output for ResourcePolicyOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            if let Some(policy) = &self.policy {
                w.name("Policy").text(&policy.document.text);
            }
            if let Some(revision) = self.revision {
                w.name("RevisionId").text(&revision.to_string());
            }
        });
    }
}

/// What a request names, as far as its ARN says.
struct Named<'a> {
    arn: &'a str,
    table: &'a str,
    subject: Subject<'a>,
}

/// Errors, in order: the ARN, ResourceNotFoundException, AccessDeniedException,
/// PolicyNotFoundException.
pub(crate) fn get_resource_policy(
    engine: &Engine,
    context: &RequestContext,
    input: ResourcePolicyInput,
) -> Result<ResourcePolicyOutput, AwsError> {
    let named = named(context, &input, false)?;
    let table = named.find(engine, context, "GetResourcePolicy")?;
    let policy = table.policies.policy(named.subject);
    let policy = policy.ok_or_else(|| refuse::not_found(named.arn))?;
    Ok(ResourcePolicyOutput {
        revision: Some(policy.revision),
        policy: Some(policy),
    })
}

/// Errors, in order: the ARN, the policy, ResourceNotFoundException, AccessDeniedException, also for
/// a policy that would keep the caller from changing it again, PolicyNotFoundException.
pub(crate) fn put_resource_policy(
    engine: &Engine,
    context: &RequestContext,
    input: ResourcePolicyInput,
) -> Result<ResourcePolicyOutput, AwsError> {
    let named = named(context, &input, true)?;
    let kind = match named.subject {
        Subject::Table => Kind::Table,
        Subject::Stream(_) => Kind::Stream,
    };
    let document = document::read(input.policy.as_deref().unwrap_or_default(), kind)?;
    let table = named.find(engine, context, "PutResourcePolicy")?;
    if input.confirm_remove_self_resource_access != Some(true) {
        let resource = named.resource(context, &table);
        let about = About::default();
        permission::by_policy(
            engine,
            context,
            Some(&document.policy),
            &resource,
            "PutResourcePolicy",
            &about,
        )
        .map_err(|_| refuse::locks_caller_out())?;
    }
    let expected = input.expected_revision_id.as_deref();
    let revision = named.change(&table, |slot| {
        named.check_revision(slot, expected)?;
        Ok(slot.put(document, engine.clock.unix_ms()))
    })?;
    Ok(ResourcePolicyOutput {
        policy: None,
        revision: Some(revision),
    })
}

/// As often as one likes. Errors, in order: the ARN, ResourceNotFoundException,
/// PolicyNotFoundException for another revision than the expected one.
pub(crate) fn delete_resource_policy(
    engine: &Engine,
    context: &RequestContext,
    input: ResourcePolicyInput,
) -> Result<ResourcePolicyOutput, AwsError> {
    let named = named(context, &input, false)?;
    let table = named.find(engine, context, "DeleteResourcePolicy")?;
    let expected = input.expected_revision_id.as_deref();
    let revision = named.change(&table, |slot| {
        named.check_revision(slot, expected)?;
        Ok(slot.delete(engine.clock.unix_ms()))
    })?;
    Ok(ResourcePolicyOutput {
        policy: None,
        revision,
    })
}

fn named<'a>(
    context: &RequestContext,
    input: &'a ResourcePolicyInput,
    has_policy: bool,
) -> Result<Named<'a>, AwsError> {
    let arn = input.resource_arn.as_deref();
    let mut constraints = Constraints::default();
    constraints.not_null("resourceArn", arn.as_ref());
    constraints.length("resourceArn", arn, 1, ARN_CHARACTERS_MAX);
    if has_policy {
        constraints.not_null("policy", input.policy.as_ref());
    }
    let revision = input.expected_revision_id.as_deref();
    constraints.length("expectedRevisionId", revision, 1, REVISION_CHARACTERS_MAX);
    constraints.check()?;
    let arn = arn.unwrap_or_default();
    if !arn.starts_with("arn:") {
        return Err(tags::no_arn(arn));
    }
    let parsed = Arn::parse(arn).filter(|own| own.service == "dynamodb");
    let resource = parsed.and_then(|own| own.resource.strip_prefix("table/"));
    let (Some(parsed), Some(resource)) = (parsed, resource) else {
        return Err(refuse::foreign_arn(arn));
    };
    let (table, subject) = match resource.split_once('/') {
        None => (resource, Subject::Table),
        Some((table, rest)) => match rest.split_once('/') {
            Some(("stream", label)) if !label.contains('/') => (table, Subject::Stream(label)),
            Some(("index", _)) => return Err(refuse::arn_of_neither(arn)),
            _ => return Err(refuse::foreign_arn(arn)),
        },
    };
    let scope = context.scope();
    if parsed.account != scope.account.as_str() {
        return Err(refuse::of_another_account());
    }
    if parsed.region != scope.region.as_str() || parsed.partition != "aws" {
        return Err(refuse::arn_of_elsewhere(arn));
    }
    Ok(Named {
        arn,
        table,
        subject,
    })
}

impl Named<'_> {
    /// The table, which the caller's own account has.
    fn find(
        &self,
        engine: &Engine,
        context: &RequestContext,
        action: &'static str,
    ) -> Result<Arc<Table>, AwsError> {
        let table = engine.drawer(context.scope()).table(self.table);
        let table = table.ok_or_else(|| table::table_not_found(self.table))?;
        if let Subject::Stream(label) = self.subject
            && !has_stream(&table, label)
        {
            return Err(refuse::stream_not_found(label, self.table));
        }
        let policy = table.policies.policy(self.subject);
        if let Some(policy) = policy {
            let (resource, about) = (self.resource(context, &table), About::default());
            let policy = Some(&policy.document.policy);
            permission::by_policy(engine, context, policy, &resource, action, &about)?;
        }
        Ok(table)
    }

    fn resource(&self, context: &RequestContext, table: &Table) -> Resource {
        Resource {
            arn: self.arn.to_owned(),
            owner: context.scope().clone(),
            definition: Arc::clone(&table.state().definition),
        }
    }

    fn change<T>(
        &self,
        table: &Table,
        change: impl FnOnce(&mut Slot) -> Result<T, AwsError>,
    ) -> Result<T, AwsError> {
        let is_there = |label: &str| has_stream(table, label);
        table.policies.change(self.subject, is_there, change)
    }

    fn check_revision(&self, slot: &Slot, expected: Option<&str>) -> Result<(), AwsError> {
        let target = match self.subject {
            Subject::Table => format!("table {}", self.table),
            Subject::Stream(label) => format!("stream {label}"),
        };
        let current = slot.policy.as_ref().map(|policy| policy.revision);
        match (expected, current) {
            (None, _) | (Some(NO_POLICY), None) => Ok(()),
            (Some(NO_POLICY), Some(current)) => Err(refuse::exists(&target, current)),
            (Some(expected), None) => Err(refuse::none_of_that_revision(expected, &target)),
            (Some(expected), Some(current)) if expected == current.to_string() => Ok(()),
            (Some(expected), Some(current)) => {
                Err(refuse::another_revision(expected, &target, current))
            }
        }
    }
}

fn has_stream(table: &Table, label: &str) -> bool {
    let state = table.state();
    state
        .streams
        .all()
        .any(|stream| stream.about().label == label)
}
