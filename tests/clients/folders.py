"""Folders of files that are awkward to keep, and whether two of them are the same."""

import filecmp
import os

# Characters that are special in URLs, in XML, in listings' delimiters or in signatures.
AWKWARD_NAMES = ["deep/er/ünïcode name.txt", "a+b & c=d%20.txt", "日本/語😀.txt", "empty", "~q'uote(1)*!.txt"]


def write_folder(folder, large_mb):
    """A large file that does not compress, and what a folder has beside it."""
    for name in AWKWARD_NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("" if name == "empty" else f"text of {name}")
    block = os.urandom(1 << 20)
    with (folder / "large.bin").open("wb") as large:
        for number in range(large_mb):
            large.write(number.to_bytes(8, "big") + block[8:])


def assert_same(one, other):
    """Every file of one folder is in the other, byte for byte, and nothing else."""
    todo = [filecmp.dircmp(one, other)]
    while todo:
        compared = todo.pop()
        assert not compared.left_only and not compared.right_only
        _, different, failed = filecmp.cmpfiles(
            compared.left, compared.right, compared.common_files, shallow=False
        )
        assert not different and not failed
        todo += compared.subdirs.values()
