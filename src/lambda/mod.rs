//! Lambda: functions, and the environments that run them.

mod alias;
pub(crate) mod application;
mod architecture;
mod code;
mod concurrency;
mod control;
mod directory;
mod download;
mod environment;
mod error;
mod event_invoke;
mod event_source;
mod executor;
mod front;
mod function_url;
mod functions;
mod image;
mod invoke;
mod layers;
mod name;
mod ops;
mod package;
mod page;
mod permission;
mod prepared;
mod receiver;
mod reply;
mod request;
mod revision;
mod routes;
mod runtime;
mod runtime_api;
mod settings;
mod tags;
mod wire;

pub(crate) use self::executor::Executor;
pub(crate) use self::image::LambdaImage;
pub(crate) use self::invoke::variables::Server;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use http::{Request, Response, StatusCode};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::operation::Unsupported;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;

use self::alias::AliasTarget;
use self::application::Application;
use self::control::ControlPlane;
use self::event_source::poller::Pollers;
use self::front::journal::Journal;
use self::front::url::Urls;
use self::function_url::UrlRequest;
use self::invoke::invoker::Invoker;
use self::layers::name::LayerTarget;
use self::name::{FunctionName, Target};
use self::ops::list_event_source_mappings::ListEventSourceMappingsInput;
use self::receiver::Receiver;
use self::routes::Action;

/// Does the work of a process that guards functions, if the program was started as one.
pub(crate) fn guard(arguments: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    executor::process::sandbox::guard(arguments)
}

/// One world's Lambda.
pub(crate) struct Lambda {
    control: ControlPlane,
    invoker: Invoker,
    journal: Journal,
    pollers: Pollers,
}

impl Lambda {
    /// Starts with the functions of an image, none of them running. They find their AWS at `server`.
    pub(crate) fn start(
        config: &Config,
        executor: Arc<Executor>,
        server: Server,
        clock: Clock,
        bus: Bus,
        image: &LambdaImage,
    ) -> Self {
        let invoker = Invoker::new(executor, server, clock.clone(), &bus);
        let hot_reload = config.lambda_hot_reload;
        let control = ControlPlane::new(clock.clone(), bus.clone(), hot_reload, image);
        let registry = Arc::clone(&control.registry);
        let pollers = Pollers::new(
            clock.clone(),
            &bus,
            Arc::clone(&registry),
            invoker.clone(),
            Arc::clone(&control.mappings),
        );
        for mapping in control.mappings.all() {
            pollers.start(mapping);
        }
        for (scope, name, function) in registry.provisioned() {
            invoker.provision(&scope, &name, Some(&function));
        }
        bus.offer_functions(Arc::new(Receiver::new(registry, invoker.clone(), clock)));
        Self {
            control,
            invoker,
            journal: Journal::default(),
            pollers,
        }
    }

    /// Holds the control plane still while `then` works with what is there. Events on their way are no
    /// part of it.
    pub(crate) fn still<T>(&self, then: impl FnOnce(LambdaImage) -> T) -> T {
        self.control.still(then)
    }

    /// The executor, as the banner and the health page name it.
    pub(crate) fn executor(&self) -> String {
        self.invoker.executor_name()
    }

    /// Answers one request of Lambda's REST API.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        let Some(matched) = routes::find(request.method(), request.uri()) else {
            return reply::finish(Err(error::request::unknown_operation()), context, "Unknown");
        };
        let operation = matched.route.operation;
        let outcome = match matched.route.action {
            Some(action) => {
                let labels: Vec<&str> = matched.labels.iter().map(String::as_str).collect();
                self.answer(context, operation, action, &labels, request)
                    .await
            }
            None => Err(error::request::not_available(operation)),
        };
        let mut response = reply::finish(outcome, context, operation);
        if matched.route.action.is_none() {
            let unsupported = Unsupported::operation(operation);
            response.extensions_mut().insert(unsupported);
        }
        response
    }

    /// A function that was made or changed is likely to be invoked next.
    fn start_ahead(&self, context: &RequestContext, name: &str) {
        let target = Target::parse(name, None);
        let function = target.and_then(|target| self.control.resolver(context.scope(), &target)());
        if let Ok(function) = function {
            self.invoker.start_ahead(function.version);
        }
    }

    /// Runs one operation; the labels of its path are a function's name and what it has of its own.
    async fn answer(
        &self,
        context: &RequestContext,
        operation: &'static str,
        action: Action,
        labels: &[&str],
        request: Request<Body>,
    ) -> Result<Response<Body>, AwsError> {
        let name = labels.first().copied().unwrap_or_default();
        let second = labels.get(1).copied().unwrap_or_default();
        let control = &self.control;
        let registry = &control.registry;
        let owner = permission::in_place_of_owner(registry, context, operation, name, &request)?;
        let context = owner.as_ref().unwrap_or(context);
        let (created, ok) = (StatusCode::CREATED, StatusCode::OK);
        let accepted = StatusCode::ACCEPTED;
        match action {
            Action::AddLayerVersionPermission => {
                let target = LayerTarget::parse(name, second, context.scope())?;
                let revision = request::parameter(&request, "RevisionId");
                let input = request::small(request, operation).await?;
                let output = ops::add_layer_version_permission::add_layer_version_permission(
                    control,
                    context,
                    &target,
                    revision.as_deref(),
                    input,
                )?;
                Ok(reply::json(created, &output))
            }
            Action::AddPermission => {
                let target = request::target(&request, name)?;
                let input = request::small(request, operation).await?;
                let output = ops::add_permission::add_permission(control, context, &target, input)?;
                Ok(reply::json(created, &output))
            }
            Action::CreateAlias => {
                let input = request::small(request, operation).await?;
                let output = ops::create_alias::create_alias(control, context, name, input)?;
                Ok(reply::json(created, &output))
            }
            Action::CreateEventSourceMapping => {
                let input = request::small(request, operation).await?;
                let output = ops::create_event_source_mapping::create_event_source_mapping(
                    control,
                    &self.pollers,
                    context,
                    input,
                )
                .await?;
                Ok(reply::json(accepted, &output))
            }
            Action::CreateFunction => {
                let input = request::large(request, operation).await?;
                let output = ops::create_function::create_function(control, context, input).await?;
                self.start_ahead(context, &output.function_name);
                Ok(reply::json(created, &output))
            }
            Action::CreateFunctionUrlConfig => {
                let qualifier = request::parameter(&request, "Qualifier");
                let input = request::small(request, operation).await?;
                let input = UrlRequest::parse(name, qualifier.as_deref(), input, true)?;
                let output =
                    ops::function_url_config::create_function_url_config(control, context, input)?;
                Ok(reply::json(created, &output))
            }
            Action::DeleteAlias => {
                let target = AliasTarget::parse(name, second)?;
                ops::delete_alias::delete_alias(control, context, &target)?;
                self.reprovision(context, &target.function.name);
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::DeleteEventSourceMapping => {
                let output = ops::delete_event_source_mapping::delete_event_source_mapping(
                    control, context, name,
                )?;
                Ok(reply::json(accepted, &output))
            }
            Action::DeleteFunction => {
                let target = request::target(&request, name)?;
                ops::delete_function::delete_function(control, context, &target)?;
                self.invoker.retire(context.scope(), &target.name.name);
                self.reprovision(context, &target.name.name);
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::DeleteFunctionConcurrency => {
                let name = FunctionName::parse_plain(name)?;
                ops::delete_function_concurrency::delete_function_concurrency(
                    control, context, &name,
                )?;
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::DeleteFunctionEventInvokeConfig => {
                let target = request::target(&request, name)?;
                ops::delete_function_event_invoke_config::delete_function_event_invoke_config(
                    control, context, &target,
                )?;
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::DeleteFunctionUrlConfig => {
                let input = request::url(&request, name)?;
                ops::function_url_config::delete_function_url_config(control, context, &input)?;
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::DeleteLayerVersion => {
                let target = LayerTarget::parse(name, second, context.scope())?;
                ops::delete_layer_version::delete_layer_version(control, context, &target)?;
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::DeleteProvisionedConcurrencyConfig => {
                let target = request::target(&request, name)?;
                ops::provisioned_concurrency_config::delete_provisioned_concurrency_config(
                    control,
                    &self.invoker,
                    context,
                    &target,
                )?;
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::GetAccountSettings => {
                let output = ops::get_account_settings::get_account_settings(control, context);
                Ok(reply::json(ok, &output))
            }
            Action::GetAlias => {
                let target = AliasTarget::parse(name, second)?;
                let output = ops::get_alias::get_alias(control, context, &target)?;
                Ok(reply::json(ok, &output))
            }
            Action::GetEventSourceMapping => {
                let output = ops::get_event_source_mapping::get_event_source_mapping(
                    control, context, name,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::GetFunction => {
                let target = request::target(&request, name)?;
                let output = ops::get_function::get_function(control, context, &target)?;
                Ok(reply::json(ok, &output))
            }
            Action::GetFunctionCodeSigningConfig => {
                let name = FunctionName::parse(name)?;
                let output =
                    ops::get_function_code_signing_config::get_function_code_signing_config(
                        control, context, &name,
                    )?;
                Ok(reply::json(ok, &output))
            }
            Action::GetFunctionConcurrency => {
                let name = FunctionName::parse_plain(name)?;
                let output = ops::get_function_concurrency::get_function_concurrency(
                    control, context, &name,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::GetFunctionConfiguration => {
                let target = request::target(&request, name)?;
                let output = ops::get_function_configuration::get_function_configuration(
                    control, context, &target,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::GetFunctionEventInvokeConfig => {
                let target = request::target(&request, name)?;
                let output =
                    ops::get_function_event_invoke_config::get_function_event_invoke_config(
                        control, context, &target,
                    )?;
                Ok(reply::json(ok, &output))
            }
            Action::GetFunctionRecursionConfig => {
                let name = FunctionName::parse_plain(name)?;
                let output = ops::function_recursion_config::get_function_recursion_config(
                    control, context, &name,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::GetFunctionUrlConfig => {
                let input = request::url(&request, name)?;
                let output =
                    ops::function_url_config::get_function_url_config(control, context, &input)?;
                Ok(reply::json(ok, &output))
            }
            Action::GetLayerVersion => {
                let target = LayerTarget::parse(name, second, context.scope())?;
                let output = ops::get_layer_version::get_layer_version(control, context, &target)?;
                Ok(reply::json(ok, &output))
            }
            Action::GetLayerVersionByArn => {
                let arn = request::parameter(&request, "Arn");
                let output = ops::get_layer_version_by_arn::get_layer_version_by_arn(
                    control,
                    context,
                    arn.as_deref(),
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::GetLayerVersionPolicy => {
                let target = LayerTarget::parse(name, second, context.scope())?;
                let output = ops::get_layer_version_policy::get_layer_version_policy(
                    control, context, &target,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::GetPolicy => {
                let target = request::target(&request, name)?;
                let output = ops::get_policy::get_policy(control, context, &target)?;
                Ok(reply::json(ok, &output))
            }
            Action::GetProvisionedConcurrencyConfig => {
                let target = request::target(&request, name)?;
                let output =
                    ops::provisioned_concurrency_config::get_provisioned_concurrency_config(
                        control,
                        &self.invoker,
                        context,
                        &target,
                    )?;
                Ok(reply::json(ok, &output))
            }
            Action::GetRuntimeManagementConfig => {
                let target = request::target(&request, name)?;
                let output = ops::runtime_management_config::get_runtime_management_config(
                    control, context, &target,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::Invoke => {
                let target = request::target(&request, name)?;
                let output =
                    ops::invoke::invoke(control, &self.invoker, context, target, request).await?;
                Ok(wire::invoke::response(output))
            }
            Action::InvokeAsync => {
                let target = Target::parse(name, None)?;
                let output = ops::invoke_async::invoke_async(
                    control,
                    &self.invoker,
                    context,
                    &target,
                    request,
                )
                .await?;
                Ok(wire::invoke::response(output))
            }
            Action::InvokeWithResponseStream => {
                let target = request::target(&request, name)?;
                let output = ops::invoke_with_response_stream::invoke_with_response_stream(
                    control,
                    &self.invoker,
                    context,
                    &target,
                    request,
                )
                .await?;
                Ok(wire::response_stream::response(output))
            }
            Action::ListAliases => {
                let version = request::parameter(&request, "FunctionVersion");
                let page = request::page(&request)?;
                let version = version.as_deref();
                let output =
                    ops::list_aliases::list_aliases(control, context, name, version, &page)?;
                Ok(reply::json(ok, &output))
            }
            Action::ListEventSourceMappings => {
                let input = ListEventSourceMappingsInput {
                    event_source_arn: request::parameter(&request, "EventSourceArn"),
                    function_name: request::parameter(&request, "FunctionName"),
                    page: request::page(&request)?,
                };
                let output = ops::list_event_source_mappings::list_event_source_mappings(
                    control, context, &input,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::ListFunctionEventInvokeConfigs => {
                let name = FunctionName::parse(name)?;
                let page = request::page(&request)?;
                let output =
                    ops::list_function_event_invoke_configs::list_function_event_invoke_configs(
                        control, context, &name, &page,
                    )?;
                Ok(reply::json(ok, &output))
            }
            Action::ListFunctionUrlConfigs => {
                let page = request::page(&request)?;
                let output = ops::function_url_config::list_function_url_configs(
                    control, context, name, &page,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::ListFunctions => {
                let input = ops::list_functions::ListFunctionsInput {
                    function_version: request::parameter(&request, "FunctionVersion"),
                    master_region: request::parameter(&request, "MasterRegion"),
                    page: request::page(&request)?,
                };
                let output = ops::list_functions::list_functions(control, context, &input)?;
                Ok(reply::json(ok, &output))
            }
            Action::ListLayerVersions => {
                let filter = request::layer_filter(&request);
                let page = request::page(&request)?;
                let output = ops::list_layer_versions::list_layer_versions(
                    control, context, name, &filter, &page,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::ListLayers => {
                let filter = request::layer_filter(&request);
                let page = request::page(&request)?;
                let output = ops::list_layers::list_layers(control, context, &filter, &page)?;
                Ok(reply::json(ok, &output))
            }
            Action::ListProvisionedConcurrencyConfigs => {
                let name = FunctionName::parse_plain(name)?;
                let page = request::page(&request)?;
                let output =
                    ops::provisioned_concurrency_config::list_provisioned_concurrency_configs(
                        control,
                        &self.invoker,
                        context,
                        &name,
                        &page,
                    )?;
                Ok(reply::json(ok, &output))
            }
            Action::ListTags => {
                let output = ops::list_tags::list_tags(control, context, name)?;
                Ok(reply::json(ok, &output))
            }
            Action::ListVersionsByFunction => {
                let name = FunctionName::parse(name)?;
                let page = request::page(&request)?;
                let output = ops::list_versions_by_function::list_versions_by_function(
                    control, context, &name, &page,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::PublishLayerVersion => {
                let input = request::large(request, operation).await?;
                let output = ops::publish_layer_version::publish_layer_version(
                    control, context, name, input,
                )
                .await?;
                Ok(reply::json(created, &output))
            }
            Action::PublishVersion => {
                let name = FunctionName::parse_plain(name)?;
                let input = request::small(request, operation).await?;
                let output = ops::publish_version::publish_version(control, context, &name, input)?;
                Ok(reply::json(created, &output))
            }
            Action::PutFunctionConcurrency => {
                let input = request::small(request, operation).await?;
                let output = ops::put_function_concurrency::put_function_concurrency(
                    control, context, name, &input,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::PutFunctionEventInvokeConfig => {
                let target = request::target(&request, name)?;
                let input = request::small(request, operation).await?;
                let output =
                    ops::put_function_event_invoke_config::put_function_event_invoke_config(
                        control, context, &target, &input,
                    )?;
                Ok(reply::json(ok, &output))
            }
            Action::PutFunctionRecursionConfig => {
                let input = request::small(request, operation).await?;
                let output = ops::function_recursion_config::put_function_recursion_config(
                    control, context, name, &input,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::PutProvisionedConcurrencyConfig => {
                let target = request::target(&request, name)?;
                let input = request::small(request, operation).await?;
                let output =
                    ops::provisioned_concurrency_config::put_provisioned_concurrency_config(
                        control,
                        &self.invoker,
                        context,
                        &target,
                        &input,
                    )?;
                Ok(reply::json(StatusCode::ACCEPTED, &output))
            }
            Action::PutRuntimeManagementConfig => {
                let target = request::target(&request, name)?;
                let input = request::small(request, operation).await?;
                let output = ops::runtime_management_config::put_runtime_management_config(
                    control, context, &target, input,
                )?;
                Ok(reply::json(ok, &output))
            }
            Action::RemoveLayerVersionPermission => {
                let target = LayerTarget::parse(name, second, context.scope())?;
                let sid = labels.get(2).copied().unwrap_or_default();
                let revision = request::parameter(&request, "RevisionId");
                ops::remove_layer_version_permission::remove_layer_version_permission(
                    control,
                    context,
                    &target,
                    sid,
                    revision.as_deref(),
                )?;
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::RemovePermission => {
                let target = request::target(&request, name)?;
                let revision = request::parameter(&request, "RevisionId");
                ops::remove_permission::remove_permission(
                    control,
                    context,
                    &target,
                    second,
                    revision.as_deref(),
                )?;
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::TagResource => {
                let input = request::small(request, operation).await?;
                ops::tag_resource::tag_resource(control, context, name, input)?;
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::UntagResource => {
                let keys = request::parameters(&request, "tagKeys");
                ops::untag_resource::untag_resource(control, context, name, &keys)?;
                Ok(reply::empty(StatusCode::NO_CONTENT))
            }
            Action::UpdateAlias => {
                let target = AliasTarget::parse(name, second)?;
                let input = request::small(request, operation).await?;
                let output = ops::update_alias::update_alias(control, context, &target, input)?;
                self.reprovision(context, &target.function.name);
                Ok(reply::json(ok, &output))
            }
            Action::UpdateEventSourceMapping => {
                let input = request::small(request, operation).await?;
                let output = ops::update_event_source_mapping::update_event_source_mapping(
                    control, context, name, &input,
                )?;
                Ok(reply::json(accepted, &output))
            }
            Action::UpdateFunctionCode => {
                let name = FunctionName::parse_plain(name)?;
                let input = request::large(request, operation).await?;
                let output =
                    ops::update_function_code::update_function_code(control, context, &name, input)
                        .await?;
                self.invoker.retire(context.scope(), &name.name);
                self.start_ahead(context, &name.name);
                Ok(reply::json(ok, &output))
            }
            Action::UpdateFunctionConfiguration => {
                let name = FunctionName::parse_plain(name)?;
                let input = request::small(request, operation).await?;
                let output = ops::update_function_configuration::update_function_configuration(
                    control, context, &name, input,
                )?;
                self.invoker.retire(context.scope(), &name.name);
                self.start_ahead(context, &name.name);
                Ok(reply::json(ok, &output))
            }
            Action::UpdateFunctionEventInvokeConfig => {
                let target = request::target(&request, name)?;
                let input = request::small(request, operation).await?;
                let output =
                    ops::update_function_event_invoke_config::update_function_event_invoke_config(
                        control, context, &target, &input,
                    )?;
                Ok(reply::json(ok, &output))
            }
            Action::UpdateFunctionUrlConfig => {
                let qualifier = request::parameter(&request, "Qualifier");
                let input = request::small(request, operation).await?;
                let input = UrlRequest::parse(name, qualifier.as_deref(), input, false)?;
                let output =
                    ops::function_url_config::update_function_url_config(control, context, input)?;
                Ok(reply::json(ok, &output))
            }
        }
    }

    /// Lets provisioned concurrency follow a function whose versions or aliases have changed.
    fn reprovision(&self, context: &RequestContext, name: &str) {
        let shelf = self.control.registry.shelf(context.scope());
        let function = shelf.get(name).map(Arc::as_ref);
        self.invoker.provision(context.scope(), name, function);
    }

    /// Answers a plain HTTP request to `/_ruststack/lambda/<function>/<path>` through a function.
    pub(crate) async fn front(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        let control = &self.control;
        let (registry, clock) = (&control.registry, &control.clock);
        let journal = &self.journal;
        front::front(registry, &self.invoker, clock, journal, context, request).await
    }

    /// The latest requests that came through the front.
    pub(crate) fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Makes an application a function of the context's account and region. A problem is one line.
    pub(crate) async fn make_application(
        &self,
        context: &RequestContext,
        application: &Application,
    ) -> Result<(), String> {
        application::create(&self.control, context, application).await
    }

    /// Keeps an environment of an application ready, whatever is saved; does not end.
    pub(crate) async fn keep_ready(&self, context: &RequestContext, name: &str) {
        application::keep_ready(&self.control, &self.invoker, context, name).await;
    }

    /// The URLs of functions.
    pub(crate) fn urls(&self) -> Urls<'_> {
        Urls {
            registry: &self.control.registry,
            invoker: &self.invoker,
            clock: &self.control.clock,
        }
    }

    /// Answers a download of a function's code, as GetFunction's `Code.Location` names it.
    pub(crate) async fn code(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        download::answer(&self.control, context, &request)
    }

    /// Ends every mapping's task, every environment that is idle, and the others when they have
    /// answered.
    pub(crate) fn stop(&self) {
        self.pollers.stop();
        self.invoker.stop();
    }
}
