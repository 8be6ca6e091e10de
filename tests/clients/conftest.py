"""The servers that the tests speak to: one for each combination of backends, started once."""

import os
import pathlib
import subprocess

import boto3
import pytest
from botocore.config import Config
from ruststack import RustStack, await_end, environment

JAR = os.environ.get("RUSTSTACK_TEST_DYNAMODB_LOCAL")
DOCKER = os.environ.get("RUSTSTACK_TEST_DOCKER")
S3_CLIENTS = os.environ.get("RUSTSTACK_TEST_S3_CLIENTS")

# Arguments of each mode, and what of the test setup it needs.
MODES = {
    "embedded+process": (["--dynamodb-backend=embedded", "--lambda-executor=process"], True),
    "embedded+docker": (
        [
            "--dynamodb-backend=embedded",
            "--lambda-executor=docker",
            # The one image of the test setup: packages that bring their runtime need little of one.
            "--lambda-images=provided.al2023=public.ecr.aws/lambda/python:3.12",
        ],
        DOCKER,
    ),
    "local+process": (
        ["--dynamodb-backend=local", f"--dynamodb-local-path={JAR}", "--lambda-executor=process"],
        JAR,
    ),
}


def arguments(mode):
    """What starts the program in a mode; skips the test where the setup has not what it needs."""
    flags, ready = MODES[mode]
    if not ready:
        pytest.skip(f"{mode} was not set up; tests/run does it")
    return flags


class Clients(RustStack):
    """A server with boto3 clients for it."""

    def client(self, service, **options):
        return self._boto3().client(service, endpoint_url=self.url, config=Config(**options))

    def resource(self, service):
        return self._boto3().resource(service, endpoint_url=self.url)

    def cli_environment(self):
        """Variables with which the AWS CLI and any SDK find this server."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    @staticmethod
    def _boto3():
        return boto3.Session("test", "test", region_name="us-east-1")


def serve(mode, tmp_path_factory):
    server = Clients(tmp_path_factory.mktemp("server"), *arguments(mode))
    yield server
    left = server.descendants()
    assert server.stop() == 0
    for pid in left:
        await_end(pid)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A server for what is the same in every mode."""
    yield from serve("embedded+process", tmp_path_factory)


@pytest.fixture(scope="session", params=MODES)
def each_server(request, tmp_path_factory):
    """A server in every mode, one after another."""
    yield from serve(request.param, tmp_path_factory)


@pytest.fixture(scope="session", params=["embedded+process", "local+process"])
def dynamodb_server(request, tmp_path_factory):
    """A server with either DynamoDB, for what does not touch Lambda."""
    yield from serve(request.param, tmp_path_factory)


@pytest.fixture
def bucket(server, request):
    """A bucket of the test's own."""
    name = request.node.name.replace("_", "-").split("[")[0][:63].strip("-")
    server.client("s3").create_bucket(Bucket=name)
    return name


@pytest.fixture(scope="session")
def s3_clients():
    """The folder of the clients that are not in this Python environment."""
    if not S3_CLIENTS:
        pytest.skip("the S3 clients were not set up; tests/run does it")
    return pathlib.Path(S3_CLIENTS)


@pytest.fixture
def run(server, tmp_path):
    """Runs a client's program in a folder of its own; gives what it prints."""

    def run(*arguments, fails=False, input=None, **variables):
        ran = subprocess.run(
            arguments,
            env=environment(**server.cli_environment(), **variables),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL if input is None else None,
            input=input,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert (ran.returncode != 0) == fails, ran.stdout + ran.stderr
        return ran.stderr if fails else ran.stdout

    return run
