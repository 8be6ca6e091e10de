"""DynamoDB through boto3's resource, on every backend."""

from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError


@pytest.fixture
def orders(each_server):
    """A table with a sort key and an index, and 30 items in it."""
    table = each_server.resource("dynamodb").create_table(
        TableName="orders",
        KeySchema=[
            {"AttributeName": "customer", "KeyType": "HASH"},
            {"AttributeName": "number", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "customer", "AttributeType": "S"},
            {"AttributeName": "number", "AttributeType": "N"},
            {"AttributeName": "day", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-day",
                "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for number in range(30):
            batch.put_item(
                {"customer": "ada", "number": number, "day": f"day {number % 3}", "cups": Decimal("1.5")}
            )
    yield table
    table.delete()
    table.wait_until_not_exists()


def test_queries_walk_keys_indexes_and_pages(orders):
    some = orders.query(
        KeyConditionExpression=Key("customer").eq("ada") & Key("number").between(3, 7),
        FilterExpression=Attr("day").ne("day 0"),
        ScanIndexForward=False,
    )
    assert [item["number"] for item in some["Items"]] == [7, 5, 4]
    assert (some["Count"], some["ScannedCount"]) == (3, 5)
    by_day = orders.query(IndexName="by-day", KeyConditionExpression=Key("day").eq("day 1"))
    assert sorted(item["number"] for item in by_day["Items"]) == list(range(1, 30, 3))
    numbers, start = [], {}
    while True:
        page = orders.scan(Limit=7, **start)
        numbers += [item["number"] for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    assert sorted(numbers) == list(range(30))


def test_updates_count_and_conditions_hold(orders):
    key = {"customer": "ada", "number": 1}
    updated = orders.update_item(
        Key=key,
        UpdateExpression="SET cups = cups + :more, #list = list_append(if_not_exists(#list, :none), :new) REMOVE #day",
        ConditionExpression=Attr("cups").lt(2),
        ExpressionAttributeNames={"#list": "list", "#day": "day"},
        ExpressionAttributeValues={":more": Decimal("0.75"), ":none": [], ":new": ["x"]},
        ReturnValues="ALL_NEW",
    )
    assert updated["Attributes"] == {**key, "cups": Decimal("2.25"), "list": ["x"]}
    with pytest.raises(ClientError) as refused:
        orders.put_item(Item=key, ConditionExpression=Attr("customer").not_exists())
    assert refused.value.response["Error"] == {
        "Code": "ConditionalCheckFailedException",
        "Message": "The conditional request failed",
    }
    assert "Item" not in orders.get_item(Key={"customer": "ada", "number": 99})
    orders.delete_item(Key=key)
    assert "Item" not in orders.get_item(Key=key)


def test_batches_read_and_write(orders, each_server):
    keys = [{"customer": "ada", "number": number} for number in (2, 5, 99)]
    got = each_server.resource("dynamodb").batch_get_item(RequestItems={"orders": {"Keys": keys}})
    assert sorted(item["number"] for item in got["Responses"]["orders"]) == [2, 5]
    assert got["UnprocessedKeys"] == {}


def test_every_type_comes_back(orders):
    item = {
        "customer": "types",
        "number": Decimal("-1E-130"),
        "binary": b"\x00\xff",
        "set": {"a", "b"},
        "numbers": {Decimal("1"), Decimal("12345678901234567890123456789012345678")},
        "nested": {"list": [1, None, True, {"deep": "ü"}]},
    }
    orders.put_item(Item=item)
    back = orders.get_item(Key={"customer": "types", "number": Decimal("-1E-130")})["Item"]
    assert back["binary"].value == item["binary"]
    assert {**back, "binary": item["binary"]} == item


def test_a_missing_table_is_not_found(each_server):
    client = each_server.client("dynamodb")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.describe_table(TableName="nothing")
