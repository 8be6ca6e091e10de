//! The website endpoints of buckets. User guide, "Hosting a static website using Amazon S3", unless a
//! test names another source.

use super::{configure, open_to_all, put, request, set_versioning, with_bucket};
use crate::harness::{Reply, Request, TestServer};

const INDEX: &str = "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>";
const ERROR: &str = "<ErrorDocument><Key>error.html</Key></ErrorDocument>";

/// A site in `pail`, open to all, with a configuration and some objects.
fn site(configuration: &str) -> TestServer {
    let server = with_bucket();
    open_to_all(&server);
    let body = format!("<WebsiteConfiguration>{configuration}</WebsiteConfiguration>");
    assert_eq!(configure(&server, "website", &body).status, 200);
    for key in ["index.html", "docs/index.html", "error.html"] {
        let stored = request(&server, "PUT", &format!("/pail/{key}"))
            .header("content-type", "text/html")
            .header("x-amz-meta-mood", "fine")
            .body(format!("<p>{key}</p>"));
        assert_eq!(stored.send().status, 200);
    }
    server
}

fn visit(server: &TestServer, method: &str, target: &str) -> Request {
    let visit = server.request(method, target);
    visit.header("host", "pail.s3-website-us-east-1.localhost:4566")
}

fn get(server: &TestServer, target: &str) -> Reply {
    visit(server, "GET", target).send()
}

/// The whole page as S3 writes it (recorded); `items` come before the ids.
#[track_caller]
fn assert_page(reply: &Reply, title: &str, items: &[&str], document: &[&str]) {
    let list = |items: &[&str]| -> String {
        let items = items.iter().map(|item| format!("<li>{item}</li>\n"));
        items.collect()
    };
    let request_id = reply.header("x-amz-request-id").expect("an id");
    let host_id = reply.header("x-amz-id-2").expect("a host id");
    let document = match document {
        [] => String::new(),
        items => format!(
            "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n\
             <ul>\n{}</ul>\n",
            list(items)
        ),
    };
    let expected = format!(
        "<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<ul>\n{}\
         <li>RequestId: {request_id}</li>\n<li>HostId: {host_id}</li>\n</ul>\n{document}<hr/>\n\
         </body>\n</html>\n",
        list(items)
    );
    assert_eq!(reply.text(), expected);
    assert_eq!(reply.status.to_string(), title[..3]);
    let html = Some("text/html; charset=utf-8");
    assert_eq!(reply.header("content-type"), html);
}

#[test]
fn every_form_of_the_host_serves_the_site() {
    let server = site(INDEX);
    for host in [
        "pail.s3-website.localhost:4566",
        "pail.s3-website-eu-west-1.localhost",
        "pail.s3-website.us-east-1.localhost",
        "pail.s3-website.localhost.localstack.cloud:4566",
        "pail.s3-website-us-east-1.localhost.localstack.cloud",
    ] {
        let reply = server.request("GET", "/").header("host", host).send();
        assert_eq!(reply.status, 200, "{host}");
        assert_eq!(reply.text(), "<p>index.html</p>");
    }
}

// Headers as real sites show them: nothing of S3's own but ids, version and user metadata.
#[test]
fn folders_show_their_index() {
    let server = site(INDEX);
    set_versioning(&server, "Enabled");
    for (target, text) in [
        ("/", "<p>index.html</p>"),
        ("/?a=b&x-id=GetObject", "<p>index.html</p>"),
        ("/docs/", "<p>docs/index.html</p>"),
        ("/docs/index.html", "<p>docs/index.html</p>"),
    ] {
        let reply = get(&server, target);
        assert_eq!(
            (reply.status, reply.text().as_str()),
            (200, text),
            "{target}"
        );
        assert_eq!(reply.header("content-type"), Some("text/html"));
        assert_eq!(reply.header("server"), Some("AmazonS3"));
        assert_eq!(reply.header("x-amz-meta-mood"), Some("fine"));
        assert_eq!(reply.header("x-amz-version-id"), Some("null"));
        assert!(reply.header("etag").is_some() && reply.header("last-modified").is_some());
        assert_eq!(reply.header("accept-ranges"), None);
        assert_eq!(reply.header("x-amz-server-side-encryption"), None);
    }
    let head = visit(&server, "HEAD", "/docs/").send();
    assert_eq!(head.status, 200);
    assert_eq!(head.header("content-length"), Some("22"));
}

// "… Amazon S3 returns a 302 Found response … pointing to photos/"; the page as AWS writes it.
#[test]
fn a_folder_without_its_slash_leads_to_it() {
    let server = site(INDEX);
    let reply = get(&server, "/docs");
    assert_page(
        &reply,
        "302 Found",
        &["Code: Found", "Message: Resource Found"],
        &[],
    );
    assert_eq!(reply.header("location"), Some("/docs/"));
    assert_eq!(reply.header("x-amz-error-code"), Some("Found"));
    put(&server, "docs", "an object of this name wins");
    assert_eq!(get(&server, "/docs").text(), "an object of this name wins");
}

// Recorded.
#[test]
fn errors_are_pages() {
    let server = site(INDEX);
    let missing = [
        "Code: NoSuchKey",
        "Message: The specified key does not exist.",
        "Key: a&lt;b/index.html",
    ];
    assert_page(&get(&server, "/a%3Cb/"), "404 Not Found", &missing, &[]);
    assert_page(
        &visit(&server, "POST", "/docs/").send(),
        "405 Method Not Allowed",
        &[
            "Code: MethodNotAllowed",
            "Message: The specified method is not allowed against this resource.",
            "Method: POST",
            "ResourceType: OBJECT",
        ],
        &[],
    );
    let elsewhere = |bucket: &str| {
        let host = format!("{bucket}.s3-website.localhost");
        server.request("GET", "/").header("host", &host).send()
    };
    assert_page(
        &elsewhere("nowhere"),
        "404 Not Found",
        &[
            "Code: NoSuchBucket",
            "Message: The specified bucket does not exist",
            "BucketName: nowhere",
        ],
        &[],
    );
    assert_eq!(request(&server, "PUT", "/plain").send().status, 200);
    assert_page(
        &elsewhere("plain"),
        "404 Not Found",
        &[
            "Code: NoSuchWebsiteConfiguration",
            "Message: The specified bucket does not have a website configuration",
            "BucketName: plain",
        ],
        &[],
    );
    let head = visit(&server, "HEAD", "/none").send();
    assert_eq!(head.status, 404);
    assert_eq!(head.header("x-amz-error-code"), Some("NoSuchKey"));
    assert_eq!(head.header("x-amz-error-detail-key"), Some("none"));
}

// The two lists of a missing error document are recorded.
#[test]
fn an_error_document_stands_in_for_the_page() {
    let server = site(&format!("{INDEX}{ERROR}"));
    let reply = get(&server, "/none");
    assert_eq!(reply.status, 404);
    assert_eq!(reply.text(), "<p>error.html</p>");
    assert_eq!(reply.header("content-type"), Some("text/html"));
    assert_eq!(reply.header("x-amz-error-code"), Some("NoSuchKey"));
    assert_eq!(
        reply.header("x-amz-error-message"),
        Some("The specified key does not exist.")
    );
    request(&server, "DELETE", "/pail/error.html").send();
    let missing = |key: &str| {
        [
            "Code: NoSuchKey".to_owned(),
            "Message: The specified key does not exist.".to_owned(),
            format!("Key: {key}"),
        ]
    };
    let (first, second) = (missing("none"), missing("error.html"));
    assert_page(
        &get(&server, "/none"),
        "404 Not Found",
        &first.each_ref().map(String::as_str),
        &second.each_ref().map(String::as_str),
    );
}

#[test]
fn conditions_and_ranges_count() {
    let server = site(INDEX);
    let etag = get(&server, "/")
        .header("etag")
        .expect("an ETag")
        .to_owned();
    let same = visit(&server, "GET", "/").header("if-none-match", &etag);
    let same = same.send();
    assert_eq!((same.status, same.text().as_str()), (304, ""));
    let part = visit(&server, "GET", "/")
        .header("range", "bytes=3-7")
        .send();
    assert_eq!((part.status, part.text().as_str()), (206, "index"));
    assert_eq!(part.header("content-range"), Some("bytes 3-7/17"));
    let other = visit(&server, "GET", "/").header("if-match", "x").send();
    assert_page(
        &other,
        "412 Precondition Failed",
        &[
            "Code: PreconditionFailed",
            "Message: At least one of the pre-conditions you specified did not hold",
            "Condition: If-Match",
        ],
        &[],
    );
    let beyond = visit(&server, "GET", "/").header("range", "bytes=99-");
    assert_eq!(beyond.send().status, 416);
}

// "Redirect requests for your bucket's website endpoint to another bucket or domain".
#[test]
fn a_bucket_may_redirect_everything() {
    let server = site(
        "<RedirectAllRequestsTo><HostName>example.com</HostName><Protocol>https</Protocol>\
         </RedirectAllRequestsTo>",
    );
    for method in ["GET", "HEAD"] {
        let reply = visit(&server, method, "/a%20b?c=d").send();
        assert_eq!(reply.status, 301);
        let there = Some("https://example.com/a%20b?c=d");
        assert_eq!(reply.header("location"), there);
        assert_eq!(reply.text(), "");
        assert!(reply.header("x-amz-request-id").is_some());
    }
}

// "Configure advanced conditional redirects"; a rule wins over the object that is there.
#[test]
fn rules_redirect_by_prefix_and_by_error() {
    let server = site(&format!(
        "{INDEX}<RoutingRules><RoutingRule><Condition><KeyPrefixEquals>docs/</KeyPrefixEquals>\
         </Condition><Redirect><ReplaceKeyPrefixWith>manual/</ReplaceKeyPrefixWith></Redirect>\
         </RoutingRule><RoutingRule><Condition>\
         <HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition><Redirect>\
         <HostName>other.example</HostName><HttpRedirectCode>307</HttpRedirectCode>\
         <ReplaceKeyWith>lost.html</ReplaceKeyWith></Redirect></RoutingRule></RoutingRules>"
    ));
    let there = |target: &str| {
        let reply = get(&server, target);
        let location = reply.header("location").map(str::to_owned);
        (reply.status, location)
    };
    let own = "http://pail.s3-website-us-east-1.localhost:4566/manual/index.html?x=1";
    assert_eq!(there("/docs/index.html?x=1"), (301, Some(own.to_owned())));
    let other = "http://other.example/lost.html";
    assert_eq!(there("/none?x=1"), (307, Some(other.to_owned())));
    assert_eq!(there("/"), (200, None));
}

// "Setting object redirects using the Amazon S3 console"; the REST endpoint shows a header instead.
#[test]
fn an_object_may_redirect() {
    let server = site(INDEX);
    let stored = request(&server, "PUT", "/pail/old.html")
        .header("x-amz-website-redirect-location", "/new.html")
        .body("x");
    assert_eq!(stored.send().status, 200);
    let reply = get(&server, "/old.html");
    assert_eq!((reply.status, reply.text().as_str()), (301, ""));
    assert_eq!(reply.header("location"), Some("/new.html"));
    let plain = super::get(&server, "/pail/old.html");
    assert_eq!((plain.status, plain.text().as_str()), (200, "x"));
}

// What a browser asks on its own: a link from anywhere may lead to the site; a page of another site
// reads it only as the bucket's CORS rules say.
#[test]
fn browsers_may_open_a_site() {
    let server = site(INDEX);
    let from_elsewhere = |mode: &str, destination: &str| {
        visit(&server, "GET", "/")
            .header("sec-fetch-site", "cross-site")
            .header("sec-fetch-mode", mode)
            .header("sec-fetch-dest", destination)
    };
    let opened = from_elsewhere("navigate", "document").send();
    assert_eq!(opened.status, 200);
    assert_eq!(opened.header("content-security-policy"), None);
    let page = "https://app.example";
    let reading = || from_elsewhere("cors", "empty").header("origin", page);
    let refused = reading().send();
    assert_eq!(refused.status, 403);
    assert!(refused.text().starts_with("<html>"), "{}", refused.text());
    let rules = format!(
        "<CORSConfiguration><CORSRule><AllowedOrigin>{page}</AllowedOrigin>\
         <AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"
    );
    assert_eq!(configure(&server, "cors", &rules).status, 200);
    let reply = reading().send();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-origin"), Some(page));
    let preflight = visit(&server, "OPTIONS", "/")
        .header("origin", page)
        .header("access-control-request-method", "GET")
        .send();
    assert_eq!(preflight.status, 200);
}

// Website readers have no credentials, whatever they send.
#[test]
fn credentials_are_ignored() {
    let server = site(INDEX);
    let reply = visit(&server, "GET", "/")
        .header("authorization", "Basic eDp5")
        .send();
    assert_eq!(reply.status, 200);
    assert_eq!(get(&server, "/?list-type=2").text(), "<p>index.html</p>");
    assert_eq!(visit(&server, "PUT", "/x").body("x").send().status, 405);
}

// User guide, "Setting permissions for website access": whoever reads a site has no credentials.
#[test]
fn a_site_shows_what_its_bucket_lets_everybody_read() {
    let server = site(INDEX);
    assert_eq!(get(&server, "/").status, 200);
    let closed = request(&server, "DELETE", "/pail?policy").send();
    assert_eq!(closed.status, 204);
    assert_page(
        &get(&server, "/"),
        "403 Forbidden",
        &["Code: AccessDenied", "Message: Access Denied"],
        &[],
    );
}
