//! BatchExecuteStatement.

use serde_json::{Value, json};

use super::tables::{Target, n, s, target};

fn run(target: &Target, statements: &[String]) -> Value {
    let statements: Vec<_> = statements
        .iter()
        .map(|text| json!({"Statement": text}))
        .collect();
    let request = json!({"Statements": statements});
    target.ok("BatchExecuteStatement", request)["Responses"].take()
}

fn refusal(target: &Target, statements: Value) -> String {
    target.refusal("BatchExecuteStatement", json!({"Statements": statements}))
}

// Service model: 1 to 25 statements. Recorded: what is refused of a batch as a whole.
#[test]
fn a_bad_batch_is_refused_as_a_whole() {
    let target = target();
    let table = target.hash_table();
    assert_eq!(
        refusal(&target, json!([])),
        "ValidationException: 1 validation error detected: Value '[]' at 'statements' failed to \
         satisfy constraint: Member must have length greater than or equal to 1"
    );
    let many = vec![json!({"Statement": "SELECT 1"}); 26];
    let refused = refusal(&target, json!(many));
    assert!(
        refused.ends_with("Member must have length less than or equal to 25"),
        "{refused}"
    );
    assert!(refusal(&target, json!([{}])).contains("'statements.1.member.statement'"));
    let select =
        |key: &str| json!({"Statement": format!("SELECT * FROM \"{table}\" WHERE pk = '{key}'")});
    let delete =
        |key: &str| json!({"Statement": format!("DELETE FROM \"{table}\" WHERE pk = '{key}'")});
    assert_eq!(
        refusal(&target, json!([select("a"), delete("b")])),
        "ValidationException: Read and write requests together in the same batch is not supported."
    );
    for same in [
        json!([select("a"), select("a")]),
        json!([delete("a"), delete("a")]),
    ] {
        assert_eq!(
            refusal(&target, same),
            "ValidationException: Provided list of item keys contains duplicates"
        );
    }
}

// Parity Suite, batchExecuteStatement.test.ts.
#[test]
fn reads_name_their_item_and_nothing_else() {
    let target = target();
    let table = target.indexed_table();
    target.put(
        &table,
        json!({"pk": s("p"), "sk": s("1"), "g": s("x"), "n": n(1)}),
    );
    let select = |condition: &str| format!("SELECT sk, n FROM \"{table}\" WHERE {condition}");
    let unkeyed = json!({"Error": {
        "Code": "ValidationError",
        "Message": "Select statements within BatchExecuteStatement must specify the primary key in \
                    the where clause.",
    }});
    assert_eq!(
        run(
            &target,
            &[
                select("pk IN ['p'] AND sk = '1'"),
                select("pk = 'p' AND sk = '2'"),
                select("pk = 'p' AND sk = '3' AND n = 1"),
                select("pk = 'p'"),
                select("pk = 'p' AND sk = '4' AND pk = 'q'"),
                format!(
                    "SELECT * FROM \"{table}\".\"all\" WHERE pk = 'p' AND sk = '5' AND g = 'x'"
                ),
                "SELECT * FROM \"missing-table\" WHERE pk = 'x'".to_owned(),
                format!("SLECT * FROM \"{table}\" WHERE pk = 'p'"),
            ]
        ),
        json!([
            {"TableName": table, "Item": {"sk": s("1"), "n": n(1)}},
            {"TableName": table},
            unkeyed,
            unkeyed,
            unkeyed,
            unkeyed,
            {
                "Error": {"Code": "ResourceNotFound", "Message": "Requested resource not found"},
                "TableName": "missing-table",
            },
            {"Error": {
                "Code": "ValidationError",
                "Message": "Statement wasn't well formed, can't be processed: Expected data \
                            manipulation",
            }},
        ])
    );
}

// Parity Suite, batchExecuteStatement.test.ts; the charge of failures is recorded there too.
#[test]
fn each_write_succeeds_or_fails_for_itself() {
    let target = target();
    let table = target.hash_table();
    let other = target.hash_table();
    target.put(&table, json!({"pk": s("there"), "v": s("x")}));
    target.put(&table, json!({"pk": s("gone"), "v": s("x")}));
    let request = json!({
        "ReturnConsumedCapacity": "TOTAL",
        "Statements": [
            {"Statement": format!("INSERT INTO \"{table}\" VALUE {{'pk': ?}}"), "Parameters": [s("new")]},
            {"Statement": format!("INSERT INTO \"{other}\" VALUE {{'n': 1}}")},
            {"Statement": format!("UPDATE \"{table}\" SET v = 'y' WHERE pk = 'there' RETURNING MODIFIED OLD *")},
            {"Statement": format!("DELETE FROM \"{table}\" WHERE pk = 'gone' AND v = 'z'"),
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD"},
            {"Statement": format!("UPDATE \"{table}\" SET v = ? WHERE pk = 'x'"), "Parameters": [{"SS": []}]},
        ],
    });
    let answer = target.ok("BatchExecuteStatement", request);
    assert_eq!(
        answer["Responses"],
        json!([
            {"TableName": table},
            {"Error": {
                "Code": "ValidationError",
                "Message": "One or more parameter values were invalid: Missing the key pk in the \
                            item",
            }},
            {"TableName": table, "Item": {"v": s("x")}},
            {
                "Error": {
                    "Code": "ConditionalCheckFailed",
                    "Message": "The conditional request failed",
                },
                "TableName": table,
            },
            {"Error": {
                "Code": "ValidationError",
                "Message": "One or more parameter values were invalid: An string set  may not be \
                            empty",
            }},
        ])
    );
    assert_eq!(
        answer["ConsumedCapacity"],
        json!([{"TableName": table, "CapacityUnits": 3.0}])
    );
    assert_eq!(
        run(
            &target,
            &[format!("INSERT INTO \"{table}\" VALUE {{'pk': 'new'}}")]
        ),
        json!([{
            "Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"},
            "TableName": table,
        }])
    );
    assert_eq!(target.get(&table, json!({"pk": s("there")}))["v"], s("y"));
}

// Parity Suite: each statement has its own ConsistentRead.
#[test]
fn reads_are_charged_each_by_its_consistency() {
    let target = target();
    let table = target.hash_table();
    let statement = format!("SELECT * FROM \"{table}\" WHERE pk = ?");
    let request = json!({
        "ReturnConsumedCapacity": "TOTAL",
        "Statements": [
            {"Statement": statement, "Parameters": [s("a")], "ConsistentRead": true},
            {"Statement": statement, "Parameters": [s("b")]},
        ],
    });
    assert_eq!(
        target.ok("BatchExecuteStatement", request)["ConsumedCapacity"],
        json!([{"TableName": table, "CapacityUnits": 1.5}])
    );
}
