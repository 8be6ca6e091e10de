//! PostObject: stores one object from a browser's form.
//!
//! AWS: API reference, "POST Object". The gateway has read the fields: they say who asks. Errors in
//! order: key, policy, bucket, what PutObject finds, length of the file.

use http::header::{ETAG, LOCATION};
use http::{StatusCode, Uri};

use crate::aws::error::AwsError;
use crate::aws::form::Form;
use crate::aws::percent;
use crate::s3::body::Length;
use crate::s3::document::Document;
use crate::s3::error::form as error;
use crate::s3::exchange::Exchange;
use crate::s3::names;
use crate::s3::notification::event::Event;
use crate::s3::post_policy::Policy;

use super::put_object;

pub(in crate::s3) async fn post_object(
    exchange: &Exchange,
    form: &Form,
    bucket: &str,
) -> Result<(), AwsError> {
    let key = form.field("key").filter(|key| !key.is_empty());
    let key = key.ok_or_else(|| error::field_missing("key"))?;
    names::check_key(key)?;
    let mut length = Length::File {
        bytes: form.file_bytes,
        limits: None,
    };
    if let Some(field) = form.field("policy") {
        let policy = Policy::parse(field)?;
        policy.check(form, bucket, exchange.clock.now())?;
        length = Length::File {
            bytes: form.file_bytes,
            limits: policy.file_bytes,
        };
    }
    let object = put_object::store(exchange, bucket, key, length, Event::ObjectCreatedPost).await?;
    answer(
        exchange,
        form,
        &Stored::at(exchange, bucket, key, &object.etag),
    );
    Ok(())
}

/// What answers say about the object.
struct Stored<'a> {
    location: String,
    bucket: &'a str,
    key: &'a str,
    /// In quotes.
    etag: String,
}

impl<'a> Stored<'a> {
    fn at(exchange: &Exchange, bucket: &'a str, key: &'a str, etag: &str) -> Self {
        Self {
            location: exchange.object_url(bucket, key),
            bucket,
            key,
            etag: format!("\"{etag}\""),
        }
    }
}

/// A redirect outweighs a status. Neither is refused: what S3 does not understand counts as missing.
fn answer(exchange: &Exchange, form: &Form, stored: &Stored<'_>) {
    exchange.reply_header(ETAG, &stored.etag);
    let redirect = form
        .field("success_action_redirect")
        .or_else(|| form.field("redirect"))
        .filter(|url| is_web_address(url));
    if let Some(url) = redirect {
        let parameter =
            |name: &str, value: &str| format!("{name}={}", percent::encode_query(value));
        let parameters = [
            parameter("bucket", stored.bucket),
            parameter("key", stored.key),
            parameter("etag", &stored.etag),
        ];
        let separator = if url.contains('?') { '&' } else { '?' };
        exchange.reply_status(StatusCode::SEE_OTHER);
        let location = format!("{url}{separator}{}", parameters.join("&"));
        return exchange.reply_header(LOCATION, &location);
    }
    exchange.reply_header(LOCATION, &stored.location);
    match form.field("success_action_status") {
        Some("200") => exchange.reply_status(StatusCode::OK),
        Some("201") => {
            exchange.reply_status(StatusCode::CREATED);
            exchange.reply_body(Document::write_bare("PostResponse", |xml| {
                xml.text("Location", &stored.location);
                xml.text("Bucket", stored.bucket);
                xml.text("Key", stored.key);
                xml.text("ETag", &stored.etag);
            }));
        }
        _ => exchange.reply_status(StatusCode::NO_CONTENT),
    }
}

fn is_web_address(url: &str) -> bool {
    url.parse::<Uri>()
        .is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some())
}
