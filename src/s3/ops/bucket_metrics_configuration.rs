//! GetBucketMetricsConfiguration, PutBucketMetricsConfiguration, DeleteBucketMetricsConfiguration,
//! ListBucketMetricsConfigurations: which requests CloudWatch would count.
//!
//! AWS: API_PutBucketMetricsConfiguration. Left out: nothing is counted. Errors in order: schema, id,
//! filter, number.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::configuration_set::{ConfigurationSet, check_filter, check_id};
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, any, maybe, one};
use crate::s3::tags::TAG;

const METRICS: ConfigurationSet = ConfigurationSet {
    configuration: Configuration {
        subject: Subject::Metrics,
        root: "MetricsConfiguration",
        shapes: &[
            one("Id", Kind::Text),
            maybe(
                "Filter",
                Kind::Nest(&[
                    maybe("Prefix", Kind::Text),
                    maybe("Tag", Kind::Nest(TAG)),
                    maybe("AccessPointArn", Kind::Text),
                    maybe(
                        "And",
                        Kind::Nest(&[
                            maybe("Prefix", Kind::Text),
                            any("Tag", Kind::Nest(TAG)),
                            maybe("AccessPointArn", Kind::Text),
                        ]),
                    ),
                ]),
            ),
        ],
    },
    list_root: "ListMetricsConfigurationsResult",
};

pub(in crate::s3) fn get_bucket_metrics_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    METRICS.show(exchange, bucket)
}

pub(in crate::s3) fn list_bucket_metrics_configurations(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    METRICS.list(exchange, bucket)
}

pub(in crate::s3) fn put_bucket_metrics_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = METRICS.configuration.read(exchange)?;
    check_id(exchange, &given, error::malformed_xml)?;
    check_filter(&given)?;
    METRICS.keep(exchange, bucket, given)
}

pub(in crate::s3) fn delete_bucket_metrics_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    METRICS.delete(exchange, bucket)
}
