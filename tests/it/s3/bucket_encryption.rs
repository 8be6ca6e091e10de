//! GetBucketEncryption, PutBucketEncryption, DeleteBucketEncryption.

use super::{assert_error, configure, document, get, put, request, with_bucket};
use crate::harness::TestServer;

const TARGET: &str = "/pail?encryption";
const SSE_S3: &str = "<SSEAlgorithm>AES256</SSEAlgorithm>";

fn rule(default: &str, bucket_key: bool, blocked: &str) -> String {
    document(
        "ServerSideEncryptionConfiguration",
        &format!(
            "<Rule><ApplyServerSideEncryptionByDefault>{default}</ApplyServerSideEncryptionByDefault>\
             <BucketKeyEnabled>{bucket_key}</BucketKeyEnabled><BlockedEncryptionTypes>\
             <EncryptionType>{blocked}</EncryptionType></BlockedEncryptionTypes></Rule>"
        ),
    )
}

// Recorded: a fresh bucket and one without a configuration answer SSE-S3. User guide, "Default SSE-C
// setting for new buckets FAQ": SSE-C is blocked.
#[test]
fn there_is_always_a_default() {
    let server = with_bucket();
    let new = rule(SSE_S3, false, "SSE-C");
    assert_eq!(get(&server, TARGET).text(), new);
    let given = rule(SSE_S3, true, "NONE");
    assert_eq!(configure(&server, "encryption", &given).status, 200);
    assert_eq!(get(&server, TARGET).text(), given);
    assert_eq!(request(&server, "DELETE", TARGET).send().status, 204);
    assert_eq!(get(&server, TARGET).text(), new);
}

// Seen on AWS since April 2026: what a configuration does not speak of stays blocked.
#[test]
fn a_configuration_leaves_blocked_what_it_does_not_name() {
    let server = with_bucket();
    let short = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>\
                 <SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>\
                 </ServerSideEncryptionConfiguration>";
    assert_eq!(configure(&server, "encryption", short).status, 200);
    assert_eq!(get(&server, TARGET).text(), rule(SSE_S3, false, "SSE-C"));
    let only = "<ServerSideEncryptionConfiguration><Rule><BlockedEncryptionTypes>\
                <EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes></Rule>\
                </ServerSideEncryptionConfiguration>";
    assert_eq!(configure(&server, "encryption", only).status, 200);
    assert_eq!(configure(&server, "encryption", short).status, 200);
    assert_eq!(get(&server, TARGET).text(), rule(SSE_S3, false, "NONE"));
}

// User guide, "Default SSE-C setting for new buckets FAQ": two regions keep the old default.
#[test]
fn some_new_buckets_take_sse_c() {
    let old = TestServer::with(|config| config.s3_sse_c = true);
    assert_eq!(request(&old, "PUT", "/pail").send().status, 200);
    assert_eq!(
        get(&old, TARGET).element("EncryptionType").as_deref(),
        Some("NONE")
    );
    let server = TestServer::start();
    let body = "<CreateBucketConfiguration><LocationConstraint>me-south-1</LocationConstraint>\
                </CreateBucketConfiguration>";
    assert_eq!(
        request(&server, "PUT", "/pail").body(body).send().status,
        200
    );
    assert_eq!(
        get(&server, TARGET).element("EncryptionType").as_deref(),
        Some("NONE")
    );
}

// API_PutBucketEncryption: the key is shown as given, and not checked before it is used.
#[test]
fn new_objects_are_encrypted_by_default() {
    let server = with_bucket();
    put(&server, "before", "x");
    let id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    let default =
        format!("<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>{id}</KMSMasterKeyID>");
    let given = rule(&default, true, "SSE-C");
    assert_eq!(configure(&server, "encryption", &given).status, 200);
    assert_eq!(get(&server, TARGET).text(), given);
    put(&server, "after", "x");
    let shown = |key: &str| {
        let reply = get(&server, &format!("/pail/{key}"));
        let header = |name: &str| reply.header(name).map(str::to_owned);
        (
            header("x-amz-server-side-encryption"),
            header("x-amz-server-side-encryption-aws-kms-key-id"),
            header("x-amz-server-side-encryption-bucket-key-enabled"),
        )
    };
    assert_eq!(shown("before"), (Some("AES256".into()), None, None));
    assert_eq!(
        shown("after"),
        (
            Some("aws:kms".into()),
            Some(format!("arn:aws:kms:us-east-1:000000000000:key/{id}")),
            Some("true".into())
        )
    );
    let plain =
        request(&server, "PUT", "/pail/plain").header("x-amz-server-side-encryption", "AES256");
    assert_eq!(plain.send().status, 200);
    assert_eq!(shown("plain"), (Some("AES256".into()), None, None));
    let wrong = rule(
        "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>x</KMSMasterKeyID>",
        false,
        "SSE-C",
    );
    assert_eq!(configure(&server, "encryption", &wrong).status, 200);
    assert_error(
        &request(&server, "PUT", "/pail/k").send(),
        400,
        "<Code>KMS.NotFoundException</Code><Message>Invalid keyId 'x'</Message>",
    );
}

// Recorded: a key without KMS; the schema of API_PutBucketEncryption.
#[test]
fn wrong_defaults_are_refused() {
    let server = with_bucket();
    let with_key = rule(
        &format!("{SSE_S3}<KMSMasterKeyID>k</KMSMasterKeyID>"),
        false,
        "NONE",
    );
    assert_error(
        &configure(&server, "encryption", &with_key),
        400,
        "<Code>InvalidArgument</Code><Message>a KMSMasterKeyID is not applicable if the default sse \
         algorithm is not aws:kms or aws:kms:dsse</Message>\
         <ArgumentName>ApplyServerSideEncryptionByDefault</ArgumentName>",
    );
    for body in [
        rule("<SSEAlgorithm>ROT13</SSEAlgorithm>", false, "NONE"),
        rule(SSE_S3, false, "SSE-S3"),
        document("ServerSideEncryptionConfiguration", ""),
    ] {
        let reply = configure(&server, "encryption", &body);
        assert_eq!(reply.element("Code").as_deref(), Some("MalformedXML"));
    }
}
