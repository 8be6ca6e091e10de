"""The AWS CLI, as a person types it."""

import filecmp
import functools
import json
import pathlib
import sys

import pytest
from folders import AWKWARD_NAMES, assert_same, write_folder

AWS = pathlib.Path(sys.executable).with_name("aws")


@pytest.fixture
def aws(run):
    """Runs one command of the AWS CLI; gives what it prints."""
    return lambda *arguments, **options: run(AWS, *arguments, **options)


def test_a_folder_with_a_large_file_goes_up_and_comes_down(aws, tmp_path):
    write_folder(tmp_path / "folder", large_mb=200)
    aws("s3", "mb", "s3://folders")
    aws("s3", "sync", "folder", "s3://folders/there")
    assert aws("s3", "sync", "folder", "s3://folders/there") == ""
    aws("s3", "sync", "s3://folders/there", "back")
    assert_same(tmp_path / "folder", tmp_path / "back")
    aws("s3", "cp", "folder/large.bin", "s3://folders/large.bin")
    aws("s3", "cp", "s3://folders/large.bin", "large-again.bin")
    assert filecmp.cmp(tmp_path / "folder/large.bin", tmp_path / "large-again.bin", shallow=False)
    listing = aws("s3", "ls", "s3://folders", "--recursive", "--summarize")
    assert f"Total Objects: {len(AWKWARD_NAMES) + 2}" in listing
    aws("s3", "rb", "s3://folders", "--force")
    assert " folders\n" not in aws("s3", "ls")


def test_standard_input_and_output_are_files_too(aws, server, tmp_path):
    aws("s3", "mb", "s3://pipes")
    aws("s3", "cp", "-", "s3://pipes/key", input="piped")
    assert aws("s3", "cp", "s3://pipes/key", "-") == "piped"
    url = aws("s3", "presign", "s3://pipes/key").strip()
    assert url.startswith(f"{server.url}/pipes/key?")


@pytest.mark.parametrize("transfers", ["classic", "crt"])
def test_files_are_copied_moved_and_removed(aws, tmp_path, transfers):
    """By the transfer manager written in Python and by AWS's common runtime."""
    settings = f"[default]\ns3 =\n  preferred_transfer_client = {transfers}\n  addressing_style = path\n"
    (tmp_path / "config").write_text(settings)
    cli = functools.partial(aws, AWS_CONFIG_FILE=str(tmp_path / "config"))
    there = f"s3://files-{transfers}"
    write_folder(tmp_path / "folder", large_mb=24)
    cli("s3", "mb", there)
    cli("s3", "cp", "--recursive", "--metadata", "mood=fine", "folder", f"{there}/a")
    head = json.loads(cli("s3api", "head-object", "--bucket", there[5:], "--key", "a/large.bin"))
    assert (head["Metadata"], head["ETag"][-3:]) == ({"mood": "fine"}, '-3"')
    cli("s3", "mv", "--recursive", f"{there}/a", f"{there}/b")
    cli("s3", "sync", "--exclude", "*.bin", f"{there}/b", "some")
    cli("s3", "cp", "--checksum-mode", "ENABLED", f"{there}/b/large.bin", "some/large.bin")
    assert_same(tmp_path / "folder", tmp_path / "some")
    (tmp_path / "folder/empty").unlink()
    assert "delete:" in cli("s3", "sync", "--delete", "folder", f"{there}/b")
    cli("s3", "rm", "--recursive", "--include", "*", f"{there}/b")
    cli("s3", "rb", there)


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
