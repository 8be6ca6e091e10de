// What an application with Dynamoose does: `node dynamoose_user.cjs STEP`. The environment names
// endpoint, region and credentials; test_javascript_mappers.py starts it.
"use strict";

const assert = require("node:assert/strict");
const dynamoose = require("dynamoose");

const { model, Schema, Table, transaction, Condition, type } = dynamoose;
const client = new dynamoose.aws.ddb.DynamoDB();
dynamoose.aws.ddb.set(client);
const step = process.argv[2];
const tableName = `dynamoose-${step}`;

const book = new Schema(
  {
    forum: { type: String, hashKey: true },
    number: { type: Number, rangeKey: true },
    author: { type: String, index: { name: "byAuthor", type: "global", rangeKey: "number" } },
    pages: { type: Number, index: { name: "byPages", type: "local", project: ["author"] } },
    lent: { type: Boolean, default: false },
    tags: { type: Set, schema: [String] },
    years: { type: Set, schema: [Number] },
    image: Buffer,
    day: Date,
    cover: { type: Object, schema: { colour: String, sizes: { type: Array, schema: [Number] } } },
    nothing: type.NULL,
  },
  { timestamps: true, saveUnknown: ["more.**"] },
);
const Book = model("Book", book);
const counter = new Schema({ forum: { type: String, hashKey: true }, number: { type: Number, rangeKey: true }, count: Number });
const Counter = model("Counter", counter);
const table = new Table(tableName, [Book, Counter], {
  initialize: false,
  throughput: "ON_DEMAND",
  expires: { ttl: 3600000, attribute: "expires" },
});

const numbers = (found) => found.map((item) => item.number);
const refused = (promise) => assert.rejects(promise, { name: "ConditionalCheckFailedException" });

const steps = {
  async items() {
    const kept = {
      author: "ada",
      pages: 12.5,
      lent: true,
      tags: new Set(["x", "ü"]),
      years: new Set([1, 2.5]),
      image: Buffer.from([0, 255]),
      day: new Date(1700000000000),
      cover: { colour: "red", sizes: [1, 2] },
      nothing: null,
      more: { deep: { list: [1, "a", true] } },
    };
    await Book.create({ forum: "a", number: 1, ...kept });
    const back = await Book.get({ forum: "a", number: 1 }, { consistent: true });
    for (const [name, value] of Object.entries(kept)) {
      assert.deepEqual(name === "image" ? Buffer.from(back[name]) : back[name], value, name);
    }
    assert.ok(back.createdAt && back.updatedAt);
    // Dynamoose puts a new item only where none is.
    await refused(Book.create({ forum: "a", number: 1 }));
    const updated = await Book.update(
      { forum: "a", number: 1 },
      { $ADD: { pages: 2, tags: new Set(["y"]) }, $SET: { cover: { colour: "blue", sizes: [] } }, $REMOVE: ["author"], $DELETE: { years: new Set([1]) } },
    );
    assert.deepEqual([updated.pages, updated.author, updated.cover.colour], [14.5, undefined, "blue"]);
    assert.deepEqual([updated.tags, updated.years], [new Set(["x", "y", "ü"]), new Set([2.5])]);
    const condition = new Condition().where("pages").gt(100);
    await refused(Book.update({ forum: "a", number: 1 }, { lent: false }, { condition }));
    await refused(Book.delete({ forum: "a", number: 1 }, { condition }));
    await Book.delete({ forum: "a", number: 1 }, { condition: new Condition("pages").between(14, 15).and().where("tags").contains("y") });
    assert.equal(await Book.get({ forum: "a", number: 1 }), undefined);
  },

  async pages() {
    const all = [...Array(40).keys()];
    for (let start = 0; start < 40; start += 20) {
      const items = all.slice(start, start + 20).map((number) => ({ forum: "q", number, author: `author ${number % 3}`, pages: 100 - number }));
      const { unprocessedItems } = await Book.batchPut(items);
      assert.deepEqual(unprocessedItems, []);
    }
    assert.deepEqual(numbers(await Book.query("forum").eq("q").all().exec()), all);
    const first = await Book.query("forum").eq("q").where("number").ge(10).limit(3).exec();
    assert.deepEqual(numbers(first), [10, 11, 12]);
    const next = await Book.query("forum").eq("q").where("number").ge(10).limit(2).startAt(first.lastKey).exec();
    assert.deepEqual(numbers(next), [13, 14]);
    const down = Book.query("forum").eq("q").filter("author").eq("author 1").sort("descending");
    assert.deepEqual(numbers(await down.exec()).slice(0, 3), [37, 34, 31]);
    const byAuthor = Book.query("author").eq("author 2").where("number").lt(9).using("byAuthor");
    assert.deepEqual(numbers(await byAuthor.exec()), [2, 5, 8]);
    const byPages = Book.query("forum").eq("q").where("pages").le(63).using("byPages").consistent();
    assert.deepEqual(numbers(await byPages.exec()), [39, 38, 37]);
    const { count, scannedCount } = await Book.scan("pages").lt(71).count().exec();
    assert.deepEqual([count, scannedCount], [10, 40]);
    const parallel = await Book.scan().parallel(4).all().exec();
    assert.deepEqual(numbers(parallel).sort((a, b) => a - b), all);
    const got = await Book.batchGet([1, 2, 99].map((number) => ({ forum: "q", number })), { attributes: ["forum", "number"] });
    assert.deepEqual(numbers(got).sort(), [1, 2]);
    await Book.batchDelete(all.slice(0, 20).map((number) => ({ forum: "q", number })));
    assert.equal((await Book.scan().count().exec()).count, 20);
  },

  async transactions() {
    await Counter.create({ forum: "c", number: 0, count: 1 });
    await transaction([
      Book.transaction.create({ forum: "t", number: 1, pages: 5 }),
      Counter.transaction.update({ forum: "c", number: 0 }, { $ADD: { count: 1 } }),
    ]);
    const failing = transaction([
      Counter.transaction.update({ forum: "c", number: 0 }, { $ADD: { count: 1 } }),
      Book.transaction.condition({ forum: "t", number: 1 }, new Condition("pages").gt(5)),
    ]);
    await assert.rejects(failing, (error) => {
      assert.equal(error.name, "TransactionCanceledException");
      assert.deepEqual(error.CancellationReasons.map((reason) => reason.Code), ["None", "ConditionalCheckFailed"]);
      return true;
    });
    const [one, two] = await transaction([
      Book.transaction.get({ forum: "t", number: 1 }),
      Counter.transaction.get({ forum: "c", number: 0 }),
    ]);
    assert.deepEqual([one.pages, two.count], [5, 2]);
  },

  async expiry() {
    const { TimeToLiveDescription } = await client.describeTimeToLive({ TableName: tableName });
    assert.deepEqual(TimeToLiveDescription, { TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    await Book.create({ forum: "e", number: 1 });
    const { expires } = await Book.get({ forum: "e", number: 1 });
    assert.ok(Math.abs(expires - Date.now() - 3600000) < 60000);
  },
};

(async () => {
  await table.initialize();
  await steps[step]();
})();
