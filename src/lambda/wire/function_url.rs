//! Function URLs on the wire.

use serde::{Deserialize, Serialize};

use super::member;
use crate::lambda::functions::function_url::{Cors, FunctionUrl, InvokeMode};

/// The request that makes or changes one, but the name in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FunctionUrlInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) auth_type: Option<String>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) cors: Option<CorsInput>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) invoke_mode: Option<String>,
}

/// Cors as a request gives it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct CorsInput {
    #[serde(deserialize_with = "member::maybe_boolean")]
    pub(crate) allow_credentials: Option<bool>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) allow_headers: Option<Vec<String>>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) allow_methods: Option<Vec<String>>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) allow_origins: Option<Vec<String>>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) expose_headers: Option<Vec<String>>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) max_age: Option<i64>,
}

/// FunctionUrlConfig: `null` where there is nothing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionUrlConfig {
    auth_type: &'static str,
    cors: Option<ShownCors>,
    creation_time: String,
    function_arn: String,
    function_url: String,
    invoke_mode: Option<&'static str>,
    last_modified_time: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ShownCors {
    allow_credentials: Option<bool>,
    allow_headers: Option<Vec<String>>,
    allow_methods: Option<Vec<String>>,
    allow_origins: Option<Vec<String>>,
    expose_headers: Option<Vec<String>>,
    max_age: Option<u32>,
}

/// One page of a function's URLs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListFunctionUrlConfigsOutput {
    pub(crate) function_url_configs: Vec<FunctionUrlConfig>,
    /// `None` on the last page.
    pub(crate) next_marker: Option<String>,
}

impl FunctionUrlConfig {
    /// As the answers to Get and List show one: with the mode that it has by default.
    pub(crate) fn of(url: &FunctionUrl, function_arn: String, function_url: String) -> Self {
        let mode = url.invoke_mode.unwrap_or_default();
        Self {
            invoke_mode: Some(mode.as_str()),
            ..Self::changed(url, function_arn, function_url)
        }
    }

    /// As the answer to Update shows one: the mode only if it was ever said (recorded answer).
    pub(crate) fn changed(url: &FunctionUrl, function_arn: String, function_url: String) -> Self {
        Self {
            auth_type: url.auth_type.as_str(),
            cors: url.cors.clone().map(ShownCors::of),
            creation_time: url.created.clone(),
            function_arn,
            function_url,
            invoke_mode: url.invoke_mode.map(InvokeMode::as_str),
            last_modified_time: Some(url.modified.clone()),
        }
    }

    /// As the answer to Create shows one: nothing has changed it yet (recorded answer).
    pub(crate) fn created(url: &FunctionUrl, function_arn: String, function_url: String) -> Self {
        Self {
            last_modified_time: None,
            ..Self::changed(url, function_arn, function_url)
        }
    }
}

impl ShownCors {
    fn of(cors: Cors) -> Self {
        Self {
            allow_credentials: cors.allow_credentials,
            allow_headers: cors.allow_headers,
            allow_methods: cors.allow_methods,
            allow_origins: cors.allow_origins,
            expose_headers: cors.expose_headers,
            max_age: cors.max_age_s,
        }
    }
}
