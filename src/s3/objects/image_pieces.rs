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

use std::cmp::Ordering;
use std::sync::Arc;

use crate::journal::{Damaged, Differences, Piece, Pieces};

use super::image::{BucketImage, S3Image};

impl Pieces for S3Image {
    fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        if Arc::ptr_eq(&self.0, &before.0) {
            return;
        }
        let (mut earlier, mut now) = (before.0.iter().peekable(), self.0.iter().peekable());
        loop {
            let order = match (earlier.peek(), now.peek()) {
                (None, None) => return,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(earlier), Some(now)) => earlier.name.cmp(&now.name),
            };
            let before = earlier.next_if(|_| order != Ordering::Greater);
            let bucket = now.next_if(|_| order != Ordering::Less);
            match (before, bucket) {
                (before, Some(bucket)) => bucket.differences(before, to),
                (Some(gone), None) => to.remove(&[b"bucket", gone.name.as_bytes()]),
                (None, None) => {}
            }
        }
    }

    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        if piece.text()? != "bucket" {
            return Err(Damaged::new("no piece of S3"));
        }
        let name = piece.text()?;
        let buckets = Arc::make_mut(&mut self.0);
        let found = buckets.binary_search_by(|bucket| (*bucket.name).cmp(name));
        match (found, piece.is_named()) {
            (Ok(at), false) => buckets[at].apply(piece),
            (Ok(at), true) => match piece.json()? {
                Some(head) => {
                    buckets[at].set_head(head);
                    Ok(())
                }
                None => {
                    buckets.remove(at);
                    Ok(())
                }
            },
            (Err(at), true) => {
                if let Some(head) = piece.json()? {
                    buckets.insert(at, BucketImage::of(name, head));
                }
                Ok(())
            }
            (Err(_), false) => Err(Damaged::new("no bucket of this name is there")),
        }
    }

    fn complete(&mut self) -> Result<(), Damaged> {
        let buckets = Arc::make_mut(&mut self.0);
        buckets.iter_mut().for_each(BucketImage::complete);
        Ok(())
    }
}
