//! ARNs of KMS keys: there is no KMS, so that every well-formed one is a key, and nothing is encrypted.

use crate::aws::constraint::Violations;

const PATTERN: &str = "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()";

/// Notes one that is none.
pub(crate) fn check(member: &str, arn: Option<&str>, violations: &mut Violations) {
    if let Some(arn) = arn.filter(|arn| !is_key(arn)) {
        violations.pattern(member, arn, PATTERN);
    }
}

/// An empty text stands for no key.
pub(crate) fn accept(arn: String) -> Option<String> {
    Some(arn).filter(|arn| !arn.is_empty())
}

/// [`PATTERN`] by hand.
fn is_key(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(4, ':').collect();
    let legal =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    match parts[..] {
        [""] => true,
        ["arn", partition, service, _] => {
            (partition.is_empty() || partition.starts_with("aws"))
                && !service.is_empty()
                && service.bytes().all(legal)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_key;

    #[test]
    fn a_key_is_an_arn_or_nothing() {
        for (text, expected) in [
            ("", true),
            ("arn:aws:kms:us-east-1:000000000000:key/k", true),
            ("arn::kms:", true),
            ("k", false),
            ("arn:aws:KMS:k", false),
            ("arn:aws:kms", false),
        ] {
            assert_eq!(is_key(text), expected, "{text}");
        }
    }
}
