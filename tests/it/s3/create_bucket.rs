//! CreateBucket.

use super::{assert_error, document, get, request, with_bucket};
use crate::harness::{Reply, TestServer};

fn create(server: &TestServer, region: &str, name: &str, constraint: Option<&str>) -> Reply {
    let body = constraint.map_or(String::new(), |constraint| {
        format!(
            "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <LocationConstraint>{constraint}</LocationConstraint></CreateBucketConfiguration>"
        )
    });
    server
        .request("PUT", &format!("/{name}"))
        .signed_as("test", region, "s3")
        .body(body)
        .send()
}

// Recorded answers: Location, x-amz-bucket-arn.
#[test]
fn a_new_bucket_says_where_it_is() {
    let server = TestServer::start();
    let reply = create(&server, "us-east-1", "pail", None);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("location"), Some("/pail"));
    assert_eq!(reply.header("x-amz-bucket-arn"), Some("arn:aws:s3:::pail"));
    assert_eq!(reply.header("server"), Some("AmazonS3"));
    assert_eq!(reply.header("content-length"), Some("0"));
    assert!(reply.header("x-amz-id-2").is_some() && reply.header("x-amz-request-id").is_some());
}

// Recorded: us-east-1 says yes once more, with tags it does not.
#[test]
fn creating_ones_own_bucket_again_is_fine_in_us_east_1() {
    let server = with_bucket();
    assert_eq!(create(&server, "us-east-1", "pail", None).status, 200);
    let tags = "<CreateBucketConfiguration><Tags><Tag><Key>a</Key><Value>b</Value></Tag></Tags>\
                </CreateBucketConfiguration>";
    assert_error(
        &request(&server, "PUT", "/pail").body(tags).send(),
        409,
        "<Code>BucketAlreadyOwnedByYou</Code><Message>Your previous request to create the named \
         bucket succeeded and you already own it.</Message><BucketName>pail</BucketName>",
    );
}

// API_CreateBucket, Tags; the refusal is recorded.
#[test]
fn a_bucket_can_begin_with_tags() {
    let server = TestServer::start();
    let body = |key: &str| {
        format!(
            "<CreateBucketConfiguration><Tags><Tag><Key>{key}</Key><Value>v</Value></Tag></Tags>\
             </CreateBucketConfiguration>"
        )
    };
    let make = |key| request(&server, "PUT", "/pail").body(body(key)).send();
    assert_error(
        &make("aws:k"),
        400,
        "<Code>InvalidTag</Code><Message>User-defined tag keys can't start with &quot;aws:&quot;. \
         This prefix is reserved for system tags. Remove &quot;aws:&quot; from your tag keys and try \
         again.</Message>",
    );
    assert_eq!(make("k").status, 200);
    assert_eq!(
        get(&server, "/pail?tagging").text(),
        document(
            "Tagging",
            "<TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet>"
        )
    );
}

#[test]
fn a_name_of_another_account_is_taken() {
    let server = with_bucket();
    let other = server
        .request("PUT", "/pail")
        .signed_as("111122223333", "us-east-1", "s3")
        .send();
    assert_error(
        &other,
        409,
        "<Code>BucketAlreadyExists</Code><Message>The requested bucket name is not available. The \
         bucket namespace is shared by all users of the system. Please select a different name and \
         try again.</Message><BucketName>pail</BucketName>",
    );
}

// Recorded.
#[test]
fn a_regional_endpoint_makes_buckets_of_its_own_region_only() {
    let server = TestServer::start();
    for (constraint, word) in [
        (None, "unspecified"),
        (Some("us-west-1"), "us-west-1"),
        (Some("bar"), "bar"),
    ] {
        assert_error(
            &create(&server, "eu-west-1", "pail", constraint),
            400,
            &format!(
                "<Code>IllegalLocationConstraintException</Code><Message>The {word} location \
                 constraint is incompatible for the region specific endpoint this request was sent \
                 to.</Message>"
            ),
        );
    }
    let reply = create(&server, "eu-west-1", "pail", Some("eu-west-1"));
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        reply.header("location"),
        Some("http://pail.s3.amazonaws.com/")
    );
    // Again, in another region: recorded as 409.
    assert_eq!(
        create(&server, "eu-west-1", "pail", Some("eu-west-1")).status,
        409
    );
}

// Recorded.
#[test]
fn us_east_1_refuses_its_own_name_and_unknown_ones() {
    let server = TestServer::start();
    for constraint in ["us-east-1", "foo"] {
        assert_error(
            &create(&server, "us-east-1", "pail", Some(constraint)),
            400,
            &format!(
                "<Code>InvalidLocationConstraint</Code><Message>The specified location-constraint \
                 is not valid</Message><LocationConstraint>{constraint}</LocationConstraint>"
            ),
        );
    }
    assert_eq!(
        create(&server, "us-east-1", "pail", Some("eu-west-1")).status,
        200
    );
}

// User guide, "Bucket naming rules"; recorded shape.
#[test]
fn a_bad_name_is_refused() {
    let server = TestServer::start();
    for name in ["ab", "Pail", "a_b", "192.168.0.1"] {
        assert_error(
            &create(&server, "us-east-1", name, None),
            400,
            &format!(
                "<Code>InvalidBucketName</Code><Message>The specified bucket is not valid.</Message>\
                 <BucketName>{name}</BucketName>"
            ),
        );
    }
}

// Recorded text; a document type is never parsed.
#[test]
fn xml_that_is_not_the_schema_is_malformed() {
    let server = TestServer::start();
    for body in [
        "<a",
        "hello",
        "<!DOCTYPE x []><CreateBucketConfiguration/>",
        "<Wrong/>",
    ] {
        assert_error(
            &request(&server, "PUT", "/pail").body(body).send(),
            400,
            "<Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not \
             validate against our published schema</Message>",
        );
    }
}
