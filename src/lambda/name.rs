//! The forms in which a request may name a function: `NAME`, `ACCOUNT:function:NAME`, or its ARN,
//! each with or without `:QUALIFIER`.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Scope};

use super::error;

/// The pattern of FunctionName (CreateFunction, UpdateFunction*), as AWS's answers quote it.
const PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

/// The pattern of NamespacedFunctionName (GetFunction, DeleteFunction, Invoke), likewise.
const NAMESPACED_PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

/// The pattern of a Qualifier parameter.
const QUALIFIER_PATTERN: &str = r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+";

/// `$LATEST`, the version that updates change.
pub(crate) const LATEST: &str = "$LATEST";

/// A function as a request names it; what is not said is the caller's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FunctionName {
    pub(crate) name: String,
    /// From the name itself, not from a Qualifier parameter.
    pub(crate) qualifier: Option<String>,
    account: Option<String>,
    region: Option<String>,
}

impl FunctionName {
    /// Reads a name as GetFunction, DeleteFunction and Invoke do.
    pub(crate) fn parse(text: &str) -> Result<Self, AwsError> {
        let mut violations = Violations::default();
        let name = Self::check(text, Rule::Namespaced, &mut violations);
        violations.finish(name)
    }

    /// Reads a name as CreateFunction and UpdateFunction* do.
    pub(crate) fn parse_plain(text: &str) -> Result<Self, AwsError> {
        let mut violations = Violations::default();
        let name = Self::check(text, Rule::Plain, &mut violations);
        violations.finish(name)
    }

    /// The name of a function whose `$LATEST` is to change.
    ///
    /// Errors: those of [`FunctionName::settle`]; InvalidParameterValueException for a version.
    pub(crate) fn latest(&self, scope: &Scope) -> Result<&str, AwsError> {
        match self.settle(scope, None)? {
            None | Some(LATEST) => Ok(&self.name),
            Some(_) => Err(error::version::version_not_changeable()),
        }
    }

    /// Reads a name by one rule and notes what is wrong with it.
    pub(crate) fn check(text: &str, rule: Rule, violations: &mut Violations) -> Option<Self> {
        let (length_max, pattern) = match rule {
            Rule::Plain => (140, PATTERN),
            Rule::Namespaced => (256, NAMESPACED_PATTERN),
        };
        violations.length("functionName", text, 1, length_max);
        let name = Self::split(text, rule);
        if name.is_none() {
            violations.pattern("functionName", text, pattern);
        }
        name
    }

    /// Matches the pattern: each optional part is taken if the rest still fits without it.
    fn split(text: &str, rule: Rule) -> Option<Self> {
        let rest = after_service(text).unwrap_or(text);
        let (region, rest) = optional(rest, is_region);
        let (account, rest) = optional(rest, is_account);
        let (function, rest) = optional(rest, |part| part == "function");
        let split = |rest: &str| match rest.split_once(':') {
            Some((name, qualifier)) => (is_name(name, rule) && is_qualifier(qualifier, rule))
                .then(|| (name.to_owned(), Some(qualifier.to_owned()))),
            None => is_name(rest, rule).then(|| (rest.to_owned(), None)),
        };
        if let Some((name, qualifier)) = split(rest) {
            return Some(Self {
                name,
                qualifier,
                account: account.map(str::to_owned),
                region: region.map(str::to_owned),
            });
        }
        // `123456789012:$LATEST` and `function:$LATEST` fit with the last part taken as the name.
        let name = function.or(account).or(region)?;
        let (name, qualifier) = split(&format!("{name}:{rest}"))?;
        Some(Self {
            name,
            qualifier,
            account: function.and(account).map(str::to_owned),
            region: function.or(account).and(region).map(str::to_owned),
        })
    }

    /// Whose function it is, if it is named as another account's in the caller's region.
    pub(crate) fn owner(&self, scope: &Scope) -> Option<Scope> {
        let account = self.account.as_deref().and_then(AccountId::parse)?;
        let region = self.region.as_deref().unwrap_or(scope.region.as_str());
        let is_other = account != scope.account && region == scope.region.as_str();
        is_other.then(|| Scope {
            account,
            region: scope.region.clone(),
        })
    }

    /// What of a place it names that is not the caller's: `account` or `region`.
    pub(crate) fn elsewhere(&self, scope: &Scope) -> Option<&'static str> {
        let differs =
            |own: &Option<String>, other: &str| own.as_deref().is_some_and(|own| own != other);
        match () {
            () if differs(&self.account, scope.account.as_str()) => Some("account"),
            () if differs(&self.region, scope.region.as_str()) => Some("region"),
            () => None,
        }
    }

    /// Refuses what lies outside the caller's region or account, and settles the qualifier.
    pub(crate) fn settle<'a>(
        &'a self,
        scope: &Scope,
        parameter: Option<&'a str>,
    ) -> Result<Option<&'a str>, AwsError> {
        if let Some(region) = &self.region
            && region != scope.region.as_str()
        {
            return Err(error::name::other_region(region, scope.region.as_str()));
        }
        if let Some(account) = &self.account
            && account != scope.account.as_str()
        {
            return Err(error::name::other_account());
        }
        match (self.qualifier.as_deref(), parameter) {
            (Some(own), Some(parameter)) if own != parameter => {
                Err(error::name::qualifiers_differ())
            }
            (own, parameter) => Ok(own.or(parameter)),
        }
    }
}

/// A function and a Qualifier parameter, as GetFunction and its kind take them.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) name: FunctionName,
    pub(crate) qualifier: Option<String>,
}

impl Target {
    /// Errors: ValidationException with what is wrong with either, the qualifier first (recorded).
    pub(crate) fn parse(name: &str, qualifier: Option<&str>) -> Result<Self, AwsError> {
        let mut violations = Violations::default();
        if let Some(qualifier) = qualifier {
            check_qualifier(qualifier, &mut violations);
        }
        let name = FunctionName::check(name, Rule::Namespaced, &mut violations);
        Ok(Self {
            name: violations.finish(name)?,
            qualifier: qualifier.map(str::to_owned),
        })
    }
}

/// Which of the model's two shapes a name has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// FunctionName: at most 140 characters.
    Plain,
    /// NamespacedFunctionName: at most 256 characters, and dots.
    Namespaced,
}

/// Notes what is wrong with a Qualifier parameter.
fn check_qualifier(text: &str, violations: &mut Violations) {
    violations.length("qualifier", text, 1, 128);
    let legal = |byte: u8| is_word(byte) || byte == b'$';
    if text.is_empty() || !(text == "$LATEST.PUBLISHED" || text.bytes().all(legal)) {
        violations.pattern("qualifier", text, QUALIFIER_PATTERN);
    }
}

/// What follows `arn:PARTITION:lambda:`.
pub(super) fn after_service(text: &str) -> Option<&str> {
    let (partition, rest) = text.strip_prefix("arn:")?.split_once(':')?;
    let legal = partition.is_empty()
        || partition.strip_prefix("aws").is_some_and(|rest| {
            rest.bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
        });
    legal.then(|| rest.strip_prefix("lambda:")).flatten()
}

fn optional(text: &str, is_part: impl Fn(&str) -> bool) -> (Option<&str>, &str) {
    match text.split_once(':') {
        Some((part, rest)) if is_part(part) => (Some(part), rest),
        _ => (None, text),
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}`
pub(super) fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text
        .strip_prefix("eusc-")
        .unwrap_or(text)
        .split('-')
        .collect();
    let lower = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase());
    let ends = |area: &str, number: &str| {
        !area.is_empty()
            && lower(area)
            && number.len() == 1
            && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let country = |part: &str| part.len() == 2 && lower(part);
    match parts[..] {
        [place, area, number] => country(place) && ends(area, number),
        [place, special, area, number] => {
            let iso = special
                .strip_prefix("iso")
                .is_some_and(|rest| rest.len() <= 1 && lower(rest));
            country(place) && (special == "gov" || iso) && ends(area, number)
        }
        _ => false,
    }
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn is_name(text: &str, rule: Rule) -> bool {
    let legal = |byte: u8| is_word(byte) || (byte == b'.' && rule == Rule::Namespaced);
    !text.is_empty() && text.bytes().all(legal)
}

fn is_qualifier(text: &str, rule: Rule) -> bool {
    text == LATEST
        || (text == "$LATEST.PUBLISHED" && rule == Rule::Namespaced)
        || (!text.is_empty() && text.bytes().all(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shapes from the NamespacedFunctionName pattern of Lambda's API model.
    #[test]
    fn every_form_of_a_name_is_read() {
        let cases = [
            ("f", "f", None),
            ("f:7", "f", Some("7")),
            ("function", "function", None),
            ("function:f", "f", None),
            ("function:$LATEST", "function", Some("$LATEST")),
            ("123456789012:function:f:prod", "f", Some("prod")),
            ("123456789012:f", "f", None),
            ("123456789012:$LATEST", "123456789012", Some("$LATEST")),
            ("us-east-1:123456789012:function:f", "f", None),
            (
                "arn:aws:lambda:us-gov-west-1:123456789012:function:f:1",
                "f",
                Some("1"),
            ),
            (
                "arn:aws:lambda:us-east-1:123456789012:function",
                "function",
                None,
            ),
            ("arn:aws-cn:lambda:f", "f", None),
        ];
        for (text, name, qualifier) in cases {
            let parsed = FunctionName::parse(text).unwrap();
            assert_eq!(
                (parsed.name.as_str(), parsed.qualifier.as_deref()),
                (name, qualifier),
                "{text}"
            );
        }
    }

    /// Recorded answers: each of these is refused with the pattern.
    #[test]
    fn what_is_no_name_is_refused() {
        for text in [
            "my-function!",
            "*",
            "invalid:function:name",
            "invalid-account:function:f",
            "arn:aws:lambda:invalid-region:123456789012:function:f",
            "arn:aws:ec2:us-east-1:123456789012:instance:i-1",
            "arn:aws:lambda:us-east-1:123456789012:function:f:1:2",
            "function:f:$LATEST:extra",
            "arn:aws:lambda::123456789012:function:f",
            "arn:aws:lambda:us-east-1::function:f",
            "f:$LATES",
            "f:",
            ":f",
            "f:é",
        ] {
            let error = FunctionName::parse(text).unwrap_err();
            let pattern = format!(
                "1 validation error detected: Value '{text}' at 'functionName' failed to satisfy \
                 constraint: Member must satisfy regular expression pattern: {NAMESPACED_PATTERN}"
            );
            assert_eq!(error.message(), Some(pattern.as_str()));
        }
    }
}
