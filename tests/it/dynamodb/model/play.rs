//! Plays operations on a server and on the model, and compares.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::super::tables::{Target, error_of};
use super::operation::{Action, Change, INDEXES, Operation, Query, Scan, Via, Write};
use super::reference::{Model, Refusal, view};
use super::value::{Item, Key, Value, item_json};
use super::write::Values;

/// What is compared beside answers and items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    Answers,
    ChargesAndStreams,
}

/// An item before and after a change.
type Images = (Option<Item>, Option<Item>);

#[derive(Clone)]
pub(super) struct Play {
    target: Target,
    strictness: Strictness,
    tables: Vec<String>,
    model: Model,
    /// What changed at each key.
    changes: BTreeMap<Key, Vec<Images>>,
}

impl Play {
    /// Two new tables, and nothing in them.
    pub(super) fn new(target: &Target, strictness: Strictness) -> Self {
        Self {
            target: target.clone(),
            strictness,
            tables: (0..2).map(|_| new_table(target, strictness)).collect(),
            model: Model::default(),
            changes: BTreeMap::new(),
        }
    }

    /// The same tables, and all that is known of them, where another server has them.
    pub(super) fn at(&self, target: Target) -> Self {
        Self {
            target,
            ..self.clone()
        }
    }

    pub(super) fn play(&mut self, operation: &Operation) {
        match operation {
            Operation::Write(write) => self.write(write),
            Operation::Get(key, shown) => self.get(key, shown.as_deref()),
            Operation::Query(query) => self.query(query),
            Operation::Scan(scan) => self.scan(scan),
            Operation::BatchWrite(writes) => self.batch_write(writes),
            Operation::BatchGet(keys) => self.batch_get(keys),
            Operation::TransactWrite(writes) => self.transact_write(writes),
            Operation::TransactGet(keys) => self.transact_get(keys),
        }
    }

    /// Every item by its key, and every index by a scan.
    pub(super) fn check_everything(&mut self) {
        for table in 0..self.tables.len() {
            for via in [Via::Table, Via::Local, Via::Global, Via::KeysOnly] {
                self.scan(&Scan {
                    table,
                    via,
                    filter: None,
                    limit: None,
                    segments: 1,
                });
            }
        }
        for key in self.model.items.keys() {
            self.get(key, None);
        }
    }

    fn change(&mut self, key: &Key, new: Option<Item>) {
        let old = self.model.items.get(key).cloned();
        if old != new {
            let changes = self.changes.entry(key.clone()).or_default();
            changes.push((old, new.clone()));
        }
        self.model.set(key, new);
    }

    /// Whether there is an answer to compare with. AWS's to taking an element from a list that is not
    /// there is not known; DynamoDB Local makes items of updates that only take away, and gives index
    /// keys any type by updates, which AWS does not.
    fn is_certain(&self, write: &Write) -> bool {
        let Change::Update(actions) = &write.change else {
            return true;
        };
        let item = self.model.items.get(&write.key);
        let takes_element = |action: &Action| matches!(action, Action::RemoveElement(_));
        let has_list = item.is_some_and(|item| item.contains_key("li"));
        if actions.iter().any(takes_element) && !has_list {
            return false;
        }
        let takes_away =
            |action: &Action| matches!(action, Action::Remove(_) | Action::DeleteMember(_));
        self.strictness == Strictness::ChargesAndStreams
            || !write.has_bad_value() && (item.is_some() || !actions.iter().all(takes_away))
    }

    fn write(&mut self, write: &Write) {
        if !self.is_certain(write) {
            return;
        }
        let (operation, mut request) = write.request(&self.tables);
        let returned = match write.change {
            Change::Update(_) => "ALL_NEW",
            _ => "ALL_OLD",
        };
        request["ReturnValues"] = json!(returned);
        request["ReturnConsumedCapacity"] = json!("INDEXES");
        let reply = self.target.send(&format!("{operation}Item"), request);
        let old = self.model.items.get(&write.key).cloned();
        match self.model.outcome(write) {
            Ok(new) => {
                assert_eq!(reply.status, 200, "{write:?}: {}", reply.text());
                let shown = if returned == "ALL_NEW" { &new } else { &old };
                let answer = reply.json();
                let expected = shown.as_ref().map_or(Json::Null, item_json);
                assert_eq!(sorted(&answer["Attributes"]), expected, "{write:?}");
                if self.strictness == Strictness::ChargesAndStreams {
                    let expected = charges(old.as_ref(), new.as_ref());
                    assert_eq!(arms(&answer["ConsumedCapacity"]), expected, "{write:?}");
                }
                self.change(&write.key, new);
            }
            Err(refusal) => {
                let code = match refusal {
                    Refusal::Condition => "ConditionalCheckFailedException",
                    Refusal::Validation => "ValidationException",
                };
                assert_eq!(reply.status, 400, "{write:?}: {}", reply.text());
                assert_eq!(code_of(&error_of(&reply)), code, "{write:?}");
            }
        }
    }

    fn get(&self, key: &Key, shown: Option<&[&'static str]>) {
        let mut request =
            json!({"TableName": self.tables[key.table], "Key": key.json(), "ConsistentRead": true});
        let mut expected = self.model.items.get(key).cloned();
        if let Some(names) = shown {
            request["ProjectionExpression"] = json!(names.join(", "));
            if let Some(item) = &mut expected {
                item.retain(|name, _| names.contains(name));
            }
        }
        let answer = self.target.ok("GetItem", request);
        let expected = expected.as_ref().map_or(Json::Null, item_json);
        assert_eq!(sorted(&answer["Item"]), expected);
    }

    fn query(&self, query: &Query) {
        let via = query.via;
        let mut values = Values::default();
        let partition = match via {
            Via::Table | Via::Local => ["a", "b"][query.partition],
            Via::Global | Via::KeysOnly => ["x", "y"][query.partition],
        };
        let range = query.range.text(via, &mut values);
        let filter = query.filter.as_ref().filter(|_| via != Via::KeysOnly);
        let mut request = json!({
            "TableName": self.tables[query.table], "ScanIndexForward": query.forward,
            "ConsistentRead": matches!(via, Via::Table | Via::Local),
        });
        if let Some(filter) = filter {
            request["FilterExpression"] = json!(filter.text(&mut values));
        }
        values.put_into(&mut request);
        let key = via.partition_key();
        request["ExpressionAttributeValues"][":p"] = json!({"S": partition});
        request["KeyConditionExpression"] = json!(format!("{key} = :p{range}"));
        name_index(&mut request, via, query.limit);
        let (found, read) = self.pages("Query", request, query.limit);

        let mut held = self.model.shown(query.table, via);
        held.retain(|item| {
            item[key] == Value::S(partition.to_owned())
                && via
                    .sort_key()
                    .is_none_or(|sort| query.range.holds(via, &item[sort]))
        });
        assert_eq!(read, held.len(), "{query:?}");
        held.retain(|item| filter.is_none_or(|filter| filter.holds(item)));
        // In an index items of equal keys are in no order that AWS names.
        if let Some(sort) = via.sort_key() {
            held.sort_by(|a, b| a[sort].cmp(&b[sort]));
            if !query.forward {
                held.reverse();
            }
            let expected: Vec<_> = held.iter().map(|item| item[sort].json()).collect();
            let seen: Vec<_> = found.iter().map(|item| item[sort].clone()).collect();
            assert_eq!(seen, expected, "{query:?}");
        }
        assert_eq!(bag(&found), bag_of(&held), "{query:?}");
    }

    fn scan(&self, scan: &Scan) {
        let filter = scan.filter.as_ref().filter(|_| scan.via != Via::KeysOnly);
        let (mut found, mut read) = (Vec::new(), 0);
        for segment in 0..scan.segments {
            let mut values = Values::default();
            let mut request = json!({"TableName": self.tables[scan.table]});
            if scan.segments > 1 {
                request["Segment"] = json!(segment);
                request["TotalSegments"] = json!(scan.segments);
            }
            if let Some(filter) = filter {
                request["FilterExpression"] = json!(filter.text(&mut values));
            }
            values.put_into(&mut request);
            name_index(&mut request, scan.via, scan.limit);
            let (own, own_read) = self.pages("Scan", request, scan.limit);
            found.extend(own);
            read += own_read;
        }
        let mut held = self.model.shown(scan.table, scan.via);
        assert_eq!(read, held.len(), "{scan:?}");
        held.retain(|item| filter.is_none_or(|filter| filter.holds(item)));
        assert_eq!(bag(&found), bag_of(&held), "{scan:?}");
    }

    /// All items of all pages, and how many were read for them.
    fn pages(
        &self,
        operation: &str,
        mut request: Json,
        limit: Option<usize>,
    ) -> (Vec<Json>, usize) {
        let (mut items, mut read) = (Vec::new(), 0);
        loop {
            let mut page = self.target.ok(operation, request.clone());
            let own = page["Items"].as_array().unwrap();
            let scanned = page["ScannedCount"].as_u64().unwrap() as usize;
            assert_eq!(page["Count"], own.len());
            assert!(limit.is_none_or(|limit| scanned <= limit));
            items.extend(own.iter().map(sorted));
            read += scanned;
            let last = page["LastEvaluatedKey"].take();
            if last.is_null() {
                return (items, read);
            }
            // Without a limit a page ends at 1 MB, which these tables never have.
            assert_eq!(Some(scanned), limit);
            request["ExclusiveStartKey"] = last;
        }
    }

    fn batch_write(&mut self, writes: &[Write]) {
        let mut seen = BTreeSet::new();
        let mut requests = BTreeMap::<_, Vec<_>>::new();
        for write in writes {
            let plain = Write {
                condition: None,
                ..write.clone()
            };
            let updates = matches!(write.change, Change::Update(_));
            let Ok(new) = self.model.outcome(&plain) else {
                continue;
            };
            if updates || !seen.insert(write.key.clone()) {
                continue;
            }
            let (operation, request) = plain.request(&self.tables);
            let what = if operation == "Put" { "Item" } else { "Key" };
            let request = json!({format!("{operation}Request"): {what: request[what]}});
            let table = &self.tables[write.key.table];
            requests.entry(table.clone()).or_default().push(request);
            self.change(&write.key, new);
        }
        if !requests.is_empty() {
            let answer = self
                .target
                .ok("BatchWriteItem", json!({"RequestItems": requests}));
            assert_eq!(answer["UnprocessedItems"], json!({}));
        }
    }

    fn batch_get(&self, keys: &[Key]) {
        let keys: BTreeSet<_> = keys.iter().collect();
        let mut requests = BTreeMap::<_, Vec<_>>::new();
        for key in &keys {
            let table = &self.tables[key.table];
            requests.entry(table.clone()).or_default().push(key.json());
        }
        let requests: serde_json::Map<_, _> = requests
            .into_iter()
            .map(|(table, keys)| (table, json!({"Keys": keys, "ConsistentRead": true})))
            .collect();
        let answer = self
            .target
            .ok("BatchGetItem", json!({"RequestItems": requests}));
        for (at, table) in self.tables.iter().enumerate() {
            let items = answer["Responses"][table].as_array();
            let found: Vec<_> = items.into_iter().flatten().map(sorted).collect();
            let own = keys.iter().filter(|key| key.table == at);
            let held: Vec<_> = own
                .filter_map(|key| self.model.items.get(*key).cloned())
                .collect();
            assert_eq!(bag(&found), bag_of(&held));
        }
    }

    fn transact_write(&mut self, writes: &[Write]) {
        let mut seen = BTreeSet::new();
        // What is invalid is told of one action alone, by rules of its own.
        let writes: Vec<_> = writes
            .iter()
            .filter(|write| {
                self.is_certain(write)
                    && self.model.outcome(write) != Err(Refusal::Validation)
                    && seen.insert(&write.key)
            })
            .collect();
        if writes.is_empty() {
            return;
        }
        let requests: Vec<_> = writes
            .iter()
            .map(|write| {
                let (operation, request) = write.request(&self.tables);
                json!({operation: request})
            })
            .collect();
        let reply = self
            .target
            .send("TransactWriteItems", json!({"TransactItems": requests}));
        let outcomes: Vec<_> = writes
            .iter()
            .map(|write| self.model.outcome(write))
            .collect();
        if outcomes.iter().all(Result::is_ok) {
            assert_eq!(reply.status, 200, "{writes:?}: {}", reply.text());
            for (write, new) in writes.iter().zip(outcomes) {
                self.change(&write.key, new.expect("all are made"));
            }
            return;
        }
        assert_eq!(reply.status, 400, "{writes:?}: {}", reply.text());
        assert_eq!(code_of(&error_of(&reply)), "TransactionCanceledException");
        let codes: Vec<_> = outcomes
            .iter()
            .map(|outcome| match outcome {
                Ok(_) => "None",
                Err(_) => "ConditionalCheckFailed",
            })
            .collect();
        let answer = reply.json();
        let reasons = answer["CancellationReasons"].as_array().unwrap();
        let told: Vec<_> = reasons.iter().map(|reason| &reason["Code"]).collect();
        assert_eq!(told, codes, "{writes:?}");
    }

    fn transact_get(&self, keys: &[Key]) {
        let keys: BTreeSet<_> = keys.iter().collect();
        let gets: Vec<_> = keys
            .iter()
            .map(|key| json!({"Get": {"TableName": self.tables[key.table], "Key": key.json()}}))
            .collect();
        let answer = self
            .target
            .ok("TransactGetItems", json!({"TransactItems": gets}));
        for (key, response) in keys.iter().zip(answer["Responses"].as_array().unwrap()) {
            let expected = self.model.items.get(*key).map_or(Json::Null, item_json);
            assert_eq!(sorted(&response["Item"]), expected);
        }
    }

    /// Each key's records, in their order.
    pub(super) fn check_streams(&self) {
        let mut told = BTreeMap::<Key, Vec<_>>::new();
        for (table, name) in self.tables.iter().enumerate() {
            let stream = self.target.latest_stream(name);
            for record in self.target.records(&stream) {
                let change = &record["dynamodb"];
                let keys = &change["Keys"];
                let key = Key {
                    table,
                    pk: keys["pk"]["S"].as_str().unwrap().to_owned(),
                    sk: keys["sk"]["N"].as_str().unwrap().parse().unwrap(),
                };
                let images = (sorted(&change["OldImage"]), sorted(&change["NewImage"]));
                let name = record["eventName"].as_str().unwrap().to_owned();
                told.entry(key).or_default().push((name, images));
            }
        }
        let expected: BTreeMap<_, Vec<_>> = self
            .changes
            .iter()
            .map(|(key, changes)| {
                let image = |item: &Option<Item>| item.as_ref().map_or(Json::Null, item_json);
                let records = changes.iter().map(|(old, new)| {
                    let name = match (old, new) {
                        (None, _) => "INSERT",
                        (_, None) => "REMOVE",
                        _ => "MODIFY",
                    };
                    (name.to_owned(), (image(old), image(new)))
                });
                (key.clone(), records.collect())
            })
            .collect();
        assert_eq!(told, expected);
    }
}

fn new_table(target: &Target, strictness: Strictness) -> String {
    let keys = |names: &[&str]| -> Vec<_> {
        let kinds = ["HASH", "RANGE"];
        let pairs = names.iter().zip(kinds);
        pairs
            .map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind}))
            .collect()
    };
    let types = [("pk", "S"), ("sk", "N"), ("g", "S"), ("h", "N"), ("l", "S")];
    let all = json!({"ProjectionType": "ALL"});
    let mut shape = json!({
        "KeySchema": keys(&["pk", "sk"]),
        "AttributeDefinitions": types.map(|(name, kind)| {
            json!({"AttributeName": name, "AttributeType": kind})
        }),
        "LocalSecondaryIndexes": [
            {"IndexName": "local", "KeySchema": keys(&["pk", "l"]), "Projection": all},
        ],
        "GlobalSecondaryIndexes": [
            {"IndexName": "global", "KeySchema": keys(&["g", "h"]), "Projection": all},
            {
                "IndexName": "keys", "KeySchema": keys(&["g"]),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            },
        ],
    });
    if strictness == Strictness::ChargesAndStreams {
        shape["StreamSpecification"] =
            json!({"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"});
    }
    target.table(shape)
}

fn name_index(request: &mut Json, via: Via, limit: Option<usize>) {
    if let Some(name) = via.index_name() {
        request["IndexName"] = json!(name);
    }
    if let Some(limit) = limit {
        request["Limit"] = json!(limit);
    }
}

/// An item with its sets in order, as the model writes them.
fn sorted(item: &Json) -> Json {
    let mut item = item.clone();
    for value in item
        .as_object_mut()
        .into_iter()
        .flat_map(|map| map.values_mut())
    {
        if let Some(members) = value.get_mut("SS").and_then(Json::as_array_mut) {
            members.sort_by_key(Json::to_string);
        }
    }
    item
}

fn bag(items: &[Json]) -> Vec<String> {
    let mut texts: Vec<_> = items.iter().map(Json::to_string).collect();
    texts.sort();
    texts
}

fn bag_of(items: &[Item]) -> Vec<String> {
    bag(&items.iter().map(item_json).collect::<Vec<_>>())
}

fn code_of(error: &str) -> &str {
    error.split(':').next().unwrap_or_default()
}

/// Units of the table and of each index that a write costs.
fn charges(old: Option<&Item>, new: Option<&Item>) -> BTreeMap<String, u64> {
    let mut charges = BTreeMap::from([("table".to_owned(), 1)]);
    for via in INDEXES {
        let (old, new) = (
            old.and_then(|item| view(item, via)),
            new.and_then(|item| view(item, via)),
        );
        let keys = |item: &Item| {
            let sort = via.sort_key().map(|sort| item[sort].clone());
            (item[via.partition_key()].clone(), sort)
        };
        let units = match (&old, &new) {
            (None, None) => 0,
            (Some(old), Some(new)) if old == new => 0,
            (Some(old), Some(new)) if keys(old) != keys(new) => 2,
            _ => 1,
        };
        if units > 0 {
            let name = via.index_name().expect("an index has a name");
            charges.insert(name.to_owned(), units);
        }
    }
    charges
}

fn arms(consumed: &Json) -> BTreeMap<String, u64> {
    let units = |arm: &Json| arm["CapacityUnits"].as_f64().unwrap() as u64;
    let mut arms = BTreeMap::from([("table".to_owned(), units(&consumed["Table"]))]);
    for kind in ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"] {
        for (name, arm) in consumed[kind].as_object().into_iter().flatten() {
            arms.insert(name.clone(), units(arm));
        }
    }
    assert_eq!(units(consumed), arms.values().sum::<u64>());
    arms
}
