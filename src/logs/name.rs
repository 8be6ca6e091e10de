//! Names of log groups and streams, and the ways to name a group.

use super::error;
use super::input::Input;
use crate::aws::arn::{self, Arn};
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;

/// Characters of a name of a group, a stream or a filter.
const NAME_MAX: usize = 512;
const GROUP: &str = r"[\.\-_/#A-Za-z0-9]+";
const STREAM: &str = "[^:*]*";
const IDENTIFIER: &str = r"[\w#+=/:,.@-]*";
/// Characters of an identifier of a group.
const IDENTIFIER_MAX: usize = 2048;

/// A group's name in a member; absent ones are for the caller to miss.
///
/// Errors: InvalidParameterException beyond 512 characters; other violations are noted.
pub(super) fn group(input: &mut Input, member: &str) -> Result<Option<String>, AwsError> {
    let name = name_in(input, member)?;
    if let Some(name) = &name
        && !name.is_empty()
        && !is_group_name(name)
    {
        input.violations().pattern(member, name, GROUP);
    }
    Ok(name)
}

/// As [`group`], for a group that a request has to name.
pub(super) fn required_group(input: &mut Input) -> Result<Option<String>, AwsError> {
    let name = group(input, "logGroupName")?;
    Ok(input.must("logGroupName", name))
}

/// A stream's name in a member, or its beginning.
///
/// Errors: as [`group`].
pub(super) fn stream(input: &mut Input, member: &str) -> Result<Option<String>, AwsError> {
    let name = name_in(input, member)?;
    if let Some(name) = &name
        && name.contains([':', '*'])
    {
        input.violations().pattern(member, name, STREAM);
    }
    Ok(name)
}

/// As [`stream`], for a stream that a request has to name.
pub(super) fn required_stream(input: &mut Input) -> Result<Option<String>, AwsError> {
    let name = stream(input, "logStreamName")?;
    Ok(input.must("logStreamName", name))
}

/// A filter's name in a member, or its beginning.
pub(super) fn filter(input: &mut Input, member: &str) -> Result<Option<String>, AwsError> {
    let name = input.text(member, 1, NAME_MAX)?;
    if let Some(name) = &name
        && name.contains([':', '*'])
    {
        input.violations().pattern(member, name, STREAM);
    }
    Ok(name)
}

fn name_in(input: &mut Input, member: &str) -> Result<Option<String>, AwsError> {
    let name = input.text(member, 1, usize::MAX)?;
    match &name {
        Some(name) if name.chars().count() > NAME_MAX => Err(error::name_too_long()),
        _ => Ok(name),
    }
}

/// The group that either `logGroupName` or `logGroupIdentifier`, a name or an ARN, says. What it
/// answers is checked by [`chosen`] once all members are read.
pub(super) fn either(input: &mut Input) -> Result<[Option<String>; 2], AwsError> {
    let name = group(input, "logGroupName")?;
    let identifier = input.text("logGroupIdentifier", 1, IDENTIFIER_MAX)?;
    if let Some(identifier) = &identifier
        && !is_identifier(identifier)
    {
        let violations = input.violations();
        violations.pattern("logGroupIdentifier", identifier, IDENTIFIER);
    }
    Ok([name, identifier])
}

/// The name among what [`either`] read.
///
/// Errors: ValidationException for both and for none; ResourceNotFoundException for another
/// account's or region's ARN.
pub(super) fn chosen(scope: &Scope, either: [Option<String>; 2]) -> Result<String, AwsError> {
    match either {
        [Some(_), Some(_)] => Err(error::name_and_arn()),
        [None, None] => Err(error::name_or_arn()),
        [Some(name), None] => Ok(name),
        [None, Some(identifier)] => {
            let name = of_identifier(scope, &identifier).ok_or_else(error::no_such_group)?;
            Ok(name.to_owned())
        }
    }
}

/// The group that a name or an ARN says; `None` for an ARN that is none of this account's groups in
/// this region. AWS writes ARNs of groups with and without `:*` behind them.
pub(super) fn of_identifier<'a>(scope: &Scope, identifier: &'a str) -> Option<&'a str> {
    if !identifier.starts_with("arn:") {
        return Some(identifier);
    }
    let arn = Arn::parse(identifier)?;
    let is_here = arn.service == "logs"
        && arn.region == scope.region.as_str()
        && arn.account == scope.account.as_str();
    let name = arn.resource.strip_prefix("log-group:")?;
    let name = name.strip_suffix(":*").unwrap_or(name);
    (is_here && !name.contains(':')).then_some(name)
}

/// `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`
pub(super) fn group_arn(scope: &Scope, group: &str) -> String {
    arn::regional("logs", scope, &format!("log-group:{group}"))
}

pub(super) fn stream_arn(scope: &Scope, group: &str, stream: &str) -> String {
    format!("{}:log-stream:{stream}", group_arn(scope, group))
}

pub(super) fn is_group_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || ".-_/#".contains(c);
    !name.is_empty() && name.chars().all(legal)
}

fn is_identifier(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "_#+=/:,.@-".contains(c);
    text.chars().all(legal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::identity::{AccountId, Region};

    #[test]
    fn an_identifier_is_a_name_or_an_arn_with_or_without_a_star() {
        let scope = Scope {
            account: AccountId::parse("123456789012").unwrap(),
            region: Region::parse("eu-west-1").unwrap(),
        };
        let arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/a/b";
        assert_eq!(group_arn(&scope, "/a/b"), arn);
        for identifier in ["/a/b", arn, &format!("{arn}:*")] {
            assert_eq!(of_identifier(&scope, identifier), Some("/a/b"));
        }
        for other in [
            "arn:aws:logs:us-east-1:123456789012:log-group:/a/b",
            "arn:aws:logs:eu-west-1:123456789012:log-group:/a/b:log-stream:s",
            "arn:aws:logs:eu-west-1:123456789012:destination:d",
        ] {
            assert_eq!(of_identifier(&scope, other), None, "{other}");
        }
    }
}
