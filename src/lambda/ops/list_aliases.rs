//! ListAliases: the aliases of a function, or of one of its versions, page by page.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::alias;
use crate::lambda::control::ControlPlane;
use crate::lambda::name::{FunctionName, Rule};
use crate::lambda::page::{self, PageInput};
use crate::lambda::wire::alias::{AliasConfiguration, ListAliasesOutput};

/// Sorted by name. A version's aliases are those that lead to it first.
///
/// AWS's page: API_ListAliases.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours;
/// ResourceNotFoundException.
pub(crate) fn list_aliases(
    control: &ControlPlane,
    context: &RequestContext,
    function: &str,
    version: Option<&str>,
    page: &PageInput,
) -> Result<ListAliasesOutput, AwsError> {
    let mut violations = Violations::default();
    let name = FunctionName::check(function, Rule::Plain, &mut violations);
    if let Some(version) = version {
        alias::check_version(version, &mut violations);
    }
    let start = page.check(&mut violations);
    let (name, start) = violations.finish(name.map(|name| (name, start)))?;
    let start = start?;
    let scope = context.scope();
    let found = control.registry.find(scope, &name, None)?;
    let aliases = found
        .function
        .aliases
        .values()
        .filter(|alias| version.is_none_or(|version| alias.version == version))
        .map(|alias| (alias.name.as_str(), alias));
    let (aliases, next_marker) = page::cut_by_name(aliases, &start);
    Ok(ListAliasesOutput {
        aliases: aliases
            .into_iter()
            .map(|alias| AliasConfiguration::of(scope, &name.name, alias))
            .collect(),
        next_marker,
    })
}
