//! Who is asking: the one function that reads credentials, for every service, before any handler.
//!
//! Signatures are read, not verified. What a presigned URL says about its own life is checked.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::request::Parts;

use super::classify::Destination;
use super::error;
use super::error::signature::as_query;
use crate::aws::error::AwsError;
use crate::aws::form::Form;
use crate::aws::identity::{AccountId, Caller, Region, Scope, Signing};
use crate::aws::query;
use crate::aws::sigv4::credential::Credential;
use crate::aws::sigv4::header::{ALGORITHM, Authorization, HeaderProblem};
use crate::aws::sigv4::presigned::{EXPIRES_S_DEFAULT, PresignProblem, Presigned};
use crate::clock::Clock;

/// The caller of a request, or the refusal that its destination would answer.
pub(crate) fn authenticate(
    request: &Parts,
    destination: &Destination,
    default_region: &Region,
    clock: &Clock,
) -> Result<Caller, AwsError> {
    // A website has readers, whatever they send.
    if matches!(destination, Destination::Website { .. }) {
        return Ok(anonymous(default_region));
    }
    let query = request.uri.query().unwrap_or_default();
    let is_s3 = matches!(destination, Destination::S3 { .. });
    let in_query = |name: &str| query::parameter(query, name).is_some();
    if let Some(value) = request.headers.get(AUTHORIZATION) {
        let value = value.to_str().unwrap_or_default();
        if is_s3 && (in_query("X-Amz-Algorithm") || in_query("Signature")) {
            return Err(error::two_mechanisms(value));
        }
        if is_api(destination) && in_query("X-Amz-Algorithm") {
            return Err(words_of(destination, error::signed_twice()));
        }
        return from_header(value, request, destination, default_region);
    }
    // What a function's own front finds in a query is the application's.
    if matches!(destination, Destination::LambdaFront) {
        return Ok(anonymous(default_region));
    }
    if is_api(destination) {
        if !in_query("X-Amz-Algorithm") {
            return Ok(anonymous(default_region));
        }
        check_parameters(query).map_err(|refusal| words_of(destination, refusal))?;
    }
    // Only S3 asks how long (public dynalite suite).
    let default_s = is_api(destination).then_some(EXPIRES_S_DEFAULT);
    match Presigned::parse_living(query, default_s) {
        Some(Ok(presigned)) => {
            check_life(&presigned, clock)?;
            let credential = Credential::parse(&presigned.credential)
                .map_err(|problem| error::presigned_query(&PresignProblem::Credential(problem)))?;
            if is_s3 {
                if credential.region == NO_REGION {
                    return Err(error::region_in_query(NO_REGION, default_region.as_str()));
                }
                check_signed_headers(request, &presigned)?;
            }
            Ok(signed(credential, Signing::Presigned, default_region))
        }
        Some(Err(problem)) => Err(error::presigned_query(&problem)),
        None => match request.extensions.get::<Arc<Form>>() {
            Some(form) => from_form(form, default_region),
            None => from_older_query(query, default_region, clock),
        },
    }
}

/// The services that speak JSON or forms, and share one way of reading signatures.
fn is_api(destination: &Destination) -> bool {
    matches!(
        destination,
        Destination::DynamoDb
            | Destination::Lambda
            | Destination::Iam
            | Destination::Sts
            | Destination::Logs
    )
}

/// A refusal of those services under the code that one of them has for it.
fn words_of(destination: &Destination, refusal: AwsError) -> AwsError {
    match destination {
        Destination::Iam | Destination::Sts => as_query(refusal),
        _ => refusal,
    }
}

/// Refuses a signature in the query of which something is missing.
fn check_parameters(query: &str) -> Result<(), AwsError> {
    const PARAMETERS: [&str; 5] = [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "X-Amz-Date",
    ];
    let is_missing = |name: &&str| query::parameter(query, name).is_none_or(|v| v.is_empty());
    let missing: Vec<_> = PARAMETERS.into_iter().filter(is_missing).collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(error::incomplete_query(&missing)),
    }
}

/// The session token that came with a signature, in a header or in the query.
pub(crate) fn session_token<B>(request: &http::Request<B>) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    let in_query = query::parameter(query, "X-Amz-Security-Token").map(Cow::into_owned);
    let header = request.headers().get("x-amz-security-token");
    in_query.or_else(|| Some(header?.to_str().ok()?.to_owned()))
}

/// A form without a policy is anonymous. Signature Version 4 signs the policy with four fields, the
/// older version with two.
fn from_form(form: &Form, default_region: &Region) -> Result<Caller, AwsError> {
    const OLDER: [&str; 3] = ["AWSAccessKeyId", "signature", "policy"];
    const FIELDS: [&str; 5] = [
        "X-Amz-Signature",
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "policy",
    ];
    let has = |name: &&str| form.field(name).is_some();
    let all_of = |names: &[&str]| match names.iter().find(|name| !has(name)) {
        Some(missing) => Err(error::form::field_missing(missing)),
        None => Ok(()),
    };
    let value = |name| form.field(name).unwrap_or_default();
    if FIELDS[..4].iter().any(&has) {
        all_of(&FIELDS)?;
        if value("X-Amz-Algorithm") != ALGORITHM {
            return Err(error::presigned_query(&PresignProblem::UnknownAlgorithm));
        }
        let credential = Credential::parse(value("X-Amz-Credential"))
            .map_err(|problem| error::presigned_query(&PresignProblem::Credential(problem)))?;
        return Ok(signed(credential, Signing::Form, default_region));
    }
    if OLDER[..2].iter().any(&has) {
        all_of(&OLDER)?;
        let access_key = value("AWSAccessKeyId");
        return Ok(with_access_key(access_key, Signing::Form, default_region));
    }
    match has(&"policy") {
        true => Err(error::form::not_signed()),
        false => Ok(anonymous(default_region)),
    }
}

/// Somebody without credentials.
pub(crate) fn anonymous(region: &Region) -> Caller {
    Caller {
        scope: Scope {
            account: AccountId::default(),
            region: region.clone(),
        },
        signing: Signing::Anonymous,
        access_key: None,
    }
}

fn signed(credential: Credential<'_>, signing: Signing, default_region: &Region) -> Caller {
    let region = match credential.region == default_region.as_str() {
        true => None,
        false => Region::parse(credential.region),
    };
    Caller {
        scope: Scope {
            account: AccountId::of_access_key(credential.access_key),
            region: region.unwrap_or_else(|| default_region.clone()),
        },
        signing,
        access_key: Some(credential.access_key.into()),
    }
}

fn from_header(
    value: &str,
    request: &Parts,
    destination: &Destination,
    default_region: &Region,
) -> Result<Caller, AwsError> {
    let is_s3 = matches!(destination, Destination::S3 { .. });
    let incomplete = |problem: &HeaderProblem| {
        let dated = ["x-amz-date", "date"].map(|name| request.headers.contains_key(name));
        let refusal = error::incomplete_signature(problem, value, dated.contains(&true));
        words_of(destination, refusal)
    };
    match Authorization::parse(value) {
        Ok(authorization) => {
            let credential = authorization.credential;
            if is_s3 && credential.region == NO_REGION {
                return Err(error::region_in_header(NO_REGION, default_region.as_str()));
            }
            Ok(signed(credential, Signing::Header, default_region))
        }
        Err(HeaderProblem::OtherScheme) => match older_or_other_access_key(value) {
            Some(access_key) => Ok(with_access_key(access_key, Signing::Header, default_region)),
            None if is_s3 => Err(error::unsupported_authorization(value)),
            None if is_api(destination) && value.starts_with("AWS4-") => {
                Err(incomplete(&HeaderProblem::OtherScheme))
            }
            // A function's own front may use any scheme of its own.
            None => Ok(anonymous(default_region)),
        },
        Err(problem) if is_s3 => Err(error::authorization_header_malformed(&problem)),
        Err(_) if matches!(destination, Destination::LambdaFront) => Ok(anonymous(default_region)),
        Err(problem) => Err(incomplete(&problem)),
    }
}

/// What SDKs that were not told a region put in its place.
const NO_REGION: &str = "aws-global";

/// The access key of Signature Version 2, `AWS AKID:…`, or of SigV4A,
/// `AWS4-ECDSA-P256-SHA256 Credential=AKID/…`.
fn older_or_other_access_key(value: &str) -> Option<&str> {
    if let Some(older) = value.strip_prefix("AWS ") {
        return older.split(':').next();
    }
    let parameters = value.strip_prefix("AWS4-ECDSA-P256-SHA256")?;
    let (_, credential) = parameters.split_once("Credential=")?;
    credential.split('/').next()
}

fn with_access_key(access_key: &str, signing: Signing, region: &Region) -> Caller {
    Caller {
        scope: Scope {
            account: AccountId::of_access_key(access_key),
            region: region.clone(),
        },
        signing,
        access_key: Some(access_key.into()),
    }
}

/// A URL presigned by Signature Version 2: AWSAccessKeyId, Expires in Unix seconds, Signature.
fn from_older_query(query: &str, region: &Region, clock: &Clock) -> Result<Caller, AwsError> {
    let parameters =
        ["AWSAccessKeyId", "Signature", "Expires"].map(|name| query::parameter(query, name));
    let [Some(access_key), Some(_), Some(expires)] = &parameters else {
        // Expires alone is nobody's signature.
        return match parameters[..2].iter().any(Option::is_some) {
            true => Err(error::older_query_incomplete()),
            false => Ok(anonymous(region)),
        };
    };
    let Ok(expires_s) = expires.parse::<i64>() else {
        return Err(error::older_query_date(expires));
    };
    let expires_at = time::OffsetDateTime::from_unix_timestamp(expires_s);
    match expires_at {
        Ok(moment) if clock.now() > moment => {
            Err(error::request_has_expired(None, moment, clock.now()))
        }
        _ => Ok(with_access_key(access_key, Signing::Presigned, region)),
    }
}

/// Expired URLs are refused, as are those from more than 15 minutes in the future.
fn check_life(presigned: &Presigned, clock: &Clock) -> Result<(), AwsError> {
    let now = clock.now();
    if now >= presigned.expires_at() {
        return Err(error::request_has_expired(
            Some(presigned.expires_s),
            presigned.expires_at(),
            now,
        ));
    }
    if presigned.signed_at > now + time::Duration::minutes(15) {
        return Err(error::request_not_yet_valid(presigned.signed_at, now));
    }
    Ok(())
}

/// S3 refuses `x-amz-*` headers that a presigned URL has not signed.
fn check_signed_headers(request: &Parts, presigned: &Presigned) -> Result<(), AwsError> {
    let unsigned: Vec<&str> = request
        .headers
        .keys()
        .map(http::HeaderName::as_str)
        .filter(|name| name.starts_with("x-amz-") && *name != "x-amz-content-sha256")
        .filter(|name| {
            !presigned
                .signed_headers
                .split(';')
                .any(|signed| signed == *name)
        })
        .collect();
    match unsigned.is_empty() {
        true => Ok(()),
        false => Err(error::headers_not_signed(&unsigned)),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const S3: Destination = Destination::S3 {
        bucket_in_host: None,
    };

    fn read(
        destination: &Destination,
        target: &str,
        headers: &[(&str, &str)],
    ) -> Result<Caller, AwsError> {
        let mut request = http::Request::builder().uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let now = datetime!(2026-11-22 10:00:00 UTC).unix_timestamp() * 1000;
        let region = Region::parse("us-east-1").unwrap();
        authenticate(&parts, destination, &region, &Clock::frozen(now))
    }

    fn presigned(access_key: &str, date: &str, expires_s: i64) -> String {
        format!(
            "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={access_key}%2F20261122%2Feu-west-1%2Fs3%2Faws4_request\
             &X-Amz-Date={date}&X-Amz-Expires={expires_s}&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
        )
    }

    #[test]
    fn an_access_key_of_twelve_digits_is_the_account() {
        let header = |access_key: &str| {
            format!(
                "AWS4-HMAC-SHA256 Credential={access_key}/20261122/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0"
            )
        };
        let caller = read(&S3, "/b", &[("authorization", &header("123456789012"))]).unwrap();
        assert_eq!(caller.scope.account.as_str(), "123456789012");
        assert_eq!(caller.scope.region.as_str(), "eu-west-1");
        let caller = read(&S3, "/b", &[("authorization", &header("test"))]).unwrap();
        assert_eq!(caller.scope.account.as_str(), "000000000000");
    }

    #[test]
    fn a_request_without_credentials_is_anonymous_in_the_default_region() {
        let caller = read(&S3, "/b", &[]).unwrap();
        assert_eq!(caller.signing, Signing::Anonymous);
        assert_eq!(caller.scope.region.as_str(), "us-east-1");
    }

    #[test]
    fn a_presigned_url_works_until_it_expires() {
        let caller = read(&S3, &presigned("AK", "20261122T095900Z", 61), &[]).unwrap();
        assert_eq!(caller.signing, Signing::Presigned);
        // Recorded answer: Request has expired, with X-Amz-Expires, Expires and ServerTime.
        let refusal = read(&S3, &presigned("AK", "20261122T095900Z", 60), &[]).unwrap_err();
        assert_eq!(refusal.to_string(), "403 AccessDenied: Request has expired");
        let names: Vec<_> = refusal
            .fields()
            .iter()
            .map(|(name, _)| name.as_ref())
            .collect();
        assert_eq!(names, ["X-Amz-Expires", "Expires", "ServerTime"]);
    }

    // Recorded in the public dynalite suite.
    #[test]
    fn a_query_signed_for_dynamodb_need_not_say_how_long() {
        let url = presigned("AK", "20261122T095900Z", 60).replace("&X-Amz-Expires=60", "");
        let caller = read(&Destination::DynamoDb, &url, &[]).unwrap();
        assert_eq!(caller.signing, Signing::Presigned);
        assert!(read(&S3, &url, &[]).is_err());
    }

    #[test]
    fn an_amz_header_that_was_not_signed_is_named() {
        let url = presigned("AK", "20261122T095900Z", 600);
        let refusal = read(&S3, &url, &[("x-amz-acl", "private")]).unwrap_err();
        assert_eq!(refusal.code(), "AccessDenied");
        assert_eq!(refusal.fields()[0].0, "HeadersNotSigned");
    }

    #[test]
    fn a_malformed_header_is_refused_in_the_words_of_the_service() {
        let garbage = [("authorization", "AWS4-HMAC-SHA256 nonsense")];
        let code = |destination| {
            read(&destination, "/", &garbage)
                .unwrap_err()
                .code()
                .to_owned()
        };
        assert_eq!(code(S3), "AuthorizationHeaderMalformed");
        assert_eq!(code(Destination::DynamoDb), "IncompleteSignatureException");
    }

    #[test]
    fn a_url_of_the_older_signature_expires_too() {
        let at = |expires: i64| format!("/b/k?AWSAccessKeyId=AK&Signature=x&Expires={expires}");
        let now = datetime!(2026-11-22 10:00:00 UTC).unix_timestamp();
        assert_eq!(
            read(&S3, &at(now + 1), &[]).unwrap().signing,
            Signing::Presigned
        );
        assert_eq!(
            read(&S3, &at(now - 1), &[]).unwrap_err().code(),
            "AccessDenied"
        );
        assert_eq!(
            read(&S3, "/b/k?AWSAccessKeyId=AK", &[]).unwrap_err().code(),
            "AccessDenied"
        );
    }
}
