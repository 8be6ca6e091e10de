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

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn the_resource_keeps_its_colons() {
        let arn = Arn::parse("arn:aws:lambda:eu-west-1:123456789012:function:f:7").unwrap();
        assert_eq!(arn.resource, "function:f:7");
        assert_eq!((arn.region, arn.account), ("eu-west-1", "123456789012"));
    }

    #[test]
    fn a_text_with_too_few_parts_is_no_arn() {
        assert_eq!(Arn::parse("arn:aws:lambda:us-east-1:1"), None);
        assert_eq!(Arn::parse("function:f"), None);
    }
}
