//! GetBucketInventoryConfiguration, PutBucketInventoryConfiguration,
//! DeleteBucketInventoryConfiguration, ListBucketInventoryConfigurations.

use super::{assert_error, configure, document, get, request, with_bucket};

fn inventory(id: &str, bucket: &str) -> String {
    format!(
        "<Id>{id}</Id><IsEnabled>true</IsEnabled><Filter><Prefix>a</Prefix></Filter><Destination>\
         <S3BucketDestination><Format>CSV</Format><AccountId>000000000000</AccountId>\
         <Bucket>{bucket}</Bucket><Prefix>p</Prefix><Encryption><SSE-S3/></Encryption>\
         </S3BucketDestination></Destination><Schedule><Frequency>Daily</Frequency></Schedule>\
         <IncludedObjectVersions>All</IncludedObjectVersions><OptionalFields><Field>Size</Field>\
         <Field>ETag</Field></OptionalFields>"
    )
}

// API_PutBucketInventoryConfiguration, and its own example.
#[test]
fn what_is_put_is_shown_and_listed_until_it_is_deleted() {
    let server = with_bucket();
    let target = "/pail?inventory&id=report";
    let inner = inventory("report", "arn:aws:s3:::pail");
    let body = document("InventoryConfiguration", &inner);
    assert_eq!(configure(&server, "inventory&id=report", &body).status, 200);
    assert_eq!(get(&server, target).text(), body);
    assert_eq!(
        get(&server, "/pail?inventory").text(),
        document(
            "ListInventoryConfigurationsResult",
            &format!(
                "<InventoryConfiguration>{inner}</InventoryConfiguration>\
                 <IsTruncated>false</IsTruncated>"
            )
        )
    );
    assert_eq!(request(&server, "DELETE", target).send().status, 204);
    assert_eq!(request(&server, "DELETE", target).send().status, 404);
}

// Recorded: the schema, then the id, then the destination.
#[test]
fn wrong_inventories_are_refused_in_aws_order() {
    let server = with_bucket();
    let put = |inner: &str| {
        let body = document("InventoryConfiguration", inner);
        configure(&server, "inventory&id=a", &body)
    };
    let malformed = put(&inventory("b", "pail").replace("Daily", "Hourly"));
    assert_eq!(malformed.element("Code").as_deref(), Some("MalformedXML"));
    assert_error(
        &put(&inventory("b", "pail")),
        400,
        "<Code>IdMismatch</Code><Message>Document ID does not match the specified configuration \
         ID.</Message>",
    );
    for arn in ["pail", "arn:aws:sqs:::pail", "arn:aws:s3:::"] {
        assert_error(
            &put(&inventory("a", arn)),
            400,
            "<Code>InvalidS3DestinationBucket</Code><Message>Invalid bucket ARN.</Message>",
        );
    }
}
