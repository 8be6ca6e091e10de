"""What someone with s3fs does. It runs in s3fs's own environment; `test_s3fs.py` starts it."""

import os

import s3fs

fs = s3fs.S3FileSystem(default_block_size=5 << 20, use_listings_cache=False)

fs.mkdir("s3fs")
assert "s3fs" in fs.ls("")
with fs.open("s3fs/notes/ä b+c.txt", "w") as file:
    file.write("one\ntwo\n")
with fs.open("s3fs/notes/ä b+c.txt", "r") as file:
    assert file.readlines() == ["one\n", "two\n"]
assert fs.cat_file("s3fs/notes/ä b+c.txt", start=4, end=7) == b"two"
assert fs.info("s3fs/notes/ä b+c.txt")["size"] == 8
assert fs.info("s3fs/notes")["type"] == "directory"

# Several parts, written as a stream and read here and there.
body = os.urandom((12 << 20) + 5)
with fs.open("s3fs/large.bin", "wb") as file:
    for start in range(0, len(body), 1 << 20):
        file.write(body[start : start + (1 << 20)])
assert fs.info("s3fs/large.bin")["ETag"].endswith('-3"')
with fs.open("s3fs/large.bin", "rb") as file:
    file.seek(6 << 20)
    assert file.read(100) == body[6 << 20 :][:100]
assert fs.cat("s3fs/large.bin") == body

# Appending copies what is there as the first part.
with fs.open("s3fs/large.bin", "ab") as file:
    file.write(b"tail")
assert fs.cat("s3fs/large.bin") == body + b"tail"

fs.pipe({f"s3fs/many/{number:03}.txt": str(number).encode() for number in range(30)})
assert len(fs.ls("s3fs/many")) == 30
assert len(fs.glob("s3fs/many/01*.txt")) == 10
assert sorted(fs.find("s3fs/many")) == [f"s3fs/many/{number:03}.txt" for number in range(30)]
assert [folder for folder, _, _ in fs.walk("s3fs")] == ["s3fs", "s3fs/many", "s3fs/notes"]
assert fs.du("s3fs/notes") == 8

fs.setxattr("s3fs/many/000.txt", mood="fine")
assert fs.getxattr("s3fs/many/000.txt", "mood") == "fine"
fs.put_tags("s3fs/many/000.txt", {"team": "blue"})
assert fs.get_tags("s3fs/many/000.txt") == {"team": "blue"}
fs.mv("s3fs/many/000.txt", "s3fs/moved.txt")
assert not fs.exists("s3fs/many/000.txt") and fs.cat("s3fs/moved.txt") == b"0"
assert fs.checksum("s3fs/moved.txt") == fs.checksum("s3fs/moved.txt")
try:
    fs.open("s3fs/none", "rb")
    raise AssertionError("a missing file was opened")
except FileNotFoundError:
    pass

# Versions, as `version_aware` shows them.
aware = s3fs.S3FileSystem(version_aware=True, use_listings_cache=False)
aware.mkdir("s3fs-versions")
aware.make_bucket_versioned("s3fs-versions")
for text in (b"one", b"two"):
    aware.pipe("s3fs-versions/file", text)
versions = [version["VersionId"] for version in aware.object_version_info("s3fs-versions/file")]
assert [aware.cat_file("s3fs-versions/file", version_id=version) for version in versions] == [b"two", b"one"]

fs.rm("s3fs", recursive=True)
assert not fs.exists("s3fs")
