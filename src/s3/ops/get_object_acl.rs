//! GetObjectAcl: who is granted what on a version of an object.
//!
//! AWS: API_GetObjectAcl. Where ownership is enforced, the bucket's owner has all. Errors in order:
//! bucket, version.

use s3s::dto::{GetObjectAclInput, GetObjectAclOutput};

use crate::aws::error::AwsError;
use crate::s3::acls;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};

pub(in crate::s3) fn get_object_acl(
    exchange: &Exchange,
    input: GetObjectAclInput,
) -> Result<GetObjectAclOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "GET")?;
    reply_version_id(exchange, found.version_id());
    exchange.reply_body(acls::document(&acls::of_object(&bucket, &found.object)));
    Ok(GetObjectAclOutput::default())
}
