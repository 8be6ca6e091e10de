//! A bucket's lifecycle rules, and what they do to its keys.

use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::clock::Clock;
use crate::s3::lifecycle::act::{Act, Deed};
use crate::s3::lifecycle::rules as lifecycle;
use crate::s3::notification::cause::Cause;
use crate::s3::notification::event::Event;

use super::bucket::Bucket;
use super::object::Object;
use super::object_lock::Attempt;
use super::versions::Versions;

impl Bucket {
    /// The lifecycle rules, if there are any.
    pub(in crate::s3) fn lifecycle(&self) -> Option<Arc<lifecycle::Rules>> {
        self.read().lifecycle.clone()
    }

    /// Whether copies of archived objects were ever restored here.
    pub(in crate::s3) fn has_restored(&self) -> bool {
        self.read().has_restored
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
}
