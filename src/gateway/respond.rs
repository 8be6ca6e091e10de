//! The gateway's own refusals, in the shape of the service that was asked.

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Method, Response};

use super::classify::Destination;
use super::error;
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::protocol::json::{self, ErrorStyle};
use crate::aws::protocol::{html, query, xml};
use crate::aws::request_id;
use crate::clock::Clock;
use crate::{iam, logs, sts};

const DYNAMODB: ErrorStyle = ErrorStyle {
    type_key: Some("__type"),
    type_prefix: "com.amazon.coral.service#",
    message_key: "message",
};
/// For the errors that are in DynamoDB's model.
const MODELLED: ErrorStyle = ErrorStyle {
    type_prefix: "com.amazonaws.dynamodb.v20120810#",
    ..DYNAMODB
};
const REST_JSON: ErrorStyle = ErrorStyle {
    type_key: None,
    type_prefix: "",
    message_key: "Message",
};

/// A request id in the shape of the destination's service.
pub(crate) fn request_id(destination: &Destination, clock: &Clock) -> String {
    match destination {
        Destination::S3 { .. } | Destination::Website { .. } => request_id::s3(clock),
        Destination::DynamoDb => request_id::dynamodb(clock),
        _ => request_id::lambda(clock),
    }
}

/// Writes a refusal as the destination would write its own errors.
pub(crate) fn refuse(
    destination: &Destination,
    method: &Method,
    request_id: &str,
    error: &AwsError,
) -> Response<Body> {
    let mut response = match destination {
        Destination::S3 { .. } => return xml::error_response(error, method, request_id),
        Destination::Website { .. } => {
            return html::error_response(error, None, method, request_id);
        }
        Destination::Iam => return query::error_response(error, iam::NAMESPACE, request_id),
        Destination::Sts => return query::error_response(error, sts::NAMESPACE, request_id),
        Destination::Logs => return logs::failure(request_id, error),
        Destination::DynamoDb if error.code() == "InternalServerError" => {
            in_json(MODELLED, "application/x-amz-json-1.0", request_id, error)
        }
        Destination::DynamoDb => in_json(DYNAMODB, "application/x-amz-json-1.0", request_id, error),
        _ => in_json(REST_JSON, "application/json", request_id, error),
    };
    *response.status_mut() = error.status();
    for (name, value) in error.headers() {
        response.headers_mut().insert(name, value.clone());
    }
    response
}

/// A request that was not done, whoever is to blame but its client.
pub(crate) fn broken(
    destination: &Destination,
    method: &Method,
    request_id: &str,
) -> Response<Body> {
    let error = error::internal(destination);
    refuse(destination, method, request_id, &error)
}

fn in_json(
    style: ErrorStyle,
    content_type: &'static str,
    request_id: &str,
    error: &AwsError,
) -> Response<Body> {
    let body = json::error_body(error, style);
    let crc32 = crc_fast::crc32_iso_hdlc(body.as_bytes());
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    insert(headers, CONTENT_TYPE, content_type);
    insert(
        headers,
        HeaderName::from_static("x-amzn-requestid"),
        request_id,
    );
    match style.type_key {
        Some(_) => insert(
            headers,
            HeaderName::from_static("x-amz-crc32"),
            &crc32.to_string(),
        ),
        None => insert(
            headers,
            HeaderName::from_static("x-amzn-errortype"),
            error.code(),
        ),
    }
    response
}

fn insert(headers: &mut http::HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
