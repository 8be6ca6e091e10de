//! GetBucketAnalyticsConfiguration, PutBucketAnalyticsConfiguration,
//! DeleteBucketAnalyticsConfiguration, ListBucketAnalyticsConfigurations.

use super::{assert_error, configure, document, get, request, with_bucket};

const INNER: &str = "<Id>report</Id><Filter><Prefix>docs/</Prefix></Filter><StorageClassAnalysis>\
    <DataExport><OutputSchemaVersion>V_1</OutputSchemaVersion><Destination><S3BucketDestination>\
    <Format>CSV</Format><Bucket>arn:aws:s3:::other</Bucket><Prefix>p</Prefix></S3BucketDestination>\
    </Destination></DataExport></StorageClassAnalysis>";

// API_PutBucketAnalyticsConfiguration.
#[test]
fn what_is_put_is_shown_and_listed_until_it_is_deleted() {
    let server = with_bucket();
    let target = "/pail?analytics&id=report";
    let body = document("AnalyticsConfiguration", INNER);
    assert_eq!(configure(&server, "analytics&id=report", &body).status, 200);
    assert_eq!(get(&server, target).text(), body);
    assert_eq!(
        get(&server, "/pail?analytics").text(),
        document(
            "ListBucketAnalyticsConfigurationsResult",
            &format!(
                "<AnalyticsConfiguration>{INNER}</AnalyticsConfiguration>\
                 <IsTruncated>false</IsTruncated>"
            )
        )
    );
    assert_eq!(request(&server, "DELETE", target).send().status, 204);
    assert_error(
        &get(&server, target),
        404,
        "<Code>NoSuchConfiguration</Code><Message>The specified configuration does not exist.\
         </Message>",
    );
}

#[test]
fn a_configuration_says_what_to_analyse() {
    let server = with_bucket();
    let put = |inner: &str| {
        let body = document("AnalyticsConfiguration", inner);
        configure(&server, "analytics&id=a", &body)
    };
    assert_error(
        &put("<Id>a</Id>"),
        400,
        "<Code>MissingStorageClassAnalysis</Code><Message>Storage Class Analysis cannot be null.\
         </Message>",
    );
    assert_eq!(put("<Id>a</Id><StorageClassAnalysis/>").status, 200);
    for malformed in [
        "<Id>b</Id><StorageClassAnalysis/>",
        "<Id>a</Id><Filter/><StorageClassAnalysis/>",
        "<Id>a</Id><StorageClassAnalysis><DataExport/></StorageClassAnalysis>",
    ] {
        let reply = put(malformed);
        assert_eq!(reply.element("Code").as_deref(), Some("MalformedXML"));
    }
}
