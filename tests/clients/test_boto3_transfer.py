"""boto3's transfer manager: files in parts, many at a time, up, down and from bucket to bucket."""

import base64
import os
import zlib

import pytest
from boto3.exceptions import S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

MIB = 1 << 20


PARTS = TransferConfig(multipart_threshold=6 * MIB, multipart_chunksize=5 * MIB)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "large.bin"
    path.write_bytes(os.urandom(12 * MIB + 7))
    return path


def test_a_file_goes_up_with_all_its_settings_and_comes_down(server, bucket, file, tmp_path):
    s3 = server.client("s3")
    settings = {
        "ContentType": "application/x-large",
        "CacheControl": "no-cache",
        "Metadata": {"mood": "fine"},
        "StorageClass": "STANDARD_IA",
        "Tagging": "team=blue&cost=low",
    }
    seen = []
    s3.upload_file(file, bucket, "a/ä b+c", ExtraArgs=settings, Config=PARTS, Callback=seen.append)
    assert sum(seen) == file.stat().st_size
    head = s3.head_object(Bucket=bucket, Key="a/ä b+c")
    assert head["ETag"].endswith('-3"')
    assert {name: head[name] for name in settings if name != "Tagging"} == {
        name: value for name, value in settings.items() if name != "Tagging"
    }
    tags = s3.get_object_tagging(Bucket=bucket, Key="a/ä b+c")["TagSet"]
    assert sorted(tag["Key"] for tag in tags) == ["cost", "team"]
    s3.download_file(bucket, "a/ä b+c", tmp_path / "back", Config=PARTS)
    assert (tmp_path / "back").read_bytes() == file.read_bytes()


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"])
def test_each_checksum_of_a_file_in_parts_is_kept(server, bucket, file, tmp_path, algorithm):
    s3 = server.client("s3")
    s3.upload_file(file, bucket, "key", ExtraArgs={"ChecksumAlgorithm": algorithm}, Config=PARTS)
    head = s3.head_object(Bucket=bucket, Key="key", ChecksumMode="ENABLED")
    full = head["ChecksumType"] == "FULL_OBJECT"
    assert head[f"Checksum{algorithm}"].endswith("-3") != full
    assert full or algorithm != "CRC64NVME"
    s3.download_file(bucket, "key", tmp_path / "back", ExtraArgs={"ChecksumMode": "ENABLED"}, Config=PARTS)
    assert (tmp_path / "back").read_bytes() == file.read_bytes()


def test_a_checksum_of_the_whole_file_is_compared_at_the_end(server, bucket, file):
    # The manager sends it with CompleteMultipartUpload, and its type with CreateMultipartUpload.
    s3 = server.client("s3")
    crc = base64.b64encode(zlib.crc32(file.read_bytes()).to_bytes(4, "big")).decode()
    s3.upload_file(file, bucket, "right", ExtraArgs={"ChecksumCRC32": crc}, Config=PARTS)
    head = s3.head_object(Bucket=bucket, Key="right", ChecksumMode="ENABLED")
    assert (head["ChecksumCRC32"], head["ChecksumType"]) == (crc, "FULL_OBJECT")
    with pytest.raises(S3UploadFailedError, match="BadDigest"):
        s3.upload_file(file, bucket, "wrong", ExtraArgs={"ChecksumCRC32": "AAAAAA=="}, Config=PARTS)


def test_a_large_object_is_copied_in_parts(server, bucket, file):
    s3 = server.client("s3")
    s3.upload_file(file, bucket, "from ä", ExtraArgs={"Metadata": {"mood": "fine"}})
    source = {"Bucket": bucket, "Key": "from ä"}
    replaced = {"Metadata": {"mood": "new"}, "MetadataDirective": "REPLACE"}
    s3.copy(source, bucket, "to", ExtraArgs=replaced, Config=PARTS)
    copied = s3.get_object(Bucket=bucket, Key="to")
    assert copied["Body"].read() == file.read_bytes()
    assert (copied["Metadata"], copied["ETag"][-3:]) == ({"mood": "new"}, '-3"')
    s3.copy(source, bucket, "whole")
    assert s3.head_object(Bucket=bucket, Key="whole")["Metadata"] == {"mood": "fine"}


def test_a_part_of_an_object_that_changes_meanwhile_is_refused(server, bucket, file):
    # What the manager relies on: the ETag of its first answer is If-Match of its further requests.
    s3 = server.client("s3")
    etag = s3.put_object(Bucket=bucket, Key="key", Body=b"one")["ETag"]
    s3.put_object(Bucket=bucket, Key="key", Body=b"two")
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.get_object(Bucket=bucket, Key="key", Range="bytes=1-2", IfMatch=etag)


def test_resources_collect_filter_and_delete(server, bucket):
    here = server.resource("s3").Bucket(bucket)
    here.wait_until_exists()
    here.Versioning().enable()
    for number in range(25):
        here.put_object(Key=f"{number % 3}/{number}", Body=str(number).encode())
    assert len(list(here.objects.filter(Prefix="1/").page_size(3))) == 8
    here.objects.filter(Prefix="1/").delete()
    assert len(list(here.objects.all())) == 17
    assert len(list(here.object_versions.page_size(4))) == 25 + 8
    here.object_versions.delete()
    here.delete()
    here.wait_until_not_exists()
