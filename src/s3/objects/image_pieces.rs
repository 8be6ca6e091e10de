//! How the buckets of a world are written down.
//!
//! ```text
//! ["bucket", NAME]                                    owner, region, versioning, ACL …
//! ["bucket", NAME, "configuration", SUBJECT, ID]      a document
//! ["bucket", NAME, "key", KEY, VERSION]               one version; a new one is the current one
//! ["bucket", NAME, "upload", KEY, UPLOAD]             an upload in progress
//! ["bucket", NAME, "upload", KEY, UPLOAD, PART]       one of its parts
//! ["bucket", NAME, "completed", UPLOAD]               an upload that is remembered
//! ["bucket", NAME, "renamed", TOKEN]                  a rename that is remembered
//! ```

use std::sync::Arc;

use imbl::ordmap::DiffItem;

use crate::journal::{Damaged, Differences, Piece, Pieces};

use super::image::{BucketImage, S3Image};

impl Pieces for S3Image {
    fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        for change in before.0.diff(&self.0) {
            match change {
                DiffItem::Add(_, bucket) => bucket.differences(None, to),
                DiffItem::Update { old, new } => new.1.differences(Some(old.1), to),
                DiffItem::Remove(name, _) => to.remove(&[b"bucket", name.as_bytes()]),
            }
        }
    }

    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        if piece.text()? != "bucket" {
            return Err(Damaged::new("no piece of S3"));
        }
        let name = piece.text()?;
        match (self.0.get_mut(name), piece.is_named()) {
            (Some(bucket), false) => Arc::make_mut(bucket).apply(piece),
            (None, false) => Err(Damaged::new("no bucket of this name is there")),
            (known, true) => {
                match (piece.json()?, known) {
                    (Some(head), Some(bucket)) => Arc::make_mut(bucket).set_head(head),
                    (Some(head), None) => {
                        let bucket = BucketImage::of(name, head);
                        self.0.insert(name.into(), Arc::new(bucket));
                    }
                    (None, _) => drop(self.0.remove(name)),
                }
                Ok(())
            }
        }
    }

    fn complete(&mut self) -> Result<(), Damaged> {
        let buckets = std::mem::take(&mut self.0);
        let complete = |(name, mut bucket): (Arc<str>, Arc<BucketImage>)| {
            Arc::make_mut(&mut bucket).complete();
            (name, bucket)
        };
        self.0 = buckets.into_iter().map(complete).collect();
        Ok(())
    }
}
