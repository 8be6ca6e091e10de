//! The way to an application that has a port of its own: every path there is the application's.

use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue, Request, Uri};

use crate::config::EventFormat;

/// Chooses the event that the front of functions makes.
const FORMAT_HEADER: HeaderName = HeaderName::from_static("x-ruststack-payload-version");
/// Paths that stay RustStack's own.
const OWN: &str = "/_ruststack/";

/// What a request to the port becomes.
#[derive(Debug)]
pub(crate) struct ApplicationRoute {
    prefix: String,
    format: HeaderValue,
}

impl ApplicationRoute {
    pub(crate) fn new(function: &str, format: EventFormat) -> Self {
        Self {
            prefix: format!("/_ruststack/lambda/{function}"),
            format: HeaderValue::from_static(format.as_str()),
        }
    }

    /// Turns a request to an application into one to the front of its function.
    pub(super) fn lead<B>(&self, request: &mut Request<B>) {
        let uri = request.uri();
        if uri.path().starts_with(OWN) {
            return;
        }
        let target = uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let target = match target.starts_with('/') {
            true => format!("{}{target}", self.prefix),
            // `OPTIONS *`
            false => format!("{}/", self.prefix),
        };
        let mut parts = uri.clone().into_parts();
        // What was a target stays one behind a prefix of plain letters, unless it is too long.
        let Ok(target) = PathAndQuery::try_from(target) else {
            return;
        };
        parts.path_and_query = Some(target);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
            let headers = request.headers_mut();
            headers.insert(FORMAT_HEADER, self.format.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_but_our_own_is_the_applications() {
        let route = ApplicationRoute::new("app", EventFormat::HttpApi);
        let table = [
            ("/", "/_ruststack/lambda/app/"),
            ("/a%20b/?q=1", "/_ruststack/lambda/app/a%20b/?q=1"),
            ("*", "/_ruststack/lambda/app/"),
            ("/_ruststack/requests", "/_ruststack/requests"),
            (
                "http://localhost:8000/a",
                "http://localhost:8000/_ruststack/lambda/app/a",
            ),
        ];
        for (target, expected) in table {
            let mut request = Request::builder().uri(target).body(()).unwrap();
            route.lead(&mut request);
            assert_eq!(request.uri().to_string(), expected);
        }
    }
}
