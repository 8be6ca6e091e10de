//! How one bucket is written down.

use std::sync::Arc;

use imbl::ordmap::DiffItem;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::aws::identity::{AccountId, Region};
use crate::aws::unix_ms;
use crate::journal::{Damaged, Differences, Piece};
use crate::s3::access::acl::Acl;
use crate::s3::element::Element;
use crate::s3::lifecycle::rules as lifecycle;
use crate::s3::notification::rules::Rules;
use crate::s3::replication::rules::Rules as ReplicationRules;

use super::bucket_contents::Contents;
use super::configurations::{Subject, rules};
use super::image::BucketImage;
use super::versioning::Versioning;
use super::{upload_pieces, version_pieces};

/// What there is of a bucket but once.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    owner: AccountId,
    region: Region,
    #[serde(with = "unix_ms")]
    created: OffsetDateTime,
    versioning: Versioning,
    acl: Option<Arc<Acl>>,
    has_restored: bool,
}

impl Head {
    fn of(bucket: &BucketImage) -> Self {
        Self {
            owner: bucket.owner.clone(),
            region: bucket.region.clone(),
            created: bucket.created,
            versioning: bucket.contents.versioning,
            acl: bucket.contents.rules.acl.clone(),
            has_restored: bucket.contents.has_restored,
        }
    }
}

impl BucketImage {
    /// An empty one.
    pub(super) fn of(name: &str, head: Head) -> Self {
        let mut bucket = Self {
            name: name.into(),
            owner: head.owner.clone(),
            region: head.region.clone(),
            created: head.created,
            contents: Contents::default(),
        };
        bucket.set_head(head);
        bucket
    }

    pub(super) fn set_head(&mut self, head: Head) {
        self.owner = head.owner;
        self.region = head.region;
        self.created = head.created;
        self.contents.versioning = head.versioning;
        self.contents.has_restored = head.has_restored;
        self.contents.rules = Arc::new(rules(&self.contents.configurations, &self.name, head.acl));
    }

    /// The rules, which are made of the configurations.
    pub(super) fn complete(&mut self) {
        let contents = &mut self.contents;
        let configurations = &contents.configurations;
        let of = |subject| {
            configurations
                .get(&(subject, Arc::from("")))
                .map(AsRef::as_ref)
        };
        contents.lifecycle = of(Subject::Lifecycle).map(|own| Arc::new(lifecycle::Rules::of(own)));
        contents.watchers = of(Subject::Notification).map(|own| Arc::new(Rules::of(own)));
        contents.replication =
            of(Subject::Replication).map(|own| Arc::new(ReplicationRules::of(own)));
        let acl = contents.rules.acl.clone();
        contents.rules = Arc::new(rules(&contents.configurations, &self.name, acl));
    }

    /// Tells what is another than it was; all of it where there was nothing.
    pub(super) fn differences(&self, before: Option<&Self>, to: &mut Differences<'_>) {
        let nothing = Contents::default();
        let earlier = before.map_or(&nothing, |before| &before.contents);
        to.within(&[b"bucket", self.name.as_bytes()], |to| {
            if before.is_none_or(|before| self.has_another_head(before)) {
                to.put_json(&[], &Head::of(self));
            }
            self.configurations_that_differ(earlier, to);
            version_pieces::differences(&self.contents.objects, &earlier.objects, to);
            upload_pieces::differences(&self.contents, earlier, to);
        });
    }

    fn has_another_head(&self, before: &Self) -> bool {
        let (now, then) = (&self.contents, &before.contents);
        (&self.owner, &self.region, self.created) != (&before.owner, &before.region, before.created)
            || now.versioning != then.versioning
            || now.has_restored != then.has_restored
            || now.rules.acl != then.rules.acl
    }

    fn configurations_that_differ(&self, before: &Contents, to: &mut Differences<'_>) {
        for change in before.configurations.diff(&self.contents.configurations) {
            let ((subject, id), element) = match &change {
                DiffItem::Add(key, element)
                | DiffItem::Update {
                    new: (key, element),
                    ..
                } => (key, Some(element)),
                DiffItem::Remove(key, _) => (key, None),
            };
            let subject = subject_name(*subject);
            let names = [&b"configuration"[..], subject.as_bytes(), id.as_bytes()];
            match element {
                Some(element) => to.put_json(&names, element),
                None => to.remove(&names),
            }
        }
    }

    pub(super) fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let contents = &mut self.contents;
        match piece.text()? {
            "key" => version_pieces::apply(&mut contents.objects, piece),
            "configuration" => {
                let subject = subject_of(piece.text()?)?;
                let key = (subject, Arc::from(piece.text()?));
                match piece.json::<Element>()? {
                    Some(element) => contents.configurations.insert(key, Arc::new(element)),
                    None => contents.configurations.remove(&key),
                };
                Ok(())
            }
            kind => upload_pieces::apply(contents, kind, piece),
        }
    }
}

/// As serde writes it.
fn subject_name(subject: Subject) -> String {
    let json = serde_json::to_string(&subject).expect("a subject is a text");
    json.trim_matches('"').to_owned()
}

fn subject_of(name: &str) -> Result<Subject, Damaged> {
    let json = serde_json::Value::from(name);
    serde_json::from_value(json).map_err(|error| Damaged::new(error.to_string()))
}
