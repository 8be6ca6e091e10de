//! A bucket's versioning, ACL and configurations, and the rules made of them.

use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::s3::access::acl::Acl;
use crate::s3::access::judge;
use crate::s3::element::Element;
use crate::s3::error;
use crate::s3::error::object_lock as locked;
use crate::s3::lifecycle::rules as lifecycle;
use crate::s3::notification::rules::Rules;
use crate::s3::replication::rules::Rules as ReplicationRules;

use super::bucket::Bucket;
use super::configurations::{Identified, Subject, rules};
use super::versioning::{Status, Versioning};

impl Bucket {
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
                self.listeners.sweeping.notify_one();
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
}
