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


def test_a_table_is_looked_at_and_changed(orders):
    orders.reload()
    assert (orders.table_status, orders.item_count) == ("ACTIVE", 30)
    assert orders.key_schema[1] == {"AttributeName": "number", "KeyType": "RANGE"}
    assert orders.global_secondary_indexes[0]["IndexStatus"] == "ACTIVE"
    orders.update(
        AttributeDefinitions=[{"AttributeName": "cups", "AttributeType": "N"}],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": "by-cups",
                    "KeySchema": [{"AttributeName": "cups", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            }
        ],
    )
    while {index["IndexStatus"] for index in orders.global_secondary_indexes} != {"ACTIVE"}:
        orders.reload()
    found = orders.query(IndexName="by-cups", KeyConditionExpression=Key("cups").eq(Decimal("1.50")), Limit=4)
    assert found["Count"] == 4 and set(found["Items"][0]) == {"customer", "number", "cups"}


def test_every_condition_of_the_mapper_is_understood(orders):
    orders.put_item(
        Item={
            "customer": "bob",
            "number": 1,
            "text": "abc",
            "names": {"x", "y"},
            "map": {"deep": [{"er": 5}]},
            "nothing": None,
        }
    )
    holding = [
        Attr("text").eq("abc"),
        Attr("text").begins_with("ab") & Attr("text").contains("c"),
        Attr("text").size().eq(3),
        Attr("names").contains("x") & ~Attr("names").contains("z"),
        Attr("map.deep[0].er").between(5, 6) | Attr("text").attribute_type("N"),
        Attr("map").exists() & Attr("nothing").attribute_type("NULL"),
        Attr("customer").is_in(["tom", "bob"]) & Attr("number").gte(1) & Attr("number").lte(1),
        Attr("text").gt("abb") & Attr("text").lt("abd") & Attr("text").ne("b"),
    ]
    for condition in holding:
        found = orders.scan(FilterExpression=condition)
        assert [item["text"] for item in found["Items"]] == ["abc"], condition.get_expression()
    sorted_by_key = orders.query(
        KeyConditionExpression=Key("customer").eq("bob") & Key("number").lte(1),
        ProjectionExpression="#m.deep[0].er, #t",
        ExpressionAttributeNames={"#m": "map", "#t": "text"},
        ConsistentRead=True,
    )
    assert sorted_by_key["Items"] == [{"map": {"deep": [{"er": 5}]}, "text": "abc"}]


def test_a_batch_writer_drops_what_it_has_twice_and_sends_the_rest(orders):
    with orders.batch_writer(overwrite_by_pkeys=["customer", "number"]) as batch:
        for number in range(60):
            batch.put_item(Item={"customer": "eve", "number": number % 40, "at": number})
        batch.delete_item(Key={"customer": "eve", "number": 0})
    items = orders.query(KeyConditionExpression=Key("customer").eq("eve"))["Items"]
    assert [(item["number"], item["at"]) for item in items[:2]] == [(1, 41), (2, 42)]
    assert len(items) == 39


def test_transactions_and_paginators_of_the_client(orders, each_server):
    client = orders.meta.client
    put = {"TableName": "orders", "Item": {"customer": "tom", "number": 1}}
    client.transact_write_items(TransactItems=[{"Put": put}], ClientRequestToken="boto3")
    guarded = {**put, "ConditionExpression": "attribute_not_exists(customer)"}
    other = {"TableName": "orders", "Key": {"customer": "tom", "number": 2}}
    with pytest.raises(client.exceptions.TransactionCanceledException) as refused:
        client.transact_write_items(TransactItems=[{"Put": guarded}, {"Delete": other}])
    codes = [reason["Code"] for reason in refused.value.response["CancellationReasons"]]
    assert codes == ["ConditionalCheckFailed", "None"]
    got = client.transact_get_items(TransactItems=[{"Get": {**other, "Key": put["Item"]}}, {"Get": other}])
    assert got["Responses"] == [{"Item": {"customer": "tom", "number": 1}}, {}]
    scan = client.get_paginator("scan").paginate(TableName="orders", PaginationConfig={"PageSize": 7})
    assert sum(page["Count"] for page in scan) == 31
    query = client.get_paginator("query").paginate(
        TableName="orders",
        KeyConditionExpression=Key("customer").eq("ada"),
        ScanIndexForward=False,
        PaginationConfig={"PageSize": 11},
    )
    assert [item["number"] for page in query for item in page["Items"]] == list(range(29, -1, -1))
