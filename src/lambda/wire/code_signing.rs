//! GetFunctionCodeSigningConfig's answer.

use serde::Serialize;

/// An empty object: no configuration is set.
#[derive(Debug, Serialize)]
pub(crate) struct GetFunctionCodeSigningConfigOutput {}
