"""`ruststack serve`: an application from its folder, behind a URL, started anew when a file is saved."""

import itertools
import os
import pty
import re
import subprocess
import sys
import time
import venv

import pytest
import requests
from conftest import DOCKER
from ruststack import BINARY, RustStack, environment, run

FLASK = """
import boto3
from flask import Flask, make_response, redirect, request, url_for

app = Flask(__name__)

@app.get("/")
def index():
    return "first"

@app.get("/hello/<name>")
def hello(name):
    return {"hello": name, "args": request.args.getlist("a"), "url": request.url, "cookies": request.cookies}

@app.post("/form")
def form():
    answer = make_response(request.form["field"], 201)
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "2")
    return answer

@app.route("/echo", methods=["PUT"])
def echo():
    return request.get_data(), {"Content-Type": "application/octet-stream"}

@app.get("/away")
def away():
    return redirect(url_for("index"))

@app.get("/who")
def who():
    return request.headers.get("Authorization", "nobody")

@app.get("/boom")
def boom():
    return {}["missing"]

@app.post("/notes/<name>")
def notes(name):
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="notes")
    s3.put_object(Bucket="notes", Key=name, Body=request.get_data())
    return {"names": [found["Key"] for found in s3.list_objects_v2(Bucket="notes")["Contents"]]}
"""

ASGI = """
import asyncio

started = []

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        started.append(True)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        return
    body = (await receive())["body"]
    if scope["path"] == "/stream":
        # As Starlette does: whoever has gone needs no more of a stream.
        gone = asyncio.create_task(receive())
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        for number in range(3):
            await asyncio.sleep(0.01)
            if gone.done():
                break
            await send({"type": "http.response.body", "body": b"%d" % number, "more_body": True})
        await send({"type": "http.response.body"})
        assert (await gone)["type"] == "http.disconnect"
        return
    if scope["path"] == "/late":
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b"sorry"})
        raise KeyError("told first")
    text = f"{scope['method']} {scope['path']} {scope['query_string'].decode()} {len(body)} {started}"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text.encode()})
"""

HANDLER = """
import json

def handler(event, context):
    return {"statusCode": 200, "body": json.dumps([event["version"], context.function_name])}
"""


class Serving(RustStack):
    """A server with an application in `folder`."""

    def __init__(self, folder, *arguments, python=sys.executable, **variables):
        options = ["serve", "--app-port", "0", "--python", str(python)]
        super().__init__(folder, *options, *arguments, **variables)
        self.app = re.findall(r"http://localhost:(\d+)/ ", self.banner)[0]
        self.app = f"http://localhost:{self.app}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        assert self.stop() == 0

    def logged(self, text, timeout=20):
        """Waits until the log says something."""
        end = time.monotonic() + timeout
        while text not in self.log.read_text():
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.02)
        return self.log.read_text()


@pytest.fixture
def project(tmp_path):
    (tmp_path / "app.py").write_text(FLASK)
    return tmp_path


@pytest.mark.parametrize("events", ["http-api", "rest-api", "function-url"])
def test_flask_answers_as_behind_any_server(project, events):
    with Serving(project, "--events", events) as server:
        assert requests.get(server.app).text == "first"
        got = requests.get(f"{server.app}/hello/ad%C3%A4%20b?a=1&a=2", cookies={"k": "v"}).json()
        url = f"{server.app}/hello/adä%20b?a=1&a=2"
        assert got == {"hello": "adä b", "args": ["1", "2"], "url": url, "cookies": {"k": "v"}}
        posted = requests.post(f"{server.app}/form", data={"field": "value"})
        assert (posted.status_code, posted.text) == (201, "value")
        assert posted.cookies.get_dict() == {"a": "1", "b": "2"}
        binary = bytes(range(256))
        assert requests.put(f"{server.app}/echo", data=binary).content == binary
        assert requests.get(f"{server.app}/away").url == f"{server.app}/"
        token = {"Authorization": "Bearer token"}
        assert requests.get(f"{server.app}/who", headers=token).text == "Bearer token"
        assert requests.get(f"{server.app}/nothing").status_code == 404
        assert requests.head(server.app).text == ""


def test_boto3_in_the_application_needs_no_settings(project):
    with Serving(project) as server:
        assert requests.post(f"{server.app}/notes/a.txt", data=b"x").json() == {"names": ["a.txt"]}


def test_a_saved_file_is_what_answers(project):
    with Serving(project) as server:
        assert requests.get(server.app).text == "first"
        for word in ("other", "third"):
            (project / "app.py").write_text(FLASK.replace("first", word))
            assert requests.get(server.app).text == word
        # A mistake is told, and the next save mends it.
        (project / "app.py").write_text("def broken(:")
        assert requests.get(server.app).status_code >= 500
        server.logged("SyntaxError")
        (project / "app.py").write_text(FLASK)
        assert requests.get(server.app).text == "first"


def test_a_save_is_noticed_before_anybody_asks(project):
    with Serving(project) as server:
        requests.get(server.app)
        # In one step, as editors save: half a file is a change of its own.
        (project / "app.py.new").write_text(FLASK.replace("first", "next"))
        (project / "app.py.new").replace(project / "app.py")
        server.logged("app.py has changed: its function starts anew")
        # What an application writes is no change.
        (project / "app.db").write_text("x")
        (project / "app.log").write_text("x")
        assert requests.get(server.app).text == "next"
        assert server.log.read_text().count("has changed") == 1


def test_what_is_installed_is_loaded_before_a_save_and_counts_when_it_changes(tmp_path):
    place = tmp_path / "environment"
    venv.create(place, symlinks=True)
    installed = next(place.glob("lib/python*/site-packages"))
    (installed / "library.py").write_text("import os\nloaded_by = os.getpid()\n")
    # A library that its author works on, as `pip install --editable` leaves it.
    own = place / "editable" / "own.py"
    own.parent.mkdir()
    code = "import library\nimport os\n%s\n"
    code += "def handler(event, context):\n    return [library.loaded_by == os.getpid(), %d, %s]\n"
    saves = itertools.count()
    project = tmp_path / "project"
    project.mkdir()

    def after_a_save(lines="", told="0"):
        number = next(saves)
        (project / "app.py").write_text(code % (lines, number, told))
        is_anew, answered, value = requests.get(server.app).json()
        assert answered == number
        return is_anew, value

    def until_it_is_loaded_before():
        end = time.monotonic() + 60
        while after_a_save()[0]:
            assert time.monotonic() < end
            time.sleep(0.2)

    (project / "app.py").write_text(code % ("", -1, "0"))
    with Serving(project, "app.handler", python=place / "bin" / "python") as server:
        until_it_is_loaded_before()
        # The folder changes with every installation.
        (installed / "other.py").write_text("")
        assert after_a_save() == (True, 0)
    (installed / "editable.pth").write_text(str(own.parent))
    with Serving(project, "app.handler", python=place / "bin" / "python") as server:
        for number in range(4):
            own.write_text(f"number = {number}\n")
            assert after_a_save("import own", "own.number") == (True, number)
            time.sleep(1)


def test_asgi_is_told_from_wsgi_and_has_its_lifespan(tmp_path):
    (tmp_path / "web.py").write_text(ASGI)
    with Serving(tmp_path, "web:app") as server:
        got = requests.post(f"{server.app}/a%20b?q=1", data=b"123").text
        assert got == "POST /a b q=1 3 [True]"
        assert requests.get(f"{server.app}/stream").text == "012"
        assert requests.get(f"{server.app}/late").text == "sorry"
        server.logged("KeyError: 'told first'")


@pytest.mark.parametrize("target", ["app.handler", "app:handler"])
def test_a_plain_handler_is_served_too(tmp_path, target):
    (tmp_path / "app.py").write_text(HANDLER)
    with Serving(tmp_path, target) as server:
        assert requests.get(server.app).json() == ["2.0", "app"]


def test_a_factory_makes_the_application(tmp_path):
    (tmp_path / "shop").mkdir()
    code = FLASK.replace("app = Flask", "made = app = Flask") + "\ndef create_app():\n    return made\n"
    (tmp_path / "shop" / "__init__.py").write_text("")
    (tmp_path / "shop" / "web.py").write_text(code)
    with Serving(tmp_path, "shop.web:create_app()", "--env", "COLOUR=red") as server:
        assert requests.get(server.app).text == "first"


def test_requests_and_tracebacks_are_printed_and_events_on_demand(project):
    with Serving(project, "--show-events") as server:
        assert requests.get(f"{server.app}/boom?why").status_code == 500
        log = server.logged("GET /boom?why 500")
        assert 'app.py", line' in log and "KeyError: 'missing'" in log
        assert '"rawQueryString": "why"' in log
        assert "START RequestId" not in log and "\x1b[" not in log
        seen = requests.get(f"{server.app}/_ruststack/requests").json()["requests"][0]
        assert (seen["method"], seen["path"], seen["status"]) == ("GET", "/boom?why", 500)
        assert seen["event"]["rawPath"] == "/boom"
        assert seen["answer"]["statusCode"] == 500


@pytest.mark.parametrize("no_colour", [False, True])
def test_a_terminal_has_colours_unless_nobody_wants_them(project, no_colour):
    ours, theirs = pty.openpty()
    variables = {"NO_COLOR": "1"} if no_colour else {}
    process = subprocess.Popen(
        [BINARY, "serve", "--port", "0", "--app-port", "0", "--python", sys.executable],
        env=environment(**variables),
        cwd=project,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    for line in process.stdout:
        found = re.search(r"  http://localhost:(\d+)/ ", line)
        if found:
            requests.get(f"http://localhost:{found[1]}/boom")
        if line == "Ready.\n":
            break
    shown = ""
    while "/boom" not in shown.split("Exception on")[-1].partition("500")[0] or "500" not in shown:
        shown += os.read(ours, 65536).decode()
    assert ("\x1b[" in shown) != no_colour, shown
    process.terminate()
    assert process.wait(timeout=30) == 0
    process.stdout.close()
    os.close(ours)


def test_the_virtual_environment_of_the_project_is_used(project):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", project / ".venv"], check=True)
    site = next((project / ".venv").glob("lib/python3.*/site-packages"))
    (site / "only_here.py").write_text("WORD = 'from the environment'")
    (project / "web.py").write_text(
        "import only_here\ndef handler(event, context):\n    return only_here.WORD\n"
    )
    server = RustStack(project, "serve", "web.handler", "--app-port", "0", VIRTUAL_ENV="")
    try:
        assert f"{project}/.venv/bin/python" in server.banner
        port = re.findall(r"http://localhost:(\d+)/ ", server.banner)[0]
        assert "from the environment" in requests.get(f"http://localhost:{port}/").text
    finally:
        server.stop()


def refused(folder, *arguments):
    ran = run("serve", "--port", "0", "--app-port", "0", *arguments, cwd=folder)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1, ran.stderr
    return ran.stderr


def test_what_is_missing_is_said_in_one_line(project):
    (project / "main.py").write_text("")
    line = refused(project, "shop:app")
    assert f"there is no shop.py in {project}" in line and "There is app.py: ruststack serve app:app?" in line
    assert "write module:app" in refused(project, "app")
    assert "there is no folder /no/such" in refused(project, "--directory", "/no/such")
    assert "does not run as Python" in refused(project, "--python", "/bin/false")
    with Serving(project) as holder:
        port = holder.app.rpartition(":")[2]
        ran = run("serve", "--port", "0", "--app-port", port, "--python", sys.executable, cwd=project)
        assert f"port {port} on 127.0.0.1 is in use" in ran.stderr and "--app-port" in ran.stderr


@pytest.mark.parametrize(
    "code, words",
    [
        ("import flasque", ["flasque is not installed for", "app.py, line 1,", "-m pip install flasque"]),
        ("application = lambda environ, start: []", ["app.py has no 'app': it has application"]),
        ("app = 'text'", ["'app:app' is a str: neither a WSGI nor an ASGI application"]),
    ],
)
def test_what_keeps_an_application_from_starting_is_told_and_can_be_mended(tmp_path, code, words):
    (tmp_path / "app.py").write_text(code)
    with Serving(tmp_path) as server:
        log = server.logged(words[0])
        assert all(word in log for word in words), log
        assert "Traceback" not in log
        (tmp_path / "app.py").write_text(FLASK)
        assert requests.get(server.app).text == "first"


@pytest.mark.skipif(not DOCKER, reason="needs a Docker engine; tests/run sets one up")
def test_an_application_runs_in_a_container_with_its_virtual_environment(project):
    with Serving(project, "--lambda-executor", "docker") as server:
        assert requests.get(server.app).text == "first"
        assert requests.get(f"{server.app}/hello/ada?a=1").json()["args"] == ["1"]
        assert requests.post(f"{server.app}/notes/a.txt", data=b"x").json() == {"names": ["a.txt"]}
        assert requests.get(f"{server.app}/boom").status_code == 500
        server.logged("KeyError: 'missing'")
        (project / "app.py").write_text(FLASK.replace('"first"', '"second"'))
        assert requests.get(server.app).text == "second"
        (project / "app.py").write_text("import flasque")
        log = server.logged(f"flasque is not installed for {sys.executable}")
        assert f"{sys.executable} -m pip install flasque" in log


def containers_at_rest(server):
    """How many of a server's containers run with nothing going on in them."""

    def docker(*arguments):
        ran = subprocess.run(["docker", *arguments], capture_output=True, text=True)
        return [line.split() for line in ran.stdout.splitlines()]

    listed = docker("ps", "--format", '{{.ID}} {{.Label "ruststack.owner"}}')
    own = [container for container, owner in listed if f"/{server.process.pid}/" in owner]
    processes = [docker("top", container, "-eo", "pid,stat") for container in own]
    return sum(any(row[1].startswith("T") for row in rows) for rows in processes)


@pytest.mark.skipif(not DOCKER, reason="needs a Docker engine; tests/run sets one up")
def test_a_container_has_loaded_what_is_installed_before_a_save(tmp_path):
    place = tmp_path / "environment"
    venv.create(place, symlinks=True)
    installed = next(place.glob("lib/python*/site-packages"))
    (installed / "quiet.py").write_text("import time\nloaded = time.time()\n")
    (installed / "loud.py").write_text("import time\nloaded = time.time()\nprint('this is loud')\n")
    code = "import %s as library\nimport os\n"
    code += "def handler(event, context):\n    return [library.loaded < os.stat(__file__).st_mtime, %d]\n"
    saves = itertools.count()
    project = tmp_path / "project"
    project.mkdir()

    def await_rest():
        end = time.monotonic() + 120
        while containers_at_rest(server) != 2:
            assert time.monotonic() < end, server.log.read_text()
            time.sleep(0.1)

    def is_loaded_before(library="quiet"):
        number = next(saves)
        (project / "app.py").write_text(code % (library, number))
        is_before, answered = requests.get(server.app).json()
        assert answered == number
        return is_before

    (project / "app.py").write_text(code % ("quiet", -1))
    options = ["app.handler", "--lambda-executor", "docker"]
    with Serving(project, *options, python=place / "bin" / "python") as server:
        await_rest()
        assert is_loaded_before()
        # The folder changes with every installation.
        await_rest()
        (installed / "other.py").write_text("")
        assert not is_loaded_before()
        # What a library says when it is imported, it says once, and for the code of the save.
        for count in range(1, 3):
            await_rest()
            assert server.log.read_text().count("this is loud") == count - 1
            assert not is_loaded_before("loud")
            server.logged("this is loud")


def test_a_debugger_has_no_way_into_a_container(project):
    line = refused(project, "--lambda-executor", "docker", "--debug-port", "5678")
    assert "a debugger reaches applications that are processes" in line
