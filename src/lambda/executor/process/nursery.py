"""A Python that has the standard library loaded and forks itself into sandboxes, where functions
then start without loading it. It also forks images: others like it, which have loaded the libraries
of one package too."""

import os
import sys

# What an interpreter has loaded that starts for one function.
_PLAIN = {name.partition(".")[0] for name in sys.modules}

import ruststack_runtime as runtime

_PLAIN |= {name.partition(".")[0] for name in sys.modules}

import ctypes
import gc
import json
import logging
import resource
import signal
import socket
import time

import ruststack_libraries as libraries

# What functions and their frameworks import most.
_COMMON = """abc argparse array ast asyncio atexit base64 binascii bisect calendar codecs collections
collections.abc concurrent.futures concurrent.futures.thread configparser contextlib contextvars copy copyreg csv
dataclasses datetime decimal difflib dis email email.header email.message email.mime.multipart
email.mime.text email.parser email.utils enum errno fnmatch fractions functools gettext glob gzip
hashlib heapq hmac html html.entities html.parser http http.client http.cookiejar http.cookies
http.server importlib importlib.abc importlib.machinery importlib.metadata importlib.resources
importlib.util inspect io ipaddress itertools keyword linecache locale logging logging.config
logging.handlers math mimetypes numbers operator optparse pathlib pickle pkgutil platform pprint
queue quopri random re secrets select selectors shlex shutil signal socket socketserver ssl stat
statistics string struct subprocess tempfile textwrap threading time timeit token tokenize
traceback types typing unicodedata urllib urllib.error urllib.parse urllib.request uuid warnings
weakref xml.etree.ElementTree xml.sax.saxutils zipfile zlib zoneinfo""".split()

# An image that imports for longer is given up.
_IMPORT_SECONDS = 15
_NEW_MOUNTS = 0x00020000
_NEW_PROCESSES = 0x20000000
_PLAIN_MOUNT = 14
_RIGHT_OF_ROOTS = 18
_RIGHT_OF_MOUNTS = 21
_libc = ctypes.CDLL(None, use_errno=True)


def _load():
    import importlib

    for name in _COMMON:
        try:
            importlib.import_module(name)
        except ImportError:
            # An interpreter may lack parts of the library.
            pass


def _call(name, *arguments):
    if getattr(_libc, name)(*arguments) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), name)


def _give_up_rights():
    """The function has no rights over its sandbox."""
    _set_rights(0, 0)


def _set_rights(effective, permitted):
    """What this process may do, as sets of capabilities; what it starts may nothing."""
    clear_ambient, clear_all = 47, 4
    _call("prctl", clear_ambient, clear_all, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _call("capset", header, (ctypes.c_uint32 * 6)(effective, permitted))


def _needs_an_own_start(loaded):
    """Whether the function brings modules under names of the standard library, or shared libraries,
    for which the dynamic linker has looked already."""
    version = "%d.%d" % sys.version_info[:2]
    task = os.environ["LAMBDA_TASK_ROOT"]
    for folder in (task, "/opt/python", "/opt/python/lib/python%s/site-packages" % version):
        names = _names(folder)
        if any(name.partition(".")[0] in loaded for name in names):
            return True
    libraries = [name for name in _names(task) if name.startswith("lib") and ".so" in name]
    return bool(libraries or _names(task + "/lib") or _names("/opt/lib"))


def _names(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _watch(pid, report):
    """Tells how the function ends, from outside its sandbox."""
    os.closerange(0, report.fileno())
    os.closerange(report.fileno() + 1, 64)
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        end = {"code": None, "signal": os.WTERMSIG(status)}
    else:
        end = {"code": os.WEXITSTATUS(status), "signal": None}
    try:
        report.send(json.dumps({"Exited": end}).encode())
    finally:
        os._exit(0)


def _become(order, output, loaded):
    """Turns this process into what the order's command would have become."""
    os.setsid()
    _give_up_rights()
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.closerange(3, 1024)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = 1024 if hard == resource.RLIM_INFINITY else min(1024, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    if order["address_space_kb"]:
        space = order["address_space_kb"] * 1024
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    # The libraries of an image may have set variables of their own.
    _set_variables({**order["variables"], **_set_by_libraries})
    os.chdir(order["variables"]["LAMBDA_TASK_ROOT"])
    if loaded is not None:
        if _needs_an_own_start(loaded):
            _start_anew(order)
        _look_started(order)
    elif _installed is not None and _installed != libraries.installed():
        _start_anew(order)
    logging._startTime = time.time_ns() if isinstance(logging._startTime, int) else time.time()


def _start_anew(order):
    os.execve(order["command"][0], order["command"], order["variables"])


def _look_started(order):
    """Makes this interpreter look as if the order's command had started it."""
    time.tzset()
    if hasattr(sys, "orig_argv"):
        sys.orig_argv = list(order["command"])
    for name in ("ctypes", "resource", "ruststack_libraries", "ruststack_nursery"):
        sys.modules.pop(name, None)


def _set_variables(variables):
    for name in list(os.environ):
        if name not in variables:
            del os.environ[name]
    os.environ.update(variables)


def _enter(order, files, loaded):
    """In a process of its own: goes into a sandbox and leaves the function there. Returns in the
    function's process alone."""
    mounts, processes, output, report = files
    _call("setns", mounts, _NEW_MOUNTS)
    _call("setns", processes, _NEW_PROCESSES)
    pid = os.fork()
    if pid == 0:
        _become(order, output, loaded)
    else:
        _watch(pid, socket.socket(fileno=report))


def _enter_or_end(order, files, loaded):
    try:
        _enter(order, files, loaded)
    except BaseException:
        # This process is no nursery, and has become no function.
        os._exit(1)


_set_by_libraries = {}
# What an image of code that changes was made with.
_installed = None


def _become_image(order, files, loaded):
    """Imports the libraries of a package, which lies in its place in a sandbox; what forks and
    functions see of it is what an import of their own would have left."""
    mounts, control = files
    control = socket.socket(fileno=control)
    try:
        unsuited = _import_libraries(order, mounts, control.fileno(), loaded)
    except BaseException as error:
        unsuited = "%s: %s" % (type(error).__name__, error)
    if unsuited:
        control.send(json.dumps({"Failed": unsuited}).encode())
        os._exit(0)
    gc.collect()
    gc.freeze()
    control.send(b'"Ready"')
    return _serve(control, None)


def _import_libraries(order, mounts, control, loaded):
    """Why there can be no image, if there can be none."""
    _call("setns", mounts, _NEW_MOUNTS)
    _call("unshare", _NEW_MOUNTS)
    # The sandbox's own shows the processes of the sandbox, and this is none of them.
    _call("mount", b"proc", b"/proc", b"proc", _PLAIN_MOUNT, None)
    said = os.memfd_create("output")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.closerange(3, control)
    os.closerange(control + 1, 1024)
    rights = 1 << _RIGHT_OF_ROOTS | 1 << _RIGHT_OF_MOUNTS
    _set_rights(0, rights)
    signal.alarm(_IMPORT_SECONDS)
    _set_variables(order["variables"])
    os.chdir(order["variables"]["LAMBDA_TASK_ROOT"])
    if _needs_an_own_start(loaded):
        return "it brings modules that are loaded already"
    _look_started(order)
    runtime.prepare()
    before = dict(os.environ)
    # An interpreter that lies there is seen there.
    visible = os.listdir("/tmp")
    changes = order["code_changes"]
    if changes:
        global _installed
        _installed = libraries.installed()
    if not libraries.import_first(os.environ["_HANDLER"], changes):
        return "it imports no libraries"
    if changes and libraries.may_change():
        return "it imports code that somebody works on"
    signal.alarm(0)
    _set_rights(rights, rights)
    for name, value in os.environ.items():
        if before.get(name) != value:
            _set_by_libraries[name] = value
    if os.fstat(1).st_size:
        return "its libraries say something when they are imported"
    if os.listdir("/tmp") != visible or _names("/dev/shm"):
        return "its libraries write files when they are imported"
    if len(os.listdir("/proc/self/task")) > 1:
        return "its libraries start threads"
    if len(os.listdir("/proc/self/fd")) > 5:
        return "its libraries open files"
    try:
        os.waitpid(-1, os.WNOHANG)
        return "its libraries start processes"
    except ChildProcessError:
        return None


def main():
    """Forks until RustStack is gone; returns in the process of a function."""
    _load()
    loaded = {name.partition(".")[0] for name in sys.modules} - _PLAIN
    control = socket.socket(fileno=os.dup(0))
    gc.collect()
    gc.freeze()
    control.send(b'"Ready"')
    return _serve(control, loaded)


def _serve(control, loaded):
    """`loaded` are the names of the library's modules; in an image they matter no more."""
    while True:
        message, files, _, _ = socket.recv_fds(control, 1 << 18, 4)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            control.close()
            order = json.loads(message)
            if order.pop("is_image"):
                return _become_image(order, files, loaded)
            return _enter_or_end(order, files, loaded)
        for file in files:
            os.close(file)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
