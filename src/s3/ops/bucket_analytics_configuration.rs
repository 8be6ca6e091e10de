//! GetBucketAnalyticsConfiguration, PutBucketAnalyticsConfiguration,
//! DeleteBucketAnalyticsConfiguration, ListBucketAnalyticsConfigurations: which objects storage class
//! analysis would watch.
//!
//! AWS: API_PutBucketAnalyticsConfiguration. Left out: nothing is analysed or exported. Errors in
//! order: schema, id, filter, number.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::configuration_set::{ConfigurationSet, check_filter, check_id};
use crate::s3::error::{self, bucket as refusal};
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, maybe, one};
use crate::s3::tags::FILTER;

const ANALYTICS: ConfigurationSet = ConfigurationSet {
    configuration: Configuration {
        subject: Subject::Analytics,
        root: "AnalyticsConfiguration",
        shapes: &[
            one("Id", Kind::Text),
            maybe("Filter", Kind::Nest(FILTER)),
            maybe(
                "StorageClassAnalysis",
                Kind::Nest(&[maybe(
                    "DataExport",
                    Kind::Nest(&[
                        one("OutputSchemaVersion", Kind::OneOf(&["V_1"])),
                        one(
                            "Destination",
                            Kind::Nest(&[one(
                                "S3BucketDestination",
                                Kind::Nest(&[
                                    one("Format", Kind::OneOf(&["CSV"])),
                                    maybe("BucketAccountId", Kind::Text),
                                    one("Bucket", Kind::Text),
                                    maybe("Prefix", Kind::Text),
                                ]),
                            )]),
                        ),
                    ]),
                )]),
            ),
        ],
    },
    list_root: "ListBucketAnalyticsConfigurationsResult",
};

pub(in crate::s3) fn get_bucket_analytics_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    ANALYTICS.show(exchange, bucket)
}

pub(in crate::s3) fn list_bucket_analytics_configurations(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    ANALYTICS.list(exchange, bucket)
}

pub(in crate::s3) fn put_bucket_analytics_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = ANALYTICS.configuration.read(exchange)?;
    check_id(exchange, &given, error::malformed_xml)?;
    if given.child("StorageClassAnalysis").is_none() {
        return Err(refusal::missing_storage_class_analysis());
    }
    check_filter(&given)?;
    ANALYTICS.keep(exchange, bucket, given)
}

pub(in crate::s3) fn delete_bucket_analytics_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    ANALYTICS.delete(exchange, bucket)
}
