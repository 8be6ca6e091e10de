//! What lifecycle rules do as time goes by. The moments are computed in unit tests; here the clock is
//! moved, and the sweep is awaited.

use std::time::Duration;

use ruststack::Clock;

use super::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A bucket, and the clock that it goes by: 22 November 2026, 7:38.
fn with_clock(bucket_header: Option<(&str, &str)>) -> (TestServer, Clock) {
    let clock = Clock::frozen(NOW_MS);
    let server = TestServer::with(|config| config.clock = clock.clone());
    let mut make = request(&server, "PUT", "/pail");
    if let Some((name, value)) = bucket_header {
        make = make.header(name, value);
    }
    let made = make.send();
    assert_eq!(made.status, 200, "{}", made.text());
    (server, clock)
}

/// Sets rules, each enabled, and all with a filter for everything.
fn set_rules(server: &TestServer, rules: &[&str]) {
    let rules: String = rules
        .iter()
        .zip(1..)
        .map(|(inner, number)| {
            format!("<Rule><ID>r {number}</ID><Filter/><Status>Enabled</Status>{inner}</Rule>")
        })
        .collect();
    let body = document("LifecycleConfiguration", &rules);
    let reply = configure(server, "lifecycle", &body);
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[track_caller]
fn await_that(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..3000 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what}: not yet, after 30 s");
}

/// Tells a queue of everything that lifecycle rules do.
fn watch(server: &TestServer) {
    let body = "<NotificationConfiguration><QueueConfiguration><Id>i</Id>\
                <Queue>arn:aws:sqs:us-east-1:000000000000:q</Queue>\
                <Event>s3:LifecycleExpiration:*</Event><Event>s3:LifecycleTransition</Event>\
                <Event>s3:ObjectRestore:Delete</Event>\
                </QueueConfiguration></NotificationConfiguration>";
    let reply = request(server, "PUT", "/pail?notification")
        .header("x-amz-skip-destination-validation", "true")
        .body(body)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// The records that were sent.
fn records(server: &TestServer) -> Vec<serde_json::Value> {
    let page = get(server, "/_ruststack/events").json();
    let events = page["events"].as_array().unwrap().iter();
    events
        .map(|event| {
            let message = event["message"].as_str().unwrap();
            let message: serde_json::Value = serde_json::from_str(message).unwrap();
            message["Records"][0].clone()
        })
        .collect()
}

// Recorded: the header's form.
#[test]
fn answers_say_when_an_object_expires() {
    let (server, _) = with_clock(None);
    let unruled = put(&server, "before", "x");
    assert_eq!(unruled.header("x-amz-expiration"), None);
    set_rules(&server, &["<Expiration><Days>3</Days></Expiration>"]);
    let expected = "expiry-date=\"Thu, 26 Nov 2026 00:00:00 GMT\", rule-id=\"r%201\"";
    let copied = request(&server, "PUT", "/pail/copy")
        .header("x-amz-copy-source", "pail/before")
        .send();
    let id = begin(&server, "parts", &[]);
    let etag = part(&server, "parts", &id, 1, "x");
    for reply in [
        put(&server, "k", "x"),
        copied,
        complete(&server, "parts", &id, &[(1, &etag)]),
        get(&server, "/pail/before"),
        request(&server, "HEAD", "/pail/k").send(),
    ] {
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.header("x-amz-expiration"), Some(expected));
    }
    set_versioning(&server, "Enabled");
    put(&server, "k", "y");
    let old = get(&server, "/pail/k?versionId=null");
    assert_eq!((old.status, old.header("x-amz-expiration")), (200, None));
}

// API_CreateMultipartUpload, API_ListParts.
#[test]
fn answers_say_when_an_upload_is_given_up() {
    let (server, clock) = with_clock(None);
    let abort = "<AbortIncompleteMultipartUpload><DaysAfterInitiation>2</DaysAfterInitiation>\
                 </AbortIncompleteMultipartUpload>";
    set_rules(&server, &[abort]);
    let begun = request(&server, "POST", "/pail/k?uploads").send();
    let id = begun.element("UploadId").unwrap();
    let listed = get(&server, &format!("/pail/k?uploadId={id}"));
    for reply in [begun, listed] {
        let headers = ["x-amz-abort-date", "x-amz-abort-rule-id"].map(|name| reply.header(name));
        assert_eq!(
            headers,
            [Some("Wed, 25 Nov 2026 00:00:00 GMT"), Some("r 1")]
        );
    }
    clock.advance_ms(3 * DAY_MS);
    await_that("the upload is given up", || {
        get(&server, &format!("/pail/k?uploadId={id}")).status == 404
    });
}

#[test]
fn a_rule_whose_date_is_over_deletes_what_is_there() {
    let (server, _) = with_clock(None);
    put(&server, "k", "x");
    watch(&server);
    set_rules(
        &server,
        &["<Expiration><Date>2026-11-22T00:00:00Z</Date></Expiration>"],
    );
    await_that("the object is gone", || {
        get(&server, "/pail/k").status == 404
    });
    await_that("it is told", || records(&server).len() == 1);
    let record = &records(&server)[0];
    let text = |pointer: &str| record.pointer(pointer).and_then(|value| value.as_str());
    assert_eq!(text("/eventName"), Some("LifecycleExpiration:Delete"));
    assert_eq!(text("/eventVersion"), Some("2.3"));
    assert_eq!(text("/userIdentity/principalId"), Some("s3.amazonaws.com"));
    assert_eq!(
        text("/requestParameters/sourceIPAddress"),
        Some("s3.amazonaws.com")
    );
    assert_eq!(text("/s3/object/key"), Some("k"));
}

#[test]
fn versions_expire_one_after_the_other() {
    let (server, clock) = with_clock(None);
    set_versioning(&server, "Enabled");
    put(&server, "k", "x");
    watch(&server);
    set_rules(
        &server,
        &[
            "<Expiration><Days>1</Days></Expiration><NoncurrentVersionExpiration>\
             <NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>",
        ],
    );
    let versions = || get(&server, "/pail?versions").text();
    clock.advance_ms(2 * DAY_MS);
    await_that("a marker hides the object", || {
        versions().contains("<DeleteMarker>")
    });
    assert!(versions().contains("<Version>"));
    clock.advance_ms(2 * DAY_MS);
    await_that("the object is gone", || !versions().contains("<Version>"));
    // The marker is older than a day, too, and now nothing is behind it.
    await_that("the marker is gone", || {
        clock.advance_ms(DAY_MS);
        !versions().contains("<DeleteMarker>")
    });
    await_that("all is told", || records(&server).len() == 3);
    let names: Vec<_> = records(&server)
        .iter()
        .map(|record| record["eventName"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "LifecycleExpiration:DeleteMarkerCreated",
            "LifecycleExpiration:Delete",
            "LifecycleExpiration:Delete",
        ]
    );
}

// User Guide, "Object Lock considerations".
#[test]
fn a_locked_version_outlives_its_rules() {
    let (server, clock) = with_clock(Some(("x-amz-bucket-object-lock-enabled", "true")));
    let held = request(&server, "PUT", "/pail/held")
        .header("x-amz-object-lock-legal-hold", "ON")
        .header("content-md5", "ndTkYSaMgDT1yFZOFVxnpg==")
        .body("x")
        .send();
    assert_eq!(held.status, 200, "{}", held.text());
    put(&server, "free", "x");
    for key in ["held", "free"] {
        put(&server, key, "newer");
    }
    set_rules(
        &server,
        &[
            "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>\
             </NoncurrentVersionExpiration>",
        ],
    );
    clock.advance_ms(2 * DAY_MS);
    let count = |key: &str| {
        let listed = get(&server, &format!("/pail?versions&prefix={key}")).text();
        listed.matches("<Version>").count()
    };
    await_that("the free one is gone", || count("free") == 1);
    assert_eq!(count("held"), 2);
}

#[test]
fn objects_move_to_colder_classes() {
    let (server, clock) = with_clock(None);
    let made = request(&server, "PUT", "/pail/k")
        .body(vec![b'x'; 128 * 1024])
        .send();
    assert_eq!(made.status, 200);
    put(&server, "small", "x");
    watch(&server);
    let move_it = "<Transition><Days>1</Days><StorageClass>GLACIER</StorageClass></Transition>";
    set_rules(&server, &[move_it]);
    clock.advance_ms(2 * DAY_MS);
    let class = |key: &str| {
        let head = request(&server, "HEAD", &format!("/pail/{key}")).send();
        head.header("x-amz-storage-class").map(str::to_owned)
    };
    await_that("the object has moved", || {
        class("k").as_deref() == Some("GLACIER")
    });
    assert_eq!(class("small"), None);
    await_that("it is told", || records(&server).len() == 1);
    let record = &records(&server)[0];
    assert_eq!(record["eventName"], "LifecycleTransition");
    assert_eq!(
        record["lifecycleEventData"]["transitionEventData"]["destinationStorageClass"],
        "GLACIER"
    );
}

// User Guide, "Restoring an archived object": the copy goes, the archived object stays.
#[test]
fn a_restored_copy_ends() {
    let (server, clock) = with_clock(None);
    let made = request(&server, "PUT", "/pail/k")
        .header("x-amz-storage-class", "GLACIER")
        .body("x")
        .send();
    assert_eq!(made.status, 200);
    watch(&server);
    let restore = "<RestoreRequest><Days>1</Days></RestoreRequest>";
    let restored = request(&server, "POST", "/pail/k?restore")
        .body(restore)
        .send();
    assert_eq!(restored.status, 202, "{}", restored.text());
    assert_eq!(get(&server, "/pail/k").status, 200);
    clock.advance_ms(2 * DAY_MS);
    await_that("it is told", || records(&server).len() == 1);
    assert_eq!(records(&server)[0]["eventName"], "ObjectRestore:Delete");
    assert_eq!(get(&server, "/pail/k").status, 403);
}

#[test]
fn a_key_of_many_versions_is_swept_in_steps() {
    let (server, clock) = with_clock(None);
    set_versioning(&server, "Enabled");
    for _ in 0..1_002 {
        put(&server, "k", "x");
    }
    set_rules(
        &server,
        &[
            "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>\
             </NoncurrentVersionExpiration>",
        ],
    );
    clock.advance_ms(2 * DAY_MS);
    await_that("one version is left", || {
        let listed = get(&server, "/pail?versions&max-keys=1000").text();
        listed.matches("<Version>").count() == 1
    });
}
