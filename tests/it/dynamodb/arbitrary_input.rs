//! Whatever comes in gets an answer of AWS's: never a fault, a hang or a closed connection. The same
//! doors as those of the fuzz targets in `fuzz/`, with inputs that are shaped like the grammars.
//!
//! `PROPTEST_CASES` asks for more input.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value, json};

use super::tables::{Target, error_of, n, s, target};

/// Texts of at most 4096 bytes, as expressions may be.
const EXPRESSION_BYTES_MAX: usize = 4096;

fn config() -> Config {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    Config {
        cases: wanted.and_then(|text| text.parse().ok()).unwrap_or(400),
        failure_persistence: None,
        ..Config::default()
    }
}

/// A table with an item of every kind of attribute.
fn furnished(target: &Target) -> String {
    let table = target.hash_table();
    target.put(
        &table,
        json!({
            "pk": s("a"), "s": s("text"), "n": n(5), "ss": {"SS": ["a", "b"]}, "b": {"B": "AAEC"},
            "l": {"L": [n(1), s("x"), {"L": [n(2)]}]}, "m": {"M": {"k": {"M": {"d": n(3)}}}},
            "nothing": {"NULL": true}, "yes": {"BOOL": true},
        }),
    );
    table
}

fn values() -> Value {
    json!({
        ":s": s("text"), ":n": n(1), ":l": {"L": [n(1)]}, ":m": {"M": {"k": n(1)}},
        ":ss": {"SS": ["a"]}, ":b": {"B": "AA=="}, ":t": s("S"),
    })
}

/// Pieces of a language, most of them joined so that they may mean something.
fn text_of(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        30 => proptest::sample::select(pieces).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => "[a-zA-Z0-9_#:.\\[\\]()'\"<>=+ -]{0,12}",
    ];
    (
        vec(piece, 0..24),
        prop_oneof![9 => Just(" "), 1 => Just("")],
    )
        .prop_map(|(pieces, between)| pieces.join(between))
}

const EXPRESSION: &[&str] = &[
    "s",
    "n",
    "ss",
    "l",
    "m",
    "pk",
    "#s",
    "#m",
    "m.k.d",
    "l[0]",
    "l[2][0]",
    "m.#s",
    ":s",
    ":n",
    ":l",
    ":m",
    ":ss",
    ":b",
    ":t",
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "AND",
    "OR",
    "NOT",
    "BETWEEN",
    "IN",
    "(",
    ")",
    "(",
    ")",
    ",",
    "attribute_exists(",
    "attribute_not_exists(",
    "attribute_type(",
    "begins_with(",
    "contains(",
    "size(",
    "if_not_exists(",
    "list_append(",
    "SET",
    "REMOVE",
    "ADD",
    "DELETE",
    "+",
    "-",
    "s = :s",
    "n < :n",
    "ss :ss",
    "n = n + :n",
    "size(s) > :n",
    "pk = :s",
];

const STATEMENT: &[&str] = &[
    "SELECT",
    "*",
    "FROM",
    "WHERE",
    "INSERT",
    "INTO",
    "VALUE",
    "UPDATE",
    "SET",
    "REMOVE",
    "DELETE",
    "RETURNING",
    "ALL",
    "OLD",
    "NEW",
    "MODIFIED",
    "EXISTS",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<<",
    ">>",
    "'a'",
    "'pk'",
    "\"TABLE\"",
    "\"TABLE\".\"index\"",
    "pk",
    "n",
    "m.k",
    "l[0]",
    ":",
    ",",
    "=",
    "<>",
    "<",
    ">",
    "<=",
    ">=",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "IS",
    "MISSING",
    "NULL",
    "true",
    "1",
    "1e5",
    "-1",
    "?",
    "begins_with(",
    "contains(",
    "size(",
    "attribute_type(",
    "list_append(",
    "set_add(",
    "ORDER",
    "BY",
    "DESC",
    "LIMIT",
    "SELECT * FROM \"TABLE\" WHERE pk = 'a'",
    "UPDATE \"TABLE\" SET n = n + 1 WHERE pk = 'a'",
    "INSERT INTO \"TABLE\" VALUE {'pk': 'b'}",
];

/// Attribute values, right and wrong, of some depth.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "\\PC{0,4}".prop_map(|text| json!({"S": text})),
        "[-+]?[0-9]{0,3}(\\.[0-9]{0,3})?([eE][-+]?[0-9]{1,3})?".prop_map(|text| json!({"N": text})),
        "[A-Za-z0-9+/=]{0,8}".prop_map(|text| json!({"B": text})),
        vec("[a-c]{0,1}", 0..3).prop_map(|set| json!({"SS": set})),
        vec("[0-9.]{0,2}", 0..3).prop_map(|set| json!({"NS": set})),
        any::<bool>().prop_map(|yes| json!({"BOOL": yes})),
        any::<bool>().prop_map(|yes| json!({"NULL": yes})),
        Just(json!({})),
        Just(json!({"S": "a", "N": "1"})),
        Just(json!({"X": 1})),
        Just(json!([])),
        Just(Value::Null),
    ];
    leaf.prop_recursive(6, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|list| json!({"L": list})),
            proptest::collection::btree_map("[a-c]{0,2}", inner, 0..3)
                .prop_map(|map| json!({"M": map})),
        ]
    })
}

/// The answer, which is one that AWS may give.
fn answer_of(target: &Target, operation: &str, body: impl Into<Vec<u8>>) -> (u16, Vec<u8>) {
    let reply = target
        .server
        .request("POST", "/")
        .header("x-amz-target", &format!("DynamoDB_20120810.{operation}"))
        .header("content-type", "application/x-amz-json-1.0")
        .signed("dynamodb")
        .body(body)
        .send();
    assert!(matches!(reply.status, 200 | 400), "{operation}: {reply:?}");
    if reply.status == 400 {
        assert!(!error_of(&reply).contains("InternalFailure"), "{reply:?}");
    }
    (reply.status, reply.body)
}

#[test]
fn expressions_of_any_kind_are_answered() {
    let target = target();
    let table = furnished(&target);
    proptest!(config(), |(text in text_of(EXPRESSION), kind in 0..5_usize)| {
        let key = json!({"pk": s("a")});
        let (operation, mut request) = match kind {
            0 => ("PutItem", json!({"Item": key, "ConditionExpression": text})),
            1 => ("UpdateItem", json!({"Key": key, "UpdateExpression": text})),
            2 => ("Query", json!({"KeyConditionExpression": text})),
            3 => ("GetItem", json!({"Key": key, "ProjectionExpression": text})),
            _ => ("Scan", json!({"FilterExpression": text})),
        };
        request["TableName"] = json!(table);
        // Only what a text speaks of may be given.
        let given = values();
        let spoken = |name: &String| text.contains(name.as_str());
        let values: serde_json::Map<_, _> = given.as_object().unwrap().clone().into_iter()
            .filter(|(name, _)| spoken(name)).collect();
        let names: serde_json::Map<_, _> = [("#s", "s"), ("#m", "m")].into_iter()
            .filter(|(name, _)| text.contains(name))
            .map(|(name, own)| (name.to_owned(), json!(own))).collect();
        if !values.is_empty() && operation != "GetItem" {
            request["ExpressionAttributeValues"] = values.into();
        }
        if !names.is_empty() {
            request["ExpressionAttributeNames"] = names.into();
        }
        answer_of(&target, operation, request.to_string());
    });
}

#[test]
fn statements_of_any_kind_are_answered() {
    let target = target();
    let table = furnished(&target);
    proptest!(config(), |(text in text_of(STATEMENT), parameters in vec(any_value(), 0..3))| {
        let mut request = json!({"Statement": text.replace("TABLE", &table)});
        if !parameters.is_empty() {
            request["Parameters"] = json!(parameters);
        }
        answer_of(&target, "ExecuteStatement", request.to_string());
    });
}

#[test]
fn a_value_that_is_taken_comes_back_in_a_form_that_stays() {
    let target = target();
    let table = target.hash_table();
    proptest!(config(), |(value in any_value())| {
        let put = |value: &Value| {
            let item = json!({"pk": s("a"), "x": value});
            answer_of(&target, "PutItem", json!({"TableName": table, "Item": item}).to_string()).0
        };
        if put(&value) == 200 {
            let back = target.get(&table, json!({"pk": s("a")}))["x"].take();
            prop_assert_eq!(put(&back), 200);
            prop_assert_eq!(&target.get(&table, json!({"pk": s("a")}))["x"], &back);
        }
    });
}

#[test]
fn bodies_of_any_bytes_are_answered_by_every_operation() {
    let target = target();
    let table = furnished(&target);
    let models = [
        include_str!("../../operations/dynamodb.txt"),
        include_str!("../../operations/dynamodbstreams.txt"),
    ];
    let names: Vec<_> = models
        .iter()
        .flat_map(|model| model.lines())
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(' ').next())
        .collect();
    let well = json!({
        "TableName": table, "Key": {"pk": s("a")}, "Item": {"pk": s("b")}, "Limit": 3,
        "Statement": "SELECT * FROM t", "ReturnValues": "NONE", "TransactItems": [],
        "RequestItems": {table.clone(): {"Keys": [{"pk": s("a")}]}}, "ResourceArn": "arn:aws:x",
    })
    .to_string()
    .into_bytes();
    proptest!(config(), |(
        name in proptest::sample::select(names.clone()),
        noise in vec(any::<u8>(), 0..40),
        cuts in vec((any::<proptest::sample::Index>(), any::<u8>()), 0..6),
        whole in any::<bool>(),
    )| {
        let mut body = if whole { well.clone() } else { noise };
        for (at, byte) in cuts.iter().filter(|_| whole) {
            let at = at.index(body.len());
            body[at] = *byte;
        }
        answer_of(&target, name, body);
    });
}

fn repeated(start: &str, depth: usize, middle: &str, end: &str) -> String {
    format!("{}{middle}{}", start.repeat(depth), end.repeat(depth))
}

// ScyllaDB's public Alternator suite, test_deeply_nested_expression, which passes on AWS: a clean
// refusal, before or while the text is read.
#[test]
fn depth_has_a_limit_whatever_the_language() {
    let target = target();
    let table = furnished(&target);
    let expressions = [
        repeated("(", 2040, "s=:s", ")"),
        repeated("not(", 800, "s=:s", ")"),
        repeated("not ", 1000, "s=:s", ""),
        repeated("size(", 680, "s", ")") + "=:s",
        repeated("s=:s and(", 330, "s=:s", ")"),
        repeated("l[0]", 1000, "=:s", ""),
        "m.".repeat(2000) + "m=:s",
        "(".repeat(EXPRESSION_BYTES_MAX),
        "(".repeat(100_000),
    ];
    for text in expressions {
        let request = json!({
            "TableName": table, "FilterExpression": text,
            "ExpressionAttributeValues": {":s": s("a")},
        });
        assert_eq!(answer_of(&target, "Scan", request.to_string()).0, 400);
    }
    let updates = [
        repeated(
            "SET s=",
            1,
            &repeated("if_not_exists(s,", 240, ":s", ")"),
            "",
        ),
        repeated("SET s=", 1, &repeated("(", 2000, ":s", ")"), ""),
    ];
    for text in updates {
        let request = json!({
            "TableName": table, "Key": {"pk": s("a")}, "UpdateExpression": text,
            "ExpressionAttributeValues": {":s": s("a")},
        });
        answer_of(&target, "UpdateItem", request.to_string());
    }
    let statements = [
        repeated("(", 2000, "pk", ")"),
        repeated("NOT ", 1900, "pk", ""),
        repeated("[", 3900, "1", "]"),
        repeated("{'a':", 1100, "1", "}"),
        repeated("pk IN (", 900, "1", ")"),
    ];
    for text in statements {
        let statement = format!("SELECT * FROM \"{table}\" WHERE {text}");
        let request = json!({"Statement": statement});
        assert_eq!(
            answer_of(&target, "ExecuteStatement", request.to_string()).0,
            400
        );
    }
    let bodies = [
        repeated("[", 100_000, "", "]"),
        repeated("{\"a\":", 100_000, "1", "}"),
        repeated("{\"Item\":{\"x\":{\"M\":", 20_000, "", ""),
        format!(
            "{{\"TableName\":\"{table}\",\"Item\":{{\"pk\":{{\"S\":\"a\"}},\"x\":{}}}}}",
            repeated("{\"L\":[", 20_000, "", "]}")
        ),
    ];
    for body in bodies {
        for operation in ["PutItem", "ListTables"] {
            assert_eq!(answer_of(&target, operation, body.clone()).0, 400);
        }
    }
}

// Developer Guide, "Constraints in Amazon DynamoDB", "Expression parameters": 300 operators.
#[test]
fn an_expression_has_at_most_300_operators() {
    let target = target();
    let table = furnished(&target);
    let scan = |operators: usize| {
        let text = format!("s=:s{}", " or n=:n".repeat((operators - 1) / 2));
        let request = json!({
            "TableName": table, "FilterExpression": text,
            "ExpressionAttributeValues": {":s": s("a"), ":n": n(1)},
        });
        let reply = target.send("Scan", request);
        (reply.status, reply)
    };
    assert_eq!(scan(299).0, 200);
    let (status, reply) = scan(301);
    assert_eq!(status, 400);
    assert!(
        error_of(&reply)
            .ends_with("The expression contains too many operators; operator count: 301"),
        "{}",
        error_of(&reply)
    );
}
