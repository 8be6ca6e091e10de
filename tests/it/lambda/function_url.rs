//! Plain HTTP through function URLs.

use serde_json::{Value, json};

use super::lambda;
use super::running::{deploy, deploy_with};
use crate::harness::{Reply, Request, TestServer};

/// Answers what the event's query parameter `answer` says, or else the event itself.
const ECHO: &str = "import json
def handler(event, context):
    parameters = event.get('queryStringParameters') or {}
    if 'answer' in parameters:
        return json.loads(parameters['answer'])
    if 'fail' in parameters:
        raise ValueError('no')
    return {'statusCode': 200, 'body': {'event': event, 'id': context.aws_request_id}}
";

/// Makes a URL for the function `f`; what comes back is its host.
fn url(server: &TestServer, config: Value) -> String {
    let reply = lambda(server, "POST", "/2021-10-31/functions/f/url", config);
    assert_eq!(reply.status, 201, "{}", reply.text());
    let url = reply.json()["FunctionUrl"].as_str().unwrap().to_owned();
    let host = url.strip_prefix("http://").unwrap();
    host.trim_end_matches('/').to_owned()
}

fn allow(server: &TestServer, sid: &str, statement: Value) {
    let mut body = json!({"StatementId": sid, "Principal": "*"});
    for (member, value) in statement.as_object().unwrap() {
        body[member] = value.clone();
    }
    let reply = lambda(server, "POST", "/2015-03-31/functions/f/policy", body);
    assert_eq!(reply.status, 201, "{}", reply.text());
}

/// What a public URL needs since October 2025: "Control access to Lambda function URLs".
fn let_everybody_in(server: &TestServer) {
    let url = json!({"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"});
    allow(server, "url", url);
    let function = json!({"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": true});
    allow(server, "function", function);
}

/// A server with a public URL of an echo, and the URL's host.
fn public(config: Value) -> (TestServer, String) {
    let server = TestServer::start();
    deploy(&server, "f", ECHO);
    let host = url(&server, config);
    let_everybody_in(&server);
    (server, host)
}

fn to(server: &TestServer, host: &str, method: &str, target: &str) -> Request {
    server.request(method, target).header("host", host)
}

fn answered(server: &TestServer, host: &str, answer: &Value) -> Reply {
    let text: String = answer
        .to_string()
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    to(server, host, "GET", &format!("/?answer={text}")).send()
}

/// Fields: recorded events of function URLs; the request id is the invocation's (recorded).
#[test]
fn a_request_reaches_the_function_as_an_event_of_version_2() {
    let (server, host) = public(json!({"AuthType": "NONE"}));
    let reply = to(&server, &host, "POST", "/a%20b/%E9?x=1&x=%2F&y")
        .header("X-Custom", "one")
        .header("X-Custom", "two")
        .header("Cookie", "a=1; b=2")
        .header("Content-Type", "application/json")
        .header("User-Agent", "test")
        .body("{\"k\":1}")
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    let event = &answer["event"];
    let id = host.split('.').next().unwrap();
    for (pointer, expected) in [
        ("/version", json!("2.0")),
        ("/routeKey", json!("$default")),
        ("/rawPath", json!("/a%20b/%E9")),
        ("/rawQueryString", json!("x=1&x=%2F&y")),
        ("/cookies", json!(["a=1", "b=2"])),
        ("/headers/x-custom", json!("one,two")),
        ("/headers/host", json!(host)),
        ("/queryStringParameters", json!({"x": "1,/", "y": ""})),
        ("/requestContext/accountId", json!("anonymous")),
        ("/requestContext/apiId", json!(id)),
        ("/requestContext/domainName", json!(host)),
        ("/requestContext/domainPrefix", json!(id)),
        ("/requestContext/http/method", json!("POST")),
        ("/requestContext/http/path", json!("/a%20b/%E9")),
        ("/requestContext/http/protocol", json!("HTTP/1.1")),
        ("/requestContext/http/userAgent", json!("test")),
        ("/requestContext/stage", json!("$default")),
        ("/body", json!("{\"k\":1}")),
        ("/isBase64Encoded", json!(false)),
    ] {
        assert_eq!(event.pointer(pointer), Some(&expected), "{pointer}");
    }
    let id = reply.header("x-amzn-requestid").unwrap();
    assert_eq!(
        (&answer["id"], &event["requestContext"]["requestId"]),
        (&json!(id), &json!(id))
    );
    assert!(event["headers"].get("cookie").is_none());
}

/// Recorded answers.
#[test]
fn a_functions_answer_becomes_the_response() {
    let (server, host) = public(json!({"AuthType": "NONE"}));
    let json_type = "application/json";
    for (answer, status, content_type, body) in [
        (
            json!({"hello": "world"}),
            200,
            json_type,
            "{\"hello\": \"world\"}",
        ),
        (
            json!({"statusCode": 200, "body": "body123"}),
            200,
            json_type,
            "body123",
        ),
        (
            json!(["hello", 3, true]),
            200,
            json_type,
            "[\"hello\", 3, true]",
        ),
        (json!("hello"), 200, json_type, "hello"),
        (json!(3.1), 200, json_type, "3.1"),
        (
            json!({"statusCode": "418", "body": "teapot"}),
            418,
            json_type,
            "teapot",
        ),
        (
            json!({"statusCode": 201, "headers": {"Content-Type": "a/b"}, "body": "aGk=",
                   "isBase64Encoded": true}),
            201,
            "a/b",
            "hi",
        ),
    ] {
        let reply = answered(&server, &host, &answer);
        let got = (
            reply.status,
            reply.header("content-type").unwrap(),
            reply.text(),
        );
        assert_eq!(got, (status, content_type, body.to_owned()), "{answer}");
    }
    let cookies = json!({"statusCode": 200, "cookies": ["a=1", "b=2"]});
    let reply = answered(&server, &host, &cookies);
    let set: Vec<_> = reply
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie")
        .collect();
    assert_eq!(set.len(), 2);
    for failing in ["/?fail=1", "/?answer=%7B%22statusCode%22%3A%22ok%22%7D"] {
        let reply = to(&server, &host, "GET", failing).send();
        assert_eq!(
            (reply.status, reply.text().as_str()),
            (502, "Internal Server Error")
        );
    }
}

/// Recorded answers: without the policy, and where no URL is; the two actions are in the guide.
#[test]
fn a_public_url_needs_a_policy_that_lets_everybody_do_both() {
    let server = TestServer::start();
    deploy(&server, "f", ECHO);
    let host = url(&server, json!({"AuthType": "NONE"}));
    let get = || to(&server, &host, "GET", "/?answer=1").send();
    let forbidden = json!({"Message": "Forbidden. For troubleshooting Function URL authorization \
        issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"});
    let refused = get();
    assert_eq!((refused.status, refused.json()), (403, forbidden));
    assert_eq!(
        refused.header("x-amzn-errortype"),
        Some("AccessDeniedException")
    );
    let url = json!({"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"});
    allow(&server, "url", url);
    assert_eq!(get().status, 403);
    allow(
        &server,
        "function",
        json!({"Action": "lambda:InvokeFunction"}),
    );
    assert_eq!(get().status, 200);
    // A signature of whatever kind is no business of this URL.
    for authorization in ["Bearer x", "AWS4-HMAC-SHA256 nonsense"] {
        let request = to(&server, &host, "GET", "/?answer=1");
        assert_eq!(
            request.header("authorization", authorization).send().status,
            200
        );
    }
    let nowhere = "0123456789abcdefghijklmnopqrstuv.lambda-url.us-east-1.localhost";
    let reply = to(&server, nowhere, "GET", "/").send();
    assert_eq!(
        (reply.status, reply.text().as_str()),
        (403, "{\"Message\":null}")
    );
    assert_eq!(reply.header("content-type"), Some("application/json"));
}

/// "Control access to Lambda function URLs": the owner's account needs no statement.
#[test]
fn a_url_with_iam_wants_a_signature() {
    let server = TestServer::start();
    deploy(&server, "f", ECHO);
    let host = url(&server, json!({"AuthType": "AWS_IAM"}));
    let get = || to(&server, &host, "GET", "/");
    assert_eq!(get().send().status, 403);
    let event = get().signed("lambda").send().json()["event"].take();
    let iam = &event["requestContext"]["authorizer"]["iam"];
    assert_eq!(
        (&iam["accountId"], &iam["accessKey"]),
        (&json!("000000000000"), &json!("test"))
    );
    assert_eq!(event["requestContext"]["accountId"], "000000000000");
    let other = || {
        get()
            .signed_as("111122223333", "us-east-1", "lambda")
            .send()
    };
    assert_eq!(other().status, 403);
    let statement = json!({"Action": "lambda:*", "Principal": "111122223333"});
    allow(&server, "other", statement);
    assert_eq!(other().status, 200);
}

/// "Cross-origin resource sharing" in the guide; a page that may not is kept outside by the front door.
#[test]
fn pages_are_told_what_the_urls_cors_rules_say() {
    let cors = json!({
        "AllowOrigins": ["https://a.example"], "AllowMethods": ["GET", "PUT"],
        "AllowHeaders": ["x-one"], "ExposeHeaders": ["date"], "AllowCredentials": true, "MaxAge": 7,
    });
    let (server, host) = public(json!({"AuthType": "NONE", "Cors": cors}));
    let preflight = to(&server, &host, "OPTIONS", "/?fail=1")
        .header("origin", "https://a.example")
        .header("access-control-request-method", "PUT")
        .send();
    assert_eq!((preflight.status, preflight.body.len()), (200, 0));
    for (name, value) in [
        ("access-control-allow-origin", "https://a.example"),
        ("access-control-allow-methods", "GET,PUT"),
        ("access-control-allow-headers", "x-one"),
        ("access-control-allow-credentials", "true"),
        ("access-control-max-age", "7"),
    ] {
        assert_eq!(preflight.header(name), Some(value), "{name}");
    }
    let reply = to(&server, &host, "GET", "/?answer=1")
        .header("origin", "https://a.example")
        .send();
    assert_eq!(
        reply.header("access-control-allow-origin"),
        Some("https://a.example")
    );
    assert_eq!(reply.header("access-control-expose-headers"), Some("date"));
    let other = to(&server, &host, "GET", "/?answer=1")
        .header("origin", "https://b.example")
        .send();
    assert_eq!(
        (other.status, other.header("access-control-allow-origin")),
        (403, None)
    );
}

/// Without rules of its own a URL leaves OPTIONS to its function.
#[test]
fn a_url_without_cors_rules_hands_preflights_to_the_function() {
    let (server, host) = public(json!({"AuthType": "NONE"}));
    let reply = to(&server, &host, "OPTIONS", "/")
        .header("origin", "http://localhost:3000")
        .header("access-control-request-method", "PUT")
        .send();
    assert_eq!(
        reply.json()["event"]["requestContext"]["http"]["method"],
        "OPTIONS"
    );
}

/// Lambda quotas, and the recorded answer to throttling.
#[test]
fn what_is_too_large_or_too_much_is_refused_in_lambdas_words() {
    let (server, host) = public(json!({"AuthType": "NONE"}));
    let large = vec![b'x'; 6 * 1024 * 1024 + 1];
    let reply = to(&server, &host, "POST", "/").body(large).send();
    assert_eq!(reply.status, 413);
    let text = "Request must be smaller than 6291456 bytes for the InvokeFunction operation";
    assert_eq!(reply.json(), json!({"Message": text}));
    let none = json!({"ReservedConcurrentExecutions": 0});
    lambda(&server, "PUT", "/2017-10-31/functions/f/concurrency", none);
    let reply = to(&server, &host, "GET", "/").send();
    let expected = json!({
        "Reason": "ReservedFunctionConcurrentInvocationLimitExceeded",
        "Type": "User",
        "message": "Rate Exceeded.",
    });
    assert_eq!((reply.status, reply.json()), (429, expected));
}

#[test]
fn an_aliass_url_runs_the_aliass_version_by_its_own_policy() {
    let server = TestServer::start();
    let code = "def handler(event, context):\n    return context.function_version";
    deploy_with(&server, "f", code, json!({"Publish": true}));
    let live = json!({"Name": "live", "FunctionVersion": "1"});
    lambda(&server, "POST", "/2015-03-31/functions/f/aliases", live);
    let target = "/2021-10-31/functions/f/url?Qualifier=live";
    let reply = lambda(&server, "POST", target, json!({"AuthType": "NONE"})).json();
    let host = reply["FunctionUrl"]
        .as_str()
        .unwrap()
        .trim_start_matches("http://")
        .to_owned();
    let host = host.trim_end_matches('/');
    let_everybody_in(&server);
    assert_eq!(to(&server, host, "GET", "/").send().status, 403);
    let target = "/2015-03-31/functions/f/policy?Qualifier=live";
    let all = json!({"StatementId": "s", "Principal": "*", "Action": "lambda:*"});
    lambda(&server, "POST", target, all);
    assert_eq!(to(&server, host, "GET", "/").send().text(), "1");
}

/// A container's name has no names below it.
#[test]
fn a_url_is_reached_by_a_path_where_no_host_leads_to_it() {
    let (server, host) = public(json!({"AuthType": "NONE"}));
    let target = "/2021-10-31/functions/f/url";
    let request = server
        .request("GET", target)
        .signed("lambda")
        .header("host", "ruststack:4566");
    let id = host.split('.').next().unwrap();
    let expected = format!("http://ruststack:4566/_ruststack/lambda-url/{id}/");
    assert_eq!(request.send().json()["FunctionUrl"], expected);
    let target = format!("/_ruststack/lambda-url/{id}/a/b?x=1");
    let event = server.request("GET", &target).send().json()["event"].take();
    assert_eq!(
        (&event["rawPath"], &event["rawQueryString"]),
        (&json!("/a/b"), &json!("x=1"))
    );
}

/// Makes the function `f` and a public URL of it that streams; what comes back is the URL's host.
fn streaming(server: &TestServer, code: &str) -> String {
    super::nodejs::deploy_js(server, "f", code);
    let host = url(
        server,
        json!({"AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM"}),
    );
    let_everybody_in(server);
    host
}

/// AWS docs, "Response streaming": metadata, eight null bytes, body.
#[test]
fn a_url_that_streams_answers_with_the_status_that_the_function_says_first() {
    let server = TestServer::start();
    let code = "exports.handler = awslambda.streamifyResponse(async (event, stream) => {
        const head = {statusCode: 201, headers: {'X-One': '1'}, cookies: ['a=1', 'b=2']};
        const out = awslambda.HttpResponseStream.from(stream, head);
        out.write('he');
        out.write('llo');
        out.end();
    });";
    let host = streaming(&server, code);
    let reply = to(&server, &host, "GET", "/").send();
    assert_eq!((reply.status, reply.text().as_str()), (201, "hello"));
    assert_eq!(reply.header("x-one"), Some("1"));
    let cookies = reply
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie");
    assert_eq!(cookies.count(), 2);
}

/// The function goes on only when the test has read its first chunk.
#[test]
fn the_first_bytes_of_a_stream_do_not_wait_for_the_rest() {
    let server = TestServer::start();
    let gate = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let code = format!(
        "exports.handler = awslambda.streamifyResponse(async (event, stream) => {{
            stream.setContentType('text/plain');
            stream.write('first');
            await fetch('http://{}/');
            if (event.rawPath === '/fail') throw new Error('midway');
            stream.end('last');
        }});",
        gate.local_addr().unwrap()
    );
    let host = streaming(&server, &code);
    for (path, last) in [("/", Some(b"last".to_vec())), ("/fail", None)] {
        let head = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        let mut answer = super::event_stream::open(&server, &head, "");
        assert!(answer.head.starts_with("HTTP/1.1 200"), "{}", answer.head);
        assert!(answer.head.contains("content-type: text/plain\r\n"));
        assert_eq!(answer.chunk(), Some(b"first".to_vec()));
        let (mut waiting, _) = gate.accept().unwrap();
        std::io::Write::write_all(&mut waiting, b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        drop(waiting);
        assert_eq!(answer.chunk(), last);
    }
}

/// Recorded: a function that does not stream has its payload sent as it is. Before the first byte a
/// failure is still a status.
#[test]
fn a_url_that_streams_sends_whole_answers_as_they_are() {
    let (server, host) = public(json!({"AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM"}));
    let reply = answered(&server, &host, &json!({"statusCode": 418, "body": "x"}));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json(), json!({"statusCode": 418, "body": "x"}));
    let failed = to(&server, &host, "GET", "/?fail=1").send();
    assert_eq!(
        (failed.status, failed.text().as_str()),
        (502, "Internal Server Error")
    );
}
