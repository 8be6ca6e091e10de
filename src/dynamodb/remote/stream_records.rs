//! Records as GetRecords gives them, and as a function's event has them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::bus::streams::{Record, Stream, key_hash};
use crate::dynamodb::wire::writer::Writer;

/// What GetRecords answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Batch {
    #[serde(default)]
    pub(super) records: Vec<Box<RawValue>>,
    /// None once a shard has ended.
    pub(super) next_shard_iterator: Option<String>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(rename = "eventID")]
    id: String,
    #[serde(rename = "eventName")]
    name: String,
    #[serde(rename = "eventVersion")]
    version: String,
    #[serde(borrow)]
    dynamodb: &'a RawValue,
    #[serde(rename = "userIdentity")]
    actor: Option<Actor>,
}

#[derive(Deserialize)]
struct Actor {
    #[serde(rename = "Type")]
    kind: String,
    #[serde(rename = "PrincipalId")]
    principal: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct About {
    #[serde(default)]
    keys: BTreeMap<String, Box<RawValue>>,
    sequence_number: String,
    #[serde(default)]
    approximate_creation_date_time: f64,
}

/// A record as an event has it: it names its stream, its reader's region, and who deleted it in small
/// letters.
pub(super) fn event_record(record: &RawValue, stream: Stream<'_>) -> Result<Record, String> {
    let unreadable = |what| format!("a record of it cannot be read: {what}");
    let change: Change<'_> =
        serde_json::from_str(record.get()).map_err(|error| unreadable(error.to_string()))?;
    let about: About = serde_json::from_str(change.dynamodb.get())
        .map_err(|error| unreadable(error.to_string()))?;
    let number = about.sequence_number.parse();
    let number = number.map_err(|_| unreadable(about.sequence_number.clone()))?;
    // The same text for the same item, in whatever order its keys come.
    let keys: Vec<String> = about
        .keys
        .iter()
        .map(|(name, value)| format!("{name}={}", value.get()))
        .collect();
    let mut w = Writer::with_capacity(record.get().len() + stream.arn.len() + 64);
    w.object(|w| {
        w.name("eventID").text(&change.id);
        w.name("eventName").text(&change.name);
        w.name("eventVersion").text(&change.version);
        w.name("eventSource").quoted("aws:dynamodb");
        w.name("awsRegion").text(stream.reader.region.as_str());
        w.name("dynamodb").json(change.dynamodb.get());
        if let Some(actor) = &change.actor {
            w.name("userIdentity").object(|w| {
                w.name("type").text(&actor.kind);
                w.name("principalId").text(&actor.principal);
            });
        }
        w.name("eventSourceARN").text(stream.arn);
    });
    Ok(Record {
        number,
        number_text: about.sequence_number,
        created_ms: (about.approximate_creation_date_time * 1000.0) as i64,
        key_hash: key_hash(&keys.join(",")),
        json: w.into_text(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::identity::{AccountId, Region, Scope};

    #[test]
    fn a_record_of_dynamodb_local_becomes_one_of_the_readers_region() {
        let reader = Scope {
            account: AccountId::default(),
            region: Region::parse("eu-west-1").unwrap(),
        };
        let stream = Stream {
            reader: &reader,
            arn: "arn:s",
        };
        let record = r#"{"eventID":"i","eventName":"REMOVE","eventVersion":"1.1","eventSource":"aws:dynamodb",
            "awsRegion":"ddblocal","dynamodb":{"ApproximateCreationDateTime":1.5E9,"Keys":{"p":{"S":"0"}},
            "SequenceNumber":"000000000000000000012"},"userIdentity":{"Type":"Service","PrincipalId":"d"}}"#;
        let record = RawValue::from_string(record.to_owned()).unwrap();
        let record = event_record(&record, stream).unwrap();
        assert_eq!((record.number, record.created_ms), (12, 1_500_000_000_000));
        let json: serde_json::Value = serde_json::from_str(&record.json).unwrap();
        assert_eq!(json["awsRegion"], "eu-west-1");
        assert_eq!(json["eventSourceARN"], "arn:s");
        assert_eq!(json["userIdentity"]["principalId"], "d");
        assert_eq!(json["dynamodb"]["SequenceNumber"], "000000000000000000012");
    }
}
