//! What resource policies let other accounts do, and keep the owner's from. Facts: Developer Guide,
//! "Using resource-based policies for DynamoDB", and recorded answers.

use serde_json::{Value, json};

use super::resource_policy::{arn, policy};
use super::tables::{Target, error_of, s, target};

const OTHER: &str = "111111111111";

/// A table of the first account with a policy, and both accounts.
fn shared(statement: Value) -> (Target, Target, String) {
    let owner = target();
    let table = owner.indexed_table();
    let policy = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    let request = json!({"ResourceArn": arn(&table), "Policy": policy});
    owner.ok("PutResourcePolicy", request);
    let other = owner.as_account(OTHER);
    (owner, other, table)
}

fn allowing(actions: Value, resources: Value, condition: Value) -> Value {
    json!({
        "Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": actions,
        "Resource": resources, "Condition": condition,
    })
}

fn not_allowed(action: &str, resource: &str) -> String {
    format!(
        "AccessDeniedException: User: arn:aws:iam::{OTHER}:root is not authorized to perform: \
         dynamodb:{action} on resource: {resource} because no resource-based policy allows the \
         dynamodb:{action} action"
    )
}

fn item(partition: &str) -> Value {
    json!({"pk": s(partition), "sk": s("1")})
}

#[test]
fn another_account_needs_an_arn_and_a_policy() {
    let owner = target();
    let table = owner.hash_table();
    owner.put(&table, json!({"pk": s("a")}));
    let other = owner.as_account(OTHER);
    let key = json!({"pk": s("a")});
    let get = json!({"TableName": arn(&table), "Key": key});
    let by_name = json!({"TableName": table, "Key": key});
    assert_eq!(
        other.refusal("GetItem", get.clone()),
        not_allowed("GetItem", &arn(&table))
    );
    let allow = policy("Allow", json!({"AWS": OTHER}), "dynamodb:GetItem");
    owner.ok(
        "PutResourcePolicy",
        json!({"ResourceArn": arn(&table), "Policy": allow}),
    );
    assert_eq!(other.ok("GetItem", get)["Item"], key);
    assert_eq!(
        other.refusal("GetItem", by_name),
        "ResourceNotFoundException: Requested resource not found"
    );
    assert_eq!(
        other.refusal("PutItem", json!({"TableName": arn(&table), "Item": key})),
        not_allowed("PutItem", &arn(&table))
    );
    let missing = json!({"TableName": arn("missing"), "Key": key});
    assert_eq!(
        other.refusal("GetItem", missing),
        "AccessDeniedException: Access is denied"
    );
}

#[test]
fn an_arn_of_another_region_is_refused() {
    let target = target();
    let table = target.hash_table();
    let elsewhere = arn(&table).replace("us-east-1", "eu-west-1");
    for (operation, request) in [
        ("DescribeTable", json!({"TableName": elsewhere})),
        (
            "GetItem",
            json!({"TableName": elsewhere, "Key": {"pk": s("a")}}),
        ),
    ] {
        assert_eq!(
            target.refusal(operation, request),
            format!(
                "ValidationException: 1 validation error detected: Invalid AWS region in \
                 '{elsewhere}'"
            )
        );
    }
}

#[test]
fn a_deny_keeps_the_owner_out_too() {
    let statement = json!({
        "Effect": "Deny", "Principal": "*", "Action": ["dynamodb:DeleteTable", "dynamodb:Scan"],
        "Resource": "*",
    });
    let (owner, _, table) = shared(statement);
    let denied = |action: &str| {
        format!(
            "AccessDeniedException: User: arn:aws:iam::000000000000:root is not authorized to \
             perform: dynamodb:{action} on resource: {} with an explicit deny in a resource-based \
             policy",
            arn(&table)
        )
    };
    for action in ["Scan", "DeleteTable"] {
        assert_eq!(
            owner.refusal(action, json!({"TableName": table})),
            denied(action)
        );
    }
    owner.put(&table, item("a"));
}

#[test]
fn an_index_is_a_resource_of_its_own() {
    let all = json!("arn:aws:dynamodb:*:*:table/*/index/all");
    let (owner, other, table) = shared(allowing(json!("dynamodb:Query"), all, json!({})));
    let mut stored = item("a");
    stored["g"] = s("x");
    stored["h"] = s("y");
    owner.put(&table, stored);
    let query = |index: Option<&str>, key: &str, value: &str| {
        let mut request = json!({
            "TableName": arn(&table),
            "KeyConditionExpression": format!("{key} = :v"),
            "ExpressionAttributeValues": {":v": s(value)},
        });
        if let Some(index) = index {
            request["IndexName"] = json!(index);
        }
        other.send("Query", request)
    };
    let found = query(Some("all"), "g", "x");
    assert_eq!(found.json()["Count"], 1, "{}", found.text());
    assert_eq!(
        error_of(&query(Some("keys"), "g", "x")),
        not_allowed("Query", &format!("{}/index/keys", arn(&table)))
    );
    assert_eq!(
        error_of(&query(None, "pk", "a")),
        not_allowed("Query", &arn(&table))
    );
}

#[test]
fn conditions_ask_for_leading_keys_and_attributes() {
    let condition = json!({"ForAllValues:StringEquals": {
        "dynamodb:LeadingKeys": ["a"],
        "dynamodb:Attributes": ["pk", "sk", "score"],
    }});
    let (owner, other, table) = shared(allowing(json!("dynamodb:*"), json!("*"), condition));
    owner.put(&table, item("a"));
    let get = |partition: &str, projection: &str| {
        let request = json!({
            "TableName": arn(&table), "Key": item(partition), "ProjectionExpression": projection,
        });
        other.send("GetItem", request).status
    };
    assert_eq!(get("a", "pk, score"), 200);
    assert_eq!(get("b", "pk, score"), 400);
    assert_eq!(get("a", "pk, secret"), 400);
    let put = |item: Value| {
        let request = json!({"TableName": arn(&table), "Item": item});
        other.send("PutItem", request).status
    };
    assert_eq!(
        put(json!({"pk": s("a"), "sk": s("2"), "score": s("9")})),
        200
    );
    assert_eq!(
        put(json!({"pk": s("a"), "sk": s("2"), "secret": s("9")})),
        400
    );
    let query = |partition: &str| {
        let request = json!({
            "TableName": arn(&table),
            "KeyConditionExpression": "pk = :v",
            "ExpressionAttributeValues": {":v": s(partition)},
        });
        other.send("Query", request).status
    };
    assert_eq!((query("a"), query("b")), (200, 400));
    let write = |partition: &str| {
        let put = json!({"PutRequest": {"Item": item(partition)}});
        let request = json!({"RequestItems": {arn(&table): [put]}});
        other.send("BatchWriteItem", request).status
    };
    assert_eq!((write("a"), write("b")), (200, 400));
}

#[test]
fn transactions_are_judged_action_by_action() {
    let condition = json!({"StringEquals": {"dynamodb:EnclosingOperation": "TransactWriteItems"}});
    let statement = allowing(
        json!(["dynamodb:PutItem", "dynamodb:ConditionCheckItem"]),
        json!("*"),
        condition,
    );
    let (owner, other, table) = shared(statement);
    let put = json!({"Put": {"TableName": arn(&table), "Item": item("a")}});
    let delete = json!({"Delete": {"TableName": arn(&table), "Key": item("b")}});
    other.ok("TransactWriteItems", json!({"TransactItems": [put]}));
    assert_eq!(
        other.refusal(
            "TransactWriteItems",
            json!({"TransactItems": [put.clone(), delete]})
        ),
        not_allowed("DeleteItem", &arn(&table))
    );
    assert_eq!(
        other.refusal(
            "PutItem",
            json!({"TableName": arn(&table), "Item": item("a")})
        ),
        not_allowed("PutItem", &arn(&table))
    );
    assert_eq!(owner.get(&table, item("a")), item("a"));
}

// Two accounts may have tables of one name.
#[test]
fn a_transaction_reaches_tables_of_two_accounts() {
    let (owner, other, table) = shared(allowing(json!("dynamodb:PutItem"), json!("*"), json!({})));
    other.ok(
        "CreateTable",
        json!({
            "TableName": table,
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    let own = json!({"pk": s("own")});
    let puts = json!([
        {"Put": {"TableName": arn(&table), "Item": item("a")}},
        {"Put": {"TableName": table, "Item": own}},
    ]);
    other.ok("TransactWriteItems", json!({"TransactItems": puts}));
    assert_eq!(owner.get(&table, item("a")), item("a"));
    assert_eq!(other.get(&table, own.clone()), own);
}

// Developer Guide, "IAM security policies with PartiQL for DynamoDB".
#[test]
fn partiql_has_actions_of_its_own_and_full_scans_can_be_denied() {
    let statement = json!({
        "Effect": "Deny", "Principal": "*", "Action": "dynamodb:PartiQLSelect", "Resource": "*",
        "Condition": {"Bool": {"dynamodb:FullTableScan": "true"}},
    });
    let (owner, other, table) = shared(statement);
    let run = |target: &Target, statement: String| {
        target.send("ExecuteStatement", json!({"Statement": statement}))
    };
    let by_key = format!("SELECT * FROM \"{table}\" WHERE pk = 'a'");
    assert_eq!(run(&owner, by_key).status, 200);
    let scan = run(&owner, format!("SELECT * FROM \"{table}\""));
    assert!(error_of(&scan).contains("dynamodb:PartiQLSelect on resource"));
    // No policy lets another account speak PartiQL.
    let foreign = run(
        &other,
        format!("SELECT * FROM \"{}\" WHERE pk = 'a'", arn(&table)),
    );
    assert_eq!(
        error_of(&foreign),
        not_allowed("PartiQLSelect", &arn(&table))
    );
}

#[test]
fn the_control_plane_is_judged_too() {
    let statement = allowing(
        json!([
            "dynamodb:DescribeTable",
            "dynamodb:UpdateTable",
            "dynamodb:ListTagsOfResource",
            "dynamodb:UpdateTimeToLive"
        ]),
        json!("*"),
        json!({}),
    );
    let (_, other, table) = shared(statement);
    let described = other.ok("DescribeTable", json!({"TableName": arn(&table)}));
    assert_eq!(described["Table"]["TableArn"], arn(&table));
    other.ok(
        "UpdateTable",
        json!({"TableName": arn(&table), "DeletionProtectionEnabled": true}),
    );
    other.ok("ListTagsOfResource", json!({"ResourceArn": arn(&table)}));
    assert_eq!(
        other.refusal("DeleteTable", json!({"TableName": arn(&table)})),
        not_allowed("DeleteTable", &arn(&table))
    );
    // Only the owner's account ever has this action.
    let expiry = json!({"Enabled": true, "AttributeName": "t"});
    assert_eq!(
        other.refusal(
            "UpdateTimeToLive",
            json!({"TableName": arn(&table), "TimeToLiveSpecification": expiry})
        ),
        not_allowed("UpdateTimeToLive", &arn(&table))
    );
}
