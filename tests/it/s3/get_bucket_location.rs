//! GetBucketLocation.

use super::{get, request, with_bucket};

// API_GetBucketLocation: us-east-1 is null.
#[test]
fn us_east_1_is_an_empty_element() {
    let server = with_bucket();
    assert_eq!(
        get(&server, "/pail?location").text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>"
    );
}

#[test]
fn other_regions_are_named() {
    let server = with_bucket();
    let body = "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint>\
                </CreateBucketConfiguration>";
    request(&server, "PUT", "/far-pail").body(body).send();
    assert_eq!(
        get(&server, "/far-pail?location").text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-west-1</LocationConstraint>"
    );
}
