//! The arithmetic of Signature Version 4: keys, and what they sign.
//!
//! AWS page: "Create a signed AWS API request".

use http::StatusCode;

use super::credential::Credential;
use super::hash::{hex, hmac_sha256, sha256_hex};
use super::header::ALGORITHM;
use super::keys::AccessKey;
use crate::aws::error::AwsError;

/// What signs for one access key on one day, in one region, for one service.
#[derive(Clone)]
pub(crate) struct SigningKey {
    key: [u8; 32],
    access_key: String,
    /// `YYYYMMDD/REGION/SERVICE/aws4_request`
    scope: String,
}

/// A signature that is not what its own request says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) access_key: String,
    pub(crate) string_to_sign: String,
    pub(crate) provided: String,
    /// Only a whole request has one.
    pub(crate) canonical_request: Option<String>,
}

impl Mismatch {
    /// S3's SignatureDoesNotMatch, with its own fields in AWS's order (recorded).
    pub(crate) fn s3_error(&self) -> AwsError {
        let spaced = |text: &str| {
            let bytes: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            bytes.join(" ")
        };
        let error = AwsError::new(
            StatusCode::FORBIDDEN,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check \
             your key and signing method.",
        )
        .with_field("AWSAccessKeyId", &self.access_key)
        .with_field("StringToSign", &self.string_to_sign)
        .with_field("SignatureProvided", &self.provided)
        .with_field("StringToSignBytes", spaced(&self.string_to_sign));
        match &self.canonical_request {
            Some(request) => error
                .with_field("CanonicalRequest", request)
                .with_field("CanonicalRequestBytes", spaced(request)),
            None => error,
        }
    }
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a signature of {} is wrong", self.access_key)
    }
}

impl std::error::Error for Mismatch {}

impl SigningKey {
    pub(crate) fn new(key: &AccessKey, credential: &Credential<'_>) -> Self {
        let Credential {
            date,
            region,
            service,
            ..
        } = credential;
        let secret = format!("AWS4{}", key.secret.reveal());
        let derived = [date, region, service, "aws4_request"]
            .iter()
            .fold(secret.into_bytes(), |key, part| {
                hmac_sha256(&key, part.as_bytes()).to_vec()
            });
        Self {
            key: derived.try_into().expect("an HMAC has 32 bytes"),
            access_key: key.id.clone(),
            scope: format!("{date}/{region}/{service}/aws4_request"),
        }
    }

    /// Checks the signature of a text, in a time that does not depend on where they differ.
    pub(crate) fn check(&self, string_to_sign: &str, provided: &str) -> Result<(), Mismatch> {
        let computed = hex(&hmac_sha256(&self.key, string_to_sign.as_bytes()));
        match is_same(computed.as_bytes(), provided.as_bytes()) {
            true => Ok(()),
            false => Err(Mismatch {
                access_key: self.access_key.clone(),
                string_to_sign: string_to_sign.to_owned(),
                provided: provided.to_owned(),
                canonical_request: None,
            }),
        }
    }

    /// Checks the signature of a request; `signed_at` is the moment as it is written in it.
    pub(crate) fn check_request(
        &self,
        signed_at: &str,
        canonical_request: &[u8],
        provided: &str,
    ) -> Result<(), Mismatch> {
        let digest = sha256_hex(canonical_request);
        let string_to_sign = self.string_to_sign(ALGORITHM, signed_at, &[&digest]);
        self.check(&string_to_sign, provided).map_err(|mismatch| {
            let canonical = String::from_utf8_lossy(canonical_request).into_owned();
            Mismatch {
                canonical_request: Some(canonical),
                ..mismatch
            }
        })
    }

    /// `ALGORITHM\nMOMENT\nSCOPE\n…`
    pub(super) fn string_to_sign(&self, algorithm: &str, signed_at: &str, rest: &[&str]) -> String {
        let mut lines = vec![algorithm, signed_at, &self.scope];
        lines.extend(rest);
        lines.join("\n")
    }
}

/// Compares without telling by its duration where the texts differ.
fn is_same(computed: &[u8], provided: &[u8]) -> bool {
    computed.len() == provided.len()
        && computed
            .iter()
            .zip(provided)
            .fold(0, |difference, (own, other)| difference | (own ^ other))
            == 0
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::aws::identity::AccountId;
    use crate::aws::sigv4::canonical;
    use crate::aws::sigv4::secret::Secret;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// A key of the examples in AWS's documentation.
    pub(in crate::aws::sigv4) fn key(id: &str, secret: &str) -> AccessKey {
        AccessKey {
            id: id.to_owned(),
            secret: Secret::new(secret),
            is_temporary: false,
            account: AccountId::default(),
        }
    }

    fn parts(method: &str, target: &str, headers: &[(&str, &str)]) -> http::request::Parts {
        let mut request = http::Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    /// Method, target, headers beside Host and X-Amz-Date, and the signature.
    type Row = (
        &'static str,
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static str,
    );

    // AWS's "aws-signing-test-suite" for Signature Version 4; each row has the name of its test.
    const SUITE: &[Row] = &[
        // get-vanilla, get-relative-relative-normalized, get-slash-normalized
        (
            "GET",
            "/",
            &[],
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "GET",
            "/example1/example2/../..",
            &[],
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "GET",
            "//",
            &[],
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        // get-header-key-duplicate
        (
            "GET",
            "/",
            &[
                ("my-header1", "value2"),
                ("my-header1", "value2"),
                ("my-header1", "value1"),
            ],
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        ),
        // get-header-value-order
        (
            "GET",
            "/",
            &[
                ("my-header1", "value4"),
                ("my-header1", "value1"),
                ("my-header1", "value3"),
                ("my-header1", "value2"),
            ],
            "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
        ),
        // get-header-value-trim
        (
            "GET",
            "/",
            &[("my-header1", " value1"), ("my-header2", " \"a   b   c\"")],
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        ),
        // get-relative-normalized
        (
            "GET",
            "/example/..",
            &[],
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        // get-slash-dot-slash-normalized
        (
            "GET",
            "/./",
            &[],
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        // get-slash-pointless-dot-normalized
        (
            "GET",
            "/./example",
            &[],
            "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
        ),
        // get-slashes-normalized
        (
            "GET",
            "//example//",
            &[],
            "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        ),
        // get-unreserved
        (
            "GET",
            "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            &[],
            "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        ),
        // get-vanilla-empty-query-key
        (
            "GET",
            "/?Param1=value1",
            &[],
            "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
        ),
        // get-vanilla-query-order-encoded
        (
            "GET",
            "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
            &[],
            "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        ),
        // get-vanilla-query-order-key-case
        (
            "GET",
            "/?Param2=value2&Param1=value1",
            &[],
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        // get-vanilla-query-unreserved
        (
            "GET",
            "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            &[],
            "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
        ),
        // get-vanilla-with-session-token
        (
            "GET",
            "/",
            &[(
                "x-amz-security-token",
                "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
            )],
            "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        ),
        // post-header-key-sort
        (
            "POST",
            "/",
            &[("my-header1", "value1")],
            "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
        ),
        // post-header-value-case
        (
            "POST",
            "/",
            &[("my-header1", "VALUE1")],
            "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
        ),
        // post-sts-header-before
        (
            "POST",
            "/",
            &[(
                "x-amz-security-token",
                "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==",
            )],
            "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
        ),
        // post-vanilla
        (
            "POST",
            "/",
            &[],
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
        // post-vanilla-empty-query-value
        (
            "POST",
            "/?Param1=value1",
            &[],
            "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
        ),
        // post-vanilla-query
        (
            "POST",
            "/?Param1=value1",
            &[],
            "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
        ),
    ];

    #[test]
    fn the_published_test_suite_is_verified() {
        let key = key("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let credential =
            Credential::parse("AKIDEXAMPLE/20150830/us-east-1/service/aws4_request").unwrap();
        let key = SigningKey::new(&key, &credential);
        for (method, target, headers, signature) in SUITE {
            let moment = "20150830T123600Z";
            let own = [("host", "example.amazonaws.com"), ("x-amz-date", moment)];
            let all = [&own[..], headers].concat();
            let parts = parts(method, target, &all);
            let mut names: Vec<_> = parts.headers.keys().map(|name| name.as_str()).collect();
            names.sort_unstable();
            let path = canonical::path_of_others(parts.uri.path());
            let canonical = canonical::request(&parts, &path, &names.join(";"), EMPTY);
            let checked = key.check_request(moment, &canonical, signature);
            assert!(
                checked.is_ok(),
                "{method} {target} {headers:?}: {checked:?}"
            );
        }
    }

    // AWS page "Authenticating Requests: Using the Authorization Header", examples GET Object, PUT
    // Object, GET Bucket Lifecycle and GET Bucket.
    #[test]
    fn the_examples_of_s3_are_verified() {
        let key = key(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        );
        let credential =
            Credential::parse("AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request").unwrap();
        let key = SigningKey::new(&key, &credential);
        let moment = "20130524T000000Z";
        let welcome = sha256_hex(b"Welcome to Amazon S3.");
        for (method, target, more, payload, signature) in [
            (
                "GET",
                "/test.txt",
                &[("range", "bytes=0-9")][..],
                EMPTY,
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            ),
            (
                "PUT",
                "/test$file.text",
                &[
                    ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                    ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                ],
                welcome.as_str(),
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            ),
            (
                "GET",
                "/?lifecycle",
                &[],
                EMPTY,
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            ),
            (
                "GET",
                "/?max-keys=2&prefix=J",
                &[],
                EMPTY,
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            ),
        ] {
            let own = [
                ("host", "examplebucket.s3.amazonaws.com"),
                ("x-amz-content-sha256", payload),
                ("x-amz-date", moment),
            ];
            let parts = parts(method, target, &[&own[..], more].concat());
            let mut names: Vec<_> = parts.headers.keys().map(|name| name.as_str()).collect();
            names.sort_unstable();
            let path = &canonical::s3_paths(parts.uri.path())[0];
            let canonical = canonical::request(&parts, path, &names.join(";"), payload);
            let checked = key.check_request(moment, &canonical, signature);
            assert!(checked.is_ok(), "{method} {target}: {checked:?}");
        }
    }

    #[test]
    fn a_wrong_signature_tells_what_was_signed() {
        let credential = Credential::parse("AK/20150830/us-east-1/s3/aws4_request").unwrap();
        let key = SigningKey::new(&key("AK", "s"), &credential);
        let parts = parts("GET", "/a%20b", &[("host", "h")]);
        let canonical = canonical::request(&parts, "/a%20b", "host", "UNSIGNED-PAYLOAD");
        let mismatch = key
            .check_request("20150830T123600Z", &canonical, "00")
            .unwrap_err();
        let canonical = "GET\n/a%20b\n\nhost:h\n\nhost\nUNSIGNED-PAYLOAD";
        assert_eq!(mismatch.canonical_request.as_deref(), Some(canonical));
        assert_eq!(
            mismatch.string_to_sign,
            format!(
                "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/s3/aws4_request\n{}",
                sha256_hex(canonical.as_bytes())
            )
        );
    }
}
