//! The headers that say when an object expires and when an upload is given up.

use time::OffsetDateTime;

use crate::aws::percent;
use crate::aws::time::http_date;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::object::Object;

use super::seen::Traits;

/// Says when an object expires, if it does and is its key's current version; a directory never does
/// (API_PutObject, x-amz-expiration).
pub(in crate::s3) fn reply_expiration(
    exchange: &Exchange,
    bucket: &Bucket,
    key: &str,
    object: &Object,
) {
    if bucket.kind().is_directory() {
        return exchange.reply_amz("x-amz-expiration", "NotImplemented");
    }
    let Some(rules) = bucket.lifecycle() else {
        return;
    };
    let end = rules.end_of_object(key, object.last_modified, &Traits::of(object));
    let current = bucket.object(key).ok();
    let is_current = current.is_some_and(|current| std::ptr::eq(&*current, object));
    if let Some(end) = end.filter(|_| is_current) {
        let date = http_date(end.moment);
        let rule = percent::encode_query(end.rule_id);
        let text = format!("expiry-date=\"{date}\", rule-id=\"{rule}\"");
        exchange.reply_amz("x-amz-expiration", &text);
    }
}

/// Says when an upload in progress is given up, if it is (API_CreateMultipartUpload).
pub(in crate::s3) fn reply_abort(
    exchange: &Exchange,
    bucket: &Bucket,
    key: &str,
    initiated: OffsetDateTime,
) {
    let Some(rules) = bucket.lifecycle() else {
        return;
    };
    if let Some(end) = rules.end_of_upload(key, initiated) {
        exchange.reply_amz("x-amz-abort-date", &http_date(end.moment));
        exchange.reply_amz("x-amz-abort-rule-id", end.rule_id);
    }
}
