//! The message that queues, topics and functions get.
//!
//! User Guide, "Event message structure"; which fields an event has is recorded.

use serde::Serialize;

use crate::aws::percent;
use crate::aws::request_id::s3_host_id;
use crate::aws::time::iso_millis;

use super::cause::customer_id;
use super::change::{Change, More, Place};
use super::event::Event;

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "Records")]
    records: [Record<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    event_version: &'a str,
    event_source: &'a str,
    aws_region: &'a str,
    event_time: String,
    event_name: &'a str,
    user_identity: Identity,
    request_parameters: RequestParameters,
    response_elements: ResponseElements<'a>,
    s3: Entity<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    glacier_event_data: Option<GlacierEventData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifecycle_event_data: Option<LifecycleEventData>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    principal_id: String,
}

#[derive(Serialize)]
struct RequestParameters {
    #[serde(rename = "sourceIPAddress")]
    source: String,
}

#[derive(Serialize)]
struct ResponseElements<'a> {
    #[serde(rename = "x-amz-request-id")]
    request_id: &'a str,
    #[serde(rename = "x-amz-id-2")]
    host_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entity<'a> {
    #[serde(rename = "s3SchemaVersion")]
    schema_version: &'a str,
    configuration_id: &'a str,
    bucket: BucketEntity<'a>,
    object: ObjectEntity<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BucketEntity<'a> {
    name: &'a str,
    owner_identity: Identity,
    arn: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectEntity<'a> {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e_tag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequencer: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GlacierEventData {
    restore_event_data: RestoreEventData,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RestoreEventData {
    lifecycle_restoration_expiry_time: String,
    lifecycle_restore_storage_class: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LifecycleEventData {
    transition_event_data: TransitionEventData,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransitionEventData {
    destination_storage_class: &'static str,
}

/// Writes the message for the configuration with an id.
pub(super) fn message(change: &Change, configuration_id: &str) -> String {
    let Change {
        place,
        told,
        origin,
        ..
    } = change;
    let owner = customer_id(&place.owner);
    let principal_id = match change.event {
        // Recorded: it is not the one who asked for it.
        Event::ObjectRestoreCompleted => format!("AmazonCustomer:{owner}"),
        _ => origin.principal_id(),
    };
    let record = Record {
        event_version: change.event.version(),
        event_source: "aws:s3",
        aws_region: place.region.as_str(),
        event_time: iso_millis(change.moment),
        event_name: change.event.name(),
        user_identity: Identity { principal_id },
        request_parameters: RequestParameters {
            source: origin.source(),
        },
        response_elements: ResponseElements {
            request_id: &origin.request_id,
            host_id: s3_host_id(&origin.request_id),
        },
        s3: Entity {
            schema_version: "1.0",
            configuration_id,
            bucket: BucketEntity {
                name: &place.bucket,
                owner_identity: Identity {
                    principal_id: owner,
                },
                arn: place.arn(),
            },
            object: ObjectEntity {
                key: encoded(&told.key),
                size: change.size(),
                e_tag: told.etag.as_deref(),
                version_id: change.version_id(),
                sequencer: change
                    .has_sequencer()
                    .then(|| format!("00{:016X}", change.sequencer)),
            },
        },
        glacier_event_data: glacier(change.event, told.more),
        lifecycle_event_data: match told.more {
            More::Moved(class) => Some(LifecycleEventData {
                transition_event_data: TransitionEventData {
                    destination_storage_class: class.name(),
                },
            }),
            _ => None,
        },
    };
    serde_json::to_string(&Message { records: [record] }).expect("a record has text keys only")
}

/// The copy's end, once there is a copy.
fn glacier(event: Event, more: More) -> Option<GlacierEventData> {
    match more {
        More::Restored(class, until) if event != Event::ObjectRestorePost => {
            Some(GlacierEventData {
                restore_event_data: RestoreEventData {
                    lifecycle_restoration_expiry_time: iso_millis(until),
                    lifecycle_restore_storage_class: class.name(),
                },
            })
        }
        _ => None,
    }
}

/// As a form has it, but with slashes: `+` for a space (recorded: `a%40b`).
fn encoded(key: &str) -> String {
    percent::encode_listing(key)
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Test<'a> {
    service: &'a str,
    event: &'a str,
    time: &'a str,
    bucket: &'a str,
    request_id: &'a str,
    host_id: &'a str,
}

/// What a queue or topic gets when a bucket is told to notify it (User Guide, "Event message
/// structure").
pub(in crate::s3) fn test_message(place: &Place, time: &str, request_id: &str) -> String {
    let test = Test {
        service: "Amazon S3",
        event: "s3:TestEvent",
        time,
        bucket: &place.bucket,
        request_id,
        host_id: &s3_host_id(request_id),
    };
    serde_json::to_string(&test).expect("a message has text keys only")
}
