"""Seeds: what an init folder holds is there before the server says that it is ready."""

import gzip
import json
import subprocess
from urllib.parse import urlsplit

import pytest
import requests
from conftest import Clients
from ruststack import BINARY, environment, run

DECLARATION = """
buckets:
  - Bucket: uploads
    Region: eu-central-1
    Versioning: true
    Objects: files
  - Bucket: listed
    Objects:
      - Key: a/b.txt
        Body: hello
        ContentType: text/x-own
        Metadata: {from: seed}
      - Key: big
        File: big.bin
tables:
  - TableName: music
    KeySchema: [{AttributeName: id, KeyType: HASH}]
    AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
    TimeToLiveSpecification: {AttributeName: until, Enabled: true}
    Items:
      - {id: a, year: 1999, tags: [x, y]}
  - TableName: exported
    KeySchema: [{AttributeName: id, KeyType: HASH}]
    AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
    Items: export
functions:
  - FunctionName: hello
    Runtime: python3.11
    Handler: app.handler
    Code: hello
    FunctionUrlConfig: {AuthType: NONE}
"""

SCRIPT = """#!/bin/sh
echo "the table is $(awslocal dynamodb describe-table --table-name music --query Table.TableName --output text)"
aws s3 mb s3://from-shell
"""

PYTHON = """
import boto3

boto3.client("s3").put_object(Bucket="from-shell", Key="python", Body=b"was here")
"""


@pytest.fixture
def folder(tmp_path):
    init = tmp_path / "init"
    (init / "files/deep").mkdir(parents=True)
    (init / "files/index.html").write_text("<h1>hello</h1>")
    (init / "files/deep/ü +.bin").write_bytes(b"\0\1")
    (init / "big.bin").write_bytes(bytes(1_000_000))
    (init / "hello").mkdir()
    (init / "hello/app.py").write_text("def handler(event, context):\n    return 'hello'\n")
    data = init / "export/AWSDynamoDB/01/data"
    data.mkdir(parents=True)
    lines = (json.dumps({"Item": {"id": {"S": str(n)}}}) + "\n" for n in range(60))
    (data / "x.json.gz").write_bytes(gzip.compress("".join(lines).encode()))
    (init / "10-declared.yaml").write_text(DECLARATION)
    (init / "20-script.sh").write_text(SCRIPT)
    (init / "30-python.py").write_text(PYTHON)
    return init


def test_seeds_are_there_when_the_server_is_ready_and_after_a_reset(folder, tmp_path):
    server = Clients(tmp_path, f"--init-dir={folder}", "--lambda-executor=process")
    try:
        page = requests.get(f"{server.url}/_ruststack/init").json()
        names = ["10-declared.yaml", "20-script.sh", "30-python.py"]
        assert page == {"completed": True, "seeds": [{"name": n, "state": "successful"} for n in names]}
        stage = requests.get(f"{server.url}/_localstack/init/ready").json()
        assert stage["completed"] and stage["scripts"][0]["state"] == "SUCCESSFUL"
        for again in range(2):
            look(server)
            assert requests.post(f"{server.url}/_ruststack/reset").status_code == 200
    finally:
        assert server.stop() == 0
    assert "20-script.sh: the table is music" in server.log.read_text()


def look(server):
    s3, dynamodb = server.client("s3"), server.client("dynamodb")
    listed = s3.list_objects_v2(Bucket="uploads")["Contents"]
    assert [entry["Key"] for entry in listed] == ["deep/ü +.bin", "index.html"]
    assert s3.head_object(Bucket="uploads", Key="index.html")["ContentType"] == "text/html"
    assert s3.get_bucket_location(Bucket="uploads")["LocationConstraint"] == "eu-central-1"
    assert s3.get_bucket_versioning(Bucket="uploads")["Status"] == "Enabled"
    object = s3.get_object(Bucket="listed", Key="a/b.txt")
    assert (object["Body"].read(), object["ContentType"]) == (b"hello", "text/x-own")
    assert object["Metadata"] == {"from": "seed"}
    assert s3.head_object(Bucket="listed", Key="big")["ContentLength"] == 1_000_000
    assert s3.get_object(Bucket="from-shell", Key="python")["Body"].read() == b"was here"
    item = dynamodb.get_item(TableName="music", Key={"id": {"S": "a"}})["Item"]
    assert item == {"id": {"S": "a"}, "year": {"N": "1999"}, "tags": {"L": [{"S": "x"}, {"S": "y"}]}}
    ttl = dynamodb.describe_time_to_live(TableName="music")["TimeToLiveDescription"]
    assert ttl["AttributeName"] == "until"
    assert dynamodb.scan(TableName="exported")["Count"] == 60
    functions = server.client("lambda")
    assert json.load(functions.invoke(FunctionName="hello")["Payload"]) == "hello"
    url = functions.get_function_url_config(FunctionName="hello")["FunctionUrl"]
    # Not every resolver knows the names below localhost.
    assert requests.get(server.url, headers={"Host": urlsplit(url).netloc}).text == "hello"


def test_a_seed_that_fails_is_named_and_the_others_are_applied(tmp_path):
    init = tmp_path / "init"
    init.mkdir()
    (init / "1.yaml").write_text("buckets:\n  - Bucket: NotAName\n")
    (init / "2.sh").write_text("echo of no use >&2\nexit 3\n")
    (init / "3.json").write_text('{"buckets": [{"Bucket": "there"}]}')
    server = Clients(tmp_path, f"--init-dir={init}")
    seeds = requests.get(f"{server.url}/_ruststack/init").json()["seeds"]
    assert [seed["state"] for seed in seeds] == ["error", "error", "successful"]
    assert "InvalidBucketName" in seeds[0]["problem"] and seeds[1]["problem"] == "exit code 3"
    server.client("s3").head_bucket(Bucket="there")
    assert server.stop() == 0
    log = server.log.read_text()
    assert "the seed 1.yaml has failed: bucket NotAName" in log and "2.sh: of no use" in log


def test_a_failure_is_fatal_if_it_is_to_be(tmp_path):
    init = tmp_path / "init"
    init.mkdir()
    (init / "1.sh").write_text("exit 3\n")
    ended = run("--port=0", cwd=tmp_path, RUSTSTACK_INIT_DIR=str(init), RUSTSTACK_INIT_STRICT="true")
    assert ended.returncode == 1 and "Ready." not in ended.stdout
    assert ended.stderr.endswith("ruststack: the seed 1.sh has failed: exit code 3\n")


def test_a_server_is_not_healthy_before_its_seeds_are_there(tmp_path):
    init = tmp_path / "init"
    init.mkdir()
    (init / "1.sh").write_text("while ! [ -f go ]; do sleep 0.05; done\n")
    program = subprocess.Popen(
        [BINARY, "--port=0", f"--init-dir={init}"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lines = iter(program.stdout.readline, "")
    port = next(line for line in lines if "http://" in line).rpartition(":")[2].strip()
    health = run("health", f"--port={port}")
    assert health.returncode == 1 and health.stderr == "ruststack: its seeds are still being applied\n"
    (init / "go").touch()
    assert any(line == "Ready.\n" for line in lines)
    assert run("health", f"--port={port}").returncode == 0
    program.terminate()
    assert program.wait(10) == 0
