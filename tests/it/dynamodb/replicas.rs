//! Global tables of version 2019.11.21: UpdateTable's replicas, and what they share.
//!
//! Texts and shapes are recorded (public catalogue of AWS's control plane, 2026) unless a test names
//! another source.

use std::time::{Duration, Instant};

use ruststack::Clock;
use serde_json::{Value, json};

use super::tables::{Target, n, s, target, target_at};

const NOW_S: i64 = 1_764_037_614;

fn updates(table: &str, actions: &[(&str, &str)]) -> Value {
    let actions: Vec<_> = actions
        .iter()
        .map(|(action, region)| json!({*action: {"RegionName": region}}))
        .collect();
    json!({"TableName": table, "ReplicaUpdates": actions})
}

fn join(target: &Target, table: &str, region: &str) -> Value {
    let answer = target.ok("UpdateTable", updates(table, &[("Create", region)]));
    answer["TableDescription"].clone()
}

fn describe(target: &Target, table: &str) -> Value {
    target.ok("DescribeTable", json!({"TableName": table}))["Table"].take()
}

fn regions(description: &Value) -> Vec<&str> {
    let replicas = description["Replicas"].as_array();
    let regions = replicas.into_iter().flatten();
    regions
        .map(|replica| replica["RegionName"].as_str().unwrap())
        .collect()
}

/// Waits until an item of a region is as expected.
fn until(target: &Target, table: &str, key: &str, expected: &Value) {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let item = target.get(table, json!({"pk": s(key)}));
        if item == *expected {
            return;
        }
        assert!(Instant::now() < end, "still {item}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A table of us-east-1 with a replica in eu-west-1.
fn global_table(target: &Target) -> (String, Target) {
    let table = target.hash_table();
    join(target, &table, "eu-west-1");
    (table, target.in_region("eu-west-1"))
}

/// A strongly consistent one of us-east-1 and us-west-2, with a witness in us-east-2.
fn strong_table(target: &Target) -> (String, Target) {
    let table = target.hash_table();
    target.ok(
        "UpdateTable",
        json!({
            "TableName": table, "MultiRegionConsistency": "STRONG",
            "ReplicaUpdates": [{"Create": {"RegionName": "us-west-2"}}],
            "GlobalTableWitnessUpdates": [{"Create": {"RegionName": "us-east-2"}}],
        }),
    );
    (table, target.in_region("us-west-2"))
}

#[test]
fn a_replica_is_described_in_both_regions() {
    let target = target();
    let table = target.hash_table();
    let updating = join(&target, &table, "eu-west-1");
    assert_eq!(updating["TableStatus"], "UPDATING");
    assert_eq!(updating["GlobalTableVersion"], "2019.11.21");
    assert_eq!(updating["Replicas"], json!([]));
    assert_eq!(
        updating["StreamSpecification"],
        json!({"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    );
    let entry = |region: &str| {
        json!([{
            "RegionName": region, "ReplicaStatus": "ACTIVE",
            "WarmThroughput": {
                "ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE",
            },
            "GlobalTableSettingsReplicationMode": "ENABLED_WITH_OVERRIDES",
        }])
    };
    let home = describe(&target, &table);
    assert_eq!(home["TableStatus"], "ACTIVE");
    assert_eq!(home["Replicas"], entry("eu-west-1"));
    assert_eq!(
        home["GlobalTableSettingsReplicationMode"],
        "ENABLED_WITH_OVERRIDES"
    );
    assert!(home.get("MultiRegionConsistency").is_none());
    let other = describe(&target.in_region("eu-west-1"), &table);
    assert_eq!(other["Replicas"], entry("us-east-1"));
    assert_eq!(other["StreamSpecification"], home["StreamSpecification"]);
    assert_ne!(other["TableId"], home["TableId"]);
    assert_eq!(
        other["TableArn"],
        format!("arn:aws:dynamodb:eu-west-1:000000000000:table/{table}")
    );
}

#[test]
fn each_region_lists_the_others_in_the_order_in_which_they_joined() {
    let target = target();
    let (table, ireland) = global_table(&target);
    join(&ireland, &table, "ap-south-1");
    let mumbai = target.in_region("ap-south-1");
    let seen = |target: &Target| describe(target, &table);
    assert_eq!(regions(&seen(&target)), ["eu-west-1", "ap-south-1"]);
    assert_eq!(regions(&seen(&ireland)), ["us-east-1", "ap-south-1"]);
    assert_eq!(regions(&seen(&mumbai)), ["us-east-1", "eu-west-1"]);
}

#[test]
fn writes_of_every_kind_reach_the_other_regions() {
    let target = target();
    let table = target.hash_table();
    target.put(&table, json!({"pk": s("before"), "v": n(1)}));
    join(&target, &table, "eu-west-1");
    let ireland = target.in_region("eu-west-1");
    until(
        &ireland,
        &table,
        "before",
        &json!({"pk": s("before"), "v": n(1)}),
    );

    target.put(&table, json!({"pk": s("put"), "v": n(1)}));
    until(&ireland, &table, "put", &json!({"pk": s("put"), "v": n(1)}));
    let batch = json!({"PutRequest": {"Item": {"pk": s("batch")}}});
    target.ok("BatchWriteItem", json!({"RequestItems": {&table: [batch]}}));
    until(&ireland, &table, "batch", &json!({"pk": s("batch")}));
    let put = json!({"Put": {"TableName": table, "Item": {"pk": s("transaction")}}});
    target.ok("TransactWriteItems", json!({"TransactItems": [put]}));
    until(
        &ireland,
        &table,
        "transaction",
        &json!({"pk": s("transaction")}),
    );
    let statement = format!("INSERT INTO \"{table}\" VALUE {{'pk': 'statement'}}");
    target.ok("ExecuteStatement", json!({"Statement": statement}));
    until(
        &ireland,
        &table,
        "statement",
        &json!({"pk": s("statement")}),
    );

    // And back.
    ireland.ok(
        "UpdateItem",
        json!({
            "TableName": table, "Key": {"pk": s("put")},
            "UpdateExpression": "SET v = v + :one",
            "ExpressionAttributeValues": {":one": n(1)},
        }),
    );
    until(&target, &table, "put", &json!({"pk": s("put"), "v": n(2)}));
    ireland.ok(
        "DeleteItem",
        json!({"TableName": table, "Key": {"pk": s("put")}}),
    );
    until(&target, &table, "put", &Value::Null);
}

// Developer Guide, "How DynamoDB global tables work": the last writer wins, in every region.
#[test]
fn regions_that_write_the_same_item_agree_in_the_end() {
    let target = target();
    let (table, ireland) = global_table(&target);
    for round in 0..50 {
        target.put(&table, json!({"pk": s("k"), "v": n(round)}));
        ireland.put(&table, json!({"pk": s("k"), "v": n(round + 1000)}));
    }
    let last = json!({"pk": s("k"), "v": n(1049)});
    until(&target, &table, "k", &last);
    until(&ireland, &table, "k", &last);
}

#[test]
fn indexes_capacity_and_time_to_live_are_shared() {
    let clock = Clock::frozen(NOW_S * 1000);
    let target = target_at(&clock);
    let (table, ireland) = global_table(&target);
    target.put(&table, json!({"pk": s("a"), "g": s("x")}));
    until(&ireland, &table, "a", &json!({"pk": s("a"), "g": s("x")}));
    ireland.ok(
        "UpdateTable",
        json!({
            "TableName": table,
            "AttributeDefinitions": [{"AttributeName": "g", "AttributeType": "S"}],
            "GlobalSecondaryIndexUpdates": [{"Create": {
                "IndexName": "by-g",
                "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }}],
        }),
    );
    let by_index = json!({
        "TableName": table, "IndexName": "by-g",
        "KeyConditionExpression": "g = :x", "ExpressionAttributeValues": {":x": s("x")},
    });
    assert_eq!(target.ok("Query", by_index.clone())["Count"], 1);
    let index = json!([{
        "IndexName": "by-g",
        "WarmThroughput": {
            "ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE",
        },
    }]);
    let home = describe(&target, &table);
    assert_eq!(home["Replicas"][0]["GlobalSecondaryIndexes"], index);
    target.ok(
        "UpdateTable",
        json!({
            "TableName": table,
            "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by-g"}}],
        }),
    );
    assert!(
        describe(&ireland, &table)
            .get("GlobalSecondaryIndexes")
            .is_none()
    );

    let expiry = json!({"AttributeName": "ttl", "Enabled": true});
    ireland.ok(
        "UpdateTimeToLive",
        json!({"TableName": table, "TimeToLiveSpecification": expiry}),
    );
    let described = target.ok("DescribeTimeToLive", json!({"TableName": table}));
    assert_eq!(
        described["TimeToLiveDescription"]["TimeToLiveStatus"],
        "ENABLED"
    );
    target.put(&table, json!({"pk": s("old"), "ttl": n(NOW_S - 60)}));
    until(&target, &table, "old", &Value::Null);
    until(&ireland, &table, "old", &Value::Null);

    target.ok(
        "UpdateTable",
        json!({
            "TableName": table, "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        }),
    );
    ireland.ok(
        "UpdateTable",
        json!({
            "TableName": table,
            "ProvisionedThroughput": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 6},
        }),
    );
    let throughput = &describe(&target, &table)["ProvisionedThroughput"];
    assert_eq!(throughput["ReadCapacityUnits"], 7);
}

#[test]
fn tags_recovery_and_protection_are_each_regions_own() {
    let target = target();
    let table = target.hash_table();
    let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}");
    let tags = json!([{"Key": "a", "Value": "b"}]);
    target.ok(
        "UpdateTable",
        json!({"TableName": table, "DeletionProtectionEnabled": true}),
    );
    assert_eq!(
        target
            .send("TagResource", json!({"ResourceArn": arn, "Tags": tags}))
            .status,
        200
    );
    target.recover(&table, true);
    join(&target, &table, "eu-west-1");
    let ireland = target.in_region("eu-west-1");
    assert_eq!(
        describe(&ireland, &table)["DeletionProtectionEnabled"],
        false
    );
    let arn = arn.replace("us-east-1", "eu-west-1");
    let listed = ireland.ok("ListTagsOfResource", json!({"ResourceArn": arn}));
    assert_eq!(listed["Tags"], json!([]));
    let backups = ireland.ok("DescribeContinuousBackups", json!({"TableName": table}));
    let recovery = &backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    assert_eq!(recovery["PointInTimeRecoveryStatus"], "DISABLED");
}

#[test]
fn overrides_are_what_a_region_has_otherwise() {
    let target = target();
    let (table, ireland) = global_table(&target);
    let update = |change: Value| {
        let mut change = change;
        change["RegionName"] = json!("eu-west-1");
        json!({"TableName": table, "ReplicaUpdates": [{"Update": change}]})
    };
    let units = |read: i64| json!({"ProvisionedThroughputOverride": {"ReadCapacityUnits": read}});
    assert_eq!(
        target.refusal("UpdateTable", update(units(3))),
        "ValidationException: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
    );
    let limit = json!({"OnDemandThroughputOverride": {"MaxReadRequestUnits": 100}});
    let answer = target.ok("UpdateTable", update(limit.clone()));
    let echoed = &answer["TableDescription"]["Replicas"][0];
    assert!(echoed.get("OnDemandThroughputOverride").is_none());
    let replica = describe(&target, &table)["Replicas"][0].take();
    assert_eq!(
        replica["OnDemandThroughputOverride"],
        limit["OnDemandThroughputOverride"]
    );
    let class = json!({"TableClassOverride": "STANDARD_INFREQUENT_ACCESS"});
    target.ok("UpdateTable", update(class));
    let replica = describe(&target, &table)["Replicas"][0].take();
    assert_eq!(
        replica["ReplicaTableClassSummary"]["TableClass"],
        "STANDARD_INFREQUENT_ACCESS"
    );
    assert!(describe(&target, &table).get("TableClassSummary").is_none());

    target.ok(
        "UpdateTable",
        json!({
            "TableName": table, "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        }),
    );
    target.ok("UpdateTable", update(units(10)));
    let overridden = describe(&target, &table)["Replicas"][0].take();
    assert_eq!(
        overridden["ProvisionedThroughputOverride"],
        json!({"ReadCapacityUnits": 10})
    );
    let own = describe(&ireland, &table)["ProvisionedThroughput"].take();
    assert_eq!(own["ReadCapacityUnits"], 10);
    // The base's own value clears it.
    target.ok("UpdateTable", update(units(5)));
    let cleared = describe(&target, &table)["Replicas"][0].take();
    assert!(cleared.get("ProvisionedThroughputOverride").is_none());
}

#[test]
fn actions_that_cannot_be_are_refused() {
    let target = target();
    let (table, _ireland) = global_table(&target);
    let refusal = |request: Value| target.refusal("UpdateTable", request);
    assert_eq!(
        refusal(updates(&table, &[("Create", "eu-west-1")])),
        format!(
            "ValidationException: Failed to create a the new replica of table with name: ‘{table}’ because one or more replicas already existed as tables."
        )
    );
    let local = "ValidationException: Cannot add or delete the local region through ReplicaUpdates. Use CreateTable, DeleteTable, or UpdateTable as required.";
    for action in ["Create", "Delete"] {
        assert_eq!(refusal(updates(&table, &[(action, "us-east-1")])), local);
    }
    assert!(
        refusal(updates(&table, &[("Create", "us-fake-1")])).starts_with(
            "ValidationException: Region us-fake-1 is not supported. The latest version of global tables are only supported in the following regions: [ap-south-2, ap-south-1, eu-south-1, eu-south-2, me-central-1,"
        )
    );
    let no_action = "ValidationException: There are no actions specified in the Replica Update Action of the request.";
    assert_eq!(
        refusal(updates(&table, &[("Update", "eu-west-1")])),
        no_action
    );
    assert_eq!(
        refusal(json!({"TableName": table, "ReplicaUpdates": [{}]})),
        no_action
    );
    let region = json!({"RegionName": "eu-west-1"});
    assert_eq!(
        refusal(json!({
            "TableName": table, "ReplicaUpdates": [{"Create": region, "Delete": region}],
        })),
        "ValidationException: Update table operation with more than one type of replica actions not allowed."
    );
    assert_eq!(
        refusal(updates(
            &table,
            &[("Create", "eu-west-2"), ("Create", "eu-west-3")]
        )),
        "ValidationException: Update table operation with more than one create or delete replica actions not allowed"
    );
    let stranger = "ValidationException: Update global table operation failed because one or more replicas were not part of the global table. Please retry the request without these replicas: [ca-central-1].";
    assert_eq!(
        refusal(updates(&table, &[("Delete", "ca-central-1")])),
        stranger
    );
    let class = json!({"RegionName": "ca-central-1", "TableClassOverride": "STANDARD"});
    assert_eq!(
        refusal(json!({"TableName": table, "ReplicaUpdates": [{"Update": class}]})),
        stranger
    );
    let mut request = updates(&table, &[("Create", "eu-west-2")]);
    request["DeletionProtectionEnabled"] = json!(true);
    assert_eq!(
        refusal(request),
        "ValidationException: One or more parameter values were invalid: Replica modification must be the only operation in the request"
    );
    let no_stream = json!({"StreamEnabled": false});
    assert_eq!(
        refusal(json!({"TableName": table, "StreamSpecification": no_stream})),
        "ValidationException: One or more parameter values were invalid: Disabling Stream is not allowed for a Global Table replica."
    );
}

#[test]
fn a_provisioned_table_needs_scaled_writes() {
    let target = target();
    let table = target.hash_table();
    target.ok(
        "UpdateTable",
        json!({
            "TableName": table, "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        }),
    );
    assert_eq!(
        target.refusal("UpdateTable", updates(&table, &[("Create", "eu-west-1")])),
        "ValidationException: Table write capacity should either be Pay-Per-Request or AutoScaled."
    );
}

#[test]
fn a_table_of_the_same_name_is_no_replica() {
    let target = target();
    let table = target.hash_table();
    target.in_region("eu-west-1").ok(
        "CreateTable",
        json!({
            "TableName": table, "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        }),
    );
    assert!(
        target
            .refusal("UpdateTable", updates(&table, &[("Create", "eu-west-1")]))
            .ends_with("because one or more replicas already existed as tables.")
    );
}

#[test]
fn each_region_has_a_key_of_the_same_kind() {
    let target = target();
    let table = target.hash_table();
    let create = |region: &str, key: &str| {
        json!({
            "TableName": table,
            "ReplicaUpdates": [{"Create": {"RegionName": region, "KMSMasterKeyId": key}}],
        })
    };
    let each = "ValidationException: One or more parameter values were invalid: KMSMasterKeyId must be specified for each replica.";
    assert_eq!(
        target.refusal("UpdateTable", create("eu-west-1", "alias/aws/dynamodb")),
        each
    );
    let key = json!({"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "mine"});
    target.ok(
        "UpdateTable",
        json!({"TableName": table, "SSESpecification": key}),
    );
    let keyless = updates(&table, &[("Create", "eu-west-1")]);
    assert_eq!(target.refusal("UpdateTable", keyless), each);
    assert_eq!(
        target.refusal("UpdateTable", create("eu-west-1", "alias/aws/dynamodb")),
        "ValidationException: One or more parameter values were invalid: All replica keys must either be Customer Managed CMK or AWS Managed CMK."
    );
    target.ok("UpdateTable", create("eu-west-1", "theirs"));
    assert_eq!(
        describe(&target, &table)["Replicas"][0]["KMSMasterKeyId"],
        "arn:aws:kms:eu-west-1:000000000000:key/theirs"
    );
}

#[test]
fn a_replica_that_leaves_is_deleted_and_the_last_one_is_an_ordinary_table() {
    let target = target();
    let (table, ireland) = global_table(&target);
    let answer = target.ok("UpdateTable", updates(&table, &[("Delete", "eu-west-1")]));
    assert_eq!(
        answer["TableDescription"]["Replicas"][0]["ReplicaStatus"],
        "ACTIVE"
    );
    assert!(
        ireland
            .refusal("DescribeTable", json!({"TableName": table}))
            .starts_with("ResourceNotFoundException")
    );
    let alone = describe(&target, &table);
    for member in [
        "Replicas",
        "GlobalTableVersion",
        "GlobalTableSettingsReplicationMode",
    ] {
        assert!(alone.get(member).is_none(), "{member}");
    }
    assert_eq!(alone["StreamSpecification"]["StreamEnabled"], true);
    join(&target, &table, "eu-west-1");
    assert_eq!(regions(&describe(&ireland, &table)), ["us-east-1"]);
}

#[test]
fn a_region_that_others_came_from_stays_for_a_day() {
    let clock = Clock::frozen(NOW_S * 1000);
    let target = target_at(&clock);
    let (table, ireland) = global_table(&target);
    let recent = "ValidationException: Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in the last 24 hours.";
    let named = json!({"TableName": table});
    assert_eq!(target.refusal("DeleteTable", named.clone()), recent);
    let from_there = updates(&table, &[("Delete", "us-east-1")]);
    assert_eq!(ireland.refusal("UpdateTable", from_there.clone()), recent);
    clock.advance_ms(24 * 60 * 60 * 1000);
    ireland.ok("UpdateTable", from_there);
    assert!(describe(&ireland, &table).get("Replicas").is_none());
}

#[test]
fn a_protected_replica_is_not_deleted() {
    let target = target();
    let (table, ireland) = global_table(&target);
    let protect = |enabled: bool| json!({"TableName": table, "DeletionProtectionEnabled": enabled});
    ireland.ok("UpdateTable", protect(true));
    let protected = format!(
        "ValidationException: Cannot delete table {table} in region eu-west-1 because it has deletion protection enabled. Disable deletion protection first."
    );
    let named = json!({"TableName": table});
    assert_eq!(
        target.refusal("UpdateTable", updates(&table, &[("Delete", "eu-west-1")])),
        protected
    );
    assert_eq!(ireland.refusal("DeleteTable", named.clone()), protected);
    ireland.ok("UpdateTable", protect(false));
    let deleted = ireland.ok("DeleteTable", named);
    assert_eq!(deleted["TableDescription"]["TableStatus"], "DELETING");
    assert_eq!(regions(&deleted["TableDescription"]), ["us-east-1"]);
    assert!(describe(&target, &table).get("Replicas").is_none());
}

// Developer Guide, "DynamoDB Streams and Time to Live": what the service removed is told as such in
// the region where it did so alone.
#[test]
fn each_region_has_its_own_stream_records() {
    let target = target();
    let (table, ireland) = global_table(&target);
    ireland.put(&table, json!({"pk": s("a"), "v": n(1)}));
    until(&target, &table, "a", &json!({"pk": s("a"), "v": n(1)}));
    let arn = describe(&target, &table)["LatestStreamArn"].take();
    let api = "DynamoDBStreams_20120810";
    let stream = target.send_to(api, "DescribeStream", json!({"StreamArn": arn}));
    let shard = stream.json()["StreamDescription"]["Shards"][0]["ShardId"].take();
    let iterator = target.send_to(
        api,
        "GetShardIterator",
        json!({"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}),
    );
    let iterator = iterator.json()["ShardIterator"].take();
    let records = target.send_to(api, "GetRecords", json!({"ShardIterator": iterator}));
    let records = records.json()["Records"].take();
    assert_eq!(records.as_array().unwrap().len(), 1, "{records}");
    assert_eq!(records[0]["eventName"], "INSERT");
    assert_eq!(records[0]["awsRegion"], "us-east-1");
    assert!(records[0].get("userIdentity").is_none());
}

#[test]
fn a_strongly_consistent_write_is_everywhere_before_it_is_answered() {
    let target = target();
    let (table, oregon) = strong_table(&target);
    for round in 0..20 {
        let item = json!({"pk": s("k"), "v": n(round)});
        let (here, there) = match round % 2 {
            0 => (&target, &oregon),
            _ => (&oregon, &target),
        };
        here.put(&table, item.clone());
        assert_eq!(there.get(&table, json!({"pk": s("k")})), item);
    }
    oregon.ok(
        "DeleteItem",
        json!({"TableName": table, "Key": {"pk": s("k")}}),
    );
    assert_eq!(target.get(&table, json!({"pk": s("k")})), Value::Null);
    for region in [&target, &oregon] {
        let described = describe(region, &table);
        assert_eq!(described["MultiRegionConsistency"], "STRONG");
        assert_eq!(
            described["GlobalTableWitnesses"],
            json!([{"RegionName": "us-east-2", "WitnessStatus": "ACTIVE"}])
        );
    }
    let transaction = json!({"Put": {"TableName": table, "Item": {"pk": s("t")}}});
    assert!(
        target
            .refusal(
                "TransactWriteItems",
                json!({"TransactItems": [transaction]})
            )
            .starts_with("ValidationException: Transactions are not supported")
    );
}

#[test]
fn regions_that_write_at_once_agree_at_every_moment_if_they_are_strongly_consistent() {
    let target = target();
    let (table, oregon) = strong_table(&target);
    let add = |target: &Target| {
        for _ in 0..100 {
            target.ok(
                "UpdateItem",
                json!({
                    "TableName": table, "Key": {"pk": s("k")},
                    "UpdateExpression": "ADD v :one",
                    "ExpressionAttributeValues": {":one": n(1)},
                }),
            );
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| add(&target));
        scope.spawn(|| add(&oregon));
    });
    let sum = json!({"pk": s("k"), "v": n(200)});
    assert_eq!(target.get(&table, json!({"pk": s("k")})), sum);
    assert_eq!(oregon.get(&table, json!({"pk": s("k")})), sum);
}

#[test]
fn a_strongly_consistent_global_table_is_made_and_dissolved_whole() {
    let target = target();
    let table = target.hash_table();
    let make = |replicas: &[&str], witness: Option<&str>, consistency: Option<&str>| {
        let actions: Vec<_> = replicas.iter().map(|region| ("Create", *region)).collect();
        let mut request = updates(&table, &actions);
        if let Some(witness) = witness {
            let create = json!([{"Create": {"RegionName": witness}}]);
            request["GlobalTableWitnessUpdates"] = create;
        }
        if let Some(consistency) = consistency {
            request["MultiRegionConsistency"] = json!(consistency);
        }
        request
    };
    let refusal = |request: Value| target.refusal("UpdateTable", request);
    let strong = Some("STRONG");
    assert_eq!(
        refusal(make(&["us-west-2"], None, strong)),
        "ValidationException: Unsupported replica count for global tables with MultiRegionConsistency set to STRONG."
    );
    assert_eq!(
        refusal(make(&["us-west-2"], Some("us-east-2"), None)),
        "ValidationException: MultiRegionConsistency must be set as STRONG when GlobalTableWitnessUpdates parameter is present."
    );
    assert_eq!(
        refusal(make(&["us-west-2"], Some("us-west-1"), strong)),
        "ValidationException: Unsupported Region(s) specified for global tables with MultiRegionConsistency set to STRONG: [us-west-1]."
    );
    assert_eq!(
        refusal(make(&["us-west-2"], Some("us-west-2"), strong)),
        "ValidationException: Cannot target multiple regions with the same action"
    );
    assert_eq!(
        refusal(make(&["us-west-2"], Some("us-east-1"), strong)),
        "ValidationException: Cannot add a witness in the same region as an existing replica when creating a global table with MultiRegionConsistency set to STRONG."
    );
    assert_eq!(
        refusal(json!({"TableName": table, "MultiRegionConsistency": "STRONG"})),
        "ValidationException: At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required"
    );

    let answer = target.ok(
        "UpdateTable",
        make(&["us-west-2"], Some("us-east-2"), strong),
    );
    assert_eq!(
        answer["TableDescription"]["MultiRegionConsistency"],
        "STRONG"
    );
    assert_eq!(
        refusal(make(&["eu-west-1"], None, None)),
        "ValidationException: Cannot add replicas to a global table with strong MultiRegionConsistency"
    );
    assert_eq!(
        refusal(make(&["eu-west-1"], None, Some("EVENTUAL"))),
        "ValidationException: MultiRegionConsistency parameter is unsupported on existing global table"
    );
    assert_eq!(
        refusal(updates(&table, &[("Delete", "us-west-2")])),
        "ValidationException: Update table delete operation does not include all witnesses."
    );
    let named = json!({"TableName": table});
    assert_eq!(
        target.refusal("DeleteTable", named.clone()),
        "ValidationException: Deletion of only one table replica is not supported for global tables with MultiRegionConsistency set to STRONG."
    );
    let mut dissolve = updates(&table, &[("Delete", "us-west-2")]);
    let delete = |region: &str| json!([{"Delete": {"RegionName": region}}]);
    dissolve["GlobalTableWitnessUpdates"] = delete("eu-west-1");
    assert_eq!(
        refusal(dissolve.clone()),
        "ValidationException: Update global table operation failed because one or more witnesses were not part of the global table. Please retry the request without these witnesses: [eu-west-1]."
    );
    dissolve["GlobalTableWitnessUpdates"] = delete("us-east-2");
    target.ok("UpdateTable", dissolve);
    let alone = describe(&target, &table);
    assert!(alone.get("MultiRegionConsistency").is_none());
    assert!(alone.get("GlobalTableWitnesses").is_none());
    target.put(&table, json!({"pk": s("a")}));

    target.ok(
        "UpdateTable",
        json!({
            "TableName": table, "ReplicaUpdates": [{"Create": {"RegionName": "us-west-2"}}],
        }),
    );
    until(
        &target.in_region("us-west-2"),
        &table,
        "a",
        &json!({"pk": s("a")}),
    );
}

#[test]
fn three_strongly_consistent_replicas_leave_together() {
    let target = target();
    let table = target.hash_table();
    let all = |action: &str| {
        let mut request = updates(&table, &[(action, "us-west-2"), (action, "us-east-2")]);
        if action == "Create" {
            request["MultiRegionConsistency"] = json!("STRONG");
        }
        request
    };
    target.ok("UpdateTable", all("Create"));
    target.put(&table, json!({"pk": s("a")}));
    let ohio = target.in_region("us-east-2");
    assert_eq!(
        ohio.get(&table, json!({"pk": s("a")})),
        json!({"pk": s("a")})
    );
    assert_eq!(
        target.refusal("UpdateTable", updates(&table, &[("Delete", "us-west-2")])),
        "ValidationException: Deletion of only one table replica is not supported for global tables with MultiRegionConsistency set to STRONG."
    );
    target.ok("UpdateTable", all("Delete"));
    assert!(describe(&target, &table).get("Replicas").is_none());
    assert!(
        ohio.refusal("DescribeTable", json!({"TableName": table}))
            .starts_with("ResourceNotFoundException")
    );
}

#[test]
fn a_table_of_one_region_is_told_how_settings_are_to_be_shared() {
    let target = target();
    let table = target.hash_table();
    let set = |mode: &str| json!({"TableName": table, "GlobalTableSettingsReplicationMode": mode});
    target.ok("UpdateTable", set("ENABLED"));
    assert_eq!(
        describe(&target, &table)["GlobalTableSettingsReplicationMode"],
        "ENABLED"
    );
    assert_eq!(
        target.refusal("UpdateTable", set("ENABLED_WITH_OVERRIDES")),
        "ValidationException: Value 'ENABLED_WITH_OVERRIDES' at 'GlobalTableSettingsReplicationMode' failed to satisfy constraint: Only ENABLED and DISABLED settings replication are supported for a Regional Table."
    );
}

#[test]
fn a_server_is_idle_when_the_other_regions_have_all() {
    let target = target();
    let (table, other) = global_table(&target);
    let item = json!({"pk": s("a")});
    target.put(&table, item.clone());
    let idle = target.server.request("GET", "/_ruststack/idle?timeout=120");
    assert_eq!(idle.send().status, 200);
    assert_eq!(other.get(&table, item.clone()), item);
}
