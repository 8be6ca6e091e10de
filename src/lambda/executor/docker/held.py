"""Keeps a runtime waiting in its container until its function is to begin, with the libraries loaded that
the function will import: all that a save does not change."""

import http.client
import importlib
import os
import sys

import ruststack_libraries as libraries

# How a runtime is held: with libraries, or without any, where they do more than to be there.
_HELD = "RUSTSTACK_HELD"
_WITH_LIBRARIES = "libraries"
_BARE = "bare"


def wait(module):
    """Returns at once if nothing holds the runtime."""
    how = os.environ.pop(_HELD, None)
    if how is None:
        return
    variables, known = dict(os.environ), _tops()
    if how == _WITH_LIBRARIES and not _load(module):
        _start_anew({**variables, _HELD: _BARE})
    installed = libraries.installed()
    _until_it_begins()
    importlib.invalidate_caches()
    if libraries.installed() != installed or _brings_one_of(_tops() - known):
        _start_anew(variables)


def _load(module):
    """Whether nobody sees that the module's libraries are there before the module."""
    said = os.memfd_create("output")
    outputs = [(own, os.dup(own)) for own in (1, 2)]
    for own, _ in outputs:
        os.dup2(said, own)
    try:
        libraries.import_first(module + ".handler", True)
        sys.stdout.flush()
        sys.stderr.flush()
        return os.fstat(said).st_size == 0 and not libraries.may_change()
    except BaseException:
        return False
    finally:
        for own, kept in outputs:
            os.dup2(kept, own)
            os.close(kept)
        os.close(said)


def _until_it_begins():
    try:
        connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
        connection.request("GET", "/ruststack/begin")
        may_begin = connection.getresponse().status == 200
        connection.close()
    except (OSError, http.client.HTTPException):
        may_begin = False
    if not may_begin:
        os._exit(1)


def _tops():
    return {name.partition(".")[0] for name in sys.modules}


def _brings_one_of(tops):
    """Whether the function has a module under the name of one that is loaded."""
    names = os.listdir(os.environ["LAMBDA_TASK_ROOT"])
    return any(name.partition(".")[0] in tops for name in names)


def _start_anew(variables):
    with open("/proc/self/cmdline", "rb") as file:
        command = file.read().split(b"\0")[:-1]
    os.execve(sys.executable, command, variables)
