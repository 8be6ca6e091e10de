"""A Flask application as a function: through Invoke, and through plain HTTP."""

import base64
import json
import subprocess

import functions
import pytest
import requests

CODE = """
from flask import Flask, jsonify, make_response, redirect, request, url_for
from apig_wsgi import make_lambda_handler

app = Flask(__name__)

@app.get("/hello/<name>")
def hello(name):
    return jsonify(hello=name, shout=request.args.getlist("shout"))

@app.post("/form")
def form():
    answer = make_response(request.form["field"], 201)
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "2")
    return answer

@app.route("/echo", methods=["PUT", "PATCH", "DELETE"])
def echo():
    return request.method.encode() + b" " + request.get_data(), {"Content-Type": "application/octet-stream"}

@app.get("/elsewhere")
def elsewhere():
    return redirect(url_for("hello", name="you"))

handler = make_lambda_handler(app, binary_support=True)
"""
VENDORED = ["flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker", "apig_wsgi"]


@pytest.fixture(scope="module")
def application(each_server):
    """The function's name on a server."""
    client = each_server.client("lambda")
    functions.create(client, "web", functions.package({"app.py": CODE}, VENDORED))
    yield each_server
    client.delete_function(FunctionName="web")


def test_an_api_gateway_event_is_answered(application):
    event = {
        "resource": "/{proxy+}",
        "path": "/hello/ada",
        "httpMethod": "GET",
        "headers": {"Host": "example.com"},
        "multiValueHeaders": {"Host": ["example.com"]},
        "queryStringParameters": {"shout": "no"},
        "multiValueQueryStringParameters": {"shout": ["yes", "no"]},
        "requestContext": {"path": "/prod/hello/ada", "stage": "prod", "httpMethod": "GET"},
        "body": None,
        "isBase64Encoded": False,
    }
    answer = application.client("lambda").invoke(FunctionName="web", Payload=json.dumps(event))
    assert "FunctionError" not in answer
    answer = json.load(answer["Payload"])
    assert answer["statusCode"] in (200, "200")
    body = answer["body"]
    if answer["isBase64Encoded"]:
        body = base64.b64decode(body)
    assert json.loads(body) == {"hello": "ada", "shout": ["yes", "no"]}


def test_requests_reach_it_by_a_url(application):
    url = f"{application.url}/_ruststack/lambda/web"
    got = requests.get(f"{url}/hello/ad%C3%A4?shout=1&shout=2")
    assert (got.status_code, got.headers["Content-Type"]) == (200, "application/json")
    assert got.json() == {"hello": "adä", "shout": ["1", "2"]}
    posted = requests.post(f"{url}/form", data={"field": "value"})
    assert (posted.status_code, posted.text) == (201, "value")
    assert posted.cookies.get_dict() == {"a": "1", "b": "2"}
    binary = bytes(range(256))
    assert requests.put(f"{url}/echo", data=binary).content == b"PUT " + binary
    assert requests.get(f"{url}/nothing").status_code == 404


def test_the_other_event_format_reaches_it_too(application):
    headers = {"x-ruststack-payload-version": "2.0"}
    url = f"{application.url}/_ruststack/lambda/web"
    got = requests.get(f"{url}/hello/ada?shout=1", headers=headers)
    assert got.json() == {"hello": "ada", "shout": ["1"]}
    posted = requests.post(f"{url}/form", data={"field": "value"}, headers=headers)
    assert posted.cookies.get_dict() == {"a": "1", "b": "2"}


def test_a_host_of_its_own_keeps_redirects_inside(application):
    got = requests.get(
        f"{application.url}/elsewhere",
        headers={"Host": f"web.lambda.localhost:{application.port}"},
        allow_redirects=False,
    )
    assert (got.status_code, got.headers["Location"]) == (302, "/hello/you")


def test_curl_reaches_it(application):
    url = f"{application.url}/_ruststack/lambda/web/hello/curl"
    shown = subprocess.run(["curl", "-sS", url], capture_output=True, text=True, timeout=60)
    assert json.loads(shown.stdout) == {"hello": "curl", "shout": []}, shown.stderr
