"""DynamoDB tables through S3 and back, with boto3."""

import gzip
import json
import time
from decimal import Decimal

import pytest

ITEMS = [
    {
        "pk": f"item {number}",
        "sk": number,
        "price": Decimal("12.50") * number,
        "tags": {"a", f"b{number}"},
        "nested": {"list": [1, None, True, {"deep": "ü"}]},
        "binary": b"\x00\xff",
    }
    for number in range(100)
]
KEYS = {
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "N"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
}


def ended(describe, description, status):
    """Waits for the end of an export or import."""
    deadline = time.monotonic() + 60
    while True:
        answer = describe()[description]
        if answer[status] != "IN_PROGRESS":
            return answer
        assert time.monotonic() < deadline, answer
        time.sleep(0.05)


def items_of(table):
    items, start = [], {}
    while True:
        page = table.scan(**start)
        items += page["Items"]
        if "LastEvaluatedKey" not in page:
            return sorted(items, key=lambda item: item["sk"])
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


@pytest.mark.parametrize("form", ["DYNAMODB_JSON", "ION"])
def test_a_table_goes_to_s3_and_comes_back(server, form):
    client, s3 = server.client("dynamodb"), server.client("s3")
    tables = server.resource("dynamodb")
    bucket, name = f"transfers-{form.lower().replace('_', '-')}", f"source-{form}"
    s3.create_bucket(Bucket=bucket)
    table = tables.create_table(TableName=name, **KEYS)
    table.wait_until_exists()
    client.update_continuous_backups(
        TableName=name,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    with table.batch_writer() as batch:
        for item in ITEMS:
            batch.put_item(item)

    export = client.export_table_to_point_in_time(
        TableArn=table.table_arn, S3Bucket=bucket, S3Prefix="exports", ExportFormat=form
    )["ExportDescription"]
    assert export["ExportStatus"] == "IN_PROGRESS"
    arn = export["ExportArn"]
    export = ended(
        lambda: client.describe_export(ExportArn=arn), "ExportDescription", "ExportStatus"
    )
    assert (export["ExportStatus"], export["ItemCount"]) == ("COMPLETED", len(ITEMS))
    assert client.list_exports(TableArn=table.table_arn)["ExportSummaries"] == [
        {"ExportArn": arn, "ExportStatus": "COMPLETED", "ExportType": "FULL_EXPORT"}
    ]

    def read(key):
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    summary = json.loads(read(export["ExportManifest"]))
    files = [json.loads(line) for line in read(summary["manifestFilesS3Key"]).splitlines()]
    lines = [
        line for file in files for line in gzip.decompress(read(file["dataFileS3Key"])).splitlines()
    ]
    assert len(lines) == summary["itemCount"] == len(ITEMS)
    if form == "DYNAMODB_JSON":
        names = sorted(json.loads(line)["Item"]["pk"]["S"] for line in lines)
        assert names == sorted(item["pk"] for item in ITEMS)

    copy = f"copy-{form}"
    started = client.import_table(
        S3BucketSource={
            "S3Bucket": bucket,
            "S3KeyPrefix": export["ExportManifest"].removesuffix("manifest-summary.json") + "data/",
        },
        InputFormat=form,
        InputCompressionType="GZIP",
        TableCreationParameters={"TableName": copy, **KEYS},
    )["ImportTableDescription"]
    assert started["ImportStatus"] == "IN_PROGRESS"
    done = ended(
        lambda: client.describe_import(ImportArn=started["ImportArn"]),
        "ImportTableDescription",
        "ImportStatus",
    )
    assert (done["ImportStatus"], done["ImportedItemCount"]) == ("COMPLETED", len(ITEMS)), done
    client.get_waiter("table_exists").wait(TableName=copy)
    assert items_of(tables.Table(copy)) == items_of(table)
    imports = client.list_imports(TableArn=done["TableArn"])["ImportSummaryList"]
    assert [summary["ImportArn"] for summary in imports] == [started["ImportArn"]]
