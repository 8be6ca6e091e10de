//! A request whose operation is known: what its path, its query and its body say, and what answers it.

use std::pin::Pin;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{Request, Response};
use serde::de::DeserializeOwned;

use crate::aws::body::{Body, BodyTooLarge};
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::query;
use crate::lambda::code::off_the_reactor;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::event_source::poller::Pollers;
use crate::lambda::function_url::UrlRequest;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::name::Target;
use crate::lambda::ops::list_layers::LayerFilter;
use crate::lambda::page::PageInput;
use crate::lambda::wire::function_url::FunctionUrlInput;
use crate::lambda::wire::member;

/// The longest request of the control plane (recorded answer).
const REQUEST_BYTES_MAX: usize = 70_167_211;

/// What an operation comes to.
pub(crate) type Answer = Result<Response<Body>, AwsError>;

/// An operation, from its request to its answer.
pub(crate) type Operation =
    for<'a> fn(Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

pub(crate) struct Call<'a> {
    pub(crate) control: &'a ControlPlane,
    pub(crate) invoker: &'a Invoker,
    pub(crate) pollers: &'a Pollers,
    /// Of the function's owner, where a policy lets another account ask.
    pub(crate) context: &'a RequestContext,
    /// As AWS spells it.
    pub(crate) operation: &'static str,
    /// What the braces of the route's template stood for, decoded.
    pub(crate) labels: &'a [String],
    pub(crate) request: Request<Body>,
}

impl Call<'_> {
    /// The first label: for most operations a function's name.
    pub(crate) fn name(&self) -> &str {
        self.label(0)
    }

    /// Empty where the route has fewer labels.
    pub(crate) fn label(&self, index: usize) -> &str {
        self.labels.get(index).map_or("", String::as_str)
    }

    /// A function's name with the Qualifier of the query.
    pub(crate) fn target(&self) -> Result<Target, AwsError> {
        Target::parse(self.name(), self.parameter("Qualifier").as_deref())
    }

    /// A function's name with the Qualifier of the query, for its URL.
    pub(crate) fn url(&self) -> Result<UrlRequest, AwsError> {
        let qualifier = self.parameter("Qualifier");
        let input = FunctionUrlInput::default();
        UrlRequest::parse(self.name(), qualifier.as_deref(), input, false)
    }

    /// A parameter of the query, decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        parameter(&self.request, name)
    }

    /// Every value of a parameter of the query, decoded, in its order.
    pub(crate) fn parameters(&self, name: &str) -> Vec<String> {
        let query = self.request.uri().query().unwrap_or_default();
        query::parameters(query)
            .filter(|(own, _)| own == name)
            .map(|(_, value)| value.into_owned())
            .collect()
    }

    /// Which layers are asked for.
    pub(crate) fn layer_filter(&self) -> LayerFilter {
        LayerFilter {
            runtime: self.parameter("CompatibleRuntime"),
            architecture: self.parameter("CompatibleArchitecture"),
        }
    }

    /// Which page of a list is asked for.
    ///
    /// Errors: SerializationException for a MaxItems that is no number.
    pub(crate) fn page(&self) -> Result<PageInput, AwsError> {
        let not_a_number =
            |_| error::request::wrong_type("STRING_VALUE cannot be converted to Integer");
        let max_items = self.parameter("MaxItems").filter(|text| !text.is_empty());
        Ok(PageInput {
            max_items: max_items
                .map(|text| text.parse().map_err(not_a_number))
                .transpose()?,
            marker: self.parameter("Marker"),
        })
    }

    /// Reads an input whose body is short.
    ///
    /// Errors: RequestEntityTooLargeException; SerializationException.
    pub(crate) async fn small<T: DeserializeOwned>(&mut self) -> Result<T, AwsError> {
        member::read(&self.body().await?)
    }

    /// Reads a body that is a value itself.
    ///
    /// Errors: RequestEntityTooLargeException.
    pub(crate) async fn blob(&mut self, bytes_max: usize) -> Result<Bytes, AwsError> {
        let body = self.body().await?;
        match body.len() > bytes_max {
            true => Err(error::request::request_too_large(bytes_max, self.operation)),
            false => Ok(body),
        }
    }

    /// As [`Call::small`], for a body with a package in it: parsed away from the async threads.
    pub(crate) async fn large<T>(&mut self) -> Result<T, AwsError>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let body = self.body().await?;
        off_the_reactor(move || member::read(&body)).await?
    }

    /// Reads a whole body; one that says it is too long is refused before a byte of it is read.
    async fn body(&mut self) -> Result<Bytes, AwsError> {
        let operation = self.operation;
        let too_large = || error::request::request_too_large(REQUEST_BYTES_MAX, operation);
        let announced = self.request.headers().get(CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > REQUEST_BYTES_MAX) {
            return Err(too_large());
        }
        let body = std::mem::replace(self.request.body_mut(), Body::empty());
        match body.read(REQUEST_BYTES_MAX).await {
            Ok(bytes) => Ok(bytes),
            Err(problem) if problem.is::<BodyTooLarge>() => Err(too_large()),
            Err(problem) => Err(error::request::body_unreadable(problem)),
        }
    }

    /// A function that was made or changed is likely to be invoked next.
    pub(crate) fn start_ahead(&self, name: &str) {
        let target = Target::parse(name, None);
        let scope = self.context.scope();
        let function = target.and_then(|target| self.control.resolver(scope, &target)());
        if let Ok(function) = function {
            self.invoker.start_ahead(function.version);
        }
    }

    /// A version that was published has its snapshot taken, if it is to have one.
    pub(crate) fn take_snapshot(&self, name: &str, version: &str) {
        let target = Target::parse(name, Some(version));
        let scope = self.context.scope();
        let function = target.and_then(|target| self.control.resolver(scope, &target)());
        if let Ok(function) = function
            && function.version.snap_start
        {
            self.invoker.take_snapshot(function.version);
        }
    }

    /// Lets provisioned concurrency follow a function whose versions or aliases have changed.
    pub(crate) fn reprovision(&self, name: &str) {
        let scope = self.context.scope();
        let shelf = self.control.registry.shelf(scope);
        let function = shelf.get(name).map(AsRef::as_ref);
        self.invoker.provision(scope, name, function);
    }
}

/// A parameter of a request's query, decoded.
pub(crate) fn parameter(request: &Request<Body>, name: &str) -> Option<String> {
    let query = request.uri().query()?;
    query::parameter(query, name).map(|value| value.into_owned())
}
