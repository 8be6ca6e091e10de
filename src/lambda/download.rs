//! Serves the packages that GetFunction's `Code.Location` points at.

use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, Method, Response};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::store::content::Content;
use crate::store::reader::ContentBody;

use super::control::ControlPlane;
use super::error;
use super::reply;

/// Where packages are served: below it, the SHA-256 of a package in hexadecimal. Who knows the
/// hash may have the package, as with AWS's presigned URL.
pub(super) const PATH: &str = "/_ruststack/lambda-code/";

const OPERATION: &str = "DownloadCode";

/// The package of any function or layer of this world; 404 for one that no version has any more.
pub(super) async fn answer(
    control: &ControlPlane,
    context: &RequestContext,
    request: &Parts,
) -> Response<Body> {
    if request.method != Method::GET {
        return reply::finish(Err(error::request::unknown_operation()), context, OPERATION);
    }
    let token = request.uri.path().strip_prefix(PATH);
    match token.and_then(|token| package(control, token)) {
        Some(zip) => {
            let name = format!("{PATH}{}", token.unwrap_or_default());
            let body = match ContentBody::begin(zip, &name).await {
                Ok(body) => Body::stream(body),
                Err(damage) => {
                    let error =
                        error::invoke::service(format!("The package cannot be read: {damage}."));
                    return reply::finish(Err(error), context, OPERATION);
                }
            };
            let mut response = Response::new(body);
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
            reply::finish(Ok(response), context, OPERATION)
        }
        None => reply::finish(Err(error::package::no_package()), context, OPERATION),
    }
}

fn package(control: &ControlPlane, token: &str) -> Option<Content> {
    let sha256 = sha256(token)?;
    let code = control.registry.package(&sha256);
    let package = code.or_else(|| control.layers.package(&sha256))?;
    Some(package.content())
}

/// The URL of a package, at the address that the caller uses.
pub(super) fn location(context: &RequestContext, sha256: &[u8; 32]) -> String {
    format!("http://{}{PATH}{}", context.origin(), token(sha256))
}

/// The last part of a package's URL.
fn token(sha256: &[u8; 32]) -> String {
    sha256.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 64 hexadecimal digits, as [`token`] writes them.
fn sha256(token: &str) -> Option<[u8; 32]> {
    let mut sha256 = [0; 32];
    if token.len() != 64 || !token.is_ascii() {
        return None;
    }
    for (byte, digits) in sha256.iter_mut().zip(token.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_hash() {
        let hash = std::array::from_fn(|index| index as u8);
        assert_eq!(sha256(&token(&hash)), Some(hash));
        assert_eq!(sha256("00"), None);
        assert_eq!(sha256(&"é".repeat(32)), None);
    }
}
