//! Where a request's code is: in the request itself, in S3, or in a registry of images.

use std::fmt;

use serde::Deserialize;

use super::member;

/// FunctionCode, and the same members at the top of UpdateFunctionCode.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct CodeInput {
    #[serde(deserialize_with = "member::blob")]
    pub(crate) zip_file: Option<Vec<u8>>,
    #[serde(rename = "S3Bucket", deserialize_with = "member::text")]
    pub(crate) s3_bucket: Option<String>,
    #[serde(rename = "S3Key", deserialize_with = "member::text")]
    pub(crate) s3_key: Option<String>,
    #[serde(rename = "S3ObjectVersion", deserialize_with = "member::text")]
    pub(crate) s3_object_version: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) image_uri: Option<String>,
    #[serde(rename = "SourceKMSKeyArn", deserialize_with = "member::text")]
    pub(crate) source_kms_key_arn: Option<String>,
}

/// Without the package, which is long and nobody's business.
impl fmt::Debug for CodeInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeInput")
            .field("zip_bytes", &self.zip_file.as_ref().map(Vec::len))
            .field("s3_bucket", &self.s3_bucket)
            .field("s3_key", &self.s3_key)
            .finish_non_exhaustive()
    }
}
