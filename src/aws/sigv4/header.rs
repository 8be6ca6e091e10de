//! The Authorization header of Signature Version 4.

use super::credential::{Credential, CredentialProblem};

pub(crate) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What an Authorization header says, borrowed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Authorization<'a> {
    pub(crate) credential: Credential<'a>,
    /// Names separated by semicolons, lower case.
    pub(crate) signed_headers: &'a str,
    /// 64 hexadecimal digits when it is a real one; not checked here.
    pub(crate) signature: &'a str,
}

/// What is wrong with an Authorization header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HeaderProblem {
    /// Not AWS4-HMAC-SHA256: another scheme, or an older signature.
    OtherScheme,
    MissingCredential,
    MissingSignedHeaders,
    MissingSignature,
    Credential(CredentialProblem),
}

impl<'a> Authorization<'a> {
    /// Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, in any order.
    pub(crate) fn parse(value: &'a str) -> Result<Self, HeaderProblem> {
        let parameters = value
            .trim()
            .strip_prefix(ALGORITHM)
            .filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
            .ok_or(HeaderProblem::OtherScheme)?;
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for parameter in parameters.split(',') {
            let Some((name, value)) = parameter.trim().split_once('=') else {
                continue;
            };
            let first = match name {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => continue,
            };
            first.get_or_insert(value);
        }
        let credential = credential.ok_or(HeaderProblem::MissingCredential)?;
        let signed_headers = signed_headers.ok_or(HeaderProblem::MissingSignedHeaders)?;
        let signature = signature.ok_or(HeaderProblem::MissingSignature)?;
        Ok(Self {
            credential: Credential::parse(credential).map_err(HeaderProblem::Credential)?,
            signed_headers,
            signature,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_with_and_without_spaces() {
        for separator in [", ", ","] {
            let value = [
                "AWS4-HMAC-SHA256 Credential=AK/20261122/us-east-1/dynamodb/aws4_request",
                "SignedHeaders=host;x-amz-date",
                "Signature=ab",
            ]
            .join(separator);
            let read = Authorization::parse(&value).unwrap();
            assert_eq!(read.credential.service, "dynamodb");
            assert_eq!(read.signed_headers, "host;x-amz-date");
            assert_eq!(read.signature, "ab");
        }
    }

    #[test]
    fn a_problem_names_what_is_missing() {
        for (value, problem) in [
            ("AWS test:abc=", HeaderProblem::OtherScheme),
            ("AWS4-HMAC-SHA256-X a", HeaderProblem::OtherScheme),
            (
                "AWS4-HMAC-SHA256 nonsense",
                HeaderProblem::MissingCredential,
            ),
            (
                "AWS4-HMAC-SHA256 Credential=x",
                HeaderProblem::MissingSignedHeaders,
            ),
            (
                "AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host",
                HeaderProblem::MissingSignature,
            ),
            (
                "AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=y",
                HeaderProblem::Credential(CredentialProblem::Malformed),
            ),
        ] {
            assert_eq!(Authorization::parse(value), Err(problem), "{value}");
        }
    }
}
