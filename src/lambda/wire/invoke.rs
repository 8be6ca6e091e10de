//! Invoke on the wire: everything but the payload travels in headers.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::BodyExt;

use crate::aws::body::Body;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::lambda::error;
use crate::lambda::invoke::invocation::InvocationResult;
use crate::lambda::tenancy;

/// Synchronous payloads (AWS docs, Lambda quotas).
const PAYLOAD_BYTES_MAX: usize = 6_291_456;
/// Asynchronous payloads (AWS docs, Lambda quotas; since October 2025).
const EVENT_BYTES_MAX: usize = 1_048_576;
/// Payloads of InvokeAsync (its page in the Lambda API reference).
pub(crate) const INVOKE_ASYNC_LIMIT: PayloadLimit = PayloadLimit {
    invocation_type: "Event",
    bytes_max: 262_144,
};
/// Bytes beyond the limit that are read and thrown away: many clients read no answer before they
/// have sent everything.
const SURPLUS_BYTES_MAX: usize = 64 * 1024 * 1024;

const DURABLE_EXECUTION_ARN: HeaderName = HeaderName::from_static("x-amz-durable-execution-arn");
const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// What an Invoke request asks for beside its payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InvokeInput {
    pub(crate) invocation_type: InvocationType,
    pub(crate) log_tail: bool,
    /// JSON, decoded from the header's base64.
    pub(crate) client_context: Option<String>,
    pub(crate) trace_id: Option<String>,
    pub(crate) tenant_id: Option<String>,
    /// X-Amz-Durable-Execution-Name.
    pub(crate) durable_name: Option<String>,
}

/// How a function is invoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvocationType {
    RequestResponse,
    Event,
    DryRun,
}

/// What Invoke answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InvokeOutput {
    /// The function has run.
    Result {
        result: InvocationResult,
        trace_id: String,
    },
    /// The event is queued, or has begun a durable execution.
    Queued {
        durable_execution_arn: Option<String>,
    },
    /// The caller may invoke the function.
    DryRun,
}

/// How long a payload may be, and what the refusal of a longer one calls the invocation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PayloadLimit {
    invocation_type: &'static str,
    bytes_max: usize,
}

impl InvocationType {
    pub(crate) fn payload_limit(self) -> PayloadLimit {
        let (invocation_type, bytes_max) = match self {
            Self::RequestResponse => ("RequestResponse", PAYLOAD_BYTES_MAX),
            Self::Event => ("Event", EVENT_BYTES_MAX),
            Self::DryRun => ("DryRun", PAYLOAD_BYTES_MAX),
        };
        PayloadLimit {
            invocation_type,
            bytes_max,
        }
    }
}

/// The types that Invoke takes, in the order in which AWS names them.
pub(crate) const TYPES: &[(&str, InvocationType)] = &[
    ("Event", InvocationType::Event),
    ("RequestResponse", InvocationType::RequestResponse),
    ("DryRun", InvocationType::DryRun),
];
/// The types that InvokeWithResponseStream takes.
pub(crate) const STREAMED_TYPES: &[(&str, InvocationType)] = &[
    ("RequestResponse", InvocationType::RequestResponse),
    ("DryRun", InvocationType::DryRun),
];

/// Reads the headers.
///
/// Errors: ValidationException for an unknown type or a bad tenant id; InvalidRequestContentException for a client
/// context that is no JSON object in base64.
pub(crate) fn input(
    headers: &HeaderMap,
    types: &[(&str, InvocationType)],
) -> Result<InvokeInput, AwsError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let mut violations = Violations::default();
    let invocation_type = match text("x-amz-invocation-type") {
        None | Some("") => Some(InvocationType::RequestResponse),
        Some(named) => {
            let known = types.iter().find(|(name, _)| *name == named);
            if known.is_none() {
                let names: Vec<&str> = types.iter().map(|(name, _)| *name).collect();
                violations.one_of("invocationType", named, &names);
            }
            known.map(|(_, known)| *known)
        }
    };
    let log_tail = match text("x-amz-log-type") {
        None | Some("" | "None") => false,
        Some("Tail") => true,
        Some(other) => {
            violations.one_of("logType", other, &["None", "Tail"]);
            false
        }
    };
    let tenant_id = tenancy::tenant_id(headers, &mut violations);
    let durable_name = text("x-amz-durable-execution-name").map(str::to_owned);
    if let Some(name) = &durable_name {
        check_durable_name(name, &mut violations);
    }
    let invocation_type = violations.finish(invocation_type)?;
    let client_context = match text("x-amz-client-context") {
        None | Some("") => None,
        Some(base64) => Some(client_context(base64)?),
    };
    Ok(InvokeInput {
        invocation_type,
        log_tail,
        client_context,
        trace_id: text(TRACE_ID.as_str()).map(str::to_owned),
        tenant_id,
        durable_name,
    })
}

/// DurableExecutionName of the API model.
pub(crate) fn check_durable_name(name: &str, violations: &mut Violations) {
    violations.length("durableExecutionName", name, 1, 64);
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if name.is_empty() || !name.bytes().all(legal) {
        violations.pattern("durableExecutionName", name, "[a-zA-Z0-9-_]+");
    }
}

/// A header carries it to the runtime, so it may not hold line breaks.
fn client_context(base64: &str) -> Result<String, AwsError> {
    let json = BASE64_STANDARD.decode(base64).ok();
    json.and_then(|json| serde_json::from_slice(&json).ok())
        .filter(serde_json::Value::is_object)
        .map(|object| object.to_string())
        .ok_or_else(error::invoke::client_context_unreadable)
}

/// Reads a payload; an absent one is an empty object, as for AWS's own clients.
///
/// Errors: RequestTooLargeException, with the length that was sent.
pub(crate) async fn payload(
    request: Request<Body>,
    limit: PayloadLimit,
) -> Result<Bytes, AwsError> {
    let PayloadLimit {
        invocation_type,
        bytes_max: limit,
    } = limit;
    let too_large = |length| error::invoke::payload_too_large(length, invocation_type, limit);
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    // Who waits for a 100 has not begun to send.
    let waits = request.headers().contains_key(EXPECT);
    if let Some(length) = announced
        && length > limit
        && (waits || length > limit + SURPLUS_BYTES_MAX)
    {
        return Err(too_large(length));
    }
    let mut body = request.into_body();
    let (mut bytes, mut length) = (BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(error::request::body_unreadable)?.into_data() else {
            continue;
        };
        length += data.len();
        if length <= limit {
            bytes.extend_from_slice(&data);
        } else if length > limit + SURPLUS_BYTES_MAX {
            break;
        }
    }
    match length {
        0 => Ok(Bytes::from_static(b"{}")),
        length if length > limit => Err(too_large(length)),
        _ => Ok(bytes.freeze()),
    }
}

/// Writes the answer: 200 with the function's payload, 202 or 204.
pub(crate) fn response(output: InvokeOutput) -> Response<Body> {
    match output {
        InvokeOutput::Result { result, trace_id } => with_result(result, &trace_id),
        InvokeOutput::Queued {
            durable_execution_arn,
        } => {
            let mut response = with_status(StatusCode::ACCEPTED);
            set_durable_arn(&mut response, durable_execution_arn.as_deref());
            response
        }
        InvokeOutput::DryRun => with_status(StatusCode::NO_CONTENT),
    }
}

fn set_durable_arn(response: &mut Response<Body>, arn: Option<&str>) {
    if let Some(arn) = arn.and_then(|arn| HeaderValue::from_str(arn).ok()) {
        response.headers_mut().insert(DURABLE_EXECUTION_ARN, arn);
    }
}

fn with_status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn with_result(result: InvocationResult, trace_id: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(result.payload));
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_TYPE, "application/json");
    set(
        HeaderName::from_static("x-amz-executed-version"),
        &result.executed_version,
    );
    if result.failed {
        set(HeaderName::from_static("x-amz-function-error"), "Unhandled");
    }
    if let Some(tail) = result.log_tail {
        set(
            HeaderName::from_static("x-amz-log-result"),
            &BASE64_STANDARD.encode(tail),
        );
    }
    set(TRACE_ID, trace_id);
    set_durable_arn(&mut response, result.durable_execution_arn.as_deref());
    response
}
