"""Worlds as a test suite uses them: each worker of pytest in a fork of its own."""

import subprocess
import sys
import textwrap

import boto3
import pytest
import requests
from ruststack import RustStack, environment

WORKERS = 8
TESTS = 200

# What a user of RustStack writes.
CONFTEST = """
import os, uuid, boto3, pytest, requests

@pytest.fixture(scope="session")
def aws(worker_id):
    server, world = os.environ["SERVER"], f"{worker_id}-{uuid.uuid4().hex[:8]}"
    made = requests.put(f"{server}/_ruststack/worlds/{world}", json={"from": "seeded"})
    made.raise_for_status()
    session = boto3.Session("test", "test", region_name="us-east-1")
    yield lambda service: session.client(service, endpoint_url=f"{server}/~{world}")
    requests.delete(f"{server}/_ruststack/worlds/{world}").raise_for_status()
"""

# Each test changes what every worker has under the same names, and would see another's changes.
SUITE = """
import pytest

@pytest.mark.parametrize("n", range(200))
def test_of_the_same_names(aws, n):
    s3, dynamodb = aws("s3"), aws("dynamodb")
    if n % 2:
        s3.create_bucket(Bucket=f"bucket-{n}")
        s3.put_object(Bucket="shared", Key="counter", Body=str(n).encode())
        assert s3.get_object(Bucket="shared", Key="counter")["Body"].read() == str(n).encode()
        assert s3.list_objects_v2(Bucket="shared")["KeyCount"] == 1 + 1
    else:
        key = {"id": {"S": "counter"}}
        updated = dynamodb.update_item(
            TableName="shared", Key=key, UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": {"N": "1"}}, ReturnValues="ALL_NEW",
        )
        assert updated["Attributes"]["n"] == {"N": str(n // 2 + 1)}
        assert dynamodb.scan(TableName="shared")["Count"] == 101
"""


@pytest.fixture
def seeded(server):
    """A world with a bucket and a table, for others to fork."""
    requests.put(f"{server.url}/_ruststack/worlds/seeded").raise_for_status()
    session = boto3.Session("test", "test", region_name="us-east-1")
    s3 = session.client("s3", endpoint_url=f"{server.url}/~seeded")
    s3.create_bucket(Bucket="shared")
    s3.put_object(Bucket="shared", Key="seed", Body=b"seed")
    dynamodb = session.resource("dynamodb", endpoint_url=f"{server.url}/~seeded")
    table = dynamodb.create_table(
        TableName="shared",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    with table.batch_writer() as batch:
        for n in range(100):
            batch.put_item({"id": str(n)})
    yield s3, table
    requests.delete(f"{server.url}/_ruststack/worlds/seeded").raise_for_status()


def test_eight_workers_run_the_same_tests_each_in_its_own_fork(server, seeded, tmp_path):
    (tmp_path / "conftest.py").write_text(textwrap.dedent(CONFTEST))
    (tmp_path / "test_suite.py").write_text(textwrap.dedent(SUITE))
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", f"--tx={WORKERS}*popen", "--dist=each"],
        cwd=tmp_path,
        env=environment(SERVER=server.url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert f"{WORKERS * TESTS} passed" in ran.stdout, ran.stdout[-5000:] + ran.stderr[-2000:]
    s3, table = seeded
    assert s3.list_objects_v2(Bucket="shared")["KeyCount"] == 1
    assert table.scan()["Count"] == 100
    left = requests.get(f"{server.url}/_ruststack/worlds").json()
    assert not [world for world in left["worlds"] if world["name"].startswith("gw")]


def test_a_snapshot_goes_to_another_server_as_a_file_that_curl_takes_and_brings(server, seeded, tmp_path):
    snapshots = f"{server.url}/_ruststack/snapshots"
    requests.put(f"{snapshots}/to-go", json={"world": "seeded"}).raise_for_status()
    curl = ["curl", "--fail", "--silent", "--show-error"]
    subprocess.run([*curl, "-OJ", f"{snapshots}/to-go/file"], cwd=tmp_path, check=True)
    requests.delete(f"{snapshots}/to-go").raise_for_status()
    other = RustStack(tmp_path, "--data-dir", str(tmp_path / "data"), "--lambda-executor=process")
    target = f"{other.url}/_ruststack/snapshots/seed/file"
    subprocess.run([*curl, "-T", "to-go.ruststack", target], cwd=tmp_path, check=True)
    requests.put(f"{other.url}/_ruststack/worlds/job", json={"snapshot": "seed"}).raise_for_status()
    session = boto3.Session("test", "test", region_name="us-east-1")
    s3 = session.client("s3", endpoint_url=f"{other.url}/~job")
    assert s3.get_object(Bucket="shared", Key="seed")["Body"].read() == b"seed"
    table = session.resource("dynamodb", endpoint_url=f"{other.url}/~job").Table("shared")
    assert table.scan()["Count"] == 100
    other.stop()
