//! Responses that are streamed out of containers. This test needs a Docker engine with an image of Python's
//! runtime.

use ruststack::{LambdaExecutor, RuntimeImage};
use serde_json::json;

use super::event_stream::events;
use super::running::{deploy_with, executable_zip};
use crate::harness::TestServer;
use crate::harness::engine::engine_or_skip;

/// A runtime client that streams two pieces, and breaks off in its trailers when it is told to.
const CLIENT: &str = "#!/usr/bin/python3
import base64, http.client, json, os
api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
root = '/2018-06-01/runtime/invocation/'
while True:
    api.request('GET', root + 'next')
    event = api.getresponse()
    fail = json.load(event)['fail']
    api.putrequest('POST', root + event.headers['Lambda-Runtime-Aws-Request-Id'] + '/response')
    api.putheader('Lambda-Runtime-Function-Response-Mode', 'streaming')
    api.putheader('Transfer-Encoding', 'chunked')
    api.putheader('Trailer', 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body')
    api.endheaders()
    api.send(b'5\\r\\nfirst\\r\\n6\\r\\nsecond\\r\\n0\\r\\n')
    if fail:
        body = base64.b64encode(b'{\"errorType\":\"Midway\",\"errorMessage\":\"no more\"}')
        api.send(b'Lambda-Runtime-Function-Error-Type: Midway\\r\\n')
        api.send(b'Lambda-Runtime-Function-Error-Body: ' + body + b'\\r\\n')
    api.send(b'\\r\\n')
    api.getresponse().read()
";

#[test]
fn a_response_leaves_its_container_in_pieces() {
    let Some(engine) = engine_or_skip("a_response_leaves_its_container_in_pieces") else {
        return;
    };
    let server = TestServer::with(|config| {
        config.lambda_executor = LambdaExecutor::Docker;
        config.docker.host = Some(engine.to_str().unwrap().to_owned());
        config.lambda_images = vec![RuntimeImage {
            runtime: "provided.al2023".to_owned(),
            image: "public.ecr.aws/lambda/python:3.12".to_owned(),
        }];
    });
    let code = json!({"ZipFile": executable_zip("bootstrap", CLIENT)});
    let members = json!({"Runtime": "provided.al2023", "Code": code});
    deploy_with(&server, "f", "", members);
    for fail in [false, true] {
        let reply = server
            .request(
                "POST",
                "/2021-11-15/functions/f/response-streaming-invocations",
            )
            .signed("lambda")
            .body(json!({"fail": fail}).to_string())
            .send();
        assert_eq!(reply.status, 200, "{}", reply.text());
        let mut events = events(&reply.body);
        let end = events.pop().unwrap();
        assert_eq!(end.kind, "InvokeComplete");
        let bytes: Vec<u8> = events.into_iter().flat_map(|event| event.payload).collect();
        assert_eq!(bytes, b"firstsecond");
        assert_eq!(end.json().get("ErrorCode").is_some(), fail);
    }
}
