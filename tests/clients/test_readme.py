"""README's quick start, run as it is written, in every mode."""

import os
import pathlib
import re
import subprocess
import sys

import pytest
from conftest import MODES, arguments
from ruststack import RustStack, environment

README = pathlib.Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"^<!-- quickstart: (\w+) -->\n```\w+\n(.*?)^```$", re.M | re.S)
# What the last block prints.
ANSWER = '{"hello":"ada","shout":"yes"}'


@pytest.mark.parametrize("mode", MODES)
def test_the_quick_start_works_as_written(mode, tmp_path):
    blocks = BLOCK.findall(README.read_text())
    assert [language for language, _ in blocks] == ["python", "sh", "sh"]
    # A reader's shell goes from block to block, and stops at the first error.
    script = ["set -euo pipefail"]
    for number, (language, text) in enumerate(blocks):
        if language == "python":
            (tmp_path / f"block{number}.py").write_text(text)
            script.append(f"python3 block{number}.py")
        else:
            script.append(text)
    server = RustStack(tmp_path, *arguments(mode), port=4566)
    venv = pathlib.Path(sys.executable).parent
    ran = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        env=environment(PATH=f"{venv}:{os.environ['PATH']}"),
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    server.stop()
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.strip().endswith(ANSWER), ran.stdout
