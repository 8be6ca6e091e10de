"""The program by itself: what it prints, what it refuses, and how it ends."""

import re
import signal
import socket
import subprocess
import time

import pytest
import requests
from conftest import DOCKER, Clients
from functions import create, package
from ruststack import BINARY, RustStack, await_end, environment, run


EMBEDDED = ["--dynamodb-backend", "embedded", "--lambda-executor", "process"]


def refused(outcome):
    """A refusal is exit code 1 and one line; gives the line."""
    assert outcome.returncode == 1, outcome
    assert outcome.stdout == ""
    lines = outcome.stderr.splitlines()
    assert len(lines) == 1, outcome.stderr
    assert lines[0].startswith("ruststack: ")
    return lines[0]


def test_help_explains_every_option_and_its_variable():
    outcome = run("--help")
    assert outcome.returncode == 0
    flags = set(re.findall(r"^ +(?:-\w, )?--([a-z0-9-]+)", outcome.stdout, re.M)) - {"help", "version"}
    assert {"port", "host", "s3", "dynamodb", "lambda", "region"} <= flags
    for flag in flags:
        variable = f"RUSTSTACK_{flag.upper().replace('-', '_')}"
        assert re.search(rf"\[env: {variable}[=\]]", outcome.stdout), flag


def test_version_is_one_line():
    assert re.fullmatch(r"ruststack \d+\.\d+\.\d+\n", run("--version").stdout)


def test_a_port_in_use_is_named():
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        line = refused(run("--port", str(port)))
    assert f"port {port} on 127.0.0.1 is in use" in line
    assert "RUSTSTACK_PORT" in line


@pytest.mark.parametrize(
    "flag, value, says",
    [
        ("--dynamodb-backend", "postgres", "expected auto, embedded, local, or a URL"),
        ("--lambda-executor", "podman", "expected auto, docker or process"),
        ("--port", "http", "invalid digit"),
        ("--region", "us east", "expected a region's name"),
        ("--host", "example.com", "expected an IP address"),
        ("--s3", "perhaps", "perhaps"),
    ],
)
def test_an_unknown_value_is_refused_with_what_is_expected(flag, value, says):
    variable = "RUSTSTACK_" + flag.strip("-").upper().replace("-", "_")
    for outcome in (run(flag, value), run(**{variable: value})):
        line = refused(outcome)
        assert value in line and says in line


def test_an_empty_variable_counts_as_none(tmp_path):
    names = re.findall(r"\[env: (\w+)[=\]]", run("--help").stdout)
    assert "RUSTSTACK_DATA_DIR" in names
    stack = RustStack(tmp_path, *EMBEDDED, **dict.fromkeys([*names, "RUST_LOG"], ""))
    assert f"http://[::1]:{stack.port}" in stack.banner
    stack.stop()


def test_a_log_filter_that_nobody_understands_is_told(tmp_path):
    stack = RustStack(tmp_path, *EMBEDDED, RUST_LOG="ruststack=loud")
    stack.stop()
    assert "RUST_LOG is not understood" in stack.log.read_text()


def test_a_flag_wins_over_its_variable(tmp_path):
    stack = RustStack(tmp_path, "--s3", "false", RUSTSTACK_S3="true")
    assert re.search(r"s3 +off", stack.banner)
    stack.stop()


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_nothing_left(tmp_path, which):
    stack = RustStack(tmp_path, *EMBEDDED)
    left = stack.descendants()
    stack.process.send_signal(which)
    assert stack.process.wait(timeout=30) == 0
    for pid in left:
        await_end(pid)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", stack.port))


def test_a_second_signal_ends_it_at_once(tmp_path):
    stack = RustStack(tmp_path, "--s3-access", "open", *EMBEDDED)
    requests.put(f"{stack.url}/bucket")
    # An upload that has begun and goes no further keeps the first signal waiting.
    with socket.create_connection(("127.0.0.1", stack.port)) as upload:
        upload.sendall(
            b"PUT /bucket/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
        )
        assert upload.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        stack.process.terminate()
        with pytest.raises(subprocess.TimeoutExpired):
            stack.process.wait(timeout=0.5)
        stack.process.terminate()
        assert stack.process.wait(timeout=5) == 0


def test_a_running_upload_is_finished_before_it_ends(tmp_path):
    stack = RustStack(tmp_path, "--s3-access", "open", *EMBEDDED)
    requests.put(f"{stack.url}/bucket")
    with socket.create_connection(("127.0.0.1", stack.port)) as upload:
        upload.sendall(
            b"PUT /bucket/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
        )
        assert upload.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        stack.process.terminate()
        # New clients are refused by then.
        with pytest.raises(OSError):
            while True:
                socket.create_connection(("127.0.0.1", stack.port)).close()
        upload.sendall(b"the rest!")
        assert upload.recv(100).startswith(b"HTTP/1.1 200 OK\r\n")
    assert stack.process.wait(timeout=30) == 0


def test_no_jar_and_no_java_are_told_in_one_line(tmp_path):
    line = refused(run("--dynamodb-backend", "local", cwd=tmp_path))
    assert "there is no DynamoDB Local at ./DynamoDBLocal.jar" in line
    (tmp_path / "DynamoDBLocal.jar").write_bytes(b"")
    line = refused(run("--port", "0", cwd=tmp_path, PATH="/nowhere", JAVA_HOME=""))
    assert "needs Java" in line


def test_a_signal_ends_a_start_that_takes_long(tmp_path):
    java = tmp_path / "bin/java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 300\n")
    java.chmod(0o755)
    (tmp_path / "DynamoDBLocal.jar").touch()
    program = subprocess.Popen(
        [BINARY, "--port", "0", "--dynamodb-backend", "local"],
        env=environment(JAVA_HOME=str(tmp_path)),
        cwd=tmp_path,
    )
    pid = None
    while not pid:
        time.sleep(0.01)
        pid = (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip()
    program.terminate()
    assert program.wait(timeout=30) == 0
    await_end(int(pid))


@pytest.mark.skipif(not DOCKER, reason="needs a Docker engine; tests/run sets one up")
def test_a_server_that_is_killed_leaves_no_container(tmp_path):
    def left():
        filters = ["--filter", "label=ruststack.owner", "--format", '{{.Label "ruststack.owner"}}']
        owners = subprocess.run(
            ["docker", "ps", "--all", *filters], capture_output=True, text=True, timeout=60, check=True
        )
        return [owner for owner in owners.stdout.split() if f"/{server.process.pid}/" in owner]

    server = Clients(tmp_path, "--lambda-executor", "docker")
    code = "import time\ndef handler(event, context):\n    time.sleep(event)\n"
    client = server.client("lambda")
    create(client, "killed", package({"app.py": code}), Timeout=300)
    client.invoke(FunctionName="killed", Payload=b"0")
    client.invoke(FunctionName="killed", Payload=b"200", InvocationType="Event")
    await_true(left)
    server.process.kill()
    await_true(lambda: not left())
    server.process.wait()
    server.process.stdout.close()


def await_true(condition, timeout=60):
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)
