"""S3 through boto3, and through plain HTTP with what boto3 signs."""

import gzip
import hashlib
import io

import pytest
import requests
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError


def test_an_object_comes_back_with_its_metadata(server, bucket):
    s3 = server.client("s3")
    put = s3.put_object(
        Bucket=bucket, Key="a/ä b+c.txt", Body=b"hello", ContentType="text/plain", Metadata={"mood": "fine"}
    )
    assert put["ETag"] == f'"{hashlib.md5(b"hello").hexdigest()}"'
    got = s3.get_object(Bucket=bucket, Key="a/ä b+c.txt")
    assert got["Body"].read() == b"hello"
    assert (got["ContentType"], got["Metadata"]) == ("text/plain", {"mood": "fine"})
    part = s3.get_object(Bucket=bucket, Key="a/ä b+c.txt", Range="bytes=1-3")
    assert (part["Body"].read(), part["ContentRange"]) == (b"ell", "bytes 1-3/5")
    assert s3.head_object(Bucket=bucket, Key="a/ä b+c.txt")["ContentLength"] == 5


def test_a_listing_pages_and_folds_folders(server, bucket):
    s3 = server.client("s3")
    for key in ["a", "b/1", "b/2", "c/1", "d"]:
        s3.put_object(Bucket=bucket, Key=key)
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 2}
    )
    found = []
    for page in pages:
        found += [entry["Key"] for entry in page.get("Contents", [])]
        found += [entry["Prefix"] for entry in page.get("CommonPrefixes", [])]
    assert sorted(found) == ["a", "b/", "c/", "d"]


def test_a_large_upload_is_taken_in_parts(server, bucket):
    s3 = server.client("s3")
    body = bytes(range(256)) * 4096 * 20
    parts = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
    s3.upload_fileobj(io.BytesIO(body), bucket, "large", Config=parts)
    assert s3.head_object(Bucket=bucket, Key="large")["ETag"].endswith('-4"')
    back = io.BytesIO()
    s3.download_fileobj(bucket, "large", back, Config=parts)
    assert back.getvalue() == body


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
def test_a_checksum_is_kept_and_shown(server, bucket, algorithm):
    s3 = server.client("s3")
    put = s3.put_object(Bucket=bucket, Key=algorithm, Body=b"hello", ChecksumAlgorithm=algorithm)
    got = s3.get_object(Bucket=bucket, Key=algorithm, ChecksumMode="ENABLED")
    assert got[f"Checksum{algorithm}"] == put[f"Checksum{algorithm}"]
    assert got["Body"].read() == b"hello"


def test_copies_and_deletions(server, bucket):
    s3 = server.client("s3")
    s3.put_object(Bucket=bucket, Key="one", Body=b"1")
    s3.copy_object(Bucket=bucket, Key="two", CopySource={"Bucket": bucket, "Key": "one"})
    assert s3.get_object(Bucket=bucket, Key="two")["Body"].read() == b"1"
    with pytest.raises(s3.exceptions.ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(Bucket=bucket)
    keys = [{"Key": "one"}, {"Key": "two"}, {"Key": "never"}]
    deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys})
    assert len(deleted["Deleted"]) == 3
    s3.delete_bucket(Bucket=bucket)
    with pytest.raises(ClientError) as gone:
        s3.head_bucket(Bucket=bucket)
    assert gone.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_errors_are_the_exceptions_that_boto3_knows(server, bucket):
    s3 = server.client("s3")
    with pytest.raises(s3.exceptions.NoSuchKey) as missing:
        s3.get_object(Bucket=bucket, Key="nothing")
    error = missing.value.response["Error"]
    assert error == {"Code": "NoSuchKey", "Message": "The specified key does not exist.", "Key": "nothing"}
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.list_objects_v2(Bucket="no-such-bucket-here")


@pytest.mark.parametrize("style", ["path", "virtual"])
@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_presigned_urls_take_and_give(server, bucket, style, version):
    s3 = server.client("s3", signature_version=version, s3={"addressing_style": style})
    sign = {"Bucket": bucket, "Key": "signed key"}
    url = s3.generate_presigned_url("put_object", Params=sign, ExpiresIn=60)
    # No resolver is needed for names below localhost: every connection goes to the server.
    host = url.split("/")[2]
    url = url.replace(host, f"localhost:{server.port}", 1)
    assert requests.put(url, data=b"by url", headers={"Host": host}).status_code == 200
    url = s3.generate_presigned_url("get_object", Params=sign, ExpiresIn=60)
    got = requests.get(url.replace(host, f"localhost:{server.port}", 1), headers={"Host": host})
    assert (got.status_code, got.content) == (200, b"by url")


@pytest.mark.parametrize("style", ["path", "virtual"])
@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_a_presigned_form_uploads_one_file(server, bucket, style, version):
    s3 = server.client("s3", signature_version=version, s3={"addressing_style": style})
    fields = {"success_action_status": "201", "Content-Type": "text/plain", "x-amz-meta-mood": "fine"}
    conditions = [{name: value} for name, value in fields.items()] + [["content-length-range", 1, 5]]
    form = s3.generate_presigned_post(bucket, "forms/${filename}", fields, conditions, ExpiresIn=60)
    host = form["url"].split("/")[2]
    url = form["url"].replace(host, f"localhost:{server.port}", 1)

    def post(content):
        files = {"file": ("a b.txt", content)}
        return requests.post(url, data=form["fields"], files=files, headers={"Host": host})

    answer = post(b"hello")
    assert answer.status_code == 201, answer.text
    assert "<Key>forms/a b.txt</Key>" in answer.text
    got = server.client("s3").get_object(Bucket=bucket, Key="forms/a b.txt")
    assert (got["Body"].read(), got["ContentType"], got["Metadata"]) == (b"hello", "text/plain", {"mood": "fine"})
    refused = post(b"too long")
    assert (refused.status_code, "<Code>EntityTooLarge</Code>" in refused.text) == (400, True)


def test_a_streamed_body_of_unknown_length_is_chunked(server, bucket):
    s3 = server.client("s3")

    class Pipe(io.RawIOBase):
        """Readable once, from start to end."""

        def __init__(self):
            self.left = [b"a" * 70000, b"b" * 70000]

        def readable(self):
            return True

        def read(self, size=-1):
            return self.left.pop(0) if self.left else b""

    s3.upload_fileobj(Pipe(), bucket, "piped")
    assert s3.get_object(Bucket=bucket, Key="piped")["ContentLength"] == 140000


def test_sql_over_an_object(server, bucket):
    s3 = server.client("s3")
    people = "name,age\n" + "".join(f"person{n},{n % 90}\n" for n in range(100_000))
    s3.put_object(Bucket=bucket, Key="people.csv.gz", Body=gzip.compress(people.encode()))

    def select(expression, **output):
        answer = s3.select_object_content(
            Bucket=bucket,
            Key="people.csv.gz",
            Expression=expression,
            ExpressionType="SQL",
            InputSerialization={"CSV": {"FileHeaderInfo": "USE"}, "CompressionType": "GZIP"},
            OutputSerialization=output or {"JSON": {}},
        )
        events = list(answer["Payload"])
        assert "End" in events[-1]
        assert events[-2]["Stats"]["Details"]["BytesProcessed"] == len(people)
        return b"".join(event["Records"]["Payload"] for event in events if "Records" in event).decode()

    assert select("SELECT s.name FROM S3Object s WHERE s.name = 'person7'") == '{"name":"person7"}\n'
    assert select("SELECT COUNT(*), MAX(CAST(age AS INT)) FROM S3Object", CSV={}) == "100000,89\n"
    assert select("SELECT * FROM S3Object", CSV={}).count("\n") == 100_000
    with pytest.raises(ClientError, match="MissingHeaders"):
        select("SELECT s.nothing FROM S3Object s")
    with pytest.raises(ClientError, match=r"InvalidTableAlias.*line 1, column 8"):
        select("SELECT t.name FROM S3Object s")
