//! The one implementation of `s3s::S3`: each operation is handed its exchange and its input.

use std::sync::Arc;

use http::Extensions;
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::ops;

/// Knows nothing itself: all state comes with the exchange.
pub(super) struct Adapter;

/// The exchange that `request::with_exchange` put in.
fn exchange(extensions: &Extensions) -> S3Result<Arc<Exchange>> {
    let exchange = extensions.get::<Arc<Exchange>>().cloned();
    exchange.ok_or_else(|| S3Error::new(S3ErrorCode::InternalError))
}

/// Leaves the error in the exchange, where it keeps its fields; s3s gets a stand-in.
fn answer<O>(exchange: &Exchange, result: Result<O, AwsError>) -> S3Result<S3Response<O>> {
    result.map(S3Response::new).map_err(|error| {
        exchange.fail(error);
        S3Error::new(S3ErrorCode::InternalError)
    })
}

/// The table of operations: those that only touch the maps, and those that move bytes.
macro_rules! operations {
    (
        at_once { $($method:ident: $Input:ident => $Output:ident,)* }
        moving_bytes { $($moving:ident: $MovingInput:ident => $MovingOutput:ident,)* }
    ) => {
        #[async_trait::async_trait]
        impl s3s::S3 for Adapter {
            $(async fn $method(
                &self,
                request: S3Request<s3s::dto::$Input>,
            ) -> S3Result<S3Response<s3s::dto::$Output>> {
                let exchange = exchange(&request.extensions)?;
                let result = ops::$method::$method(&exchange, request.input);
                answer(&exchange, result)
            })*
            $(async fn $moving(
                &self,
                request: S3Request<s3s::dto::$MovingInput>,
            ) -> S3Result<S3Response<s3s::dto::$MovingOutput>> {
                let exchange = exchange(&request.extensions)?;
                let result = ops::$moving::$moving(&exchange, request.input).await;
                answer(&exchange, result)
            })*
        }
    };
}

operations! {
    at_once {
        abort_multipart_upload: AbortMultipartUploadInput => AbortMultipartUploadOutput,
        complete_multipart_upload: CompleteMultipartUploadInput => CompleteMultipartUploadOutput,
        create_bucket: CreateBucketInput => CreateBucketOutput,
        create_multipart_upload: CreateMultipartUploadInput => CreateMultipartUploadOutput,
        delete_bucket: DeleteBucketInput => DeleteBucketOutput,
        delete_object: DeleteObjectInput => DeleteObjectOutput,
        delete_object_tagging: DeleteObjectTaggingInput => DeleteObjectTaggingOutput,
        delete_objects: DeleteObjectsInput => DeleteObjectsOutput,
        get_bucket_location: GetBucketLocationInput => GetBucketLocationOutput,
        get_bucket_versioning: GetBucketVersioningInput => GetBucketVersioningOutput,
        get_object_acl: GetObjectAclInput => GetObjectAclOutput,
        get_object_attributes: GetObjectAttributesInput => GetObjectAttributesOutput,
        get_object_legal_hold: GetObjectLegalHoldInput => GetObjectLegalHoldOutput,
        get_object_retention: GetObjectRetentionInput => GetObjectRetentionOutput,
        get_object_tagging: GetObjectTaggingInput => GetObjectTaggingOutput,
        head_bucket: HeadBucketInput => HeadBucketOutput,
        head_object: HeadObjectInput => HeadObjectOutput,
        list_buckets: ListBucketsInput => ListBucketsOutput,
        list_multipart_uploads: ListMultipartUploadsInput => ListMultipartUploadsOutput,
        list_object_versions: ListObjectVersionsInput => ListObjectVersionsOutput,
        list_objects: ListObjectsInput => ListObjectsOutput,
        list_objects_v2: ListObjectsV2Input => ListObjectsV2Output,
        list_parts: ListPartsInput => ListPartsOutput,
        put_bucket_versioning: PutBucketVersioningInput => PutBucketVersioningOutput,
        put_object_acl: PutObjectAclInput => PutObjectAclOutput,
        put_object_legal_hold: PutObjectLegalHoldInput => PutObjectLegalHoldOutput,
        put_object_retention: PutObjectRetentionInput => PutObjectRetentionOutput,
        put_object_tagging: PutObjectTaggingInput => PutObjectTaggingOutput,
        restore_object: RestoreObjectInput => RestoreObjectOutput,
    }
    moving_bytes {
        copy_object: CopyObjectInput => CopyObjectOutput,
        get_object: GetObjectInput => GetObjectOutput,
        put_object: PutObjectInput => PutObjectOutput,
        select_object_content: SelectObjectContentInput => SelectObjectContentOutput,
        upload_part: UploadPartInput => UploadPartOutput,
        upload_part_copy: UploadPartCopyInput => UploadPartCopyOutput,
    }
}
