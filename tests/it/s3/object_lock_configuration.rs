//! GetObjectLockConfiguration, PutObjectLockConfiguration.

use super::{
    MD5_OF_X, assert_error, configure, document, get, put, request, set_versioning, with_bucket,
    with_locking_bucket,
};

const MALFORMED: &str = "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or \
                         did not validate against our published schema</Message>";

fn rule(default: &str) -> String {
    format!(
        "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>\
         <DefaultRetention>{default}</DefaultRetention></Rule></ObjectLockConfiguration>"
    )
}

// API_CreateBucket, x-amz-bucket-object-lock-enabled; user guide, "Configuring S3 Object Lock".
#[test]
fn a_bucket_made_to_lock_keeps_versions_and_takes_a_default() {
    let server = with_locking_bucket();
    let root = "ObjectLockConfiguration";
    let enabled = "<ObjectLockEnabled>Enabled</ObjectLockEnabled>";
    assert_eq!(
        get(&server, "/pail?versioning")
            .element("Status")
            .as_deref(),
        Some("Enabled")
    );
    let target = "/pail?object-lock";
    assert_eq!(get(&server, target).text(), document(root, enabled));
    let given = rule("<Days>1</Days><Mode>GOVERNANCE</Mode>");
    assert_eq!(configure(&server, "object-lock", &given).status, 200);
    assert_eq!(
        get(&server, target).text(),
        document(
            root,
            &format!(
                "{enabled}<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days>\
                 </DefaultRetention></Rule>"
            )
        )
    );
    let bare = format!("<{root}>{enabled}</{root}>");
    assert_eq!(configure(&server, "object-lock", &bare).status, 200);
    assert_eq!(get(&server, target).text(), document(root, enabled));
}

// Recorded; a bucket that exists may lock since November 2023.
#[test]
fn only_a_bucket_with_versioning_enabled_can_lock() {
    let server = with_bucket();
    let target = "/pail?object-lock";
    assert_error(
        &get(&server, target),
        404,
        "<Code>ObjectLockConfigurationNotFoundError</Code><Message>Object Lock configuration does \
         not exist for this bucket</Message><BucketName>pail</BucketName>",
    );
    let given = rule("<Mode>GOVERNANCE</Mode><Days>1</Days>");
    for status in ["Never", "Suspended"] {
        if status != "Never" {
            set_versioning(&server, status);
        }
        assert_error(
            &configure(&server, "object-lock", &given),
            409,
            "<Code>InvalidBucketState</Code><Message>Versioning must be 'Enabled' on the bucket to \
             apply a Object Lock configuration</Message>",
        );
    }
    set_versioning(&server, "Enabled");
    assert_eq!(configure(&server, "object-lock", &given).status, 200);
    let suspended = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    assert_error(
        &configure(&server, "versioning", suspended),
        409,
        "<Code>InvalidBucketState</Code><Message>An Object Lock configuration is present on this \
         bucket, so the versioning state cannot be changed.</Message>",
    );
    set_versioning(&server, "Enabled");
}

// Recorded: the malformed ones; AWS's texts for periods (the public suite expects
// InvalidRetentionPeriod, which AWS does not answer).
#[test]
fn wrong_configurations_are_refused() {
    let server = with_locking_bucket();
    for body in [
        "<ObjectLockConfiguration/>".to_owned(),
        "<ObjectLockConfiguration><ObjectLockEnabled>Disabled</ObjectLockEnabled>\
         </ObjectLockConfiguration>"
            .to_owned(),
        "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule/>\
         </ObjectLockConfiguration>"
            .to_owned(),
        rule(""),
        rule("<Mode>GOVERNANCE</Mode>"),
        rule("<Days>1</Days>"),
        rule("<Mode>governance</Mode><Days>1</Days>"),
        rule("<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>"),
    ] {
        assert_error(&configure(&server, "object-lock", &body), 400, MALFORMED);
    }
    let event = rule("<Mode>GOVERNANCE</Mode><DefaultEventHold><Days>1</Days></DefaultEventHold>");
    assert_eq!(configure(&server, "object-lock", &event).status, 501);
    for (period, unit, text) in [
        ("<Days>0</Days>", "Days", "must be a positive integer value"),
        (
            "<Years>-1</Years>",
            "Years",
            "must be a positive integer value",
        ),
        ("<Days>36501</Days>", "Days", "too large"),
        ("<Years>101</Years>", "Years", "too large"),
    ] {
        assert_error(
            &configure(
                &server,
                "object-lock",
                &rule(&format!("<Mode>COMPLIANCE</Mode>{period}")),
            ),
            400,
            &format!(
                "<Code>InvalidArgument</Code><Message>Default retention period {text}.</Message>\
                 <ArgumentName>{unit}</ArgumentName>"
            ),
        );
    }
}

// User guide, "Default retention": from the version's creation on; its own lock wins.
#[test]
fn new_objects_get_the_default_retention() {
    let server = with_locking_bucket();
    put(&server, "before", "x");
    let given = rule("<Mode>COMPLIANCE</Mode><Years>1</Years>");
    assert_eq!(configure(&server, "object-lock", &given).status, 200);
    let write = |key: &str| {
        request(&server, "PUT", &format!("/pail/{key}"))
            .header("content-md5", MD5_OF_X)
            .body("x")
    };
    assert_eq!(write("default").send().status, 200);
    let own = write("own")
        .header("x-amz-object-lock-mode", "GOVERNANCE")
        .header(
            "x-amz-object-lock-retain-until-date",
            "2030-01-01T00:00:00Z",
        );
    assert_eq!(own.send().status, 200);
    let held = write("held").header("x-amz-object-lock-legal-hold", "ON");
    assert_eq!(held.send().status, 200);
    let lock = |key: &str| {
        let reply = get(&server, &format!("/pail/{key}"));
        ["mode", "retain-until-date", "legal-hold"].map(|name| {
            let value = reply.header(&format!("x-amz-object-lock-{name}"));
            value.unwrap_or("-").to_owned()
        })
    };
    assert_eq!(lock("before"), ["-", "-", "-"]);
    assert_eq!(
        lock("default"),
        ["COMPLIANCE", "2027-11-22T07:38:00.000Z", "-"]
    );
    assert_eq!(lock("own"), ["GOVERNANCE", "2030-01-01T00:00:00.000Z", "-"]);
    assert_eq!(
        lock("held"),
        ["COMPLIANCE", "2027-11-22T07:38:00.000Z", "ON"]
    );
}
