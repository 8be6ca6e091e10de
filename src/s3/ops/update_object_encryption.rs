//! UpdateObjectEncryption: puts an object under another key of KMS, without writing it again.
//!
//! AWS: API_UpdateObjectEncryption. Everything else about the object stays, its ETag too. Errors in
//! order: signature, XML, new type, key, bucket key, version, the object's type, the key's account,
//! the lock.

use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::aws::identity::Signing;
use crate::s3::element::Element;
use crate::s3::error::update_encryption as refusal;
use crate::s3::exchange::Exchange;
use crate::s3::found::Found;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::encryption::{Encryption, Kms};
use crate::s3::objects::object_lock::Attempt;
use crate::s3::{error, kms_key};

pub(in crate::s3) fn update_object_encryption(
    exchange: &Exchange,
    bucket: &Bucket,
    key: &str,
) -> Result<(), AwsError> {
    if exchange.context.caller.signing == Signing::Anonymous {
        return Err(refusal::without_signature());
    }
    let document = Element::parse(&exchange.document);
    let document = document.filter(|document| *document.name == *"ObjectEncryption");
    let document = document.ok_or_else(error::malformed_xml)?;
    let asked = document.child("SSE-KMS").ok_or_else(refusal::no_new_type)?;
    let arn = asked.text_of("KMSKeyArn").map(str::trim);
    let arn = arn.filter(|arn| !arn.is_empty());
    let arn = arn.ok_or_else(refusal::no_key_arn)?;
    let account = account_of(arn).ok_or_else(refusal::invalid_key_arn)?;
    let bucket_key = match asked.text_of("BucketKeyEnabled").map(str::trim) {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(refusal::invalid_bucket_key()),
    };
    let found = Found::of(bucket, key, exchange.query.get("versionId"), "PUT")?;
    check_source(&found.object.settings.encryption)?;
    if account != bucket.owner.as_str() {
        return Err(refusal::key_of_another_account());
    }
    let encryption = Encryption::Kms(Arc::new(Kms {
        dual_layer: false,
        key_arn: kms_key::resolve(Some(arn), &bucket.owner, &bucket.region)?,
        bucket_key,
    }));
    let attempt = Attempt {
        now: exchange.clock.now(),
        bypasses_governance: false,
    };
    bucket.try_change(key, &found.id, |object| {
        if !object.settings.lock.lets_delete(&attempt) {
            return Err(refusal::object_is_locked());
        }
        object.settings.encryption = encryption;
        Ok(())
    })
}

/// The account in a key's ARN; `None` when it is no key's.
fn account_of(arn: &str) -> Option<&str> {
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, "kms", _, account, resource]
            if resource
                .strip_prefix("key/")
                .is_some_and(|id| !id.is_empty()) =>
        {
            Some(account)
        }
        _ => None,
    }
}

fn check_source(encryption: &Encryption) -> Result<(), AwsError> {
    match encryption {
        Encryption::S3 => Ok(()),
        Encryption::Kms(kms) if !kms.dual_layer => Ok(()),
        Encryption::Kms(_) | Encryption::Customer(_) => Err(refusal::unsupported_source()),
    }
}
