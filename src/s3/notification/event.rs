//! The events of a bucket's objects, by AWS's names.

/// What happened to an object (User Guide, "Supported event types for SQS, SNS, and Lambda").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) enum Event {
    LifecycleExpirationDelete,
    LifecycleExpirationDeleteMarkerCreated,
    LifecycleTransition,
    ObjectAclPut,
    ObjectCreatedCompleteMultipartUpload,
    ObjectCreatedCopy,
    ObjectCreatedPost,
    ObjectCreatedPut,
    ObjectRemovedDelete,
    ObjectRemovedDeleteMarkerCreated,
    ObjectRestoreCompleted,
    ObjectRestoreDelete,
    ObjectRestorePost,
    ObjectTaggingDelete,
    ObjectTaggingPut,
}

/// An event and its names.
struct Row {
    event: Event,
    /// Behind `s3:`.
    name: &'static str,
    /// Of the message's format: 2.3 has what newer events need, and is otherwise as 2.1 (recorded).
    version: &'static str,
    /// What EventBridge calls it (User Guide, "EventBridge mapping and troubleshooting").
    detail_type: &'static str,
    /// What EventBridge says of why it happened.
    reason: Option<&'static str>,
}

const fn row(
    event: Event,
    name: &'static str,
    version: &'static str,
    detail_type: &'static str,
    reason: Option<&'static str>,
) -> Row {
    Row {
        event,
        name,
        version,
        detail_type,
        reason,
    }
}

/// One row an event.
const ROWS: [Row; 15] = [
    row(
        Event::LifecycleExpirationDelete,
        "LifecycleExpiration:Delete",
        "2.3",
        "Object Deleted",
        Some("Lifecycle Expiration"),
    ),
    row(
        Event::LifecycleExpirationDeleteMarkerCreated,
        "LifecycleExpiration:DeleteMarkerCreated",
        "2.3",
        "Object Deleted",
        Some("Lifecycle Expiration"),
    ),
    row(
        Event::LifecycleTransition,
        "LifecycleTransition",
        "2.3",
        "Object Storage Class Changed",
        None,
    ),
    row(
        Event::ObjectAclPut,
        "ObjectAcl:Put",
        "2.3",
        "Object ACL Updated",
        None,
    ),
    row(
        Event::ObjectCreatedCompleteMultipartUpload,
        "ObjectCreated:CompleteMultipartUpload",
        "2.1",
        "Object Created",
        Some("CompleteMultipartUpload"),
    ),
    row(
        Event::ObjectCreatedCopy,
        "ObjectCreated:Copy",
        "2.1",
        "Object Created",
        Some("CopyObject"),
    ),
    row(
        Event::ObjectCreatedPost,
        "ObjectCreated:Post",
        "2.1",
        "Object Created",
        Some("POST Object"),
    ),
    row(
        Event::ObjectCreatedPut,
        "ObjectCreated:Put",
        "2.1",
        "Object Created",
        Some("PutObject"),
    ),
    row(
        Event::ObjectRemovedDelete,
        "ObjectRemoved:Delete",
        "2.1",
        "Object Deleted",
        Some("DeleteObject"),
    ),
    row(
        Event::ObjectRemovedDeleteMarkerCreated,
        "ObjectRemoved:DeleteMarkerCreated",
        "2.1",
        "Object Deleted",
        Some("DeleteObject"),
    ),
    row(
        Event::ObjectRestoreCompleted,
        "ObjectRestore:Completed",
        "2.1",
        "Object Restore Completed",
        None,
    ),
    row(
        Event::ObjectRestoreDelete,
        "ObjectRestore:Delete",
        "2.3",
        "Object Restore Expired",
        None,
    ),
    row(
        Event::ObjectRestorePost,
        "ObjectRestore:Post",
        "2.1",
        "Object Restore Initiated",
        None,
    ),
    row(
        Event::ObjectTaggingDelete,
        "ObjectTagging:Delete",
        "2.3",
        "Object Tags Deleted",
        None,
    ),
    row(
        Event::ObjectTaggingPut,
        "ObjectTagging:Put",
        "2.3",
        "Object Tags Added",
        None,
    ),
];

/// What a configuration may ask for beside the events above and what nobody here does.
const GROUPS: [&str; 12] = [
    "IntelligentTiering",
    "LifecycleExpiration:*",
    "ObjectCreated:*",
    "ObjectRemoved:*",
    "ObjectRestore:*",
    "ObjectTagging:*",
    "ReducedRedundancyLostObject",
    "Replication:*",
    "Replication:OperationFailedReplication",
    "Replication:OperationMissedThreshold",
    "Replication:OperationNotTracked",
    "Replication:OperationReplicatedAfterThreshold",
];

impl Event {
    fn row(self) -> &'static Row {
        let row = ROWS.iter().find(|row| row.event == self);
        row.expect("each event has its row")
    }

    /// Such as `ObjectCreated:Put`, as a message's `eventName` has it.
    pub(super) fn name(self) -> &'static str {
        self.row().name
    }

    pub(super) fn version(self) -> &'static str {
        self.row().version
    }

    pub(super) fn detail_type(self) -> &'static str {
        self.row().detail_type
    }

    pub(super) fn reason(self) -> Option<&'static str> {
        self.row().reason
    }

    /// The event of a deletion that made a delete marker.
    pub(in crate::s3) fn with_marker(self) -> Self {
        match self {
            Self::ObjectRemovedDelete => Self::ObjectRemovedDeleteMarkerCreated,
            Self::LifecycleExpirationDelete => Self::LifecycleExpirationDeleteMarkerCreated,
            other => other,
        }
    }

    /// What EventBridge says of a deletion.
    pub(super) fn deletion_type(self) -> Option<&'static str> {
        match self {
            Self::ObjectRemovedDelete | Self::LifecycleExpirationDelete => {
                Some("Permanently Deleted")
            }
            Self::ObjectRemovedDeleteMarkerCreated
            | Self::LifecycleExpirationDeleteMarkerCreated => Some("Delete Marker Created"),
            _ => None,
        }
    }
}

/// The events that a configuration asks for: one, or all of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::s3) struct Wanted(Box<str>);

impl Wanted {
    /// `None` for what S3 has no event of.
    pub(in crate::s3) fn parse(text: &str) -> Option<Self> {
        let name = text.strip_prefix("s3:")?;
        let is_one = ROWS.iter().any(|row| row.name == name);
        (is_one || GROUPS.contains(&name)).then(|| Self(name.into()))
    }

    pub(super) fn takes(&self, event: Event) -> bool {
        self.covers(event.name())
    }

    /// Whether an event could be wanted by both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.covers(&other.0) || other.covers(&self.0)
    }

    fn covers(&self, name: &str) -> bool {
        match self.0.strip_suffix('*') {
            Some(group) => name.starts_with(group),
            None => *self.0 == *name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last event is the one with the highest number.
    #[test]
    fn each_event_has_its_own_row() {
        assert_eq!(ROWS.len(), Event::ObjectTaggingPut as usize + 1);
        for (index, row) in ROWS.iter().enumerate() {
            assert_eq!(row.event as usize, index, "{}", row.name);
        }
    }

    #[test]
    fn a_group_takes_its_events_and_overlaps_them() {
        let wanted = |text| Wanted::parse(text).unwrap();
        let created = wanted("s3:ObjectCreated:*");
        assert!(created.takes(Event::ObjectCreatedCopy));
        assert!(!created.takes(Event::ObjectRemovedDelete));
        assert!(created.overlaps(&wanted("s3:ObjectCreated:Put")));
        assert!(wanted("s3:ObjectCreated:Put").overlaps(&created));
        assert!(!wanted("s3:ObjectCreated:Put").overlaps(&wanted("s3:ObjectCreated:Post")));
        for unknown in [
            "s3:ObjectCreated",
            "ObjectCreated:*",
            "s3:*",
            "s3:TestEvent",
            "",
        ] {
            assert_eq!(Wanted::parse(unknown), None, "{unknown}");
        }
    }
}
