"""Lambda through boto3, with every executor."""

import base64
import json

import functions
import pytest

CODE = """
import json, os, urllib.request

def handler(event, context):
    print("seen", json.dumps(event))
    if event.get("fail"):
        raise ValueError("asked to fail")
    if event.get("table"):
        return scan(event["table"])
    return {"event": event, "name": context.function_name, "variable": os.environ["COLOUR"]}

def scan(table):
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"],
        json.dumps({"TableName": table}).encode(),
        {
            "X-Amz-Target": "DynamoDB_20120810.Scan",
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=0",
        },
    )
    return json.load(urllib.request.urlopen(request))["Items"]
"""


@pytest.fixture
def function(each_server):
    """A function that echoes, fails, or scans a table; gives client and name."""
    client = each_server.client("lambda")
    archive = functions.package({"app.py": CODE})
    functions.create(client, "echo", archive, Environment={"Variables": {"COLOUR": "blue"}})
    yield client, "echo"
    client.delete_function(FunctionName="echo")


def test_an_event_comes_back_with_a_log(function):
    client, name = function
    answer = client.invoke(FunctionName=name, Payload=b'{"a": [1, "\\u00fc"]}', LogType="Tail")
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert "FunctionError" not in answer
    assert json.load(answer["Payload"]) == {
        "event": {"a": [1, "ü"]},
        "name": "echo",
        "variable": "blue",
    }
    log = base64.b64decode(answer["LogResult"]).decode()
    assert "START RequestId: " in log and "REPORT RequestId: " in log
    assert 'seen {"a": [1, "\\u00fc"]}' in log


def test_an_exception_is_the_payload(function):
    client, name = function
    answer = client.invoke(FunctionName=name, Payload=b'{"fail": true}')
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    error = json.load(answer["Payload"])
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "asked to fail")
    assert list(error) == ["errorMessage", "errorType", "requestId", "stackTrace"]


def test_a_function_reaches_dynamodb(function, each_server):
    dynamodb = each_server.client("dynamodb")
    dynamodb.create_table(
        TableName="reached",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.put_item(TableName="reached", Item={"pk": {"S": "a"}})
    client, name = function
    answer = client.invoke(FunctionName=name, Payload=b'{"table": "reached"}')
    dynamodb.delete_table(TableName="reached")
    assert json.load(answer["Payload"]) == [{"pk": {"S": "a"}}]


def test_new_code_is_what_runs_next(function):
    client, name = function
    archive = functions.package({"app.py": "def handler(event, context):\n    return 'new'\n"})
    client.update_function_code(FunctionName=name, ZipFile=archive)
    client.get_waiter("function_updated_v2").wait(FunctionName=name)
    assert json.load(client.invoke(FunctionName=name)["Payload"]) == "new"


def test_code_may_come_from_s3(each_server):
    s3, client = each_server.client("s3"), each_server.client("lambda")
    s3.create_bucket(Bucket="packages")
    archive = functions.package({"app.py": "def handler(event, context):\n    return event\n"})
    s3.put_object(Bucket="packages", Key="code.zip", Body=archive)
    code = {"S3Bucket": "packages", "S3Key": "code.zip"}
    functions.create(client, "from-s3", archive, Code=code)
    assert json.load(client.invoke(FunctionName="from-s3", Payload=b'"x"')["Payload"]) == "x"
    listed = [entry["FunctionName"] for entry in client.list_functions()["Functions"]]
    assert "from-s3" in listed
    client.delete_function(FunctionName="from-s3")
    with pytest.raises(client.exceptions.ResourceNotFoundException) as missing:
        client.invoke(FunctionName="from-s3")
    assert missing.value.response["Error"]["Message"] == (
        "Function not found: arn:aws:lambda:us-east-1:000000000000:function:from-s3"
    )
