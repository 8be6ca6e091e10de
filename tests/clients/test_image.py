"""The container image: Dockerfile's runtime, around a static binary that was built outside."""

import os
import pathlib
import shutil
import subprocess
import time

import boto3
import pytest
import requests

ROOT = pathlib.Path(__file__).parents[2]
BINARY = os.environ.get("RUSTSTACK_TEST_STATIC_BINARY")
IMAGE = "ruststack-test/image"


def docker(*arguments):
    ran = subprocess.run(
        ["docker", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    """A container of the image with its port published on this machine's loopback; gives id and URL."""
    if not BINARY:
        pytest.skip("RUSTSTACK_TEST_STATIC_BINARY is not set; tests/run builds one")
    folder = tmp_path_factory.mktemp("image")
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o1777)
    shutil.copy2(BINARY, folder / "ruststack")
    docker("build", "--quiet", "--file", ROOT / "Dockerfile", "--target", "local", "--tag", IMAGE, folder)
    container = docker("run", "--detach", "--read-only", "--tmpfs", "/tmp", "-p", "127.0.0.1::4566", IMAGE)
    try:
        host = docker("port", container, "4566/tcp").splitlines()[0]
        yield container, f"http://{host}"
    finally:
        docker("rm", "--force", container)


def until(what, expected):
    """Asks until the answer is as expected, for half a minute at most."""
    deadline = time.monotonic() + 30
    while (answer := what()) != expected:
        assert time.monotonic() < deadline, answer
        time.sleep(0.1)


def test_it_becomes_healthy_and_serves(container):
    name, url = container
    until(lambda: docker("inspect", "--format", "{{.State.Health.Status}}", name), "healthy")
    aws = boto3.Session("test", "test", region_name="us-east-1")
    s3 = aws.client("s3", endpoint_url=url)
    s3.create_bucket(Bucket="bucket")
    body = os.urandom(12 << 20)
    s3.put_object(Bucket="bucket", Key="key", Body=body)
    assert s3.get_object(Bucket="bucket", Key="key")["Body"].read() == body
    dynamodb = aws.client("dynamodb", endpoint_url=url)
    assert dynamodb.list_tables()["TableNames"] == []
    assert aws.client("lambda", endpoint_url=url).list_functions()["Functions"] == []


def test_without_an_engine_functions_are_left_to_processes(container):
    name, _ = container
    assert "lambda    process" in docker("logs", name)


def test_it_is_one_static_file_that_nobody_special_runs(container):
    name, _ = container
    assert docker("inspect", "--format", "{{.Config.User}}", name) == "10001:10001"
    listing = subprocess.run(
        f"docker export {name} | tar -t", shell=True, capture_output=True, text=True, timeout=60
    ).stdout
    made_by_docker = (".dockerenv", "dev/", "etc/", "proc/", "sys/", "tmp/")
    own = [path for path in listing.split() if not path.startswith(made_by_docker)]
    assert own == ["ruststack"]


def test_it_ends_within_its_grace(container):
    name, url = container
    docker("stop", "--time", "20", name)
    assert docker("inspect", "--format", "{{.State.ExitCode}}", name) == "0"
    with pytest.raises(requests.ConnectionError):
        requests.get(url)
