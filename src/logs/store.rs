//! Everything that one world's CloudWatch Logs keeps, behind one lock.

use std::sync::Arc;

use imbl::OrdMap;

use super::error;
use super::event::{Event, Place};
use super::group::Group;
use super::stream::Stream;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;

/// What all groups together keep at most; the largest loses its older half.
const BYTES_MAX: usize = 256 * 1024 * 1024;
/// How much may come in until that is looked at again.
const UNCHECKED_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Groups of one account in one region.
const GROUPS_MAX: usize = 10_000;

/// Cloning it costs a pointer.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    pub(super) drawers: OrdMap<Scope, Drawer>,
    pub(super) last_number: u64,
    unchecked_bytes: usize,
}

/// The groups of one account in one region.
pub(super) type Drawer = OrdMap<Arc<str>, Arc<Group>>;

impl Store {
    /// Every group of an account in a region.
    pub(super) fn groups(&mut self, scope: &Scope) -> &mut Drawer {
        self.drawers.entry(scope.clone()).or_default()
    }

    /// Forgets what the retention of a scope's groups has ended.
    pub(super) fn expire(&mut self, scope: &Scope, now_ms: i64) {
        let groups = self.drawers.get(scope).into_iter().flat_map(OrdMap::values);
        let due = groups.filter(|group| group.has_expired(now_ms));
        let due: Vec<_> = due.map(|group| Arc::clone(&group.name)).collect();
        for name in due {
            // It is there: nobody else has this store.
            let _ = self.group(scope, &name, now_ms);
        }
    }

    /// A group, without what its retention has ended.
    ///
    /// Errors: ResourceNotFoundException.
    pub(super) fn group(
        &mut self,
        scope: &Scope,
        name: &str,
        now_ms: i64,
    ) -> Result<&mut Group, AwsError> {
        let group = self.drawers.get_mut(scope);
        let group = group.and_then(|groups| groups.get_mut(name));
        let group = Arc::make_mut(group.ok_or_else(error::no_such_group)?);
        group.expire(now_ms);
        Ok(group)
    }

    /// Adds a group.
    ///
    /// Errors: ResourceAlreadyExistsException, LimitExceededException.
    pub(super) fn add_group(&mut self, scope: &Scope, group: Group) -> Result<(), AwsError> {
        let groups = self.groups(scope);
        if groups.contains_key(&group.name) {
            return Err(error::group_exists());
        }
        if groups.len() >= GROUPS_MAX {
            return Err(error::limit_exceeded());
        }
        groups.insert(Arc::clone(&group.name), Arc::new(group));
        Ok(())
    }

    /// Makes the group and the stream of a service's own log, if they are not there.
    ///
    /// Errors: LimitExceededException for too many groups.
    pub(super) fn ensure(
        &mut self,
        scope: &Scope,
        group: &str,
        stream: &str,
        now_ms: i64,
    ) -> Result<(), AwsError> {
        if !self.groups(scope).contains_key(group) {
            self.add_group(scope, Group::new(group, now_ms))?;
        }
        let group = self.group(scope, group, now_ms)?;
        if !group.streams.contains_key(stream) {
            group.make_room_for_stream();
            let stream = Stream::new(stream, now_ms);
            group.streams.insert(Arc::clone(&stream.name), stream);
        }
        Ok(())
    }

    /// Adds events to a stream; what was added.
    ///
    /// Errors: ResourceNotFoundException for the group, then for the stream.
    pub(super) fn add_events(
        &mut self,
        scope: &Scope,
        group: &str,
        stream: &str,
        now_ms: i64,
        events: impl Iterator<Item = (i64, String)>,
    ) -> Result<Vec<Arc<Event>>, AwsError> {
        let mut number = self.last_number;
        let group = self.group(scope, group, now_ms)?;
        let stream = group.streams.get(stream);
        let stream = Arc::clone(&stream.ok_or_else(error::no_such_stream)?.name);
        let (mut added, mut bytes) = (Vec::new(), 0);
        for (timestamp_ms, message) in events {
            number += 1;
            let event = Arc::new(Event {
                place: Place {
                    timestamp_ms,
                    number,
                },
                stream: Arc::clone(&stream),
                message: message.into_boxed_str(),
                ingested_ms: now_ms,
            });
            bytes += event.bytes();
            group.add(Arc::clone(&event));
            added.push(event);
        }
        self.last_number = number;
        self.unchecked_bytes += bytes;
        if self.unchecked_bytes > UNCHECKED_BYTES_MAX {
            self.make_room();
        }
        Ok(added)
    }

    /// Of the latest event.
    pub(super) fn last_number(&self) -> u64 {
        self.last_number
    }

    fn make_room(&mut self) {
        self.unchecked_bytes = 0;
        let groups = || {
            let drawers = self.drawers.iter();
            drawers.flat_map(|(scope, groups)| groups.values().map(move |own| (scope, own)))
        };
        if groups().map(|(_, own)| own.bytes()).sum::<usize>() <= BYTES_MAX {
            return;
        }
        let largest = groups().max_by_key(|(_, own)| own.bytes());
        let Some((scope, name)) = largest.map(|(scope, own)| (scope.clone(), own.name.clone()))
        else {
            return;
        };
        let groups = self.drawers.get_mut(&scope);
        if let Some(group) = groups.and_then(|groups| groups.get_mut(&name)) {
            Arc::make_mut(group).halve();
        }
    }
}
