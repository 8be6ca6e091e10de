//! PutObjectAcl: changes who is granted what on a version of an object.
//!
//! AWS: API_PutObjectAcl. A bucket whose ownership is enforced refuses every ACL. Errors in order:
//! bucket, nothing given, enforced ownership, version, the ACL's own, a public one that is blocked.

use std::sync::Arc;

use s3s::dto::{PutObjectAclInput, PutObjectAclOutput};

use crate::aws::error::AwsError;
use crate::aws::policy::principal::Principal;
use crate::s3::access::ownership::Ownership;
use crate::s3::access::public::is_acl_public;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};
use crate::s3::notification::event::Event;
use crate::s3::{acls, error};

pub(in crate::s3) fn put_object_acl(
    exchange: &Exchange,
    input: PutObjectAclInput,
) -> Result<PutObjectAclOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    if !acls::is_asked(exchange) && exchange.document.is_empty() {
        return Err(error::configuration::missing_acl_header());
    }
    let rules = bucket.rules();
    if rules.ownership == Ownership::BucketOwnerEnforced {
        return Err(error::configuration::acls_not_supported());
    }
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "PUT")?;
    let bucket_owner = Principal::Account(bucket.owner.clone());
    let owner = acls::of_object(&bucket, &found.object).owner;
    let acl = acls::of_request(exchange, &owner, Some(&bucket_owner))?;
    if rules.block.public_acls && is_acl_public(&acl) {
        let action = "s3:PutObjectAcl";
        return Err(acls::blocked(exchange, &bucket, action, Some(&input.key)));
    }
    let cause = exchange.cause(Event::ObjectAclPut);
    bucket.change_and_tell(&input.key, &found.id, &[cause], |object| {
        object.acl = Some(Arc::new(acl));
    })?;
    reply_version_id(exchange, found.version_id());
    Ok(PutObjectAclOutput::default())
}
