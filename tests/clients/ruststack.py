"""A RustStack process for one test or many: started on a free port, watched, and ended."""

import os
import pathlib
import re
import subprocess
import time

BINARY = pathlib.Path(os.environ.get("RUSTSTACK_BINARY", "target/debug/ruststack")).absolute()


def environment(**variables):
    """The caller's environment without options for RustStack or for AWS's clients."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RUSTSTACK_", "AWS_"))}
    return {**kept, **variables}


def run(*arguments, cwd=None, **variables):
    """Runs the program to its end: for what it refuses, and for what it prints."""
    return subprocess.run(
        [BINARY, *arguments],
        env=environment(**variables),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )



def await_end(pid, timeout=10):
    """Waits until a process has ended; what its parent has only not asked about yet has."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
        if state.stdout.strip()[:1] in ("", "Z"):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} is still there")


class RustStack:
    """Serves from the moment it is made, in `folder`, which also gets its log."""

    def __init__(self, folder, *arguments, port=0, **variables):
        self.log = folder / "ruststack.log"
        self.process = subprocess.Popen(
            [BINARY, "--port", str(port), *arguments],
            env=environment(**variables),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
            text=True,
        )
        self.banner = ""
        for line in self.process.stdout:
            self.banner += line
            if line == "Ready.\n":
                break
        else:
            raise AssertionError(f"it did not start: {self.log.read_text()}")
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)", self.banner)[1])
        self.url = f"http://localhost:{self.port}"

    def descendants(self):
        """The ids of every process that this one started, and that those started."""
        table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True)
        parents = [tuple(map(int, row.split())) for row in table.stdout.splitlines()]
        found, todo = [], [self.process.pid]
        while todo:
            parent = todo.pop()
            children = [pid for pid, ppid in parents if ppid == parent]
            found += children
            todo += children
        return found

    def stop(self):
        """Ends it as a service manager would; gives the exit code."""
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        log = self.log.read_text()
        assert "panicked at" not in log, log
        return code
