//! Every refusal that the gateway itself answers, in AWS's words where AWS has them.

pub(crate) mod form;
pub(crate) mod page;
pub(crate) mod signature;
pub(crate) mod snapshot_file;

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, StatusCode};
use time::OffsetDateTime;

use super::classify::Destination;
use crate::aws::error::AwsError;
use crate::aws::sigv4::credential::CredentialProblem;
use crate::aws::sigv4::header::HeaderProblem;
use crate::aws::sigv4::presigned::PresignProblem;
use crate::aws::time::iso_seconds;

/// S3, 400. Recorded texts for the credential and the missing parameters; the others are those of
/// the page "Authenticating Requests: Using Query Parameters".
pub(crate) fn presigned_query(problem: &PresignProblem) -> AwsError {
    let message = match problem {
        PresignProblem::MissingParameter => {
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, \
             X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
        }
        PresignProblem::UnknownAlgorithm => {
            "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""
        }
        PresignProblem::Credential(problem) => {
            return query_parameters(format!(
                "Error parsing the X-Amz-Credential parameter; {}",
                credential(problem)
            ));
        }
        PresignProblem::OtherDay { credential, moment } => {
            return query_parameters(other_day(credential, moment));
        }
        PresignProblem::MalformedDate => {
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""
        }
        PresignProblem::ExpiresNotANumber => "X-Amz-Expires should be a number",
        PresignProblem::ExpiresNegative => "X-Amz-Expires must be non-negative",
        PresignProblem::ExpiresTooLong => {
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires \
             must be less than 604800 seconds"
        }
    };
    query_parameters(message)
}

fn query_parameters(message: impl Into<Cow<'static, str>>) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "AuthorizationQueryParametersError",
        message,
    )
}

/// The first text is recorded, the others are those that AWS's users quote.
fn credential(problem: &CredentialProblem) -> String {
    match problem {
        CredentialProblem::Malformed => "the Credential is mal-formed; expecting \
             \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
            .to_owned(),
        CredentialProblem::Date(date) => format!(
            "incorrect date format \"{date}\". This date in the credential must be in the format \
             \"yyyyMMdd\"."
        ),
        CredentialProblem::Terminal(terminal) => {
            format!("incorrect terminal \"{terminal}\". This endpoint uses \"aws4_request\".")
        }
    }
}

/// For a credential of another day than the moment that was signed.
fn other_day(day: &str, moment: &str) -> String {
    let signed = moment.split('T').next().unwrap_or_default();
    format!(
        "Invalid credential date \"{day}\". This date is not the same as X-Amz-Date: \"{signed}\"."
    )
}

/// S3, 403: a query of Signature Version 2 with a part missing (recorded text).
pub(crate) fn older_query_incomplete() -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
    )
}

/// S3, 403: `Expires` of Signature Version 2 that is no number; AWS's text.
pub(crate) fn older_query_date(expires: &str) -> AwsError {
    access_denied(format!(
        "Invalid date (should be seconds since epoch): {expires}"
    ))
}

/// S3, 403 (recorded). `expires_s` is there for Signature Version 4 only.
pub(crate) fn request_has_expired(
    expires_s: Option<i64>,
    expires_at: OffsetDateTime,
    now: OffsetDateTime,
) -> AwsError {
    let error = AwsError::new(StatusCode::FORBIDDEN, "AccessDenied", "Request has expired");
    let error = match expires_s {
        Some(seconds) => error.with_field("X-Amz-Expires", seconds.to_string()),
        None => error,
    };
    error
        .with_field("Expires", iso_seconds(expires_at))
        .with_field("ServerTime", iso_seconds(now))
}

/// S3, 403: a presigned URL from the future.
pub(crate) fn request_not_yet_valid(signed_at: OffsetDateTime, now: OffsetDateTime) -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        "Request is not valid yet",
    )
    .with_field("X-Amz-Date", iso_seconds(signed_at))
    .with_field("ServerTime", iso_seconds(now))
}

/// S3, 403 (recorded).
pub(crate) fn headers_not_signed(names: &[&str]) -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        "There were headers present in the request which were not signed",
    )
    .with_field("HeadersNotSigned", names.join(", "))
}

/// S3, 400; texts of the page "Authenticating Requests: Using the Authorization Header".
pub(crate) fn authorization_header_malformed(problem: &HeaderProblem) -> AwsError {
    let rest = match problem {
        HeaderProblem::Credential(problem) => credential(problem),
        _ => "the authorization header requires three components: Credential, SignedHeaders, and \
             Signature."
            .to_owned(),
    };
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "AuthorizationHeaderMalformed",
        format!("The authorization header is malformed; {rest}"),
    )
}

/// S3, 400 (recorded): the signature is for another region than that of the bucket.
pub(crate) fn region_in_header(region: &str, expected: &str) -> AwsError {
    let message = format!(
        "The authorization header is malformed; the region '{region}' is wrong; expecting '{expected}'"
    );
    wrong_region("AuthorizationHeaderMalformed", message, expected)
}

/// As [`region_in_header`], for the credential in a URL or a form.
pub(crate) fn region_in_query(region: &str, expected: &str) -> AwsError {
    let message = format!(
        "Error parsing the X-Amz-Credential parameter; the region '{region}' is wrong; expecting '{expected}'"
    );
    wrong_region("AuthorizationQueryParametersError", message, expected)
}

fn wrong_region(code: &'static str, message: String, expected: &str) -> AwsError {
    let error =
        AwsError::new(StatusCode::BAD_REQUEST, code, message).with_field("Region", expected);
    match HeaderValue::from_str(expected) {
        Ok(region) => error.with_header(HeaderName::from_static("x-amz-bucket-region"), region),
        Err(_) => error,
    }
}

/// S3, 400: a header whose scheme is none of AWS's.
pub(crate) fn unsupported_authorization(value: &str) -> AwsError {
    invalid_argument("Unsupported Authorization Type", "Authorization", value)
}

/// S3, 400: a signature in the header and another in the query.
pub(crate) fn two_mechanisms(header: &str) -> AwsError {
    invalid_argument(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query \
         string parameter or the Authorization header should be specified",
        "Authorization",
        header,
    )
}

/// DynamoDB, 400 (public dynalite suite): a signature in the header and another in the query.
pub(crate) fn signed_twice() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidSignatureException",
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    )
}

/// JSON services, 400: names each missing part, then repeats the header (recorded by a public suite of
/// DynamoDB's connections).
pub(crate) fn incomplete_signature(problem: &HeaderProblem, header: &str, dated: bool) -> AwsError {
    if let HeaderProblem::Credential(_) = problem {
        return incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. \
             keyid/date/region/service/term."
                .to_owned(),
        );
    }
    let missing = ["Credential", "Signature", "SignedHeaders"]
        .into_iter()
        .filter(|name| !header.contains(&format!("{name}=")))
        .map(|name| format!("Authorization header requires '{name}' parameter. "))
        .collect::<String>();
    let date = match dated {
        true => "",
        false => {
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        }
    };
    incomplete(format!("{missing}{date}Authorization={header}"))
}

/// JSON services, 400: names each missing parameter of a signature in the query (same source).
pub(crate) fn incomplete_query(missing: &[&str]) -> AwsError {
    let missing = missing
        .iter()
        .map(|name| format!("AWS query-string parameters must include '{name}'. "))
        .collect::<String>();
    incomplete(format!("{missing}Re-examine the query-string parameters."))
}

fn incomplete(message: String) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "IncompleteSignatureException",
        message,
    )
}

/// RustStack's own, 403: a host name that is not on the list.
pub(crate) fn host_not_allowed(bare_host: &str) -> AwsError {
    access_denied(format!(
        "RustStack does not answer to the host name '{bare_host}'. If the name is yours, add it to RUSTSTACK_ALLOWED_HOSTS."
    ))
}

/// RustStack's own, 403: a request that a web page of another site has sent.
pub(crate) fn page_not_allowed(origin: &str) -> AwsError {
    access_denied(format!(
        "RustStack does not answer web pages of '{origin}'. If the page is yours, add its origin to RUSTSTACK_ALLOWED_ORIGINS."
    ))
}

fn access_denied(message: String) -> AwsError {
    AwsError::new(StatusCode::FORBIDDEN, "AccessDenied", message)
}

/// HTTP's own, 400: no Host, or more than one.
pub(crate) fn host_missing() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidRequest",
        "A request needs exactly one Host header.",
    )
}

/// RustStack's own, 503: a service that the configuration switches off.
pub(crate) fn service_off(service: &str, variable: &str) -> AwsError {
    AwsError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "ServiceUnavailable",
        format!(
            "{service} is switched off in this RustStack. Start it with {variable}=true to use it."
        ),
    )
}

/// RustStack's own, 501: a service of AWS that is not emulated.
pub(crate) fn other_service(service: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_IMPLEMENTED,
        "NotImplemented",
        format!(
            "RustStack has S3, DynamoDB, Lambda, IAM and STS; the request is signed for '{service}'."
        ),
    )
}

fn invalid_argument(message: impl Into<Cow<'static, str>>, name: &str, value: &str) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, "InvalidArgument", message)
        .with_field("ArgumentName", name)
        .with_field("ArgumentValue", value)
}

/// S3, 400 (docs): the client stopped sending.
pub(crate) fn request_timeout() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "RequestTimeout",
        "Your socket connection to the server was not read from or written to within the timeout period.",
    )
}

/// JSON services, 413: a body that is too long to be read for its signature.
pub(crate) fn body_too_large(bytes_max: usize) -> AwsError {
    AwsError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestEntityTooLargeException",
        format!("Request must be smaller than {bytes_max} bytes"),
    )
}

/// IAM and STS, 403 (recorded): a request that nobody has signed.
pub(crate) fn missing_authentication_token_of_query() -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "MissingAuthenticationToken",
        "Request is missing Authentication Token",
    )
}

/// Lambda, 403: a request that nobody has signed.
pub(crate) fn missing_authentication_token() -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
    )
}

/// S3, 411: the length of a form, or the announced one of an aws-chunked body, is missing or no
/// number.
pub(crate) fn content_length_missing() -> AwsError {
    AwsError::new(
        StatusCode::LENGTH_REQUIRED,
        "MissingContentLength",
        "You must provide the Content-Length HTTP header.",
    )
}

/// 500: a handler panicked, or what it did could not be written down. Each service's own code for it
/// (their pages of errors; IAM and STS: "Common Errors").
pub(crate) fn internal(destination: &Destination) -> AwsError {
    let new = |code, message| AwsError::new(StatusCode::INTERNAL_SERVER_ERROR, code, message);
    match destination {
        Destination::DynamoDb => new(
            "InternalServerError",
            "The server encountered an internal error trying to fulfill the request.",
        ),
        Destination::Lambda => new(
            "ServiceException",
            "The AWS Lambda service encountered an internal error.",
        )
        .with_field("Type", "Service"),
        Destination::Iam | Destination::Sts => new(
            "InternalFailure",
            "The request processing has failed because of an unknown error, exception or failure.",
        ),
        Destination::Logs => new(
            "ServiceUnavailableException",
            "The service cannot complete the request.",
        ),
        _ => new(
            "InternalError",
            "We encountered an internal error. Please try again.",
        ),
    }
}
