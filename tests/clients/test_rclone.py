"""rclone, which compares what it copied and pages through listings of its own."""

import json

import pytest
from folders import AWKWARD_NAMES, assert_same, write_folder


@pytest.fixture
def rclone(run, server, tmp_path, s3_clients):
    """Runs one command with a remote named `aws:`; the endpoint is asked for path-style addresses."""
    variables = {
        "RCLONE_CONFIG": str(tmp_path / "rclone.conf"),
        "RCLONE_CONFIG_AWS_TYPE": "s3",
        "RCLONE_CONFIG_AWS_PROVIDER": "Minio",
        "RCLONE_CONFIG_AWS_ENV_AUTH": "true",
        "RCLONE_CONFIG_AWS_ENDPOINT": server.url,
        "RCLONE_S3_UPLOAD_CUTOFF": "6M",
        "RCLONE_S3_CHUNK_SIZE": "5M",
    }
    return lambda *arguments, **options: run("rclone", *arguments, **options, **variables)


def test_a_folder_is_synced_checked_and_purged(rclone, tmp_path):
    write_folder(tmp_path / "folder", large_mb=16)
    rclone("mkdir", "aws:rclone")
    rclone("sync", "folder", "aws:rclone/there")
    rclone("check", "--download", "folder", "aws:rclone/there")
    assert rclone("lsf", "-R", "--files-only", "aws:rclone/there").split("\n")[:-1] == sorted(
        [*AWKWARD_NAMES, "large.bin"]
    )
    assert "deep/" in rclone("lsf", "aws:rclone/there")
    (tmp_path / "folder/empty").unlink()
    rclone("sync", "folder", "aws:rclone/there")
    rclone("sync", "--s3-list-chunk", "2", "aws:rclone/there", "back")
    assert_same(tmp_path / "folder", tmp_path / "back")
    rclone("purge", "aws:rclone")
    assert "rclone/" not in rclone("lsf", "aws:").split()


def test_a_large_file_is_copied_in_parts_on_the_server(rclone, server, tmp_path):
    write_folder(tmp_path / "folder", large_mb=16)
    rclone("mkdir", "aws:rclone-parts")
    rclone("copy", "folder/large.bin", "aws:rclone-parts/from")
    rclone("copy", "--s3-copy-cutoff", "5M", "aws:rclone-parts/from", "aws:rclone-parts/to")
    rclone("check", "--download", "folder", "aws:rclone-parts/to", "--include", "large.bin")
    head = server.client("s3").head_object(Bucket="rclone-parts", Key="to/large.bin")
    assert head["ETag"].endswith('-4"')
    # rclone keeps a file's time as metadata, and reads it back for its listings.
    modified = json.loads(rclone("lsjson", "aws:rclone-parts/to"))[0]["ModTime"]
    assert modified[:19] == json.loads(rclone("lsjson", "folder/large.bin"))[0]["ModTime"][:19]


def test_old_versions_are_listed_and_read(rclone, server):
    s3 = server.client("s3")
    s3.create_bucket(Bucket="rclone-versions")
    enabled = {"Status": "Enabled"}
    s3.put_bucket_versioning(Bucket="rclone-versions", VersioningConfiguration=enabled)
    rclone("rcat", "aws:rclone-versions/note.txt", input="one")
    rclone("rcat", "aws:rclone-versions/note.txt", input="two")
    listed = rclone("lsf", "--s3-versions", "aws:rclone-versions").split()
    assert len(listed) == 2 and "note.txt" in listed
    old = next(name for name in listed if name != "note.txt")
    assert rclone("cat", "--s3-versions", f"aws:rclone-versions/{old}") == "one"
    assert rclone("cat", "aws:rclone-versions/note.txt") == "two"


def test_a_link_is_public_for_a_while(rclone):
    rclone("mkdir", "aws:rclone-link")
    rclone("rcat", "aws:rclone-link/shared.txt", input="shared")
    link = rclone("link", "--expire", "1h", "aws:rclone-link/shared.txt").strip()
    assert rclone("copyurl", link, "shared.txt", "--stdout") == "shared"
