//! Signs requests as a client does, for servers that verify signatures.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::client::Request;

/// An access key at work for one service at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Signer<'a> {
    pub(crate) access_key: &'a str,
    pub(crate) secret: &'a str,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    /// `YYYYMMDDThhmmssZ`
    pub(crate) moment: &'a str,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

impl Signer<'_> {
    pub(crate) fn scope(&self) -> String {
        let day = &self.moment[..8];
        format!("{day}/{}/{}/aws4_request", self.region, self.service)
    }

    /// The signature of a text: of a string to sign, or of a form's policy.
    pub(crate) fn signature(&self, text: &str) -> String {
        let secret = format!("AWS4{}", self.secret).into_bytes();
        let key = self
            .scope()
            .split('/')
            .fold(secret, |key, part| hmac(&key, part));
        hex(&hmac(&key, text))
    }

    /// Adds a signature over all headers, Host included; `payload` stands for the body.
    pub(crate) fn sign(&self, request: Request, payload: &str) -> Request {
        let request = request.header("x-amz-date", self.moment);
        let request = match self.service {
            "s3" => request.header("x-amz-content-sha256", payload),
            _ => request,
        };
        let mut headers = request.headers_with_host();
        headers.sort();
        let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(";");
        let lines: String = headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        let (path, query) = request.path_and_query();
        let mut pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        pairs.sort_unstable();
        let canonical = format!(
            "{}\n{path}\n{}\n{lines}\n{names}\n{payload}",
            request.method(),
            pairs.join("&")
        );
        let string_to_sign = format!(
            "AWS4-HMAC-SHA256\n{}\n{}\n{}",
            self.moment,
            self.scope(),
            sha256(canonical.as_bytes())
        );
        let value = format!(
            "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={names}, Signature={}",
            self.access_key,
            self.scope(),
            self.signature(&string_to_sign)
        );
        request.header("authorization", &value)
    }

    /// The query that presigns a GET of a path for a minute.
    pub(crate) fn presign(&self, host: &str, path: &str, more: &str) -> String {
        let credential = format!("{}/{}", self.access_key, self.scope()).replace('/', "%2F");
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={}\
             &X-Amz-Expires=60&X-Amz-SignedHeaders=host{more}",
            self.moment
        );
        let canonical = format!("GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD");
        let string_to_sign = format!(
            "AWS4-HMAC-SHA256\n{}\n{}\n{}",
            self.moment,
            self.scope(),
            sha256(canonical.as_bytes())
        );
        let signature = self.signature(&string_to_sign);
        format!("{path}?{query}&X-Amz-Signature={signature}")
    }
}
