//! ExecuteTransaction.

use serde_json::{Value, json};

use super::tables::{Target, n, s, target};

fn request(statements: &[&str]) -> Value {
    let statements: Vec<_> = statements
        .iter()
        .map(|text| json!({"Statement": text}))
        .collect();
    json!({"TransactStatements": statements})
}

fn run(target: &Target, statements: &[&str]) -> Value {
    target.ok("ExecuteTransaction", request(statements))["Responses"].take()
}

fn refusal(target: &Target, statements: &[&str]) -> String {
    target.refusal("ExecuteTransaction", request(statements))
}

/// The reasons of a transaction that has to be cancelled.
fn reasons(target: &Target, statements: &[&str]) -> Value {
    let reply = target.send("ExecuteTransaction", request(statements));
    assert_eq!(reply.status, 400, "{}", reply.text());
    let mut body = reply.json();
    assert_eq!(
        body["__type"],
        "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
    );
    body["CancellationReasons"].take()
}

// Service model: 1 to 100 statements.
#[test]
fn a_bad_shape_is_refused() {
    let target = target();
    assert_eq!(
        refusal(&target, &[]),
        "ValidationException: 1 validation error detected: Value '[]' at 'transactStatements' \
         failed to satisfy constraint: Member must have length greater than or equal to 1"
    );
    let many = refusal(&target, &["SELECT 1"; 101]);
    assert!(
        many.ends_with("Member must have length less than or equal to 100"),
        "{many}"
    );
    let mut long = request(&["SELECT 1"]);
    long["ClientRequestToken"] = json!("x".repeat(37));
    let long = target.refusal("ExecuteTransaction", long);
    assert!(long.contains("'clientRequestToken'"), "{long}");
}

// Parity Suite, executeTransaction.test.ts and writeResponses.test.ts.
#[test]
fn all_writes_are_made_or_none() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("u"), "n": n(1)}));
    target.put(&table, json!({"pk": s("d")}));
    let insert = format!("INSERT INTO \"{table}\" VALUE {{'pk': 'i'}}");
    let update = format!("UPDATE \"{table}\" SET n = n + 1 WHERE pk = 'u' AND attribute_exists(n)");
    let delete = format!("DELETE FROM \"{table}\" WHERE pk = 'd'");
    assert_eq!(run(&target, &[&insert, &update, &delete]), json!([]));
    assert_eq!(target.get(&table, json!({"pk": s("u")}))["n"], n(2));
    assert_eq!(target.get(&table, json!({"pk": s("d")})), Value::Null);

    let missing = format!("UPDATE \"{table}\" SET n = 1 WHERE pk = 'none'");
    assert_eq!(
        reasons(&target, &[&update, &insert, &missing]),
        json!([
            {"Code": "None"},
            {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"},
            {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"},
        ])
    );
    assert_eq!(target.get(&table, json!({"pk": s("u")}))["n"], n(2));
}

// Captured.
#[test]
fn reads_are_of_single_items_by_their_keys() {
    let target = target();
    let table = target.range_table("S");
    target.put(&table, json!({"pk": s("p"), "sk": s("1"), "a": s("x")}));
    let select = |condition: &str| format!("SELECT a FROM \"{table}\" WHERE {condition}");
    let first = select("(sk IN ['1']) AND pk = 'p' AND pk = 'p'");
    assert_eq!(
        run(&target, &[&first, &select("pk = 'p' AND sk = '2'")]),
        json!([{"Item": {"a": s("x")}}, {}])
    );
    for condition in [
        "pk = 'p' AND sk = '1' AND a = 'x'",
        "pk = 'p' AND sk = '1' AND pk = 'q'",
        "pk = 'p'",
        "pk IN ['q'] AND pk = 'p' AND sk = '1'",
    ] {
        assert_eq!(
            refusal(&target, &[&first, &select(condition)]),
            "ValidationException: Validation failed in TransactStatements[1]: Select statements \
             within ExecuteTransaction must specify the primary key in the where clause."
        );
    }
    assert_eq!(
        refusal(&target, &[&select("pk IN ['p', 'p'] AND sk = '1'")]),
        "ValidationException: Validation failed in TransactStatements[0]: Overlapping conditions \
         with range keys are not supported in where clause"
    );
    assert_eq!(
        refusal(
            &target,
            &[&format!("SELECT * FROM \"{table}\".\"i\" WHERE pk = 'p'")]
        ),
        "ValidationException: Validation failed in TransactStatements[0]: Reads on indices are not \
         supported within transactions."
    );
    let twice = "ValidationException: Transaction request cannot include multiple operations on \
                 one item";
    assert_eq!(refusal(&target, &[&first, &first]), twice);
    assert_eq!(
        reasons(&target, &[&first, &first, &select("pk = 1 AND sk = '1'")]),
        json!([{"Code": "None"}, {"Code": "None"}, {
            "Code": "ValidationError",
            "Message": "The provided key element does not match the schema",
        }])
    );
    let update = format!("UPDATE \"{table}\" SET a = 'y' WHERE pk = 'p' AND sk = '1'");
    assert_eq!(
        refusal(&target, &[&first, &update]),
        "ValidationException: ExecuteTransaction API does not support both read and write \
         operations in the same request."
    );
}

// Captured; the RETURNING clause is in the Parity Suite.
#[test]
fn the_first_statement_that_is_wrong_is_named() {
    let target = target();
    let table = target.hash_table();
    let good = format!("UPDATE \"{table}\" SET n = 1 WHERE pk = 'a'");
    for (statement, message) in [
        (
            format!("SELECT * FROM \"{table}\" WHERE"),
            "Statement wasn't well formed, can't be processed: Unexpected term".to_owned(),
        ),
        (
            format!("{good} RETURNING ALL NEW *"),
            "RETURNING clause is not supported in ExecuteTransaction.".to_owned(),
        ),
        (
            format!("UPDATE \"{table}\".\"i\" SET n = 1 WHERE pk = 'a'"),
            "This operation is not supported on an index".to_owned(),
        ),
        (
            format!("EXISTS(SELECT * FROM \"{table}\" WHERE pk = 'a')"),
            "EXISTS() must contain a single item read with additional condition".to_owned(),
        ),
    ] {
        assert_eq!(
            refusal(&target, &[&good, &statement]),
            format!("ValidationException: Validation failed in TransactStatements[1]: {message}")
        );
    }
    let parameter = json!({"TransactStatements": [
        {"Statement": good}, {"Statement": "UPDATE", "Parameters": [{"N": "abc"}]},
    ]});
    assert_eq!(
        target.refusal("ExecuteTransaction", parameter),
        "ValidationException: The parameter cannot be converted to a numeric value: abc"
    );
}

// Captured.
#[test]
fn what_does_not_fit_a_table_cancels() {
    let target = target();
    let table = target.range_table("S");
    let missing = "UPDATE \"missing-table\" SET a = 1 WHERE pk = 'x' RETURNING ALL NEW *";
    let update = |condition: &str| format!("UPDATE \"{table}\" SET a = 1 WHERE {condition}");
    assert_eq!(
        reasons(&target, &[missing, &update("pk = 'k' AND sk = '1'")]),
        json!([
            {"Code": "ResourceNotFound", "Message": "Requested resource not found"},
            {"Code": "None"},
        ])
    );
    let mismatch = json!({
        "Code": "ValidationError",
        "Message": "The provided key element does not match the schema",
    });
    target.put(&table, json!({"pk": s("k"), "sk": s("1")}));
    assert_eq!(
        reasons(
            &target,
            &[
                &update("pk = 'k'"),
                &update("pk IN ['k'] AND sk = '1'"),
                &update("pk = 'k' AND sk = '1' AND pk = 'o'"),
                &update("pk = 'k' AND sk = 1"),
                &format!("INSERT INTO \"{table}\" VALUE {{'pk': 'k'}}"),
                &update("pk = 'k' AND sk = '1'"),
            ]
        ),
        json!([
            mismatch, mismatch, mismatch, mismatch,
            {
                "Code": "ValidationError",
                "Message": "One or more parameter values were invalid: Missing the key sk in the item",
            },
            {"Code": "None"},
        ])
    );
}

// Developer Guide, "Performing transactions with PartiQL for DynamoDB"; captured.
#[test]
fn exists_is_a_condition_of_a_transaction() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("c"), "awards": n(1)}));
    let exists = |condition: &str| {
        format!("EXISTS(SELECT * FROM \"{table}\" WHERE pk = 'c' AND {condition})")
    };
    let insert = format!("INSERT INTO \"{table}\" VALUE {{'pk': 'new'}}");
    let failed = json!([
        {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"},
        {"Code": "None"},
    ]);
    assert_eq!(
        reasons(&target, &[&exists("awards IS MISSING"), &insert]),
        failed
    );
    assert_eq!(
        reasons(&target, &[&exists("pk = 'other' AND awards = 1"), &insert]),
        failed
    );
    assert_eq!(run(&target, &[&exists("awards = 1"), &insert]), json!([]));
    assert_eq!(
        target.get(&table, json!({"pk": s("new")})),
        json!({"pk": s("new")})
    );
}

// Parity Suite, executeTransaction.test.ts.
#[test]
fn a_token_makes_a_transaction_once() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("a"), "n": n(0)}));
    let send = |statement: String| {
        let mut request = request(&[&statement]);
        request["ClientRequestToken"] = json!("token");
        request["ReturnConsumedCapacity"] = json!("TOTAL");
        request
    };
    let once = format!("UPDATE \"{table}\" SET n = n + 1 WHERE pk = 'a'");
    assert_eq!(
        target.ok("ExecuteTransaction", send(once.clone())),
        json!({"Responses": [], "ConsumedCapacity": [{
            "TableName": table, "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0,
        }]})
    );
    assert_eq!(
        target.ok("ExecuteTransaction", send(once.clone())),
        json!({"Responses": [], "ConsumedCapacity": [{
            "TableName": table, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0,
        }]})
    );
    assert_eq!(target.get(&table, json!({"pk": s("a")}))["n"], n(1));
    let other = target.refusal("ExecuteTransaction", send(format!("{once} AND n = 1")));
    assert!(
        other.starts_with("IdempotentParameterMismatchException: "),
        "{other}"
    );
}
