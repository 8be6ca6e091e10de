//! GetBucketAcl, PutBucketAcl: the one grant that a bucket has, its owner's.
//!
//! AWS: API_PutBucketAcl. A bucket whose ownership is enforced refuses every ACL. Left out: ACLs of
//! other buckets, which answer NotImplemented unless they say `private`, as every bucket is.

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::owner::canonical_id;

use super::bucket_ownership_controls::is_enforced;

pub(in crate::s3) fn get_bucket_acl(exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
    let owner = canonical_id(&bucket.owner);
    exchange.reply_body(Document::write("AccessControlPolicy", |xml| {
        xml.owner(&bucket.owner);
        xml.nest("AccessControlList", |xml| {
            xml.nest("Grant", |xml| {
                xml.canonical_grantee(&owner);
                xml.text("Permission", "FULL_CONTROL");
            });
        });
    }));
    Ok(())
}

pub(in crate::s3) fn put_bucket_acl(exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
    let canned = exchange.header("x-amz-acl");
    let grants = ["read", "write", "read-acp", "write-acp", "full-control"]
        .iter()
        .any(|grant| exchange.header(&format!("x-amz-grant-{grant}")).is_some());
    if canned.is_none() && !grants && exchange.document.is_empty() {
        return Err(error::configuration::missing_acl_header());
    }
    if is_enforced(bucket) {
        return Err(error::configuration::acls_not_supported());
    }
    match canned {
        Some("private") if !grants => Ok(()),
        _ => Err(error::not_implemented()),
    }
}
