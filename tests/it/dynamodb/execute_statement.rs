//! ExecuteStatement.

use serde_json::{Value, json};

use super::tables::{Target, n, s, target};

const NOT_WELL_FORMED: &str =
    "ValidationException: Statement wasn't well formed, can't be processed: ";
const NO_FULL_KEY: &str = "ValidationException: Where clause does not contain a mandatory equality \
                           on all key attributes";
const CONDITION_FAILED: &str = "ConditionalCheckFailedException: The conditional request failed";

/// The items that a statement answers.
fn run(target: &Target, statement: &str) -> Value {
    let mut answer = target.ok("ExecuteStatement", json!({"Statement": statement}));
    answer["Items"].take()
}

fn refusal(target: &Target, statement: &str) -> String {
    target.refusal("ExecuteStatement", json!({"Statement": statement}))
}

fn refusal_with(target: &Target, statement: &str, parameters: Value) -> String {
    let request = json!({"Statement": statement, "Parameters": parameters});
    target.refusal("ExecuteStatement", request)
}

/// The values of one attribute of all items, sorted.
fn column(items: &Value, name: &str) -> Vec<String> {
    let mut values = in_order(items, name);
    values.sort();
    values
}

fn in_order(items: &Value, name: &str) -> Vec<String> {
    let items = items.as_array().unwrap();
    items
        .iter()
        .map(|item| {
            let value = item[name].as_object().unwrap().values().next().unwrap();
            value.as_str().unwrap().to_owned()
        })
        .collect()
}

// Shape.

// Service model: 1 to 8192 characters, at least one parameter if there is a list of them; LocalStack's
// recorded answer to a statement that is none.
#[test]
fn a_bad_shape_is_refused_before_the_statement_is_read() {
    let target = target();
    let refused = |request: Value| target.refusal("ExecuteStatement", request);
    assert_eq!(
        refused(json!({})),
        "ValidationException: 1 validation error detected: Value null at 'statement' failed to \
         satisfy constraint: Member must not be null"
    );
    assert_eq!(
        refused(json!({"Statement": "SELECT * FROM t12", "Parameters": [], "Limit": 0})),
        "ValidationException: 2 validation errors detected: Value '[]' at 'parameters' failed to \
         satisfy constraint: Member must have length greater than or equal to 1; Value '0' at \
         'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    );
    let long = refused(json!({"Statement": "x".repeat(8193)}));
    assert!(
        long.ends_with("Member must have length less than or equal to 8192"),
        "{long}"
    );
    let garbage = refused(json!({"Statement": "SELEC * FRM x"}));
    assert!(garbage.starts_with(NOT_WELL_FORMED), "{garbage}");
    let deep = format!(
        "SELECT * FROM \"t12\" WHERE {}a=1{}",
        "(".repeat(4000),
        ")".repeat(4000)
    );
    assert!(refused(json!({"Statement": deep})).starts_with("ValidationException: "));
    assert_eq!(
        refused(json!({"Statement": "SELECT * FROM t12 WHERE pk = ?"})),
        "ValidationException: Number of parameters in request and statement don't match."
    );
}

// Captured: parameters are looked at before the statement; Parity Suite, partiqlParameterNumbers.
#[test]
fn parameters_are_checked_before_the_statement_is_read() {
    let target = target();
    let table = target.hash_table();
    let broken = format!("UPDATE \"{table}\" SET WHERE");
    for (parameter, message) in [
        (
            json!({"SS": ["a", "a"]}),
            "One or more parameter values were invalid: Input collection [a, a] contains \
             duplicates.",
        ),
        (
            json!({"NULL": false}),
            "One or more parameter values were invalid: Null attribute value types must have the \
             value of true",
        ),
        (
            json!({"N": "abc"}),
            "The parameter cannot be converted to a numeric value: abc",
        ),
        (
            json!({"N": "1e2147483648"}),
            "The parameter cannot be converted to a numeric value: 1e2147483648",
        ),
        (
            json!({"M": {"x": {"N": "1e2147483647"}}}),
            "Number underflow. Attempting to store a number with magnitude smaller than supported \
             range",
        ),
        (
            json!({"N": ""}),
            "The parameter cannot be converted to a numeric value",
        ),
    ] {
        assert_eq!(
            refusal_with(&target, &broken, json!([parameter])),
            format!("ValidationException: {message}")
        );
    }
}

// Validation: what a statement says.

// Parity Suite, partiqlFunctions.test.ts.
#[test]
fn functions_are_refused_with_their_place() {
    let target = target();
    let table = target.hash_table();
    let select = format!("SELECT * FROM \"{table}\" WHERE pk = 'a' AND ");
    let update = format!("UPDATE \"{table}\" SET ");
    let at = |prefix: &str, length: usize| format!("1:{}:{length}", prefix.len() + 1);
    for (condition, message) in [
        (
            "attribute_exists('ss')",
            "Operator or function requires a document path; operator or function: \
             attribute_exists"
                .to_owned(),
        ),
        (
            "attribute_exists()",
            "Incorrect number of operands for operator or function; operator or function: \
             attribute_exists, number of operands: 0"
                .to_owned(),
        ),
        (
            "EXISTS(ss)",
            format!("Unrecognized function: exists at {}", at(&select, 6)),
        ),
        (
            "set_add(ss, <<'x'>>) = ss",
            format!("Unrecognized function: set_add at {}", at(&select, 7)),
        ),
        (
            "attribute_type(l, 1)",
            "Incorrect operand type for operator or function; operator or function: \
             attribute_type, operand type: N"
                .to_owned(),
        ),
        (
            "attribute_type(l, 'X')",
            "Invalid attribute type name found; type: X, valid types: \
             {N,BS,L,B,NULL,M,S,SS,NS,BOOL}"
                .to_owned(),
        ),
        (
            "attribute_exists(n) > false",
            "Incorrect operand type for operator or function; operator or function: >, operand \
             type: BOOL"
                .to_owned(),
        ),
    ] {
        let statement = format!("{select}{condition}");
        assert_eq!(
            refusal(&target, &statement),
            format!("ValidationException: {message}")
        );
    }
    for (set, function, message) in [
        (
            "t = ",
            "set_add(ss, <<'x'>>)",
            "The first argument to SET_ADD must equal the assignment value at ",
        ),
        (
            "ss = ",
            "set_add(ss)",
            "SET_ADD must have exactly two arguments at ",
        ),
        (
            "ss = ",
            "set_delete(<<'a'>>, <<'b'>>)",
            "The first argument to SET_DELETE must equal the assignment value at ",
        ),
    ] {
        let length = function.find('(').unwrap();
        let at = at(&format!("{update}{set}"), length);
        let statement = format!("{update}{set}{function} WHERE pk = 'a'");
        assert_eq!(
            refusal(&target, &statement),
            format!("ValidationException: {message}{at}")
        );
    }
    let prefix = format!("{update}ss = set_add(");
    assert_eq!(
        refusal(&target, &format!("{prefix}ss, 'x') WHERE pk = 'a'")),
        format!(
            "ValidationException: The second argument to SET_ADD must be a value with type SET at {}",
            at(&prefix, 2)
        )
    );
    assert_eq!(
        refusal(
            &target,
            &format!("SELECT attribute_exists(ss) FROM \"{table}\"")
        ),
        "ValidationException: Unexpected path component at 1:8:16"
    );
    assert_eq!(
        refusal(&target, "x IS INT4"),
        "ValidationException: Unsupported operation: IsType"
    );
}

// Parity Suite, validation ordering.
#[test]
fn what_a_statement_says_is_checked_before_its_table_is_looked_up() {
    let target = target();
    assert_eq!(
        refusal_with(
            &target,
            "SELECT pk FROM \"missing-table\" WHERE pk = ? AND val < ?",
            json!([s("x"), {"BOOL": true}])
        ),
        "ValidationException: Incorrect operand type for operator or function; operator or \
         function: <, operand type: BOOL"
    );
    assert_eq!(
        refusal(&target, "SELECT COUNT(*) FROM \"missing-table\""),
        "ValidationException: Unexpected path component at 1:8:5"
    );
    assert_eq!(
        refusal(&target, "SELECT s, s FROM \"missing-table\""),
        "ValidationException: Duplicate identifiers in select clause: s"
    );
    for statement in [
        "SELECT pk FROM \"missing-table\" WHERE pk = 'x'",
        "FROM \"missing-table\" WHERE pk = 'x' SET c = 1",
        "INSERT INTO \"missing-table\" VALUE {'pk': 'x'}",
    ] {
        assert_eq!(
            refusal(&target, statement),
            "ResourceNotFoundException: Requested resource not found"
        );
    }
}

// SELECT.

// Parity Suite, executeStatement.test.ts; captured column names.
#[test]
fn columns_are_shown_under_their_last_names() {
    let target = target();
    let table = target.hash_table();
    let item = json!({
        "pk": s("a"), "n": n(5),
        "m": {"M": {"k": {"L": [s("x"), s("y")]}, "sub": s("deep")}},
    });
    target.put(&table, item.clone());
    let select = |columns: &str| {
        run(
            &target,
            &format!("SELECT {columns} FROM \"{table}\" WHERE pk = 'a'"),
        )
    };
    assert_eq!(select("*"), json!([item]));
    assert_eq!(
        select("m.k[1], m.sub, \"n\", absent"),
        json!([{"k[1]": s("y"), "sub": s("deep"), "n": n(5)}])
    );
    assert_eq!(select("m['sub']"), json!([{"sub": s("deep")}]));
    assert_eq!(select("absent"), json!([{}]));
}

// Parity Suite, whereFunctions.test.ts; captured comparisons with booleans.
#[test]
fn conditions_filter_what_is_read() {
    let target = target();
    let table = target.hash_table();
    target.put(
        &table,
        json!({
            "pk": s("a"), "s": s("it's"), "n": n(1), "ss": {"SS": ["x", "y"]},
            "nul": {"NULL": true}, "yes": {"BOOL": true}, "m": {"M": {"sub": s("x")}},
        }),
    );
    let holds = |condition: &str| {
        let items = run(
            &target,
            &format!("SELECT * FROM \"{table}\" WHERE pk = 'a' AND {condition}"),
        );
        items.as_array().unwrap().len() == 1
    };
    for condition in [
        "s = 'it''s'",
        "n >= 1 AND n < 2 AND n <> 3 AND n != 4",
        "n BETWEEN - 2 AND +5 AND n IN [- 1, 1]",
        "n = 1e0 AND n = .1e1",
        "NOT n IN (2, 3) AND n NOT IN (4)",
        "(n = 5 OR s = 'it''s')",
        "size(s) = 4",
        "ATTRIBUTE_EXISTS(m.sub) AND NOT attribute_exists(\"nope\")",
        "attribute_not_exists(m.nope)",
        "begins_with(s, 'it') AND contains(ss, 'y') AND attribute_type(ss, 'SS')",
        "nope IS MISSING AND n IS NOT MISSING AND NOT nope = 1",
        "nul IS NULL AND s IS NOT NULL AND yes IS BOOL AND s IS STRING AND m IS TUPLE",
        "ss = <<'y', 'x'>>",
        "m = {'sub': 'x'}",
        "attribute_exists(nope) = false",
        "true = attribute_exists(n)",
        "attribute_exists(n) <> 1",
        "(n BETWEEN 0 AND 5) = true",
        "attribute_exists(nope) IN [true, false]",
        "attribute_exists(n) = yes",
    ] {
        assert!(holds(condition), "{condition}");
    }
    for condition in [
        "s = 1",
        "nope IS NULL",
        "size(s) = 3",
        "s IS BOOL",
        "NOT attribute_exists(n) = true",
        "(attribute_exists(n) = true) = false",
        "n > -/* c */-1",
        "nope = 1 -- AND n = 1",
    ] {
        assert!(!holds(condition), "{condition}");
    }
}

// Captured: each alternative of a key condition is a read, and no two may find the same item.
#[test]
fn key_conditions_are_taken_apart_into_reads() {
    let target = target();
    let table = target.range_table("S");
    for (sort, flag) in [("1", "one"), ("2", "two"), ("3", "three")] {
        target.put(
            &table,
            json!({"pk": s("p"), "sk": s(sort), "flag": s(flag)}),
        );
    }
    target.put(&table, json!({"pk": s("q"), "sk": s("1")}));
    let select = |condition: &str| format!("SELECT * FROM \"{table}\" WHERE {condition}");
    for (condition, expected) in [
        ("pk = 'p' AND (sk = '1' OR sk = '2')", vec!["1", "2"]),
        ("pk = 'p' AND sk IN ['1', '2']", vec!["1", "2"]),
        ("pk IN ['p', 'q'] AND sk = '1'", vec!["1", "1"]),
        (
            "pk = 'p' AND (sk < '1' OR sk > '1' OR sk = '1')",
            vec!["1", "2", "3"],
        ),
        ("pk = 'p' AND NOT sk = '1'", vec!["2", "3"]),
        ("pk = 'p' AND sk > '1' AND sk <> '3'", vec!["2"]),
        ("pk = 'p' AND sk = '1' AND sk > '0'", vec!["1"]),
        (
            "pk = 'p' AND NOT sk IN ['1', '3'] OR pk = 'p' AND sk = '2'",
            vec!["2"],
        ),
        (
            "pk = 'p' AND NOT begins_with(sk, 'x') OR pk = 'p' AND sk = '2'",
            vec!["1", "2", "3"],
        ),
        ("pk = 'p' OR pk = 'p' AND NOT sk = '1'", vec!["1", "2", "3"]),
        ("'p' = pk AND '2' <= sk", vec!["2", "3"]),
        ("pk = 'q' OR sk = '3'", vec!["1", "3"]),
        (
            "pk = 'p' AND begins_with(sk, '2') AND attribute_exists(pk)",
            vec!["2"],
        ),
        (
            "pk = 'p' AND (flag = 'one' OR flag = 'two')",
            vec!["1", "2"],
        ),
        ("pk > 'p'", vec!["1"]),
    ] {
        assert_eq!(
            column(&run(&target, &select(condition)), "sk"),
            expected,
            "{condition}"
        );
    }
    for condition in [
        "pk IN ['p', 'p']",
        "pk = 'p' OR pk = 'p'",
        "pk = 'p' AND (sk > '0' OR sk < '5')",
        "pk = 'p' AND (sk = '1' OR flag = 'two')",
        "(pk = 'p' AND flag = 'one') OR (pk = 'p' AND flag = 'two')",
        "pk = 'a' AND x <> '1' OR pk = 'a' AND sk = '2'",
    ] {
        assert_eq!(
            refusal(&target, &select(condition)),
            "ValidationException: Overlapping conditions with range keys are not supported in \
             where clause",
            "{condition}"
        );
    }
    for (condition, name) in [
        ("pk = 1 OR pk = 'p'", "pk"),
        ("pk = 'p' AND sk IN ['1', 2]", "sk"),
    ] {
        assert_eq!(
            refusal(&target, &select(condition)),
            format!(
                "ValidationException: Key attribute's data type should match its data type in \
                 table's schema: Key {name}"
            )
        );
    }
    let values = |count: usize| {
        let values: Vec<_> = (0..count).map(|at| format!("'v{at}'")).collect();
        values.join(",")
    };
    for condition in [
        format!("pk IN [{}]", values(51)),
        format!("pk IN [{}] AND sk IN ['1', '2']", values(26)),
    ] {
        assert_eq!(
            refusal(&target, &select(&condition)),
            "ValidationException: Too many decomposed read operations for a given query."
        );
    }
    for condition in [
        format!("pk IN [{}] AND flag IN [{}]", values(50), values(100)),
        format!("pk IN [{}] OR flag = 'none'", values(51)),
    ] {
        assert_eq!(run(&target, &select(&condition)), json!([]));
    }
    assert_eq!(
        refusal(
            &target,
            &select(&format!("pk = 'p' AND flag IN [{}]", values(101)))
        ),
        "ValidationException: The IN operator is provided with too many operands; number of \
         operands: 101"
    );
}

// Captured; where the sort key is not named, its order is descending.
#[test]
fn order_by_orders_by_the_key() {
    let target = target();
    let table = target.range_table("N");
    for partition in ["o", "p"] {
        for sort in [9, 10, 11] {
            target.put(&table, json!({"pk": s(partition), "sk": n(sort)}));
        }
    }
    let ordered = |clauses: &str| {
        let items = run(
            &target,
            &format!("SELECT pk, sk FROM \"{table}\" WHERE {clauses}"),
        );
        let pairs = in_order(&items, "pk")
            .into_iter()
            .zip(in_order(&items, "sk"));
        pairs
            .map(|(pk, sk)| format!("{pk}{sk}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(ordered("pk = 'o' ORDER BY sk DESC"), "o11 o10 o9");
    assert_eq!(ordered("pk = 'o' ORDER BY sk"), "o9 o10 o11");
    assert_eq!(ordered("pk = 'o' ORDER BY pk ASC"), "o11 o10 o9");
    assert_eq!(
        ordered("pk IN ['o', 'p'] order by pk desc, sk asc"),
        "p9 p10 p11 o9 o10 o11"
    );
    for (clauses, message) in [
        (
            "ORDER BY sk",
            "Must have WHERE clause in the statement when using ORDER BY clause.",
        ),
        (
            "WHERE pk = 'o' ORDER BY total DESC",
            "Attribute total in ORDER BY clause must be part of the primary key",
        ),
        (
            "WHERE pk > 'a' ORDER BY sk",
            "Must have at least one non-optional hash key condition in WHERE clause when using \
             ORDER BY clause.",
        ),
        (
            "WHERE pk IN ['o', 'p'] ORDER BY sk DESC",
            "Must have hash key in ORDER BY clause when more than one hash key condition specified \
             in WHERE clause.",
        ),
    ] {
        assert_eq!(
            refusal(&target, &format!("SELECT sk FROM \"{table}\" {clauses}")),
            format!("ValidationException: {message}")
        );
    }
}

// Captured pages across partitions; Parity Suite: a token belongs to its statement and parameters.
#[test]
fn pages_go_on_with_a_token_of_the_same_statement() {
    let target = target();
    let table = target.range_table("S");
    for partition in ["o", "p"] {
        for sort in ["1", "2", "3"] {
            target.put(&table, json!({"pk": s(partition), "sk": s(sort)}));
        }
    }
    let text = format!("SELECT pk, sk FROM \"{table}\" WHERE pk IN ['o', ?] ORDER BY pk DESC");
    let request = |limit: u32, token: &Value| {
        let mut request = json!({"Statement": text, "Parameters": [s("p")], "Limit": limit});
        if !token.is_null() {
            request["NextToken"] = token.clone();
        }
        target.ok("ExecuteStatement", request)
    };
    let first = request(2, &Value::Null);
    assert_eq!(in_order(&first["Items"], "sk"), ["3", "2"]);
    assert_eq!(
        first["LastEvaluatedKey"],
        json!({"pk": s("p"), "sk": s("2")})
    );
    let second = request(2, &first["NextToken"]);
    assert_eq!(in_order(&second["Items"], "pk"), ["p", "o"]);
    assert_eq!(in_order(&second["Items"], "sk"), ["1", "3"]);
    let rest = request(9, &second["NextToken"]);
    assert_eq!(in_order(&rest["Items"], "sk"), ["2", "1"]);
    assert_eq!(rest["NextToken"], Value::Null);

    let with = |statement: &str, parameter: &str, token: &Value| {
        let parameters = json!([s(parameter)]);
        let request = json!({"Statement": statement, "Parameters": parameters, "NextToken": token});
        target.refusal("ExecuteStatement", request)
    };
    let mismatch = "ValidationException: NextToken does not match request";
    assert_eq!(with(&text, "q", &first["NextToken"]), mismatch);
    assert_eq!(
        with(&format!("{text} "), "p", &first["NextToken"]),
        mismatch
    );
    assert_eq!(
        with(&text, "p", &json!("garbage")),
        "ValidationException: Invalid NextToken"
    );
}

// Developer Guide, "Limit": what is read counts, not what matches; each read rounds up for itself.
#[test]
fn limit_and_capacity_are_of_what_is_read() {
    let target = target();
    let table = target.range_table("S");
    for sort in ["1", "2", "3"] {
        target.put(&table, json!({"pk": s("p"), "sk": s(sort)}));
    }
    let run = |condition: &str, more: Value| {
        let statement = format!("SELECT * FROM \"{table}\" WHERE {condition}");
        let mut request = json!({"Statement": statement, "ReturnConsumedCapacity": "TOTAL"});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        target.ok("ExecuteStatement", request)
    };
    let page = run("pk = 'p' AND x = 1", json!({"Limit": 2}));
    assert_eq!(page["Items"], json!([]));
    assert!(page["NextToken"].is_string());
    let units = |condition: &str, consistent: bool| {
        let answer = run(condition, json!({"ConsistentRead": consistent}));
        answer["ConsumedCapacity"]["CapacityUnits"]
            .as_f64()
            .unwrap()
    };
    assert_eq!(units("pk = 'p'", false), 0.5);
    assert_eq!(units("pk = 'p' AND x = 1", true), 1.0);
    assert_eq!(units("pk IN ['p', 'q']", false), 1.0);
}

// Parity Suite, executeStatementIndex.test.ts and partiql.test.ts; captured lists of attributes.
#[test]
fn an_index_answers_with_what_it_holds() {
    let target = target();
    let table = target.indexed_table();
    let item = |sort: &str, more: Value| {
        let mut item = json!({"pk": s("p"), "sk": s(sort), "other": s("o")});
        item.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        target.put(&table, item);
    };
    item(
        "1",
        json!({"g": s("x"), "h": s("1"), "n": n(7), "extra": s("e"), "l": s("l1")}),
    );
    item("2", json!({"g": s("x"), "h": s("2"), "l": s("l2")}));
    item("3", json!({}));
    let select = |columns: &str, index: &str, condition: &str| {
        format!("SELECT {columns} FROM \"{table}\".\"{index}\" WHERE {condition}")
    };
    assert_eq!(
        column(&run(&target, &select("sk", "all", "g = 'x'")), "sk"),
        ["1", "2"]
    );
    assert_eq!(
        run(&target, &select("*", "keys", "g = 'x' AND sk = '1'")),
        json!([{"pk": s("p"), "sk": s("1"), "g": s("x")}])
    );
    // A local index fetches what it does not hold, a global one refuses.
    let fetched = select("other", "local", "pk = 'p' AND l > 'l1'");
    assert_eq!(run(&target, &fetched), json!([{"other": s("o")}]));
    // A scan of an index finds nothing by what it does not hold.
    assert_eq!(
        run(&target, &select("sk", "some", "other = 'o'")),
        json!([])
    );
    assert_eq!(
        column(
            &run(&target, &select("sk", "keys", "NOT other = 'o'")),
            "sk"
        ),
        ["1", "2"]
    );
    let invalid = "One or more parameter values were invalid: ";
    for (statement, message) in [
        (
            select("other", "some", "n = 7"),
            format!("{invalid}Global secondary index some does not project [other]"),
        ),
        (
            select("sk", "some", "n = 7 AND other = 'o'"),
            format!(
                "{invalid}Secondary index some does not project one or more filter attributes: [other]"
            ),
        ),
        (
            select(
                "sk",
                "local",
                "pk = 'p' AND (zz = '1' OR aa = '2' OR mm = '3')",
            ),
            format!(
                "{invalid}Secondary index local does not project one or more filter attributes: [zz, aa, mm]"
            ),
        ),
        (
            select(
                "sk",
                "keys",
                "(g = 'b' AND u1 = '1') OR (g = 'q' AND u2 = '1')",
            ),
            format!(
                "{invalid}Secondary index keys does not project one or more filter attributes: [u2]"
            ),
        ),
        (
            select("*", "none", "g = 'x'"),
            "The table does not have the specified index".to_owned(),
        ),
    ] {
        assert_eq!(
            refusal(&target, &statement),
            format!("ValidationException: {message}")
        );
    }
    assert_eq!(
        run(
            &target,
            &select(
                "sk",
                "some",
                "(n = 7 AND extra = 'e') OR (n = 8 AND aa = '1')"
            )
        ),
        json!([{"sk": s("1")}])
    );
    let consistent = json!({"Statement": select("*", "all", "g = 'x'"), "ConsistentRead": true});
    assert_eq!(
        target.refusal("ExecuteStatement", consistent),
        "ValidationException: Strongly consistent read is not supported on Global Secondary Indexes"
    );
    let detailed = json!({"Statement": fetched, "ReturnConsumedCapacity": "INDEXES"});
    assert_eq!(
        target.ok("ExecuteStatement", detailed)["ConsumedCapacity"],
        json!({
            "TableName": table, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 0.5},
            "LocalSecondaryIndexes": {"local": {"CapacityUnits": 0.5}},
        })
    );
}

// Parity Suite, partiqlMultiAttributeIndex.test.ts.
#[test]
fn an_index_with_a_key_of_several_attributes_is_refused_first() {
    let target = target();
    let key = |name: &str, kind: &str| json!({"AttributeName": name, "KeyType": kind});
    let define = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let table = target.table(json!({
        "KeySchema": [key("id", "HASH")],
        "AttributeDefinitions": [define("id"), define("h1"), define("h2")],
        "GlobalSecondaryIndexes": [{
            "IndexName": "gsi", "KeySchema": [key("h1", "HASH"), key("h2", "HASH")],
            "Projection": {"ProjectionType": "ALL"},
        }],
    }));
    for statement in [
        format!("SELECT * FROM \"{table}\".\"gsi\" WHERE h1 = 5"),
        format!("SELECT * FROM \"{table}\".\"gsi\""),
        format!("SELECT COUNT(*) FROM \"{table}\".\"gsi\""),
    ] {
        assert_eq!(
            refusal(&target, &statement),
            "ValidationException: PartiQL statements cannot be executed on tables with \
             multi-attribute HASH keys or multi-attribute RANGE keys."
        );
    }
    assert_eq!(
        run(
            &target,
            &format!("SELECT * FROM \"{table}\" WHERE id = 'a'")
        ),
        json!([])
    );
}

// INSERT.

// Parity Suite: INSERT is no upsert, and answers an empty list.
#[test]
fn an_item_is_inserted_once() {
    let target = target();
    let table = target.hash_table();
    let insert =
        format!("INSERT INTO \"{table}\" value {{'pk': ?, 'n': -1.50, 'l': [1, 'x', <<2, 1>>]}}");
    let request = json!({"Statement": insert, "Parameters": [s("a")]});
    assert_eq!(
        target.ok("ExecuteStatement", request.clone()),
        json!({"Items": []})
    );
    assert_eq!(
        target.get(&table, json!({"pk": s("a")})),
        json!({"pk": s("a"), "n": n("-1.5"), "l": {"L": [n(1), s("x"), {"NS": ["1", "2"]}]}})
    );
    let reply = target.send("ExecuteStatement", request);
    assert_eq!(
        reply.json(),
        json!({
            "__type": "com.amazonaws.dynamodb.v20120810#DuplicateItemException",
            "message": "Duplicate primary key exists in table",
        })
    );
    for (statement, message) in [
        (
            format!("INSERT INTO \"{table}\" VALUE {{'n': 1}}"),
            "One or more parameter values were invalid: Missing the key pk in the item",
        ),
        (
            format!("INSERT INTO \"{table}\" VALUE [1]"),
            "Unsupported format in item expression. Please use struct format {...} to express item \
             values for insert statement.",
        ),
        (
            format!("INSERT INTO \"{table}\" VALUE {{'pk': 'b'}} RETURNING ALL OLD *"),
            "RETURNING is not supported in INSERT",
        ),
        (
            format!("INSERT INTO \"{table}\".\"i\" VALUE {{'pk': 'b'}}"),
            "FROM clause may only contain a single table name in data manipulation statements",
        ),
    ] {
        assert_eq!(
            refusal(&target, &statement),
            format!("ValidationException: {message}")
        );
    }
}

// UPDATE.

// Developer Guide, "PartiQL update statements for DynamoDB"; captured.
#[test]
fn an_update_sets_and_removes() {
    let target = target();
    let table = target.range_table("S");
    target.put(
        &table,
        json!({
            "pk": s("dt"), "sk": s("1"), "n": n(1), "gone": s("x"),
            "m": {"M": {"a": n(1)}}, "l": {"L": [n(1), s("x")]},
            "ns": {"NS": ["1", "34"]}, "only": {"SS": ["o"]},
        }),
    );
    let update = |actions: &str| {
        let statement = format!("UPDATE \"{table}\" {actions} WHERE pk = 'dt' AND sk = '1'");
        assert_eq!(run(&target, &statement), json!([]), "{actions}");
    };
    update("SET n=n+100 SET m.b=[2020, 'y'] SET l = LIST_APPEND(l, [4]) REMOVE gone");
    update("SET ns = SET_ADD(ns, <<48.4, 1>>), fresh = set_add(fresh, <<'f'>>) SET l[0] = 'first'");
    update("SET only = set_delete(only, <<'o'>>) SET n = n - - 2 REMOVE l[1] REMOVE m.a");
    assert_eq!(
        target.get(&table, json!({"pk": s("dt"), "sk": s("1")})),
        json!({
            "pk": s("dt"), "sk": s("1"), "n": n(103),
            "m": {"M": {"b": {"L": [n(2020), s("y")]}}}, "l": {"L": [s("first"), n(4)]},
            "ns": {"NS": ["1", "34", "48.4"]}, "fresh": {"SS": ["f"]},
        })
    );
    let refused = |actions: &str| {
        refusal(
            &target,
            &format!("UPDATE \"{table}\" {actions} WHERE pk = 'dt' AND sk = '1'"),
        )
    };
    for (actions, message) in [
        (
            "SET ns = set_add(ns, <<'x'>>)",
            "An operand in the update expression has an incorrect data type",
        ),
        (
            "SET q = list_append(q, [1])",
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (
            "SET n = 'a' + 1",
            "Incorrect operand type for operator or function; operator or function: +, operand type: S",
        ),
        (
            "SET q.r = 1",
            "The document path provided in the update expression is invalid for update",
        ),
        (
            "SET sk = '2'",
            "One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key",
        ),
        (
            "SET n = n * 2",
            "Unsupported operator in Update Expression. Operator: *",
        ),
        (
            "SET n = 1, n = 2",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]",
        ),
    ] {
        assert_eq!(
            refused(actions),
            format!("ValidationException: {message}"),
            "{actions}"
        );
    }
}

// Parity Suite, executeStatement.test.ts and fromFirstUpdate.test.ts; captured.
#[test]
fn an_update_changes_only_the_item_that_its_where_names() {
    let target = target();
    let table = target.range_table("S");
    target.put(&table, json!({"pk": s("a"), "sk": s("1"), "flag": s("x")}));
    let update = |condition: &str| format!("UPDATE \"{table}\" SET n = 1 WHERE {condition}");
    assert_eq!(
        run(
            &target,
            &update("(pk = 'a' AND sk = '1') AND flag = 'x' AND pk = 'a'")
        ),
        json!([])
    );
    let from_first =
        format!("from \"{table}\" where pk = 'a' and sk = '1' and n = 1 set c = 5 remove n");
    run(&target, &from_first);
    assert_eq!(
        target.get(&table, json!({"pk": s("a"), "sk": s("1")})),
        json!({"pk": s("a"), "sk": s("1"), "flag": s("x"), "c": n(5)})
    );
    for (condition, expected) in [
        ("pk = 'a' AND sk = '1' AND flag = 'y'", CONDITION_FAILED),
        ("pk = 'a' AND sk = '2'", CONDITION_FAILED),
        (
            "pk = 'a' AND sk = '2' AND attribute_not_exists(pk)",
            CONDITION_FAILED,
        ),
        ("pk = 'a'", NO_FULL_KEY),
        ("flag = 'x'", NO_FULL_KEY),
        ("(pk = 'a' OR pk = 'b') AND sk = '1'", NO_FULL_KEY),
        (
            "pk = 'a' AND sk = '1' AND pk = 'b'",
            "ValidationException: Multiple conditions on same key pk. Only single item \
             Update/Insert/Delete are supported",
        ),
    ] {
        assert_eq!(
            refusal(&target, &update(condition)),
            expected,
            "{condition}"
        );
    }
    assert_eq!(
        refusal(&target, &format!("FROM \"{table}\" SET c = 1")),
        NO_FULL_KEY
    );
    assert_eq!(
        refusal(
            &target,
            &format!("UPDATE \"{table}\".\"i\" SET n = 1 WHERE pk = 'a' AND sk = '1'")
        ),
        "ValidationException: This operation is not supported on an index"
    );
    let request = json!({
        "Statement": update("pk = 'a' AND sk = '1' AND flag = 'y'"),
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    });
    let reply = target.send("ExecuteStatement", request);
    assert_eq!(reply.json()["Item"]["flag"], s("x"));
}

// Parity Suite, executeStatement.test.ts.
#[test]
fn returning_shows_the_image_that_it_asks_for() {
    let target = target();
    let table = target.hash_table();
    let item = json!({"pk": s("a"), "keep": s("k"), "m": {"M": {"x": n(1), "y": n(2)}}});
    target.put(&table, item.clone());
    let update = |actions: &str, variant: &str| {
        run(
            &target,
            &format!("UPDATE \"{table}\" {actions} WHERE pk = 'a' RETURNING {variant} *"),
        )
    };
    assert_eq!(update("SET m.x = 5", "ALL OLD"), json!([item]));
    assert_eq!(
        update("SET m.x = 6", "MODIFIED OLD"),
        json!([{"m": {"M": {"x": n(5)}}}])
    );
    assert_eq!(
        update("SET m.x = 7", "modified new"),
        json!([{"m": {"M": {"x": n(7)}}}])
    );
    assert_eq!(
        update("REMOVE m", "ALL NEW"),
        json!([{"pk": s("a"), "keep": s("k")}])
    );
    assert_eq!(update("REMOVE keep", "MODIFIED NEW"), json!([]));
    let delete = format!("DELETE FROM \"{table}\" WHERE pk = 'a' RETURNING ALL OLD *");
    assert_eq!(run(&target, &delete), json!([{"pk": s("a")}]));
    assert_eq!(run(&target, &delete), json!([]));
}

// DELETE.

// Parity Suite: without an item there is no condition to fail.
#[test]
fn a_deletion_needs_its_condition_only_if_the_item_is_there() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "name": s("alpha")}));
    let delete = |condition: &str| format!("DELETE FROM \"{table}\" WHERE {condition}");
    assert_eq!(
        refusal(&target, &delete("pk = 'a' AND \"name\" = 'beta'")),
        CONDITION_FAILED
    );
    assert_eq!(refusal(&target, &delete("\"name\" = 'alpha'")), NO_FULL_KEY);
    assert_eq!(
        refusal(&target, &format!("DELETE FROM \"{table}\"")),
        NO_FULL_KEY
    );
    assert_eq!(
        run(&target, &delete("pk = 'b' AND \"name\" = 'x'")),
        json!([])
    );
    let request = json!({
        "Statement": delete("pk = 'a' AND NOT begins_with(\"name\", 'zz')"),
        "ReturnConsumedCapacity": "TOTAL",
    });
    assert_eq!(
        target.ok("ExecuteStatement", request),
        json!({"Items": [], "ConsumedCapacity": {"TableName": table, "CapacityUnits": 1.0}})
    );
    assert_eq!(target.get(&table, json!({"pk": s("a")})), Value::Null);
}

// Captured.
#[test]
fn exists_is_for_transactions() {
    let target = target();
    let table = target.hash_table();
    assert_eq!(
        refusal(
            &target,
            &format!("EXISTS(SELECT * FROM \"{table}\" WHERE pk = 'a' AND b IS MISSING)")
        ),
        "ValidationException: EXISTS can only be used in ExecuteTransaction write requests."
    );
}
