//! The events of payload format 2.0, key for key in AWS's order: those of an HTTP API's Lambda
//! integration, and those of function URLs.

use std::borrow::Cow;

use serde::Serialize;

use crate::aws::identity::AccountId;
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
    api_id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorizer: Option<Authorizer<'a>>,
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

/// Who signed a request to a URL that wants it.
#[derive(Serialize)]
struct Authorizer<'a> {
    iam: Iam<'a>,
}

/// An account's root: there are no users and roles.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Iam<'a> {
    access_key: &'a str,
    account_id: &'a str,
    caller_id: &'a str,
    cognito_identity: (),
    principal_org_id: (),
    user_arn: String,
    user_id: &'a str,
}

/// What an event says of the API that it comes from.
struct Api<'a> {
    account_id: &'a str,
    id: Cow<'a, str>,
    domain_prefix: &'a str,
    request_id: &'a str,
    path: Cow<'a, str>,
    authorizer: Option<Authorizer<'a>>,
}

/// Writes the event. HTTP APIs decode `rawPath` and leave `rawQueryString` as it came.
pub(super) fn event_v2(request: &FrontRequest) -> String {
    let api = Api {
        account_id: request.scope.account.as_str(),
        id: request.api_id().into(),
        domain_prefix: request.domain_prefix(),
        request_id: &request.gateway_id,
        path: percent::decode_lossy(&request.path).into(),
        authorizer: None,
    };
    event(request, api)
}

/// Writes the event of a function URL, which decodes nothing (issues of projects that read both).
/// Who may call a URL without signing is `anonymous`.
pub(super) fn event_of_url(
    request: &FrontRequest,
    url_id: &str,
    signer: Option<(&AccountId, &str)>,
) -> String {
    let authorizer = signer.map(|(account, access_key)| Authorizer {
        iam: Iam {
            access_key,
            account_id: account.as_str(),
            caller_id: account.as_str(),
            cognito_identity: (),
            principal_org_id: (),
            user_arn: format!("arn:aws:iam::{account}:root"),
            user_id: account.as_str(),
        },
    });
    let api = Api {
        account_id: signer.map_or("anonymous", |(account, _)| account.as_str()),
        id: url_id.into(),
        domain_prefix: url_id,
        request_id: &request.request_id,
        path: request.path.as_str().into(),
        authorizer,
    };
    event(request, api)
}

fn event(request: &FrontRequest, api: Api<'_>) -> String {
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
    let (body, is_base64_encoded) = request.event_body(is_binary);
    let event = Event {
        version: "2.0",
        route_key: DEFAULT,
        raw_path: &api.path,
        raw_query_string: &request.query,
        cookies: cookies.filter(|cookie| !cookie.is_empty()).collect(),
        headers: JoinedValues(&headers),
        query_string_parameters: (!parameters.is_empty()).then_some(JoinedValues(&parameters)),
        request_context: RequestContext {
            account_id: api.account_id,
            api_id: api.id,
            authorizer: api.authorizer,
            domain_name: &request.host,
            domain_prefix: api.domain_prefix,
            http: Http {
                method: request.method.as_str(),
                path: &api.path,
                protocol: "HTTP/1.1",
                source_ip: SOURCE_IP,
                user_agent: request.header("user-agent").unwrap_or_default(),
            },
            request_id: api.request_id,
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

    /// "Request payload format" of "Invoking Lambda function URLs", and recorded events for what is
    /// left out.
    #[test]
    fn the_event_of_a_url_names_the_url_and_decodes_nothing() {
        let mut request = example("GET", "/caf%C3%A9/", "", "");
        request.host = "abc.lambda-url.us-east-1.localhost:4566".to_owned();
        let event: serde_json::Value =
            serde_json::from_str(&event_of_url(&request, "abc", None)).unwrap();
        let context = &event["requestContext"];
        assert_eq!(event["rawPath"], "/caf%C3%A9/");
        assert_eq!(context["http"]["path"], "/caf%C3%A9/");
        assert_eq!(context["accountId"], "anonymous");
        assert_eq!(
            (&context["apiId"], &context["domainPrefix"]),
            (&"abc".into(), &"abc".into())
        );
        assert_eq!(context["requestId"], request.request_id.as_str());
        assert!(context.get("authorizer").is_none());
        let account = AccountId::parse("111122223333").unwrap();
        let signed = event_of_url(&request, "abc", Some((&account, "AKID")));
        let event: serde_json::Value = serde_json::from_str(&signed).unwrap();
        let context = &event["requestContext"];
        assert_eq!(context["accountId"], "111122223333");
        assert_eq!(
            context["authorizer"]["iam"],
            serde_json::json!({
                "accessKey": "AKID",
                "accountId": "111122223333",
                "callerId": "111122223333",
                "cognitoIdentity": null,
                "principalOrgId": null,
                "userArn": "arn:aws:iam::111122223333:root",
                "userId": "111122223333",
            })
        );
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
