"""Packages that deployment tools make of web applications run as they are."""

import io
import json
import pathlib
import shutil
import subprocess
import sys
import zipfile

import functions
import pytest
import requests
from ruststack import environment

FLASK = """
from flask import Flask, request
app = Flask(__name__)

@app.get("/hello/<name>")
def hello(name):
    return {"hello": name, "a": request.args["a"]}
"""
VENDORED = ["flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker"]
SCRIPTS = pathlib.Path(sys.executable).parent

CHALICE = """
from chalice import Chalice
app = Chalice(app_name="shop")

@app.route("/hello/{name}")
def hello(name):
    return {"hello": name, "a": app.current_request.query_params["a"]}
"""


def event(path, name):
    """What a REST API sends for GET with `a=1`; Chalice reads the resource, the others the path."""
    return {
        "resource": "/hello/{name}",
        "path": path,
        "httpMethod": "GET",
        "headers": {"Host": "example.com", "X-Forwarded-Proto": "https"},
        "multiValueHeaders": {"Host": ["example.com"]},
        "queryStringParameters": {"a": "1"},
        "multiValueQueryStringParameters": {"a": ["1"]},
        "pathParameters": {"name": name},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/hello/{name}",
            "path": "/prod" + path,
            "stage": "prod",
            "httpMethod": "GET",
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "body": None,
        "isBase64Encoded": False,
    }


def asked(client, name):
    answer = client.invoke(FunctionName=name, Payload=json.dumps(event("/hello/ada", "ada")))
    answer = json.load(answer["Payload"])
    assert int(answer["statusCode"]) == 200, answer
    return json.loads(answer["body"])


def deployed(server, name, archive, handler, **settings):
    """Through a bucket, as tools deploy what is large."""
    s3 = server.client("s3")
    s3.create_bucket(Bucket="deployments")
    s3.put_object(Bucket="deployments", Key=name, Body=archive)
    code = {"S3Bucket": "deployments", "S3Key": name}
    client = server.client("lambda")
    functions.create(client, name, None, handler, Code=code, MemorySize=512, **settings)
    return client


def test_what_chalice_packages_runs(server, tmp_path):
    pytest.importorskip("chalice")
    project = tmp_path / "shop"
    (project / ".chalice").mkdir(parents=True)
    (project / "app.py").write_text(CHALICE)
    (project / "requirements.txt").write_text("")
    config = {"version": "2.0", "app_name": "shop", "stages": {"dev": {"api_gateway_stage": "api"}}}
    (project / ".chalice" / "config.json").write_text(json.dumps(config))
    subprocess.run(
        [SCRIPTS / "chalice", "package", tmp_path / "out"],
        cwd=project,
        env=environment(AWS_DEFAULT_REGION="us-east-1"),
        check=True,
        capture_output=True,
        timeout=120,
    )
    template = json.loads((tmp_path / "out" / "sam.json").read_text())
    handler = template["Resources"]["APIHandler"]["Properties"]["Handler"]
    archive = (tmp_path / "out" / "deployment.zip").read_bytes()
    client = deployed(server, "chalice", archive, handler)
    assert asked(client, "chalice") == {"hello": "ada", "a": "1"}


def test_what_zappa_packages_runs(server, tmp_path):
    pytest.importorskip("zappa")
    (tmp_path / "app.py").write_text(FLASK)
    settings = {
        "app_function": "app.app",
        "project_name": "shop",
        "runtime": functions.RUNTIME,
        "s3_bucket": "zappa",
        "aws_region": "us-east-1",
        # What these tests alone have installed is much.
        "exclude": ["awscli*", "botocore*", "boto3*", "pytest*", "chalice*", "debugpy*", "docutils*", "awscrt*"],
    }
    (tmp_path / "zappa_settings.json").write_text(json.dumps({"dev": settings}))
    virtual = {"VIRTUAL_ENV": str(SCRIPTS.parent), "PATH": f"{SCRIPTS}:/usr/bin:/bin"}
    subprocess.run(
        [SCRIPTS / "zappa", "package", "dev", "-o", "out.zip"],
        cwd=tmp_path,
        env=environment(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", **virtual),
        check=True,
        capture_output=True,
        timeout=300,
    )
    archive = (tmp_path / "out.zip").read_bytes()
    # AWS's own Python has boto3, which Zappa's handler imports; here the package brings it.

    content = io.BytesIO(archive)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as zip_file:
        there = set(zip_file.namelist())
        for module in ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3"):
            for path in sorted((functions.SITE / module).rglob("*")):
                name = str(path.relative_to(functions.SITE))
                wanted = path.suffix != ".pyc" and "/data/" not in name or name.count("/") == 2
                if path.is_file() and wanted and name not in there:
                    zip_file.write(path, name)
    client = deployed(server, "zappa", content.getvalue(), "handler.lambda_handler")
    assert asked(client, "zappa") == {"hello": "ada", "a": "1"}


def test_what_sam_build_leaves_runs_where_it_is(server, tmp_path):
    """`sam build` copies the code and its dependencies to `.aws-sam/build/<LogicalId>`."""
    build = tmp_path / ".aws-sam" / "build" / "Web"
    build.mkdir(parents=True)
    (build / "app.py").write_text("def handler(event, context):\n    return 'built'\n")
    client = server.client("lambda")
    code = {"S3Bucket": "hot-reload", "S3Key": str(build)}
    functions.create(client, "sam", None, Code=code)
    assert json.load(client.invoke(FunctionName="sam")["Payload"]) == "built"
    archive = pathlib.Path(shutil.make_archive(tmp_path / "sam", "zip", build)).read_bytes()
    client.update_function_code(FunctionName="sam", ZipFile=archive)
    client.get_waiter("function_updated_v2").wait(FunctionName="sam")
    assert json.load(client.invoke(FunctionName="sam")["Payload"]) == "built"


ADAPTERS = {
    "serverless_wsgi": "import serverless_wsgi\ndef handler(e, c): return serverless_wsgi.handle_request(app, e, c)",
    "apig_wsgi": "from apig_wsgi import make_lambda_handler\nhandler = make_lambda_handler(app)",
    "a2wsgi": "import mangum, a2wsgi\nhandler = mangum.Mangum(a2wsgi.WSGIMiddleware(app), lifespan='off')",
    "asgiref": "import mangum\nfrom asgiref.wsgi import WsgiToAsgi\nhandler = mangum.Mangum(WsgiToAsgi(app), lifespan='off')",
}


@pytest.mark.parametrize("adapter", ADAPTERS)
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_every_adapter_of_flask_works_with_both_events(server, adapter, version):
    pytest.importorskip(adapter)
    name = f"{adapter}-{version[0]}"
    vendored = [*VENDORED, adapter, "mangum", "typing_extensions"]
    archive = functions.package({"app.py": f"{FLASK}\n{ADAPTERS[adapter]}\n"}, vendored)
    functions.create(server.client("lambda"), name, archive)
    got = requests.get(
        f"{server.url}/_ruststack/lambda/{name}/hello/ada?a=1",
        headers={"x-ruststack-payload-version": version},
    )
    assert got.json() == {"hello": "ada", "a": "1"}


def test_mangum_around_flask_fails_as_on_aws(server):
    """Mangum speaks ASGI and Flask WSGI: a 500 of Mangum's own, and a TypeError in the log."""
    code = f"{FLASK}\nfrom mangum import Mangum\nhandler = Mangum(app, lifespan='off')\n"
    archive = functions.package({"app.py": code}, [*VENDORED, "mangum", "typing_extensions"])
    functions.create(server.client("lambda"), "mangum", archive)
    got = requests.get(f"{server.url}/_ruststack/lambda/mangum/hello/ada?a=1")
    assert (got.status_code, got.text) == (500, "Internal Server Error")
