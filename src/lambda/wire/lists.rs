//! The answers of ListFunctions and ListVersionsByFunction.

use serde::Serialize;

use super::function_configuration::FunctionConfiguration;

/// One page of functions.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListFunctionsOutput {
    pub(crate) functions: Vec<FunctionConfiguration>,
    /// `None` on the last page.
    pub(crate) next_marker: Option<String>,
}

/// One page of a function's versions.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListVersionsByFunctionOutput {
    pub(crate) versions: Vec<FunctionConfiguration>,
    /// `None` on the last page.
    pub(crate) next_marker: Option<String>,
}
