//! GetResourcePolicy, PutResourcePolicy, DeleteResourcePolicy. Facts: recorded answers (a public
//! catalogue of AWS's control plane, us-west-2, 2026-10; Moto's tests that were verified on AWS).

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, target, target_at, unique_name};

const NOT_FOUND: &str =
    "PolicyNotFoundException: Resource-based policy not found for the provided ResourceArn:";

pub(super) fn arn(table: &str) -> String {
    format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}")
}

/// A policy of one statement on everything.
pub(super) fn policy(effect: &str, principal: Value, action: &str) -> String {
    let statement = json!({
        "Effect": effect, "Principal": principal, "Action": action, "Resource": "*",
    });
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

fn own(action: &str) -> String {
    policy("Allow", json!({"AWS": "000000000000"}), action)
}

fn put(target: &Target, table: &str, policy: &str) -> String {
    let request = json!({"ResourceArn": arn(table), "Policy": policy});
    let answer = target.ok("PutResourcePolicy", request);
    answer["RevisionId"].as_str().unwrap().to_owned()
}

#[test]
fn a_policy_comes_back_in_one_form_until_it_is_deleted() {
    let clock = Clock::frozen(1_791_505_822_353);
    let target = target_at(&clock);
    let table = target.hash_table();
    let subject = json!({"ResourceArn": arn(&table)});
    assert_eq!(
        target.refusal("GetResourcePolicy", subject.clone()),
        format!("{NOT_FOUND} {}", arn(&table))
    );
    assert_eq!(
        target.ok("DeleteResourcePolicy", subject.clone()),
        json!({})
    );
    let revision = put(&target, &table, &own("dynamodb:*"));
    assert_eq!(revision, "1791505822353");
    clock.advance_ms(20_000);
    let pretty = own("dynamodb:*").replace(",\"", ", \"");
    assert_eq!(put(&target, &table, &pretty), revision);
    assert_eq!(
        target.ok("GetResourcePolicy", subject.clone()),
        json!({
            "Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\
                \"Principal\":{\"AWS\":\"arn:aws:iam::000000000000:root\"},\
                \"Action\":\"dynamodb:*\",\"Resource\":\"*\"}]}",
            "RevisionId": revision,
        })
    );
    let next = put(&target, &table, &own("dynamodb:GetItem"));
    assert!(next > revision);
    clock.advance_ms(20_000);
    let deleted = target.ok("DeleteResourcePolicy", subject.clone());
    assert_eq!(deleted, json!({"RevisionId": next}));
    // The revision of the removal.
    assert_eq!(
        target.ok("DeleteResourcePolicy", subject.clone()),
        json!({"RevisionId": "1791505862353"})
    );
    let gone = target.refusal("GetResourcePolicy", subject);
    assert_eq!(gone, format!("{NOT_FOUND} {}", arn(&table)));
}

#[test]
fn a_revision_that_is_expected_has_to_be_there() {
    let target = target();
    let table = target.hash_table();
    let expecting = |operation: &str, revision: &str| {
        let policy = own("dynamodb:PutItem");
        target.send(
            operation,
            json!({"ResourceArn": arn(&table), "Policy": policy, "ExpectedRevisionId": revision}),
        )
    };
    let message = |operation: &str, revision: &str| {
        let reply = expecting(operation, revision);
        assert_eq!(reply.status, 400);
        super::tables::error_of(&reply)
    };
    assert_eq!(
        message("DeleteResourcePolicy", "1"),
        format!(
            "{NOT_FOUND} Requested update for policy with revision id 1, but table {table} has no \
             associated policy."
        )
    );
    assert_eq!(expecting("PutResourcePolicy", "NO_POLICY").status, 200);
    let subject = json!({"ResourceArn": arn(&table)});
    let current = target.ok("GetResourcePolicy", subject)["RevisionId"].take();
    let current = current.as_str().unwrap();
    assert_eq!(
        message("PutResourcePolicy", "NO_POLICY"),
        format!(
            "{NOT_FOUND} Requested policy update expecting none to be present for table {table}, \
             but a policy exists with revision id {current}."
        )
    );
    for operation in ["PutResourcePolicy", "DeleteResourcePolicy"] {
        assert_eq!(
            message(operation, "unknown"),
            format!(
                "{NOT_FOUND} Requested update for policy with revision id unknown, but the policy \
                 associated to target table {table} has revision id {current}."
            )
        );
    }
    assert_eq!(expecting("DeleteResourcePolicy", current).status, 200);
}

#[test]
fn only_own_tables_and_streams_have_policies() {
    let target = target();
    let table = target.hash_table();
    let refusal = |arn: &str| target.refusal("GetResourcePolicy", json!({"ResourceArn": arn}));
    let invalid = "ValidationException: One or more parameter values were invalid:";
    let own = arn(&table);
    assert_eq!(
        refusal(&table),
        format!("{invalid} ARNs must start with 'arn:': {table}")
    );
    assert_eq!(
        refusal(&arn("missing")),
        "ResourceNotFoundException: Requested resource not found: Table: missing not found"
    );
    let foreign = own.replace("000000000000", "111111111111");
    assert_eq!(
        refusal(&foreign),
        "ValidationException: This action is only supported by accounts that match the resource \
         owner\u{2019}s account."
    );
    let elsewhere = own.replace("us-east-1", "eu-west-1");
    assert_eq!(
        refusal(&elsewhere),
        format!("{invalid} Invalid resource Arn: {elsewhere}")
    );
    let index = format!("{own}/index/i");
    assert_eq!(
        refusal(&index),
        format!(
            "{invalid} Invalid resource arn provided, only table or stream is accepted. Provided \
             resource arn: {index}"
        )
    );
    let backup = format!("{own}/backup/0170");
    assert_eq!(
        refusal(&backup),
        format!("{invalid} Provided Arn is not a DynamoDB resource arn: {backup}")
    );
    assert_eq!(
        refusal(&format!("{own}/stream/2000-01-01T00:00:00.000")),
        format!(
            "ResourceNotFoundException: Requested resource not found: Stream: \
             2000-01-01T00:00:00.000 not found for Table: {table}"
        )
    );
    assert_eq!(
        target.refusal("PutResourcePolicy", json!({"ResourceArn": own})),
        "ValidationException: 1 validation error detected: Value null at 'policy' failed to \
         satisfy constraint: Member must not be null"
    );
}

#[test]
fn a_document_that_dynamodb_cannot_read_is_refused() {
    let target = target();
    let table = target.hash_table();
    let refusal = |policy: &str| {
        let request = json!({"ResourceArn": arn(&table), "Policy": policy});
        target.refusal("PutResourcePolicy", request)
    };
    let invalid = "ValidationException: One or more parameter values were invalid:";
    for policy in ["", "{not json", "[]"] {
        assert_eq!(
            refusal(policy),
            format!("{invalid} Invalid policy document: This policy contains invalid Json")
        );
    }
    let padded = format!("{}{}", own("dynamodb:*"), " ".repeat(20_480));
    assert_eq!(
        refusal(&padded),
        format!("{invalid} Maximum policy size of 20480 bytes exceeded")
    );
    assert_eq!(
        refusal(&own("dynamodb:GetRecords")),
        format!(
            "{invalid} Invalid policy document: The following action names are invalid: \
             \"dynamodb:GetRecords\""
        )
    );
    assert_eq!(
        refusal(&policy("Allow", json!("*"), "dynamodb:GetItem")),
        "ValidationException: Resource-based policy grants unbounded access in one or more \
         elements. Please revise the policy to ensure least-privilege form of access"
    );
}

#[test]
fn nobody_locks_itself_out_by_mistake() {
    let target = target();
    let table = target.hash_table();
    let deny = policy("Deny", json!("*"), "dynamodb:*");
    let request = |confirm: bool| {
        json!({
            "ResourceArn": arn(&table), "Policy": deny,
            "ConfirmRemoveSelfResourceAccess": confirm,
        })
    };
    assert_eq!(
        target.refusal("PutResourcePolicy", request(false)),
        "AccessDeniedException: The new resource policy will not allow you to update the resource \
         policy in the future."
    );
    target.ok("PutResourcePolicy", request(true));
    assert_eq!(
        target.refusal("PutResourcePolicy", request(true)),
        format!(
            "AccessDeniedException: User: arn:aws:iam::000000000000:root is not authorized to \
             perform: dynamodb:PutResourcePolicy on resource: {} with an explicit deny in a \
             resource-based policy",
            arn(&table)
        )
    );
    // API reference, "DeleteResourcePolicy": the root of the account always may.
    target.ok("DeleteResourcePolicy", json!({"ResourceArn": arn(&table)}));
    target.put(&table, json!({"pk": {"S": "a"}}));
}

#[test]
fn a_stream_has_a_policy_of_its_own() {
    let target = target();
    let table = target.table(json!({
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
    }));
    let described = target.ok("DescribeTable", json!({"TableName": table}));
    let stream = described["Table"]["LatestStreamArn"].as_str().unwrap();
    let allow = policy(
        "Allow",
        json!({"AWS": "111111111111"}),
        "dynamodb:DescribeStream",
    );
    target.ok(
        "PutResourcePolicy",
        json!({"ResourceArn": stream, "Policy": allow}),
    );
    let of_table = json!({"ResourceArn": arn(&table)});
    assert!(
        target
            .refusal("GetResourcePolicy", of_table)
            .starts_with(NOT_FOUND)
    );
    let other = target.as_account("111111111111");
    let streams = "DynamoDBStreams_20120810";
    let request = json!({"StreamArn": stream});
    let described = other.send_to(streams, "DescribeStream", request.clone());
    assert_eq!(described.status, 200, "{}", described.text());
    let stranger = target.as_account("222222222222");
    assert_eq!(
        super::tables::error_of(&stranger.send_to(streams, "DescribeStream", request)),
        format!(
            "AccessDeniedException: User: arn:aws:iam::222222222222:root is not authorized to \
             perform: dynamodb:DescribeStream on resource: {stream} because no resource-based \
             policy allows the dynamodb:DescribeStream action"
        )
    );
}

#[test]
fn a_table_can_be_created_with_its_policy() {
    let target = target();
    let create = |policy: &str| {
        json!({
            "TableName": unique_name(),
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
            "ResourcePolicy": policy,
        })
    };
    assert_eq!(
        target.refusal("CreateTable", create("{}")),
        "ValidationException: One or more parameter values were invalid: Invalid policy document: \
         Missing required field Statement"
    );
    let created = target.ok("CreateTable", create(&own("dynamodb:*")));
    let description = &created["TableDescription"];
    let policy = target.ok(
        "GetResourcePolicy",
        json!({"ResourceArn": description["TableArn"]}),
    );
    assert!(policy["Policy"].as_str().unwrap().contains("dynamodb:*"));
}
