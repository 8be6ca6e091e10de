//! A change record on the wire: as GetRecords shows it, and as a function's event does.

use super::engine::record::{Actor, Record};
use super::engine::view::ViewType;
use super::sequence_number;
use super::wire::writer::Writer;

/// Writes a record of a stream with a view; the event of a function also names the stream.
pub(crate) fn write_record(
    w: &mut Writer,
    record: &Record,
    view: ViewType,
    region: &str,
    stream_arn: Option<&str>,
) {
    w.object(|w| {
        w.name("eventID")
            .quoted(&format!("{:032x}", record.event_id));
        w.name("eventName").quoted(record.event.name());
        w.name("eventVersion").quoted("1.1");
        w.name("eventSource").quoted("aws:dynamodb");
        w.name("awsRegion").text(region);
        w.name("dynamodb").object(|w| write_change(w, record, view));
        if record.actor == Actor::TimeToLive {
            // Small letters in the events of functions (AWS blog on filtering TTL deletions).
            let [kind, principal] = match stream_arn {
                Some(_) => ["type", "principalId"],
                None => ["Type", "PrincipalId"],
            };
            w.name("userIdentity").object(|w| {
                w.name(kind).quoted("Service");
                w.name(principal).quoted("dynamodb.amazonaws.com");
            });
        }
        if let Some(arn) = stream_arn {
            w.name("eventSourceARN").text(arn);
        }
    });
}

/// The images are the items' stored JSON.
fn write_change(w: &mut Writer, record: &Record, view: ViewType) {
    w.name("ApproximateCreationDateTime")
        .plain(record.created_ms.div_euclid(1000));
    w.name("Keys").json(record.keys.json());
    if let Some(new) = &record.new {
        w.name("NewImage").json(new.json());
    }
    if let Some(old) = &record.old {
        w.name("OldImage").json(old.json());
    }
    w.name("SequenceNumber")
        .quoted(&sequence_number::of_position(record.position));
    w.name("SizeBytes").plain(record.size_bytes());
    w.name("StreamViewType").quoted(view.name());
}
