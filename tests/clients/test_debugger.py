"""A debugger in a function: attached by the Debug Adapter Protocol, as VS Code does it."""

import json
import socket
import threading
import time

import functions
import pytest
import requests
from test_serve import Serving

pytest.importorskip("debugpy")

APP = """
def handler(event, context):
    word = "untouched"
    return {"statusCode": 200, "body": word}
"""

WAITS = """
import debugpy, time
debugpy.listen(("127.0.0.1", PORT))

def handler(event, context):
    if event.get("wait"):
        debugpy.wait_for_client()
    time.sleep(event["sleep"])
    return "done"
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Debugger:
    """Enough of the protocol to stop at a line and to go on."""

    def __init__(self, port):
        end = time.monotonic() + 30
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                assert time.monotonic() < end, "nobody listens for debuggers"
                time.sleep(0.05)
        self.socket.settimeout(30)
        self.file = self.socket.makefile("rb")
        self.number = 0
        self.request("initialize", clientID="test", adapterID="python", pathFormat="path")
        self.request("attach", justMyCode=False)
        self.event("initialized")

    def request(self, command, **arguments):
        self.number += 1
        body = {"seq": self.number, "type": "request", "command": command, "arguments": arguments}
        body = json.dumps(body).encode()
        self.socket.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def event(self, name):
        while True:
            message = self.read()
            if message["type"] == "event" and message["event"] == name:
                return message.get("body")

    def answer(self, command):
        while True:
            message = self.read()
            if message["type"] == "response" and message["command"] == command:
                assert message["success"], message
                return message.get("body")

    def read(self):
        length = 0
        while line := self.file.readline().strip():
            length = int(line.partition(b":")[2])
        return json.loads(self.file.read(length))

    def close(self):
        self.request("disconnect", terminateDebuggee=False)
        self.answer("disconnect")
        self.socket.close()


def test_a_breakpoint_holds_the_time_limit(tmp_path):
    (tmp_path / "app.py").write_text(APP)
    port = free_port()
    with Serving(tmp_path, "app.handler", "--timeout", "1", "--debug-port", str(port)) as server:
        debugger = Debugger(port)
        where = {"source": {"path": str(tmp_path / "app.py")}, "breakpoints": [{"line": 4}]}
        debugger.request("setBreakpoints", **where)
        debugger.request("configurationDone")
        debugger.answer("configurationDone")
        answers = []
        asking = threading.Thread(target=lambda: answers.append(requests.get(server.app)))
        asking.start()
        thread = debugger.event("stopped")["threadId"]
        # Longer than the function may work.
        asking.join(2)
        assert asking.is_alive()
        debugger.request("stackTrace", threadId=thread)
        frame = debugger.answer("stackTrace")["stackFrames"][0]["id"]
        debugger.request("evaluate", expression="word = 'changed'", frameId=frame, context="repl")
        debugger.answer("evaluate")
        debugger.request("continue", threadId=thread)
        asking.join(30)
        assert answers[0].text == "changed"
        debugger.close()


def test_time_runs_while_nobody_is_attached_and_stands_while_a_function_waits(server):
    client = server.client("lambda")
    port = free_port()
    code = WAITS.replace("PORT", str(port))
    archive = functions.package({"app.py": code}, ["debugpy"])
    functions.create(client, "debugged", archive, Timeout=5)

    def invoke(**event):
        answer = client.invoke(FunctionName="debugged", Payload=json.dumps(event))
        return answer.get("FunctionError"), json.load(answer["Payload"])

    assert invoke(sleep=0) == (None, "done")
    failed, error = invoke(sleep=30)
    assert (failed, error["errorType"]) == ("Unhandled", "Sandbox.Timedout")
    answers = []
    asking = threading.Thread(target=lambda: answers.append(invoke(wait=True, sleep=0)))
    asking.start()
    asking.join(7)
    assert asking.is_alive()
    debugger = Debugger(port)
    debugger.request("configurationDone")
    asking.join(30)
    assert answers == [(None, "done")]
    debugger.close()
    client.delete_function(FunctionName="debugged")
