//! Query.

use serde_json::{Value, json};

use super::tables::{Target, n, s, target};

/// A table of one partition `p` with sort keys, and a neighbour.
fn filled(target: &Target, sort_type: &str, keys: &[Value]) -> String {
    let table = target.range_table(sort_type);
    for key in keys {
        target.put(&table, json!({"pk": s("p"), "sk": key}));
    }
    target.put(&table, json!({"pk": s("q"), "sk": keys[0]}));
    table
}

/// The sort keys that a condition finds.
fn found(target: &Target, table: &str, condition: &str, values: Value, more: Value) -> Vec<String> {
    let mut body = json!({
        "TableName": table, "KeyConditionExpression": condition, "ExpressionAttributeValues": values,
    });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let answer = target.ok("Query", body);
    let items = answer["Items"].as_array().unwrap();
    let sort = |item: &Value| {
        let value = item["sk"].as_object().unwrap().values().next().unwrap();
        value.as_str().unwrap().to_owned()
    };
    items.iter().map(sort).collect()
}

#[test]
fn a_partition_comes_in_the_order_of_its_sort_key() {
    let target = target();
    let keys: Vec<_> = ["10", "-5", "9", "0", "-0.5", "1e20", "9.5"]
        .map(n)
        .to_vec();
    let table = filled(&target, "N", &keys);
    let values = json!({":p": s("p")});
    assert_eq!(
        found(&target, &table, "pk = :p", values.clone(), json!({})),
        ["-5", "-0.5", "0", "9", "9.5", "10", "100000000000000000000"]
    );
    assert_eq!(
        found(
            &target,
            &table,
            "pk = :p",
            values,
            json!({"ScanIndexForward": false, "Limit": 2})
        ),
        ["100000000000000000000", "10"]
    );
}

#[test]
fn every_comparison_of_the_sort_key_is_a_range() {
    let target = target();
    let keys: Vec<_> = ["a", "b", "ba", "c"].map(s).to_vec();
    let table = filled(&target, "S", &keys);
    let find = |condition: &str, values: Value| {
        let mut values = values;
        values[":p"] = s("p");
        found(&target, &table, condition, values, json!({})).join(" ")
    };
    let b = || json!({":b": s("b")});
    assert_eq!(find("pk = :p AND sk = :b", b()), "b");
    assert_eq!(find("pk = :p AND sk < :b", b()), "a");
    assert_eq!(find("pk = :p AND sk <= :b", b()), "a b");
    assert_eq!(find("pk = :p AND sk > :b", b()), "ba c");
    assert_eq!(find("sk >= :b AND pk = :p", b()), "b ba c");
    assert_eq!(find("pk = :p AND :b < sk", b()), "ba c");
    assert_eq!(find("pk = :p AND begins_with(sk, :b)", b()), "b ba");
    assert_eq!(
        find(
            "pk = :p AND sk BETWEEN :b AND :c",
            json!({":b": s("b"), ":c": s("bz")})
        ),
        "b ba"
    );
}

#[test]
fn pages_follow_each_other_until_there_is_no_key() {
    let target = target();
    let keys: Vec<_> = (0..5).map(n).collect();
    let table = filled(&target, "N", &keys);
    for forward in [true, false] {
        let mut seen = Vec::new();
        let mut start = Value::Null;
        let mut pages = 0;
        loop {
            let mut body = json!({
                "TableName": table, "KeyConditionExpression": "pk = :p", "Limit": 2,
                "ExpressionAttributeValues": {":p": s("p")}, "ScanIndexForward": forward,
            });
            if !start.is_null() {
                body["ExclusiveStartKey"] = start;
            }
            let mut answer = target.ok("Query", body);
            pages += 1;
            let items = answer["Items"].as_array().unwrap();
            seen.extend(
                items
                    .iter()
                    .map(|item| item["sk"]["N"].as_str().unwrap().to_owned()),
            );
            start = answer["LastEvaluatedKey"].take();
            if start.is_null() {
                break;
            }
        }
        let mut expected = ["0", "1", "2", "3", "4"];
        if !forward {
            expected.reverse();
        }
        assert_eq!((seen.join(""), pages), (expected.join(""), 3));
    }
}

// Parity Suite, responseSize: a limit that falls on the last item still gives a key.
#[test]
fn a_limit_that_is_met_gives_a_key_even_at_the_end() {
    let target = target();
    let table = filled(&target, "N", &[n(1), n(2)]);
    let answer = target.ok(
        "Query",
        json!({
            "TableName": table, "KeyConditionExpression": "pk = :p", "Limit": 2,
            "ExpressionAttributeValues": {":p": s("p")},
        }),
    );
    assert_eq!(
        answer["LastEvaluatedKey"],
        json!({"pk": s("p"), "sk": n(2)})
    );
}

// Developer Guide, "Paginating table query results": 1 MB, before filter and projection.
#[test]
fn a_page_ends_after_one_megabyte() {
    let target = target();
    let table = target.range_table("N");
    for sort in 0..4 {
        target.put(
            &table,
            json!({"pk": s("p"), "sk": n(sort), "x": s(&"x".repeat(390_000))}),
        );
    }
    let answer = target.ok(
        "Query",
        json!({
            "TableName": table, "KeyConditionExpression": "pk = :p", "ProjectionExpression": "sk",
            "FilterExpression": "attribute_not_exists(x)", "ReturnConsumedCapacity": "TOTAL",
            "ExpressionAttributeValues": {":p": s("p")},
        }),
    );
    assert_eq!(
        (&answer["Count"], &answer["ScannedCount"]),
        (&json!(0), &json!(3))
    );
    assert_eq!(
        answer["LastEvaluatedKey"],
        json!({"pk": s("p"), "sk": n(2)})
    );
    // 1,170,036 bytes are 286 units of 4 KiB, halved.
    assert_eq!(answer["ConsumedCapacity"]["CapacityUnits"], 143.0);
}

#[test]
fn filters_projections_and_counts_apply_to_what_was_read() {
    let target = target();
    let table = target.range_table("N");
    for sort in 0..4 {
        target.put(
            &table,
            json!({"pk": s("p"), "sk": n(sort), "even": {"BOOL": sort % 2 == 0}, "x": {"M": {"y": n(sort)}}}),
        );
    }
    let base = json!({
        "TableName": table, "KeyConditionExpression": "pk = :p", "FilterExpression": "even = :t",
        "ExpressionAttributeValues": {":p": s("p"), ":t": {"BOOL": true}},
    });
    let mut projected = base.clone();
    projected["ProjectionExpression"] = json!("sk, x.y");
    let answer = target.ok("Query", projected);
    assert_eq!(
        answer["Items"],
        json!([
            {"sk": n(0), "x": {"M": {"y": n(0)}}},
            {"sk": n(2), "x": {"M": {"y": n(2)}}},
        ])
    );
    let mut counted = base;
    counted["Select"] = json!("COUNT");
    assert_eq!(
        target.ok("Query", counted),
        json!({"Count": 2, "ScannedCount": 4})
    );
}

#[test]
fn key_conditions_and_query_filter_are_the_same_in_older_words() {
    let target = target();
    let table = target.range_table("N");
    for sort in 0..4 {
        target.put(
            &table,
            json!({"pk": s("p"), "sk": n(sort), "m": n(sort % 2)}),
        );
    }
    let answer = target.ok(
        "Query",
        json!({
            "TableName": table, "AttributesToGet": ["sk"],
            "KeyConditions": {
                "pk": {"ComparisonOperator": "EQ", "AttributeValueList": [s("p")]},
                "sk": {"ComparisonOperator": "GE", "AttributeValueList": [n(1)]},
            },
            "QueryFilter": {"m": {"ComparisonOperator": "EQ", "AttributeValueList": [n(1)]}},
        }),
    );
    assert_eq!(answer["Items"], json!([{"sk": n(1)}, {"sk": n(3)}]));
}

fn indexed(target: &Target) -> String {
    let table = target.indexed_table();
    for (sort, g, h) in [
        ("1", "x", "b"),
        ("2", "x", "a"),
        ("3", "y", "a"),
        ("4", "x", "a"),
    ] {
        target.put(
            &table,
            json!({"pk": s("p"), "sk": s(sort), "g": s(g), "h": s(h), "l": s(h), "more": s("m")}),
        );
    }
    target.put(
        &table,
        json!({"pk": s("p"), "sk": s("5"), "n": n(1), "extra": s("e"), "more": s("m")}),
    );
    table
}

#[test]
fn a_global_index_is_walked_in_its_own_order() {
    let target = target();
    let table = indexed(&target);
    let query = |start: Option<Value>, limit: i32| {
        let mut body = json!({
            "TableName": table, "IndexName": "all", "KeyConditionExpression": "g = :g", "Limit": limit,
            "ExpressionAttributeValues": {":g": s("x")},
        });
        if let Some(start) = start {
            body["ExclusiveStartKey"] = start;
        }
        target.ok("Query", body)
    };
    let whole = query(None, 10);
    let order: Vec<_> = whole["Items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["h"]["S"].clone())
        .collect();
    assert_eq!(order, ["a", "a", "b"]);
    // Pages over entries of equal index keys neither lose nor repeat one.
    let mut start = None;
    let mut paged = Vec::new();
    for _ in 0..3 {
        let page = query(start, 1);
        paged.push(page["Items"][0].clone());
        let key = page["LastEvaluatedKey"].clone();
        assert_eq!(key.as_object().unwrap().len(), 4, "{key}");
        start = Some(key);
    }
    assert_eq!(json!(paged), whole["Items"]);
}

#[test]
fn an_index_shows_what_it_holds() {
    let target = target();
    let table = indexed(&target);
    let query = |index: &str, condition: &str, value: Value, more: Value| {
        let mut body = json!({
            "TableName": table, "IndexName": index, "KeyConditionExpression": condition,
            "ExpressionAttributeValues": {":v": value},
        });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    let items = |body: Value| target.ok("Query", body)["Items"].take();
    assert_eq!(
        items(query("keys", "g = :v", s("y"), json!({}))),
        json!([{"pk": s("p"), "sk": s("3"), "g": s("y")}])
    );
    assert_eq!(
        items(query("some", "n = :v", n(1), json!({}))),
        json!([{"pk": s("p"), "sk": s("5"), "n": n(1), "extra": s("e")}])
    );
    // A local index fetches from the table what it does not hold.
    let all = items(query(
        "local",
        "pk = :v",
        s("p"),
        json!({"Select": "ALL_ATTRIBUTES"}),
    ));
    assert_eq!(all.as_array().unwrap().len(), 4);
    assert_eq!(all[0]["more"], s("m"));
    let held = items(query("local", "pk = :v", s("p"), json!({})));
    assert_eq!(held[0].get("more"), None);
    // A global one does not.
    assert_eq!(
        target.refusal(
            "Query",
            query(
                "keys",
                "g = :v",
                s("y"),
                json!({"Select": "ALL_ATTRIBUTES"})
            )
        ),
        "ValidationException: One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index keys because its projection type is not ALL"
    );
    assert_eq!(
        target.refusal(
            "Query",
            query(
                "keys",
                "g = :v",
                s("y"),
                json!({"ProjectionExpression": "more"})
            )
        ),
        "ValidationException: One or more parameter values were invalid: Global secondary index keys does not project [more]"
    );
}

// Facts measured by public suites.
#[test]
fn an_index_is_charged_for_what_is_read_of_it() {
    let target = target();
    let table = indexed(&target);
    let consumed = |index: &str, condition: &str, value: Value, select: &str| {
        let body = json!({
            "TableName": table, "IndexName": index, "KeyConditionExpression": condition,
            "ExpressionAttributeValues": {":v": value}, "ReturnConsumedCapacity": "INDEXES", "Select": select,
        });
        target.ok("Query", body)["ConsumedCapacity"].take()
    };
    let half = json!({"CapacityUnits": 0.5});
    assert_eq!(
        consumed("all", "g = :v", s("x"), "ALL_ATTRIBUTES"),
        json!({
            "TableName": table, "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.0},
            "GlobalSecondaryIndexes": {"all": half},
        })
    );
    assert_eq!(
        consumed("local", "pk = :v", s("p"), "ALL_ATTRIBUTES"),
        json!({
            "TableName": table, "CapacityUnits": 1.0, "Table": half,
            "LocalSecondaryIndexes": {"local": half},
        })
    );
}

// Parity Suite, query error messages (recorded 2026-10-09): newer words, no envelope.
#[test]
fn a_bad_request_is_refused_in_aws_words() {
    let target = target();
    let table = target.range_table("N");
    let refusal = |more: Value| {
        let mut body = json!({"TableName": table});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let message = target.refusal("Query", body);
        message
            .strip_prefix("ValidationException: ")
            .unwrap()
            .to_owned()
    };
    let condition = |text: &str, values: Value| json!({"KeyConditionExpression": text, "ExpressionAttributeValues": values});
    assert_eq!(
        refusal(json!({})),
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."
    );
    assert_eq!(
        refusal(condition("sk = :v", json!({":v": n(1)}))),
        "Query condition missed key schema element: pk"
    );
    assert_eq!(
        refusal(condition("pk = :v AND attr1 = :v", json!({":v": s("a")}))),
        "Query condition missed key schema element: sk"
    );
    assert_eq!(
        refusal(condition("pk > :v", json!({":v": s("a")}))),
        "Query key condition not supported"
    );
    assert_eq!(
        refusal(condition("pk = :v", json!({":v": n(1)}))),
        "One or more parameter values were invalid: Condition parameter type does not match schema type"
    );
    assert_eq!(
        refusal(condition(
            "pk = :p AND sk > :a AND extra = :b",
            json!({":p": s("q"), ":a": n(1), ":b": n(5)})
        )),
        "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)"
    );
    let with = |more: Value| {
        let mut body = condition("pk = :v", json!({":v": s("a")}));
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    assert_eq!(
        refusal(with(json!({"Limit": 0}))),
        "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    );
    assert_eq!(
        refusal(with(json!({"Select": "INVALID_VALUE"}))),
        "1 validation error detected: Value 'INVALID_VALUE' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]"
    );
    assert_eq!(
        refusal(with(json!({"Select": "SPECIFIC_ATTRIBUTES"}))),
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
    );
    assert_eq!(
        refusal(with(
            json!({"Select": "COUNT", "ProjectionExpression": "pk"})
        )),
        "Cannot specify the ProjectionExpression when choosing to get only the Count"
    );
    assert_eq!(
        refusal(with(json!({"Select": "ALL_PROJECTED_ATTRIBUTES"}))),
        "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
    );
    assert_eq!(
        refusal(with(json!({"IndexName": "none"}))),
        "The table does not have the specified index: none"
    );
    assert_eq!(
        refusal(with(json!({"FilterExpression": "sk > :v"}))),
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk"
    );
    assert_eq!(
        refusal(with(json!({"FilterExpression": "#missing = :v"}))),
        "Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute name: #missing"
    );
    assert_eq!(
        refusal(json!({
            "KeyConditions": {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [s("a")]}},
            "QueryFilter": {"b": {"ComparisonOperator": "NULL"}, "c": {"ComparisonOperator": "NULL"}},
            "ConditionalOperator": "XOR", "Select": "BOGUS",
        })),
        "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]"
    );
}

#[test]
fn consistent_reads_are_for_tables_and_local_indexes() {
    let target = target();
    let table = target.indexed_table();
    let query = |index: &str, name: &str| {
        json!({
            "TableName": table, "IndexName": index, "ConsistentRead": true,
            "KeyConditionExpression": format!("{name} = :v"), "ExpressionAttributeValues": {":v": s("a")},
        })
    };
    assert_eq!(
        target.refusal("Query", query("all", "g")),
        "ValidationException: Consistent reads are not supported on global secondary indexes"
    );
    target.ok("Query", query("local", "pk"));
}

// Recorded answers, public dynalite suite.
#[test]
fn a_starting_key_has_to_lie_in_the_query() {
    let target = target();
    let table = filled(&target, "N", &[n(1), n(2), n(3)]);
    let refusal = |condition: &str, start: Value| {
        let mut body = json!({
            "TableName": table, "KeyConditionExpression": condition, "ExclusiveStartKey": start,
            "ExpressionAttributeValues": {":p": s("p")},
        });
        if condition.contains(":two") {
            body["ExpressionAttributeValues"][":two"] = n(2);
        }
        target.refusal("Query", body)
    };
    assert_eq!(
        refusal("pk = :p", json!({"pk": s("p")})),
        "ValidationException: The provided starting key is invalid"
    );
    assert_eq!(
        refusal("pk = :p", json!({"pk": s("p"), "sk": s("x")})),
        "ValidationException: The provided key element does not match the schema"
    );
    assert_eq!(
        refusal("pk = :p", json!({"pk": s("q"), "sk": n(1)})),
        "ValidationException: The provided starting key is outside query boundaries based on provided conditions"
    );
    assert_eq!(
        refusal("pk = :p AND sk > :two", json!({"pk": s("p"), "sk": n(1)})),
        "ValidationException: The provided starting key does not match the range key predicate"
    );
    assert_eq!(
        refusal("pk = :p AND sk > :two", json!({"pk": s("q"), "sk": n(3)})),
        "ValidationException: The query can return at most one row and cannot be restarted"
    );
}

// Recorded answers, public dynalite suite.
#[test]
fn key_attributes_are_not_read_into() {
    let target = target();
    let table = target.indexed_table();
    let refusal = |more: Value| {
        let mut body = json!({
            "TableName": table, "KeyConditionExpression": "pk = :p",
            "ExpressionAttributeValues": {":p": s("p")},
        });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        target.refusal("Query", body)
    };
    let text = "ValidationException: Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed";
    assert_eq!(
        refusal(json!({"ProjectionExpression": "x.y, sk[1]"})),
        format!("{text}: Key: sk")
    );
    assert_eq!(
        refusal(json!({"FilterExpression": "attribute_exists(g.h)"})),
        format!("{text}: IndexKey: g")
    );
}

// Recorded answers, public dynalite suite: after the table and the index.
#[test]
fn conditions_that_no_index_answers_are_refused_late() {
    let target = target();
    let query = |table: &str| {
        json!({
            "TableName": table,
            "KeyConditions": {"pk": {"ComparisonOperator": "NE", "AttributeValueList": [s("p")]}},
        })
    };
    assert_eq!(
        target.refusal("Query", query("none")),
        "ResourceNotFoundException: Requested resource not found"
    );
    assert_eq!(
        target.refusal("Query", query(&target.hash_table())),
        "ValidationException: Attempted conditional constraint is not an indexable operation"
    );
}

// AWS, November 2025: equality on every HASH attribute and a leading run of RANGE attributes.
#[test]
fn an_index_of_several_attributes_is_queried_by_a_leading_run() {
    let target = target();
    let element = |name: &str, key_type: &str| json!({"AttributeName": name, "KeyType": key_type});
    let define = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let table = target.table(json!({
        "KeySchema": [element("pk", "HASH")],
        "AttributeDefinitions": [define("pk"), define("a"), define("b"), define("c"), define("d")],
        "GlobalSecondaryIndexes": [{
            "IndexName": "many", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [
                element("a", "HASH"), element("b", "HASH"), element("c", "RANGE"), element("d", "RANGE"),
            ],
        }],
    }));
    for (pk, c, d) in [("1", "x", "1"), ("2", "x", "2"), ("3", "y", "1")] {
        target.put(
            &table,
            json!({"pk": s(pk), "a": s("a"), "b": s("b"), "c": s(c), "d": s(d)}),
        );
    }
    let query = |condition: &str| {
        let values = [(":a", "a"), (":b", "b"), (":x", "x"), (":two", "2")];
        let used = values.iter().filter(|(name, _)| condition.contains(name));
        let values: serde_json::Map<_, _> = used
            .map(|(name, value)| ((*name).to_owned(), s(value)))
            .collect();
        json!({
            "TableName": table, "IndexName": "many", "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
        })
    };
    let count = |condition: &str| target.ok("Query", query(condition))["Count"].clone();
    assert_eq!(count("a = :a AND b = :b"), 3);
    assert_eq!(count("a = :a AND b = :b AND c = :x"), 2);
    assert_eq!(count("a = :a AND b = :b AND c = :x AND d >= :two"), 1);
    assert_eq!(
        target.refusal("Query", query("a = :a")),
        "ValidationException: Query condition missed key schema element: b"
    );
    assert_eq!(
        target.refusal("Query", query("a = :a AND b = :b AND d = :two")),
        "ValidationException: Query condition missed key schema element: c"
    );
    // A public suite that is run against AWS, test_key_conditions_with_range_keys.
    let is = |text: &str| json!({"ComparisonOperator": "EQ", "AttributeValueList": [s(text)]});
    let older = json!({
        "TableName": table, "IndexName": "many",
        "KeyConditions": {"a": is("a"), "b": is("b"), "c": is("x")},
    });
    assert_eq!(target.ok("Query", older)["Count"], 2);
}
