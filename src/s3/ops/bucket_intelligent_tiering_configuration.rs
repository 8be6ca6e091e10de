//! GetBucketIntelligentTieringConfiguration, PutBucketIntelligentTieringConfiguration,
//! DeleteBucketIntelligentTieringConfiguration, ListBucketIntelligentTieringConfigurations: when
//! objects that nobody reads would be archived.
//!
//! AWS: API_PutBucketIntelligentTieringConfiguration. Left out: nothing is archived. Errors in order:
//! schema, id, filter, days, number.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::configuration_set::{ConfigurationSet, check_filter, check_id, has_id_characters};
use crate::s3::element::Element;
use crate::s3::error::{self, bucket as refusal};
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, maybe, one, some};
use crate::s3::tags::FILTER;

/// Each tier with the fewest days (API_Tiering, "Days").
const TIERS: [(&str, u32); 2] = [("ARCHIVE_ACCESS", 90), ("DEEP_ARCHIVE_ACCESS", 180)];
const DAYS_MAX: u32 = 730;

const TIERING: ConfigurationSet = ConfigurationSet {
    configuration: Configuration {
        subject: Subject::IntelligentTiering,
        root: "IntelligentTieringConfiguration",
        shapes: &[
            one("Id", Kind::Text),
            maybe("Filter", Kind::Nest(FILTER)),
            one("Status", Kind::OneOf(&["Enabled", "Disabled"])),
            some(
                "Tiering",
                Kind::Nest(&[
                    one("Days", Kind::Integer),
                    one("AccessTier", Kind::OneOf(&[TIERS[0].0, TIERS[1].0])),
                ]),
            ),
        ],
    },
    list_root: "ListBucketIntelligentTieringConfigurationsOutput",
};

pub(in crate::s3) fn get_bucket_intelligent_tiering_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    TIERING.show(exchange, bucket)
}

pub(in crate::s3) fn list_bucket_intelligent_tiering_configurations(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    TIERING.list(exchange, bucket)
}

pub(in crate::s3) fn put_bucket_intelligent_tiering_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = TIERING.configuration.read(exchange)?;
    check_own_id(given.text_of("Id").unwrap_or_default())?;
    check_id(exchange, &given, error::malformed_xml)?;
    check_filter(&given)?;
    given.all("Tiering").try_for_each(check_days)?;
    TIERING.keep(exchange, bucket, given)
}

/// This kind alone says what is wrong with an id.
fn check_own_id(id: &str) -> Result<(), AwsError> {
    Err(refusal::invalid_config_id(match id {
        "" => "Config Id cannot be null or empty.",
        id if id.len() > 64 => {
            "Config Id should be more than 1 character and less than 64 characters in length."
        }
        id if !has_id_characters(id) => "Config Id does not match the pattern ^[a-zA-Z0-9\\-_.]+$",
        _ => return Ok(()),
    }))
}

fn check_days(tiering: &Element) -> Result<(), AwsError> {
    let tier = tiering.text_of("AccessTier").unwrap_or_default();
    let text = tiering.text_of("Days").unwrap_or_default();
    let days: i64 = text.parse().map_err(|_| error::malformed_xml())?;
    let fewest = TIERS.iter().find(|(name, _)| *name == tier);
    let fewest = fewest.map_or(0, |(_, days)| *days);
    match days {
        days if days < i64::from(fewest) => Err(refusal::too_few_tiering_days(tier, fewest, text)),
        days if days > i64::from(DAYS_MAX) => {
            Err(refusal::too_many_tiering_days(tier, DAYS_MAX, text))
        }
        _ => Ok(()),
    }
}

pub(in crate::s3) fn delete_bucket_intelligent_tiering_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    TIERING.delete(exchange, bucket)
}
