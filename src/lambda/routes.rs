//! Which operation a method and a path mean: the whole of Lambda's API, in AWS's order.

use http::{Method, Uri};

use crate::aws::{percent, query};

/// An operation of Lambda's API model (2015-03-31).
#[derive(Debug)]
pub(super) struct Route {
    pub(super) operation: &'static str,
    method: Method,
    /// Segments in braces stand for one segment each; a query behind `?` must be there too.
    template: &'static str,
    /// `None` for an operation that RustStack does not have.
    pub(super) action: Option<Action>,
}

/// An operation that RustStack has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    AddLayerVersionPermission,
    AddPermission,
    CreateAlias,
    CreateEventSourceMapping,
    CreateFunction,
    CreateFunctionUrlConfig,
    DeleteAlias,
    DeleteEventSourceMapping,
    DeleteFunction,
    DeleteFunctionConcurrency,
    DeleteFunctionEventInvokeConfig,
    DeleteFunctionUrlConfig,
    DeleteLayerVersion,
    DeleteProvisionedConcurrencyConfig,
    GetAccountSettings,
    GetAlias,
    GetEventSourceMapping,
    GetFunction,
    GetFunctionCodeSigningConfig,
    GetFunctionConcurrency,
    GetFunctionConfiguration,
    GetFunctionEventInvokeConfig,
    GetFunctionRecursionConfig,
    GetFunctionUrlConfig,
    GetLayerVersion,
    GetLayerVersionByArn,
    GetLayerVersionPolicy,
    GetPolicy,
    GetProvisionedConcurrencyConfig,
    GetRuntimeManagementConfig,
    Invoke,
    InvokeAsync,
    InvokeWithResponseStream,
    ListAliases,
    ListEventSourceMappings,
    ListFunctionEventInvokeConfigs,
    ListFunctionUrlConfigs,
    ListFunctions,
    ListLayerVersions,
    ListLayers,
    ListProvisionedConcurrencyConfigs,
    ListTags,
    ListVersionsByFunction,
    PublishLayerVersion,
    PublishVersion,
    PutFunctionConcurrency,
    PutFunctionEventInvokeConfig,
    PutFunctionRecursionConfig,
    PutProvisionedConcurrencyConfig,
    PutRuntimeManagementConfig,
    RemoveLayerVersionPermission,
    RemovePermission,
    TagResource,
    UntagResource,
    UpdateAlias,
    UpdateEventSourceMapping,
    UpdateFunctionCode,
    UpdateFunctionConfiguration,
    UpdateFunctionEventInvokeConfig,
    UpdateFunctionUrlConfig,
}

/// A route with what its template's braces stood for, decoded, in order.
#[derive(Debug)]
pub(super) struct Matched {
    pub(super) route: &'static Route,
    pub(super) labels: Vec<String>,
}

const fn row(
    operation: &'static str,
    method: Method,
    template: &'static str,
    action: Option<Action>,
) -> Route {
    Route {
        operation,
        method,
        template,
        action,
    }
}

/// Every operation, alphabetically, as in the API model.
#[rustfmt::skip]
static ROUTES: &[Route] = &[
    row("AddLayerVersionPermission", Method::POST, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy", Some(Action::AddLayerVersionPermission)),
    row("AddPermission", Method::POST, "/2015-03-31/functions/{FunctionName}/policy", Some(Action::AddPermission)),
    row("CheckpointDurableExecution", Method::POST, "/2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint", None),
    row("CreateAlias", Method::POST, "/2015-03-31/functions/{FunctionName}/aliases", Some(Action::CreateAlias)),
    row("CreateCapacityProvider", Method::POST, "/2025-11-30/capacity-providers", None),
    row("CreateCodeSigningConfig", Method::POST, "/2020-04-22/code-signing-configs", None),
    row("CreateEventSourceMapping", Method::POST, "/2015-03-31/event-source-mappings", Some(Action::CreateEventSourceMapping)),
    row("CreateFunction", Method::POST, "/2015-03-31/functions", Some(Action::CreateFunction)),
    row("CreateFunctionUrlConfig", Method::POST, "/2021-10-31/functions/{FunctionName}/url", Some(Action::CreateFunctionUrlConfig)),
    row("DeleteAlias", Method::DELETE, "/2015-03-31/functions/{FunctionName}/aliases/{Name}", Some(Action::DeleteAlias)),
    row("DeleteCapacityProvider", Method::DELETE, "/2025-11-30/capacity-providers/{CapacityProviderName}", None),
    row("DeleteCodeSigningConfig", Method::DELETE, "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}", None),
    row("DeleteEventSourceMapping", Method::DELETE, "/2015-03-31/event-source-mappings/{UUID}", Some(Action::DeleteEventSourceMapping)),
    row("DeleteFunction", Method::DELETE, "/2015-03-31/functions/{FunctionName}", Some(Action::DeleteFunction)),
    row("DeleteFunctionCodeSigningConfig", Method::DELETE, "/2020-06-30/functions/{FunctionName}/code-signing-config", None),
    row("DeleteFunctionConcurrency", Method::DELETE, "/2017-10-31/functions/{FunctionName}/concurrency", Some(Action::DeleteFunctionConcurrency)),
    row("DeleteFunctionEventInvokeConfig", Method::DELETE, "/2019-09-25/functions/{FunctionName}/event-invoke-config", Some(Action::DeleteFunctionEventInvokeConfig)),
    row("DeleteFunctionUrlConfig", Method::DELETE, "/2021-10-31/functions/{FunctionName}/url", Some(Action::DeleteFunctionUrlConfig)),
    row("DeleteLayerVersion", Method::DELETE, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}", Some(Action::DeleteLayerVersion)),
    row("DeleteProvisionedConcurrencyConfig", Method::DELETE, "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", Some(Action::DeleteProvisionedConcurrencyConfig)),
    row("GetAccountSettings", Method::GET, "/2016-08-19/account-settings", Some(Action::GetAccountSettings)),
    row("GetAlias", Method::GET, "/2015-03-31/functions/{FunctionName}/aliases/{Name}", Some(Action::GetAlias)),
    row("GetCapacityProvider", Method::GET, "/2025-11-30/capacity-providers/{CapacityProviderName}", None),
    row("GetCodeSigningConfig", Method::GET, "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}", None),
    row("GetDurableExecution", Method::GET, "/2025-12-01/durable-executions/{DurableExecutionArn}", None),
    row("GetDurableExecutionHistory", Method::GET, "/2025-12-01/durable-executions/{DurableExecutionArn}/history", None),
    row("GetDurableExecutionState", Method::GET, "/2025-12-01/durable-executions/{DurableExecutionArn}/state", None),
    row("GetEventSourceMapping", Method::GET, "/2015-03-31/event-source-mappings/{UUID}", Some(Action::GetEventSourceMapping)),
    row("GetFunction", Method::GET, "/2015-03-31/functions/{FunctionName}", Some(Action::GetFunction)),
    row("GetFunctionCodeSigningConfig", Method::GET, "/2020-06-30/functions/{FunctionName}/code-signing-config", Some(Action::GetFunctionCodeSigningConfig)),
    row("GetFunctionConcurrency", Method::GET, "/2019-09-30/functions/{FunctionName}/concurrency", Some(Action::GetFunctionConcurrency)),
    row("GetFunctionConfiguration", Method::GET, "/2015-03-31/functions/{FunctionName}/configuration", Some(Action::GetFunctionConfiguration)),
    row("GetFunctionEventInvokeConfig", Method::GET, "/2019-09-25/functions/{FunctionName}/event-invoke-config", Some(Action::GetFunctionEventInvokeConfig)),
    row("GetFunctionRecursionConfig", Method::GET, "/2024-08-31/functions/{FunctionName}/recursion-config", Some(Action::GetFunctionRecursionConfig)),
    row("GetFunctionScalingConfig", Method::GET, "/2025-11-30/functions/{FunctionName}/function-scaling-config", None),
    row("GetFunctionUrlConfig", Method::GET, "/2021-10-31/functions/{FunctionName}/url", Some(Action::GetFunctionUrlConfig)),
    row("GetLayerVersion", Method::GET, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}", Some(Action::GetLayerVersion)),
    row("GetLayerVersionByArn", Method::GET, "/2018-10-31/layers?find=LayerVersion", Some(Action::GetLayerVersionByArn)),
    row("GetLayerVersionPolicy", Method::GET, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy", Some(Action::GetLayerVersionPolicy)),
    row("GetPolicy", Method::GET, "/2015-03-31/functions/{FunctionName}/policy", Some(Action::GetPolicy)),
    row("GetProvisionedConcurrencyConfig", Method::GET, "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", Some(Action::GetProvisionedConcurrencyConfig)),
    row("GetRuntimeManagementConfig", Method::GET, "/2021-07-20/functions/{FunctionName}/runtime-management-config", Some(Action::GetRuntimeManagementConfig)),
    row("Invoke", Method::POST, "/2015-03-31/functions/{FunctionName}/invocations", Some(Action::Invoke)),
    row("InvokeAsync", Method::POST, "/2014-11-13/functions/{FunctionName}/invoke-async", Some(Action::InvokeAsync)),
    row("InvokeWithResponseStream", Method::POST, "/2021-11-15/functions/{FunctionName}/response-streaming-invocations", Some(Action::InvokeWithResponseStream)),
    row("ListAliases", Method::GET, "/2015-03-31/functions/{FunctionName}/aliases", Some(Action::ListAliases)),
    row("ListCapacityProviders", Method::GET, "/2025-11-30/capacity-providers", None),
    row("ListCodeSigningConfigs", Method::GET, "/2020-04-22/code-signing-configs", None),
    row("ListDurableExecutionsByFunction", Method::GET, "/2025-12-01/functions/{FunctionName}/durable-executions", None),
    row("ListEventSourceMappings", Method::GET, "/2015-03-31/event-source-mappings", Some(Action::ListEventSourceMappings)),
    row("ListFunctionEventInvokeConfigs", Method::GET, "/2019-09-25/functions/{FunctionName}/event-invoke-config/list", Some(Action::ListFunctionEventInvokeConfigs)),
    row("ListFunctionUrlConfigs", Method::GET, "/2021-10-31/functions/{FunctionName}/urls", Some(Action::ListFunctionUrlConfigs)),
    row("ListFunctionVersionsByCapacityProvider", Method::GET, "/2025-11-30/capacity-providers/{CapacityProviderName}/function-versions", None),
    row("ListFunctions", Method::GET, "/2015-03-31/functions", Some(Action::ListFunctions)),
    row("ListFunctionsByCodeSigningConfig", Method::GET, "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions", None),
    row("ListLayerVersions", Method::GET, "/2018-10-31/layers/{LayerName}/versions", Some(Action::ListLayerVersions)),
    row("ListLayers", Method::GET, "/2018-10-31/layers", Some(Action::ListLayers)),
    row("ListProvisionedConcurrencyConfigs", Method::GET, "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL", Some(Action::ListProvisionedConcurrencyConfigs)),
    row("ListTags", Method::GET, "/2017-03-31/tags/{Resource}", Some(Action::ListTags)),
    row("ListVersionsByFunction", Method::GET, "/2015-03-31/functions/{FunctionName}/versions", Some(Action::ListVersionsByFunction)),
    row("PublishLayerVersion", Method::POST, "/2018-10-31/layers/{LayerName}/versions", Some(Action::PublishLayerVersion)),
    row("PublishVersion", Method::POST, "/2015-03-31/functions/{FunctionName}/versions", Some(Action::PublishVersion)),
    row("PutFunctionCodeSigningConfig", Method::PUT, "/2020-06-30/functions/{FunctionName}/code-signing-config", None),
    row("PutFunctionConcurrency", Method::PUT, "/2017-10-31/functions/{FunctionName}/concurrency", Some(Action::PutFunctionConcurrency)),
    row("PutFunctionEventInvokeConfig", Method::PUT, "/2019-09-25/functions/{FunctionName}/event-invoke-config", Some(Action::PutFunctionEventInvokeConfig)),
    row("PutFunctionRecursionConfig", Method::PUT, "/2024-08-31/functions/{FunctionName}/recursion-config", Some(Action::PutFunctionRecursionConfig)),
    row("PutFunctionScalingConfig", Method::PUT, "/2025-11-30/functions/{FunctionName}/function-scaling-config", None),
    row("PutProvisionedConcurrencyConfig", Method::PUT, "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", Some(Action::PutProvisionedConcurrencyConfig)),
    row("PutRuntimeManagementConfig", Method::PUT, "/2021-07-20/functions/{FunctionName}/runtime-management-config", Some(Action::PutRuntimeManagementConfig)),
    row("RemoveLayerVersionPermission", Method::DELETE, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}", Some(Action::RemoveLayerVersionPermission)),
    row("RemovePermission", Method::DELETE, "/2015-03-31/functions/{FunctionName}/policy/{StatementId}", Some(Action::RemovePermission)),
    row("SendDurableExecutionCallbackFailure", Method::POST, "/2025-12-01/durable-execution-callbacks/{CallbackId}/fail", None),
    row("SendDurableExecutionCallbackHeartbeat", Method::POST, "/2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat", None),
    row("SendDurableExecutionCallbackSuccess", Method::POST, "/2025-12-01/durable-execution-callbacks/{CallbackId}/succeed", None),
    row("StopDurableExecution", Method::POST, "/2025-12-01/durable-executions/{DurableExecutionArn}/stop", None),
    row("TagResource", Method::POST, "/2017-03-31/tags/{Resource}", Some(Action::TagResource)),
    row("UntagResource", Method::DELETE, "/2017-03-31/tags/{Resource}", Some(Action::UntagResource)),
    row("UpdateAlias", Method::PUT, "/2015-03-31/functions/{FunctionName}/aliases/{Name}", Some(Action::UpdateAlias)),
    row("UpdateCapacityProvider", Method::PUT, "/2025-11-30/capacity-providers/{CapacityProviderName}", None),
    row("UpdateCodeSigningConfig", Method::PUT, "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}", None),
    row("UpdateEventSourceMapping", Method::PUT, "/2015-03-31/event-source-mappings/{UUID}", Some(Action::UpdateEventSourceMapping)),
    row("UpdateFunctionCode", Method::PUT, "/2015-03-31/functions/{FunctionName}/code", Some(Action::UpdateFunctionCode)),
    row("UpdateFunctionConfiguration", Method::PUT, "/2015-03-31/functions/{FunctionName}/configuration", Some(Action::UpdateFunctionConfiguration)),
    row("UpdateFunctionEventInvokeConfig", Method::POST, "/2019-09-25/functions/{FunctionName}/event-invoke-config", Some(Action::UpdateFunctionEventInvokeConfig)),
    row("UpdateFunctionUrlConfig", Method::PUT, "/2021-10-31/functions/{FunctionName}/url", Some(Action::UpdateFunctionUrlConfig)),
];

/// The route of a request. A slash at the end of a path is ignored, as older SDKs send one.
pub(super) fn find(method: &Method, uri: &Uri) -> Option<Matched> {
    let segments: Vec<&str> = segments(uri.path()).collect();
    let fits = |route: &&'static Route| {
        let (path, query) = split_query(route.template);
        route.method == *method
            && segments.len() == self::segments(path).count()
            && self::segments(path)
                .zip(&segments)
                .all(|(own, theirs)| is_label(own) || own == *theirs)
            && query.is_none_or(|(name, value)| {
                query::parameter(uri.query().unwrap_or_default(), name).as_deref() == Some(value)
            })
    };
    // A template with a query is the more particular one of two that fit.
    let route = ROUTES
        .iter()
        .filter(fits)
        .max_by_key(|route| route.template.contains('?'))?;
    let (path, _) = split_query(route.template);
    let labels = self::segments(path)
        .zip(&segments)
        .filter(|(own, _)| is_label(own))
        .map(|(_, theirs)| percent::decode_lossy(theirs))
        .collect();
    Some(Matched { route, labels })
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path).split('/')
}

fn split_query(template: &str) -> (&str, Option<(&str, &str)>) {
    match template.split_once('?') {
        Some((path, query)) => (path, query.split_once('=')),
        None => (template, None),
    }
}

fn is_label(segment: &str) -> bool {
    segment.starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(method: Method, target: &'static str) -> Option<(&'static str, Vec<String>)> {
        let found = find(&method, &Uri::from_static(target))?;
        Some((found.route.operation, found.labels))
    }

    #[test]
    fn a_method_and_a_path_name_an_operation() {
        assert_eq!(
            operation(Method::PUT, "/2015-03-31/functions/f/code"),
            Some(("UpdateFunctionCode", vec!["f".to_owned()]))
        );
        assert_eq!(
            operation(Method::GET, "/2015-03-31/functions/"),
            Some(("ListFunctions", vec![]))
        );
        assert_eq!(operation(Method::PATCH, "/2015-03-31/functions/f"), None);
        assert_eq!(operation(Method::GET, "/2015-03-31/nothing"), None);
    }

    #[test]
    fn a_label_is_decoded() {
        assert_eq!(
            operation(
                Method::GET,
                "/2015-03-31/functions/123456789012%3Afunction%3Af"
            ),
            Some(("GetFunction", vec!["123456789012:function:f".to_owned()]))
        );
    }

    #[test]
    fn a_query_in_a_template_makes_it_the_better_match() {
        assert_eq!(
            operation(
                Method::GET,
                "/2019-09-30/functions/f/provisioned-concurrency?List=ALL"
            ),
            Some(("ListProvisionedConcurrencyConfigs", vec!["f".to_owned()]))
        );
        assert_eq!(
            operation(
                Method::GET,
                "/2019-09-30/functions/f/provisioned-concurrency"
            ),
            Some(("GetProvisionedConcurrencyConfig", vec!["f".to_owned()]))
        );
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(ROUTES.is_sorted_by_key(|route| route.operation));
    }
}
