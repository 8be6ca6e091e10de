//! One bucket: its objects and its uploads, behind one lock.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use imbl::OrdMap;
use time::OffsetDateTime;

use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Region};
use crate::clock::Clock;
use crate::s3::access::acl::Acl;
use crate::s3::access::judge;
use crate::s3::conditions::WriteCondition;
use crate::s3::element::Element;
use crate::s3::error;
use crate::s3::error::object_lock as locked;
use crate::s3::lifecycle::due::{Act, Deed};
use crate::s3::lifecycle::rules as lifecycle;
use crate::s3::notification::cause::Cause;
use crate::s3::notification::change::{Place, Told};
use crate::s3::notification::event::Event;
use crate::s3::notification::notifier::Notifier;
use crate::s3::notification::rules::Rules;
use crate::s3::replication::queue::{Errand, Replicator};
use crate::s3::replication::rules::Rules as ReplicationRules;

use super::configurations::{Configurations, Identified, Subject, rules};
use super::object::Object;
use super::object_lock::Attempt;
use super::replication::Replication;
use super::upload::{Completed, Part, Plan, Upload};
use super::version_id::VersionId;
use super::versioning::{Status, Versioning};
use super::versions::{State, Version, Versions};

/// Completed uploads that a bucket remembers at most.
const COMPLETED_MAX: usize = 1000;

/// A bucket's objects by key, in the order of their bytes.
pub(in crate::s3) type Objects = OrdMap<Arc<str>, Versions>;
/// A bucket's uploads by key; those of one key in the order in which they began.
pub(in crate::s3) type Uploads = OrdMap<Arc<str>, Vec<Upload>>;

/// A bucket and all it holds.
pub(in crate::s3) struct Bucket {
    pub(in crate::s3) name: Arc<str>,
    pub(in crate::s3) owner: AccountId,
    pub(in crate::s3) region: Region,
    pub(in crate::s3) created: OffsetDateTime,
    contents: RwLock<Contents>,
    notifier: Notifier,
    replicator: Replicator,
}

#[derive(Default)]
struct Contents {
    objects: Objects,
    uploads: Uploads,
    versioning: Versioning,
    completed: VecDeque<Completed>,
    configurations: Configurations,
    /// The notification configuration, ready for use.
    watchers: Option<Arc<Rules>>,
    /// Who may do what, as the configurations and the ACL say.
    rules: Arc<judge::Rules>,
    /// The lifecycle configuration, ready for use.
    lifecycle: Option<Arc<lifecycle::Rules>>,
    /// Copies of archived objects were restored here, which end some day.
    has_restored: bool,
    /// Grows with every write.
    changes: u64,
    /// The replication configuration, ready for use.
    replication: Option<Arc<ReplicationRules>>,
    /// Set by the deletion of the bucket: a write that held the bucket meanwhile must not succeed.
    deleted: bool,
}

impl Bucket {
    pub(super) fn new(
        name: Arc<str>,
        owner: AccountId,
        region: Region,
        created: OffsetDateTime,
        configurations: Configurations,
        notifier: Notifier,
        replicator: Replicator,
    ) -> Self {
        let contents = Contents::new(configurations, &name);
        Self {
            name,
            owner,
            region,
            created,
            contents: RwLock::new(contents),
            notifier,
            replicator,
        }
    }

    /// Who may do what here.
    pub(in crate::s3) fn rules(&self) -> Arc<judge::Rules> {
        Arc::clone(&self.read().rules)
    }

    pub(in crate::s3) fn set_acl(&self, acl: Acl) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        let acl = Some(Arc::new(acl));
        contents.rules = Arc::new(rules(&contents.configurations, &self.name, acl));
        Ok(())
    }

    pub(in crate::s3) fn versioning(&self) -> Versioning {
        self.read().versioning
    }

    pub(in crate::s3) fn set_versioning(&self, versioning: Versioning) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        if versioning.status != Status::Enabled && contents.locks_objects() {
            return Err(locked::versioning_cannot_change());
        }
        if versioning.status != Status::Enabled && contents.replication.is_some() {
            return Err(error::bucket::replication_needs_versioning());
        }
        contents.versioning = versioning;
        Ok(())
    }

    /// Locks objects from now on, as its document says; only with versioning enabled.
    pub(in crate::s3) fn lock_objects(&self, document: Element) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        if contents.versioning.status != Status::Enabled {
            return Err(locked::versioning_is_not_enabled());
        }
        let key = (Subject::ObjectLock, Arc::from(""));
        contents.configurations.insert(key, Arc::new(document));
        Ok(())
    }

    /// The object that a key reads as.
    pub(in crate::s3) fn object(&self, key: &str) -> Result<Arc<Object>, AwsError> {
        let contents = self.read();
        let object = contents.objects.get(key).and_then(Versions::visible);
        object.cloned().ok_or_else(|| error::no_such_key(key))
    }

    /// A version of a key, or its current one, and whether answers are to name it: on a bucket that
    /// never kept versions they do not, and `null` is the only name.
    pub(in crate::s3) fn version(
        &self,
        key: &str,
        version_id: Option<&str>,
    ) -> Result<(Version, bool), AwsError> {
        let contents = self.read();
        let keeps = contents.versioning.status != Status::Never;
        let versions = contents.objects.get(key);
        let found = match version_id {
            None => versions.map(Versions::current),
            Some(text) => {
                let id = VersionId::parse(text)
                    .filter(|id| keeps || *id == VersionId::Null)
                    .ok_or_else(|| error::invalid_version_id(text))?;
                versions.and_then(|versions| versions.find(&id))
            }
        };
        match (found, version_id) {
            (Some(version), _) => Ok((version.clone(), keeps)),
            (None, Some(id)) if keeps => Err(error::no_such_version(key, id)),
            (None, _) => Err(error::no_such_key(key)),
        }
    }

    /// All objects as they are now.
    pub(in crate::s3) fn objects(&self) -> Objects {
        self.read().objects.clone()
    }

    /// Makes an object its key's current version, if the condition holds; gives its version id on a
    /// bucket that keeps versions.
    pub(in crate::s3) fn put(
        &self,
        key: &str,
        object: Arc<Object>,
        condition: &WriteCondition,
        cause: &Cause<'_>,
    ) -> Result<Option<VersionId>, AwsError> {
        let (version_id, replaced);
        {
            let mut contents = self.write()?;
            condition.check(key, contents.etag(key))?;
            let key = Arc::from(key);
            (version_id, replaced) = self.add_object(&mut contents, &key, object, cause);
        }
        // A large body may be freed here: not under the lock.
        drop(replaced);
        Ok(version_id)
    }

    /// Deletes a key, if the condition holds; a key that is not there is no error. On a bucket that
    /// keeps versions this adds a delete marker, whose id is given.
    pub(in crate::s3) fn delete(
        &self,
        key: &str,
        condition: &WriteCondition,
        cause: &Cause<'_>,
    ) -> Result<Option<VersionId>, AwsError> {
        let (marker_id, removed);
        {
            let mut contents = self.write()?;
            condition.check(key, contents.etag(key))?;
            (marker_id, removed) = self.delete_key(&mut contents, key, cause);
        }
        drop(removed);
        Ok(marker_id)
    }

    /// Removes one version for good, if the condition holds for it and nothing locks it; `None` when
    /// it is not there.
    pub(in crate::s3) fn delete_version(
        &self,
        key: &str,
        id: &VersionId,
        condition: &WriteCondition,
        attempt: &Attempt,
        cause: &Cause<'_>,
    ) -> Result<Option<Version>, AwsError> {
        let mut contents = self.write()?;
        let versions = contents.objects.get(key).cloned();
        let version = versions.as_ref().and_then(|versions| versions.find(id));
        let etag = version.and_then(Version::object);
        condition.check(key, etag.map(|object| object.etag.as_str()))?;
        let (Some(versions), Some(version)) = (&versions, version) else {
            return Ok(None);
        };
        if !version.may_be_deleted(attempt) {
            return Err(locked::protected());
        }
        self.remove_version(&mut contents, key, versions, version, cause);
        Ok(Some(version.clone()))
    }

    /// Changes one version's object in place; one that is gone meanwhile is no error.
    pub(in crate::s3) fn change(
        &self,
        key: &str,
        id: &VersionId,
        change: impl FnOnce(&mut Object),
    ) -> Result<(), AwsError> {
        self.change_and_tell(key, id, &[], change)
    }

    /// As [`Bucket::change`], and tells each of the causes in their order.
    pub(in crate::s3) fn change_and_tell(
        &self,
        key: &str,
        id: &VersionId,
        causes: &[Cause<'_>],
        change: impl FnOnce(&mut Object),
    ) -> Result<(), AwsError> {
        self.try_change_and_tell(key, id, causes, |object| {
            change(object);
            Ok(())
        })
    }

    /// As [`Bucket::change`], unless the change refuses itself when it sees the object.
    pub(in crate::s3) fn try_change(
        &self,
        key: &str,
        id: &VersionId,
        change: impl FnOnce(&mut Object) -> Result<(), AwsError>,
    ) -> Result<(), AwsError> {
        self.try_change_and_tell(key, id, &[], change)
    }

    fn try_change_and_tell(
        &self,
        key: &str,
        id: &VersionId,
        causes: &[Cause<'_>],
        change: impl FnOnce(&mut Object) -> Result<(), AwsError>,
    ) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        if let Some(versions) = contents.objects.get(key).cloned()
            && let Some(object) = versions.find(id).and_then(Version::object)
        {
            let mut object = Object::clone(object);
            change(&mut object)?;
            self.replace_object(&mut contents, key, &versions, id, object, causes);
        }
        Ok(())
    }

    /// Does what lifecycle rules ask for a key, unless it has changed since they were asked. What is
    /// locked stays.
    pub(in crate::s3) fn obey(
        &self,
        key: &str,
        seen: &Versions,
        acts: &[Act],
        clock: &Clock,
    ) -> Result<(), AwsError> {
        let cause = |event| Cause {
            event,
            clock,
            request: None,
        };
        let attempt = Attempt {
            now: clock.now(),
            bypasses_governance: false,
        };
        let mut contents = self.write()?;
        if !contents
            .objects
            .get(key)
            .is_some_and(|now| now.is_same(seen))
        {
            return Ok(());
        }
        for Act { version: id, deed } in acts {
            let versions = contents.objects.get(key).cloned();
            let Some((versions, version)) = versions
                .as_ref()
                .and_then(|versions| Some((versions, versions.find(id)?)))
            else {
                continue;
            };
            match (deed, version.object()) {
                (Deed::Expire, _) => {
                    let cause = cause(Event::LifecycleExpirationDelete);
                    self.delete_key(&mut contents, key, &cause);
                }
                (Deed::Remove, _) if version.may_be_deleted(&attempt) => {
                    let cause = cause(Event::LifecycleExpirationDelete);
                    self.remove_version(&mut contents, key, versions, version, &cause);
                }
                (Deed::Move(class), Some(object)) => {
                    let mut object = Object::clone(object);
                    object.settings.storage_class = *class;
                    let causes = [cause(Event::LifecycleTransition)];
                    self.replace_object(&mut contents, key, versions, id, object, &causes);
                }
                (Deed::EndRestore, Some(object)) => {
                    let mut object = Object::clone(object);
                    object.restored_until = None;
                    let causes = [cause(Event::ObjectRestoreDelete)];
                    self.replace_object(&mut contents, key, versions, id, object, &causes);
                }
                (Deed::Remove | Deed::Move(_) | Deed::EndRestore, _) => {}
            }
        }
        Ok(())
    }

    /// All uploads in progress as they are now.
    pub(in crate::s3) fn uploads(&self) -> Uploads {
        self.read().uploads.clone()
    }

    pub(in crate::s3) fn begin_upload(&self, plan: Plan) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        let upload = Upload {
            parts: OrdMap::new(),
            disturbed: false,
            plan: Arc::new(plan),
        };
        let key = Arc::clone(&upload.plan.key);
        contents.uploads.entry(key).or_default().push(upload);
        Ok(())
    }

    /// One upload in progress as it is now.
    pub(in crate::s3) fn upload(&self, key: &str, upload_id: &str) -> Result<Upload, AwsError> {
        self.read()
            .uploads
            .get(key)
            .and_then(|uploads| uploads.iter().find(|upload| upload.plan.id == upload_id))
            .cloned()
            .ok_or_else(|| error::no_such_upload(upload_id))
    }

    /// Adds a part, in place of an earlier one of its number.
    pub(in crate::s3) fn put_part(
        &self,
        key: &str,
        upload_id: &str,
        number: i32,
        part: Part,
    ) -> Result<(), AwsError> {
        let replaced = self
            .write()?
            .uploads
            .get_mut(key)
            .and_then(|uploads| {
                uploads
                    .iter_mut()
                    .find(|upload| upload.plan.id == upload_id)
            })
            .ok_or_else(|| error::no_such_upload(upload_id))?
            .parts
            .insert(number, Arc::new(part));
        drop(replaced);
        Ok(())
    }

    /// Ends an upload and frees its parts.
    pub(in crate::s3) fn abort_upload(&self, key: &str, upload_id: &str) -> Result<(), AwsError> {
        let removed = self.write()?.remove_upload(key, upload_id);
        match removed {
            Some(_) => Ok(()),
            None => Err(error::no_such_upload(upload_id)),
        }
    }

    /// Puts an upload's object in its place and ends the upload, if the condition holds; gives the
    /// version id as [`Bucket::put`] does.
    pub(in crate::s3) fn complete_upload(
        &self,
        mut completed: Completed,
        object: Arc<Object>,
        condition: &WriteCondition,
        cause: &Cause<'_>,
    ) -> Result<Option<VersionId>, AwsError> {
        let (version_id, upload, replaced);
        {
            let mut contents = self.write()?;
            let (key, id) = (Arc::clone(&completed.key), &completed.upload_id);
            let running = contents.uploads.get(&key);
            let running =
                running.and_then(|uploads| uploads.iter().find(|upload| upload.plan.id == *id));
            let disturbed = running.ok_or_else(|| error::no_such_upload(id))?.disturbed;
            if disturbed && *condition == WriteCondition::KeyIsFree {
                return Err(error::conditional_request_conflict("If-None-Match", &key));
            }
            condition.check(&key, contents.etag(&key))?;
            upload = contents.remove_upload(&key, id);
            (version_id, replaced) = self.add_object(&mut contents, &key, object, cause);
            completed.version_id.clone_from(&version_id);
            if contents.completed.len() == COMPLETED_MAX {
                contents.completed.pop_front();
            }
            contents.completed.push_back(completed);
        }
        drop((upload, replaced));
        Ok(version_id)
    }

    /// An upload that was completed not long ago.
    pub(in crate::s3) fn completed_upload(&self, key: &str, upload_id: &str) -> Option<Completed> {
        let contents = self.read();
        contents
            .completed
            .iter()
            .find(|completed| completed.upload_id == upload_id && *completed.key == *key)
            .cloned()
    }

    /// A configuration as it is now, if there is one.
    pub(in crate::s3) fn configuration(&self, subject: Subject) -> Option<Arc<Element>> {
        self.configuration_of(subject, "")
    }

    /// One of several configurations of a subject.
    pub(in crate::s3) fn configuration_of(
        &self,
        subject: Subject,
        id: &str,
    ) -> Option<Arc<Element>> {
        let contents = self.read();
        contents.configurations.get(&(subject, id.into())).cloned()
    }

    /// All configurations of a subject, by id.
    pub(in crate::s3) fn configurations_of(&self, subject: Subject) -> Vec<Identified> {
        let all = self.read().configurations.clone();
        all.range((subject, Arc::from(""))..)
            .take_while(|((own, _), _)| *own == subject)
            .map(|((_, id), element)| (Arc::clone(id), Arc::clone(element)))
            .collect()
    }

    /// Puts one of several configurations in place: TooManyConfigurations when it would be one more
    /// than a bucket may have.
    pub(in crate::s3) fn configure_one_of(
        &self,
        subject: Subject,
        id: &str,
        element: Element,
        count_max: usize,
    ) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        let key = (subject, Arc::from(id));
        let of_subject = |((own, _), _): &(&(Subject, _), _)| *own == subject;
        if !contents.configurations.contains_key(&key)
            && contents.configurations.iter().filter(of_subject).count() >= count_max
        {
            return Err(error::bucket::too_many_configurations());
        }
        contents.configurations.insert(key, Arc::new(element));
        Ok(())
    }

    /// Puts a configuration in place of an earlier one, or takes it away.
    pub(in crate::s3) fn configure(
        &self,
        subject: Subject,
        id: &str,
        element: Option<Element>,
    ) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        let key = (subject, Arc::from(id));
        match subject {
            Subject::Lifecycle => {
                let rules = element.as_ref().map(lifecycle::Rules::of);
                contents.lifecycle = rules.map(Arc::new);
            }
            Subject::Notification => {
                contents.watchers = element.as_ref().map(Rules::of).map(Arc::new);
            }
            Subject::Replication => {
                let rules = element.as_ref().map(ReplicationRules::of);
                contents.replication = rules.map(Arc::new);
            }
            _ => {}
        }
        match element {
            Some(element) => contents.configurations.insert(key, Arc::new(element)),
            None => contents.configurations.remove(&key),
        };
        if subject.decides_access() {
            let acl = contents.rules.acl.clone();
            contents.rules = Arc::new(rules(&contents.configurations, &self.name, acl));
        }
        Ok(())
    }

    pub(in crate::s3) fn arn(&self) -> String {
        format!("arn:aws:s3:::{}", self.name)
    }

    /// Where this is, as notifications name it.
    pub(in crate::s3) fn place(&self) -> Place {
        Place {
            bucket: Arc::clone(&self.name),
            owner: self.owner.clone(),
            region: self.region.clone(),
        }
    }

    /// Refuses all further writes, unless the bucket still holds objects.
    pub(super) fn close(&self) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        if !contents.objects.is_empty() {
            return Err(match contents.versioning.status {
                Status::Never => error::bucket_not_empty(&self.name),
                _ => error::bucket_with_versions_not_empty(&self.name),
            });
        }
        contents.deleted = true;
        Ok(())
    }

    /// The lifecycle rules, if there are any.
    pub(in crate::s3) fn lifecycle(&self) -> Option<Arc<lifecycle::Rules>> {
        self.read().lifecycle.clone()
    }

    /// Whether copies of archived objects were ever restored here.
    pub(in crate::s3) fn has_restored(&self) -> bool {
        self.read().has_restored
    }

    /// How often anything was written here.
    pub(in crate::s3) fn changes(&self) -> u64 {
        self.read().changes
    }

    /// Deletes a key as [`Bucket::delete`] says, and gives what was there besides.
    fn delete_key(
        &self,
        contents: &mut Contents,
        key: &str,
        cause: &Cause<'_>,
    ) -> (Option<VersionId>, Option<Versions>) {
        let was_there = contents.etag(key).is_some();
        if was_there {
            contents.disturb_uploads(key);
        }
        if contents.versioning.status == Status::Never {
            if was_there {
                self.tell(contents, cause, key, None, None);
            }
            return (None, contents.objects.remove(key));
        }
        let marker = State::DeleteMarker(cause.now());
        let (id, replaced) = contents.add(key.into(), marker, cause.clock);
        // Markers of lifecycle rules stay (user guide, "What isn't replicated?").
        if cause.request.is_some() {
            self.replicate_marker(contents, key, id.as_ref());
        }
        let cause = cause.with_event(cause.event.with_marker());
        self.tell(contents, &cause, key, id.as_ref(), None);
        (id, replaced)
    }

    /// Removes one of a key's versions for good, and tells it.
    fn remove_version(
        &self,
        contents: &mut Contents,
        key: &str,
        versions: &Versions,
        version: &Version,
        cause: &Cause<'_>,
    ) {
        match versions.without(&version.id) {
            Some(rest) => contents.objects.insert(key.into(), rest),
            None => contents.objects.remove(key),
        };
        if version.object().is_some() && versions.current().id == version.id {
            contents.disturb_uploads(key);
        }
        let named = contents.named(&version.id);
        self.tell(contents, cause, key, named, None);
    }

    /// Puts an object in the place of one of a key's versions, and tells why.
    fn replace_object(
        &self,
        contents: &mut Contents,
        key: &str,
        versions: &Versions,
        id: &VersionId,
        object: Object,
        causes: &[Cause<'_>],
    ) {
        contents.has_restored |= object.restored_until.is_some();
        let object = Arc::new(object);
        let versions = versions.with_object(id, Arc::clone(&object));
        contents.objects.insert(key.into(), versions);
        let goes_elsewhere = matches!(
            object.replication,
            Some(Replication::Pending | Replication::Completed)
        );
        if goes_elsewhere {
            self.replicate(contents, &key.into(), id);
        }
        let named = contents.named(id);
        for cause in causes {
            self.tell(contents, cause, key, named, Some(&object));
        }
    }

    /// Adds an object as [`Contents::add`] does, and tells it.
    fn add_object(
        &self,
        contents: &mut Contents,
        key: &Arc<str>,
        object: Arc<Object>,
        cause: &Cause<'_>,
    ) -> (Option<VersionId>, Option<Versions>) {
        let rules = contents.replication.as_ref();
        let is_taken = rules.is_some_and(|rules| rules.take_object(key, &object));
        let object = match is_taken {
            true => Arc::new(Object {
                replication: Some(Replication::Pending),
                ..Object::clone(&object)
            }),
            false => object,
        };
        let state = State::Object(Arc::clone(&object));
        let (id, replaced) = contents.add(Arc::clone(key), state, cause.clock);
        if let Some(id) = id.as_ref().filter(|_| is_taken)
            && !self.replicate(contents, key, id)
        {
            contents.set_replication(key, id, Replication::Failed);
        }
        self.tell(contents, cause, key, id.as_ref(), Some(&object));
        (id, replaced)
    }

    /// Sends a version on its way to other buckets. The lock is held: so the versions of a key arrive
    /// in their order.
    fn replicate(&self, contents: &Contents, key: &Arc<str>, id: &VersionId) -> bool {
        contents.replication.as_ref().is_some_and(|rules| {
            self.replicator.send(Errand {
                bucket: Arc::clone(&self.name),
                key: Arc::clone(key),
                id: id.clone(),
                rules: Arc::clone(rules),
            })
        })
    }

    fn replicate_marker(&self, contents: &Contents, key: &str, id: Option<&VersionId>) {
        let rules = contents.replication.as_ref();
        if let Some(id) = id
            && rules.is_some_and(|rules| rules.take_marker(key))
        {
            self.replicate(contents, &key.into(), id);
        }
    }

    /// Says what has become of a version on its way.
    pub(in crate::s3) fn set_replication(&self, key: &str, id: &VersionId, status: Replication) {
        if let Ok(mut contents) = self.write() {
            contents.set_replication(key, id, status);
        }
    }

    /// Takes a version of another bucket, or what has changed of one; `false` where no versions are
    /// kept.
    pub(in crate::s3) fn put_replica(
        &self,
        key: &str,
        version: Version,
        cause: &Cause<'_>,
    ) -> bool {
        let Ok(mut contents) = self.write() else {
            return false;
        };
        if contents.versioning.status != Status::Enabled {
            return false;
        }
        let versions = contents.objects.get(key);
        let id = version.id.clone();
        let old = versions.and_then(|versions| versions.find(&id)).cloned();
        let object = version.object().cloned();
        let is_new = old.is_none();
        let versions = match (versions, old, &object) {
            (None, ..) => Versions::first(version),
            (Some(versions), None, _) => versions.with(version),
            (Some(versions), Some(old), Some(object)) => match old.object() {
                Some(old) => versions.with_object(&id, Arc::new(old.changed_as(object))),
                None => return true,
            },
            (Some(_), Some(_), None) => return true,
        };
        contents.objects.insert(key.into(), versions);
        if is_new && object.is_some() {
            self.tell(&contents, cause, key, Some(&id), object.as_deref());
        }
        true
    }

    /// Tells who watches the bucket what has become of a key. The lock is held: so the changes of a
    /// key are told in their order.
    fn tell(
        &self,
        contents: &Contents,
        cause: &Cause<'_>,
        key: &str,
        id: Option<&VersionId>,
        object: Option<&Object>,
    ) {
        if let Some(rules) = &contents.watchers {
            let told = || (self.place(), Told::of(cause.event, key, id, object));
            self.notifier.tell(rules, cause, key, told);
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Contents> {
        self.contents.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A bucket that was deleted meanwhile cannot be written to.
    fn write(&self) -> Result<RwLockWriteGuard<'_, Contents>, AwsError> {
        let mut contents = self
            .contents
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if contents.deleted {
            return Err(error::no_such_bucket(&self.name));
        }
        contents.changes += 1;
        Ok(contents)
    }
}

impl Contents {
    /// A bucket that is made to lock its objects keeps their versions from the start.
    fn new(configurations: Configurations, bucket: &str) -> Self {
        let mut contents = Self {
            rules: Arc::new(rules(&configurations, bucket, None)),
            configurations,
            ..Self::default()
        };
        if contents.locks_objects() {
            contents.versioning.status = Status::Enabled;
        }
        contents
    }

    fn locks_objects(&self) -> bool {
        let key = (Subject::ObjectLock, Arc::from(""));
        self.configurations.contains_key(&key)
    }

    /// A version's id, if answers name it.
    fn named<'a>(&self, id: &'a VersionId) -> Option<&'a VersionId> {
        (self.versioning.status != Status::Never).then_some(id)
    }

    fn etag(&self, key: &str) -> Option<&str> {
        let object = self.objects.get(key)?.visible()?;
        Some(&object.etag)
    }

    /// Adds a version as versioning wants it. Gives its id, if answers name it, and the versions
    /// that were there before.
    fn add(
        &mut self,
        key: Arc<str>,
        state: State,
        clock: &Clock,
    ) -> (Option<VersionId>, Option<Versions>) {
        let id = match self.versioning.status {
            Status::Enabled => VersionId::unique(clock, &key),
            Status::Never | Status::Suspended => VersionId::Null,
        };
        let shown = (self.versioning.status != Status::Never).then(|| id.clone());
        let version = Version { id, state };
        let versions = match self.objects.get(&key) {
            Some(versions) => versions.with(version),
            None => Versions::first(version),
        };
        (shown, self.objects.insert(key, versions))
    }

    fn set_replication(&mut self, key: &str, id: &VersionId, status: Replication) {
        if let Some(versions) = self.objects.get(key).cloned()
            && let Some(object) = versions.find(id).and_then(Version::object)
        {
            let mut object = Object::clone(object);
            object.replication = Some(status);
            let versions = versions.with_object(id, Arc::new(object));
            self.objects.insert(key.into(), versions);
        }
    }

    /// Conditions of uploads in progress cannot be judged any more once their key was deleted.
    fn disturb_uploads(&mut self, key: &str) {
        for upload in self.uploads.get_mut(key).into_iter().flatten() {
            upload.disturbed = true;
        }
    }

    fn remove_upload(&mut self, key: &str, upload_id: &str) -> Option<Upload> {
        let uploads = self.uploads.get_mut(key)?;
        let index = uploads
            .iter()
            .position(|upload| upload.plan.id == upload_id)?;
        let upload = uploads.remove(index);
        if uploads.is_empty() {
            self.uploads.remove(key);
        }
        Some(upload)
    }
}
