"""AWS's own runtime clients and Powertools, as people put them into packages, with every executor."""

import base64
import io
import json
import os
import pathlib
import sys
import time
import zipfile

import functions
import pytest
import requests

CLIENTS = os.environ.get("RUSTSTACK_TEST_LAMBDA_CLIENTS")

# Debian's interpreter is in the image; beside it the one of these tests, which is somewhere on this machine.
BOOTSTRAP = f"""#!/bin/sh
cd "$LAMBDA_TASK_ROOT"
for python in {sys._base_executable} /usr/bin/python3; do
  [ -x "$python" ] && exec "$python" -m awslambdaric "$_HANDLER"
done
"""

ECHO = """
def handler(event, context):
    if event.get("fail"):
        raise ValueError("asked to fail")
    return {"event": event, "name": context.function_name, "request": context.aws_request_id}
"""

POWERTOOLS = """
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver

logger = Logger(service="greeter")
app = APIGatewayRestResolver()

@app.get("/hello/<name>")
def hello(name):
    logger.info("greeting", extra={"whom": name})
    return {"hello": name, "shout": app.current_event.query_string_parameters.get("shout")}

@logger.inject_lambda_context
def handler(event, context):
    return app.resolve(event, context)
"""


SNAPPED = """
import snapshot_restore_py
from snapshot_restore_py import register_after_restore, register_before_snapshot

ran = []
for name in ("first", "second"):
    register_before_snapshot(ran.append, f"before {name}")
    register_after_restore(ran.append, f"after {name}")

def handler(event, context):
    return {"ran": ran, "library": snapshot_restore_py.__version__}
"""


def package(files, folder=None):
    """A zip of programs, and of a folder of modules."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o100755 << 16
            zip_file.writestr(info, content, zipfile.ZIP_DEFLATED)
        for path in sorted(folder.rglob("*")) if folder else []:
            if path.is_file() and "__pycache__" not in path.parts:
                zip_file.write(path, path.relative_to(folder))
    return archive.getvalue()


@pytest.fixture(scope="session")
def clients():
    """The folder of the runtime clients."""
    if not CLIENTS:
        pytest.skip("the runtime clients were not set up; tests/run does it")
    return pathlib.Path(CLIENTS)


@pytest.fixture(params=["awslambdaric", "lambda_runtime"])
def echo(request, each_server, clients):
    """A function that echoes, by a runtime client of its own package; gives boto3's client."""
    if request.param == "awslambdaric":
        archive = package({"bootstrap": BOOTSTRAP, "app.py": ECHO}, clients / "python")
    else:
        archive = package({"bootstrap": (clients / "bootstrap").read_bytes()})
    client = each_server.client("lambda")
    functions.create(client, "client", archive, Runtime="provided.al2023")
    yield client
    client.delete_function(FunctionName="client")


def test_a_runtime_client_of_the_package_answers(echo):
    for number in range(3):
        answer = echo.invoke(FunctionName="client", Payload=json.dumps({"n": number}))
        assert "FunctionError" not in answer, answer["Payload"].read()
        assert json.load(answer["Payload"]) == {
            "event": {"n": number},
            "name": "client",
            "request": answer["ResponseMetadata"]["RequestId"],
        }


def test_a_runtime_client_of_the_package_tells_errors(echo):
    answer = echo.invoke(FunctionName="client", Payload=b'{"fail": true}')
    assert answer["FunctionError"] == "Unhandled"
    assert json.load(answer["Payload"])["errorMessage"] == "asked to fail"


def test_an_extension_of_awss_crate_is_told_what_happens(each_server, clients):
    client, logs = each_server.client("lambda"), each_server.client("logs")
    archive = package({"extensions/listener": (clients / "listener").read_bytes()})
    layer = client.publish_layer_version(LayerName="listener", Content={"ZipFile": archive})
    archive = package({"bootstrap": (clients / "bootstrap").read_bytes()})
    layers = [layer["LayerVersionArn"]]
    functions.create(client, "heard", archive, Runtime="provided.al2023", Layers=layers)
    try:
        answer = client.invoke(FunctionName="heard", Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()
        request = answer["ResponseMetadata"]["RequestId"]
        missing = {f"done {request}", f"reported {request}"}
        deadline, again = time.monotonic() + 60, time.monotonic() + 5
        while missing and time.monotonic() < deadline:
            found = logs.filter_log_events(logGroupName="/aws/lambda/heard")
            missing -= {event["message"].strip() for event in found["events"]}
            time.sleep(0.05)
            # What a busy machine did not take in two seconds comes with the next event, as on AWS.
            if missing and time.monotonic() > again:
                again += 5
                client.invoke(FunctionName="heard", Payload=b"{}")
        assert not missing
    finally:
        client.delete_function(FunctionName="heard")


def test_hooks_of_awss_library_run_around_a_snapshot(each_server, clients):
    client = each_server.client("lambda")
    library = (clients / "python" / "snapshot_restore_py.py").read_bytes()
    archive = package({"app.py": SNAPPED, "snapshot_restore_py.py": library})
    # Snapshots are taken of Python 3.12 and later.
    in_docker = "--lambda-executor=docker" in each_server.process.args
    is_old = in_docker or sys.version_info < (3, 12)
    runtime = "python3.12" if is_old else functions.RUNTIME
    snap_start = {"ApplyOn": "PublishedVersions"}
    functions.create(client, "snapped", archive, Runtime=runtime, SnapStart=snap_start)
    try:
        try:
            client.invoke(FunctionName="snapped")
        except client.exceptions.InvalidRuntimeException:
            pytest.skip(f"{runtime} is not here, and this one is too old for snapshots")
        client.publish_version(FunctionName="snapped")
        waiter = client.get_waiter("published_version_active")
        waiter.wait(FunctionName="snapped", Qualifier="1", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        answer = client.invoke(FunctionName="snapped", Qualifier="1", LogType="Tail")
        ran = ["before second", "before first", "after first", "after second"]
        assert json.load(answer["Payload"]) == {"ran": ran, "library": "1.0.0"}
        log = base64.b64decode(answer["LogResult"]).decode()
        assert "\tRestore Duration: " in log and "Init Duration" not in log
    finally:
        client.delete_function(FunctionName="snapped")


def test_powertools_route_and_log(each_server, clients):
    client = each_server.client("lambda")
    archive = package({"app.py": POWERTOOLS}, clients / "python")
    functions.create(client, "greeter", archive, MemorySize=512)
    try:
        url = f"{each_server.url}/_ruststack/lambda/greeter/hello/ada?shout=yes"
        got = requests.get(url)
        assert (got.status_code, got.json()) == (200, {"hello": "ada", "shout": "yes"})
        event = {
            "path": "/hello/bob",
            "httpMethod": "GET",
            "headers": {},
            "queryStringParameters": {"shout": "no"},
            "requestContext": {"stage": "prod"},
            "body": None,
        }
        answer = client.invoke(FunctionName="greeter", Payload=json.dumps(event), LogType="Tail")
        assert json.loads(json.load(answer["Payload"])["body"]) == {"hello": "bob", "shout": "no"}
        log = base64.b64decode(answer["LogResult"]).decode()
        [line] = [line for line in log.splitlines() if line.startswith("{")]
        line = json.loads(line)
        assert (line["message"], line["whom"], line["service"]) == ("greeting", "bob", "greeter")
        assert line["function_name"] == "greeter"
        assert line["function_request_id"] == answer["ResponseMetadata"]["RequestId"]
    finally:
        client.delete_function(FunctionName="greeter")
