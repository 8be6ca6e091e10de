//! Refusals of signatures that were verified, in the words of the service that was asked.
//!
//! S3's: recorded where `../error.rs` says so of the others, else the API reference's "Error
//! responses" and "Authenticating Requests". Those of DynamoDB and Lambda are the texts of AWS's
//! common front of its JSON services, as their users quote them.

use http::StatusCode;
use time::{Duration, OffsetDateTime};

use super::other_day;
use crate::aws::error::AwsError;
use crate::aws::sigv4::signing::Mismatch;
use crate::aws::time::{basic, iso_seconds};
use crate::gateway::classify::Destination;

/// How far the clocks of client and server may differ.
pub(crate) const SKEW_MAX: Duration = Duration::minutes(15);
/// Lambda's front is stricter.
const SKEW_MAX_OF_LAMBDA: Duration = Duration::minutes(5);

/// What is wrong with a signature.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Signature Version 2, or SigV4A, which no key here can verify.
    NotSupported,
    UnknownKey(String),
    /// A session token that does not belong to the key, or that is missing.
    WrongToken(Option<String>, String),
    ExpiredToken(String),
    DateMissing,
    /// The day of the credential, and the moment that was signed.
    DateMismatch(String, String),
    /// The moment as it was signed.
    Skewed(String, OffsetDateTime),
    /// Headers that are there and must be signed.
    NotSigned(Vec<String>),
    HashMissing,
    HashInvalid(String),
    /// The service that stands in the credential, and the one that should.
    WrongService(String, &'static str),
    Mismatch(Box<Mismatch>),
}

/// How long before and after its moment a signature counts.
pub(crate) fn skew_max(destination: &Destination) -> Duration {
    match destination {
        Destination::Lambda | Destination::FunctionUrl => SKEW_MAX_OF_LAMBDA,
        _ => SKEW_MAX,
    }
}

/// The refusal that a destination answers.
pub(crate) fn refusal(
    destination: &Destination,
    problem: Problem,
    now: OffsetDateTime,
) -> AwsError {
    match destination {
        Destination::S3 { .. } => of_s3(problem, now),
        Destination::DynamoDb => of_json(StatusCode::BAD_REQUEST, problem, SKEW_MAX, now),
        Destination::Iam | Destination::Sts => {
            as_query(of_json(StatusCode::FORBIDDEN, problem, SKEW_MAX, now))
        }
        _ => of_json(StatusCode::FORBIDDEN, problem, SKEW_MAX_OF_LAMBDA, now),
    }
}

fn of_s3(problem: Problem, now: OffsetDateTime) -> AwsError {
    let forbidden = |code: &'static str, message: &'static str| {
        AwsError::new(StatusCode::FORBIDDEN, code, message)
    };
    let bad =
        |code: &'static str, message: String| AwsError::new(StatusCode::BAD_REQUEST, code, message);
    match problem {
        Problem::NotSupported => bad(
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use \
             AWS4-HMAC-SHA256."
                .to_owned(),
        ),
        Problem::UnknownKey(id) | Problem::WrongToken(None, id) => forbidden(
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        )
        .with_field("AWSAccessKeyId", id),
        Problem::WrongToken(Some(token), _) => bad(
            "InvalidToken",
            "The provided token is malformed or otherwise invalid.".to_owned(),
        )
        .with_field("Token-0", token),
        Problem::ExpiredToken(token) => {
            bad("ExpiredToken", "The provided token has expired.".to_owned())
                .with_field("Token-0", token)
        }
        Problem::DateMissing => forbidden(
            "AccessDenied",
            "AWS authentication requires a valid Date or x-amz-date header",
        ),
        Problem::DateMismatch(day, moment) => bad(
            "AuthorizationHeaderMalformed",
            format!(
                "The authorization header is malformed; {}",
                other_day(&day, &moment)
            ),
        ),
        Problem::Skewed(moment, _) => forbidden(
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        )
        .with_field("RequestTime", moment)
        .with_field("ServerTime", iso_seconds(now))
        .with_field(
            "MaxAllowedSkewMilliseconds",
            SKEW_MAX.whole_milliseconds().to_string(),
        ),
        Problem::NotSigned(names) => forbidden(
            "AccessDenied",
            "There were headers present in the request which were not signed",
        )
        .with_field("HeadersNotSigned", names.join(", ")),
        Problem::HashMissing => bad(
            "InvalidRequest",
            "Missing required header for this request: x-amz-content-sha256".to_owned(),
        ),
        Problem::HashInvalid(value) => bad(
            "InvalidArgument",
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, \
             STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, \
             STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, \
             STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value."
                .to_owned(),
        )
        .with_field("ArgumentName", "x-amz-content-sha256")
        .with_field("ArgumentValue", value),
        Problem::WrongService(service, expected) => bad(
            "AuthorizationHeaderMalformed",
            format!(
                "The authorization header is malformed; incorrect service \"{service}\". This \
                 endpoint belongs to \"{expected}\"."
            ),
        ),
        Problem::Mismatch(mismatch) => mismatch.s3_error(),
    }
}

fn of_json(
    status: StatusCode,
    problem: Problem,
    skew_max: Duration,
    now: OffsetDateTime,
) -> AwsError {
    let invalid = |message: String| AwsError::new(status, "InvalidSignatureException", message);
    let incomplete = |message: &'static str| {
        AwsError::new(
            StatusCode::BAD_REQUEST,
            "IncompleteSignatureException",
            message,
        )
    };
    match problem {
        Problem::UnknownKey(_) | Problem::WrongToken(..) => AwsError::new(
            status,
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        Problem::ExpiredToken(_) => AwsError::new(
            status,
            "ExpiredTokenException",
            "The security token included in the request is expired",
        ),
        Problem::NotSupported => incomplete(
            "Unsupported AWS 'algorithm': only AWS4-HMAC-SHA256 is supported by this server.",
        ),
        Problem::DateMissing => incomplete(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        ),
        Problem::DateMismatch(day, moment) => invalid(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from \
             HTTP: '{day}' != '{}', from '{moment}'.",
            moment.split('T').next().unwrap_or_default()
        )),
        Problem::Skewed(moment, signed_at) => invalid(skewed(&moment, signed_at, skew_max, now)),
        Problem::NotSigned(_) => invalid(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned(),
        ),
        Problem::WrongService(_, expected) => invalid(format!(
            "Credential should be scoped to correct service: '{expected}'. "
        )),
        Problem::HashMissing | Problem::HashInvalid(_) | Problem::Mismatch(_) => invalid(
            "The request signature we calculated does not match the signature you provided. Check \
             your AWS Secret Access Key and signing method. Consult the service documentation for \
             details."
                .to_owned(),
        ),
    }
}

/// Services of the query protocol have the same texts under codes of their own ("Common Errors" of
/// their API references).
pub(crate) fn as_query(error: AwsError) -> AwsError {
    let code = match error.code() {
        "UnrecognizedClientException" => "InvalidClientTokenId",
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "IncompleteSignatureException" => "IncompleteSignature",
        "ExpiredTokenException" => "ExpiredToken",
        _ => return error,
    };
    let message = error.message().unwrap_or_default().to_owned();
    AwsError::new(error.status(), code, message)
}

fn skewed(
    moment: &str,
    signed_at: OffsetDateTime,
    skew_max: Duration,
    now: OffsetDateTime,
) -> String {
    let minutes = skew_max.whole_minutes();
    let (limit, now_text) = (basic(now - skew_max), basic(now));
    match signed_at < now {
        true => format!(
            "Signature expired: {moment} is now earlier than {limit} ({now_text} - {minutes} min.)"
        ),
        false => format!(
            "Signature not yet current: {moment} is still later than {} ({now_text} + {minutes} \
             min.)",
            basic(now + skew_max)
        ),
    }
}
