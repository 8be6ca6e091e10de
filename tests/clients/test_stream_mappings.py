"""Functions that run for the streams of either DynamoDB, through boto3."""

import json
import time

import functions
import pytest
import requests

KEEP = """
import json, boto3

def handler(event, context):
    s3 = boto3.client("s3")
    s3.put_object(Bucket="kept", Key=context.aws_request_id, Body=json.dumps(event["Records"]))
"""


@pytest.fixture
def table(dynamodb_server):
    """A table with a stream, and a function that keeps what it gets in a bucket."""
    dynamodb, s3 = dynamodb_server.client("dynamodb"), dynamodb_server.client("s3")
    dynamodb.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    s3.create_bucket(Bucket="kept")
    functions_api = dynamodb_server.client("lambda")
    functions.create(functions_api, "keep", functions.package({"app.py": KEEP}))
    yield "orders"
    functions_api.delete_function(FunctionName="keep")
    for mapping in functions_api.list_event_source_mappings()["EventSourceMappings"]:
        functions_api.delete_event_source_mapping(UUID=mapping["UUID"])
    dynamodb.delete_table(TableName="orders")
    for each in s3.list_objects_v2(Bucket="kept").get("Contents", []):
        s3.delete_object(Bucket="kept", Key=each["Key"])
    s3.delete_bucket(Bucket="kept")


def idle(server):
    answer = requests.get(f"{server.url}/_ruststack/idle", params={"timeout": 60}, timeout=90)
    assert answer.status_code == 200, answer.text


def kept(server):
    """Every record that arrived, by its number."""
    s3, records = server.client("s3"), []
    for each in s3.list_objects_v2(Bucket="kept").get("Contents", []):
        records += json.load(s3.get_object(Bucket="kept", Key=each["Key"])["Body"])
    return sorted(records, key=lambda record: int(record["dynamodb"]["SequenceNumber"]))


def put(server, table, *values):
    dynamodb = server.client("dynamodb")
    for value in values:
        item = {"p": {"S": f"p{value % 3}"}, "n": {"N": str(value)}}
        dynamodb.put_item(TableName=table, Item=item)


def numbers(records):
    return [int(record["dynamodb"]["NewImage"]["n"]["N"]) for record in records]


def test_a_function_runs_for_the_changes_of_a_table(dynamodb_server, table):
    dynamodb = dynamodb_server.client("dynamodb")
    arn = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
    put(dynamodb_server, table, *range(5))
    lambda_api = dynamodb_server.client("lambda")
    mapping = lambda_api.create_event_source_mapping(
        FunctionName="keep", EventSourceArn=arn, StartingPosition="TRIM_HORIZON", ParallelizationFactor=2
    )
    assert mapping["EventSourceArn"] == arn
    idle(dynamodb_server)
    put(dynamodb_server, table, *range(5, 30))
    dynamodb.delete_item(TableName=table, Key={"p": {"S": "p0"}})
    idle(dynamodb_server)
    records = kept(dynamodb_server)
    assert numbers(records[:-1]) == list(range(30))
    last = records[-1]
    assert (last["eventName"], last["eventSource"]) == ("REMOVE", "aws:dynamodb")
    assert (last["awsRegion"], last["eventSourceARN"]) == ("us-east-1", arn)
    assert last["dynamodb"]["Keys"] == {"p": {"S": "p0"}}
    assert last["dynamodb"]["OldImage"] == {"p": {"S": "p0"}, "n": {"N": "27"}}


def test_a_mapping_may_begin_behind_what_is_there(dynamodb_server, table):
    arn = dynamodb_server.client("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"]
    put(dynamodb_server, table, *range(5))
    lambda_api = dynamodb_server.client("lambda")
    lambda_api.create_event_source_mapping(
        FunctionName="keep", EventSourceArn=arn, StartingPosition="LATEST"
    )
    put(dynamodb_server, table, 5, 6)
    idle(dynamodb_server)
    assert numbers(kept(dynamodb_server)) == [5, 6]


def test_a_write_is_not_waited_for_long(dynamodb_server, table):
    arn = dynamodb_server.client("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"]
    dynamodb_server.client("lambda").create_event_source_mapping(
        FunctionName="keep", EventSourceArn=arn, StartingPosition="LATEST"
    )
    for value in range(3):
        put(dynamodb_server, table, value)
        deadline = time.monotonic() + 30
        while len(kept(dynamodb_server)) <= value:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_a_stream_that_is_not_there_is_no_source(dynamodb_server, table):
    arn = dynamodb_server.client("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"]
    lambda_api = dynamodb_server.client("lambda")
    with pytest.raises(lambda_api.exceptions.InvalidParameterValueException) as refused:
        lambda_api.create_event_source_mapping(
            FunctionName="keep", EventSourceArn=arn + "9", StartingPosition="LATEST"
        )
    assert "Stream not found" in str(refused.value)
