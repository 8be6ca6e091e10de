"""restic, whose repository is right only if every object is, by its hash."""

import pytest
from folders import assert_same, write_folder


@pytest.fixture
def restic(run, server, s3_clients):
    variables = {
        "RESTIC_REPOSITORY": f"s3:{server.url}/restic/repository",
        "RESTIC_PASSWORD": "test",
        "RESTIC_CACHE_DIR": "cache",
    }
    return lambda *arguments, **options: run("restic", *arguments, **options, **variables)


def test_a_backup_is_checked_restored_and_pruned(restic, server, tmp_path):
    write_folder(tmp_path / "folder", large_mb=24)
    restic("init")
    restic("backup", "folder")
    (tmp_path / "folder/large.bin").write_bytes(b"smaller now")
    restic("backup", "folder")
    assert "2 snapshots" in restic("snapshots")
    restic("check", "--read-data")
    restic("restore", "latest", "--target", "back")
    assert_same(tmp_path / "folder", tmp_path / "back/folder")
    s3 = server.client("s3")

    def stored():
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket="restic")
        return sum(entry["Size"] for page in pages for entry in page["Contents"])

    before = stored()
    restic("forget", "--keep-last", "1", "--prune")
    assert stored() < before - (20 << 20)
    restic("check", "--read-data")
    assert list_locks(s3) == []


def list_locks(s3):
    """What an operation that ended has left locked."""
    return s3.list_objects_v2(Bucket="restic", Prefix="repository/locks/").get("Contents", [])
