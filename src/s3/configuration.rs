//! What the operations on bucket configurations share: read, keep, show, take away.

use std::sync::Arc;

use http::StatusCode;

use crate::aws::error::AwsError;

use super::element::Element;
use super::exchange::Exchange;
use super::objects::bucket::Bucket;
use super::objects::configurations::Subject;
use super::schema::{self, Shape};

/// A kind of configuration: where it is kept and what its document looks like.
pub(super) struct Configuration {
    pub(super) subject: Subject,
    pub(super) root: &'static str,
    pub(super) shapes: &'static [Shape],
}

impl Configuration {
    /// The request's document, checked against the shapes.
    pub(super) fn read(&self, exchange: &Exchange) -> Result<Element, AwsError> {
        schema::read(&exchange.document, self.root, self.shapes)
    }

    pub(super) fn stored(&self, bucket: &Bucket) -> Option<Arc<Element>> {
        bucket.configuration(self.subject)
    }

    /// Answers with the stored document, or with what its absence means.
    pub(super) fn show(
        &self,
        exchange: &Exchange,
        bucket: &Bucket,
        missing: fn(&str) -> AwsError,
    ) -> Result<(), AwsError> {
        let stored = self.stored(bucket);
        let stored = stored.ok_or_else(|| missing(&bucket.name))?;
        exchange.reply_body(stored.to_document());
        Ok(())
    }

    /// Answers with the stored document, or with an empty one.
    pub(super) fn show_or_empty(&self, exchange: &Exchange, bucket: &Bucket) {
        exchange.reply_body(match self.stored(bucket) {
            Some(stored) => stored.to_document(),
            None => Element::nest(self.root, Vec::new()).to_document(),
        });
    }

    pub(super) fn keep(&self, bucket: &Bucket, element: Element) -> Result<(), AwsError> {
        bucket.configure(self.subject, "", Some(element))
    }

    /// 204, whether there was one or not.
    pub(super) fn delete(&self, exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
        bucket.configure(self.subject, "", None)?;
        exchange.reply_status(StatusCode::NO_CONTENT);
        Ok(())
    }
}
