//! The query parameters of a presigned URL.

use time::{Duration, OffsetDateTime};

use super::credential::{Credential, CredentialProblem};
use super::header::ALGORITHM;
use crate::aws::query;
use crate::aws::time::parse_basic;

/// Seven days, the longest that a presigned URL may live.
pub(crate) const EXPIRES_S_MAX: i64 = 604_800;
/// How long a signature in a query counts where it need not say so itself: as long as one in a header.
pub(crate) const EXPIRES_S_DEFAULT: i64 = 900;

/// What a presigned URL says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Presigned {
    pub(crate) credential: String,
    /// The moment of the signature, as it was signed.
    pub(crate) date: String,
    pub(crate) signature: String,
    pub(crate) signed_at: OffsetDateTime,
    pub(crate) expires_s: i64,
    /// Lower-case names, separated by semicolons.
    pub(crate) signed_headers: String,
}

/// Why a presigned URL is refused; the S3 texts stand in the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PresignProblem {
    /// One of the six parameters is missing.
    MissingParameter,
    UnknownAlgorithm,
    Credential(CredentialProblem),
    /// The day of the credential is not that of the moment.
    OtherDay {
        credential: String,
        moment: String,
    },
    MalformedDate,
    ExpiresNotANumber,
    ExpiresNegative,
    ExpiresTooLong,
}

impl Presigned {
    /// `None` when the query has no signature parameters at all.
    pub(crate) fn parse(query: &str) -> Option<Result<Self, PresignProblem>> {
        Self::parse_living(query, None)
    }

    /// As [`Self::parse`], where X-Amz-Expires may be missing if there is a default for it.
    pub(crate) fn parse_living(
        query: &str,
        default_s: Option<i64>,
    ) -> Option<Result<Self, PresignProblem>> {
        let parameter = |name: &str| query::parameter(query, name);
        let any = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"]
            .into_iter()
            .any(|name| parameter(name).is_some());
        any.then(|| {
            let present = |name: &str| parameter(name).ok_or(PresignProblem::MissingParameter);
            let algorithm = present("X-Amz-Algorithm")?;
            let credential = present("X-Amz-Credential")?;
            let date = present("X-Amz-Date")?;
            let expires = match (parameter("X-Amz-Expires"), default_s) {
                (None, Some(default_s)) => Ok(default_s),
                (Some(text), _) => expires_s(&text),
                (None, None) => return Err(PresignProblem::MissingParameter),
            };
            let signed_headers = present("X-Amz-SignedHeaders")?;
            let signature = present("X-Amz-Signature")?;
            if algorithm != ALGORITHM {
                return Err(PresignProblem::UnknownAlgorithm);
            }
            let day = Credential::parse(&credential)
                .map_err(PresignProblem::Credential)?
                .date;
            if parse_basic(&date).is_some() && !date.starts_with(day) {
                return Err(PresignProblem::OtherDay {
                    credential: day.to_owned(),
                    moment: date.into_owned(),
                });
            }
            Ok(Self {
                signed_at: parse_basic(&date).ok_or(PresignProblem::MalformedDate)?,
                expires_s: expires?,
                signed_headers: signed_headers.to_ascii_lowercase(),
                credential: credential.into_owned(),
                signature: signature.into_owned(),
                date: date.into_owned(),
            })
        })
    }

    /// The first moment at which the URL no longer works.
    pub(crate) fn expires_at(&self) -> OffsetDateTime {
        self.signed_at
            .checked_add(Duration::seconds(self.expires_s))
            .unwrap_or(self.signed_at)
    }
}

fn expires_s(text: &str) -> Result<i64, PresignProblem> {
    match text.parse::<i64>() {
        Ok(seconds) if seconds < 0 => Err(PresignProblem::ExpiresNegative),
        Ok(seconds) if seconds > EXPIRES_S_MAX => Err(PresignProblem::ExpiresTooLong),
        Ok(seconds) => Ok(seconds),
        Err(_) => Err(PresignProblem::ExpiresNotANumber),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const GOOD: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=test%2F20261122%2Fus-east-1%2Fs3%2Faws4_request\
        &X-Amz-Date=20261122T100000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00";

    #[test]
    fn a_url_without_signature_parameters_is_not_presigned() {
        assert_eq!(Presigned::parse("list-type=2&prefix=X-Amz-Signature"), None);
    }

    #[test]
    fn a_good_url_tells_when_it_ends() {
        let presigned = Presigned::parse(GOOD).unwrap().unwrap();
        assert_eq!(presigned.expires_at(), datetime!(2026-11-22 10:01:00 UTC));
        assert_eq!(presigned.signed_headers, "host");
    }

    #[test]
    fn each_problem_is_told_apart() {
        for (from, to, problem) in [
            ("&X-Amz-Expires=60", "", PresignProblem::MissingParameter),
            ("HMAC-SHA256", "X", PresignProblem::UnknownAlgorithm),
            (
                "test%2F2026",
                "test",
                PresignProblem::Credential(CredentialProblem::Malformed),
            ),
            (
                "test%2F20261122",
                "test%2F20261121",
                PresignProblem::OtherDay {
                    credential: "20261121".into(),
                    moment: "20261122T100000Z".into(),
                },
            ),
            ("T100000Z", "", PresignProblem::MalformedDate),
            ("Expires=60", "Expires=x", PresignProblem::ExpiresNotANumber),
            ("Expires=60", "Expires=-1", PresignProblem::ExpiresNegative),
            (
                "Expires=60",
                "Expires=604801",
                PresignProblem::ExpiresTooLong,
            ),
        ] {
            let query = GOOD.replace(from, to);
            assert_eq!(Presigned::parse(&query), Some(Err(problem)), "{query}");
        }
    }
}
