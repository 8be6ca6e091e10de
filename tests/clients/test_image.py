"""The container image: Dockerfile's runtime, around a static binary that was built outside."""

import contextlib
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
def image(tmp_path_factory):
    """The image's name."""
    if not BINARY:
        pytest.skip("RUSTSTACK_TEST_STATIC_BINARY is not set; tests/run builds one")
    folder = tmp_path_factory.mktemp("image")
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o1777)
    (folder / "data").mkdir()
    shutil.copy2(BINARY, folder / "ruststack")
    docker("build", "--quiet", "--file", ROOT / "Dockerfile", "--target", "local", "--tag", IMAGE, folder)
    return IMAGE


@contextlib.contextmanager
def running(image, *options):
    """A container of the image with its port published on this machine's loopback: id and URL."""
    published = ("-p", "127.0.0.1::4566")
    container = docker("run", "--detach", "--read-only", "--tmpfs", "/tmp", *published, *options, image)
    try:
        host = docker("port", container, "4566/tcp").splitlines()[0]
        yield container, f"http://{host}"
    finally:
        docker("rm", "--force", container)


@pytest.fixture(scope="module")
def container(image):
    with running(image) as container:
        yield container


def s3_of(name, url):
    """A client, once the container says that it is healthy."""
    until(lambda: docker("inspect", "--format", "{{.State.Health.Status}}", name), "healthy")
    return boto3.Session("test", "test", region_name="us-east-1").client("s3", endpoint_url=url)


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
    empty = (".dockerenv", "dev/", "etc/", "proc/", "sys/", "tmp/", "data/")
    own = [path for path in listing.split() if not path.startswith(empty)]
    assert own == ["ruststack"]


def test_it_ends_within_its_grace(container):
    name, url = container
    docker("stop", "--time", "20", name)
    assert docker("inspect", "--format", "{{.State.ExitCode}}", name) == "0"
    with pytest.raises(requests.ConnectionError):
        requests.get(url)


def test_a_volume_keeps_what_was_written(image):
    volume = docker("volume", "create")
    kept = ("--volume", f"{volume}:/data", "--env", "RUSTSTACK_DATA_DIR=/data")

    try:
        with running(image, *kept) as (name, url):
            s3_of(name, url).create_bucket(Bucket="bucket")
            docker("kill", name)
        with running(image, *kept) as (name, url):
            assert [bucket["Name"] for bucket in s3_of(name, url).list_buckets()["Buckets"]] == ["bucket"]
    finally:
        docker("volume", "rm", volume)


def test_seeds_are_mounted_where_localstack_has_them(image, tmp_path):
    init = tmp_path / "init"
    init.mkdir()
    (init / "buckets.yaml").write_text("buckets: [{Bucket: uploads}]")
    # The container's user is another one.
    tmp_path.chmod(0o755)
    with running(image, "--volume", f"{init}:/etc/localstack/init/ready.d:ro") as (name, url):
        assert [bucket["Name"] for bucket in s3_of(name, url).list_buckets()["Buckets"]] == ["uploads"]
