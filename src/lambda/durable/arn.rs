//! The ARN of a durable execution: its function's version, its name and its id.

use crate::aws::arn::regional;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;

/// As AWS's refusals quote it.
const PATTERN: &str = r"arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)";
const CHARACTERS_MAX: usize = 1024;

/// `arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION/durable-execution/NAME/ID`
pub(crate) fn execution_arn(
    scope: &Scope,
    function: &str,
    version: &str,
    name: &str,
    id: &str,
) -> String {
    let resource = format!("function:{function}:{version}/durable-execution/{name}/{id}");
    regional("lambda", scope, &resource)
}

/// The id of an execution in an ARN, if that is one.
pub(crate) fn id(arn: &str) -> Option<&str> {
    let parts: Vec<&str> = arn.splitn(8, ':').collect();
    let [
        "arn",
        partition,
        "lambda",
        region,
        account,
        "function",
        function,
        rest,
    ] = parts[..]
    else {
        return None;
    };
    let (version, rest) = rest.split_once("/durable-execution/")?;
    let (name, id) = rest.split_once('/')?;
    let word = |text: &str, extra: &[u8]| {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || extra.contains(&byte);
        !text.is_empty() && text.bytes().all(legal)
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = word(partition, b"-")
        && word(region, b"-")
        && account.len() == 12
        && digits(account)
        && word(function, b"_-")
        && (matches!(version, "$LATEST" | "$LATEST.PUBLISHED") || digits(version))
        && word(name, b"_-")
        && word(id, b"_-");
    fits.then_some(id)
}

/// As [`id`], of an ARN that a request names.
///
/// Errors: ValidationException.
pub(crate) fn parse(arn: &str) -> Result<&str, AwsError> {
    let mut violations = Violations::default();
    violations.length("durableExecutionArn", arn, 1, CHARACTERS_MAX);
    let id = id(arn);
    if id.is_none() {
        violations.pattern("durableExecutionArn", arn, PATTERN);
    }
    violations.finish(id)
}

#[cfg(test)]
mod tests {
    use super::id;

    /// The pattern of DurableExecutionArn in the API model.
    #[test]
    fn an_arn_names_its_execution() {
        let of = "arn:aws:lambda:us-east-1:000000000000:function:f";
        for (arn, expected) in [
            (format!("{of}:$LATEST/durable-execution/n/i-1"), Some("i-1")),
            (format!("{of}:12/durable-execution/n_1/i"), Some("i")),
            (format!("{of}:live/durable-execution/n/i"), None),
            (format!("{of}:1/durable-execution/n"), None),
            (format!("{of}:1/durable-execution/n/i/j"), None),
            (format!("{of}/durable-execution/n/i"), None),
            (of.to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(id(&arn), expected, "{arn}");
        }
    }
}
