//! The forms in which a request may name a layer: `NAME` or its ARN, and with a number behind it.

use crate::aws::arn::Arn;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Region, Scope};
use crate::lambda::error;
use crate::lambda::name::{after_service, is_region, is_word};

/// The pattern of LayerName, in the form in which AWS's answers quote its neighbours.
const NAME_PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+";

/// The pattern of LayerVersionArn, as recorded answers quote it.
const ARN_PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)";

/// A layer of this partition, in the caller's account and region unless it says another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LayerName {
    pub(crate) scope: Scope,
    pub(crate) name: String,
}

/// A version of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LayerTarget {
    pub(crate) layer: LayerName,
    pub(crate) number: u64,
}

impl LayerName {
    /// Errors: ValidationException.
    pub(crate) fn parse(text: &str, own: &Scope) -> Result<Self, AwsError> {
        let mut violations = Violations::default();
        let name = Self::check(text, own, &mut violations);
        violations.finish(name)
    }

    /// Notes what is wrong with a name.
    pub(crate) fn check(text: &str, own: &Scope, violations: &mut Violations) -> Option<Self> {
        violations.length("layerName", text, 1, 140);
        let name = match is_plain(text) {
            true => Some(Self {
                scope: own.clone(),
                name: text.to_owned(),
            }),
            false => Self::of_arn(text),
        };
        if name.is_none() {
            violations.pattern("layerName", text, NAME_PATTERN);
        }
        name
    }

    /// The layer that `arn:aws:lambda:REGION:ACCOUNT:layer:NAME` names.
    fn of_arn(text: &str) -> Option<Self> {
        after_service(text)?;
        let arn = Arn::parse(text)?;
        let name = arn
            .resource
            .strip_prefix("layer:")
            .filter(|name| is_plain(name));
        let region = Some(arn.region).filter(|region| is_region(region));
        Some(Self {
            scope: Scope {
                account: AccountId::parse(arn.account)?,
                region: Region::parse(region?)?,
            },
            name: name?.to_owned(),
        })
    }
}

impl LayerTarget {
    /// Reads the two labels of a path.
    ///
    /// Errors: SerializationException for a number that is none; ValidationException;
    /// InvalidParameterValueException for a number below 1 (recorded).
    pub(crate) fn parse(name: &str, number: &str, own: &Scope) -> Result<Self, AwsError> {
        let number: i64 = number
            .parse()
            .map_err(|_| error::request::wrong_type("STRING_VALUE cannot be converted to Long"))?;
        let layer = LayerName::parse(name, own)?;
        match u64::try_from(number) {
            Ok(number) if number > 0 => Ok(Self { layer, number }),
            _ => Err(error::layer::layer_version_below_one()),
        }
    }

    /// Reads the ARN of a version.
    ///
    /// Errors: ValidationException; ResourceNotFoundException for a layer of AWS's own kind.
    pub(crate) fn of_arn(text: Option<&str>) -> Result<Self, AwsError> {
        let mut violations = Violations::default();
        match text {
            Some(text) => {
                violations.length("arn", text, 1, 2048);
                if !is_version_arn(text) {
                    violations.pattern("arn", text, ARN_PATTERN);
                }
            }
            None => violations.missing("arn"),
        }
        let text = violations.finish(text)?;
        Self::of_version_arn(text).ok_or_else(error::policy::resource_not_found)
    }

    /// The version that an ARN with a number names; none for `awslayer`.
    pub(crate) fn of_version_arn(text: &str) -> Option<Self> {
        let (layer, number) = text.rsplit_once(':')?;
        let layer = LayerName::of_arn(layer)?;
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| number.parse().ok()).flatten()?;
        Some(Self { layer, number })
    }
}

/// Notes ARNs of layer versions that are none (recorded answer).
pub(crate) fn check_arns(arns: &[String], violations: &mut Violations) {
    let fits = |arn: &String| (1..=2048).contains(&arn.len()) && is_version_arn(arn);
    if !arns.iter().all(fits) {
        let shown = format!("[{}]", arns.join(", "));
        let constraint = format!(
            "Member must satisfy constraint: [Member must have length less than or equal to 2048, \
             Member must have length greater than or equal to 1, Member must satisfy regular \
             expression pattern: {ARN_PATTERN}, Member must not be null]"
        );
        violations.note("layers", &shown, &constraint);
    }
}

fn is_version_arn(text: &str) -> bool {
    let of_aws = || {
        let (_, name) = text
            .strip_prefix("arn:")?
            .split_once(":lambda:::awslayer:")?;
        Some(is_plain(name))
    };
    LayerTarget::of_version_arn(text).is_some() || of_aws().unwrap_or_default()
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_versions_arn_has_region_account_name_and_number() {
        for (arn, fits) in [
            ("arn:aws:lambda:us-east-1:000000000000:layer:l:1", true),
            (
                "arn:aws-cn:lambda:cn-north-1:000000000000:layer:l_-2:12",
                true,
            ),
            ("arn:aws:lambda:::awslayer:AmazonLinux1803", true),
            ("arn:aws:lambda:us-east-1:000000000000:layer:l", false),
            ("arn:aws:lambda:us-east-1:000000000000:layer:l:x", false),
            ("arn:aws:lambda:nowhere:000000000000:layer:l:1", false),
            ("arn:aws:lambda:us-east-1:0:layer:l:1", false),
            ("arn:aws:lambda:us-east-1:000000000000:function:l:1", false),
            ("l:1", false),
        ] {
            assert_eq!(is_version_arn(arn), fits, "{arn}");
        }
    }
}
