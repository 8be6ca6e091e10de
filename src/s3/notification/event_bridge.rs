//! The event that EventBridge gets.
//!
//! User Guide, "EventBridge event message structure"; which fields an event has is recorded.

use serde::Serialize;

use crate::aws::time::{iso_millis, iso_seconds};

use super::change::{Change, More};
use super::event::Event;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Envelope<'a> {
    version: &'a str,
    id: String,
    detail_type: &'a str,
    source: &'a str,
    account: &'a str,
    time: String,
    region: &'a str,
    resources: [String; 1],
    detail: Detail<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Detail<'a> {
    version: &'a str,
    bucket: BucketDetail<'a>,
    object: ObjectDetail<'a>,
    request_id: &'a str,
    requester: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_ip_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deletion_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    restore_expiry_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_storage_class: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination_storage_class: Option<&'a str>,
}

#[derive(Serialize)]
struct BucketDetail<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ObjectDetail<'a> {
    /// As it is, not encoded.
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequencer: Option<String>,
}

/// Where events go: the account's default bus.
pub(super) fn bus_arn(change: &Change) -> String {
    let (region, account) = (&change.place.region, &change.place.owner);
    format!("arn:aws:events:{region}:{account}:event-bus/default")
}

/// Writes the event; `id` is a UUID of its own.
pub(super) fn event(change: &Change, id: String) -> String {
    let Change {
        event,
        place,
        told,
        origin,
        ..
    } = change;
    let (restored, moved) = match told.more {
        More::Nothing => (None, None),
        More::Restored(class, until) => (Some((class, until)), None),
        More::Moved(class) => (None, Some(class)),
    };
    // Recorded: no event about an archive has it.
    let is_in_order = event.reason().is_some();
    let is_begun = *event == Event::ObjectRestorePost;
    let envelope = Envelope {
        version: "0",
        id,
        detail_type: event.detail_type(),
        source: "aws.s3",
        account: place.owner.as_str(),
        time: iso_seconds(change.moment),
        region: place.region.as_str(),
        resources: [place.arn()],
        detail: Detail {
            version: "0",
            bucket: BucketDetail {
                name: &place.bucket,
            },
            object: ObjectDetail {
                key: &told.key,
                size: change.size(),
                etag: told.etag.as_deref(),
                version_id: change.version_id(),
                sequencer: is_in_order.then(|| format!("{:016x}", change.sequencer)),
            },
            request_id: &origin.request_id,
            requester: origin.requester(),
            source_ip_address: origin
                .source_ip()
                .filter(|_| *event != Event::ObjectRestoreCompleted),
            reason: event.reason(),
            deletion_type: event.deletion_type(),
            restore_expiry_time: restored
                .filter(|_| !is_begun)
                .map(|(_, until)| iso_millis(until)),
            source_storage_class: restored.map(|(class, _)| class.name()),
            destination_storage_class: moved.map(|class| class.name()),
        },
    };
    serde_json::to_string(&envelope).expect("an event has text keys only")
}
