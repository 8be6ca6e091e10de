//! Which operation a method and a path mean: the whole of Lambda's API, in AWS's order.

use http::{Method, Uri};

use super::answers::call::Operation;
use super::answers::{
    aliases, capacity_providers, code_signing, concurrency, durable_executions, event_invoke,
    event_sources, functions, invocations, layers, policies, settings, tags, urls,
};
use crate::aws::{percent, query};

/// An operation of Lambda's API model (2015-03-31).
#[derive(Debug)]
pub(super) struct Route {
    pub(super) operation: &'static str,
    method: Method,
    /// Segments in braces stand for one segment each; a query behind `?` must be there too.
    template: &'static str,
    /// `None` for an operation that RustStack does not have.
    pub(super) answer: Option<Operation>,
}

/// A route with what its template's braces stood for, decoded, in order.
#[derive(Debug)]
pub(super) struct Matched {
    pub(super) route: &'static Route,
    pub(super) labels: Vec<String>,
}

const fn ours(
    operation: &'static str,
    method: Method,
    template: &'static str,
    answer: Operation,
) -> Route {
    let answer = Some(answer);
    Route {
        operation,
        method,
        template,
        answer,
    }
}

/// An operation that RustStack does not have.
const fn theirs(operation: &'static str, method: Method, template: &'static str) -> Route {
    Route {
        operation,
        method,
        template,
        answer: None,
    }
}

/// Every operation, alphabetically, as in the API model.
#[rustfmt::skip]
static ROUTES: &[Route] = &[
    ours("AddLayerVersionPermission", Method::POST, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy", |call| Box::pin(layers::add_layer_version_permission(call))),
    ours("AddPermission", Method::POST, "/2015-03-31/functions/{FunctionName}/policy", |call| Box::pin(policies::add_permission(call))),
    ours("CheckpointDurableExecution", Method::POST, "/2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint", |call| Box::pin(durable_executions::checkpoint_durable_execution(call))),
    ours("CreateAlias", Method::POST, "/2015-03-31/functions/{FunctionName}/aliases", |call| Box::pin(aliases::create_alias(call))),
    ours("CreateCapacityProvider", Method::POST, "/2025-11-30/capacity-providers", |call| Box::pin(capacity_providers::create_capacity_provider(call))),
    ours("CreateCodeSigningConfig", Method::POST, "/2020-04-22/code-signing-configs", |call| Box::pin(code_signing::create_code_signing_config(call))),
    ours("CreateEventSourceMapping", Method::POST, "/2015-03-31/event-source-mappings", |call| Box::pin(event_sources::create_event_source_mapping(call))),
    ours("CreateFunction", Method::POST, "/2015-03-31/functions", |call| Box::pin(functions::create_function(call))),
    ours("CreateFunctionUrlConfig", Method::POST, "/2021-10-31/functions/{FunctionName}/url", |call| Box::pin(urls::create_function_url_config(call))),
    ours("DeleteAlias", Method::DELETE, "/2015-03-31/functions/{FunctionName}/aliases/{Name}", |call| Box::pin(aliases::delete_alias(call))),
    ours("DeleteCapacityProvider", Method::DELETE, "/2025-11-30/capacity-providers/{CapacityProviderName}", |call| Box::pin(capacity_providers::find(call))),
    ours("DeleteCodeSigningConfig", Method::DELETE, "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}", |call| Box::pin(code_signing::delete_code_signing_config(call))),
    ours("DeleteDurableExecution", Method::DELETE, "/2025-12-01/durable-executions/{DurableExecutionArn}", |call| Box::pin(durable_executions::delete_durable_execution(call))),
    ours("DeleteEventSourceMapping", Method::DELETE, "/2015-03-31/event-source-mappings/{UUID}", |call| Box::pin(event_sources::delete_event_source_mapping(call))),
    ours("DeleteFunction", Method::DELETE, "/2015-03-31/functions/{FunctionName}", |call| Box::pin(functions::delete_function(call))),
    ours("DeleteFunctionCodeSigningConfig", Method::DELETE, "/2020-06-30/functions/{FunctionName}/code-signing-config", |call| Box::pin(code_signing::delete_function_code_signing_config(call))),
    ours("DeleteFunctionConcurrency", Method::DELETE, "/2017-10-31/functions/{FunctionName}/concurrency", |call| Box::pin(concurrency::delete_function_concurrency(call))),
    ours("DeleteFunctionEventInvokeConfig", Method::DELETE, "/2019-09-25/functions/{FunctionName}/event-invoke-config", |call| Box::pin(event_invoke::delete_function_event_invoke_config(call))),
    ours("DeleteFunctionUrlConfig", Method::DELETE, "/2021-10-31/functions/{FunctionName}/url", |call| Box::pin(urls::delete_function_url_config(call))),
    ours("DeleteLayerVersion", Method::DELETE, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}", |call| Box::pin(layers::delete_layer_version(call))),
    ours("DeleteProvisionedConcurrencyConfig", Method::DELETE, "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", |call| Box::pin(concurrency::delete_provisioned_concurrency_config(call))),
    theirs("DeleteResourcePolicy", Method::DELETE, "/2026-07-09/resource-policy/{ResourceArn}"),
    ours("GetAccountSettings", Method::GET, "/2016-08-19/account-settings", |call| Box::pin(settings::get_account_settings(call))),
    ours("GetAlias", Method::GET, "/2015-03-31/functions/{FunctionName}/aliases/{Name}", |call| Box::pin(aliases::get_alias(call))),
    ours("GetCapacityProvider", Method::GET, "/2025-11-30/capacity-providers/{CapacityProviderName}", |call| Box::pin(capacity_providers::find(call))),
    ours("GetCodeSigningConfig", Method::GET, "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}", |call| Box::pin(code_signing::get_code_signing_config(call))),
    ours("GetDurableExecution", Method::GET, "/2025-12-01/durable-executions/{DurableExecutionArn}", |call| Box::pin(durable_executions::get_durable_execution(call))),
    ours("GetDurableExecutionHistory", Method::GET, "/2025-12-01/durable-executions/{DurableExecutionArn}/history", |call| Box::pin(durable_executions::get_durable_execution_history(call))),
    ours("GetDurableExecutionState", Method::GET, "/2025-12-01/durable-executions/{DurableExecutionArn}/state", |call| Box::pin(durable_executions::get_durable_execution_state(call))),
    ours("GetEventSourceMapping", Method::GET, "/2015-03-31/event-source-mappings/{UUID}", |call| Box::pin(event_sources::get_event_source_mapping(call))),
    ours("GetFunction", Method::GET, "/2015-03-31/functions/{FunctionName}", |call| Box::pin(functions::get_function(call))),
    ours("GetFunctionCodeSigningConfig", Method::GET, "/2020-06-30/functions/{FunctionName}/code-signing-config", |call| Box::pin(code_signing::get_function_code_signing_config(call))),
    ours("GetFunctionConcurrency", Method::GET, "/2019-09-30/functions/{FunctionName}/concurrency", |call| Box::pin(concurrency::get_function_concurrency(call))),
    ours("GetFunctionConfiguration", Method::GET, "/2015-03-31/functions/{FunctionName}/configuration", |call| Box::pin(functions::get_function_configuration(call))),
    ours("GetFunctionEventInvokeConfig", Method::GET, "/2019-09-25/functions/{FunctionName}/event-invoke-config", |call| Box::pin(event_invoke::get_function_event_invoke_config(call))),
    ours("GetFunctionRecursionConfig", Method::GET, "/2024-08-31/functions/{FunctionName}/recursion-config", |call| Box::pin(settings::get_function_recursion_config(call))),
    ours("GetFunctionScalingConfig", Method::GET, "/2025-11-30/functions/{FunctionName}/function-scaling-config", |call| Box::pin(settings::get_function_scaling_config(call))),
    ours("GetFunctionUrlConfig", Method::GET, "/2021-10-31/functions/{FunctionName}/url", |call| Box::pin(urls::get_function_url_config(call))),
    ours("GetLayerVersion", Method::GET, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}", |call| Box::pin(layers::get_layer_version(call))),
    ours("GetLayerVersionByArn", Method::GET, "/2018-10-31/layers?find=LayerVersion", |call| Box::pin(layers::get_layer_version_by_arn(call))),
    ours("GetLayerVersionPolicy", Method::GET, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy", |call| Box::pin(layers::get_layer_version_policy(call))),
    ours("GetPolicy", Method::GET, "/2015-03-31/functions/{FunctionName}/policy", |call| Box::pin(policies::get_policy(call))),
    ours("GetProvisionedConcurrencyConfig", Method::GET, "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", |call| Box::pin(concurrency::get_provisioned_concurrency_config(call))),
    theirs("GetResourcePolicy", Method::GET, "/2026-07-09/resource-policy/{ResourceArn}"),
    ours("GetRuntimeManagementConfig", Method::GET, "/2021-07-20/functions/{FunctionName}/runtime-management-config", |call| Box::pin(settings::get_runtime_management_config(call))),
    ours("Invoke", Method::POST, "/2015-03-31/functions/{FunctionName}/invocations", |call| Box::pin(invocations::invoke(call))),
    ours("InvokeAsync", Method::POST, "/2014-11-13/functions/{FunctionName}/invoke-async", |call| Box::pin(invocations::invoke_async(call))),
    ours("InvokeWithResponseStream", Method::POST, "/2021-11-15/functions/{FunctionName}/response-streaming-invocations", |call| Box::pin(invocations::invoke_with_response_stream(call))),
    ours("ListAliases", Method::GET, "/2015-03-31/functions/{FunctionName}/aliases", |call| Box::pin(aliases::list_aliases(call))),
    ours("ListCapacityProviders", Method::GET, "/2025-11-30/capacity-providers", |call| Box::pin(capacity_providers::list_capacity_providers(call))),
    ours("ListCodeSigningConfigs", Method::GET, "/2020-04-22/code-signing-configs", |call| Box::pin(code_signing::list_code_signing_configs(call))),
    ours("ListDurableExecutionsByFunction", Method::GET, "/2025-12-01/functions/{FunctionName}/durable-executions", |call| Box::pin(durable_executions::list_durable_executions_by_function(call))),
    ours("ListEventSourceMappings", Method::GET, "/2015-03-31/event-source-mappings", |call| Box::pin(event_sources::list_event_source_mappings(call))),
    ours("ListFunctionEventInvokeConfigs", Method::GET, "/2019-09-25/functions/{FunctionName}/event-invoke-config/list", |call| Box::pin(event_invoke::list_function_event_invoke_configs(call))),
    ours("ListFunctionUrlConfigs", Method::GET, "/2021-10-31/functions/{FunctionName}/urls", |call| Box::pin(urls::list_function_url_configs(call))),
    ours("ListFunctionVersionsByCapacityProvider", Method::GET, "/2025-11-30/capacity-providers/{CapacityProviderName}/function-versions", |call| Box::pin(capacity_providers::find(call))),
    ours("ListFunctions", Method::GET, "/2015-03-31/functions", |call| Box::pin(functions::list_functions(call))),
    ours("ListFunctionsByCodeSigningConfig", Method::GET, "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions", |call| Box::pin(code_signing::list_functions_by_code_signing_config(call))),
    ours("ListLayerVersions", Method::GET, "/2018-10-31/layers/{LayerName}/versions", |call| Box::pin(layers::list_layer_versions(call))),
    ours("ListLayers", Method::GET, "/2018-10-31/layers", |call| Box::pin(layers::list_layers(call))),
    ours("ListProvisionedConcurrencyConfigs", Method::GET, "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL", |call| Box::pin(concurrency::list_provisioned_concurrency_configs(call))),
    ours("ListTags", Method::GET, "/2017-03-31/tags/{Resource}", |call| Box::pin(tags::list_tags(call))),
    ours("ListVersionsByFunction", Method::GET, "/2015-03-31/functions/{FunctionName}/versions", |call| Box::pin(functions::list_versions_by_function(call))),
    ours("PauseDurableExecution", Method::POST, "/2025-12-01/durable-executions/{DurableExecutionArn}/pause", |call| Box::pin(durable_executions::pause_durable_execution(call))),
    ours("PublishLayerVersion", Method::POST, "/2018-10-31/layers/{LayerName}/versions", |call| Box::pin(layers::publish_layer_version(call))),
    ours("PublishVersion", Method::POST, "/2015-03-31/functions/{FunctionName}/versions", |call| Box::pin(functions::publish_version(call))),
    ours("PutFunctionCodeSigningConfig", Method::PUT, "/2020-06-30/functions/{FunctionName}/code-signing-config", |call| Box::pin(code_signing::put_function_code_signing_config(call))),
    ours("PutFunctionConcurrency", Method::PUT, "/2017-10-31/functions/{FunctionName}/concurrency", |call| Box::pin(concurrency::put_function_concurrency(call))),
    ours("PutFunctionEventInvokeConfig", Method::PUT, "/2019-09-25/functions/{FunctionName}/event-invoke-config", |call| Box::pin(event_invoke::put_function_event_invoke_config(call))),
    ours("PutFunctionRecursionConfig", Method::PUT, "/2024-08-31/functions/{FunctionName}/recursion-config", |call| Box::pin(settings::put_function_recursion_config(call))),
    ours("PutFunctionScalingConfig", Method::PUT, "/2025-11-30/functions/{FunctionName}/function-scaling-config", |call| Box::pin(settings::put_function_scaling_config(call))),
    ours("PutProvisionedConcurrencyConfig", Method::PUT, "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", |call| Box::pin(concurrency::put_provisioned_concurrency_config(call))),
    theirs("PutResourcePolicy", Method::PUT, "/2026-07-09/resource-policy/{ResourceArn}"),
    ours("PutRuntimeManagementConfig", Method::PUT, "/2021-07-20/functions/{FunctionName}/runtime-management-config", |call| Box::pin(settings::put_runtime_management_config(call))),
    ours("RemoveLayerVersionPermission", Method::DELETE, "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}", |call| Box::pin(layers::remove_layer_version_permission(call))),
    ours("RemovePermission", Method::DELETE, "/2015-03-31/functions/{FunctionName}/policy/{StatementId}", |call| Box::pin(policies::remove_permission(call))),
    ours("ResumeDurableExecution", Method::POST, "/2025-12-01/durable-executions/{DurableExecutionArn}/resume", |call| Box::pin(durable_executions::resume_durable_execution(call))),
    ours("SendDurableExecutionCallbackFailure", Method::POST, "/2025-12-01/durable-execution-callbacks/{CallbackId}/fail", |call| Box::pin(durable_executions::send_durable_execution_callback_failure(call))),
    ours("SendDurableExecutionCallbackHeartbeat", Method::POST, "/2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat", |call| Box::pin(durable_executions::send_durable_execution_callback_heartbeat(call))),
    ours("SendDurableExecutionCallbackSuccess", Method::POST, "/2025-12-01/durable-execution-callbacks/{CallbackId}/succeed", |call| Box::pin(durable_executions::send_durable_execution_callback_success(call))),
    ours("StopDurableExecution", Method::POST, "/2025-12-01/durable-executions/{DurableExecutionArn}/stop", |call| Box::pin(durable_executions::stop_durable_execution(call))),
    ours("TagResource", Method::POST, "/2017-03-31/tags/{Resource}", |call| Box::pin(tags::tag_resource(call))),
    ours("UntagResource", Method::DELETE, "/2017-03-31/tags/{Resource}", |call| Box::pin(tags::untag_resource(call))),
    ours("UpdateAlias", Method::PUT, "/2015-03-31/functions/{FunctionName}/aliases/{Name}", |call| Box::pin(aliases::update_alias(call))),
    ours("UpdateCapacityProvider", Method::PUT, "/2025-11-30/capacity-providers/{CapacityProviderName}", |call| Box::pin(capacity_providers::find(call))),
    ours("UpdateCodeSigningConfig", Method::PUT, "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}", |call| Box::pin(code_signing::update_code_signing_config(call))),
    ours("UpdateEventSourceMapping", Method::PUT, "/2015-03-31/event-source-mappings/{UUID}", |call| Box::pin(event_sources::update_event_source_mapping(call))),
    ours("UpdateFunctionCode", Method::PUT, "/2015-03-31/functions/{FunctionName}/code", |call| Box::pin(functions::update_function_code(call))),
    ours("UpdateFunctionConfiguration", Method::PUT, "/2015-03-31/functions/{FunctionName}/configuration", |call| Box::pin(functions::update_function_configuration(call))),
    ours("UpdateFunctionEventInvokeConfig", Method::POST, "/2019-09-25/functions/{FunctionName}/event-invoke-config", |call| Box::pin(event_invoke::update_function_event_invoke_config(call))),
    ours("UpdateFunctionUrlConfig", Method::PUT, "/2021-10-31/functions/{FunctionName}/url", |call| Box::pin(urls::update_function_url_config(call))),
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
