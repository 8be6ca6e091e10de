//! ListEventSourceMappings: the mappings of an account in a region, of one source or one function.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::event_source::request;
use crate::lambda::functions::registry::function_arn;
use crate::lambda::name::{FunctionName, Rule};
use crate::lambda::page::{self, PageInput};
use crate::lambda::wire::event_source_mapping::{
    EventSourceMappingConfiguration, ListEventSourceMappingsOutput,
};

/// What the query says.
#[derive(Debug)]
pub(crate) struct ListEventSourceMappingsInput {
    pub(crate) event_source_arn: Option<String>,
    pub(crate) function_name: Option<String>,
    pub(crate) page: PageInput,
}

/// In the order of their UUIDs. A function's name alone does not mean its versions and aliases.
///
/// AWS's page: API_ListEventSourceMappings.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours;
/// ResourceNotFoundException for a function of another region, AccessDeniedException for one of another
/// account.
pub(crate) fn list_event_source_mappings(
    control: &ControlPlane,
    context: &RequestContext,
    input: &ListEventSourceMappingsInput,
) -> Result<ListEventSourceMappingsOutput, AwsError> {
    let mut violations = Violations::default();
    let source = input.event_source_arn.as_deref();
    let source = source.filter(|arn| !arn.is_empty());
    if let Some(arn) = source {
        request::check_arn(arn, &mut violations);
    }
    let name = input.function_name.as_deref();
    let name = name.filter(|name| !name.is_empty());
    let name = name.map(|name| FunctionName::check(name, Rule::Namespaced, &mut violations));
    let start = input.page.check(&mut violations);
    let start = violations.finish(Some(start))??;
    let scope = context.scope();
    let function = match name.flatten() {
        Some(name) => {
            let qualifier = name.settle(scope, None)?;
            Some(function_arn(scope, &name.name, qualifier))
        }
        None => None,
    };
    let shelf = control.mappings.shelf(scope);
    let wanted = shelf.iter().filter_map(|(uuid, mapping)| {
        let shown = mapping.shown();
        let is_wanted = source.is_none_or(|arn| arn == mapping.source_arn)
            && function
                .as_ref()
                .is_none_or(|arn| *arn == shown.settings.function_arn);
        let configuration = EventSourceMappingConfiguration::of(mapping, &shown);
        is_wanted.then_some((uuid.as_str(), configuration))
    });
    let (event_source_mappings, next_marker) = page::cut_by_name(wanted, &start);
    Ok(ListEventSourceMappingsOutput {
        event_source_mappings,
        next_marker,
    })
}
