//! The event of a REST API's Lambda proxy integration (payload 1.0), key for key in AWS's order.

use serde::Serialize;

use crate::aws::percent;
use crate::aws::time::access_log;

use super::multi_map::{AllValues, LastValues, MultiMap, group};
use super::request::{FrontRequest, SOURCE_IP, stable_id};

/// The stage that the front stands for.
const STAGE: &str = "local";

/// Keys as in the API Gateway guide, "Input format of a Lambda function for proxy integration", in
/// the order of events recorded in logs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    resource: &'a str,
    path: &'a str,
    http_method: &'a str,
    headers: LastValues<'a>,
    multi_value_headers: AllValues<'a>,
    query_string_parameters: Option<LastValues<'a>>,
    multi_value_query_string_parameters: Option<AllValues<'a>>,
    path_parameters: Option<PathParameters>,
    stage_variables: (),
    request_context: RequestContext<'a>,
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
struct PathParameters {
    proxy: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    resource_id: String,
    resource_path: &'a str,
    http_method: &'a str,
    extended_request_id: &'a str,
    request_time: String,
    path: String,
    account_id: &'a str,
    protocol: &'a str,
    stage: &'a str,
    domain_prefix: &'a str,
    request_time_epoch: i64,
    request_id: &'a str,
    identity: Identity<'a>,
    domain_name: &'a str,
    deployment_id: String,
    api_id: &'a str,
}

/// Every key is always there; what needs an authorizer is null.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity<'a> {
    cognito_identity_pool_id: (),
    account_id: (),
    cognito_identity_id: (),
    caller: (),
    source_ip: &'a str,
    principal_org_id: (),
    access_key: (),
    cognito_authentication_type: (),
    cognito_authentication_provider: (),
    user_arn: (),
    user_agent: Option<&'a str>,
    user: (),
}

/// Writes the event. `path` stays percent-encoded, as REST APIs leave it, while the path parameter
/// and the query are decoded; a trailing slash is in `path` only (recorded answers).
pub(super) fn event_v1(request: &FrontRequest) -> String {
    let headers = title_cased(&request.headers);
    let parameters = group(request.parameters());
    let proxy = percent::decode_lossy(request.path.trim_matches('/'));
    let resource = if proxy.is_empty() { "/" } else { "/{proxy+}" };
    let api_id = request.api_id();
    let (body, is_base64_encoded) = request.event_body(is_binary);
    let event = Event {
        resource,
        path: &request.path,
        http_method: request.method.as_str(),
        headers: LastValues(&headers),
        multi_value_headers: AllValues(&headers),
        query_string_parameters: (!parameters.is_empty()).then_some(LastValues(&parameters)),
        multi_value_query_string_parameters: (!parameters.is_empty())
            .then_some(AllValues(&parameters)),
        path_parameters: (!proxy.is_empty()).then_some(PathParameters { proxy }),
        stage_variables: (),
        request_context: request_context(request, resource, &api_id),
        body,
        is_base64_encoded,
    };
    serde_json::to_string(&event).expect("an event has text keys only")
}

fn request_context<'a>(
    request: &'a FrontRequest,
    resource: &'a str,
    api_id: &'a str,
) -> RequestContext<'a> {
    RequestContext {
        resource_id: stable_id("resource", resource, 6),
        resource_path: resource,
        http_method: request.method.as_str(),
        extended_request_id: &request.gateway_id,
        request_time: access_log(request.time),
        path: format!("/{STAGE}{}", request.path),
        account_id: request.scope.account.as_str(),
        protocol: "HTTP/1.1",
        stage: STAGE,
        domain_prefix: request.domain_prefix(),
        request_time_epoch: request.time_ms(),
        request_id: &request.request_id,
        identity: Identity {
            source_ip: SOURCE_IP,
            user_agent: request.header("user-agent"),
            ..Identity::default()
        },
        domain_name: &request.host,
        deployment_id: stable_id("deployment", api_id, 6),
        api_id,
    }
}

/// A REST API passes text on as text and, for its binary media types, base64.
fn is_binary(media_type: &str) -> bool {
    let (kind, rest) = media_type.split_once('/').unwrap_or((media_type, ""));
    matches!(kind, "image" | "audio" | "video" | "font" | "multipart")
        || matches!(
            rest,
            "octet-stream" | "zip" | "gzip" | "pdf" | "x-tar" | "wasm" | "protobuf" | "x-protobuf"
        )
}

/// REST APIs keep the case in which a client sent a header's name. HTTP libraries write them as
/// here; the original case is gone by the time a request comes in. Content-Length is not passed on
/// (recorded answer).
fn title_cased(headers: &MultiMap) -> MultiMap {
    headers
        .iter()
        .filter(|(name, _)| name != "content-length")
        .map(|(name, values)| (title_case(name), values.clone()))
        .collect()
}

fn title_case(name: &str) -> String {
    match name {
        "dnt" => return "DNT".to_owned(),
        "soapaction" => return "SOAPAction".to_owned(),
        "x-xsrf-token" => return "X-XSRF-TOKEN".to_owned(),
        _ => {}
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::super::request::example;
    use super::*;

    /// The keys and their order: events in CloudWatch logs and "Input format of a Lambda function
    /// for proxy integration" in the API Gateway guide.
    #[test]
    fn a_get_request_becomes_an_event_key_for_key() {
        let mut request = example("GET", "/caf%C3%A9/x/", "a=1&b=&a=%20+", "");
        request.headers = vec![
            ("accept".into(), vec!["text/html".into(), "*/*".into()]),
            ("host".into(), vec!["localhost:4566".into()]),
            ("user-agent".into(), vec!["curl/8".into()]),
        ];
        let expected = concat!(
            r#"{"resource":"/{proxy+}","path":"/caf%C3%A9/x/","httpMethod":"GET","#,
            r#""headers":{"Accept":"*/*","Host":"localhost:4566","User-Agent":"curl/8"},"#,
            r#""multiValueHeaders":{"Accept":["text/html","*/*"],"Host":["localhost:4566"],"User-Agent":["curl/8"]},"#,
            r#""queryStringParameters":{"a":"  ","b":""},"#,
            r#""multiValueQueryStringParameters":{"a":["1","  "],"b":[""]},"#,
            r#""pathParameters":{"proxy":"café/x"},"stageVariables":null,"#,
            r#""requestContext":{"resourceId":"RESOURCE","resourcePath":"/{proxy+}","httpMethod":"GET","#,
            r#""extendedRequestId":"AAAAAAAAAAAAAAA=","requestTime":"22/Nov/2026:07:38:05 +0000","#,
            r#""path":"/local/caf%C3%A9/x/","accountId":"000000000000","protocol":"HTTP/1.1","stage":"local","#,
            r#""domainPrefix":"localhost","requestTimeEpoch":1795333085123,"#,
            r#""requestId":"c6af9ac6-7b61-11e6-9a41-93e8deadbeef","#,
            r#""identity":{"cognitoIdentityPoolId":null,"accountId":null,"cognitoIdentityId":null,"#,
            r#""caller":null,"sourceIp":"127.0.0.1","principalOrgId":null,"accessKey":null,"#,
            r#""cognitoAuthenticationType":null,"cognitoAuthenticationProvider":null,"userArn":null,"#,
            r#""userAgent":"curl/8","user":null},"domainName":"localhost:4566","#,
            r#""deploymentId":"DEPLOYMENT","apiId":"API"},"body":null,"isBase64Encoded":false}"#,
        )
        .replace("RESOURCE", &stable_id("resource", "/{proxy+}", 6))
        .replace("DEPLOYMENT", &stable_id("deployment", &request.api_id(), 6))
        .replace("\"API\"", &format!("\"{}\"", request.api_id()));
        assert_eq!(event_v1(&request), expected);
    }

    #[test]
    fn the_root_is_a_resource_of_its_own_without_path_parameters() {
        let event: serde_json::Value =
            serde_json::from_str(&event_v1(&example("GET", "/", "", ""))).unwrap();
        assert_eq!(event["resource"], "/");
        for absent in ["pathParameters", "queryStringParameters", "body"] {
            assert!(event[absent].is_null(), "{absent}");
        }
        assert_eq!(event["requestContext"]["path"], "/local/");
    }

    #[test]
    fn a_body_is_text_unless_it_is_binary() {
        let table: [(&str, &[u8], &str, bool); 6] = [
            ("application/json", b"{\"a\":1}", "{\"a\":1}", false),
            ("application/x-www-form-urlencoded", b"a=1", "a=1", false),
            ("", b"text", "text", false),
            ("image/png", b"png", "cG5n", true),
            ("multipart/form-data; boundary=x", b"--x", "LS14", true),
            ("text/plain", b"\xff", "/w==", true),
        ];
        for (content_type, body, expected, encoded) in table {
            let mut request = example("POST", "/", "", "");
            request.body = bytes::Bytes::copy_from_slice(body);
            request
                .headers
                .push(("content-type".into(), vec![content_type.into()]));
            let event: serde_json::Value = serde_json::from_str(&event_v1(&request)).unwrap();
            assert_eq!(event["body"], expected, "{content_type}");
            assert_eq!(event["isBase64Encoded"], encoded, "{content_type}");
        }
    }

    #[test]
    fn header_names_are_written_as_http_libraries_write_them() {
        assert_eq!(title_case("x-forwarded-for"), "X-Forwarded-For");
        assert_eq!(title_case("dnt"), "DNT");
    }
}
