//! S3's errors, letter for letter. "Recorded" means an answer of AWS of February 2026; "docs" the
//! API reference's "Error responses".

pub(super) mod access;
pub(super) mod bucket;
pub(super) mod configuration;
pub(super) mod directory;
pub(super) mod encryption;
pub(super) mod form;
pub(super) mod notification;
pub(super) mod object;
pub(super) mod object_lock;
pub(super) mod select;
pub(super) mod update_encryption;

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::aws::error::AwsError;

fn bad_request(code: &'static str, message: impl Into<Cow<'static, str>>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message)
}

/// InvalidRequest with a text of its own.
fn invalid_request(message: impl Into<Cow<'static, str>>) -> AwsError {
    bad_request("InvalidRequest", message)
}

/// InvalidArgument names the argument and shows its value (recorded).
fn invalid_argument(message: impl Into<Cow<'static, str>>, name: &str, value: &str) -> AwsError {
    bad_request("InvalidArgument", message)
        .with_field("ArgumentName", name)
        .with_field("ArgumentValue", value)
}

// Whole requests.

/// Recorded. For whatever S3 can do and this server cannot yet.
pub(super) fn not_implemented() -> AwsError {
    AwsError::new(
        StatusCode::NOT_IMPLEMENTED,
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
    )
}

/// Recorded with `Header`.
pub(super) fn header_not_implemented(header: &str) -> AwsError {
    not_implemented().with_field("Header", header)
}

/// Recorded, for If-Match and If-None-Match values that writes do not accept.
pub(super) fn condition_not_implemented(header: &str) -> AwsError {
    header_not_implemented(header).with_field(
        "additionalMessage",
        format!("We don't accept the provided value of {header} header for this API"),
    )
}

/// Recorded; the Allow header is in the docs.
pub(super) fn method_not_allowed(method: &str, resource: &str, allow: &str) -> AwsError {
    let error = AwsError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
    )
    .with_field("Method", method)
    .with_field("ResourceType", resource);
    match HeaderValue::from_str(allow) {
        Ok(allow) => error.with_header(header::ALLOW, allow),
        Err(_) => error,
    }
}

/// Docs.
pub(super) fn access_denied() -> AwsError {
    access_denied_because("Access Denied")
}

/// AccessDenied with a text of its own.
fn access_denied_because(message: impl Into<std::borrow::Cow<'static, str>>) -> AwsError {
    AwsError::new(StatusCode::FORBIDDEN, "AccessDenied", message)
}

/// Docs.
pub(super) fn invalid_uri() -> AwsError {
    bad_request("InvalidURI", "Couldn't parse the specified URI.")
}

/// Recorded.
pub(super) fn malformed_xml() -> AwsError {
    bad_request(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
}

/// Docs.
pub(super) fn missing_request_body() -> AwsError {
    bad_request("MissingRequestBodyError", "Request Body is empty")
}

/// Docs. Only a bug of ours, or a full disk, ends here.
pub(super) fn internal(cause: Box<dyn std::error::Error + Send + Sync>) -> AwsError {
    AwsError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalError",
        "We encountered an internal error. Please try again.",
    )
    .with_cause(cause)
}

/// Recorded, with the wrong id in brackets.
pub(super) fn invalid_expected_bucket_owner(value: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidBucketOwnerAWSAccountID",
        format!(
            "The value of the expected bucket owner parameter must be an AWS Account ID... [{value}]"
        ),
    )
}

/// What s3s refuses by itself and nothing of ours refused before: its code with our status.
pub(super) fn refused_by_parser(status: StatusCode, code: String, message: String) -> AwsError {
    AwsError::new(status, code, message)
}

/// Recorded, for response-* parameters of unsigned requests.
pub(super) fn anonymous_response_headers() -> AwsError {
    invalid_request("Request specific response headers cannot be used for anonymous GET requests.")
}

/// Recorded.
pub(super) fn response_header_not_latin(name: &str, value: &str) -> AwsError {
    invalid_argument(
        "Header value cannot be represented using ISO-8859-1.",
        name,
        value,
    )
}

/// Docs ("Object metadata": 2 KB of names and values).
pub(super) fn metadata_too_large(bytes: usize, bytes_max: usize) -> AwsError {
    bad_request(
        "MetadataTooLarge",
        "Your metadata headers exceed the maximum allowed metadata size",
    )
    .with_field("Size", bytes.to_string())
    .with_field("MaxSizeAllowed", bytes_max.to_string())
}

/// Recorded.
pub(super) fn invalid_storage_class(value: &str) -> AwsError {
    bad_request(
        "InvalidStorageClass",
        "The storage class you specified is not valid",
    )
    .with_field("StorageClassRequested", value)
}

/// Recorded.
pub(super) fn invalid_object_ownership(value: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidArgument",
        format!("Invalid x-amz-object-ownership header: {value}"),
    )
    .with_field("ArgumentName", "x-amz-object-ownership")
}

/// Recorded, for a POST to a bucket that is no form.
pub(super) fn post_is_not_a_form() -> AwsError {
    precondition_failed("Bucket POST must be of the enclosure-type multipart/form-data")
}

// Buckets.

/// Recorded.
pub(super) fn no_such_bucket(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchBucket",
        "The specified bucket does not exist",
    )
    .with_field("BucketName", bucket)
}

/// Recorded.
pub(super) fn invalid_bucket_name(bucket: &str) -> AwsError {
    bad_request("InvalidBucketName", "The specified bucket is not valid.")
        .with_field("BucketName", bucket)
}

/// Recorded.
pub(super) fn bucket_not_empty(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty",
    )
    .with_field("BucketName", bucket)
}

/// Recorded, for a bucket that keeps versions.
pub(super) fn bucket_with_versions_not_empty(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
    )
    .with_field("BucketName", bucket)
}

/// Recorded.
pub(super) fn illegal_versioning_configuration() -> AwsError {
    bad_request(
        "IllegalVersioningConfigurationException",
        "The Versioning element must be specified",
    )
}

/// Recorded.
pub(super) fn bucket_already_owned_by_you(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
    )
    .with_field("BucketName", bucket)
}

/// Recorded.
pub(super) fn bucket_already_exists(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "BucketAlreadyExists",
        "The requested bucket name is not available. The bucket namespace is shared by all users \
         of the system. Please select a different name and try again.",
    )
    .with_field("BucketName", bucket)
}

/// Recorded; `unspecified` stands for a constraint that is missing.
pub(super) fn illegal_location_constraint(constraint: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "IllegalLocationConstraintException",
        format!(
            "The {constraint} location constraint is incompatible for the region specific endpoint this request was sent to."
        ),
    )
}

/// Recorded.
pub(super) fn invalid_location_constraint(constraint: &str) -> AwsError {
    bad_request(
        "InvalidLocationConstraint",
        "The specified location-constraint is not valid",
    )
    .with_field("LocationConstraint", constraint)
}

// Objects.

/// Recorded.
pub(super) fn no_such_key(key: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchKey",
        "The specified key does not exist.",
    )
    .with_field("Key", key)
}

/// Recorded.
pub(super) fn key_too_long(bytes: usize, bytes_max: usize) -> AwsError {
    bad_request("KeyTooLongError", "Your key is too long")
        .with_field("Size", bytes.to_string())
        .with_field("MaxSizeAllowed", bytes_max.to_string())
}

/// Recorded, for a version id on a bucket without versions.
pub(super) fn invalid_version_id(version_id: &str) -> AwsError {
    invalid_argument("Invalid version id specified", "versionId", version_id)
}

/// Recorded.
pub(super) fn no_such_version(key: &str, version_id: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchVersion",
        "The specified version does not exist.",
    )
    .with_field("Key", key)
    .with_field("VersionId", version_id)
}

/// Recorded.
pub(super) fn copy_from_delete_marker() -> AwsError {
    invalid_request(
        "The source of a copy request may not specifically refer to a delete marker by version id.",
    )
}

/// Recorded; the answer carries Content-Range too (RFC 9110).
pub(super) fn invalid_range(requested: &str, size: u64) -> AwsError {
    let error = AwsError::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "InvalidRange",
        "The requested range is not satisfiable",
    )
    .with_field("RangeRequested", requested)
    .with_field("ActualObjectSize", size.to_string());
    match HeaderValue::from_str(&format!("bytes */{size}")) {
        Ok(range) => error.with_header(header::CONTENT_RANGE, range),
        Err(_) => error,
    }
}

/// Recorded.
pub(super) fn invalid_part_number(requested: i32, actual: usize) -> AwsError {
    AwsError::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "InvalidPartNumber",
        "The requested partnumber is not satisfiable",
    )
    .with_field("PartNumberRequested", requested.to_string())
    .with_field("ActualPartCount", actual.to_string())
}

/// Recorded.
pub(super) fn range_with_part_number() -> AwsError {
    invalid_request("Cannot specify both Range header and partNumber query parameter")
}

/// Recorded.
pub(super) fn precondition_failed(condition: &str) -> AwsError {
    AwsError::new(
        StatusCode::PRECONDITION_FAILED,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
    )
    .with_field("Condition", condition)
}

/// 304: headers, no body.
pub(super) fn not_modified(
    headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
) -> AwsError {
    let error = AwsError::without_message(StatusCode::NOT_MODIFIED, "NotModified");
    headers
        .into_iter()
        .fold(error, |error, (name, value)| error.with_header(name, value))
}

/// Recorded: the key was deleted while a conditional upload went on.
pub(super) fn conditional_request_conflict(condition: &str, key: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "ConditionalRequestConflict",
        "The conditional request cannot succeed due to a conflicting operation against this resource.",
    )
    .with_field("Condition", condition)
    .with_field("Key", key)
}

// Bodies and checksums.

/// Docs.
pub(super) fn missing_content_length() -> AwsError {
    AwsError::new(
        StatusCode::LENGTH_REQUIRED,
        "MissingContentLength",
        "You must provide the Content-Length HTTP header.",
    )
}

/// Docs.
pub(super) fn incomplete_body() -> AwsError {
    bad_request(
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    )
}

/// Docs: an aws-chunked body whose chunks are none.
pub(super) fn invalid_chunk() -> AwsError {
    bad_request("IncompleteBody", "The request body terminated unexpectedly")
}

/// Docs.
pub(super) fn request_timeout() -> AwsError {
    bad_request(
        "RequestTimeout",
        "Your socket connection to the server was not read from or written to within the timeout period.",
    )
}

/// Recorded.
pub(super) fn entity_too_large(bytes: u64, bytes_max: u64) -> AwsError {
    bad_request(
        "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size",
    )
    .with_field("ProposedSize", bytes.to_string())
    .with_field("MaxSizeAllowed", bytes_max.to_string())
}

/// Recorded.
pub(super) fn invalid_digest(content_md5: &str) -> AwsError {
    bad_request(
        "InvalidDigest",
        "The Content-MD5 you specified was invalid.",
    )
    .with_field("Content-MD5", content_md5)
}

/// Recorded: the expected digest in hexadecimal, the calculated one in base64.
pub(super) fn content_md5_mismatch(expected_hex: &str, calculated_base64: &str) -> AwsError {
    bad_request(
        "BadDigest",
        "The Content-MD5 you specified did not match what we received.",
    )
    .with_field("ExpectedDigest", expected_hex)
    .with_field("CalculatedDigest", calculated_base64)
}

/// Docs ("Authenticating requests: the x-amz-content-sha256 header").
pub(super) fn content_sha256_mismatch(client: &str, computed: &str) -> AwsError {
    bad_request(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
    .with_field("ClientComputedContentSHA256", client)
    .with_field("S3ComputedContentSHA256", computed)
}

/// Recorded.
pub(super) fn checksum_mismatch(algorithm: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "BadDigest",
        format!("The {algorithm} you specified did not match the calculated checksum."),
    )
}

/// Recorded.
pub(super) fn invalid_checksum_header(header: &str) -> AwsError {
    invalid_request(format!("Value for {header} header is invalid."))
}

/// Recorded.
pub(super) fn several_checksum_headers() -> AwsError {
    invalid_request(
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    )
}

/// Recorded.
pub(super) fn unsupported_checksum_algorithm() -> AwsError {
    invalid_request(
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: \
         [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    )
}

/// Recorded.
pub(super) fn checksum_type_mismatch(expected: &str, actual: &str) -> AwsError {
    invalid_request(format!(
        "Checksum Type mismatch occurred, expected checksum Type: {expected}, actual checksum Type: {actual}"
    ))
}

/// User guide, "Checking object integrity".
pub(super) fn checksum_announced_but_missing() -> AwsError {
    invalid_request(
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or \
         x-amz-trailer headers were found.",
    )
}

/// Docs: a trailer was announced that never came.
pub(super) fn malformed_trailer() -> AwsError {
    bad_request(
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    )
}

/// DeleteObjects' page: a digest of the body is required.
pub(super) fn missing_body_digest() -> AwsError {
    invalid_request("Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
}

// Listings.

/// Recorded.
pub(super) fn invalid_encoding_type(value: &str) -> AwsError {
    invalid_argument(
        "Invalid Encoding Method specified in Request",
        "encoding-type",
        value,
    )
}

/// Recorded.
pub(super) fn invalid_continuation_token() -> AwsError {
    bad_request(
        "InvalidArgument",
        "The continuation token provided is incorrect",
    )
    .with_field("ArgumentName", "continuation-token")
}

/// ceph/s3-tests (`max-keys=blah`), and AWS's text for it.
pub(super) fn not_an_integer(name: &str, value: &str) -> AwsError {
    invalid_argument(
        format!("Provided {name} not an integer or within integer range"),
        name,
        value,
    )
}

/// AWS's text for a number outside its range.
pub(super) fn out_of_range(name: &str, min: i32, max: i32, value: &str) -> AwsError {
    invalid_argument(
        format!("Argument {name} must be an integer between {min} and {max}"),
        name,
        value,
    )
}

/// Recorded.
pub(super) fn version_id_marker_alone(value: &str) -> AwsError {
    invalid_argument(
        "A version-id marker cannot be specified without a key marker.",
        "version-id-marker",
        value,
    )
}

/// Recorded.
pub(super) fn invalid_version_id_marker(value: &str) -> AwsError {
    invalid_argument("Invalid version id specified", "version-id-marker", value)
}

// Copies.

/// Recorded: the value is the header's name once more.
pub(super) fn invalid_copy_source_key() -> AwsError {
    invalid_argument(
        "Invalid copy source object key",
        "x-amz-copy-source",
        "x-amz-copy-source",
    )
}

/// AWS's text for a source whose bucket is no bucket's name.
pub(super) fn invalid_copy_source_bucket() -> AwsError {
    invalid_argument(
        "Invalid copy source bucket name",
        "x-amz-copy-source",
        "x-amz-copy-source",
    )
}

/// AWS's text for a source without a key.
pub(super) fn copy_source_without_key() -> AwsError {
    invalid_argument(
        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
        "x-amz-copy-source",
        "x-amz-copy-source",
    )
}

/// AWS's text for a directive that is neither COPY nor REPLACE.
pub(super) fn unknown_metadata_directive(value: &str) -> AwsError {
    invalid_argument(
        "Unknown metadata directive.",
        "x-amz-metadata-directive",
        value,
    )
}

/// Recorded.
pub(super) fn illegal_self_copy() -> AwsError {
    invalid_request(
        "This copy request is illegal because it is trying to copy an object to itself without \
         changing the object's metadata, storage class, website redirect location or encryption \
         attributes.",
    )
}

/// CopyObject's page: at most 5 GB in one copy.
pub(super) fn copy_source_too_large(bytes_max: u64) -> AwsError {
    invalid_request(format!(
        "The specified copy source is larger than the maximum allowable size for a copy source: {bytes_max}"
    ))
}

/// Recorded.
pub(super) fn malformed_copy_range(value: &str) -> AwsError {
    invalid_argument(
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and \
         last are the zero-based offsets of the first and last bytes to copy",
        "x-amz-copy-source-range",
        value,
    )
}

/// Recorded.
pub(super) fn copy_range_beyond_source(value: &str, size: u64) -> AwsError {
    invalid_argument(
        format!("Range specified is not valid for source object of size: {size}"),
        "x-amz-copy-source-range",
        value,
    )
}

// Multipart uploads.

/// Recorded.
pub(super) fn no_such_upload(upload_id: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have \
         been aborted or completed.",
    )
    .with_field("UploadId", upload_id)
}

/// Recorded.
pub(super) fn part_number_out_of_range(value: &str) -> AwsError {
    invalid_argument(
        "Part number must be an integer between 1 and 10000, inclusive",
        "partNumber",
        value,
    )
}

/// AWS's text for `partNumber` without `uploadId`.
pub(super) fn part_number_without_upload(value: &str) -> AwsError {
    invalid_argument(
        "This operation does not accept partNumber without uploadId",
        "partNumber",
        value,
    )
}

/// For `uploadId` without `partNumber`, which no PUT accepts.
pub(super) fn upload_without_part_number(value: &str) -> AwsError {
    invalid_argument("Missing required parameter partNumber", "uploadId", value)
}

/// Recorded.
pub(super) fn invalid_part(upload_id: &str, part_number: i32, etag: &str) -> AwsError {
    bad_request(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been \
         uploaded, or the specified entity tag may not match the part's entity tag.",
    )
    .with_field("UploadId", upload_id)
    .with_field("PartNumber", part_number.to_string())
    .with_field("ETag", etag)
}

/// Recorded.
pub(super) fn invalid_part_order(upload_id: &str) -> AwsError {
    bad_request(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
    )
    .with_field("UploadId", upload_id)
}

/// Recorded.
pub(super) fn entity_too_small(
    bytes: u64,
    bytes_min: u64,
    part_number: i32,
    etag: &str,
) -> AwsError {
    bad_request(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
    )
    .with_field("ProposedSize", bytes.to_string())
    .with_field("MinSizeAllowed", bytes_min.to_string())
    .with_field("PartNumber", part_number.to_string())
    .with_field("ETag", etag)
}

/// Recorded.
pub(super) fn no_parts() -> AwsError {
    invalid_request("You must specify at least one part")
}

/// Recorded.
pub(super) fn checksum_type_not_for_algorithm(kind: &str, algorithm: &str) -> AwsError {
    invalid_request(format!(
        "The {kind} checksum type cannot be used with the {algorithm} checksum algorithm."
    ))
}

/// Recorded.
pub(super) fn checksum_type_without_algorithm() -> AwsError {
    invalid_request(
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    )
}

/// Recorded.
pub(super) fn part_checksum_missing(algorithm: &str, part_number: i32) -> AwsError {
    invalid_request(format!(
        "The upload was created using a {algorithm} checksum. The complete request must include \
         the checksum for each part. It was missing for part {part_number} in the request."
    ))
}

/// Recorded.
pub(super) fn part_checksum_mismatch(algorithm: &str, part_number: i32) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "BadDigest",
        format!(
            "The {algorithm} you specified for part {part_number} did not match what we received."
        ),
    )
}

/// Recorded; `null` for an upload without a checksum of its own.
pub(super) fn checksum_mode_mismatch(kind: &str) -> AwsError {
    invalid_request(format!(
        "The upload was created using the {kind} checksum mode. The complete request must use the \
         same checksum mode."
    ))
}

/// Recorded.
pub(super) fn object_size_mismatch(claimed: i64, computed: u64) -> AwsError {
    invalid_request(format!(
        "The provided 'x-amz-mp-object-size' header value {claimed} does not match what was \
         computed: {computed}"
    ))
}

/// Recorded.
pub(super) fn invalid_upload_id_marker(value: &str) -> AwsError {
    invalid_argument("Invalid uploadId marker", "upload-id-marker", value)
}
