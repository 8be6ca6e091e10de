//! Amazon resource names: `arn:partition:service:region:account:resource`.

use super::identity::Scope;

/// The parts of an ARN, borrowed from its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    /// Everything behind the fifth colon, colons and slashes included.
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits a text into an ARN's six parts; `None` when it has fewer or does not begin with `arn`.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next()? != "arn" {
            return None;
        }
        Some(Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }
}

/// Writes the ARN of a resource of a service in one account and region.
pub(crate) fn regional(service: &str, scope: &Scope, resource: &str) -> String {
    format!(
        "arn:aws:{service}:{}:{}:{resource}",
        scope.region, scope.account
    )
}

/// Whether a text fits a pattern as the condition operator ArnLike has it: each of the six parts by
/// itself, `*` for any characters and `?` for one (IAM User Guide, "Condition operators").
pub(crate) fn is_like(text: &str, pattern: &str) -> bool {
    let parts = |text| {
        Arn::parse(text).map(|arn| {
            [
                arn.partition,
                arn.service,
                arn.region,
                arn.account,
                arn.resource,
            ]
        })
    };
    match (parts(text), parts(pattern)) {
        (Some(texts), Some(patterns)) => texts
            .iter()
            .zip(patterns)
            .all(|(text, pattern)| fits(text.as_bytes(), pattern.as_bytes())),
        _ => false,
    }
}

/// Takes the shortest text for each `*`, and comes back to the last one when the rest does not fit:
/// no pattern needs more than its length times the text's.
fn fits(text: &[u8], pattern: &[u8]) -> bool {
    let (mut at, mut next) = (0, 0);
    let mut star = None;
    while at < text.len() {
        match pattern.get(next) {
            Some(b'*') => {
                star = Some((at, next));
                next += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[at] => {
                at += 1;
                next += 1;
            }
            _ => {
                let Some((from, before)) = star else {
                    return false;
                };
                star = Some((from + 1, before));
                at = from + 1;
                next = before + 1;
            }
        }
    }
    pattern[next..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::{Arn, is_like};

    #[test]
    fn the_resource_keeps_its_colons() {
        let arn = Arn::parse("arn:aws:lambda:eu-west-1:123456789012:function:f:7").unwrap();
        assert_eq!(arn.resource, "function:f:7");
        assert_eq!((arn.region, arn.account), ("eu-west-1", "123456789012"));
    }

    #[test]
    fn a_pattern_is_matched_part_by_part() {
        let arn = "arn:aws:s3:::pail-of-milk";
        for pattern in [
            "arn:aws:s3:::pail-of-milk",
            "arn:aws:s3:::*",
            "arn:*:s3:*:*:p*l*m?lk",
            "arn:aws:s3:::**",
        ] {
            assert!(is_like(arn, pattern), "{pattern}");
        }
        for pattern in [
            "arn:aws:s3:::pail",
            "arn:aws:*",
            "*",
            "arn:aws:s3:::p*l*m?k",
            "arn:aws:sqs:::*",
        ] {
            assert!(!is_like(arn, pattern), "{pattern}");
        }
    }

    #[test]
    fn a_text_with_too_few_parts_is_no_arn() {
        assert_eq!(Arn::parse("arn:aws:lambda:us-east-1:1"), None);
        assert_eq!(Arn::parse("function:f"), None);
    }
}
