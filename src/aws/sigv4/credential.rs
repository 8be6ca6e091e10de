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

/// What is wrong with a credential; S3 tells these apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CredentialProblem {
    /// Not five parts.
    Malformed,
    /// The day is not eight digits.
    Date(String),
    /// It does not end in `aws4_request`.
    Terminal(String),
}

impl<'a> Credential<'a> {
    /// An access key may contain slashes, so the form is read from its end.
    pub(crate) fn parse(text: &'a str) -> Result<Self, CredentialProblem> {
        let mut parts = text.rsplitn(5, '/');
        let [
            Some(terminal),
            Some(service),
            Some(region),
            Some(date),
            Some(access_key),
        ] = std::array::from_fn(|_| parts.next())
        else {
            return Err(CredentialProblem::Malformed);
        };
        if [access_key, region, service].contains(&"") {
            return Err(CredentialProblem::Malformed);
        }
        if date.len() != 8 || !date.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CredentialProblem::Date(date.to_owned()));
        }
        if terminal != "aws4_request" {
            return Err(CredentialProblem::Terminal(terminal.to_owned()));
        }
        Ok(Self {
            access_key,
            date,
            region,
            service,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Credential, CredentialProblem};

    #[test]
    fn a_credential_has_five_parts() {
        let credential = Credential::parse("test/20261122/eu-west-1/s3/aws4_request").unwrap();
        assert_eq!(credential.access_key, "test");
        assert_eq!(credential.region, "eu-west-1");
        assert_eq!(credential.service, "s3");
    }

    #[test]
    fn anything_else_is_no_credential() {
        let date = |date: &str| CredentialProblem::Date(date.into());
        for (text, problem) in [
            ("", CredentialProblem::Malformed),
            ("test", CredentialProblem::Malformed),
            (
                "test/20261122//s3/aws4_request",
                CredentialProblem::Malformed,
            ),
            (
                "/20261122/eu-west-1/s3/aws4_request",
                CredentialProblem::Malformed,
            ),
            ("test/2026/eu-west-1/s3/aws4_request", date("2026")),
            (
                "test/20261122/eu-west-1/s3/aws5_request",
                CredentialProblem::Terminal("aws5_request".into()),
            ),
        ] {
            assert_eq!(Credential::parse(text), Err(problem), "{text}");
        }
    }
}
