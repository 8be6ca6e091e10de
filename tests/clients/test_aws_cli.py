"""The AWS CLI, as a person types it."""

import filecmp
import json
import os
import pathlib
import subprocess
import sys

import pytest
from ruststack import environment

AWS = pathlib.Path(sys.executable).with_name("aws")


@pytest.fixture
def aws(server, tmp_path):
    """Runs one command in a folder of its own; gives what it prints."""

    def run(*arguments):
        ran = subprocess.run(
            [AWS, *arguments],
            env=environment(**server.cli_environment()),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    return run


def write_folder(folder):
    """A 200 MB file that does not compress, and what a folder has beside it."""
    (folder / "deep/er").mkdir(parents=True)
    (folder / "deep/er/ünïcode name.txt").write_text("text")
    (folder / "empty").write_bytes(b"")
    block = os.urandom(1 << 20)
    with (folder / "large.bin").open("wb") as large:
        for number in range(200):
            large.write(number.to_bytes(8, "big") + block[8:])


def assert_same(one, other):
    compared = filecmp.dircmp(one, other)
    todo = [compared]
    while todo:
        compared = todo.pop()
        assert not compared.left_only and not compared.right_only
        _, different, failed = filecmp.cmpfiles(
            compared.left, compared.right, compared.common_files, shallow=False
        )
        assert not different and not failed
        todo += compared.subdirs.values()


def test_a_folder_with_a_large_file_goes_up_and_comes_down(aws, tmp_path):
    write_folder(tmp_path / "folder")
    aws("s3", "mb", "s3://folders")
    aws("s3", "sync", "folder", "s3://folders/there")
    assert aws("s3", "sync", "folder", "s3://folders/there") == ""
    aws("s3", "sync", "s3://folders/there", "back")
    assert_same(tmp_path / "folder", tmp_path / "back")
    aws("s3", "cp", "folder/large.bin", "s3://folders/large.bin")
    aws("s3", "cp", "s3://folders/large.bin", "large-again.bin")
    assert filecmp.cmp(tmp_path / "folder/large.bin", tmp_path / "large-again.bin", shallow=False)
    listing = aws("s3", "ls", "s3://folders", "--recursive", "--summarize")
    assert "Total Objects: 4" in listing
    aws("s3", "rb", "s3://folders", "--force")
    assert "folders" not in aws("s3", "ls")


def test_standard_input_and_output_are_files_too(aws, server, tmp_path):
    aws("s3", "mb", "s3://pipes")
    ran = subprocess.run(
        [AWS, "s3", "cp", "-", "s3://pipes/key"],
        env=environment(**server.cli_environment()),
        input=b"piped",
        timeout=60,
    )
    assert ran.returncode == 0
    assert aws("s3", "cp", "s3://pipes/key", "-") == "piped"
    url = aws("s3", "presign", "s3://pipes/key").strip()
    assert url.startswith(f"{server.url}/pipes/key?")


def test_dynamodb_and_lambda_answer(aws):
    aws(
        *"dynamodb create-table --table-name cli --billing-mode PAY_PER_REQUEST".split(),
        *"--key-schema AttributeName=pk,KeyType=HASH".split(),
        *"--attribute-definitions AttributeName=pk,AttributeType=S".split(),
    )
    aws("dynamodb", "wait", "table-exists", "--table-name", "cli")
    aws("dynamodb", "put-item", "--table-name", "cli", "--item", '{"pk": {"S": "a"}, "n": {"N": "1"}}')
    assert aws("dynamodb", "scan", "--table-name", "cli", "--query", "Count").strip() == "1"
    assert "Functions" in json.loads(aws("lambda", "list-functions"))
