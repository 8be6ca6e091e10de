//! SearchVectors, and vector indexes from their making to their end.
//!
//! Texts, scores and shapes are recorded in the public Parity Suite (eu-west-2, August 2026) unless a
//! test names another source.

use serde_json::{Value, json};

use super::tables::{Target, n, s, target, unique_name};

fn index(name: &str, distance: &str) -> Value {
    json!({
        "IndexName": name, "VectorAttribute": {"AttributeName": "embedding"},
        "Dimensions": 3, "DistanceFunction": distance, "Projection": {"ProjectionType": "ALL"},
    })
}

/// Narrowed by `tenant`, and perhaps by `category`.
fn narrowed(name: &str) -> Value {
    let mut index = index(name, "COSINE");
    index["SearchSchema"] = json!([
        {"AttributeName": "tenant", "SearchSchemaElementType": "HASH"},
        {"AttributeName": "category", "SearchSchemaElementType": "INLINE_FILTER"},
    ]);
    index
}

fn shape(attributes: &[&str], indexes: &[Value]) -> Value {
    let defined: Vec<_> = attributes
        .iter()
        .map(|name| json!({"AttributeName": name, "AttributeType": "S"}))
        .collect();
    json!({
        "TableName": unique_name(), "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": defined, "VectorIndexes": indexes,
    })
}

/// With an index that is narrowed and one that is not.
fn narrowed_table(target: &Target) -> String {
    let indexes = [index("plain", "COSINE"), narrowed("narrow")];
    target.table(shape(&["pk", "tenant", "category"], &indexes))
}

fn vector(elements: [f64; 3]) -> Value {
    json!({"L": elements.map(n)})
}

fn search(table: &str, index: &str, elements: &[f64], top_k: i64) -> Value {
    let elements: Vec<_> = elements.iter().map(n).collect();
    json!({"TableName": table, "IndexName": index, "SearchVector": elements, "TopK": top_k})
}

/// The keys of a search's results, nearest first.
fn found(target: &Target, request: Value) -> Vec<String> {
    let answer = target.ok("SearchVectors", request);
    let results = answer["SearchResults"].as_array().unwrap().clone();
    let key = |result: &Value| result["Item"]["pk"]["S"].as_str().unwrap().to_owned();
    results.iter().map(key).collect()
}

#[test]
fn the_nearest_come_first_by_each_distance() {
    let target = target();
    let indexes = [
        index("cosine", "COSINE"),
        index("euclidean", "EUCLIDEAN"),
        index("dot", "DOT_PRODUCT"),
    ];
    let table = target.table(shape(&["pk"], &indexes));
    for (key, elements) in [
        ("a", [1.0, 0.0, 0.0]),
        ("b", [0.0, 1.0, 0.0]),
        ("c", [-1.0, 0.0, 0.0]),
        ("d", [0.6, 0.8, 0.0]),
    ] {
        let label = format!("item-{key}");
        target.put(
            &table,
            json!({"pk": s(key), "label": s(&label), "embedding": vector(elements)}),
        );
    }
    for (name, expected) in [
        ("cosine", [("a", 0.0), ("d", 0.4), ("b", 1.0), ("c", 2.0)]),
        (
            "euclidean",
            [
                ("a", 0.0),
                ("d", 0.8_f64.sqrt()),
                ("b", 2_f64.sqrt()),
                ("c", 2.0),
            ],
        ),
        ("dot", [("a", 1.0), ("d", 0.6), ("b", 0.0), ("c", -1.0)]),
    ] {
        let answer = target.ok("SearchVectors", search(&table, name, &[1.0, 0.0, 0.0], 10));
        let results = answer["SearchResults"].as_array().unwrap();
        assert_eq!(results.len(), 4);
        for (result, (key, score)) in results.iter().zip(expected) {
            assert_eq!(result["Item"]["pk"], s(key), "{name}");
            let actual = result["Score"].as_f64().unwrap();
            assert!((actual - score).abs() < 1e-6, "{name} {key}: {actual}");
        }
    }
    let nearest = target.ok(
        "SearchVectors",
        search(&table, "cosine", &[1.0, 0.0, 0.0], 1),
    );
    assert_eq!(
        nearest,
        json!({"SearchResults": [{
            "Item": {"label": s("item-a"), "pk": s("a")}, "Score": 0.0,
        }]})
    );
}

#[test]
fn a_vector_comes_back_at_the_precision_of_the_index_if_it_is_asked_for() {
    let target = target();
    let table = target.table(shape(&["pk"], &[index("vix", "COSINE")]));
    let precise = json!({"L": [n("0.1"), n("16777217"), n("1.000000059604644775390625")]});
    target.put(&table, json!({"pk": s("a"), "embedding": precise}));
    assert_eq!(
        target.get(&table, json!({"pk": s("a")}))["embedding"],
        precise
    );
    let mut request = search(&table, "vix", &[1.0, 0.0, 0.0], 1);
    request["ProjectionExpression"] = json!("pk, embedding");
    let answer = target.ok("SearchVectors", request);
    assert_eq!(
        answer["SearchResults"][0]["Item"],
        json!({
            "pk": s("a"),
            "embedding": {"L": [n("0.1"), n("16777216.0"), n("1.0")]},
        })
    );
}

#[test]
fn searches_are_narrowed_by_the_search_schema() {
    let target = target();
    let table = narrowed_table(&target);
    for (key, tenant, category) in [("a", "t1", "x"), ("b", "t1", "y"), ("c", "t2", "x")] {
        target.put(
            &table,
            json!({
                "pk": s(key), "tenant": s(tenant), "category": s(category),
                "embedding": vector([1.0, 0.0, 0.0]),
            }),
        );
    }
    // It has no tenant, so the narrowed index does not hold it.
    target.put(
        &table,
        json!({"pk": s("d"), "embedding": vector([1.0, 0.0, 0.0])}),
    );
    let ask = |condition: &str, values: Value| {
        let mut request = search(&table, "narrow", &[1.0, 0.0, 0.0], 10);
        request["SearchConditionExpression"] = json!(condition);
        request["ExpressionAttributeValues"] = values;
        request
    };
    let of_tenant = ask("tenant = :t", json!({":t": s("t1")}));
    let mut both = found(&target, of_tenant);
    both.sort();
    assert_eq!(both, ["a", "b"]);
    let both = json!({":t": s("t1"), ":c": s("y")});
    let of_category = ask("tenant = :t AND category = :c", both);
    assert_eq!(found(&target, of_category), ["b"]);
    assert_eq!(
        found(&target, search(&table, "plain", &[1.0, 0.0, 0.0], 10)).len(),
        4
    );
    target.ok(
        "UpdateItem",
        json!({
            "TableName": table, "Key": {"pk": s("b")}, "UpdateExpression": "REMOVE embedding",
        }),
    );
    let of_tenant = ask("tenant = :t", json!({":t": s("t1")}));
    assert_eq!(found(&target, of_tenant), ["a"]);
}

#[test]
fn searches_that_cannot_be_are_refused() {
    let target = target();
    let table = narrowed_table(&target);
    let refusal = |request: Value| {
        let refusal = target.refusal("SearchVectors", request);
        let message = refusal.strip_prefix("ValidationException: ").unwrap();
        message.to_owned()
    };
    let plain = |elements: &[f64], top_k: i64| search(&table, "plain", elements, top_k);
    let narrow = |condition: &str, values: Value| {
        let mut request = search(&table, "narrow", &[1.0, 0.0, 0.0], 1);
        request["SearchConditionExpression"] = json!(condition);
        request["ExpressionAttributeValues"] = values;
        request
    };
    assert_eq!(
        refusal(plain(&[1.0, 0.0, 0.0], 101)),
        "Provided TopK value '101' is out of valid range. The value must be between 1 and 100 inclusive"
    );
    assert!(refusal(plain(&[1.0, 0.0, 0.0], 0)).contains("greater than or equal to 1"));
    assert_eq!(
        refusal(plain(&[1.0, 0.0], 1)),
        "Input search vector dimension 2 does not match vector index dimension 3"
    );
    assert_eq!(
        refusal(search(&table, "none", &[1.0], 1)),
        "The table does not have the specified index: none"
    );
    let mut wrapped = plain(&[1.0], 1);
    wrapped["SearchVector"] = json!([vector([1.0, 0.0, 0.0])]);
    assert_eq!(
        refusal(wrapped),
        "Search vector contains invalid values. All values in the search vector must be a 32-bit floating-point number attribute"
    );
    assert_eq!(
        refusal(search(&table, "narrow", &[1.0, 0.0, 0.0], 1)),
        "SearchConditionExpression must be provided when SearchSchema has a HASH key"
    );
    let comparator =
        "Invalid SearchConditionExpression: Invalid comparator used in SearchConditionExpression";
    assert_eq!(
        refusal(narrow("tenant < :t", json!({":t": s("t")}))),
        comparator
    );
    let both = json!({":t": s("t"), ":c": s("c")});
    assert_eq!(
        refusal(narrow("tenant = :t AND category < :c", both)),
        comparator
    );
    let mut stranger = plain(&[1.0, 0.0, 0.0], 1);
    stranger["SearchConditionExpression"] = json!("tenant = :t");
    stranger["ExpressionAttributeValues"] = json!({":t": s("t")});
    assert_eq!(
        refusal(stranger),
        "SearchConditionExpression must not contain any attributes that is not in SearchSchema. Invalid attribute: tenant"
    );
    let statement = format!("SELECT * FROM \"{table}\".\"plain\"");
    assert_eq!(
        target.refusal("ExecuteStatement", json!({"Statement": statement})),
        "ValidationException: Scan operation not supported on this index type"
    );
}

#[test]
fn a_write_has_to_fit_every_vector_index() {
    let target = target();
    let table = narrowed_table(&target);
    for (item, expected) in [
        (
            json!({"embedding": {"L": [n(1), n(0)]}}),
            "One or more parameter values were invalid. Invalid size for parameter embedding, Expected: 3, Actual: 2 IndexName: plain",
        ),
        (
            json!({"embedding": {"L": [n(1), s("oops"), n(0)]}}),
            "One or more parameter values were invalid. Invalid type for parameter embedding[1], Expected: 32-bit floating point number, Actual: S. IndexName: plain",
        ),
        (
            json!({"embedding": s("not-a-vector")}),
            "One or more parameter values were invalid. Invalid type for parameter embedding, Expected: 32-bit floating point number list IndexName: plain",
        ),
        (
            json!({"tenant": s(""), "embedding": vector([0.0, 0.0, 1.0])}),
            "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: narrow, IndexKey: tenant",
        ),
    ] {
        let mut item = item;
        item["pk"] = s("a");
        assert_eq!(
            target.refusal("PutItem", json!({"TableName": table, "Item": item})),
            format!("ValidationException: {expected}")
        );
    }
    target.put(&table, json!({"pk": s("a")}));
    let update = json!({
        "TableName": table, "Key": {"pk": s("a")}, "UpdateExpression": "SET embedding = :v",
        "ExpressionAttributeValues": {":v": {"L": [n(1)]}},
    });
    assert!(
        target
            .refusal("UpdateItem", update)
            .contains("Expected: 3, Actual: 1 IndexName: plain")
    );
}

#[test]
fn vectors_are_charged_in_bytes_of_their_own() {
    let target = target();
    let table = target.table(shape(&["pk"], &[index("vix", "COSINE")]));
    let put = |capacity: &str| {
        let item = json!({"pk": s("a"), "embedding": vector([0.5, 0.5, 0.0])});
        let request = json!({"TableName": table, "Item": item, "ReturnConsumedCapacity": capacity});
        target.ok("PutItem", request)["ConsumedCapacity"].take()
    };
    let first = put("INDEXES");
    assert_eq!(first["CapacityUnits"], 1.0);
    assert_eq!(
        first["VectorIndexes"],
        json!({"vix": {"VectorWriteRequestBytes": 1024.0}})
    );
    // The index does not change.
    assert!(put("INDEXES").get("VectorIndexes").is_none());
    assert!(put("TOTAL").get("VectorIndexes").is_none());
    let mut request = search(&table, "vix", &[1.0, 0.0, 0.0], 1);
    for capacity in ["TOTAL", "INDEXES"] {
        request["ReturnConsumedCapacity"] = json!(capacity);
        assert_eq!(
            target.ok("SearchVectors", request.clone())["ConsumedCapacity"],
            json!({"VectorSearchRequestBytes": 1024.0})
        );
    }
}

// As PutItem's, in the shapes of their own answers (API reference, "ConsumedCapacity"); a transaction
// doubles units of tables, not what indexes are charged.
#[test]
fn every_way_to_write_an_item_charges_bytes_of_vectors() {
    let target = target();
    let table = target.table(shape(&["pk"], &[index("vix", "COSINE")]));
    let item = |pk: &str| json!({"pk": s(pk), "embedding": vector([0.5, 0.5, 0.0])});
    let insert = |pk: &str| {
        let values = json!([{"L": [n("0.5"), n("0.5"), n("0")]}]);
        let text = format!("INSERT INTO \"{table}\" VALUE {{'pk': '{pk}', 'embedding': ?}}");
        json!({"Statement": text, "Parameters": values})
    };
    let write = |pk: &str| json!({"PutRequest": {"Item": item(pk)}});
    let put = |pk: &str| json!({"Put": {"TableName": table, "Item": item(pk)}});
    let mut statement = insert("statement");
    statement["ReturnConsumedCapacity"] = json!("INDEXES");
    let answer = target.ok("ExecuteStatement", statement);
    let alone = [(&answer["ConsumedCapacity"], 1.0, 1024.0)];
    let asked = |name: &str, own: Value| {
        let mut request = json!({"ReturnConsumedCapacity": "INDEXES"});
        request[name] = own;
        request
    };
    let batch = asked(
        "RequestItems",
        json!({table.as_str(): [write("a"), write("b")]}),
    );
    let batch = target.ok("BatchWriteItem", batch);
    let statements = asked("Statements", json!([insert("c"), insert("d")]));
    let statements = target.ok("BatchExecuteStatement", statements);
    let transaction = asked("TransactItems", json!([put("e"), put("f")]));
    let transaction = target.ok("TransactWriteItems", transaction);
    let executed = asked("TransactStatements", json!([insert("g"), insert("h")]));
    let executed = target.ok("ExecuteTransaction", executed);
    let many = [
        (&batch["ConsumedCapacity"][0], 2.0, 2048.0),
        (&statements["ConsumedCapacity"][0], 2.0, 2048.0),
        (&transaction["ConsumedCapacity"][0], 4.0, 2048.0),
        (&executed["ConsumedCapacity"][0], 4.0, 2048.0),
    ];
    for (consumed, units, bytes) in alone.into_iter().chain(many) {
        assert_eq!(consumed["CapacityUnits"], units, "{consumed}");
        let expected = json!({"vix": {"VectorWriteRequestBytes": bytes}});
        assert_eq!(consumed["VectorIndexes"], expected, "{consumed}");
    }
}

#[test]
fn an_index_is_described_with_its_table() {
    let target = target();
    let table = narrowed_table(&target);
    let described = target.ok("DescribeTable", json!({"TableName": table}))["Table"].take();
    let index = &described["VectorIndexes"][1];
    let mut expected = narrowed("narrow");
    expected["IndexStatus"] = json!("ACTIVE");
    expected["IndexSizeBytes"] = json!(0);
    expected["ItemCount"] = json!(0);
    let arn = described["TableArn"].as_str().unwrap();
    expected["IndexArn"] = json!(format!("{arn}/index/narrow"));
    assert_eq!(*index, expected);
}

#[test]
fn an_index_that_is_added_has_the_items_that_are_there() {
    let target = target();
    let table = target.hash_table();
    target.put(
        &table,
        json!({"pk": s("a"), "embedding": vector([1.0, 0.0, 0.0])}),
    );
    target.put(&table, json!({"pk": s("b"), "embedding": s("no vector")}));
    let update = |updates: Value| json!({"TableName": table, "VectorIndexUpdates": updates});
    let create = |name: &str| json!({"Create": index(name, "COSINE")});
    let answer = target.ok("UpdateTable", update(json!([create("vix")])));
    let made = &answer["TableDescription"]["VectorIndexes"][0];
    assert_eq!(made["IndexStatus"], "CREATING");
    assert_eq!(made["Backfilling"], false);
    let described = target.ok("DescribeTable", json!({"TableName": table}));
    let active = &described["Table"]["VectorIndexes"][0];
    assert_eq!(active["IndexStatus"], "ACTIVE");
    assert!(active.get("Backfilling").is_none());
    assert_eq!(active["ItemCount"], 1);
    assert_eq!(
        found(&target, search(&table, "vix", &[1.0, 0.0, 0.0], 5)),
        ["a"]
    );
    assert_eq!(
        target.refusal("UpdateTable", update(json!([create("one"), create("two")]))),
        "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
    );
    let delete = json!([{"Delete": {"IndexName": "vix"}}]);
    target.ok("UpdateTable", update(delete));
    let described = target.ok("DescribeTable", json!({"TableName": table}));
    assert!(described["Table"].get("VectorIndexes").is_none());
}

#[test]
fn indexes_that_a_table_cannot_have_are_refused() {
    let target = target();
    let refusal = |shape: Value| {
        let refusal = target.refusal("CreateTable", shape);
        let prefix = "ValidationException: One or more parameter values were invalid: ";
        refusal.strip_prefix(prefix).unwrap_or(&refusal).to_owned()
    };
    let mut provisioned = shape(&["pk"], &[index("vix", "COSINE")]);
    provisioned["BillingMode"] = json!("PROVISIONED");
    provisioned["ProvisionedThroughput"] = json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 5});
    assert_eq!(
        refusal(provisioned),
        "Vector indexes are only supported for PAY_PER_REQUEST tables"
    );
    assert_eq!(
        refusal(shape(&["pk", "category"], &[narrowed("vix")])),
        "One element in SearchSchema is not defined in attribute definitions"
    );
    let sized = |name: &str, dimensions: i64| {
        let mut index = index(name, "COSINE");
        index["Dimensions"] = json!(dimensions);
        index
    };
    assert_eq!(
        refusal(shape(&["pk"], &[sized("vix", 4097)])),
        "Number of dimensions must be between 1 and 4096 inclusive."
    );
    assert!(refusal(shape(&["pk"], &[sized("vix", 0)])).contains("greater than or equal to 1"));
    assert!(
        refusal(shape(&["pk"], &[index("ab", "COSINE")]))
            .contains("length greater than or equal to 3")
    );
    let six: Vec<_> = (0..6)
        .map(|at| index(&format!("vix-{at}"), "COSINE"))
        .collect();
    assert_eq!(
        refusal(shape(&["pk"], &six)),
        "VectorIndex count exceeds the per-table limit of 5"
    );
    assert_eq!(
        refusal(shape(&["pk"], &[sized("one", 3), sized("two", 4)])),
        "Conflicting attribute definition for 'embedding'. All VectorIndexes on the same vector attribute must use the same dimensions."
    );
}

// Developer Guide, "Using vector indexes with global tables": they are in every region.
#[test]
fn replicas_have_the_vector_indexes_too() {
    let target = target();
    let table = target.table(shape(&["pk"], &[index("vix", "COSINE")]));
    target.put(
        &table,
        json!({"pk": s("a"), "embedding": vector([1.0, 0.0, 0.0])}),
    );
    target.ok(
        "UpdateTable",
        json!({
            "TableName": table, "ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}],
        }),
    );
    let ireland = target.in_region("eu-west-1");
    assert_eq!(
        found(&ireland, search(&table, "vix", &[1.0, 0.0, 0.0], 5)),
        ["a"]
    );
}

// API reference, RestoreTableFromBackup: an override names the indexes that are kept.
#[test]
fn a_restore_may_leave_vector_indexes_out() {
    let target = target();
    let table = narrowed_table(&target);
    let backup = target.backup(&table, "first");
    let restore = |name: &str| {
        json!({
            "TargetTableName": unique_name(), "BackupArn": backup,
            "VectorIndexOverride": [index(name, "COSINE")],
        })
    };
    let answer = target.ok("RestoreTableFromBackup", restore("plain"));
    let kept = answer["TableDescription"]["VectorIndexes"].as_array();
    assert_eq!(kept.map(Vec::len), Some(1));
    assert_eq!(kept.unwrap()[0]["IndexName"], "plain");
    let refusal = target.refusal("RestoreTableFromBackup", restore("new"));
    assert!(
        refusal.starts_with("ValidationException: Invalid Request: Index new does not match"),
        "{refusal}"
    );
}
