"""RustStack's adapter for `ruststack serve`: a WSGI or ASGI application, or a plain handler, as the
handler of a Lambda function. It reads the events of REST APIs, HTTP APIs and function URLs."""

import base64
import importlib
import inspect
import io
import json
import os
import sys
import time
from urllib.parse import unquote_to_bytes, urlencode


class Problem(Exception):
    """What keeps an application from starting, in words for its author."""


def load(target):
    """The handler for `module:name`, `module:factory()` or `module.handler`."""
    _keep_bytecode_of_libraries_only()
    port = os.environ.get("RUSTSTACK_DEBUG_PORT")
    if port is not None:
        _listen_for_debugger(int(port))
    module_name, colon, name = target.partition(":")
    if not colon:
        module_name, _, name = target.rpartition(".")
    module = _module(module_name)
    calls = name.endswith("()")
    found = _named(module, name[:-2] if calls else name)
    if not colon:
        return found
    if calls or _parameters(found) == []:
        found = found()
    if inspect.isclass(found):
        raise Problem("'%s' is a class: name an object, such as %s:app" % (target, module_name))
    if not callable(found):
        kind = type(found).__name__
        raise Problem("'%s' is a %s: neither a WSGI nor an ASGI application, nor a function" % (target, kind))
    if _parameters(found) == ["event", "context"]:
        return found
    return _asgi(found) if _speaks_asgi(found) else _wsgi(found)


def _listen_for_debugger(port):
    # Read by debugpy: breakpoints are set where the author sees a file, and hit where it runs.
    places = [[os.environ["RUSTSTACK_DEBUG_FOLDER"], os.environ["LAMBDA_TASK_ROOT"]]]
    os.environ["PATHS_FROM_ECLIPSE_TO_PYTHON"] = json.dumps(places)
    try:
        import debugpy
    except ImportError:
        raise Problem(
            "debugpy is not installed for %s. Install it: %s -m pip install debugpy" % (_python(), _python())
        ) from None
    # The port may still be with the environment of before the last save.
    for attempt in range(20):
        try:
            debugpy.listen(("127.0.0.1", port))
            return
        except Exception as error:
            problem = error
            time.sleep(0.1)
    print("no debugger can be attached to this environment: port %d: %s" % (port, problem), file=sys.stderr)


def _keep_bytecode_of_libraries_only():
    """Bytecode is told from older code by the second, which is too long for an author who saves."""
    from importlib.machinery import SourceFileLoader

    root = os.environ["LAMBDA_TASK_ROOT"]
    keep = SourceFileLoader.set_data

    def set_data(self, path, data, **how):
        if not path.startswith(root) or "site-packages" in path:
            keep(self, path, data, **how)

    SourceFileLoader.set_data = set_data
    sys.dont_write_bytecode = False


def _module(name):
    try:
        return importlib.import_module(name.replace("/", "."))
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if name == missing or name.startswith(missing + "."):
            place = os.environ["LAMBDA_TASK_ROOT"]
            raise Problem("there is no module '%s' in %s" % (name, place)) from None
        package = missing.split(".")[0]
        if _is_here(package):
            raise
        names = {"yaml": "PyYAML", "PIL": "Pillow", "dotenv": "python-dotenv", "cv2": "opencv-python"}
        raise Problem(
            "%s is not installed for %s (%s imports it). Install it: %s -m pip install %s"
            % (package, _python(), _importer(error), _python(), names.get(package, package))
        ) from None


def _python():
    """The Python to install into, as the author knows it."""
    return os.environ.get("RUSTSTACK_PYTHON", sys.executable)


def _is_here(package):
    root = os.environ["LAMBDA_TASK_ROOT"]
    return os.path.exists(os.path.join(root, package)) or os.path.exists(os.path.join(root, package + ".py"))


def _importer(error):
    """The last file of the author's that was being read."""
    root = os.environ["LAMBDA_TASK_ROOT"]
    name = "it"
    trace = error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.startswith(root):
            name = "%s, line %d," % (os.path.relpath(path, root), trace.tb_lineno)
        trace = trace.tb_next
    return name


def _named(module, name):
    found = module
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            others = sorted(
                own
                for own, value in vars(module).items()
                if not own.startswith("_") and callable(value) and not inspect.isclass(value)
                and getattr(value, "__module__", module.__name__) is not None
                and (not inspect.isfunction(value) or value.__module__ == module.__name__)
            )
            has = ": it has %s" % ", ".join(others[:8]) if others else ""
            where = getattr(module, "__file__", None) or module.__name__
            raise Problem("%s has no '%s'%s" % (os.path.basename(where), name, has)) from None
    return found


def _parameters(called):
    """The names of what must be given in a call; None where nobody can say."""
    try:
        parameters = inspect.signature(called).parameters.values()
    except (TypeError, ValueError):
        return None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if any(p.kind == inspect.Parameter.VAR_POSITIONAL for p in parameters):
        return None
    return [p.name for p in parameters if p.kind in positional and p.default is p.empty]


def _speaks_asgi(application):
    if inspect.iscoroutinefunction(application):
        return True
    return inspect.iscoroutinefunction(getattr(application, "__call__", None))


class _Request:
    """What both kinds of application want to know of an event."""

    def __init__(self, event):
        try:
            context = event["requestContext"]
            http = context.get("http")
            if http is not None:
                self.method = http["method"]
                self.query = event.get("rawQueryString", "")
                self.headers = [(k.lower(), v) for k, v in event.get("headers", {}).items()]
                if event.get("cookies"):
                    self.headers.append(("cookie", "; ".join(event["cookies"])))
                self.client = http.get("sourceIp", "")
                path = event["rawPath"]
                # An HTTP API decodes the path that it names raw; the others do not.
                is_raw = context.get("accountId") == "anonymous" or ".lambda-url." in context.get("domainName", "")
            else:
                self.method = event["httpMethod"]
                self.query = urlencode(event.get("multiValueQueryStringParameters") or {}, doseq=True)
                many = event.get("multiValueHeaders") or {}
                self.headers = [(k.lower(), v) for k, values in many.items() for v in values]
                self.client = context.get("identity", {}).get("sourceIp", "")
                path, is_raw = event["path"], True
        except (KeyError, TypeError, AttributeError):
            raise ValueError("this is no event of API Gateway or of a function URL") from None
        self.path = unquote_to_bytes(path) if is_raw else path.encode("utf-8")
        body = event.get("body") or ""
        self.body = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode("utf-8")
        known = dict(self.headers)
        self.scheme = known.get("x-forwarded-proto", "https")
        host, _, port = known.get("host", "localhost").rpartition(":")
        if host and port.isdigit():
            self.server = (host, int(port))
        else:
            self.server = (known.get("host", "localhost"), 443 if self.scheme == "https" else 80)
        self.is_v2 = http is not None


def _answer(request, status, headers, body):
    """`headers` are pairs of texts; a body that is no text travels in base64."""
    many = {}
    for name, value in headers:
        many.setdefault(name.lower(), []).append(value)
    kind = many.get("content-type", [""])[0]
    answer = {"statusCode": status}
    try:
        if "content-encoding" in many:
            raise ValueError
        text = body.decode("utf-8")
        if not kind.startswith(("text/", "application/json", "application/javascript", "application/xml")):
            raise ValueError
        answer["body"], answer["isBase64Encoded"] = text, False
    except ValueError:
        answer["body"], answer["isBase64Encoded"] = base64.b64encode(body).decode("ascii"), True
    if request.is_v2:
        answer["cookies"] = many.pop("set-cookie", [])
        answer["headers"] = {name: ", ".join(values) for name, values in many.items()}
    else:
        answer["multiValueHeaders"] = many
    return answer


def _wsgi(application):
    def handler(event, context):
        request = _Request(event)
        environ = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": request.path.decode("latin-1"),
            "QUERY_STRING": request.query,
            "CONTENT_LENGTH": str(len(request.body)),
            "SERVER_NAME": request.server[0],
            "SERVER_PORT": str(request.server[1]),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": request.client,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": request.scheme,
            "wsgi.input": io.BytesIO(request.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "awsgi.event": event,
            "awsgi.context": context,
        }
        for name, value in request.headers:
            if name == "content-type":
                environ["CONTENT_TYPE"] = value
            elif name != "content-length":
                key = "HTTP_" + name.upper().replace("-", "_")
                environ[key] = environ[key] + "," + value if key in environ else value
        started = []
        written = []

        def start_response(status, headers, exc_info=None):
            if exc_info is not None and written:
                raise exc_info[1].with_traceback(exc_info[2])
            started[:] = [status, headers]
            return written.append

        chunks = application(environ, start_response)
        try:
            returned = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        if not started:
            raise RuntimeError("the application did not call start_response")
        status = int(started[0].split(None, 1)[0])
        return _answer(request, status, started[1], b"".join(written) + returned)

    return handler


def _asgi(application):
    import asyncio
    import traceback

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    state = {}
    loop.run_until_complete(_start_lifespan(loop, application, state))

    def handler(event, context):
        request = _Request(event)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.scheme,
            "path": request.path.decode("utf-8", "surrogateescape"),
            "raw_path": request.path,
            "root_path": "",
            "query_string": request.query.encode("latin-1"),
            "headers": [(k.encode("latin-1"), v.encode("latin-1", "replace")) for k, v in request.headers],
            "client": (request.client, 0),
            "server": request.server,
            "state": dict(state),
            "aws.event": event,
            "aws.context": context,
        }
        sent = {"status": None, "headers": [], "body": []}
        asked = []
        ended = asyncio.Event()

        async def receive():
            if not asked:
                asked.append(True)
                return {"type": "http.request", "body": request.body, "more_body": False}
            # Whoever streams listens meanwhile, and stops once the client is gone.
            await ended.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.start":
                sent["status"], sent["headers"] = message["status"], message.get("headers", [])
            elif message["type"] == "http.response.body":
                sent["body"].append(bytes(message.get("body", b"")))
                if not message.get("more_body", False):
                    ended.set()

        try:
            loop.run_until_complete(application(scope, receive, send))
        except Exception:
            # Frameworks answer first, and raise then for the server's log.
            if not ended.is_set():
                raise
            traceback.print_exc()
        if sent["status"] is None:
            raise RuntimeError("the application did not answer")
        headers = [(bytes(k).decode("latin-1"), bytes(v).decode("latin-1")) for k, v in sent["headers"]]
        return _answer(request, sent["status"], headers, b"".join(sent["body"]))

    return handler


async def _start_lifespan(loop, application, state):
    """Starts what an application wants to have at hand; those without such a protocol say so."""
    import asyncio

    told = asyncio.Queue()
    await told.put({"type": "lifespan.startup"})
    ready = loop.create_future()

    async def send(message):
        if ready.done():
            return
        if message["type"] == "lifespan.startup.failed":
            ready.set_exception(RuntimeError("the application's startup failed: " + message.get("message", "")))
        elif message["type"] == "lifespan.startup.complete":
            ready.set_result(True)

    async def live():
        try:
            scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}
            await application(scope, told.get, send)
        except BaseException:
            pass
        if not ready.done():
            ready.set_result(False)

    # Kept, because a loop holds its tasks weakly.
    _start_lifespan.task = loop.create_task(live())
    await ready
