//! Reads from a request what its writer chooses for an object beside its attributes, and shows it
//! in an answer.

use crate::aws::error::AwsError;
use crate::aws::time::http_date;

use super::error;
use super::error::object as object_error;
use super::exchange::Exchange;
use super::objects::encryption::Encryption;
use super::objects::kind::Kind;
use super::objects::object::{Object, Settings};
use super::objects::storage_class::StorageClass;
use super::{object_lock, object_tags};

/// Reads tags, storage class, redirect and lock; the encryption depends on more than the bucket's name.
pub(super) fn read(exchange: &Exchange, bucket: &str) -> Result<Settings, AwsError> {
    let kind = Kind::of(bucket);
    let storage_class = match exchange.header("x-amz-storage-class") {
        None => kind.default_storage_class(),
        Some(name) => {
            let known = kind.storage_class(name);
            known.ok_or_else(|| error::invalid_storage_class(name))?
        }
    };
    let redirect = exchange.header("x-amz-website-redirect-location");
    let leads_somewhere = |to: &str| {
        ["/", "http://", "https://"]
            .iter()
            .any(|start| to.starts_with(start))
    };
    if redirect.is_some_and(|to| !leads_somewhere(to)) {
        return Err(object_error::invalid_redirect_location());
    }
    Ok(Settings {
        tags: object_tags::of_header(exchange)?,
        storage_class,
        website_redirect: redirect.map(str::to_owned),
        lock: object_lock::read(exchange)?,
        encryption: Encryption::default(),
    })
}

/// Adds what GetObject and HeadObject show: nothing for what is as usual.
pub(super) fn write(exchange: &Exchange, object: &Object) {
    let settings = &object.settings;
    if settings.storage_class != StorageClass::default() {
        exchange.reply_amz("x-amz-storage-class", settings.storage_class.name());
    }
    if let Some(until) = object.restored_until
        && object.is_readable(exchange.now())
    {
        let restore = format!(
            "ongoing-request=\"false\", expiry-date=\"{}\"",
            http_date(until)
        );
        exchange.reply_amz("x-amz-restore", &restore);
    }
    if let Some(replication) = object.replication {
        exchange.reply_amz("x-amz-replication-status", replication.name());
    }
    if let Some(to) = &settings.website_redirect {
        exchange.reply_amz("x-amz-website-redirect-location", to);
    }
    if !settings.tags.is_empty() {
        exchange.reply_amz("x-amz-tagging-count", &settings.tags.len().to_string());
    }
    object_lock::write(exchange, object);
}
