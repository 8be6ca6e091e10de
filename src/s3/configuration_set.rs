//! What configurations with ids share: a bucket keeps up to 1,000 of each kind, and lists them.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::configuration::Configuration;
use super::document::Document;
use super::element::Element;
use super::error::{self, bucket as refusal};
use super::exchange::Exchange;
use super::objects::bucket::Bucket;
use super::token;

/// Each of their pages: "up to 1,000 … configurations per bucket", "up to 100 … at a time".
const CONFIGURATIONS_MAX: usize = 1000;
const PAGE_MAX: usize = 100;
/// API_IntelligentTieringConfiguration and the others: 64 of these characters.
const ID_CHARACTERS_MAX: usize = 64;

/// A kind of configuration of which a bucket has several.
pub(super) struct ConfigurationSet {
    pub(super) configuration: Configuration,
    /// The root of the document that lists them.
    pub(super) list_root: &'static str,
}

impl ConfigurationSet {
    /// The configuration that the request names.
    pub(super) fn show(&self, exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
        let stored = bucket.configuration_of(self.configuration.subject, named(exchange)?);
        let stored = stored.ok_or_else(refusal::no_such_configuration)?;
        exchange.reply_body(stored.to_document());
        Ok(())
    }

    /// Puts a checked document in place; it has the id that the request names.
    pub(super) fn keep(
        &self,
        exchange: &Exchange,
        bucket: &Bucket,
        element: Element,
    ) -> Result<(), AwsError> {
        let subject = self.configuration.subject;
        bucket.configure_one_of(subject, named(exchange)?, element, CONFIGURATIONS_MAX)
    }

    /// 204; a configuration that is not there is an error.
    pub(super) fn delete(&self, exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
        let (subject, id) = (self.configuration.subject, named(exchange)?);
        if bucket.configuration_of(subject, id).is_none() {
            return Err(refusal::no_such_configuration());
        }
        bucket.configure(subject, id, None)?;
        exchange.reply_status(StatusCode::NO_CONTENT);
        Ok(())
    }

    /// A page of them, by id.
    pub(super) fn list(&self, exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
        let token = exchange.query.get("continuation-token");
        let token = token.filter(|token| !token.is_empty());
        let after = token.map(token::read).transpose()?;
        let all = bucket.configurations_of(self.configuration.subject);
        let is_behind = |id: &str| after.as_deref().is_none_or(|after| id > after);
        let mut rest = all.iter().filter(|(id, _)| is_behind(id)).peekable();
        let page: Vec<_> = rest.by_ref().take(PAGE_MAX).collect();
        let next = page.last().filter(|_| rest.peek().is_some());
        exchange.reply_body(Document::write(self.list_root, |xml| {
            page.iter().for_each(|(_, element)| element.write(xml));
            xml.boolean("IsTruncated", next.is_some());
            xml.optional("ContinuationToken", token);
            if let Some((id, _)) = next {
                xml.text("NextContinuationToken", &token::write(id));
            }
        }));
        Ok(())
    }
}

/// The id that the request names.
pub(super) fn named(exchange: &Exchange) -> Result<&str, AwsError> {
    let id = exchange.query.get("id").filter(|id| !id.is_empty());
    id.ok_or_else(refusal::invalid_configuration_id)
}

/// Refuses a document whose id is none, or not the one that the request names.
pub(super) fn check_id(
    exchange: &Exchange,
    given: &Element,
    mismatch: fn() -> AwsError,
) -> Result<(), AwsError> {
    let (named, id) = (named(exchange)?, given.text_of("Id").unwrap_or_default());
    if id.is_empty() || id.len() > ID_CHARACTERS_MAX || !has_id_characters(id) {
        return Err(error::malformed_xml());
    }
    match named == id {
        true => Ok(()),
        false => Err(mismatch()),
    }
}

/// Whether a text matches `^[a-zA-Z0-9\-_.]+$`.
pub(super) fn has_id_characters(id: &str) -> bool {
    let mut bytes = id.bytes();
    bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// A filter has exactly one member, and `And` at least two (API_MetricsFilter and the others).
pub(super) fn check_filter(given: &Element) -> Result<(), AwsError> {
    let Some(filter) = given.child("Filter") else {
        return Ok(());
    };
    let and = filter.child("And");
    match filter.children.len() == 1 && and.is_none_or(|and| and.children.len() > 1) {
        true => Ok(()),
        false => Err(error::malformed_xml()),
    }
}
