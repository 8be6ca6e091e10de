"""Real clients against a server that verifies their signatures."""

import io
import json
import subprocess
import sys
import zipfile

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from ruststack import RustStack, environment, run

KEY, SECRET, ACCOUNT = "AKIDEXAMPLE", "wJalr/XUtnFEMI+K7MDENG", "123456789012"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = RustStack(
        tmp_path_factory.mktemp("verify"),
        "--auth=verify",
        "--dynamodb-backend=embedded",
        "--lambda-executor=process",
        RUSTSTACK_KEYS=f"{KEY}:{SECRET}:{ACCOUNT}",
    )
    yield server
    log = server.log.read_text()
    assert server.stop() == 0
    assert SECRET not in server.banner + log


def client(server, service, secret=SECRET, **options):
    session = boto3.Session(KEY, secret, region_name="us-east-1")
    return session.client(service, endpoint_url=server.url, config=Config(**options))


@pytest.fixture(scope="module")
def bucket(server):
    client(server, "s3").create_bucket(Bucket="verified")
    return "verified"


@pytest.mark.parametrize("checksums", ["when_supported", "when_required"])
@pytest.mark.parametrize("payload", [True, False])
def test_boto3_is_who_it_says(server, bucket, checksums, payload):
    s3 = client(
        server, "s3", request_checksum_calculation=checksums, s3={"payload_signing_enabled": payload}
    )
    key = "a b/ü+c=&$~*(1).txt"
    s3.put_object(Bucket=bucket, Key=key, Body=io.BytesIO(b"hello"), Metadata={"mood": "quite  fine"})
    assert s3.get_object(Bucket=bucket, Key=key, ResponseContentType="a/b; c=d+e")["Body"].read() == b"hello"
    assert s3.list_objects_v2(Bucket=bucket, Prefix="a b/ü+c=&", Delimiter="~")["KeyCount"] == 1
    s3.upload_fileobj(io.BytesIO(b"x" * (9 << 20)), bucket, "large")
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": key})
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        client(server, "s3", "guess").list_objects_v2(Bucket=bucket)


def test_what_boto3_presigns_is_verified(server, bucket):
    s3 = client(server, "s3", signature_version="s3v4")
    url = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "ü b", "ContentType": "a/b"})
    assert requests.put(url, b"by url", headers={"Content-Type": "a/c"}).status_code == 403
    assert requests.put(url, b"by url", headers={"Content-Type": "a/b"}).status_code == 200
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "ü b"})
    assert requests.get(url).content == b"by url"
    assert requests.get(url + "&response-expires=0").status_code == 403
    form = s3.generate_presigned_post(bucket, "form")
    assert requests.post(form["url"], form["fields"], files={"file": b"x"}).status_code == 204
    form = client(server, "s3", "guess", signature_version="s3v4").generate_presigned_post(bucket, "form")
    assert requests.post(form["url"], form["fields"], files={"file": b"x"}).status_code == 403


@pytest.mark.parametrize(
    "service, operation, status", [("dynamodb", "list_tables", 400), ("lambda", "list_functions", 403)]
)
def test_the_other_services_verify_too(server, service, operation, status):
    getattr(client(server, service), operation)()
    with pytest.raises(ClientError, match="InvalidSignatureException") as refused:
        getattr(client(server, service, "guess"), operation)()
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_the_aws_cli_is_who_it_says(server, bucket, tmp_path):
    variables = {
        "AWS_ENDPOINT_URL": server.url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
    }

    def aws(*arguments):
        done = subprocess.run(
            ["aws", *arguments], env=environment(**variables), capture_output=True, text=True, check=True
        )
        return done.stdout

    (tmp_path / "file").write_bytes(b"y" * (9 << 20))
    aws("s3", "cp", str(tmp_path / "file"), f"s3://{bucket}/cli")
    assert "cli" in aws("s3", "ls", f"s3://{bucket}/")


FUNCTION = """
import os

def handler(event, context):
    return {name: os.environ[name] for name in event["names"]}
"""


def test_a_function_has_keys_that_count(server, bucket):
    lambda_ = client(server, "lambda")
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as package:
        package.writestr("f.py", FUNCTION)
    lambda_.create_function(
        FunctionName="keys",
        Runtime=f"python3.{sys.version_info.minor}",
        Role="arn:aws:iam::123456789012:role/any",
        Handler="f.handler",
        Code={"ZipFile": code.getvalue()},
        Timeout=30,
    )
    lambda_.get_waiter("function_active_v2").wait(FunctionName="keys")
    names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
    answer = lambda_.invoke(FunctionName="keys", Payload=json.dumps({"names": names}))
    own = json.load(answer["Payload"])
    session = boto3.Session(*(own[name] for name in names), region_name="us-east-1")
    s3 = session.client("s3", endpoint_url=server.url)
    # The function's account owns the bucket.
    s3.put_object(Bucket=bucket, Key="by function", Body=b"x")
    without_token = boto3.Session(own[names[0]], own[names[1]], region_name="us-east-1")
    with pytest.raises(ClientError, match="InvalidAccessKeyId"):
        without_token.client("s3", endpoint_url=server.url).list_buckets()


@pytest.mark.parametrize("keys", ["", "no-secret", f"{KEY}:{SECRET}:12"])
def test_keys_that_are_none_are_refused_without_being_shown(keys, tmp_path):
    done = run("--auth", "verify", "--port", "0", RUSTSTACK_KEYS=keys)
    assert done.returncode != 0
    assert "RUSTSTACK_KEYS" in done.stderr and SECRET not in done.stderr + done.stdout
    assert SECRET not in run("--help", RUSTSTACK_KEYS=f"{KEY}:{SECRET}").stdout
