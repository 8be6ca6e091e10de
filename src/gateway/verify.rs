//! Verifies signatures, if the server was asked to: that whoever is named has signed the request.
//!
//! What reads as a signature has been read already; see [`super::authenticate`].

use std::sync::Arc;

use http::request::Parts;
use time::OffsetDateTime;

use super::classify::Destination;
use super::error;
use super::error::signature::{Problem, refusal, skew_max};
use crate::aws::body::{Body, BodyTooLarge};
use crate::aws::error::AwsError;
use crate::aws::form::Form;
use crate::aws::identity::AccountId;
use crate::aws::query;
use crate::aws::sigv4::canonical;
use crate::aws::sigv4::chunk_signatures::ChunkSignatures;
use crate::aws::sigv4::credential::Credential;
use crate::aws::sigv4::hash::sha256_hex;
use crate::aws::sigv4::header::Authorization;
use crate::aws::sigv4::keys::{AccessKey, Keys, TokenProblem};
use crate::aws::sigv4::presigned::{EXPIRES_S_DEFAULT, Presigned};
use crate::aws::sigv4::session::DIRECTORY_HEADER;
use crate::aws::sigv4::signing::SigningKey;
use crate::aws::time::{basic, parse_basic, parse_http_date};

/// The longest body that is read to be hashed: Lambda's longest request.
const BODY_BYTES_MAX: usize = 70_167_211;
/// Bodies up to here are hashed where they are; longer ones leave the reactor.
const SMALL_BYTES: usize = 256 * 1024;

/// Who signed, and what is still to be checked while the body arrives.
pub(crate) struct Verified {
    pub(crate) account: AccountId,
    pub(crate) chunks: Option<ChunkSignatures>,
}

/// Services but S3 sign their bodies: reads one to its end, and gives its digest.
pub(crate) async fn digest_body(
    destination: &Destination,
    body: Body,
) -> Result<(Body, String), AwsError> {
    if matches!(destination, Destination::S3 { .. }) {
        return Ok((body, String::new()));
    }
    let bytes =
        body.read(BODY_BYTES_MAX)
            .await
            .map_err(|problem| match problem.is::<BodyTooLarge>() {
                true => error::body_too_large(BODY_BYTES_MAX),
                false => error::request_timeout().with_cause(problem),
            })?;
    let digest = match bytes.len() <= SMALL_BYTES {
        true => sha256_hex(&bytes),
        false => {
            let bytes = bytes.clone();
            tokio::task::spawn_blocking(move || sha256_hex(&bytes))
                .await
                .map_err(|stopped| error::internal(destination).with_cause(stopped))?
        }
    };
    Ok((Body::from(bytes), digest))
}

/// Verifies the one signature of a request that has one. `base_path` is what was taken off the path
/// that the client signed; `digest` is that of the body, for services
/// that sign it.
pub(crate) fn verify(
    keys: &Keys,
    request: &Parts,
    base_path: &str,
    destination: &Destination,
    digest: &str,
    now: OffsetDateTime,
) -> Result<Verified, AwsError> {
    let verification = Verification {
        keys,
        request,
        base_path,
        destination,
        digest,
        now,
    };
    let query = request.uri.query().unwrap_or_default();
    let verified = if let Some(value) = verification.header("authorization") {
        match Authorization::parse(value) {
            Ok(authorization) => verification.of_header(&authorization),
            Err(_) => Err(Problem::NotSupported),
        }
    } else if let Some(Ok(presigned)) = Presigned::parse_living(query, Some(EXPIRES_S_DEFAULT)) {
        verification.of_url(&presigned)
    } else if let Some(form) = request.extensions.get::<Arc<Form>>() {
        verification.of_form(form)
    } else {
        Err(Problem::NotSupported)
    };
    verified.map_err(|problem| refusal(destination, problem, now))
}

struct Verification<'a> {
    keys: &'a Keys,
    request: &'a Parts,
    /// What was taken off the path that was signed.
    base_path: &'a str,
    destination: &'a Destination,
    digest: &'a str,
    now: OffsetDateTime,
}

impl Verification<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.request.headers.get(name)?.to_str().ok()
    }

    fn is_s3(&self) -> bool {
        matches!(self.destination, Destination::S3 { .. })
    }

    fn of_header(&self, authorization: &Authorization<'_>) -> Result<Verified, Problem> {
        let credential = &authorization.credential;
        let moment = self.moment()?;
        let key = self.key(credential, self.header("x-amz-security-token"))?;
        self.check_service(credential)?;
        self.check_moment(credential, &moment)?;
        self.check_signed_headers(authorization.signed_headers)?;
        let payload = match self.is_s3() {
            true => self.s3_payload()?,
            false => self.digest,
        };
        let signing_key = SigningKey::new(&key, credential);
        self.check(
            &signing_key,
            &moment,
            authorization.signed_headers,
            payload,
            authorization.signature,
        )?;
        let with_trailers = match payload {
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => Some(false),
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => Some(true),
            _ => None,
        };
        let seed = authorization.signature.to_owned();
        Ok(Verified {
            account: key.account,
            chunks: with_trailers.map(|with| ChunkSignatures::new(signing_key, moment, seed, with)),
        })
    }

    /// Its life has been checked, and so has the day of its credential.
    fn of_url(&self, presigned: &Presigned) -> Result<Verified, Problem> {
        let query = self.request.uri.query().unwrap_or_default();
        let credential = Credential::parse(&presigned.credential);
        let credential = credential.map_err(|_| Problem::NotSupported)?;
        let token = query::parameter(query, "X-Amz-Security-Token");
        let token = token.as_deref();
        let key = self.key(&credential, token.or(self.header("x-amz-security-token")))?;
        self.check_service(&credential)?;
        self.check_signed_headers(&presigned.signed_headers)?;
        let in_query = query::parameter(query, "X-Amz-Content-Sha256");
        let payload = match self.is_s3() {
            true => self
                .header("x-amz-content-sha256")
                .or(in_query.as_deref())
                .unwrap_or("UNSIGNED-PAYLOAD"),
            false => self.digest,
        };
        self.check(
            &SigningKey::new(&key, &credential),
            &presigned.date,
            &presigned.signed_headers,
            payload,
            &presigned.signature,
        )?;
        Ok(Verified {
            account: key.account,
            chunks: None,
        })
    }

    /// A form's signature is that of its policy, which says until when it counts.
    fn of_form(&self, form: &Form) -> Result<Verified, Problem> {
        let value = |name| form.field(name).unwrap_or_default();
        let credential = Credential::parse(value("x-amz-credential"));
        let credential = credential.map_err(|_| Problem::NotSupported)?;
        let key = self.key(&credential, form.field("x-amz-security-token"))?;
        SigningKey::new(&key, &credential)
            .check(value("policy"), value("x-amz-signature"))
            .map_err(|mismatch| Problem::Mismatch(Box::new(mismatch)))?;
        Ok(Verified {
            account: key.account,
            chunks: None,
        })
    }

    /// The moment of the signature, as it was signed.
    fn moment(&self) -> Result<String, Problem> {
        if let Some(moment) = self.header("x-amz-date") {
            return Ok(moment.to_owned());
        }
        let date = self.header("date").and_then(parse_http_date);
        date.map(basic).ok_or(Problem::DateMissing)
    }

    fn key(&self, credential: &Credential<'_>, token: Option<&str>) -> Result<AccessKey, Problem> {
        let id = credential.access_key;
        let of_directory = self.header(DIRECTORY_HEADER).filter(|_| self.is_s3());
        let token = of_directory.or(token);
        let key = self.keys.find(id);
        let key = key.ok_or_else(|| Problem::UnknownKey(id.to_owned()))?;
        let now_s = self.now.unix_timestamp();
        match self.keys.check_token(&key, token, now_s) {
            Ok(()) => Ok(key),
            Err(TokenProblem::Wrong) => {
                Err(Problem::WrongToken(token.map(str::to_owned), id.to_owned()))
            }
            Err(TokenProblem::Expired) => {
                Err(Problem::ExpiredToken(token.unwrap_or_default().to_owned()))
            }
        }
    }

    fn check_service(&self, credential: &Credential<'_>) -> Result<(), Problem> {
        let (expected, fits) = match self.destination {
            Destination::S3 { .. } => (
                "s3",
                matches!(credential.service, "s3" | "s3express" | "s3-object-lambda"),
            ),
            Destination::DynamoDb => ("dynamodb", credential.service == "dynamodb"),
            Destination::Iam => ("iam", credential.service == "iam"),
            Destination::Sts => ("sts", credential.service == "sts"),
            Destination::Logs => ("logs", credential.service == "logs"),
            _ => ("lambda", credential.service == "lambda"),
        };
        fits.then_some(())
            .ok_or_else(|| Problem::WrongService(credential.service.to_owned(), expected))
    }

    fn check_moment(&self, credential: &Credential<'_>, moment: &str) -> Result<(), Problem> {
        let signed_at = parse_basic(moment).ok_or(Problem::DateMissing)?;
        if !moment.starts_with(credential.date) {
            let day = credential.date.to_owned();
            return Err(Problem::DateMismatch(day, moment.to_owned()));
        }
        let skew = (signed_at - self.now).abs();
        match skew > skew_max(self.destination) {
            true => Err(Problem::Skewed(moment.to_owned(), signed_at)),
            false => Ok(()),
        }
    }

    /// Host must be signed, and to S3 every `x-amz-*` header.
    fn check_signed_headers(&self, signed: &str) -> Result<(), Problem> {
        let is_signed = |name: &str| signed.split(';').any(|own| own == name);
        let must_be = |name: &str| name == "host" || self.is_s3() && name.starts_with("x-amz-");
        let names = self.request.headers.keys().map(http::HeaderName::as_str);
        let missing: Vec<String> = names
            .filter(|name| must_be(name) && !is_signed(name))
            .map(str::to_owned)
            .collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Problem::NotSigned(missing)),
        }
    }

    /// What stands for the body in a signature of S3's.
    fn s3_payload(&self) -> Result<&str, Problem> {
        let payload = self.header("x-amz-content-sha256");
        let payload = payload.ok_or(Problem::HashMissing)?;
        let is_digest = payload.len() == 64 && payload.bytes().all(|b| b.is_ascii_hexdigit());
        let known = [
            "UNSIGNED-PAYLOAD",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        ];
        match is_digest || known.contains(&payload) {
            true => Ok(payload),
            false => Err(Problem::HashInvalid(payload.to_owned())),
        }
    }

    fn check(
        &self,
        key: &SigningKey,
        moment: &str,
        signed_headers: &str,
        payload: &str,
        signature: &str,
    ) -> Result<(), Problem> {
        let path = format!("{}{}", self.base_path, self.request.uri.path());
        let path = path.as_str();
        let paths = match self.is_s3() {
            true => canonical::s3_paths(path),
            false => vec![canonical::path_of_others(path)],
        };
        let mut first = None;
        for path in paths {
            let canonical = canonical::request(self.request, &path, signed_headers, payload);
            match key.check_request(moment, &canonical, signature) {
                Ok(()) => return Ok(()),
                Err(mismatch) => first = first.or(Some(mismatch)),
            }
        }
        let mismatch = first.expect("a request has a path");
        Err(Problem::Mismatch(Box::new(mismatch)))
    }
}
