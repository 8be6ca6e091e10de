// What an application with DynamoDB-Toolbox does: `node dynamodb_toolbox_user.cjs STEP`. The
// environment names endpoint, region and credentials; test_javascript_mappers.py starts it.
"use strict";

const assert = require("node:assert/strict");
const { DynamoDB } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocumentClient } = require("@aws-sdk/lib-dynamodb");
const toolbox = require("dynamodb-toolbox");

const { any, binary, boolean, item, list, map, number, set, string } = toolbox;
const { $add, $append, $delete, $get, $prepend, $remove, $set, $sum } = toolbox;
const { DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand, ScanCommand, UpdateItemCommand } = toolbox;

const step = process.argv[2];
const plain = new DynamoDB();
const documentClient = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
const table = new toolbox.Table({
  documentClient,
  name: `toolbox-${step}`,
  partitionKey: { name: "pk", type: "string" },
  sortKey: { name: "sk", type: "number" },
  indexes: {
    byKind: { type: "global", partitionKey: { name: "kind", type: "string" }, sortKey: { name: "rank", type: "number" } },
    byRank: { type: "local", sortKey: { name: "rank", type: "number" } },
  },
});
const keys = (pk, sk) => [
  { AttributeName: pk, KeyType: "HASH" },
  { AttributeName: sk, KeyType: "RANGE" },
];
const create = () =>
  plain.createTable({
    TableName: table.getName(),
    KeySchema: keys("pk", "sk"),
    AttributeDefinitions: Object.entries({ pk: "S", sk: "N", kind: "S", rank: "N" }).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    GlobalSecondaryIndexes: [{ IndexName: "byKind", KeySchema: keys("kind", "rank"), Projection: { ProjectionType: "ALL" } }],
    LocalSecondaryIndexes: [{ IndexName: "byRank", KeySchema: keys("pk", "rank"), Projection: { ProjectionType: "ALL" } }],
    BillingMode: "PAY_PER_REQUEST",
  });
const Pokemon = new toolbox.Entity({
  name: "Pokemon",
  table,
  schema: item({
    pk: string().key(),
    sk: number().key(),
    kind: string().optional(),
    rank: number().optional(),
    level: number().big().optional(),
    caught: boolean().optional().putDefault(false),
    types: set(string()).optional(),
    bytes: set(binary()).optional(),
    image: binary().optional(),
    moves: list(string()).optional(),
    place: map({ city: string(), floor: number().optional() }).optional(),
    anything: any().optional(),
  }),
});
const ranks = ({ Items }) => Items.map(({ rank }) => rank);
const refused = (promise) => assert.rejects(promise, { name: "ConditionalCheckFailedException" });

const steps = {
  async items() {
    const key = { pk: "a", sk: 1 };
    const kept = {
      ...key,
      kind: "x",
      rank: -1.5,
      level: 12345678901234567890n,
      types: new Set(["fire", "wässer"]),
      bytes: new Set([new Uint8Array([0]), new Uint8Array([255, 1])]),
      image: new Uint8Array(300).fill(7),
      moves: ["one"],
      place: { city: "Köln", floor: 2 },
      anything: { deep: [1, null, { more: true }] },
    };
    const absent = { condition: { attr: "pk", exists: false } };
    await Pokemon.build(PutItemCommand).item(kept).options(absent).send();
    const { Item } = await Pokemon.build(GetItemCommand).key(key).options({ consistent: true }).send();
    const { created, modified, ...rest } = Item;
    assert.deepEqual({ ...rest, image: new Uint8Array(rest.image) }, { ...kept, caught: false });
    assert.ok(created && modified);
    await refused(Pokemon.build(PutItemCommand).item(kept).options(absent).send());

    const update = (attributes, options) => Pokemon.build(UpdateItemCommand).item({ ...key, ...attributes }).options({ returnValues: "ALL_NEW", ...options }).send();
    const { Attributes } = await update({
      rank: $add(2),
      level: $sum($get("level"), 1n),
      types: $add(new Set(["air"])),
      bytes: $delete(new Set([new Uint8Array([0])])),
      moves: $append(["two", "three"]),
      place: { city: "Bonn" },
      caught: $get("caught"),
      anything: $remove(),
    });
    assert.deepEqual([Attributes.rank, Attributes.level, Attributes.anything], [0.5, 12345678901234567891n, undefined]);
    assert.deepEqual([[...Attributes.types].sort(), Attributes.bytes.size], [["air", "fire", "wässer"], 1]);
    assert.deepEqual([Attributes.moves, Attributes.place], [["one", "two", "three"], { city: "Bonn", floor: 2 }]);
    const again = await update({ moves: $prepend(["zero"]), place: $set({ city: "Ulm" }) });
    assert.deepEqual([again.Attributes.moves[0], again.Attributes.place], ["zero", { city: "Ulm" }]);
    await refused(update({ caught: true }, { condition: { size: "moves", lt: 3 } }));
    const condition = { and: [{ attr: "types", contains: "air" }, { or: [{ attr: "place.city", beginsWith: "U" }, { not: { attr: "caught", eq: false } }] }, { attr: "rank", between: [0, 1] }, { attr: "pk", in: ["a", "b"] }, { attr: "moves", type: "L" }] };
    const gone = await Pokemon.build(DeleteItemCommand).key(key).options({ condition, returnValues: "ALL_OLD" }).send();
    assert.equal(gone.Attributes.place.city, "Ulm");
    assert.equal((await Pokemon.build(GetItemCommand).key(key).send()).Item, undefined);
  },

  async pages() {
    const all = [...Array(50).keys()];
    for (let start = 0; start < 50; start += 25) {
      const puts = all.slice(start, start + 25).map((sk) => Pokemon.build(toolbox.BatchPutRequest).item({ pk: "p", sk, kind: `k${sk % 2}`, rank: 100 - sk }));
      const { UnprocessedItems } = await toolbox.executeBatchWrite(table.build(toolbox.BatchWriteCommand).requests(...puts));
      assert.deepEqual(UnprocessedItems ?? {}, {});
    }
    const query = (asked, options = {}) => table.build(QueryCommand).entities(Pokemon).query(asked).options(options).send();
    assert.deepEqual(ranks(await query({ partition: "p", range: { gte: 40 } }, { reverse: true, limit: 3 })), [51, 52, 53]);
    assert.deepEqual(ranks(await query({ index: "byKind", partition: "k1", range: { between: [51, 55] } })), [51, 53, 55]);
    assert.deepEqual(ranks(await query({ index: "byRank", partition: "p", range: { lt: 54 } }, { consistent: true })), [51, 52, 53]);
    const filters = { Pokemon: { attr: "kind", eq: "k0" } };
    const filtered = await query({ partition: "p" }, { filters, limit: 10 });
    assert.deepEqual([filtered.Count, filtered.ScannedCount, filtered.LastEvaluatedKey], [5, 10, { pk: "p", sk: 9 }]);
    assert.equal((await query({ partition: "p" }, { maxPages: Infinity, limit: 7 })).Items.length, 50);

    let [exclusiveStartKey, seen] = [undefined, []];
    do {
      const page = await table.build(ScanCommand).entities(Pokemon).options({ exclusiveStartKey, limit: 9 }).send();
      seen.push(...page.Items.map(({ sk }) => sk));
      exclusiveStartKey = page.LastEvaluatedKey;
    } while (exclusiveStartKey);
    assert.deepEqual(seen.sort((a, b) => a - b), all);
    const parts = await Promise.all([0, 1, 2].map((segment) => table.build(ScanCommand).entities(Pokemon).options({ segment, totalSegments: 3 }).send()));
    assert.equal(parts.reduce((sum, part) => sum + part.Items.length, 0), 50);

    const gets = [1, 2, 99].map((sk) => Pokemon.build(toolbox.BatchGetRequest).key({ pk: "p", sk }));
    const { Responses } = await toolbox.executeBatchGet(table.build(toolbox.BatchGetCommand).requests(...gets));
    assert.deepEqual(Responses[0].map((found) => found?.rank), [99, 98, undefined]);
    await table.build(toolbox.DeletePartitionCommand).entities(Pokemon).query({ partition: "p" }).send();
    assert.equal((await table.build(ScanCommand).send()).Count, 0);
  },

  async transactions() {
    const { ConditionCheck, DeleteTransaction, GetTransaction, PutTransaction, UpdateTransaction } = toolbox;
    const key = (sk) => ({ pk: "t", sk });
    await toolbox.executeTransactWrite(
      { clientRequestToken: "toolbox" },
      Pokemon.build(PutTransaction).item({ ...key(1), rank: 1 }).options({ condition: { attr: "pk", exists: false } }),
      Pokemon.build(UpdateTransaction).item({ ...key(2), rank: $add(5) }),
    );
    const failing = toolbox.executeTransactWrite(
      Pokemon.build(DeleteTransaction).key(key(1)),
      Pokemon.build(ConditionCheck).key(key(2)).condition({ attr: "rank", gt: 5 }),
    );
    await assert.rejects(failing, (error) => {
      assert.equal(error.name, "TransactionCanceledException");
      assert.deepEqual(error.CancellationReasons.map(({ Code }) => Code), ["None", "ConditionalCheckFailed"]);
      return true;
    });
    const { Responses } = await toolbox.executeTransactGet(...[1, 2, 3].map((sk) => Pokemon.build(GetTransaction).key(key(sk))));
    assert.deepEqual(Responses.map(({ Item }) => Item?.rank), [1, 5, undefined]);
  },
};

(async () => {
  await create();
  await steps[step]();
})();
