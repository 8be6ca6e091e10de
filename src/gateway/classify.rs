//! Which service a request is for: a pure function of what the request says about itself.

use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, AUTHORIZATION, CONTENT_TYPE, HeaderName};
use http::{Method, request::Parts};

use super::hosts::{self, HostTarget};
use super::pages::own_page::OwnPage;
use crate::aws::headers::X_AMZ_TARGET;
use crate::aws::query;
use crate::aws::sigv4::credential::Credential;
use crate::aws::sigv4::header::Authorization;
use crate::logs;

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// RustStack's own.
    Page(OwnPage),
    /// `bucket_in_host` is the bucket of a virtual-hosted request.
    S3 {
        bucket_in_host: Option<String>,
    },
    /// The website of a bucket.
    Website {
        bucket: String,
    },
    DynamoDb,
    Lambda,
    Iam,
    Sts,
    /// CloudWatch Logs.
    Logs,
    /// Plain HTTP to a function.
    LambdaFront,
    /// Plain HTTP to a function URL.
    FunctionUrl,
    /// Download of a function's code.
    LambdaCode,
    /// A service of AWS that this server does not emulate, by its signing name.
    OtherService(String),
}

/// The first rule that matches decides: the Host of a website, of a function's front or URL, own
/// pages, X-Amz-Target, the credential's scope, the older query signature, Host, path; what is left
/// is S3's.
pub(crate) fn classify(request: &Parts, bare_host: &str) -> Destination {
    let host = hosts::target(bare_host);
    match host {
        HostTarget::Function => return Destination::LambdaFront,
        HostTarget::FunctionUrl => return Destination::FunctionUrl,
        HostTarget::Website(bucket) => return Destination::Website { bucket },
        _ => {}
    }
    let path = request.uri.path();
    if !matches!(host, HostTarget::Bucket(_))
        && let Some(page) = own_page(path)
    {
        return page;
    }
    if has_dynamodb_target(request) {
        return Destination::DynamoDb;
    }
    if has_logs_target(request) {
        return Destination::Logs;
    }
    let bucket_in_host = match &host {
        HostTarget::Bucket(bucket) => Some(bucket.clone()),
        _ => None,
    };
    if let Some(service) = signing_service(request) {
        return by_service(&service, bucket_in_host);
    }
    if let HostTarget::Service(service) = &host {
        return by_service(service, None);
    }
    if bucket_in_host.is_none() {
        if is_lambda_path(path) {
            return Destination::Lambda;
        }
        if path == "/" && speaks_amz_json(request) {
            return Destination::DynamoDb;
        }
    }
    Destination::S3 { bucket_in_host }
}

fn own_page(path: &str) -> Option<Destination> {
    match path {
        _ if path.starts_with("/_ruststack/lambda/") => Some(Destination::LambdaFront),
        _ if path.starts_with("/_ruststack/lambda-url/") => Some(Destination::FunctionUrl),
        _ if path.starts_with("/_ruststack/lambda-code/") => Some(Destination::LambdaCode),
        _ => OwnPage::at(path).map(Destination::Page),
    }
}

fn by_service(service: &str, bucket_in_host: Option<String>) -> Destination {
    match service {
        "s3" | "s3express" => Destination::S3 { bucket_in_host },
        // WriteGetObjectResponse: its host names a request, not a bucket.
        "s3-object-lambda" => Destination::S3 {
            bucket_in_host: None,
        },
        "dynamodb" => Destination::DynamoDb,
        "lambda" => Destination::Lambda,
        "iam" => Destination::Iam,
        "sts" => Destination::Sts,
        // StartLiveTail has a host of its own.
        "logs" | "stream-logs" => Destination::Logs,
        other => Destination::OtherService(other.to_owned()),
    }
}

fn header<'a>(request: &'a Parts, name: &HeaderName) -> Option<&'a str> {
    request.headers.get(name)?.to_str().ok()
}

/// A preflight names the target among the headers that it asks for.
fn has_dynamodb_target(request: &Parts) -> bool {
    if request.method == Method::OPTIONS {
        return header(request, &ACCESS_CONTROL_REQUEST_HEADERS)
            .is_some_and(|names| names.to_ascii_lowercase().contains("x-amz-target"));
    }
    header(request, &X_AMZ_TARGET).is_some_and(|target| target.starts_with("DynamoDB"))
}

fn has_logs_target(request: &Parts) -> bool {
    header(request, &X_AMZ_TARGET).is_some_and(|target| target.starts_with(logs::TARGET_PREFIX))
}

fn speaks_amz_json(request: &Parts) -> bool {
    request.method == Method::POST
        && header(request, &CONTENT_TYPE)
            .is_some_and(|content_type| content_type.starts_with("application/x-amz-json-1."))
}

/// The service in a signature's scope, from the header or from the query.
fn signing_service(request: &Parts) -> Option<String> {
    if let Some(value) = header(request, &AUTHORIZATION) {
        if let Ok(authorization) = Authorization::parse(value) {
            return Some(authorization.credential.service.to_owned());
        }
        // Only S3 ever spoke Signature Version 2.
        if value.starts_with("AWS ") {
            return Some("s3".to_owned());
        }
    }
    let query = request.uri.query()?;
    if let Some(credential) = query::parameter(query, "X-Amz-Credential")
        && let Ok(credential) = Credential::parse(&credential)
    {
        return Some(credential.service.to_owned());
    }
    query::parameter(query, "AWSAccessKeyId").map(|_| "s3".to_owned())
}

/// Lambda's API versions begin its paths: `/2015-03-31/functions`. A bucket cannot be told from
/// such a date when nothing is signed; the operations' first words decide.
fn is_lambda_path(path: &str) -> bool {
    let mut segments = path.split('/').skip(1);
    let (Some(version), Some(resource)) = (segments.next(), segments.next()) else {
        return false;
    };
    let is_date = version.len() == 10
        && version.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_date
        && matches!(
            resource,
            "functions"
                | "layers"
                | "layers-by-arn"
                | "event-source-mappings"
                | "account-settings"
                | "tags"
                | "code-signing-configs"
                | "capacity-providers"
                | "durable-executions"
                | "durable-execution-callbacks"
                | "resource-policy"
                | "public-access-block"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPE: &str = "20261122/us-east-1";

    /// Method, host, target, headers, and where that goes.
    type Row<'a> = (
        &'a str,
        &'a str,
        &'a str,
        &'a [(&'a str, &'a str)],
        Destination,
    );

    fn check(rows: &[Row<'_>]) {
        for (method, host, target, headers, expected) in rows {
            let mut request = http::Request::builder().method(*method).uri(*target);
            for (name, value) in *headers {
                request = request.header(*name, *value);
            }
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let got = classify(&parts, &hosts::bare_host(host));
            assert_eq!(got, *expected, "{method} {host} {target} {headers:?}");
        }
    }

    fn s3(bucket: Option<&str>) -> Destination {
        Destination::S3 {
            bucket_in_host: bucket.map(str::to_owned),
        }
    }

    fn signed(service: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential=AK/{SCOPE}/{service}/aws4_request, SignedHeaders=host, Signature=0"
        )
    }

    #[test]
    fn a_target_or_a_scope_decides_before_host_and_path() {
        let [for_s3, for_lambda, for_sqs, for_sts, for_iam] =
            ["s3", "lambda", "sqs", "sts", "iam"].map(signed);
        check(&[
            (
                "POST",
                "localhost:4566",
                "/",
                &[("x-amz-target", "DynamoDB_20120810.PutItem")],
                Destination::DynamoDb,
            ),
            (
                "POST",
                "b.localhost",
                "/",
                &[("x-amz-target", "DynamoDBStreams_20120810.GetRecords")],
                Destination::DynamoDb,
            ),
            (
                "GET",
                "localhost",
                "/2015-03-31/functions",
                &[("authorization", &for_s3)],
                s3(None),
            ),
            (
                "GET",
                "localhost",
                "/2015-03-31/functions",
                &[("authorization", &for_lambda)],
                Destination::Lambda,
            ),
            (
                "GET",
                "b.localhost",
                "/k",
                &[("authorization", &for_s3)],
                s3(Some("b")),
            ),
            (
                "POST",
                "localhost",
                "/",
                &[("authorization", &for_sqs)],
                Destination::OtherService("sqs".into()),
            ),
            (
                "POST",
                "localhost",
                "/",
                &[("authorization", &for_sts)],
                Destination::Sts,
            ),
            (
                "POST",
                "iam.amazonaws.com",
                "/",
                &[("authorization", &for_iam)],
                Destination::Iam,
            ),
            ("POST", "sts.localhost", "/", &[], Destination::Sts),
            (
                "POST",
                "stream-logs.us-east-1.amazonaws.com",
                "/",
                &[],
                Destination::Logs,
            ),
            (
                "POST",
                "localhost",
                "/",
                &[("x-amz-target", "Logs_20140328.PutLogEvents")],
                Destination::Logs,
            ),
            (
                "GET",
                "localhost",
                "/b/k",
                &[("authorization", "AWS AK:sig=")],
                s3(None),
            ),
        ]);
    }

    #[test]
    fn a_presigned_query_names_its_service() {
        let query = |service: &str| {
            format!("/x/y?X-Amz-Credential=AK%2F20261122%2Fus-east-1%2F{service}%2Faws4_request")
        };
        check(&[
            ("GET", "localhost", &query("s3"), &[], s3(None)),
            (
                "GET",
                "localhost",
                &query("dynamodb"),
                &[],
                Destination::DynamoDb,
            ),
            (
                "GET",
                "localhost",
                "/b/k?AWSAccessKeyId=AK&Signature=x&Expires=1",
                &[],
                s3(None),
            ),
        ]);
    }

    #[test]
    fn unsigned_requests_go_by_host_then_path() {
        check(&[
            ("GET", "localhost", "/", &[], s3(None)),
            ("GET", "localhost", "/bucket/key", &[], s3(None)),
            (
                "GET",
                "bucket.localhost:4566",
                "/_ruststack/health",
                &[],
                s3(Some("bucket")),
            ),
            (
                "GET",
                "bucket.s3.localhost",
                "/2015-03-31/functions",
                &[],
                s3(Some("bucket")),
            ),
            (
                "GET",
                "dynamodb.us-east-1.localhost",
                "/",
                &[],
                Destination::DynamoDb,
            ),
            (
                "GET",
                "my.site.s3-website.localhost:4566",
                "/_ruststack/health",
                &[("authorization", "AWS AK:sig=")],
                Destination::Website {
                    bucket: "my.site".into(),
                },
            ),
            (
                "GET",
                "localhost",
                "/2015-03-31/functions/",
                &[],
                Destination::Lambda,
            ),
            ("PUT", "localhost", "/2015-03-31/holiday.jpg", &[], s3(None)),
            (
                "POST",
                "localhost",
                "/",
                &[("content-type", "application/x-amz-json-1.0")],
                Destination::DynamoDb,
            ),
            (
                "POST",
                "localhost",
                "/bucket",
                &[("content-type", "multipart/form-data")],
                s3(None),
            ),
        ]);
    }

    #[test]
    fn own_pages_have_their_own_paths() {
        check(&[
            (
                "GET",
                "localhost",
                "/_ruststack/health",
                &[],
                Destination::Page(OwnPage::Health),
            ),
            (
                "GET",
                "localhost",
                "/_localstack/health",
                &[],
                Destination::Page(OwnPage::Health),
            ),
            (
                "GET",
                "localhost",
                "/_ruststack/lambda/app/",
                &[],
                Destination::LambdaFront,
            ),
            (
                "GET",
                "app.lambda.localhost:4566",
                "/_ruststack/health",
                &[],
                Destination::LambdaFront,
            ),
            (
                "GET",
                "localhost",
                "/_ruststack/lambda-code/x",
                &[],
                Destination::LambdaCode,
            ),
            (
                "GET",
                "localhost",
                "/_ruststack/lambda-url/abc/",
                &[],
                Destination::FunctionUrl,
            ),
            (
                "GET",
                "abc.lambda-url.us-east-1.localhost:4566",
                "/2015-03-31/functions",
                &[("x-amz-target", "DynamoDB_20120810.GetItem")],
                Destination::FunctionUrl,
            ),
            (
                "GET",
                "localhost",
                "/_ruststack/nothing",
                &[],
                Destination::Page(OwnPage::Missing),
            ),
        ]);
    }

    #[test]
    fn a_preflight_for_a_target_is_for_dynamodb() {
        check(&[
            (
                "OPTIONS",
                "localhost",
                "/",
                &[(
                    "access-control-request-headers",
                    "content-type, X-Amz-Target",
                )],
                Destination::DynamoDb,
            ),
            (
                "OPTIONS",
                "localhost",
                "/bucket/key",
                &[("access-control-request-headers", "content-type")],
                s3(None),
            ),
        ]);
    }
}
