//! ListFunctions: the functions of an account and region, or all their versions, page by page.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::functions::function::{Configuration, Function};
use crate::lambda::page::{self, PageInput};
use crate::lambda::wire::function_configuration::{FunctionConfiguration, Life};
use crate::lambda::wire::lists::ListFunctionsOutput;

/// The query of the request.
#[derive(Debug)]
pub(crate) struct ListFunctionsInput {
    pub(crate) function_version: Option<String>,
    pub(crate) master_region: Option<String>,
    pub(crate) page: PageInput,
}

/// Sorted by name, then by number; `FunctionVersion=ALL` shows every version under its own ARN.
///
/// AWS's page: API_ListFunctions. MasterRegion asks for replicas of Lambda@Edge, of which there are
/// none here: any region but `ALL` has an empty answer.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours.
pub(crate) fn list_functions(
    control: &ControlPlane,
    context: &RequestContext,
    input: &ListFunctionsInput,
) -> Result<ListFunctionsOutput, AwsError> {
    let mut violations = Violations::default();
    if let Some(text) = &input.function_version
        && text != "ALL"
    {
        violations.one_of("functionVersion", text, &["ALL"]);
    }
    if let Some(text) = &input.master_region
        && !is_master_region(text)
    {
        violations.pattern("masterRegion", text, r"ALL|[a-z]{2}(-gov)?-[a-z]+-\d{1}");
    }
    let start = input.page.check(&mut violations);
    let start = violations.finish(Some(start))??;
    let every_version = input.function_version.is_some();
    let shelf = match input.master_region.as_deref() {
        None | Some("ALL") => control.registry.shelf(context.scope()),
        Some(_) => Default::default(),
    };
    let configurations = shelf
        .range(start.name.clone()..)
        .flat_map(|(_, function)| shown(function, every_version));
    let (functions, next_marker) = page::cut(configurations, &start, |configuration| {
        FunctionConfiguration::of(configuration, Life::Unsaid, every_version)
    });
    Ok(ListFunctionsOutput {
        functions,
        next_marker,
    })
}

fn shown(
    function: &Arc<Function>,
    every_version: bool,
) -> impl Iterator<Item = &Arc<Configuration>> {
    function
        .versions()
        .take(if every_version { usize::MAX } else { 1 })
}

/// `ALL|[a-z]{2}(-gov)?-[a-z]+-\d{1}`
fn is_master_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lower = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let digit = |part: &str| part.len() == 1 && part.bytes().all(|b| b.is_ascii_digit());
    match parts[..] {
        ["ALL"] => true,
        [place, area, number] | [place, "gov", area, number] => {
            place.len() == 2 && lower(place) && lower(area) && digit(number)
        }
        _ => false,
    }
}
