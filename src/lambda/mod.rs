//! Lambda: functions, and the environments that run them.

mod alias;
mod answers;
pub(crate) mod application;
mod architecture;
mod code;
mod code_signing;
mod concurrency;
mod control;
pub(crate) mod directory;
mod download;
mod durable;
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
mod kms_key;
mod layers;
mod name;
mod network;
mod ops;
mod package;
mod page;
mod permission;
mod pieces;
mod prepared;
mod receiver;
mod reply;
mod revision;
mod routes;
mod runtime;
mod runtime_api;
mod settings;
mod snap_start;
mod tags;
mod telemetry;
mod tenancy;
mod wire;

pub(crate) use self::executor::Executor;
pub(crate) use self::image::LambdaImage;
pub(crate) use self::invoke::variables::Server;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use http::{Request, Response};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::operation::Unsupported;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;

use self::answers::call::{self, Answer, Call, Operation};
use self::application::Application;
use self::control::ControlPlane;
use self::event_source::poller::Pollers;
use self::front::journal::Journal;
use self::front::url::Urls;
use self::invoke::invoker::Invoker;
use self::receiver::Receiver;
use self::routes::Matched;

/// Does the work of a process that guards functions, if the program was started as one.
pub(crate) fn guard(arguments: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let arguments: Vec<OsString> = arguments.collect();
    let of_processes = executor::process::sandboxes::guard(arguments.iter().cloned());
    of_processes.or_else(|| executor::docker::sweeper::guard(arguments.into_iter()))
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
        let hot_reload = config.lambda_hot_reload;
        let control = ControlPlane::new(clock.clone(), bus.clone(), hot_reload, image);
        let registry = Arc::clone(&control.registry);
        let (functions, executions) = (Arc::clone(&registry), &image.executions);
        let invoker = Invoker::new(executor, server, clock.clone(), &bus, functions, executions);
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
        invoker.go_on_with_executions();
        let receiver = Receiver::new(registry, invoker.clone(), clock);
        for (number, event) in image.accepted.all() {
            receiver.go_on(number, event);
        }
        bus.offer_functions(Arc::new(receiver));
        Self {
            control,
            invoker,
            journal: Journal::default(),
            pollers,
        }
    }

    /// Holds the control plane still while `then` works with what is there. Events on their way are
    /// part of it for who goes on with them.
    pub(crate) fn still<T>(&self, goes_on: bool, then: impl FnOnce(LambdaImage) -> T) -> T {
        self.control.still(|mut image| {
            image.executions = self.invoker.executions().image();
            if goes_on {
                image.accepted = self.invoker.accepted();
            }
            then(image)
        })
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
        let outcome = match matched.route.answer {
            Some(answer) => self.answer(context, &matched, answer, request).await,
            None => Err(error::request::not_available(operation)),
        };
        let mut response = reply::finish(outcome, context, operation);
        if matched.route.answer.is_none() {
            let unsupported = Unsupported::operation(operation);
            response.extensions_mut().insert(unsupported);
        }
        response
    }

    /// Runs one operation, in the place of a function's owner where its policy allows that.
    async fn answer(
        &self,
        context: &RequestContext,
        matched: &Matched,
        answer: Operation,
        request: Request<Body>,
    ) -> Answer {
        let operation = matched.route.operation;
        let name = matched.labels.first().map_or("", String::as_str);
        let qualifier = call::parameter(&request, "Qualifier");
        let registry = &self.control.registry;
        let owner = permission::in_place_of_owner(
            registry,
            context,
            operation,
            name,
            qualifier.as_deref(),
        )?;
        answer(Call {
            control: &self.control,
            invoker: &self.invoker,
            pollers: &self.pollers,
            context: owner.as_ref().unwrap_or(context),
            operation,
            labels: &matched.labels,
            request,
        })
        .await
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
        let (head, _) = request.into_parts();
        download::answer(&self.control, context, &head).await
    }

    /// Ends every mapping's task, every environment that is idle, and the others when they have
    /// answered.
    pub(crate) fn stop(&self) {
        self.pollers.stop();
        self.invoker.stop();
    }
}
