"""AWS's runtime client for Node.js, built by npm as it is, in packages and in container images."""

import base64
import contextlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import zipfile

import functions
import pytest
from test_lambda_clients import package

HOME = os.environ.get("RUSTSTACK_TEST_NODE_CLIENT")
IMAGE = "ruststack-test/node-client"

# What `npx aws-lambda-ric` runs, with the Node.js that the client was built for.
CLIENT = "node_modules/aws-lambda-ric/index.mjs"

CODE = """
let events = 0;

exports.handler = async (event, context) => {
  events += 1;
  if (event.fail) throw new RangeError("asked to fail");
  if (event.sleep) await new Promise(() => setTimeout(() => {}, 600000));
  if (event.exit) process.exit(3);
  console.log("seen", event);
  return {
    event, events,
    greeting: process.env.GREETING,
    root: process.env.LAMBDA_TASK_ROOT,
    name: context.functionName,
    request: context.awsRequestId,
    arn: context.invokedFunctionArn,
    memory: context.memoryLimitInMB,
    left: context.getRemainingTimeInMillis(),
  };
};

exports.stream = awslambda.streamifyResponse(async (event, stream) => {
  stream.setContentType("text/plain");
  for (const part of ["one ", "two ", "three"]) stream.write(part);
  stream.end();
});
"""

# Without namespaces a layer is not at /opt, but Node.js is where it was installed.
BOOTSTRAP = f"""#!/bin/sh
cd "$LAMBDA_TASK_ROOT"
node=/opt/bin/node
[ -x "$node" ] || node="{{home}}/node/bin/node"
exec "$node" {CLIENT}
"""

DOCKERFILE = f"""
FROM public.ecr.aws/lambda/python:3.12
COPY node /usr/local/bin/node
COPY task /var/task
ENTRYPOINT ["/usr/local/bin/node", "{CLIENT}"]
CMD ["index.handler"]
"""


@pytest.fixture(scope="session")
def home():
    """The folder with the client and its Node.js."""
    if not HOME:
        pytest.skip("the Node.js client was not set up; tests/run does it")
    return pathlib.Path(HOME)


@pytest.fixture(scope="session")
def archive(home):
    """A package whose bootstrap starts the client."""
    archive = {"bootstrap": BOOTSTRAP.format(home=home), "index.js": CODE}
    modules = home / "node_modules"
    for path in sorted((modules / "aws-lambda-ric").rglob("*")):
        if path.is_file() and "deps" not in path.parts:
            archive[str(path.relative_to(home))] = path.read_bytes()
    return package(archive)


@pytest.fixture(scope="session")
def layer(home):
    """A layer with Node.js: what else this machine has may be out of a function's sight."""
    layer = io.BytesIO()
    with zipfile.ZipFile(layer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zip_file:
        zip_file.write(home / "node/bin/node", "bin/node")
    return layer.getvalue()


def publish(server, layer):
    """The ARN of the layer, which the server gets once: too much for a request, so by a bucket."""
    client = server.client("lambda")
    versions = client.list_layer_versions(LayerName="node")["LayerVersions"]
    if versions:
        return versions[0]["LayerVersionArn"]
    s3 = server.client("s3")
    s3.create_bucket(Bucket="layers-of-node")
    s3.put_object(Bucket="layers-of-node", Key="node.zip", Body=layer)
    content = {"S3Bucket": "layers-of-node", "S3Key": "node.zip"}
    version = client.publish_layer_version(LayerName="node", Content=content)
    s3.delete_object(Bucket="layers-of-node", Key="node.zip")
    s3.delete_bucket(Bucket="layers-of-node")
    return version["LayerVersionArn"]


@pytest.fixture(scope="session")
def image(home, tmp_path_factory):
    """The name of an image with the client, made as the client's README says."""
    folder = tmp_path_factory.mktemp("image")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    shutil.copy2(home / "node/bin/node", folder / "node")
    shutil.copytree(home / "node_modules/aws-lambda-ric", folder / f"task/{CLIENT}".rsplit("/", 1)[0])
    (folder / "task/index.js").write_text(CODE)
    docker = ["docker", "build", "--quiet", "--tag", IMAGE, folder]
    ran = subprocess.run(docker, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    yield IMAGE
    subprocess.run(["docker", "rmi", "--force", IMAGE], stdin=subprocess.DEVNULL, capture_output=True)


@pytest.fixture(params=["package", "image"])
def deploy(request, each_server):
    """Makes a function of the code with a handler: a package, and for Docker an image too."""
    client = each_server.client("lambda")
    if request.param == "image" and "--lambda-executor=docker" not in each_server.process.args:
        pytest.skip("images run in Docker only")

    @contextlib.contextmanager
    def deploy(handler, **settings):
        if request.param == "image":
            code = {"ImageUri": request.getfixturevalue("image")}
            settings |= {"PackageType": "Image", "ImageConfig": {"Command": [handler]}}
            if handler == "index.handler":
                # The image's own.
                del settings["ImageConfig"]
        else:
            code = {"ZipFile": request.getfixturevalue("archive")}
            layers = [publish(each_server, request.getfixturevalue("layer"))]
            settings |= {"Runtime": "provided.al2023", "Handler": handler, "Layers": layers}
        settings = {"Timeout": 30, "MemorySize": 256, "Role": functions.ROLE, **settings}
        client.create_function(FunctionName="node", Code=code, **settings)
        client.get_waiter("function_active_v2").wait(FunctionName="node")
        try:
            yield client
        finally:
            client.delete_function(FunctionName="node")

    return deploy


def invoke(client, **event):
    return client.invoke(FunctionName="node", Payload=json.dumps(event), LogType="Tail")


def test_the_client_answers_event_after_event(deploy):
    with deploy("index.handler", Environment={"Variables": {"GREETING": "hello"}}) as client:
        for number in range(1, 4):
            answer = invoke(client, n=number)
            assert "FunctionError" not in answer, answer["Payload"].read()
            seen = json.load(answer["Payload"])
            request = answer["ResponseMetadata"]["RequestId"]
            assert 0 < seen.pop("left") <= 30000
            # Without namespaces a process has its package elsewhere.
            assert seen.pop("root")
            assert seen == {
                "event": {"n": number},
                # The environment is the same.
                "events": number,
                "greeting": "hello",
                "name": "node",
                "request": request,
                "arn": "arn:aws:lambda:us-east-1:000000000000:function:node",
                "memory": "256",
            }
            log = base64.b64decode(answer["LogResult"]).decode()
            assert f"\t{request}\tINFO\tseen {{ n: {number} }}\n" in log


def test_the_client_tells_errors_with_their_trace(deploy):
    with deploy("index.handler") as client:
        answer = invoke(client, fail=True)
        assert answer["FunctionError"] == "Unhandled"
        error = json.load(answer["Payload"])
        assert (error["errorType"], error["errorMessage"]) == ("RangeError", "asked to fail")
        assert error["trace"][0] == "RangeError: asked to fail"
        assert "index.js:6:" in error["trace"][1]
        log = base64.b64decode(answer["LogResult"]).decode()
        assert "\tERROR\tInvoke Error " in log
        # The client goes on.
        assert json.load(invoke(client)["Payload"])["events"] == 2


def test_a_timeout_and_an_exit_end_the_client_and_another_begins(deploy):
    with deploy("index.handler", Timeout=3) as client:
        answer = invoke(client, sleep=True)
        request = answer["ResponseMetadata"]["RequestId"]
        assert answer["FunctionError"] == "Unhandled"
        assert json.load(answer["Payload"]) == {
            "errorType": "Sandbox.Timedout",
            "errorMessage": f"RequestId: {request} Error: Task timed out after 3.00 seconds",
        }
        answer = invoke(client, exit=True)
        request = answer["ResponseMetadata"]["RequestId"]
        assert json.load(answer["Payload"]) == {
            "errorType": "Runtime.ExitError",
            "errorMessage": f"RequestId: {request} Error: Runtime exited with error: exit status 3",
        }
        assert json.load(invoke(client)["Payload"])["events"] == 1


def test_a_handler_that_is_not_there_is_the_clients_own_error(deploy):
    with deploy("index.missing") as client:
        answer = invoke(client)
        assert answer["FunctionError"] == "Unhandled"
        error = json.load(answer["Payload"])
        assert error["errorType"] == "Runtime.HandlerNotFound"
        assert error["errorMessage"] == "index.missing is undefined or not exported"


def test_the_client_streams(deploy):
    with deploy("index.stream") as client:
        answer = client.invoke_with_response_stream(FunctionName="node", Payload=b"{}")
        events = list(answer["EventStream"])
        chunks = b"".join(event["PayloadChunk"]["Payload"] for event in events[:-1])
        assert chunks == b"one two three"
        assert "ErrorCode" not in events[-1]["InvokeComplete"]
