//! CreateFunctionUrlConfig, GetFunctionUrlConfig, UpdateFunctionUrlConfig, DeleteFunctionUrlConfig,
//! ListFunctionUrlConfigs.

use serde_json::{Value, json};

use super::aliases::{alias, server_with_versions};
use super::{create, lambda};
use crate::harness::{Reply, TestServer};

const URL: &str = "/2021-10-31/functions/f/url";
const URLS: &str = "/2021-10-31/functions/f/urls";
const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

fn server() -> TestServer {
    let server = TestServer::start();
    create(&server, "f");
    server
}

fn call(server: &TestServer, method: &str, target: &str, body: Value) -> Reply {
    lambda(server, method, target, body)
}

fn open(server: &TestServer) -> Value {
    let reply = call(server, "POST", URL, json!({"AuthType": "NONE"}));
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

/// Recorded answers: what Create leaves out and Get says all the same.
#[test]
fn a_url_is_made_shown_changed_and_deleted() {
    let server = server();
    let made = open(&server);
    let port = server.address().port();
    let url = made["FunctionUrl"].as_str().unwrap();
    let id = url.strip_prefix("http://").unwrap();
    let (id, host) = id.split_once('.').unwrap();
    assert_eq!(id.len(), 32);
    assert_eq!(host, format!("lambda-url.us-east-1.localhost:{port}/"));
    assert_eq!(
        (&made["AuthType"], &made["FunctionArn"]),
        (&json!("NONE"), &json!(ARN))
    );
    assert_eq!(
        (&made["InvokeMode"], &made["LastModifiedTime"]),
        (&Value::Null, &Value::Null)
    );
    let got = call(&server, "GET", URL, Value::Null).json();
    assert_eq!(
        (&got["InvokeMode"], &got["FunctionUrl"]),
        (&json!("BUFFERED"), &json!(url))
    );
    assert_eq!(got["LastModifiedTime"], made["CreationTime"]);

    let changed = call(&server, "PUT", URL, json!({"AuthType": "AWS_IAM"})).json();
    assert_eq!(
        (&changed["AuthType"], &changed["InvokeMode"]),
        (&json!("AWS_IAM"), &Value::Null)
    );
    let mode =
        json!({"InvokeMode": "RESPONSE_STREAM", "Cors": {"AllowOrigins": ["*"], "MaxAge": 5}});
    call(&server, "PUT", URL, mode);
    let kept = call(&server, "PUT", URL, json!({})).json();
    assert_eq!(kept["InvokeMode"], "RESPONSE_STREAM");
    assert_eq!(kept["Cors"]["AllowOrigins"], json!(["*"]));
    assert_eq!(kept["Cors"]["MaxAge"], 5);
    assert_eq!(kept["FunctionUrl"], url);

    assert_eq!(call(&server, "DELETE", URL, Value::Null).status, 204);
    let gone = call(&server, "GET", URL, Value::Null);
    let expected = json!({"Type": "User", "Message": "The resource you requested does not exist."});
    assert_eq!((gone.status, gone.json()), (404, expected));
    assert_ne!(open(&server)["FunctionUrl"], url);
}

/// Recorded answers; without the function's own URL those of its aliases stay.
#[test]
fn a_function_and_each_of_its_aliases_has_one_url() {
    let server = server_with_versions();
    alias(&server, "live", "1");
    open(&server);
    let again = call(&server, "POST", URL, json!({"AuthType": "NONE"}));
    let expected = format!(
        "Failed to create function url config for [functionArn = {ARN}]. Error message:  \
         FunctionUrlConfig exists for this Lambda function"
    );
    assert_eq!(again.status, 409);
    assert_eq!(again.json(), json!({"Type": "User", "message": expected}));
    let of_alias = format!("{URL}?Qualifier=live");
    let reply = call(&server, "POST", &of_alias, json!({"AuthType": "NONE"}));
    assert_eq!(reply.json()["FunctionArn"], format!("{ARN}:live"));

    let list = |query: &str| call(&server, "GET", &format!("{URLS}{query}"), Value::Null).json();
    let all = list("");
    let arns = all["FunctionUrlConfigs"].as_array().unwrap().iter();
    let arns: Vec<_> = arns
        .map(|url| url["FunctionArn"].as_str().unwrap())
        .collect();
    assert_eq!(arns, [ARN.to_owned(), format!("{ARN}:live")]);
    let first = list("?MaxItems=1");
    let marker = first["NextMarker"].as_str().unwrap();
    let second = list(&format!(
        "?MaxItems=1&Marker={}",
        marker.replace('=', "%3D")
    ));
    assert_eq!(
        second["FunctionUrlConfigs"][0]["FunctionArn"],
        format!("{ARN}:live")
    );
    assert_eq!(second["NextMarker"], Value::Null);

    assert_eq!(call(&server, "DELETE", URL, Value::Null).status, 204);
    assert_eq!(call(&server, "GET", &of_alias, Value::Null).status, 200);
    let target = "/2015-03-31/functions/f/aliases/live";
    assert_eq!(call(&server, "DELETE", target, Value::Null).status, 204);
    assert_eq!(call(&server, "GET", &of_alias, Value::Null).status, 404);
}

/// Recorded answers: which words each operation has for what is not there.
#[test]
fn what_is_not_there_is_refused_in_the_words_of_the_operation() {
    let server = server();
    let auth = json!({"AuthType": "NONE"});
    let function = "Function does not exist";
    let resource = "The resource you requested does not exist.";
    for (method, target, body, message) in [
        ("POST", "/2021-10-31/functions/g/url", &auth, function),
        (
            "POST",
            "/2021-10-31/functions/f/url?Qualifier=v1",
            &auth,
            function,
        ),
        ("GET", "/2021-10-31/functions/g/url", &Value::Null, resource),
        (
            "GET",
            "/2021-10-31/functions/f/url?Qualifier=v1",
            &Value::Null,
            resource,
        ),
        ("PUT", "/2021-10-31/functions/g/url", &auth, function),
        (
            "PUT",
            "/2021-10-31/functions/f/url?Qualifier=v1",
            &auth,
            function,
        ),
        ("PUT", URL, &auth, resource),
        (
            "DELETE",
            "/2021-10-31/functions/g/url",
            &Value::Null,
            resource,
        ),
        ("DELETE", URL, &Value::Null, resource),
        (
            "GET",
            "/2021-10-31/functions/g/urls",
            &Value::Null,
            function,
        ),
    ] {
        let reply = call(&server, method, target, body.clone());
        assert_eq!(reply.status, 404, "{method} {target}");
        assert_eq!(reply.json()["Message"], message, "{method} {target}");
    }
    let target = "/2021-10-31/functions/f:a/url?Qualifier=b";
    let reply = call(&server, "POST", target, auth);
    let text =
        "The derived qualifier from the function name does not match the specified qualifier.";
    assert_eq!(
        (reply.status, &reply.json()["message"]),
        (400, &json!(text))
    );
}

/// Recorded answers for qualifiers and modes; the model's constraints for the rest.
#[test]
fn values_outside_the_model_are_told_at_once() {
    let server = server();
    let pattern = r"((?!^\d+$)^[0-9a-zA-Z-_]+$)";
    for qualifier in ["1", "$LATEST"] {
        let target = format!("{URL}?Qualifier={qualifier}");
        let reply = call(&server, "POST", &target, json!({"AuthType": "NONE"}));
        let expected = format!(
            "1 validation error detected: Value '{qualifier}' at 'qualifier' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: {pattern}"
        );
        assert_eq!(
            (reply.status, &reply.json()["message"]),
            (400, &json!(expected))
        );
    }
    let methods = "Value '[OPTIONS]' at 'cors.allowMethods' failed to satisfy constraint: Member must \
        satisfy constraint: [Member must have length less than or equal to 6, Member must have length \
        greater than or equal to 0, Member must satisfy regular expression pattern: .*, Member must \
        not be null]";
    for (body, message) in [
        (
            json!({}),
            "Value null at 'authType' failed to satisfy constraint: Member must not be null",
        ),
        (
            json!({"AuthType": "IAM"}),
            "Value 'IAM' at 'authType' failed to satisfy constraint: Member must satisfy enum value \
             set: [NONE, AWS_IAM]",
        ),
        (
            json!({"AuthType": "NONE", "InvokeMode": "UNKNOWN"}),
            "Value 'UNKNOWN' at 'invokeMode' failed to satisfy constraint: Member must satisfy enum \
             value set: [RESPONSE_STREAM, BUFFERED]",
        ),
        (
            json!({"AuthType": "NONE", "Cors": {"AllowMethods": ["OPTIONS"]}}),
            methods,
        ),
        (
            json!({"AuthType": "NONE", "Cors": {"MaxAge": 86401}}),
            "Value '86401' at 'cors.maxAge' failed to satisfy constraint: Member must have value less \
             than or equal to 86400",
        ),
    ] {
        let reply = call(&server, "POST", URL, body);
        let message = format!("1 validation error detected: {message}");
        assert_eq!(
            (reply.status, &reply.json()["message"]),
            (400, &json!(message))
        );
    }
}
