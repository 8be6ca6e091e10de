"""s3cmd, whose signatures, ACL headers and XML are older than the SDKs'."""

import pytest
from folders import assert_same, write_folder


@pytest.fixture
def s3cmd(run, server, tmp_path, s3_clients):
    host = f"localhost:{server.port}"
    (tmp_path / "s3cfg").write_text(
        f"[default]\nhost_base = {host}\nhost_bucket = {host}\nuse_https = False\n"
        "access_key = test\nsecret_key = test\nmultipart_chunk_size_mb = 5\n"
    )
    return lambda *arguments, **options: run("s3cmd", "--config", "s3cfg", *arguments, **options)


def test_a_folder_goes_up_and_comes_down(s3cmd, tmp_path):
    write_folder(tmp_path / "folder", large_mb=12)
    s3cmd("mb", "s3://s3cmd")
    s3cmd("sync", "folder/", "s3://s3cmd/there/")
    assert s3cmd("sync", "folder/", "s3://s3cmd/there/") == ""
    (tmp_path / "back").mkdir()
    s3cmd("sync", "s3://s3cmd/there/", "back/")
    assert_same(tmp_path / "folder", tmp_path / "back")
    (tmp_path / "folder/empty").unlink()
    assert "s3://s3cmd/there/empty" in s3cmd("sync", "--delete-removed", "folder/", "s3://s3cmd/there/")
    assert "DIR" in s3cmd("ls", "s3://s3cmd")
    assert "s3://s3cmd/there/empty" not in s3cmd("ls", "--recursive", "s3://s3cmd")
    s3cmd("rb", "--recursive", "--force", "s3://s3cmd")
    assert "s3://s3cmd\n" not in s3cmd("ls")


def test_single_files_are_put_got_copied_moved_and_deleted(s3cmd, tmp_path):
    (tmp_path / "note.txt").write_text("note")
    s3cmd("mb", "s3://s3cmd-files")
    s3cmd("put", "--add-header", "x-amz-meta-mood:fine", "note.txt", "s3://s3cmd-files/ä b.txt")
    info = s3cmd("info", "s3://s3cmd-files/ä b.txt")
    assert "x-amz-meta-mood: fine" in info and "MIME type: text/plain" in info
    # s3cmd copies ACLs too, unless told not to; new buckets refuse that, on AWS as well (s3cmd#1304).
    refused = s3cmd("cp", "s3://s3cmd-files/ä b.txt", "s3://s3cmd-files/copy.txt", fails=True)
    assert "AccessControlListNotSupported" in refused
    s3cmd("cp", "--acl-private", "s3://s3cmd-files/ä b.txt", "s3://s3cmd-files/copy.txt")
    s3cmd("mv", "--acl-private", "s3://s3cmd-files/copy.txt", "s3://s3cmd-files/moved.txt")
    s3cmd("get", "s3://s3cmd-files/moved.txt", "back.txt")
    assert (tmp_path / "back.txt").read_text() == "note"
    s3cmd("del", "s3://s3cmd-files/moved.txt")
    listed = s3cmd("ls", "s3://s3cmd-files")
    assert "moved.txt" not in listed and "ä b.txt" in listed
    s3cmd("rb", "--recursive", "s3://s3cmd-files")


def test_an_unfinished_upload_is_listed_and_aborted(s3cmd, server):
    s3cmd("mb", "s3://s3cmd-parts")
    s3 = server.client("s3")
    upload = s3.create_multipart_upload(Bucket="s3cmd-parts", Key="never")["UploadId"]
    s3.upload_part(Bucket="s3cmd-parts", Key="never", UploadId=upload, PartNumber=1, Body=b"part")
    assert upload in s3cmd("multipart", "s3://s3cmd-parts")
    assert '"f4c9385f1902f7334b00b9b4ecd164de"' in s3cmd("listmp", "s3://s3cmd-parts/never", upload)
    s3cmd("abortmp", "s3://s3cmd-parts/never", upload)
    assert upload not in s3cmd("multipart", "s3://s3cmd-parts")
    s3cmd("rb", "s3://s3cmd-parts")


def test_acls_of_a_new_bucket_are_refused_as_aws_refuses_them(s3cmd):
    # AWS, "Controlling ownership of objects": since April 2023 new buckets have ACLs disabled.
    s3cmd("mb", "s3://s3cmd-acl")
    refused = s3cmd("setacl", "--acl-public", "s3://s3cmd-acl", fails=True)
    assert "AccessControlListNotSupported" in refused
    s3cmd("rb", "s3://s3cmd-acl")
