"""s3fs: files and folders for Python's data tools, asynchronous below."""

import pathlib


def test_files_are_written_found_read_moved_and_removed(run, s3_clients):
    run(str(s3_clients / "s3fs/bin/python"), str(pathlib.Path(__file__).with_name("s3fs_user.py")))
