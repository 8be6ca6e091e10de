"""MinIO's Python client, which signs, chunks and reads XML with code of its own."""

import io
import os
from datetime import timedelta

import pytest
import requests
from minio import Minio
from minio.commonconfig import REPLACE, ComposeSource, CopySource, Tags
from minio.deleteobjects import DeleteObject
from minio.error import S3Error
from minio.versioningconfig import ENABLED, VersioningConfig

PART = 5 << 20


@pytest.fixture
def client(server):
    return Minio(f"localhost:{server.port}", "test", "test", secure=False)


def read(client, *arguments, **options):
    answer = client.get_object(*arguments, **options)
    try:
        return answer.read()
    finally:
        answer.close()
        answer.release_conn()


def test_an_object_goes_round_with_metadata_and_tags(client):
    client.make_bucket("minio-objects")
    tags = Tags.new_object_tags()
    tags["team"] = "blue"
    metadata = {"mood": "fine"}
    client.put_object(
        "minio-objects", "ä/b c+d.txt", io.BytesIO(b"hello"), 5, "text/plain", metadata=metadata, tags=tags
    )
    assert read(client, "minio-objects", "ä/b c+d.txt") == b"hello"
    assert read(client, "minio-objects", "ä/b c+d.txt", offset=1, length=3) == b"ell"
    stat = client.stat_object("minio-objects", "ä/b c+d.txt")
    assert (stat.size, stat.content_type, stat.metadata["x-amz-meta-mood"]) == (5, "text/plain", "fine")
    assert client.get_object_tags("minio-objects", "ä/b c+d.txt") == {"team": "blue"}
    source = CopySource("minio-objects", "ä/b c+d.txt")
    client.copy_object("minio-objects", "copy", source, metadata={"mood": "new"}, metadata_directive=REPLACE)
    assert client.stat_object("minio-objects", "copy").metadata["x-amz-meta-mood"] == "new"
    listed = client.list_objects("minio-objects", recursive=True)
    assert [entry.object_name for entry in listed] == ["copy", "ä/b c+d.txt"]
    assert [entry.object_name for entry in client.list_objects("minio-objects")] == ["copy", "ä/"]


def test_a_body_of_unknown_length_and_a_composed_object_are_multipart(client, tmp_path):
    client.make_bucket("minio-parts")
    body = os.urandom(PART * 2 + 17)
    client.put_object("minio-parts", "streamed", io.BytesIO(body), -1, part_size=PART)
    assert read(client, "minio-parts", "streamed") == body
    sources = [
        ComposeSource("minio-parts", "streamed", length=PART),
        ComposeSource("minio-parts", "streamed", offset=PART),
    ]
    composed = client.compose_object("minio-parts", "composed", sources)
    assert composed.etag.endswith("-2")
    client.fget_object("minio-parts", "composed", str(tmp_path / "composed"))
    assert (tmp_path / "composed").read_bytes() == body


def test_versions_are_listed_read_and_removed(client):
    client.make_bucket("minio-versions")
    client.set_bucket_versioning("minio-versions", VersioningConfig(ENABLED))
    assert client.get_bucket_versioning("minio-versions").status == ENABLED
    first = client.put_object("minio-versions", "key", io.BytesIO(b"one"), 3).version_id
    client.put_object("minio-versions", "key", io.BytesIO(b"two"), 3)
    client.remove_object("minio-versions", "key")
    assert read(client, "minio-versions", "key", version_id=first) == b"one"
    versions = list(client.list_objects("minio-versions", include_version=True))
    marks = sorted((entry.is_delete_marker, entry.is_latest == "true") for entry in versions)
    assert marks == [(False, False), (False, False), (True, True)]
    gone = [DeleteObject(entry.object_name, entry.version_id) for entry in versions]
    assert list(client.remove_objects("minio-versions", gone)) == []
    client.remove_bucket("minio-versions")
    assert not client.bucket_exists("minio-versions")


def test_presigned_urls_and_errors_are_as_it_expects(client):
    client.make_bucket("minio-signed")
    hour = timedelta(hours=1)
    put = requests.put(client.presigned_put_object("minio-signed", "a b", expires=hour), data=b"by url")
    assert put.status_code == 200
    assert requests.get(client.presigned_get_object("minio-signed", "a b", expires=hour)).content == b"by url"
    with pytest.raises(S3Error) as missing:
        client.stat_object("minio-signed", "nothing")
    assert missing.value.code == "NoSuchKey"
    with pytest.raises(S3Error) as full:
        client.remove_bucket("minio-signed")
    assert (full.value.code, full.value.bucket_name) == ("BucketNotEmpty", "minio-signed")
