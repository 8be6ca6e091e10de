//! CreateFunctionUrlConfig, GetFunctionUrlConfig, UpdateFunctionUrlConfig, DeleteFunctionUrlConfig,
//! ListFunctionUrlConfigs: the URLs of a function and of its aliases.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::time::iso_micros;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::function_url::{self, UrlRequest};
use crate::lambda::functions::function_url::{AuthType, FunctionUrl};
use crate::lambda::name::{FunctionName, Rule};
use crate::lambda::page::{self, PageInput};
use crate::lambda::tenancy;
use crate::lambda::wire::function_url::{FunctionUrlConfig, ListFunctionUrlConfigsOutput};

/// Makes a URL with an id of its own; it works at once.
///
/// AWS's page: API_CreateFunctionUrlConfig.
///
/// Errors, in this order: ValidationException (by its caller); InvalidParameterValueException for
/// two qualifiers; ResourceNotFoundException for the function or the alias;
/// InvalidParameterValueException for isolated tenants; ResourceConflictException for a URL that is there.
pub(crate) fn create_function_url_config(
    control: &ControlPlane,
    context: &RequestContext,
    request: UrlRequest,
) -> Result<FunctionUrlConfig, AwsError> {
    let scope = context.scope();
    let (name, alias) = (request.name.name.as_str(), request.alias(scope)?);
    refuse_absent_function(control, context, name)?;
    if let Some(function) = control.registry.shelf(scope).get(name) {
        tenancy::refuse(&function.latest.version, "Function URL")?;
    }
    let arn = function_url::arn(scope, name, alias);
    let now = iso_micros(control.clock.now());
    let url = Arc::new(FunctionUrl {
        id: control
            .clock
            .random_text(b"abcdefghijklmnopqrstuvwxyz234567", 32),
        auth_type: request.auth_type.unwrap_or(AuthType::AwsIam),
        cors: request.cors.clone(),
        invoke_mode: request.invoke_mode,
        created: now.clone(),
        modified: now,
    });
    control.registry.change(scope, name, |function| {
        if !function_url::has_alias(function, alias) {
            return Err(error::url::no_function_for_url());
        }
        if function.urls.contains_key(alias) {
            return Err(error::url::url_exists(&arn));
        }
        function.urls.insert(alias.to_owned(), Arc::clone(&url));
        Ok(())
    })?;
    let address = function_url::address(context, scope, &url.id);
    Ok(FunctionUrlConfig::created(&url, arn, address))
}

/// AWS's page: API_GetFunctionUrlConfig.
///
/// Errors: InvalidParameterValueException for two qualifiers; ResourceNotFoundException, in the same
/// words for a function that is not there (recorded answer).
pub(crate) fn get_function_url_config(
    control: &ControlPlane,
    context: &RequestContext,
    request: &UrlRequest,
) -> Result<FunctionUrlConfig, AwsError> {
    let scope = context.scope();
    let (name, alias) = (request.name.name.as_str(), request.alias(scope)?);
    let shelf = control.registry.shelf(scope);
    let url = shelf
        .get(name)
        .and_then(|function| function.urls.get(alias));
    let url = url.ok_or_else(error::policy::resource_not_found)?;
    let address = function_url::address(context, scope, &url.id);
    let arn = function_url::arn(scope, name, alias);
    Ok(FunctionUrlConfig::of(url, arn, address))
}

/// Changes what the request says, and keeps the rest.
///
/// AWS's page: API_UpdateFunctionUrlConfig.
///
/// Errors: InvalidParameterValueException for two qualifiers; ResourceNotFoundException, whose words
/// tell a function or an alias that is not there from a URL that is not (recorded answers).
pub(crate) fn update_function_url_config(
    control: &ControlPlane,
    context: &RequestContext,
    request: UrlRequest,
) -> Result<FunctionUrlConfig, AwsError> {
    let scope = context.scope();
    let (name, alias) = (request.name.name.as_str(), request.alias(scope)?);
    refuse_absent_function(control, context, name)?;
    let modified = iso_micros(control.clock.now());
    let url = control.registry.change(scope, name, |function| {
        if !function_url::has_alias(function, alias) {
            return Err(error::url::no_function_for_url());
        }
        let url = function.urls.get_mut(alias);
        let url = url.ok_or_else(error::policy::resource_not_found)?;
        *url = Arc::new(FunctionUrl {
            id: url.id.clone(),
            auth_type: request.auth_type.unwrap_or(url.auth_type),
            cors: request.cors.clone().or_else(|| url.cors.clone()),
            invoke_mode: request.invoke_mode.or(url.invoke_mode),
            created: url.created.clone(),
            modified,
        });
        Ok(Arc::clone(url))
    })?;
    let address = function_url::address(context, scope, &url.id);
    let arn = function_url::arn(scope, name, alias);
    Ok(FunctionUrlConfig::changed(&url, arn, address))
}

/// The URL is gone at once; a new one has another id. Those of aliases stay when the function's own
/// goes (recorded answer).
///
/// AWS's page: API_DeleteFunctionUrlConfig.
///
/// Errors: InvalidParameterValueException for two qualifiers; ResourceNotFoundException.
pub(crate) fn delete_function_url_config(
    control: &ControlPlane,
    context: &RequestContext,
    request: &UrlRequest,
) -> Result<(), AwsError> {
    let scope = context.scope();
    let (name, alias) = (request.name.name.as_str(), request.alias(scope)?);
    if !control.registry.shelf(scope).contains_key(name) {
        return Err(error::policy::resource_not_found());
    }
    control.registry.change(scope, name, |function| {
        let url = function.urls.remove(alias);
        url.map(|_| ())
            .ok_or_else(error::policy::resource_not_found)
    })
}

/// The function's own first, then its aliases' by name.
///
/// AWS's page: API_ListFunctionUrlConfigs.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours;
/// ResourceNotFoundException.
pub(crate) fn list_function_url_configs(
    control: &ControlPlane,
    context: &RequestContext,
    function: &str,
    page: &PageInput,
) -> Result<ListFunctionUrlConfigsOutput, AwsError> {
    let mut violations = Violations::default();
    let name = FunctionName::check(function, Rule::Plain, &mut violations);
    let start = page.check_within(50, &mut violations);
    let (name, start) = violations.finish(name.map(|name| (name, start)))?;
    let start = start?;
    let scope = context.scope();
    name.settle(scope, None)?;
    let shelf = control.registry.shelf(scope);
    let function = shelf.get(&name.name);
    let function = function.ok_or_else(error::url::no_function_for_url)?;
    let urls = function.urls.iter();
    let urls = urls.map(|(alias, url)| (alias.as_str(), (alias, url)));
    let (urls, next_marker) = page::cut_by_name(urls, &start);
    let shown = urls.into_iter().map(|(alias, url)| {
        let arn = function_url::arn(scope, &name.name, alias);
        FunctionUrlConfig::of(url, arn, function_url::address(context, scope, &url.id))
    });
    Ok(ListFunctionUrlConfigsOutput {
        function_url_configs: shown.collect(),
        next_marker,
    })
}

/// Recorded answer: other words than those of most operations.
fn refuse_absent_function(
    control: &ControlPlane,
    context: &RequestContext,
    name: &str,
) -> Result<(), AwsError> {
    match control.registry.shelf(context.scope()).contains_key(name) {
        true => Ok(()),
        false => Err(error::url::no_function_for_url()),
    }
}
