//! The ARN of a code signing configuration.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;

const PATTERN: &str = r"arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:code-signing-config:csc-[a-z0-9]{17}";

/// Errors: ValidationException.
pub(crate) fn parse(arn: &str) -> Result<&str, AwsError> {
    let mut violations = Violations::default();
    check(arn, &mut violations);
    violations.finish(Some(arn))
}

/// Notes what is wrong with one.
pub(crate) fn check(arn: &str, violations: &mut Violations) {
    violations.length("codeSigningConfigArn", arn, 0, 200);
    if !is_arn(arn) {
        violations.pattern("codeSigningConfigArn", arn, PATTERN);
    }
}

/// [`PATTERN`] by hand; whether there is such a region is seen when nothing is found.
fn is_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.split(':').collect();
    let [
        "arn",
        partition,
        "lambda",
        region,
        account,
        "code-signing-config",
        id,
    ] = parts[..]
    else {
        return false;
    };
    let id = id.strip_prefix("csc-").unwrap_or_default();
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (partition.is_empty() || partition.starts_with("aws"))
        && !region.is_empty()
        && region.bytes().all(|byte| is_word(byte) || byte == b'-')
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && id.len() == 17
        && id.bytes().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::is_arn;

    #[test]
    fn an_arn_has_an_id_of_seventeen() {
        let arn =
            |id: &str| format!("arn:aws:lambda:us-east-1:000000000000:code-signing-config:{id}");
        assert!(is_arn(&arn("csc-0123456789abcdefg")));
        for id in [
            "csc-0123456789abcdef",
            "csc-0123456789ABCDEFG",
            "0123456789abcdefg",
            "",
        ] {
            assert!(!is_arn(&arn(id)), "{id}");
        }
        assert!(!is_arn("csc-0123456789abcdefg"));
    }
}
