//! Who may do what: policies, ACLs, public access blocks and ownership, whatever the operation.

use ruststack::S3Access;

use super::{assert_error, configure, get, open_to_all, put, request, with_bucket};
use crate::harness::{Reply, Request, TestServer};

const OTHER: &str = "111122223333";
const DENIED: &str = "<Code>AccessDenied</Code><Message>Access Denied</Message>";

fn as_other(server: &TestServer, method: &str, target: &str) -> Request {
    server
        .request(method, target)
        .signed_as(OTHER, "us-east-1", "s3")
}

fn unsigned(server: &TestServer, method: &str, target: &str) -> Reply {
    server.request(method, target).send()
}

/// Gives `pail` a policy of one statement, with nothing blocked.
fn set_policy(server: &TestServer, statement: &str) {
    request(server, "DELETE", "/pail?publicAccessBlock").send();
    let policy = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statement}]}}");
    let reply = configure(server, "policy", &policy);
    assert_eq!(reply.status, 204, "{}", reply.text());
}

// User guide, "Default settings for new S3 buckets"; HEAD has no body.
#[test]
fn a_new_bucket_is_its_owners_alone() {
    let server = with_bucket();
    put(&server, "k", "x");
    for target in [
        "/pail",
        "/pail/k",
        "/pail/none",
        "/pail?acl",
        "/pail?policy",
    ] {
        assert_error(&unsigned(&server, "GET", target), 403, DENIED);
        assert_error(&as_other(&server, "GET", target).send(), 403, DENIED);
    }
    let head = unsigned(&server, "HEAD", "/pail/k");
    assert_eq!((head.status, head.body.len()), (403, 0));
    for (method, target) in [
        ("PUT", "/pail/k"),
        ("DELETE", "/pail/k"),
        ("DELETE", "/pail"),
    ] {
        assert_error(&as_other(&server, method, target).send(), 403, DENIED);
        assert_error(&unsigned(&server, method, target), 403, DENIED);
    }
    assert_error(&unsigned(&server, "PUT", "/other"), 403, DENIED);
    assert_eq!(unsigned(&server, "GET", "/nowhere").status, 404);
    assert_eq!(get(&server, "/pail/k").text(), "x");
}

// User guide, "Bucket policies": a statement opens what it names, and nothing else.
#[test]
fn a_public_policy_lets_everybody_do_what_it_names() {
    let server = with_bucket();
    put(&server, "k", "x");
    open_to_all(&server);
    assert_eq!(unsigned(&server, "GET", "/pail/k").text(), "x");
    assert_eq!(unsigned(&server, "GET", "/pail").status, 200);
    assert_eq!(unsigned(&server, "GET", "/pail/none").status, 404);
    assert_eq!(as_other(&server, "GET", "/pail/k").send().text(), "x");
    assert_error(&unsigned(&server, "DELETE", "/pail/k"), 403, DENIED);
    assert_error(&unsigned(&server, "GET", "/pail/k?tagging"), 403, DENIED);
    assert_error(
        &unsigned(&server, "GET", "/pail/k?versionId=null"),
        403,
        DENIED,
    );
    assert_eq!(
        get(&server, "/pail?policyStatus")
            .element("IsPublic")
            .as_deref(),
        Some("true")
    );
    let restrict = "<PublicAccessBlockConfiguration><RestrictPublicBuckets>true\
                    </RestrictPublicBuckets></PublicAccessBlockConfiguration>";
    assert_eq!(
        configure(&server, "publicAccessBlock", restrict).status,
        200
    );
    assert_error(&unsigned(&server, "GET", "/pail/k"), 403, DENIED);
    assert_eq!(get(&server, "/pail/k").text(), "x");
}

// API_GetObject: without s3:ListBucket a missing key is AccessDenied.
#[test]
fn who_may_not_list_is_not_told_that_a_key_is_missing() {
    let server = with_bucket();
    set_policy(
        &server,
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::pail/*"}"#,
    );
    assert_error(&unsigned(&server, "GET", "/pail/none"), 403, DENIED);
    assert_eq!(unsigned(&server, "HEAD", "/pail/none").status, 403);
    assert_eq!(get(&server, "/pail/none").status, 404);
}

// User guide, "Troubleshoot access denied (403 Forbidden) errors": within one account the text says
// why; API_PutBucketPolicy: the root can always change the policy.
#[test]
fn an_explicit_deny_binds_the_owner_but_for_the_policy_itself() {
    let server = with_bucket();
    put(&server, "k", "x");
    set_policy(
        &server,
        r#"{"Sid": "Closed", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": ["arn:aws:s3:::pail", "arn:aws:s3:::pail/*"]}"#,
    );
    assert_error(
        &get(&server, "/pail/k"),
        403,
        "<Code>AccessDenied</Code><Message>User: arn:aws:iam::000000000000:root is not authorized to \
         perform: s3:GetObject on resource: &quot;arn:aws:s3:::pail/k&quot; with an explicit deny in \
         a resource-based policy</Message>",
    );
    assert_eq!(get(&server, "/pail").status, 403);
    assert_eq!(get(&server, "/pail?policy").status, 200);
    let deleted = request(&server, "DELETE", "/pail?policy").send();
    assert_eq!(deleted.status, 204);
    assert_eq!(get(&server, "/pail/k").text(), "x");
}

#[test]
fn another_account_may_do_what_the_policy_lets_it() {
    let server = with_bucket();
    set_policy(
        &server,
        r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"},
            "Action": ["s3:PutObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::pail/in/*"}"#,
    );
    let put = |key: &str| {
        as_other(&server, "PUT", &format!("/pail/{key}"))
            .body("x")
            .send()
    };
    assert_eq!(put("in/k").status, 200);
    assert_eq!(put("out/k").status, 403);
    let tagged = as_other(&server, "PUT", "/pail/in/t")
        .header("x-amz-tagging", "a=b")
        .body("x")
        .send();
    assert_error(&tagged, 403, DENIED);
    let delete =
        "<Delete><Object><Key>in/k</Key></Object><Object><Key>out/k</Key></Object></Delete>";
    let reply = as_other(&server, "POST", "/pail?delete")
        .header("content-md5", "j+HlcKuSP8beU033Q6h72w==")
        .body(delete)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    let text = reply.text();
    assert!(
        text.contains("<Deleted><Key>in/k</Key></Deleted>"),
        "{text}"
    );
    assert!(
        text.contains("<Error><Key>out/k</Key><Code>AccessDenied</Code>"),
        "{text}"
    );
}

// User guide, "Required permissions": a copy reads its source and writes its destination.
#[test]
fn a_copy_needs_both_of_its_ends() {
    let server = with_bucket();
    put(&server, "k", "x");
    let made = as_other(&server, "PUT", "/bucket-of-other").send();
    assert_eq!(made.status, 200);
    let copy = || {
        as_other(&server, "PUT", "/bucket-of-other/k")
            .header("x-amz-copy-source", "/pail/k")
            .send()
    };
    assert_error(&copy(), 403, DENIED);
    let own = as_other(&server, "PUT", "/bucket-of-other/own").body("x");
    assert_eq!(own.send().status, 200);
    let away = as_other(&server, "PUT", "/pail/k")
        .header("x-amz-copy-source", "/bucket-of-other/own")
        .send();
    assert_error(&away, 403, DENIED);
    open_to_all(&server);
    assert_eq!(copy().status, 200);
}

// User guide, "Bucket policy examples using condition keys".
#[test]
fn conditions_ask_about_the_request() {
    let server = with_bucket();
    put(&server, "k", "x");
    let allow = |operator: &str, key: &str, value: &str| {
        set_policy(
            &server,
            &format!(
                "{{\"Effect\": \"Allow\", \"Principal\": \"*\", \
                 \"Action\": [\"s3:GetObject\", \"s3:ListBucket\"], \
                 \"Resource\": [\"arn:aws:s3:::pail\", \"arn:aws:s3:::pail/*\"], \
                 \"Condition\": {{\"{operator}\": {{\"{key}\": \"{value}\"}}}}}}"
            ),
        );
    };
    let status = |target: &str, header: (&str, &str)| {
        server
            .request("GET", target)
            .header(header.0, header.1)
            .send()
            .status
    };
    let none = ("x-none", "");
    allow("IpAddress", "aws:SourceIp", "127.0.0.0/8");
    assert_eq!(status("/pail/k", none), 200);
    allow("NotIpAddress", "aws:SourceIp", "127.0.0.0/8");
    assert_eq!(status("/pail/k", none), 403);
    allow("StringLike", "aws:Referer", "http://home.test/*");
    assert_eq!(status("/pail/k", ("referer", "http://home.test/a")), 200);
    assert_eq!(status("/pail/k", none), 403);
    allow("StringEquals", "s3:prefix", "public/");
    assert_eq!(status("/pail?prefix=public/", none), 200);
    assert_eq!(status("/pail", none), 403);
    allow("NumericLessThan", "s3:max-keys", "10");
    assert_eq!(status("/pail?max-keys=5", none), 200);
    assert_eq!(status("/pail?max-keys=10", none), 403);
    allow("Bool", "aws:SecureTransport", "true");
    assert_eq!(status("/pail/k", none), 200);
    let tags = "<Tagging><TagSet><Tag><Key>open</Key><Value>yes</Value></Tag></TagSet></Tagging>";
    allow("StringEquals", "s3:ExistingObjectTag/open", "yes");
    assert_eq!(status("/pail/k", none), 403);
    let tagged = request(&server, "PUT", "/pail/k?tagging").body(tags).send();
    assert_eq!(tagged.status, 200);
    assert_eq!(status("/pail/k", none), 200);
}

// Presigned URLs act as their signer.
#[test]
fn a_presigned_url_is_judged_as_its_signer() {
    let server = with_bucket();
    put(&server, "k", "x");
    let url = |access_key: &str| {
        format!(
            "/pail/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={access_key}%2F20261122\
             %2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261122T073800Z&X-Amz-Expires=60\
             &X-Amz-SignedHeaders=host&X-Amz-Signature=0"
        )
    };
    assert_eq!(unsigned(&server, "GET", &url("test")).text(), "x");
    assert_error(&unsigned(&server, "GET", &url(OTHER)), 403, DENIED);
}

// User guide, "Controlling ownership of objects": the writer owns the object, unless the bucket's
// owner is given it.
#[test]
fn whoever_writes_an_object_owns_it_where_ownership_is_not_enforced() {
    let server = with_bucket();
    let deleted = request(&server, "DELETE", "/pail?publicAccessBlock").send();
    assert_eq!(deleted.status, 204);
    for (ownership, gives_all, status) in [
        ("ObjectWriter", false, 403),
        ("ObjectWriter", true, 200),
        ("BucketOwnerPreferred", false, 403),
        ("BucketOwnerPreferred", true, 200),
    ] {
        let controls = format!(
            "<OwnershipControls><Rule><ObjectOwnership>{ownership}</ObjectOwnership></Rule>\
             </OwnershipControls>"
        );
        assert_eq!(
            configure(&server, "ownershipControls", &controls).status,
            200
        );
        let opened = request(&server, "PUT", "/pail?acl")
            .header("x-amz-acl", "public-read-write")
            .send();
        assert_eq!(opened.status, 200);
        let acl = if gives_all {
            "bucket-owner-full-control"
        } else {
            "private"
        };
        let written = as_other(&server, "PUT", "/pail/k")
            .header("x-amz-acl", acl)
            .body("x")
            .send();
        assert_eq!(written.status, 200, "{}", written.text());
        assert_eq!(get(&server, "/pail/k").status, status, "{ownership} {acl}");
        assert_eq!(unsigned(&server, "GET", "/pail/k").status, 403);
        let deleted = request(&server, "DELETE", "/pail/k").send();
        assert_eq!(deleted.status, 204);
    }
}

// User guide, "Controlling ownership of objects", and the public suite: an enforced bucket takes what
// gives its owner all, which needs no s3:PutObjectAcl.
#[test]
fn others_write_with_acls_that_give_the_bucket_owner_all() {
    let server = with_bucket();
    open_to_all(&server);
    let own = get(&server, "/pail?acl").element("ID").unwrap();
    let code = |header: &str, value: &str| {
        let put = as_other(&server, "PUT", "/pail/k").header(header, value);
        let reply = put.body("x").send();
        reply.element("Code").unwrap_or(reply.status.to_string())
    };
    assert_eq!(code("x-amz-acl", "bucket-owner-full-control"), "200");
    assert_eq!(
        code("x-amz-grant-full-control", &format!("id={own}")),
        "200"
    );
    assert_eq!(code("x-amz-acl", "private"), "AccessDenied");
    set_policy(
        &server,
        r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject*",
            "Resource": "arn:aws:s3:::pail/*"}"#,
    );
    assert_eq!(
        code("x-amz-acl", "private"),
        "AccessControlListNotSupported"
    );
    let put = request(&server, "PUT", "/pail/k").header("x-amz-acl", "private");
    assert_eq!(put.body("x").send().status, 200);
}

#[test]
fn open_access_lets_everybody_do_everything() {
    let server = TestServer::with(|config| config.s3_access = S3Access::Open);
    assert_eq!(unsigned(&server, "PUT", "/pail").status, 200);
    let written = as_other(&server, "PUT", "/pail/k").body("x").send();
    assert_eq!(written.status, 200);
    assert_eq!(get(&server, "/pail/k").text(), "x");
    assert_eq!(unsigned(&server, "GET", "/pail/none").status, 404);
}
