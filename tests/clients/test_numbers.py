"""DynamoDB's numbers against Python's decimal, by random input.

RUSTSTACK_TEST_CASES asks for more of it, RUSTSTACK_TEST_SEED for other numbers.
"""

import decimal
import os
import random
import re
from decimal import Decimal

import pytest
from botocore.exceptions import ClientError

CASES = int(os.environ.get("RUSTSTACK_TEST_CASES", 300))
SEED = int(os.environ.get("RUSTSTACK_TEST_SEED", 1))

# What each refusal says (Parity Suite, valueLayers, us-east-1).
NOT_NUMERIC = "The parameter cannot be converted to a numeric value: {}"
TOO_LARGE = "Number overflow. Attempting to store a number with magnitude larger than supported range"
TOO_SMALL = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
TOO_LONG = "Attempting to store more than 38 significant digits in a Number"

NUMERIC = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?")
EXACT = decimal.Context(prec=1000, Emin=-9999, Emax=9999, traps=[decimal.Inexact])


class Refused(Exception):
    """What is no number of DynamoDB's, with the text that says so."""


def checked(number):
    """The number, if it has at most 38 digits of 1e-130 to 9.99…e125 (Developer Guide, "Naming rules
    and data types"). Zero is checked by its written exponent, as on AWS."""
    if number.adjusted() > 125:
        raise Refused(TOO_LARGE)
    if number.adjusted() < -130:
        raise Refused(TOO_SMALL)
    if len(number.normalize(EXACT).as_tuple().digits) > 38:
        raise Refused(TOO_LONG)
    return number


def stored(text):
    """What AWS gives back for a text: expanded, without zeros at either end."""
    parts = NUMERIC.fullmatch(text)
    exponent = int(parts[2] or 0) if parts else 0
    # An exponent has 64 bits, far more than any mantissa makes up for.
    if not parts or abs(exponent) >= 1 << 63:
        raise Refused(NOT_NUMERIC.format(text))
    if abs(exponent) > 9999:
        raise Refused(TOO_LARGE if exponent > 0 else TOO_SMALL)
    return canonical(checked(Decimal(text)))


def canonical(number):
    return format(number.normalize(EXACT), "f") if number else "0"


def any_text(rng):
    """A number as somebody may write it, most of them good."""
    digits = "".join(rng.choices("0123456789", k=rng.choice([1, 2, 5, 19, 20, 37, 38, 39])))
    if rng.random() < 0.3:
        digits = digits[0] * len(digits)
    point = rng.randint(0, len(digits))
    text = rng.choice(["", "", "", "0", "000"]) + digits[:point]
    text += rng.choice([".", ".", ""]) + digits[point:] + rng.choice(["", "", "0", "00000"])
    text = rng.choice(["", "", "-", "-", "+"]) + text
    if rng.random() < 0.6:
        exponent = rng.choice([rng.randint(-10, 10), rng.randint(-135, 130), 125, -130, 126, -131])
        text += rng.choice("eE") + rng.choice(["", "+"] if exponent >= 0 else [""]) + str(exponent)
    if rng.random() < 0.08:
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice([" ", "x", "-", ".", "e", "_", "NaN", "٣", ","]) + text[at:]
    return text


def good_text(rng):
    while True:
        text = any_text(rng)
        try:
            stored(text)
        except Refused:
            continue
        return text


@pytest.fixture
def rng(request):
    return random.Random(f"{request.node.name} {SEED}")


@pytest.fixture(scope="module")
def numbers(server):
    """A table whose sort key is a number."""
    client = server.client("dynamodb")
    client.create_table(
        TableName="numbers",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


def key(name, number="0"):
    return {"pk": {"S": name}, "sk": {"N": number}}


def refusal(call, **request):
    with pytest.raises(ClientError) as refused:
        call(TableName="numbers", **request)
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    return refused.value.response["Error"]["Message"]


def test_texts_are_stored_in_one_form_or_refused_with_the_reason(numbers, rng):
    good = []
    for _ in range(CASES):
        text = any_text(rng)
        try:
            good.append((text, stored(text)))
        except Refused as expected:
            item = {**key("texts"), "n": {"N": text}}
            assert refusal(numbers.put_item, Item=item) == f"1 validation error detected: {expected}", text
    assert CASES / 4 < len(good) < CASES
    listed = {"L": [{"N": text} for text, _ in good]}
    numbers.put_item(TableName="numbers", Item={**key("texts"), "list": listed})
    back = numbers.get_item(TableName="numbers", Key=key("texts"))["Item"]["list"]["L"]
    for (text, expected), found in zip(good, back, strict=True):
        assert found["N"] == expected, text


def test_sums_and_differences_are_exact_or_refused(numbers, rng):
    for _ in range(CASES):
        a = good_text(rng)
        # A number of the same size often enough, so that digits meet.
        b = good_text(rng) if rng.random() < 0.5 else canonical_near(rng, Decimal(a))
        sign = rng.choice("+-")
        exact = (EXACT.add if sign == "+" else EXACT.subtract)(Decimal(a), Decimal(b))
        try:
            expected = canonical(checked(exact)) if exact else "0"
        except Refused as problem:
            expected = problem
        numbers.put_item(TableName="numbers", Item={**key("sums"), "n": {"N": a}})
        request = dict(Key=key("sums"), ExpressionAttributeValues={":b": {"N": b}}, ReturnValues="UPDATED_NEW")
        changes = [f"SET n = n {sign} :b"] + ["ADD n :b"] * (sign == "+")
        change = rng.choice(changes)
        if isinstance(expected, Refused):
            text = refusal(numbers.update_item, UpdateExpression=change, **request)
            # A sum of too many digits is told as an overflow (ScyllaDB's public suite, on AWS).
            assert text == (TOO_LARGE if str(expected) == TOO_LONG else str(expected)), (a, change, b)
        else:
            changed = numbers.update_item(TableName="numbers", UpdateExpression=change, **request)
            assert changed["Attributes"]["n"]["N"] == expected, (a, change, b)


def canonical_near(rng, number):
    """A number of about as many digits at about the same place."""
    exponent = number.adjusted() - rng.randint(0, 37)
    near = Decimal(rng.randint(1, 10 ** rng.randint(1, 37))).scaleb(exponent, EXACT)
    try:
        return str(checked(near))
    except Refused:
        return "1"


def test_a_range_key_is_in_the_order_of_numbers_whatever_their_form(numbers, rng):
    texts = {}
    while len(texts) < min(CASES, 500):
        text = good_text(rng)
        texts[Decimal(stored(text))] = text
    forms = list(texts.values())
    for start in range(0, len(forms), 25):
        puts = [{"PutRequest": {"Item": key("order", text)}} for text in forms[start : start + 25]]
        assert numbers.batch_write_item(RequestItems={"numbers": puts})["UnprocessedItems"] == {}
    ordered = [canonical(number) for number in sorted(texts)]

    def queried(condition, **request):
        values = {":pk": {"S": "order"}, **request.pop("ExpressionAttributeValues", {})}
        page = numbers.query(
            TableName="numbers",
            KeyConditionExpression="pk = :pk" + condition,
            ExpressionAttributeValues=values,
            **request,
        )
        return [item["sk"]["N"] for item in page["Items"]]

    assert queried("") == ordered
    assert queried("", ScanIndexForward=False) == ordered[::-1]
    for _ in range(CASES // 10):
        low, high = sorted([Decimal(good_text(rng)), rng.choice(list(texts))])
        values = {":low": {"N": str(low)}, ":high": {"N": str(high)}}
        between = queried(" AND sk BETWEEN :low AND :high", ExpressionAttributeValues=values)
        assert between == [text for text in ordered if low <= Decimal(text) <= high]
        above = queried(" AND sk > :low", ExpressionAttributeValues={":low": values[":low"]})
        assert above == [text for text in ordered if low < Decimal(text)]
    for number, text in rng.sample(sorted(texts.items()), CASES // 10):
        other = rng.choice([str(number), canonical(number), text])
        found = numbers.get_item(TableName="numbers", Key=key("order", other))
        assert found["Item"]["sk"]["N"] == canonical(number), other


def test_sets_hold_each_number_once_in_order(numbers, rng):
    for _ in range(CASES // 10):
        texts = [good_text(rng) for _ in range(rng.randint(1, 20))]
        values = {Decimal(text) for text in texts}
        item = {**key("sets"), "set": {"NS": texts}}
        if len(values) < len(texts):
            assert "contains duplicates" in refusal(numbers.put_item, Item=item)
            continue
        numbers.put_item(TableName="numbers", Item=item)
        back = numbers.get_item(TableName="numbers", Key=key("sets"))["Item"]["set"]["NS"]
        assert back == [canonical(number) for number in sorted(values)]
