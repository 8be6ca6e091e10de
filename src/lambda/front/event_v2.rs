//! The event of an HTTP API's Lambda integration, payload format 2.0, key for key in AWS's order.

use serde::Serialize;

use crate::aws::percent;
use crate::aws::time::access_log;

use super::multi_map::{JoinedValues, MultiMap, group};
use super::request::{FrontRequest, SOURCE_IP};

/// The route and the stage that take every request.
const DEFAULT: &str = "$default";

/// Keys as in "Working with AWS Lambda proxy integrations for HTTP APIs"; what is empty is absent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    version: &'a str,
    route_key: &'a str,
    raw_path: &'a str,
    raw_query_string: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<&'a str>,
    headers: JoinedValues<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_string_parameters: Option<JoinedValues<'a>>,
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    account_id: &'a str,
    api_id: String,
    domain_name: &'a str,
    domain_prefix: &'a str,
    http: Http<'a>,
    request_id: &'a str,
    route_key: &'a str,
    stage: &'a str,
    time: String,
    time_epoch: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Http<'a> {
    method: &'a str,
    path: &'a str,
    protocol: &'a str,
    source_ip: &'a str,
    user_agent: &'a str,
}

/// Writes the event. HTTP APIs decode `rawPath` and leave `rawQueryString` as it came.
pub(super) fn event_v2(request: &FrontRequest) -> String {
    let is_cookie = |(name, _): &&(String, Vec<String>)| name == "cookie";
    let headers: MultiMap = request
        .headers
        .iter()
        .filter(|pair| !is_cookie(pair))
        .cloned()
        .collect();
    let lines = request
        .headers
        .iter()
        .filter(is_cookie)
        .flat_map(|(_, lines)| lines);
    let cookies = lines.flat_map(|line| line.split(';')).map(str::trim);
    let parameters = group(request.parameters());
    let path = percent::decode_lossy(&request.path);
    let (body, is_base64_encoded) = request.event_body(is_binary);
    let event = Event {
        version: "2.0",
        route_key: DEFAULT,
        raw_path: &path,
        raw_query_string: &request.query,
        cookies: cookies.filter(|cookie| !cookie.is_empty()).collect(),
        headers: JoinedValues(&headers),
        query_string_parameters: (!parameters.is_empty()).then_some(JoinedValues(&parameters)),
        request_context: RequestContext {
            account_id: request.scope.account.as_str(),
            api_id: request.api_id(),
            domain_name: &request.host,
            domain_prefix: request.domain_prefix(),
            http: Http {
                method: request.method.as_str(),
                path: &path,
                protocol: "HTTP/1.1",
                source_ip: SOURCE_IP,
                user_agent: request.header("user-agent").unwrap_or_default(),
            },
            request_id: &request.gateway_id,
            route_key: DEFAULT,
            stage: DEFAULT,
            time: access_log(request.time),
            time_epoch: request.time_ms(),
        },
        body,
        is_base64_encoded,
    };
    serde_json::to_string(&event).expect("an event has text keys only")
}

/// HTTP APIs pass on as text what is text or JSON, XML and JavaScript by name; the rest is base64,
/// forms too.
fn is_binary(media_type: &str) -> bool {
    let named = matches!(
        media_type,
        "" | "application/json" | "application/xml" | "application/javascript"
    );
    let text = media_type.starts_with("text/")
        || media_type.ends_with("+json")
        || media_type.ends_with("+xml");
    !named && !text
}

#[cfg(test)]
mod tests {
    use super::super::request::example;
    use super::*;

    /// The keys and their order: "Payload format version 2.0" in the API Gateway guide.
    #[test]
    fn a_request_becomes_an_event_key_for_key() {
        let mut request = example("PUT", "/caf%C3%A9/", "a=1&a=%20", "hello");
        request.headers = vec![
            ("accept".into(), vec!["text/html".into(), "*/*".into()]),
            ("cookie".into(), vec!["a=1; b=2".into()]),
            ("user-agent".into(), vec!["curl/8".into()]),
        ];
        let expected = concat!(
            r#"{"version":"2.0","routeKey":"$default","rawPath":"/café/","rawQueryString":"a=1&a=%20","#,
            r#""cookies":["a=1","b=2"],"headers":{"accept":"text/html,*/*","user-agent":"curl/8"},"#,
            r#""queryStringParameters":{"a":"1, "},"requestContext":{"accountId":"000000000000","#,
            r#""apiId":"API","domainName":"localhost:4566","domainPrefix":"localhost","#,
            r#""http":{"method":"PUT","path":"/café/","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"curl/8"},"#,
            r#""requestId":"AAAAAAAAAAAAAAA=","routeKey":"$default","stage":"$default","#,
            r#""time":"22/Nov/2026:07:38:05 +0000","timeEpoch":1795333085123},"#,
            r#""body":"hello","isBase64Encoded":false}"#,
        )
        .replace("API", &request.api_id());
        assert_eq!(event_v2(&request), expected);
    }

    #[test]
    fn what_is_empty_is_absent() {
        let event: serde_json::Value =
            serde_json::from_str(&event_v2(&example("GET", "/", "", ""))).unwrap();
        for absent in ["cookies", "queryStringParameters", "body", "pathParameters"] {
            assert!(event.get(absent).is_none(), "{absent}");
        }
        assert_eq!(event["rawQueryString"], "");
    }

    #[test]
    fn a_form_is_base64_and_json_is_text() {
        let table = [
            ("application/x-www-form-urlencoded", "YT0x", true),
            ("application/json; charset=utf-8", "a=1", false),
            ("application/problem+json", "a=1", false),
            ("multipart/form-data; boundary=x", "YT0x", true),
        ];
        for (content_type, body, encoded) in table {
            let mut request = example("POST", "/", "", "a=1");
            request
                .headers
                .push(("content-type".into(), vec![content_type.into()]));
            let event: serde_json::Value = serde_json::from_str(&event_v2(&request)).unwrap();
            assert_eq!(event["body"], body, "{content_type}");
            assert_eq!(event["isBase64Encoded"], encoded, "{content_type}");
        }
    }
}
