//! GetBucketAcl, PutBucketAcl: who is granted what on a bucket.
//!
//! AWS: API_PutBucketAcl. A bucket whose ownership is enforced refuses every ACL. Errors in order:
//! nothing given, enforced ownership, the ACL's own, a public one that is blocked.

use crate::aws::error::AwsError;
use crate::aws::policy::principal::Principal;
use crate::s3::access::acl::Acl;
use crate::s3::access::ownership::Ownership;
use crate::s3::access::public::is_acl_public;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::{acls, error};

pub(in crate::s3) fn get_bucket_acl(exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
    let private = || Acl::private(Principal::Account(bucket.owner.clone())).into();
    let acl = bucket.rules().acl.clone().unwrap_or_else(private);
    exchange.reply_body(acls::document(&acl));
    Ok(())
}

pub(in crate::s3) fn put_bucket_acl(exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
    if !acls::is_asked(exchange) && exchange.document.is_empty() {
        return Err(error::configuration::missing_acl_header());
    }
    let rules = bucket.rules();
    if rules.ownership == Ownership::BucketOwnerEnforced {
        return Err(error::configuration::acls_not_supported());
    }
    let owner = Principal::Account(bucket.owner.clone());
    let acl = acls::of_request(exchange, &owner, None)?;
    if rules.block.public_acls && is_acl_public(&acl) {
        return Err(acls::blocked(exchange, bucket, "s3:PutBucketAcl", None));
    }
    bucket.set_acl(acl)
}
