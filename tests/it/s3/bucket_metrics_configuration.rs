//! GetBucketMetricsConfiguration, PutBucketMetricsConfiguration, DeleteBucketMetricsConfiguration,
//! ListBucketMetricsConfigurations.

use super::{assert_error, configure, document, get, request, with_bucket};

const NO_SUCH: &str = "<Code>NoSuchConfiguration</Code><Message>The specified configuration does \
                       not exist.</Message>";
const MALFORMED: &str = "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed \
                         or did not validate against our published schema</Message>";

fn metrics(id: &str, filter: &str) -> String {
    document("MetricsConfiguration", &format!("<Id>{id}</Id>{filter}"))
}

// API_PutBucketMetricsConfiguration; NoSuchConfiguration is recorded and has no field of its own.
#[test]
fn what_is_put_is_shown_until_it_is_deleted() {
    let server = with_bucket();
    let target = "/pail?metrics&id=all";
    assert_error(&get(&server, target), 404, NO_SUCH);
    let body = metrics("all", "<Filter><Prefix>docs/</Prefix></Filter>");
    assert_eq!(configure(&server, "metrics&id=all", &body).status, 200);
    assert_eq!(get(&server, target).text(), body);
    let whole = metrics("all", "");
    assert_eq!(configure(&server, "metrics&id=all", &whole).status, 200);
    assert_eq!(get(&server, target).text(), whole);
    assert_eq!(request(&server, "DELETE", target).send().status, 204);
    assert_error(&request(&server, "DELETE", target).send(), 404, NO_SUCH);
}

#[test]
fn a_filter_has_one_member_and_and_has_two() {
    let server = with_bucket();
    let tag = "<Tag><Key>a</Key><Value>b</Value></Tag>";
    for good in [
        tag.to_owned(),
        "<AccessPointArn>arn:aws:s3:us-east-1:1:accesspoint/a</AccessPointArn>".to_owned(),
        format!("<And><Prefix>p</Prefix>{tag}</And>"),
    ] {
        let body = metrics("a", &format!("<Filter>{good}</Filter>"));
        assert_eq!(
            configure(&server, "metrics&id=a", &body).status,
            200,
            "{good}"
        );
        assert_eq!(get(&server, "/pail?metrics&id=a").text(), body);
    }
    for bad in [
        String::new(),
        format!("<Prefix>p</Prefix>{tag}"),
        "<And><Prefix>p</Prefix></And>".to_owned(),
    ] {
        let body = metrics("a", &format!("<Filter>{bad}</Filter>"));
        assert_error(&configure(&server, "metrics&id=a", &body), 400, MALFORMED);
    }
}

#[test]
fn the_id_is_the_one_that_the_request_names() {
    let server = with_bucket();
    let long = "a".repeat(65);
    for (named, id) in [("a", "b"), ("a", ""), ("a%20b", "a b"), (&long, &long)] {
        let put = configure(&server, &format!("metrics&id={named}"), &metrics(id, ""));
        assert_error(&put, 400, MALFORMED);
    }
    for put in [
        configure(&server, "metrics", &metrics("a", "")),
        request(&server, "DELETE", "/pail?metrics").send(),
    ] {
        assert_error(
            &put,
            400,
            "<Code>InvalidConfigurationId</Code><Message>The specified configuration id is \
             invalid.</Message>",
        );
    }
}

// API_ListBucketMetricsConfigurations: up to 100 at a time; API_PutBucketMetricsConfiguration: up to
// 1,000 in all.
#[test]
fn a_list_comes_in_pages_of_a_hundred() {
    let server = with_bucket();
    let empty = get(&server, "/pail?metrics").text();
    assert_eq!(
        empty,
        document(
            "ListMetricsConfigurationsResult",
            "<IsTruncated>false</IsTruncated>"
        )
    );
    for number in 0..1000 {
        let id = format!("m{number:03}");
        let put = configure(&server, &format!("metrics&id={id}"), &metrics(&id, ""));
        assert_eq!(put.status, 200);
    }
    let first = get(&server, "/pail?metrics");
    assert_eq!(first.text().matches("<Id>").count(), 100);
    assert_eq!(first.element("IsTruncated").as_deref(), Some("true"));
    let token = first.element("NextContinuationToken").expect("a token");
    let second = get(
        &server,
        &format!("/pail?metrics&continuation-token={token}"),
    );
    assert_eq!(second.element("Id").as_deref(), Some("m100"));
    assert_eq!(second.element("ContinuationToken"), Some(token));
    assert_error(
        &configure(&server, "metrics&id=more", &metrics("more", "")),
        400,
        "<Code>TooManyConfigurations</Code><Message>You are attempting to create a new \
         configuration but have already reached the 1,000-configuration limit.</Message>",
    );
    let again = configure(&server, "metrics&id=m000", &metrics("m000", ""));
    assert_eq!(again.status, 200);
}
