//! GetBucketLogging, PutBucketLogging.

use super::{assert_error, configure, document, get, request, with_bucket};

fn logging(inner: &str) -> String {
    let enabled = format!("<LoggingEnabled>{inner}</LoggingEnabled>");
    document("BucketLoggingStatus", &enabled)
}

// API_PutBucketLogging: an empty status turns it off.
#[test]
fn what_is_put_is_shown_until_it_is_turned_off() {
    let server = with_bucket();
    let off = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
               <BucketLoggingStatus xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>";
    assert_eq!(get(&server, "/pail?logging").text(), off);
    for inner in [
        "<TargetBucket>pail</TargetBucket><TargetPrefix>logs/</TargetPrefix>",
        "<TargetBucket>pail</TargetBucket><TargetPrefix/><TargetObjectKeyFormat><SimplePrefix/>\
         </TargetObjectKeyFormat>",
        "<TargetBucket>pail</TargetBucket><TargetPrefix/><TargetObjectKeyFormat><PartitionedPrefix>\
         <PartitionDateSource>EventTime</PartitionDateSource></PartitionedPrefix>\
         </TargetObjectKeyFormat>",
    ] {
        let body = logging(inner);
        assert_eq!(configure(&server, "logging", &body).status, 200);
        assert_eq!(get(&server, "/pail?logging").text(), body);
    }
    assert_eq!(configure(&server, "logging", off).status, 200);
    assert_eq!(get(&server, "/pail?logging").text(), off);
}

// The first is recorded, the others are AWS's texts as its users quote them.
#[test]
fn a_target_is_a_bucket_of_the_same_owner_and_region() {
    let server = with_bucket();
    let theirs = server
        .request("PUT", "/theirs")
        .signed_as("111122223333", "us-east-1", "s3");
    assert_eq!(theirs.send().status, 200);
    let far = "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint>\
               </CreateBucketConfiguration>";
    let made = server
        .request("PUT", "/faraway")
        .signed_as("test", "eu-west-1", "s3")
        .body(far);
    assert_eq!(made.send().status, 200);
    let target = "<Code>InvalidTargetBucketForLogging</Code><Message>";
    for (name, status, inner) in [
        (
            "nowhere",
            400,
            format!(
                "{target}The target bucket for logging does not exist</Message>\
                 <TargetBucket>nowhere</TargetBucket>"
            ),
        ),
        (
            "theirs",
            400,
            format!(
                "{target}The owner for the bucket to be logged and the target bucket must be the \
                 same.</Message><TargetBucket>theirs</TargetBucket>"
            ),
        ),
        (
            "faraway",
            403,
            "<Code>CrossLocationLoggingProhibitted</Code><Message>Cross S3 location logging not \
             allowed. </Message><TargetBucketLocation>eu-west-1</TargetBucketLocation>"
                .to_owned(),
        ),
    ] {
        let body = logging(&format!(
            "<TargetBucket>{name}</TargetBucket><TargetPrefix>p</TargetPrefix>"
        ));
        assert_error(&configure(&server, "logging", &body), status, &inner);
    }
    let without_prefix = logging("<TargetBucket>pail</TargetBucket>");
    let reply = configure(&server, "logging", &without_prefix);
    assert_eq!(reply.element("Code").as_deref(), Some("MalformedXML"));
}

// User guide, "Permissions for log delivery".
#[test]
fn grants_need_a_target_that_knows_acls() {
    let server = with_bucket();
    let body = logging(
        "<TargetBucket>pail</TargetBucket><TargetPrefix/><TargetGrants><Grant><Grantee \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\">\
         <URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>\
         <Permission>READ</Permission></Grant></TargetGrants>",
    );
    assert_error(
        &configure(&server, "logging", &body),
        400,
        "<Code>AccessControlListNotSupported</Code><Message>Target grants not allowed for bucket \
         owner enforced buckets</Message>",
    );
    let controls = "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>\
                    </OwnershipControls>";
    assert_eq!(
        configure(&server, "ownershipControls", controls).status,
        200
    );
    assert_eq!(configure(&server, "logging", &body).status, 200);
    assert_eq!(get(&server, "/pail?logging").text(), body);
    assert_eq!(
        request(&server, "DELETE", "/pail?logging").send().status,
        405
    );
}
