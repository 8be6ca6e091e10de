"""RustStack's client of the Lambda Runtime API for Python: what AWS's own client does, in one
file, with nothing imported that a function does not need."""

import json
import os
import sys
import time

import _socket

_VERSION = "/2018-06-01/runtime/"
_HERE = __file__


class _Fault(Exception):
    """An error that is the runtime's, not the function's."""

    def __init__(self, kind, message, trace=None):
        Exception.__init__(self, message)
        self.kind = kind
        self.trace = trace


class _Api:
    """One connection to the Runtime API, kept open."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.host = address
        self.socket = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        self.socket.connect((host, int(port)))
        self.socket.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        self.buffer = b""

    def get(self, path):
        return self._exchange("GET", path, b"", "")

    def post(self, path, body, error_type=None):
        extra = "Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
        if error_type is not None:
            extra += "Lambda-Runtime-Function-Error-Type: %s\r\n" % error_type
        return self._exchange("POST", path, body, extra)

    def _exchange(self, method, path, body, extra):
        head = "%s %s%s HTTP/1.1\r\nHost: %s\r\n%s\r\n" % (
            method,
            _VERSION,
            path,
            self.host,
            extra,
        )
        head = head.encode("latin-1")
        if len(body) < 65536:
            self.socket.sendall(head + body)
        else:
            self.socket.sendall(head)
            self.socket.sendall(body)
        return self._answer()

    def _answer(self):
        data = self.buffer
        while True:
            end = data.find(b"\r\n\r\n")
            if end >= 0:
                break
            data += self._receive(65536)
        lines = data[:end].decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        rest = data[end + 4 :]
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            parts = [rest]
            missing = length - len(rest)
            while missing > 0:
                part = self._receive(min(missing, 1 << 20))
                parts.append(part)
                missing -= len(part)
            rest = b"".join(parts)
        self.buffer = rest[length:]
        return int(lines[0].split(" ")[1]), headers, rest[:length]

    def _receive(self, length):
        data = self.socket.recv(length)
        if not data:
            # RustStack is gone: so is this environment.
            os._exit(0)
        return data


class CognitoIdentity(object):
    __slots__ = ["cognito_identity_id", "cognito_identity_pool_id"]

    def __repr__(self):
        return _shown(self, self.__slots__)


class Client(object):
    __slots__ = [
        "installation_id",
        "app_title",
        "app_version_name",
        "app_version_code",
        "app_package_name",
    ]

    def __repr__(self):
        return _shown(self, self.__slots__)


class ClientContext(object):
    __slots__ = ["custom", "env", "client"]

    def __repr__(self):
        return _shown(self, self.__slots__)


class LambdaContext(object):
    """What a handler gets as its second argument."""

    def __init__(self, request_id, headers):
        env = os.environ.get
        self.aws_request_id = request_id
        self.log_group_name = env("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = env("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = env("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = env("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        context = _json_header(headers, "lambda-runtime-client-context", "Client Context")
        self.client_context = _filled(ClientContext, context)
        if self.client_context is not None:
            self.client_context.client = _filled(Client, self.client_context.client)
        identity = _json_header(headers, "lambda-runtime-cognito-identity", "Cognito Identity") or {}
        self.identity = CognitoIdentity()
        self.identity.cognito_identity_id = identity.get("cognitoIdentityId")
        self.identity.cognito_identity_pool_id = identity.get("cognitoIdentityPoolId")
        self._epoch_deadline_time_in_ms = int(headers.get("lambda-runtime-deadline-ms", "0"))

    def get_remaining_time_in_millis(self):
        left = self._epoch_deadline_time_in_ms - int(time.time() * 1000)
        return left if left > 0 else 0

    def log(self, message):
        sys.stdout.write(str(message))

    def __repr__(self):
        return _shown(
            self,
            [
                "aws_request_id",
                "log_group_name",
                "log_stream_name",
                "function_name",
                "memory_limit_in_mb",
                "function_version",
                "invoked_function_arn",
                "client_context",
                "identity",
                "tenant_id",
            ],
        )


def _shown(thing, names):
    pairs = ",".join("%s=%s" % (name, getattr(thing, name, None)) for name in names)
    return "%s([%s])" % (type(thing).__name__, pairs)


def _filled(kind, fields):
    if fields is None:
        return None
    made = kind()
    for name in kind.__slots__:
        setattr(made, name, fields.get(name))
    return made


def _json_header(headers, name, title):
    text = headers.get(name)
    if not text:
        return None
    try:
        # Headers are read as Latin-1, but what they carry is UTF-8.
        return json.loads(text.encode("latin-1"))
    except Exception as error:
        raise _Fault(
            "Runtime.LambdaContextUnmarshalError",
            "Unable to parse %s JSON: %s" % (title, error),
        )


class _LoggingHook:
    """Sets up the root logger as AWS does, once something imports `logging`."""

    def find_spec(self, name, path=None, target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            _set_up_logging(module)

        spec.loader.exec_module = exec_module
        return spec


class _DebuggerHook:
    """Lets RustStack know, once something imports `debugpy`, that a debugger may come: the environment
    is not stopped between events. And whether one is attached: time limits wait for it."""

    def find_spec(self, name, path=None, target=None):
        if name == "debugpy":
            sys.meta_path.remove(self)
            import threading

            _Api(os.environ["AWS_LAMBDA_RUNTIME_API"]).post("debugger/detached", b"")
            thread = threading.Thread(target=_tell_of_debugger, name="ruststack-debugger", daemon=True)
            # As pydevd marks its own threads: it stops and traces all others.
            thread.pydev_do_not_trace = thread.is_pydev_daemon_thread = True
            thread.start()
        return None


def _noted(wait_for_client, waits):
    def wait():
        waits.append(True)
        try:
            wait_for_client()
        finally:
            waits.pop()

    return wait


def _tell_of_debugger():
    api = _Api(os.environ["AWS_LAMBDA_RUNTIME_API"])
    waits = []
    told = wrapped = False
    while True:
        debugpy = sys.modules.get("debugpy")
        if not wrapped and hasattr(debugpy, "wait_for_client") and hasattr(debugpy, "is_client_connected"):
            wrapped = True
            debugpy.wait_for_client = _noted(debugpy.wait_for_client, waits)
        attached = wrapped and (bool(waits) or debugpy.is_client_connected())
        if attached != told:
            told = attached
            api.post("debugger/" + ("attached" if attached else "detached"), b"")
        time.sleep(0.02)


def _set_up_logging(logging):
    class LambdaLoggerHandler(logging.Handler):
        def emit(self, record):
            sys.stdout.write(self.format(record))

    class LambdaLoggerFilter(logging.Filter):
        def filter(self, record):
            record.aws_request_id = _current_request_id or ""
            record.tenant_id = _current_tenant_id
            return True

    class JsonFormatter(logging.Formatter):
        def format(self, record):
            return _json_line(record, self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"))

    logging.Formatter.converter = time.gmtime
    handler = LambdaLoggerHandler()
    if _LOGS_JSON:
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(
            logging.Formatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
                "%Y-%m-%dT%H:%M:%S",
            )
        )
    handler.addFilter(LambdaLoggerFilter())
    root = logging.getLogger()
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = "DEBUG" if level == "TRACE" else level
    if level in ("DEBUG", "INFO", "WARN", "ERROR", "FATAL"):
        root.setLevel(level)
    root.addHandler(handler)


# Known once the function is.
_LOGS_JSON = False

# What every record has; whatever else it has, the function has added.
_RECORD_FIELDS = frozenset(
    "name msg args levelname levelno pathname filename module exc_info exc_text stack_info lineno"
    " funcName created msecs relativeCreated thread threadName processName process taskName"
    " aws_request_id tenant_id".split()
)


def _json_line(record, timestamp):
    """A log record in the format of LoggingConfig.LogFormat JSON."""
    fields = {
        "timestamp": timestamp,
        "level": record.levelname,
        "message": record.msg if isinstance(record.msg, dict) and not record.args else record.getMessage(),
        "logger": record.name,
    }
    if record.exc_info:
        import traceback

        fields["stackTrace"] = traceback.format_tb(record.exc_info[2])
        fields["errorType"] = record.exc_info[0].__name__
        fields["errorMessage"] = str(record.exc_info[1])
    fields["requestId"] = record.aws_request_id
    if record.exc_info:
        fields["location"] = "%s:%s:%s" % (record.pathname, record.funcName, record.lineno)
    if record.tenant_id is not None:
        fields["tenantId"] = record.tenant_id
    for name, value in record.__dict__.items():
        if name not in _RECORD_FIELDS and name not in fields and value is not None:
            fields[name] = value
    return json.dumps(fields, ensure_ascii=False, default=str) + "\n"


_current_request_id = None
_current_tenant_id = None


class _Encoder(json.JSONEncoder):
    """JSON as AWS's client writes it: decimals are numbers with all their digits."""

    def __init__(self):
        version = sys.version_info[:2]
        json.JSONEncoder.__init__(self, ensure_ascii=version < (3, 12))
        self.decimals = []

    def default(self, value):
        decimal = sys.modules.get("decimal")
        if decimal is not None and isinstance(value, decimal.Decimal):
            if value.is_nan():
                return float("nan")
            self.decimals.append(str(value))
            return "\x00decimal\x00"
        return json.JSONEncoder.default(self, value)

    def text(self, value):
        text = self.encode(value)
        if self.decimals:
            pieces = text.split('"\\u0000decimal\\u0000"')
            if len(pieces) == len(self.decimals) + 1:
                numbers = self.decimals + [""]
                text = "".join(a + b for a, b in zip(pieces, numbers))
        return text


def _marshalled(value):
    if isinstance(value, bytes):
        return value
    try:
        return _Encoder().text(value).encode("utf-8")
    except Exception as error:
        raise _Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error)


def _error(message, kind, trace, request_id=""):
    return {
        "errorMessage": message or "",
        "errorType": kind or "",
        "requestId": request_id,
        "stackTrace": trace or [],
    }


def _current_error(request_id=""):
    """The exception being handled, without the frames of this file above the function's own."""
    import traceback

    kind, value, frames = sys.exc_info()
    frames = traceback.extract_tb(frames)
    for index, frame in enumerate(frames):
        if frame.filename != _HERE:
            frames = frames[index:]
            break
    frames = [(f.filename, f.lineno, f.name, f.line) for f in frames]
    return _error(str(value), kind.__name__, traceback.format_list(frames), request_id)


def _log_error(error):
    """One line for the log: JSON, or text whose inner breaks are carriage returns."""
    if _LOGS_JSON:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = dict({"timestamp": now, "level": "ERROR"}, **error)
        sys.stdout.write(_Encoder().text(line) + "\n")
        return
    lines = ["[ERROR]"]
    if error["errorType"]:
        lines[0] += " " + error["errorType"] + (":" if error["errorMessage"] else "")
    if error["errorMessage"]:
        lines[0] += " " + error["errorMessage"]
    lines.append("Traceback (most recent call last):")
    for entry in error["stackTrace"]:
        for line in entry.splitlines():
            text = line.lstrip(" ")
            lines.append("\u00a0" * (len(line) - len(text)) + text)
    sys.stdout.write("\r".join(lines) + "\n")


def _handler(name):
    """The handler that `dir/module.function` names."""
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise _Fault("Runtime.MalformedHandlerName", "Bad handler '%s': %s" % (name, error))
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise _Fault(
            "Runtime.BuiltInModuleConflict",
            "Cannot use built-in module %s as a handler module" % module_name,
        )
    from importlib import import_module

    try:
        module = import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise _Fault(
            "Runtime.ImportModuleError",
            "Unable to import module '%s': %s" % (module_name, error),
        )
    except SyntaxError as error:
        raise _Fault(
            "Runtime.UserCodeSyntaxError",
            "Syntax error in module '%s': %s" % (module_name, error),
            ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)],
        )
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise _Fault(
            "Runtime.HandlerNotFound",
            "Handler '%s' missing on module '%s'" % (function_name, module_name),
        )


def _application(target):
    """The handler of an application, through the adapter that lies beside this file."""
    sys.path.insert(0, os.path.dirname(_HERE))
    import ruststack_application

    del sys.path[0]
    try:
        return ruststack_application.load(target)
    except ruststack_application.Problem as problem:
        raise _Fault("Runtime.Application", str(problem))


def _initialise(api):
    try:
        application = os.environ.get("RUSTSTACK_APPLICATION")
        if application is not None:
            return _application(application)
        return _handler(os.environ["_HANDLER"])
    except _Fault as fault:
        error = _error(str(fault), fault.kind, fault.trace)
    except Exception:
        error = _current_error()
    _log_error(error)
    kind = error["errorType"] if error["errorType"].startswith("Runtime.") else "Runtime.Unknown"
    api.post("init/error", json.dumps(error).encode("utf-8"), kind)
    sys.exit(1)


def _restore(api):
    """What comes of a snapshot: the hooks that the function has registered run before and after it, and
    until then this process waits where it would have been taken."""
    hooks = sys.modules.get("snapshot_restore_py")
    before, after = [], []
    if hooks is not None:
        before, after = hooks.get_before_snapshot(), hooks.get_after_restore()
    try:
        while before:
            hook, args, kwargs = before.pop()
            hook(*args, **kwargs)
        api.get("restore/next")
    except BaseException:
        _give_up(api, "init/error", "Runtime.BeforeSnapshotError")
        sys.exit(64)
    try:
        for hook, args, kwargs in after:
            hook(*args, **kwargs)
    except BaseException:
        _give_up(api, "restore/error", "Runtime.AfterRestoreError")
        sys.exit(65)


def _give_up(api, path, kind):
    error = _current_error()
    _log_error(error)
    api.post(path, json.dumps(error).encode("utf-8"), kind)


def _serve(api, handler):
    global _current_request_id, _current_tenant_id
    _, headers, body = api.get("invocation/next")
    request_id = headers["lambda-runtime-aws-request-id"]
    _current_request_id = request_id
    _current_tenant_id = headers.get("lambda-runtime-aws-tenant-id")
    trace_id = headers.get("lambda-runtime-trace-id")
    if trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    path = "invocation/" + request_id
    try:
        context = LambdaContext(request_id, headers)
        result = _marshalled(handler(json.loads(body), context))
    except _Fault as fault:
        error = _error(str(fault), fault.kind, fault.trace, request_id)
    except Exception:
        error = _current_error(request_id)
    else:
        api.post(path + "/response", result)
        return
    _log_error(error)
    kind = error["errorType"] if error["errorType"].startswith("Runtime.") else "Runtime.Unknown"
    api.post(path + "/error", _Encoder().text(error).encode("utf-8"), kind)


_is_prepared = False


def prepare():
    """What comes before the first import of a function, once in a process."""
    global _LOGS_JSON, _is_prepared
    _is_prepared = True
    _LOGS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
    runtime = os.environ["LAMBDA_RUNTIME_DIR"]
    path = [os.environ["LAMBDA_TASK_ROOT"]]
    layers = os.environ.pop("RUSTSTACK_LAYERS", None)
    if layers:
        version = "python%d.%d" % sys.version_info[:2]
        path += [layers + "/python/lib/" + version + "/site-packages", layers + "/python"]
    sys.path[:] = path + [runtime] + [entry for entry in sys.path[1:] if entry != runtime]
    sys.argv = [""]
    if "logging" in sys.modules:
        _set_up_logging(sys.modules["logging"])
    else:
        sys.meta_path.insert(0, _LoggingHook())
    sys.meta_path.insert(0, _DebuggerHook())


def main():
    os.closerange(3, 1024)
    if not _is_prepared:
        prepare()
    os.environ.pop("RUSTSTACK_LAYERS", None)
    api = _Api(os.environ["AWS_LAMBDA_RUNTIME_API"])
    handler = _initialise(api)
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        _restore(api)
    while True:
        _serve(api, handler)
