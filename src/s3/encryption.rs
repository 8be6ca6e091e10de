//! Server-side encryption in requests and answers: what a writer asks for, the bucket's default, who
//! may read, and the headers that tell.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::aws::error::AwsError;
use crate::aws::identity::Signing;
use crate::aws::policy::principal::Principal;

use super::customer_key::{self, OWN, Provided};
use super::element::Element;
use super::error::{access_denied, encryption as error};
use super::exchange::Exchange;
use super::kms_key;
use super::objects::bucket::Bucket;
use super::objects::configurations::Subject;
use super::objects::encryption::{Encryption, Kms};

const METHOD: &str = "x-amz-server-side-encryption";
const KEY_ID: &str = "x-amz-server-side-encryption-aws-kms-key-id";
const CONTEXT: &str = "x-amz-server-side-encryption-context";
const BUCKET_KEY: &str = "x-amz-server-side-encryption-bucket-key-enabled";

/// What a new object is encrypted with: what its writer asks for, else the bucket's default. The
/// operation is for a refusal. Errors in order: SSE-C is blocked, methods together, the customer's key,
/// method, KMS headers, KMS key.
pub(super) fn of_write(
    exchange: &Exchange,
    bucket: &Bucket,
    key: &str,
    operation: &str,
) -> Result<Encryption, AwsError> {
    let method = exchange.headers.get(METHOD);
    let method = method.map(|value| value.to_str().unwrap_or_default());
    if OWN.are_in(exchange) {
        check_blocked(exchange, bucket, key, operation)?;
        if let Some(method) = method {
            return Err(error::methods_together(method));
        }
    }
    if let Some(provided) = Provided::of(exchange, &OWN)? {
        let kept = provided.keep(&exchange.clock)?;
        return Ok(Encryption::Customer(Arc::new(kept)));
    }
    let dual_layer = match method {
        Some("aws:kms") => false,
        Some("aws:kms:dsse") => true,
        other => {
            if exchange
                .header(KEY_ID)
                .or(exchange.header(CONTEXT))
                .is_some()
            {
                return Err(error::kms_headers_without_kms());
            }
            return match other {
                None => default(exchange, bucket),
                Some("AES256") => Ok(Encryption::S3),
                Some(unknown) => Err(error::unknown_method(unknown)),
            };
        }
    };
    check_context(exchange)?;
    let default = BucketDefault::of(bucket);
    kms(
        exchange,
        bucket,
        dual_layer,
        exchange.header(KEY_ID),
        &default,
    )
}

/// A bucket's default encryption, as its configuration says.
struct BucketDefault {
    method: String,
    key_id: Option<String>,
    bucket_key: bool,
}

impl BucketDefault {
    fn of(bucket: &Bucket) -> Self {
        let stored = bucket.configuration(Subject::Encryption);
        let rule = stored.as_ref().and_then(|stored| stored.child("Rule"));
        let given = rule.and_then(|rule| rule.child("ApplyServerSideEncryptionByDefault"));
        let text = |of: Option<&Element>, name: &str| {
            of.and_then(|of| of.text_of(name)).map(str::to_owned)
        };
        Self {
            method: text(given, "SSEAlgorithm").unwrap_or_default(),
            key_id: text(given, "KMSMasterKeyID"),
            bucket_key: text(rule, "BucketKeyEnabled").as_deref() == Some("true"),
        }
    }
}

fn default(exchange: &Exchange, bucket: &Bucket) -> Result<Encryption, AwsError> {
    let default = BucketDefault::of(bucket);
    let dual_layer = match default.method.as_str() {
        "aws:kms" => false,
        "aws:kms:dsse" => true,
        _ => return Ok(Encryption::S3),
    };
    kms(
        exchange,
        bucket,
        dual_layer,
        default.key_id.as_deref(),
        &default,
    )
}

/// The bucket says whether its key is used, unless the request does; never with two layers (user
/// guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys").
fn kms(
    exchange: &Exchange,
    bucket: &Bucket,
    dual_layer: bool,
    key_id: Option<&str>,
    default: &BucketDefault,
) -> Result<Encryption, AwsError> {
    if exchange.context.caller.signing == Signing::Anonymous {
        return Err(error::kms_without_signature());
    }
    let bucket_key = match exchange.header(BUCKET_KEY) {
        Some(value) => value.eq_ignore_ascii_case("true"),
        None => default.bucket_key,
    };
    Ok(Encryption::Kms(Arc::new(Kms {
        dual_layer,
        key_arn: kms_key::resolve(key_id, exchange.account(), &bucket.region)?,
        bucket_key: bucket_key && !dual_layer,
    })))
}

/// Base64 of a JSON object of strings.
fn check_context(exchange: &Exchange) -> Result<(), AwsError> {
    type Context = std::collections::HashMap<String, String>;
    let Some(header) = exchange.header(CONTEXT) else {
        return Ok(());
    };
    let json = STANDARD.decode(header).ok();
    match json.map(|json| serde_json::from_slice::<Context>(&json)) {
        Some(Ok(_)) => Ok(()),
        _ => Err(error::invalid_context(header)),
    }
}

/// SSE-C is blocked unless the bucket's configuration takes it (user guide, "Blocking or unblocking
/// SSE-C for a general purpose bucket"), whatever the key (AWS's behaviour).
fn check_blocked(
    exchange: &Exchange,
    bucket: &Bucket,
    key: &str,
    operation: &str,
) -> Result<(), AwsError> {
    let stored = bucket.configuration(Subject::Encryption);
    let blocked = stored
        .as_ref()
        .and_then(|stored| stored.child("Rule"))
        .and_then(|rule| rule.child("BlockedEncryptionTypes"))
        .is_some_and(|blocked| {
            blocked
                .all("EncryptionType")
                .any(|own| *own.text == *"SSE-C")
        });
    match (blocked, Principal::of(&exchange.context.caller).arn()) {
        (false, _) => Ok(()),
        (true, None) => Err(access_denied()),
        (true, Some(arn)) => Err(error::customer_keys_blocked(
            &arn,
            operation,
            &bucket.name,
            key,
        )),
    }
}

/// Whether a part may be added to an upload.
pub(super) fn check_part(
    exchange: &Exchange,
    bucket: &Bucket,
    key: &str,
    operation: &str,
    encryption: &Encryption,
) -> Result<(), AwsError> {
    if OWN.are_in(exchange) {
        check_blocked(exchange, bucket, key, operation)?;
    }
    customer_key::check_upload(exchange, encryption)
}

/// Whether a request may read an object.
pub(super) fn check_read(exchange: &Exchange, encryption: &Encryption) -> Result<(), AwsError> {
    customer_key::check_read(exchange, &OWN, encryption)?;
    check_signed(exchange, encryption)
}

/// Whether a copy may read its source.
pub(super) fn check_copy_source(
    exchange: &Exchange,
    encryption: &Encryption,
) -> Result<(), AwsError> {
    customer_key::check_read(exchange, &customer_key::SOURCE, encryption)?;
    check_signed(exchange, encryption)
}

fn check_signed(exchange: &Exchange, encryption: &Encryption) -> Result<(), AwsError> {
    let anonymous = exchange.context.caller.signing == Signing::Anonymous;
    match encryption {
        Encryption::Kms(_) if anonymous => Err(error::kms_without_signature()),
        _ => Ok(()),
    }
}

/// Whether a copy asks for an encryption of its own.
pub(super) fn is_asked_for(exchange: &Exchange) -> bool {
    exchange.headers.contains_key(METHOD) || OWN.are_in(exchange)
}

/// Shows how an object, a part or an upload is encrypted.
pub(super) fn reply(exchange: &Exchange, encryption: &Encryption) {
    match encryption {
        Encryption::S3 => exchange.reply_amz(METHOD, "AES256"),
        Encryption::Kms(kms) => {
            exchange.reply_amz(METHOD, kms.method());
            exchange.reply_amz(KEY_ID, &kms.key_arn);
            if kms.bucket_key {
                exchange.reply_amz(BUCKET_KEY, "true");
            }
        }
        Encryption::Customer(key) => {
            exchange.reply_amz("x-amz-server-side-encryption-customer-algorithm", "AES256");
            exchange.reply_amz("x-amz-server-side-encryption-customer-key-md5", &key.md5);
        }
    }
}

/// As [`reply`], with the context that the writer gave: no reader sees it again.
pub(super) fn reply_to_writer(exchange: &Exchange, encryption: &Encryption) {
    reply(exchange, encryption);
    if let (Encryption::Kms(_), Some(context)) = (encryption, exchange.header(CONTEXT)) {
        exchange.reply_amz(CONTEXT, context);
    }
}
