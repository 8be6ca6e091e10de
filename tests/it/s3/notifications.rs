//! What queues, topics and event buses are told of changes; which fields a message has is recorded.

use serde_json::{Value, json};

use super::post_object::{post_with, signing};
use super::*;

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:t";

/// Tells a queue of some events, and skips the test message.
fn watch(server: &TestServer, events: &[&str], more: &str) {
    let events: String = events
        .iter()
        .map(|event| format!("<Event>s3:{event}</Event>"))
        .collect();
    let body = format!(
        "<NotificationConfiguration><QueueConfiguration><Id>all</Id><Queue>{QUEUE}</Queue>{events}\
         </QueueConfiguration>{more}</NotificationConfiguration>"
    );
    let reply = request(server, "PUT", "/pail?notification")
        .header("x-amz-skip-destination-validation", "true")
        .body(body)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// The messages of a target, as soon as there are so many.
fn messages(server: &TestServer, target: &str, count: usize) -> Vec<Value> {
    for _ in 0..2000 {
        let page = get(server, &format!("/_ruststack/events?target={target}")).json();
        let events = page["events"].as_array().unwrap();
        if events.len() >= count {
            assert_eq!(events.len(), count, "{page:#}");
            let message = |event: &Value| event["message"].as_str().unwrap().to_owned();
            let parsed = |event| serde_json::from_str(&message(event)).unwrap();
            return events.iter().map(parsed).collect();
        }
        std::thread::yield_now();
    }
    panic!("no {count} messages for {target}");
}

/// Each event's name and key.
fn told(server: &TestServer, count: usize) -> Vec<(String, String)> {
    let messages = messages(server, QUEUE, count);
    let record = |message: &Value| {
        let record = &message["Records"][0];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (
            text(&record["eventName"]),
            text(&record["s3"]["object"]["key"]),
        )
    };
    messages.iter().map(record).collect()
}

fn pairs(told: &[(String, String)]) -> Vec<(&str, &str)> {
    told.iter().map(|(name, key)| (&**name, &**key)).collect()
}

fn crc32(body: &str) -> String {
    let crc = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, body.as_bytes()) as u32;
    base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        crc.to_be_bytes(),
    )
}

#[test]
fn a_message_tells_all_of_a_new_object() {
    let server = with_bucket();
    watch(&server, &["ObjectCreated:*"], "");
    let reply = put(&server, "a%20b/%40%2B%C3%A9", "hello");
    let messages = messages(&server, QUEUE, 1);
    let record = &messages[0]["Records"][0];
    let sequencer = record["s3"]["object"]["sequencer"].as_str().unwrap();
    assert_eq!(sequencer.len(), 18);
    let principal = record["userIdentity"]["principalId"].as_str().unwrap();
    assert!(principal.starts_with("AWS:AIDA"), "{principal}");
    let owner = record["s3"]["bucket"]["ownerIdentity"]["principalId"]
        .as_str()
        .unwrap();
    assert_eq!(
        *record,
        json!({
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": "us-east-1",
            "eventTime": "2026-11-22T07:38:00.000Z",
            "eventName": "ObjectCreated:Put",
            "userIdentity": {"principalId": principal},
            "requestParameters": {"sourceIPAddress": "127.0.0.1"},
            "responseElements": {
                "x-amz-request-id": reply.header("x-amz-request-id"),
                "x-amz-id-2": reply.header("x-amz-id-2"),
            },
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": "all",
                "bucket": {
                    "name": "pail",
                    "ownerIdentity": {"principalId": owner},
                    "arn": "arn:aws:s3:::pail",
                },
                "object": {
                    "key": "a+b/%40%2B%C3%A9",
                    "size": 5,
                    "eTag": "5d41402abc4b2a76b9719d911017c592",
                    "sequencer": sequencer,
                },
            },
        })
    );
}

#[test]
fn every_way_to_make_an_object_has_its_event() {
    let server = with_bucket();
    watch(&server, &["ObjectCreated:*"], "");
    put(&server, "put", "x");
    let copied = request(&server, "PUT", "/pail/copy")
        .header("x-amz-copy-source", "pail/put")
        .send();
    assert_eq!(copied.status, 200);
    let id = begin(&server, "parts", &[]);
    let etag = part(&server, "parts", &id, 1, "x");
    for _ in 0..2 {
        // Completing again changes nothing, so nothing is told.
        assert_eq!(complete(&server, "parts", &id, &[(1, &etag)]).status, 200);
    }
    let form = [("key", "form")];
    let posted = post_with(&server, json!(signing()), &form, "x");
    assert_eq!(posted.status, 204, "{}", posted.text());
    put(&server, "last", "x");
    assert_eq!(
        pairs(&told(&server, 5)),
        [
            ("ObjectCreated:Put", "put"),
            ("ObjectCreated:Copy", "copy"),
            ("ObjectCreated:CompleteMultipartUpload", "parts"),
            ("ObjectCreated:Post", "form"),
            ("ObjectCreated:Put", "last"),
        ]
    );
}

#[test]
fn a_deletion_tells_what_it_did() {
    let server = with_bucket();
    put(&server, "gone", "x");
    watch(&server, &["ObjectRemoved:*"], "");
    let delete = |target: &str| request(&server, "DELETE", target).send();
    assert_eq!(delete("/pail/gone").status, 204);
    assert_eq!(delete("/pail/never-there").status, 204);
    set_versioning(&server, "Enabled");
    let version = put(&server, "k", "x");
    let version = version.header("x-amz-version-id").unwrap();
    let marker = delete("/pail/k");
    let marker = marker.header("x-amz-version-id").unwrap();
    assert_eq!(delete(&format!("/pail/k?versionId={version}")).status, 204);
    let messages = messages(&server, QUEUE, 3);
    let object = |index: usize| &messages[index]["Records"][0]["s3"]["object"];
    let names: Vec<_> = messages
        .iter()
        .map(|message| &message["Records"][0]["eventName"])
        .collect();
    assert_eq!(
        names,
        [
            "ObjectRemoved:Delete",
            "ObjectRemoved:DeleteMarkerCreated",
            "ObjectRemoved:Delete"
        ]
    );
    let sequencer = |index: usize| object(index)["sequencer"].as_str().unwrap();
    assert!(sequencer(0) < sequencer(1) && sequencer(1) < sequencer(2));
    assert_eq!(
        *object(0),
        json!({"key": "gone", "sequencer": sequencer(0)})
    );
    assert_eq!(object(1)["versionId"], marker);
    assert_eq!(
        *object(2),
        json!({"key": "k", "versionId": version, "sequencer": sequencer(2)})
    );
}

#[test]
fn many_keys_deleted_at_once_are_told_one_by_one() {
    let server = with_bucket();
    put(&server, "a", "x");
    put(&server, "b", "x");
    watch(&server, &["ObjectRemoved:Delete"], "");
    let body = "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>";
    let reply = request(&server, "POST", "/pail?delete")
        .header("x-amz-checksum-crc32", &crc32(body))
        .body(body)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        pairs(&told(&server, 2)),
        [("ObjectRemoved:Delete", "a"), ("ObjectRemoved:Delete", "b")]
    );
}

#[test]
fn tags_and_restores_are_told_with_what_belongs_to_them() {
    let server = with_bucket();
    watch(&server, &["ObjectTagging:*", "ObjectRestore:*"], "");
    let made = request(&server, "PUT", "/pail/k")
        .header("x-amz-storage-class", "GLACIER")
        .header("x-amz-tagging", "a=b")
        .body("hello")
        .send();
    assert_eq!(made.status, 200);
    let tags = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";
    let tagged = request(&server, "PUT", "/pail/k?tagging").body(tags).send();
    assert_eq!(tagged.status, 200, "{}", tagged.text());
    assert_eq!(
        request(&server, "DELETE", "/pail/k?tagging").send().status,
        204
    );
    let restore = "<RestoreRequest><Days>1</Days></RestoreRequest>";
    let restored = request(&server, "POST", "/pail/k?restore")
        .body(restore)
        .send();
    assert_eq!(restored.status, 202, "{}", restored.text());
    let messages = messages(&server, QUEUE, 4);
    let record = |index: usize| &messages[index]["Records"][0];
    for (index, name) in [(0, "ObjectTagging:Put"), (1, "ObjectTagging:Delete")] {
        assert_eq!(record(index)["eventName"], name);
        assert_eq!(record(index)["eventVersion"], "2.3");
        let expected = json!({"key": "k", "eTag": "5d41402abc4b2a76b9719d911017c592"});
        assert_eq!(record(index)["s3"]["object"], expected);
    }
    assert_eq!(record(2)["eventName"], "ObjectRestore:Post");
    assert_eq!(record(2)["glacierEventData"], json!(null));
    assert_eq!(record(3)["eventName"], "ObjectRestore:Completed");
    assert_eq!(
        record(3)["glacierEventData"],
        json!({"restoreEventData": {
            "lifecycleRestorationExpiryTime": "2026-11-24T00:00:00.000Z",
            "lifecycleRestoreStorageClass": "GLACIER",
        }})
    );
}

#[test]
fn an_acl_is_told_without_a_size() {
    let server = with_bucket();
    for part in ["ownershipControls", "publicAccessBlock"] {
        let target = format!("/pail?{part}");
        assert_eq!(request(&server, "DELETE", &target).send().status, 204);
    }
    put(&server, "k", "hello");
    watch(&server, &["ObjectAcl:Put"], "");
    let granted = request(&server, "PUT", "/pail/k?acl")
        .header("x-amz-acl", "public-read")
        .send();
    assert_eq!(granted.status, 200, "{}", granted.text());
    let record = &messages(&server, QUEUE, 1)[0]["Records"][0];
    assert_eq!(record["eventName"], "ObjectAcl:Put");
    assert_eq!(record["eventVersion"], "2.3");
    let expected = json!({"key": "k", "eTag": "5d41402abc4b2a76b9719d911017c592"});
    assert_eq!(record["s3"]["object"], expected);
}

#[test]
fn filters_choose_keys() {
    let server = with_bucket();
    let filter = "<NotificationConfiguration><TopicConfiguration><Id>f</Id>\
                  <Topic>arn:aws:sns:us-east-1:000000000000:t</Topic><Event>s3:ObjectCreated:Put</Event>\
                  <Filter><S3Key><FilterRule><Name>prefix</Name><Value>in/</Value></FilterRule>\
                  <FilterRule><Name>SUFFIX</Name><Value>.txt</Value></FilterRule></S3Key></Filter>\
                  </TopicConfiguration></NotificationConfiguration>";
    assert_eq!(configure(&server, "notification", filter).status, 200);
    for key in ["in/a.md", "out/a.txt", "in/a.txt"] {
        put(&server, key, "x");
    }
    let messages = messages(&server, TOPIC, 2);
    // A topic is tested when it is configured.
    assert_eq!(messages[0]["Event"], "s3:TestEvent");
    assert_eq!(messages[1]["Records"][0]["s3"]["object"]["key"], "in/a.txt");
    let page = get(&server, "/_ruststack/events").json();
    assert_eq!(page["events"][1]["subject"], "Amazon S3 Notification");
}

#[test]
fn event_bridge_gets_events_of_its_own() {
    let server = with_bucket();
    watch(&server, &["ObjectTagging:*"], "<EventBridgeConfiguration/>");
    let made = put(&server, "a%20b", "hello");
    assert_eq!(request(&server, "DELETE", "/pail/a%20b").send().status, 204);
    let bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
    let events = messages(&server, bus, 2);
    let sequencer = events[0]["detail"]["object"]["sequencer"].as_str().unwrap();
    assert_eq!(sequencer.len(), 16);
    assert_eq!(
        events[0],
        json!({
            "version": "0",
            "id": events[0]["id"],
            "detail-type": "Object Created",
            "source": "aws.s3",
            "account": "000000000000",
            "time": "2026-11-22T07:38:00Z",
            "region": "us-east-1",
            "resources": ["arn:aws:s3:::pail"],
            "detail": {
                "version": "0",
                "bucket": {"name": "pail"},
                "object": {
                    "key": "a b",
                    "size": 5,
                    "etag": "5d41402abc4b2a76b9719d911017c592",
                    "sequencer": sequencer,
                },
                "request-id": made.header("x-amz-request-id"),
                "requester": "000000000000",
                "source-ip-address": "127.0.0.1",
                "reason": "PutObject",
            },
        })
    );
    let deleted = &events[1]["detail"];
    assert_eq!(events[1]["detail-type"], "Object Deleted");
    assert_eq!(
        (&deleted["reason"], &deleted["deletion-type"]),
        (&json!("DeleteObject"), &json!("Permanently Deleted"))
    );
}

/// Whoever sees a message sees the change: here through 50 writers of one key.
#[test]
fn the_changes_of_a_key_are_told_in_their_order() {
    let server = with_bucket();
    watch(&server, &["ObjectCreated:*"], "");
    std::thread::scope(|scope| {
        for writer in 0..50 {
            let server = &server;
            scope.spawn(move || put(server, "k", &format!("from {writer}")));
        }
    });
    let messages = messages(&server, QUEUE, 50);
    let object = |message: &Value| message["Records"][0]["s3"]["object"].clone();
    let sequencers: Vec<_> = messages
        .iter()
        .map(|m| object(m)["sequencer"].to_string())
        .collect();
    assert!(sequencers.is_sorted(), "{sequencers:?}");
    let last = object(messages.last().unwrap());
    let etag = get(&server, "/pail/k").header("etag").unwrap().to_owned();
    assert_eq!(format!("\"{}\"", last["eTag"].as_str().unwrap()), etag);
}
