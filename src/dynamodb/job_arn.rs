//! From the ARN in a request to an export, an import, or the table of one.

use std::sync::Arc;

use super::engine::jobs::{Job, Jobs};
use super::error::{backup, transfer as refuse};
use super::validate::constraints::Constraints;
use crate::aws::arn::Arn;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;

/// The job that a request must name; `kind` is `Export` or `Import`. Errors, in order: the ARN,
/// AccessDeniedException for another account's, the job's own NotFoundException.
pub(crate) fn required_job<A>(
    context: &RequestContext,
    kind: &'static str,
    arn: Option<&str>,
    jobs: &Jobs<A>,
) -> Result<Arc<Job<A>>, AwsError> {
    let lower = kind.to_ascii_lowercase();
    let path = format!("{lower}Arn");
    let mut constraints = Constraints::default();
    constraints.not_null(&path, arn.as_ref());
    constraints.length(&path, arn, 37, 1024);
    constraints.check()?;
    let arn = arn.unwrap_or_default();
    let parsed = Arn::parse(arn).ok_or_else(|| refuse::invalid_arn(kind))?;
    let scope = context.scope();
    if parsed.account != scope.account.as_str() {
        return Err(backup::of_another_account());
    }
    let part = format!("/{lower}/");
    let is_job = parsed.service == "dynamodb"
        && parsed.resource.starts_with("table/")
        && parsed.resource.contains(&part);
    if !is_job {
        return Err(refuse::invalid_arn(kind));
    }
    if parsed.region != scope.region.as_str() {
        return Err(refuse::of_another_region(kind));
    }
    jobs.find(arn).ok_or_else(|| refuse::not_found(kind, arn))
}

/// The name of the table of an ARN, if the table is of this account; its region is not looked at
/// (recorded).
pub(crate) fn named_table<'a>(context: &RequestContext, arn: &'a str) -> Result<&'a str, AwsError> {
    let parsed = Arn::parse(arn).ok_or_else(refuse::not_an_arn)?;
    if parsed.account != context.scope().account.as_str() {
        return Err(backup::of_another_account());
    }
    let name = parsed.resource.strip_prefix("table/");
    let name = name.filter(|name| !name.is_empty() && !name.contains('/'));
    name.filter(|_| parsed.service == "dynamodb")
        .ok_or_else(refuse::not_a_table_arn)
}
