//! GetBucketEncryption, PutBucketEncryption, DeleteBucketEncryption.

use super::{assert_error, configure, document, get, request, with_bucket};

fn sse_s3(bucket_key: bool) -> String {
    document(
        "ServerSideEncryptionConfiguration",
        &format!(
            "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
             </ApplyServerSideEncryptionByDefault><BucketKeyEnabled>{bucket_key}</BucketKeyEnabled>\
             </Rule>"
        ),
    )
}

// Recorded: a fresh bucket and one without a configuration answer SSE-S3.
#[test]
fn there_is_always_a_default() {
    let server = with_bucket();
    let target = "/pail?encryption";
    assert_eq!(get(&server, target).text(), sse_s3(false));
    assert_eq!(configure(&server, "encryption", &sse_s3(true)).status, 200);
    assert_eq!(get(&server, target).text(), sse_s3(true));
    assert_eq!(request(&server, "DELETE", target).send().status, 204);
    assert_eq!(get(&server, target).text(), sse_s3(false));
}

// Recorded; KMS has no effect here, so it is not taken.
#[test]
fn wrong_and_unknown_defaults_are_refused() {
    let server = with_bucket();
    let rule = |algorithm: &str, key: &str| {
        format!(
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>\
             <SSEAlgorithm>{algorithm}</SSEAlgorithm>{key}</ApplyServerSideEncryptionByDefault>\
             </Rule></ServerSideEncryptionConfiguration>"
        )
    };
    let with_key = rule("AES256", "<KMSMasterKeyID>k</KMSMasterKeyID>");
    assert_error(
        &configure(&server, "encryption", &with_key),
        400,
        "<Code>InvalidArgument</Code><Message>a KMSMasterKeyID is not applicable if the default sse \
         algorithm is not aws:kms or aws:kms:dsse</Message>\
         <ArgumentName>ApplyServerSideEncryptionByDefault</ArgumentName>",
    );
    assert_eq!(
        configure(&server, "encryption", &rule("ROT13", "")).status,
        400
    );
    assert_eq!(
        configure(&server, "encryption", &rule("aws:kms", "")).status,
        501
    );
}
