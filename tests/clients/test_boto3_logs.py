"""CloudWatch Logs through boto3 and the AWS CLI, and what functions write there, with every executor."""

import base64
import gzip
import itertools
import json
import pathlib
import re
import sys
import threading
import time

import functions
import pytest

AWS = pathlib.Path(sys.executable).with_name("aws")

CODE = """
import logging

def handler(event, context):
    print("seen", event["n"])
    logging.getLogger().warning("careful %s", event["n"])
    return context.log_stream_name
"""


@pytest.fixture
def group(server, request):
    """A client, and a group with a stream `s` of the test's own."""
    client = server.client("logs")
    name = "/tests/" + request.node.name
    client.create_log_group(logGroupName=name)
    client.create_log_stream(logGroupName=name, logStreamName="s")
    yield client, name
    client.delete_log_group(logGroupName=name)


def put(client, group, *messages):
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": message} for message in messages]
    return client.put_log_events(logGroupName=group, logStreamName="s", logEvents=events)


def awaited(read):
    """What `read` gives, once it gives something."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if found := read():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


def test_paginators_read_everything_once(group):
    client, name = group
    for batch in range(3):
        put(client, name, *(f"line {batch * 10 + n}" for n in range(10)))
    expected = [f"line {n}" for n in range(30)]
    pages = client.get_paginator("filter_log_events").paginate(
        logGroupName=name, PaginationConfig={"PageSize": 7}
    )
    assert [event["message"] for page in pages for event in page["events"]] == expected
    found = client.get_paginator("filter_log_events").paginate(
        logGroupName=name, filterPattern='"line 2" -"line 20"'
    )
    assert [event["message"] for page in found for event in page["events"]] == [
        "line 2",
        *(f"line {n}" for n in range(21, 30)),
    ]
    for number in range(60):
        client.create_log_stream(logGroupName=name, logStreamName=f"more-{number:02}")
    streams = client.get_paginator("describe_log_streams").paginate(logGroupName=name)
    assert len([stream for page in streams for stream in page["logStreams"]]) == 61
    groups = client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=name)
    assert [found["logGroupName"] for page in groups for found in page["logGroups"]] == [name]


def test_get_log_events_is_read_until_its_token_stays(group):
    client, name = group
    put(client, name, *map(str, range(25)))
    messages, token = [], None
    while True:
        more = {"nextToken": token} if token else {}
        page = client.get_log_events(
            logGroupName=name, logStreamName="s", startFromHead=True, limit=10, **more
        )
        messages += [event["message"] for event in page["events"]]
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    assert messages == list(map(str, range(25)))


def test_errors_have_their_own_classes(group):
    client, name = group
    with pytest.raises(client.exceptions.ResourceAlreadyExistsException):
        client.create_log_group(logGroupName=name)
    with pytest.raises(client.exceptions.ResourceNotFoundException) as missing:
        client.get_log_events(logGroupName=name, logStreamName="none")
    assert missing.value.response["Error"]["Message"] == "The specified log stream does not exist."
    with pytest.raises(client.exceptions.InvalidParameterException):
        client.filter_log_events(logGroupName=name, filterPattern="{ broken")


def test_a_live_tail_shows_what_comes(server, group):
    client, name = group
    # The SDK puts `stream-` before the host; an endpoint of its own has no such name.
    session = server.client("logs", inject_host_prefix=False)
    [found] = client.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    answer = session.start_live_tail(
        logGroupIdentifiers=[found["logGroupArn"]], logEventFilterPattern="ERROR"
    )
    stream = iter(answer["responseStream"])
    assert next(stream)["sessionStart"]["logEventFilterPattern"] == "ERROR"
    put(client, name, "fine", "ERROR 1")
    updates = (event["sessionUpdate"]["sessionResults"] for event in stream)
    results = next(filter(None, itertools.islice(updates, 60)))
    assert [result["message"] for result in results] == ["ERROR 1"]
    answer["responseStream"].close()


def test_the_cli_filters_and_reads(group, run):
    client, name = group
    put(client, name, '{"level": "ERROR", "ms": 7}', "plain")
    found = run(
        *(AWS, "logs", "filter-log-events", "--log-group-name", name),
        *("--filter-pattern", '{ $.level = "ERROR" && $.ms > 5 }', "--query", "events[].message"),
    )
    assert json.loads(found) == ['{"level": "ERROR", "ms": 7}']
    read = run(
        *(AWS, "logs", "get-log-events", "--log-group-name", name, "--log-stream-name", "s"),
        *("--query", "events[].message", "--output", "text"),
    )
    assert read.split("\t")[-1].strip() == "plain"


def test_a_functions_log_is_followed_as_it_is_written(each_server):
    """As `aws logs tail --follow` asks: again and again from the last event's time, interleaved."""
    client, logs = each_server.client("lambda"), each_server.client("logs")
    functions.create(client, "written", functions.package({"app.py": CODE}))
    group, seen, done = "/aws/lambda/written", {}, threading.Event()

    def follow():
        start = 0
        while not done.is_set():
            try:
                pages = logs.get_paginator("filter_log_events").paginate(
                    logGroupName=group, interleaved=True, startTime=start
                )
                for page in pages:
                    for event in page["events"]:
                        seen.setdefault(event["eventId"], event["message"])
                        start = event["timestamp"]
            except logs.exceptions.ResourceNotFoundException:
                pass
            time.sleep(0.05)

    follower = threading.Thread(target=follow)
    follower.start()
    try:
        answers = [
            client.invoke(FunctionName="written", Payload=json.dumps({"n": n}).encode())
            for n in range(3)
        ]
        stream = json.load(answers[-1]["Payload"])
        awaited(lambda: sum("REPORT" in message for message in list(seen.values())) == 3)
        for n in range(3):
            awaited(lambda n=n: f"seen {n}\n" in list(seen.values()))
            warning = re.compile(rf"\[WARNING\]\t.*\tcareful {n}\n")
            awaited(lambda warning=warning: any(map(warning.fullmatch, list(seen.values()))))
    finally:
        done.set()
        follower.join()
    [described] = logs.describe_log_streams(logGroupName=group)["logStreams"]
    assert described["logStreamName"] == stream
    client.delete_function(FunctionName="written")


def test_a_subscribed_function_gets_what_its_filter_takes(server, group):
    client, name = group
    told = "def handler(event, context):\n    print('told', event['awslogs']['data'])"
    runner = server.client("lambda")
    functions.create(runner, "told", functions.package({"app.py": told}))
    runner.add_permission(
        FunctionName="told",
        StatementId="logs",
        Action="lambda:InvokeFunction",
        Principal="logs.amazonaws.com",
    )
    arn = runner.get_function(FunctionName="told")["Configuration"]["FunctionArn"]
    client.put_subscription_filter(
        logGroupName=name, filterName="f", filterPattern="%[45][0-9]{2}%", destinationArn=arn
    )
    put(client, name, "GET / 200", "GET /x 404")

    def lines():
        try:
            pages = client.filter_log_events(logGroupName="/aws/lambda/told", filterPattern="told")
        except client.exceptions.ResourceNotFoundException:
            return []
        return [event["message"] for event in pages["events"]]

    [line] = awaited(lines)
    data = json.loads(gzip.decompress(base64.b64decode(line.split(" ")[1])))
    assert [event["message"] for event in data["logEvents"]] == ["GET /x 404"]
    assert data["logGroup"] == name
    runner.delete_function(FunctionName="told")
