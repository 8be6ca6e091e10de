//! The credential of a signature: `AKID/YYYYMMDD/REGION/SERVICE/aws4_request`.

/// A credential's parts, borrowed from its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credential<'a> {
    pub(crate) access_key: &'a str,
    /// Eight digits.
    pub(crate) date: &'a str,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
}

impl<'a> Credential<'a> {
    /// `None` when the text is not of the form. An access key may contain slashes, so the form is
    /// read from its end.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.rsplitn(5, '/');
        let terminator = parts.next()?;
        let service = parts.next()?;
        let region = parts.next()?;
        let date = parts.next()?;
        let access_key = parts.next()?;
        let well_formed = terminator == "aws4_request"
            && date.len() == 8
            && date.bytes().all(|byte| byte.is_ascii_digit())
            && ![access_key, region, service].contains(&"");
        well_formed.then_some(Self {
            access_key,
            date,
            region,
            service,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Credential;

    #[test]
    fn a_credential_has_five_parts() {
        let credential = Credential::parse("test/20261122/eu-west-1/s3/aws4_request").unwrap();
        assert_eq!(credential.access_key, "test");
        assert_eq!(credential.region, "eu-west-1");
        assert_eq!(credential.service, "s3");
    }

    #[test]
    fn anything_else_is_no_credential() {
        for text in [
            "",
            "test",
            "test/2026/eu-west-1/s3/aws4_request",
            "test/20261122//s3/aws4_request",
            "/20261122/eu-west-1/s3/aws4_request",
            "test/20261122/eu-west-1/s3/aws5_request",
        ] {
            assert_eq!(Credential::parse(text), None, "{text}");
        }
    }
}
