// What an application with ElectroDB does: `node electrodb_user.cjs STEP`. Many entities share one
// table whose keys it composes. test_javascript_mappers.py starts it.
"use strict";

const assert = require("node:assert/strict");
const { DynamoDB } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocumentClient } = require("@aws-sdk/lib-dynamodb");
const { Entity, Service, createConversions } = require("electrodb");

const step = process.argv[2];
const table = `electrodb-${step}`;
const plain = new DynamoDB();
const client = DynamoDBDocumentClient.from(plain);

const define = (AttributeName) => ({ AttributeName, AttributeType: "S" });
const keys = (pk, sk) => [
  { AttributeName: pk, KeyType: "HASH" },
  { AttributeName: sk, KeyType: "RANGE" },
];
const create = () =>
  plain.createTable({
    TableName: table,
    KeySchema: keys("pk", "sk"),
    AttributeDefinitions: ["pk", "sk", "gsi1pk", "gsi1sk", "lsi1sk"].map(define),
    GlobalSecondaryIndexes: [{ IndexName: "gsi1", KeySchema: keys("gsi1pk", "gsi1sk"), Projection: { ProjectionType: "ALL" } }],
    LocalSecondaryIndexes: [{ IndexName: "lsi1", KeySchema: keys("pk", "lsi1sk"), Projection: { ProjectionType: "ALL" } }],
    BillingMode: "PAY_PER_REQUEST",
  });

const Task = new Entity(
  {
    model: { entity: "task", version: "1", service: "work" },
    attributes: {
      project: { type: "string", required: true },
      task: { type: "string", required: true },
      owner: { type: "string", required: true },
      status: { type: ["open", "closed"], default: "open" },
      points: { type: "number", default: 0 },
      tags: { type: "set", items: "string" },
      numbers: { type: "set", items: "number" },
      notes: { type: "list", items: { type: "map", properties: { text: { type: "string" }, stars: { type: "number" } } } },
      place: { type: "map", properties: { city: { type: "string" }, floor: { type: "number" } } },
      anything: { type: "any" },
      version: { type: "number", default: 0, watch: "*", set: (_, { version }) => version },
    },
    indexes: {
      byProject: { pk: { field: "pk", composite: ["project"] }, sk: { field: "sk", composite: ["task"] } },
      byOwner: { index: "gsi1", collection: "owned", pk: { field: "gsi1pk", composite: ["owner"] }, sk: { field: "gsi1sk", composite: ["status", "task"] } },
      byStatus: { index: "lsi1", pk: { field: "pk", composite: ["project"] }, sk: { field: "lsi1sk", composite: ["status", "task"] } },
    },
  },
  { client, table },
);
const Person = new Entity(
  {
    model: { entity: "person", version: "1", service: "work" },
    attributes: { owner: { type: "string", required: true }, name: { type: "string" } },
    indexes: {
      byName: { pk: { field: "pk", composite: ["owner"] }, sk: { field: "sk", composite: [] } },
      byOwner: { index: "gsi1", collection: "owned", pk: { field: "gsi1pk", composite: ["owner"] }, sk: { field: "gsi1sk", composite: [] } },
    },
  },
  { client, table },
);
const work = new Service({ tasks: Task, people: Person }, { client, table });
const names = ({ data }) => data.map(({ task }) => task);
const refused = (promise) => assert.rejects(promise, (error) => error.cause?.name === "ConditionalCheckFailedException");

const steps = {
  async items() {
    const key = { project: "p", task: "one" };
    const item = {
      ...key,
      owner: "ada",
      points: 3,
      tags: ["a", "b"],
      numbers: [1, 2],
      notes: [{ text: "first", stars: 1 }],
      place: { city: "Köln", floor: 2 },
      anything: { deep: [1, null, { more: true }] },
    };
    await Task.create(item).go();
    const { data } = await Task.get(key).go({ consistent: true });
    assert.deepEqual({ ...data, tags: [...data.tags].sort(), numbers: [...data.numbers].sort() }, { ...item, status: "open", version: 0 });
    // `create` wants no item, `patch` wants one.
    await refused(Task.create(item).go());
    await refused(Task.patch({ project: "p", task: "none" }).set({ points: 1 }).go());

    const { data: updated } = await Task.patch(key)
      .add({ points: 4, tags: ["c"] })
      .set({ status: "closed", "place.city": "Bonn" })
      .delete({ numbers: [1] })
      .remove(["anything"])
      .data(({ notes }, { set }) => set(notes[0].stars, 5))
      .where((attr, op) => `${op.eq(attr.points, 3)} AND ${op.contains(attr.tags, "a")} AND ${op.between(attr.place.floor, 1, 2)}`)
      .go({ response: "all_new" });
    assert.deepEqual([updated.points, updated.status, updated.place, updated.anything], [7, "closed", { city: "Bonn", floor: 2 }, undefined]);
    assert.deepEqual(updated.notes, [{ text: "first", stars: 5 }]);
    assert.deepEqual([[...updated.tags].sort(), [...updated.numbers]], [["a", "b", "c"], [2]]);
    await Task.patch(key).subtract({ points: 2 }).append({ notes: [{ text: "third" }] }).go();
    await refused(Task.delete(key).where(({ points }, { gt }) => gt(points, 5)).go());
    const { data: upserted } = await Task.upsert({ ...key, owner: "bob" }).ifNotExists({ points: 9 }).go({ response: "all_new" });
    assert.deepEqual([upserted.owner, upserted.points], ["bob", 5]);
    const { data: gone } = await Task.remove(key).go({ response: "all_old" });
    assert.equal(gone.points, 5);
    assert.equal((await Task.get(key).go()).data, null);
  },

  async queries() {
    const tasks = [...Array(60).keys()].map((number) => ({
      project: "p",
      task: `t${String(number).padStart(2, "0")}`,
      owner: number % 2 ? "ada" : "bob",
      status: number % 3 ? "open" : "closed",
      points: number,
    }));
    const all = tasks.map(({ task }) => task);
    const { unprocessed } = await Task.put(tasks).go();
    assert.deepEqual(unprocessed, []);
    assert.deepEqual(names(await Task.query.byProject({ project: "p" }).go()), all);
    assert.deepEqual(names(await Task.query.byProject({ project: "p" }).between({ task: "t10" }, { task: "t12" }).go()), ["t10", "t11", "t12"]);
    assert.deepEqual(names(await Task.query.byProject({ project: "p" }).gte({ task: "t57" }).go({ order: "desc" })), ["t59", "t58", "t57"]);
    assert.deepEqual(names(await Task.query.byProject({ project: "p" }).begins({ task: "t0" }).where(({ points }, { lt }) => lt(points, 3)).go()), ["t00", "t01", "t02"]);
    assert.equal((await Task.query.byOwner({ owner: "ada", status: "open" }).go({ pages: "all" })).data.length, 20);
    assert.equal((await Task.query.byStatus({ project: "p", status: "closed" }).go({ consistent: true })).data.length, 20);

    let [cursor, seen] = [null, []];
    do {
      const page = await Task.query.byOwner({ owner: "bob" }).go({ cursor, limit: 7 });
      seen.push(...names(page));
      cursor = page.cursor;
    } while (cursor);
    assert.deepEqual(seen.sort(), all.filter((_, number) => number % 2 === 0));
    assert.equal((await Task.scan.where(({ points }, { gte }) => gte(points, 50)).go({ pages: "all" })).data.length, 10);
    const got = await Task.get([...all, "none"].map((task) => ({ project: "p", task }))).go({ concurrent: 2 });
    assert.deepEqual([got.data.length, got.unprocessed], [60, []]);

    await Person.create({ owner: "ada", name: "Ada" }).go();
    const { data } = await work.collections.owned({ owner: "ada" }).go({ pages: "all" });
    assert.deepEqual([data.tasks.length, data.people], [30, [{ owner: "ada", name: "Ada" }]]);
    await Task.delete(tasks).go();
    assert.deepEqual(names(await Task.scan.go({ pages: "all" })), []);
  },

  async transactions() {
    const { canceled } = await work.transaction
      .write(({ tasks, people }) => [
        tasks.create({ project: "p", task: "one", owner: "ada" }).commit(),
        people.create({ owner: "ada", name: "Ada" }).commit(),
      ])
      .go({ token: "electrodb" });
    assert.equal(canceled, false);
    const failed = await work.transaction
      .write(({ tasks, people }) => [
        tasks.patch({ project: "p", task: "one" }).set({ points: 9 }).commit(),
        people.check({ owner: "ada" }).where(({ name }, { eq }) => eq(name, "Bob")).commit({ response: "all_old" }),
      ])
      .go();
    assert.equal(failed.canceled, true);
    assert.deepEqual(failed.data.map(({ rejected, code }) => [rejected, code]), [[false, "None"], [true, "ConditionalCheckFailed"]]);
    const read = await work.transaction
      .get(({ tasks, people }) => [
        tasks.get({ project: "p", task: "one" }).commit(),
        people.get({ owner: "ada" }).commit(),
        people.get({ owner: "nobody" }).commit(),
      ])
      .go();
    assert.deepEqual(read.data.map(({ item }) => item && (item.points ?? item.name)), [0, "Ada", null]);
  },
};

(async () => {
  await create();
  await steps[step]();
})();
