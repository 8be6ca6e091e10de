//! GetBucketLifecycleConfiguration, PutBucketLifecycleConfiguration, DeleteBucketLifecycle.

use super::{assert_error, configure, document, get, request, with_bucket};

const MINIMUM_SIZE: &str = "x-amz-transition-default-minimum-object-size";

fn rule(inner: &str) -> String {
    document(
        "LifecycleConfiguration",
        &format!("<Rule>{inner}<Status>Enabled</Status></Rule>"),
    )
}

// Recorded: the minimum size is echoed.
#[test]
fn rules_come_back_until_they_are_deleted() {
    let server = with_bucket();
    let rules = document(
        "LifecycleConfiguration",
        "<Rule><ID>r</ID><Filter><Prefix>a/</Prefix></Filter><Status>Enabled</Status>\
         <Expiration><Days>3</Days></Expiration></Rule>",
    );
    for reply in [
        configure(&server, "lifecycle", &rules),
        get(&server, "/pail?lifecycle"),
    ] {
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.header(MINIMUM_SIZE), Some("all_storage_classes_128K"));
    }
    assert_eq!(get(&server, "/pail?lifecycle").text(), rules);
    let deleted = request(&server, "DELETE", "/pail?lifecycle").send();
    assert_eq!(deleted.status, 204);
    assert_error(
        &get(&server, "/pail?lifecycle"),
        404,
        "<Code>NoSuchLifecycleConfiguration</Code><Message>The lifecycle configuration does not \
         exist</Message><BucketName>pail</BucketName>",
    );
}

// API_LifecycleRule: S3 makes up the ids that are missing.
#[test]
fn a_rule_without_an_id_gets_one() {
    let server = with_bucket();
    let body = rule("<Filter/><Expiration><Days>1</Days></Expiration>");
    assert_eq!(configure(&server, "lifecycle", &body).status, 200);
    let id = get(&server, "/pail?lifecycle").element("ID").unwrap();
    assert_eq!(id.len(), 48);
}

// The date, the tags and the minimum size are recorded.
#[test]
fn wrong_rules_are_refused() {
    let server = with_bucket();
    let tag = "<Tag><Key>k</Key><Value>v</Value></Tag>";
    let abort = "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>\
                 </AbortIncompleteMultipartUpload>";
    let transition = |when: &str, class: &str| {
        format!("<Transition>{when}<StorageClass>{class}</StorageClass></Transition>")
    };
    let expires = "<Expiration><Days>1</Days></Expiration>";
    for (inner, error) in [
        (
            "<Filter/><Expiration><Date>2030-01-01T05:00:00Z</Date></Expiration>".to_owned(),
            "<Code>InvalidArgument</Code><Message>'Date' must be at midnight GMT</Message>\
             <ArgumentName>Date</ArgumentName><ArgumentValue>2030-01-01T05:00:00Z</ArgumentValue>",
        ),
        (
            format!("<Filter><And>{tag}{tag}</And></Filter>{expires}"),
            "<Code>InvalidRequest</Code><Message>Duplicate Tag Keys are not allowed.</Message>",
        ),
        (
            "<Filter/><NoncurrentVersionExpiration><NoncurrentDays>0</NoncurrentDays>\
             </NoncurrentVersionExpiration>"
                .to_owned(),
            "<Code>InvalidArgument</Code><Message>'NoncurrentDays' for NoncurrentVersionExpiration \
             action must be a positive integer</Message><ArgumentName>NoncurrentDays</ArgumentName>\
             <ArgumentValue>0</ArgumentValue>",
        ),
        (
            format!("<Filter>{tag}</Filter>{abort}"),
            "<Code>InvalidRequest</Code><Message>AbortIncompleteMultipartUpload cannot be specified \
             with Tags.</Message>",
        ),
        (
            format!("<Filter><ObjectSizeLessThan>5000000000</ObjectSizeLessThan></Filter>{abort}"),
            "<Code>InvalidRequest</Code><Message>AbortIncompleteMultipartUpload cannot be specified \
             with Object Size.</Message>",
        ),
        (
            format!("<Filter/>{}", transition("<Days>15</Days>", "STANDARD_IA")),
            "<Code>InvalidArgument</Code><Message>'Days' in Transition action must be greater than \
             or equal to 30 for storageClass 'STANDARD_IA'</Message>\
             <ArgumentName>Days</ArgumentName><ArgumentValue>15</ArgumentValue>",
        ),
        (
            format!(
                "<Filter><Prefix>a/</Prefix></Filter>{}{expires}",
                transition("<Days>1</Days>", "GLACIER")
            ),
            "<Code>InvalidArgument</Code><Message>'Days' in the Expiration action for filter \
             '(prefix=a/)' must be greater than 'Days' in the Transition action</Message>\
             <ArgumentName>Days</ArgumentName><ArgumentValue>1</ArgumentValue>",
        ),
        (
            format!(
                "<Filter/>{}{expires}",
                transition("<Date>2030-01-01T00:00:00Z</Date>", "GLACIER")
            ),
            "<Code>InvalidRequest</Code><Message>Found mixed 'Date' and 'Days' based Expiration and \
             Transition actions in lifecycle rule for filter '(prefix=)'</Message>",
        ),
        (
            "<Filter/>".to_owned(),
            "<Code>InvalidRequest</Code><Message>At least one action needs to be specified in a rule\
             </Message>",
        ),
        (
            format!("<Filter><Prefix>a</Prefix>{tag}</Filter>{expires}"),
            "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not \
             validate against our published schema</Message>",
        ),
    ] {
        assert_error(&configure(&server, "lifecycle", &rule(&inner)), 400, error);
    }
    let reply = request(&server, "PUT", "/pail?lifecycle")
        .header(MINIMUM_SIZE, "value")
        .body(rule(&format!("<Filter/>{expires}")))
        .send();
    assert_error(
        &reply,
        400,
        "<Code>InvalidRequest</Code><Message>Invalid TransitionDefaultMinimumObjectSize found: value\
         </Message>",
    );
}
