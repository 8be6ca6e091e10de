//! GetBucketVersioning: whether a bucket keeps versions.
//!
//! AWS: API_GetBucketVersioning: empty where versioning was never configured.

use s3s::dto::{GetBucketVersioningInput, GetBucketVersioningOutput};

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;

pub(in crate::s3) fn get_bucket_versioning(
    exchange: &Exchange,
    input: GetBucketVersioningInput,
) -> Result<GetBucketVersioningOutput, AwsError> {
    let versioning = exchange.bucket(&input.bucket)?.versioning();
    exchange.reply_body(Document::write("VersioningConfiguration", |xml| {
        xml.optional("Status", versioning.status.name());
        let mfa_delete = versioning.mfa_delete.map(|enabled| match enabled {
            true => "Enabled",
            false => "Disabled",
        });
        xml.optional("MfaDelete", mfa_delete);
    }));
    Ok(GetBucketVersioningOutput::default())
}
