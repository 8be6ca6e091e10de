"""S3's notifications and lifecycle through boto3, and what is sent to services that are not here."""

import datetime
import json
import time

import functions
import pytest
import requests
from botocore.exceptions import ClientError

QUEUE = "arn:aws:sqs:us-east-1:000000000000:orders"

HANDLER = """
import boto3, urllib.parse

def handler(event, context):
    entity = event["Records"][0]["s3"]
    bucket, key = entity["bucket"]["name"], urllib.parse.unquote_plus(entity["object"]["key"])
    s3 = boto3.client("s3")
    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    s3.put_object(Bucket=bucket, Key="out/" + key, Body=body.upper())
"""


def wait_for(what):
    """What a function gives as soon as it gives anything."""
    for _ in range(600):
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("not within 30 s")


def events(server, **query):
    answer = requests.get(f"{server.url}/_ruststack/events", params=query)
    answer.raise_for_status()
    return answer.json()["events"]


def test_an_upload_runs_a_function_that_writes_the_bucket(server, bucket):
    s3, functions_api = server.client("s3"), server.client("lambda")
    functions.create(functions_api, "shout", functions.package({"app.py": HANDLER}))
    arn = functions_api.get_function(FunctionName="shout")["Configuration"]["FunctionArn"]
    configuration = {
        "LambdaFunctionConfigurations": [
            {
                "LambdaFunctionArn": arn,
                "Events": ["s3:ObjectCreated:*"],
                "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in "}]}},
            }
        ]
    }

    def configure():
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration=configuration
        )

    with pytest.raises(ClientError, match="Unable to validate the following destination"):
        configure()
    functions_api.add_permission(
        FunctionName="shout",
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
    )
    configure()
    kept = s3.get_bucket_notification_configuration(Bucket=bucket)["LambdaFunctionConfigurations"]
    assert kept[0]["Filter"]["Key"]["FilterRules"] == [{"Name": "Prefix", "Value": "in "}]
    s3.put_object(Bucket=bucket, Key="in ä.txt", Body=b"hello")
    s3.get_waiter("object_exists").wait(
        Bucket=bucket, Key="out/in ä.txt", WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    assert s3.get_object(Bucket=bucket, Key="out/in ä.txt")["Body"].read() == b"HELLO"


def test_what_a_queue_would_get_can_be_read(server, bucket):
    s3 = server.client("s3")
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": QUEUE, "Events": ["s3:ObjectCreated:*"]}],
            "EventBridgeConfiguration": {},
        },
    )
    s3.put_object(Bucket=bucket, Key="a b", Body=b"hello")
    wait_for(lambda: len(events(server, target=QUEUE, bucket=bucket)) == 2)
    test, put = events(server, target=QUEUE, bucket=bucket)
    assert json.loads(test["message"])["Event"] == "s3:TestEvent"
    record = json.loads(put["message"])["Records"][0]
    assert (record["eventName"], record["s3"]["object"]["key"]) == ("ObjectCreated:Put", "a+b")
    requests.delete(f"{server.url}/_ruststack/events", params={"bucket": bucket})
    assert events(server, bucket=bucket) == []


def test_a_rule_whose_date_is_over_deletes(server, bucket):
    s3 = server.client("s3")
    s3.put_object(Bucket=bucket, Key="old", Body=b"x")
    yesterday = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    rule = {
        "ID": "clean up",
        "Filter": {"Prefix": ""},
        "Status": "Enabled",
        "Expiration": {"Date": yesterday.replace(hour=0, minute=0, second=0, microsecond=0)},
    }
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
    wait_for(lambda: s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0)
    put = s3.put_object(Bucket=bucket, Key="new", Body=b"x")
    assert 'rule-id="clean%20up"' in put["Expiration"]
