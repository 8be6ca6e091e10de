"""Durable functions that AWS's SDK for Python runs, with every executor."""

import json
import time

import functions
import pytest
import requests

SDK = [
    "aws_durable_execution_sdk_python",
    "boto3",
    "botocore",
    "dateutil",
    "jmespath",
    "s3transfer",
    "six",
    "urllib3",
]

# Streams and tables are not asked here.
pytestmark = pytest.mark.parametrize(
    "each_server", ["embedded+process", "embedded+docker"], indirect=True
)

APP = """
from aws_durable_execution_sdk_python import DurableContext, durable_execution
from aws_durable_execution_sdk_python.config import (
    CallbackConfig, Duration, ParallelBranch, StepConfig,
)
from aws_durable_execution_sdk_python.retries import RetryStrategyConfig, create_retry_strategy

RETRIES = create_retry_strategy(
    RetryStrategyConfig(max_attempts=3, initial_delay=Duration.from_seconds(600))
)
def priced(order):
    return lambda step: order["items"] * 7

def flaky(step):
    if step.attempt == 1:
        raise ValueError("not yet")
    return step.attempt

@durable_execution
def handler(order, context: DurableContext):
    price = context.step(priced(order), name="price")
    if order.get("fail"):
        raise ValueError("no such order")
    context.wait(Duration.from_hours(1), name="cool down")
    tries = context.step(flaky, name="flaky", config=StepConfig(retry_strategy=RETRIES))
    stock = context.invoke("stock", {"items": order["items"]}, name="stock")
    both = context.parallel([
        lambda child: child.step(lambda step: "left"),
        lambda child: child.step(lambda step: "right"),
    ], name="both")
    callback = context.create_callback(name="approval", config=CallbackConfig(timeout=Duration.from_hours(2)))
    context.step(lambda step: print("CALLBACK", callback.callback_id), name="ask")
    approved = callback.result()
    return [price, tries, stock, both.get_results(), approved]
"""

STOCK = "def handler(event, context): return {'left': 10 - event['items']}"


@pytest.fixture
def client(each_server):
    """boto3's client, with the durable function `orders` and the plain one `stock`."""
    client = each_server.client("lambda")
    functions.create(client, "stock", functions.package({"app.py": STOCK}))
    archive = functions.package({"app.py": APP}, SDK, services=["lambda"])
    # The first start imports boto3.
    settings = {"Timeout": 120, "DurableConfig": {"ExecutionTimeout": 100_000}, "Publish": True}
    functions.create(client, "orders", archive, **settings)
    yield client
    for name in ["orders", "stock"]:
        client.delete_function(FunctionName=name)
    requests.delete(f"{client.meta.endpoint_url}/_ruststack/clock", timeout=10)


def start(client, name, order):
    answer = client.invoke(
        FunctionName="orders:1",
        InvocationType="Event",
        DurableExecutionName=name,
        Payload=json.dumps(order),
    )
    return answer["DurableExecutionArn"]


def history(client, arn):
    pages = client.get_paginator("get_durable_execution_history")
    return pages.paginate(DurableExecutionArn=arn).build_full_result()["Events"]


def when(client, arn, event_type, name):
    """The first event of its type and name, once it has happened."""
    for _ in range(6000):
        for event in history(client, arn):
            if (event["EventType"], event.get("Name")) == (event_type, name):
                return event
        time.sleep(0.02)
    raise AssertionError(f"{name} has no {event_type}: {history(client, arn)}")


def advance(client, hours):
    url = f"{client.meta.endpoint_url}/_ruststack/clock"
    requests.put(url, json={"advance_seconds": hours * 3600}, timeout=10).raise_for_status()


def test_an_order_is_worked_on_for_hours(client):
    arn = start(client, "order-1", {"items": 3})
    when(client, arn, "WaitStarted", "cool down")
    advance(client, 1.1)
    failed = when(client, arn, "StepFailed", "flaky")
    assert failed["StepFailedDetails"]["Error"]["Payload"]["ErrorMessage"] == "not yet"
    advance(client, 1)
    asked = when(client, arn, "CallbackStarted", "approval")
    when(client, arn, "StepSucceeded", "ask")
    callback = asked["CallbackStartedDetails"]["CallbackId"]
    client.send_durable_execution_callback_heartbeat(CallbackId=callback)
    client.send_durable_execution_callback_success(CallbackId=callback, Result=b'"yes"')
    when(client, arn, "ExecutionSucceeded", "order-1")
    execution = client.get_durable_execution(DurableExecutionArn=arn)
    assert execution["Status"] == "SUCCEEDED"
    result = json.loads(execution["Result"])
    assert result == [21, 2, {"left": 7}, ["left", "right"], '"yes"']
    begun = [own for own in history(client, arn) if own["EventType"] == "StepStarted"]
    steps = [own.get("Name") for own in begun]
    assert (steps.count("price"), steps.count("flaky")) == (1, 2)
    listed = client.list_durable_executions_by_function(FunctionName="orders")["DurableExecutions"]
    shown = [(own["DurableExecutionName"], own["Status"]) for own in listed]
    assert ("order-1", "SUCCEEDED") in shown


def test_an_order_that_is_refused_fails(client):
    arn = start(client, "order-2", {"items": 1, "fail": True})
    when(client, arn, "ExecutionFailed", "order-2")
    execution = client.get_durable_execution(DurableExecutionArn=arn)
    assert execution["Status"] == "FAILED"
    assert execution["Error"]["ErrorMessage"] == "no such order"
    assert execution["Error"]["ErrorType"] == "ValueError"


def test_an_order_that_is_stopped_ends(client):
    arn = start(client, "order-3", {"items": 1})
    when(client, arn, "WaitStarted", "cool down")
    client.stop_durable_execution(DurableExecutionArn=arn, Error={"ErrorMessage": "enough"})
    assert client.get_durable_execution(DurableExecutionArn=arn)["Status"] == "STOPPED"
    with pytest.raises(client.exceptions.DurableExecutionAlreadyStartedException):
        start(client, "order-3", {"items": 2})
