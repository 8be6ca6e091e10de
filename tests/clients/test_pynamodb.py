"""PynamoDB: models over tables, on both engines."""

from datetime import datetime, timedelta, timezone

import pytest
from pynamodb.attributes import (
    BinaryAttribute,
    BinarySetAttribute,
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    NumberSetAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import (
    DeleteError,
    DoesNotExist,
    PutError,
    TableError,
    TransactGetError,
    TransactWriteError,
    UpdateError,
)
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    IncludeProjection,
    KeysOnlyProjection,
    LocalSecondaryIndex,
)
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite


class ByAuthor(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-author"
        projection = AllProjection()

    author = UnicodeAttribute(hash_key=True)
    number = NumberAttribute(range_key=True)


class ByShelf(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-shelf"
        projection = IncludeProjection(["pages"])

    shelf = NumberAttribute(hash_key=True)


class ByPages(LocalSecondaryIndex):
    class Meta:
        index_name = "by-pages"
        projection = KeysOnlyProjection()

    forum = UnicodeAttribute(hash_key=True)
    pages = NumberAttribute(range_key=True)


class Cover(MapAttribute):
    colour = UnicodeAttribute()
    sizes = ListAttribute(of=NumberAttribute)


class Book(Model):
    class Meta:
        table_name = "pynamodb-books"
        region = "us-east-1"
        aws_access_key_id = "test"
        aws_secret_access_key = "test"
        billing_mode = "PAY_PER_REQUEST"

    forum = UnicodeAttribute(hash_key=True)
    number = NumberAttribute(range_key=True)
    author = UnicodeAttribute(null=True)
    shelf = NumberAttribute(null=True)
    pages = NumberAttribute(null=True)
    tags = UnicodeSetAttribute(null=True)
    years = NumberSetAttribute(null=True)
    marks = BinarySetAttribute(null=True, legacy_encoding=False)
    image = BinaryAttribute(null=True, legacy_encoding=False)
    lent = BooleanAttribute(default=False)
    cover = Cover(null=True)
    notes = ListAttribute(default=list)
    any = MapAttribute(null=True)
    json = JSONAttribute(null=True)
    when = UTCDateTimeAttribute(null=True)
    expires = TTLAttribute(null=True)
    by_author = ByAuthor()
    by_shelf = ByShelf()
    by_pages = ByPages()


class Counter(Model):
    class Meta:
        table_name = "pynamodb-counters"
        region = "us-east-1"
        aws_access_key_id = "test"
        aws_secret_access_key = "test"
        read_capacity_units = 5
        write_capacity_units = 5

    name = UnicodeAttribute(hash_key=True)
    count = NumberAttribute(default=0)
    version = VersionAttribute()


def table_of(model, server):
    """Makes a model's table at a server; a model keeps its connection, so it gets a new one."""
    model.Meta.host = server.url
    model._connection = None
    for index in model._indexes.values():
        index.Meta.model = model
    model.create_table(wait=True)
    yield model
    model.delete_table()
    assert not model.exists()


@pytest.fixture
def books(dynamodb_server):
    yield from table_of(Book, dynamodb_server)


@pytest.fixture
def counters(dynamodb_server):
    yield from table_of(Counter, dynamodb_server)


def numbers(found):
    return [book.number for book in found]


def test_a_table_is_described_as_its_model_says(books):
    described = books.describe_table()
    assert described["TableStatus"] == "ACTIVE"
    assert {index["IndexName"] for index in described["GlobalSecondaryIndexes"]} == {"by-author", "by-shelf"}
    assert described["LocalSecondaryIndexes"][0]["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_every_attribute_comes_back(books):
    when = datetime(2026, 11, 22, 1, 2, 3, 456789, timezone.utc)
    expires = datetime(2036, 1, 1, tzinfo=timezone.utc)
    kept = dict(
        author="ada",
        shelf=-1.5,
        pages=10**37,
        tags={"x", "ü", "a b"},
        years={1815, 2026.5},
        marks={b"\x00", b"\xff\xfe"},
        image=bytes(range(256)),
        lent=True,
        notes=["a", 1, None, [True, {"deep": "er"}]],
        json={"a": [1, "b", None]},
        when=when,
        expires=expires,
    )
    book = books("all", 1, cover=Cover(colour="red", sizes=[1, 2.5]), any={"k": {"n": 1}}, **kept)
    book.save()
    back = books.get("all", 1, consistent_read=True)
    assert {name: getattr(back, name) for name in kept} == kept
    assert (back.cover.colour, back.cover.sizes, back.any["k"]["n"]) == ("red", [1, 2.5], 1)


def test_conditions_hold_for_put_update_and_delete(books):
    book = books("a", 1, author="ada", pages=7, tags={"x"})
    book.save(books.forum.does_not_exist())
    with pytest.raises(PutError) as refused:
        book.save(books.forum.does_not_exist() | books.pages.does_not_exist())
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    with pytest.raises(PutError):
        book.save(books.pages.between(8, 9))
    for holds in (
        books.pages == 7,
        books.pages.is_in(1, 7),
        books.author.startswith("a") & books.tags.contains("x"),
        ~(books.pages < 7) & (books.pages <= 7),
        books.author.is_type() & books.tags.is_type(),
        (books.pages > 6) | (books.author == "b"),
    ):
        book.update([books.lent.set(True)], condition=holds)
    with pytest.raises(UpdateError):
        book.update([books.lent.set(False)], condition=books.pages != 7)
    with pytest.raises(DeleteError):
        book.delete(books.lent == False)  # noqa: E712
    book.delete(books.lent == True)  # noqa: E712
    with pytest.raises(DoesNotExist):
        books.get("a", 1)


def test_updates_change_what_they_name(books):
    book = books("u", 1, pages=7, tags={"a", "b"}, notes=["one"], cover=Cover(colour="red", sizes=[1]))
    book.save()
    book.update(
        [
            books.pages.set(books.pages + 3),
            books.shelf.set(books.shelf | 4),
            books.notes.set(books.notes.append(["two"])),
            books.cover.colour.set("blue"),
            books.cover.sizes[0].set(9),
            books.author.set("ada"),
            books.tags.delete({"a"}),
            books.years.add({1, 2}),
        ]
    )
    assert (book.pages, book.shelf, book.notes, book.author) == (10, 4, ["one", "two"], "ada")
    assert (book.cover.colour, book.cover.sizes, book.tags, book.years) == ("blue", [9], {"b"}, {1, 2})
    book.update([books.author.remove(), books.pages.add(-4), books.notes[0].remove(), books.tags.delete({"b"})])
    assert (book.author, book.pages, book.notes, book.tags) == (None, 6, ["two"], None)
    book.refresh(consistent_read=True)
    assert (book.author, book.pages, book.notes, book.tags) == (None, 6, ["two"], None)


def test_queries_and_scans_go_through_every_page(books):
    with books.batch_write() as batch:
        for number in range(60):
            batch.save(books("q", number, author=f"author {number % 3}", pages=100 - number, shelf=number % 2))
    assert books.count("q") == 60
    assert numbers(books.query("q", page_size=7)) == list(range(60))
    some = books.query("q", books.number.between(10, 40), books.author == "author 1", scan_index_forward=False)
    assert numbers(some) == list(range(40, 9, -3))
    first = books.query("q", books.number >= 5, limit=4)
    assert numbers(first) == [5, 6, 7, 8]
    assert numbers(books.query("q", last_evaluated_key=first.last_evaluated_key, limit=2)) == [9, 10]
    assert numbers(books.by_author.query("author 2", books.number < 10)) == [2, 5, 8]
    assert books.by_author.count("author 2") == 20
    assert numbers(books.by_pages.query("q", books.pages <= 45, consistent_read=True)) == [59, 58, 57, 56, 55]
    shelved = list(books.by_shelf.query(1, page_size=9))
    assert len(shelved) == 30 and all(book.author is None and book.pages for book in shelved)
    found = books.query("q", attributes_to_get=["number", "pages"], limit=1).next()
    assert (found.pages, found.author, found.shelf) == (100, None, None)
    assert sorted(numbers(books.scan(page_size=11))) == list(range(60))
    assert sorted(numbers(books.scan(books.pages > 90))) == list(range(10))
    parts = [numbers(books.scan(segment=segment, total_segments=4)) for segment in range(4)]
    assert sorted(sum(parts, [])) == list(range(60))
    pages = books.query("q", page_size=25).page_iter
    assert [page["Count"] for page in pages] == [25, 25, 10]
    assert sorted(numbers(books.scan(rate_limit=1000))) == list(range(60))


def test_batches_of_more_than_one_request(books):
    keys = [("b", number) for number in range(130)]
    with books.batch_write(auto_commit=True) as batch:
        for forum, number in keys:
            batch.save(books(forum, number))
    assert sorted(numbers(books.batch_get(keys, consistent_read=True))) == list(range(130))
    with books.batch_write() as batch:
        for book in books.query("b", books.number < 100):
            batch.delete(book)
    assert numbers(books.query("b")) == list(range(100, 130))
    assert numbers(books.batch_get([("b", 1)])) == []


def test_transactions_are_made_whole_or_not_at_all(books, counters):
    connection = Connection("us-east-1", host=books.Meta.host)
    connection.session.set_credentials("test", "test")
    counters("c").save()
    with TransactWrite(connection=connection, client_request_token="token-1") as transaction:
        transaction.save(books("t", 1, pages=5), condition=books.forum.does_not_exist())
        transaction.update(counters("c"), actions=[counters.count.add(1)], add_version_condition=False)
    with pytest.raises(TransactWriteError) as refused:
        with TransactWrite(connection=connection) as transaction:
            transaction.delete(books("t", 1))
            # PynamoDB sends the checks first, then deletions, puts and updates.
            transaction.condition_check(counters, "c", condition=counters.count > 1)
            transaction.save(books("t", 2), condition=books.forum.exists(), return_values="ALL_OLD")
    reasons = [reason and reason.code for reason in refused.value.cancellation_reasons]
    assert reasons == ["ConditionalCheckFailed", None, "ConditionalCheckFailed"]
    with TransactGet(connection=connection) as transaction:
        book = transaction.get(books, "t", 1)
        counter = transaction.get(counters, "c")
        missing = transaction.get(books, "t", 2)
    assert (book.get().pages, counter.get().count) == (5, 1)
    with pytest.raises(DoesNotExist):
        missing.get()


def test_a_version_guards_against_lost_updates(counters):
    one = counters("v")
    one.save()
    other = counters.get("v")
    one.update([counters.count.add(1)])
    assert (one.version, one.count) == (2, 1)
    with pytest.raises(UpdateError) as refused:
        other.update([counters.count.add(1)])
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    with pytest.raises(PutError):
        other.save()
    with pytest.raises(DeleteError):
        other.delete()
    other.refresh()
    other.delete()


def test_what_expires_says_when(books, dynamodb_server):
    described = dynamodb_server.client("dynamodb").describe_time_to_live(TableName=books.Meta.table_name)
    assert described["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    with pytest.raises(TableError, match="TimeToLive is already enabled"):
        books.update_ttl(ignore_update_ttl_errors=False)
    book = books("e", 1, expires=timedelta(hours=1))
    book.save()
    seconds = (books.get("e", 1).expires - datetime.now(timezone.utc)).total_seconds()
    assert 3500 < seconds <= 3600


def test_a_missing_table_is_told(dynamodb_server):
    class Nothing(Model):
        class Meta:
            table_name = "pynamodb-nothing"
            region = "us-east-1"
            host = dynamodb_server.url
            aws_access_key_id = "test"
            aws_secret_access_key = "test"

        key = UnicodeAttribute(hash_key=True)

    assert not Nothing.exists()
    with pytest.raises(PutError) as refused:
        Nothing("a").save()
    assert refused.value.cause_response_code == "ResourceNotFoundException"
