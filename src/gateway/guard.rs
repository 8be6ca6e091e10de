//! The front door: a web page of another site must not reach this server through its reader's
//! browser. Clients that are not browsers send none of these marks and are untouched.

use std::sync::Arc;

use http::header::{HeaderName, ORIGIN, REFERER};
use http::{Method, request::Parts};

use super::classify::Destination;
use super::error;
use super::hosts::{AllowedHosts, bare_host};
use crate::aws::error::AwsError;
use crate::aws::form::Form;
use crate::aws::headers::SEC_FETCH_SITE;
use crate::aws::sigv4::presigned::Presigned;

/// Who may call: host names, and origins of web pages.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    hosts: AllowedHosts,
    origins: Vec<String>,
}

impl Guard {
    pub(crate) fn new(allowed_hosts: &[String], allowed_origins: &[String]) -> Self {
        let origin = |text: &String| text.trim().trim_end_matches('/').to_ascii_lowercase();
        Self {
            hosts: AllowedHosts::new(allowed_hosts),
            origins: allowed_origins.iter().map(origin).collect(),
        }
    }

    /// Refuses names that are not this server's.
    pub(crate) fn check_host(&self, bare_host: &str) -> Result<(), AwsError> {
        match self.hosts.allows(bare_host) {
            true => Ok(()),
            false => Err(error::host_not_allowed(bare_host)),
        }
    }

    /// Refuses requests that a page of another site made, unless the CORS rules of the bucket in
    /// question, or of the function URL, let it in.
    pub(crate) fn check_page(
        &self,
        request: &Parts,
        host: &str,
        destination: &Destination,
        rules_let_in: impl Fn() -> bool,
    ) -> Result<(), AwsError> {
        match self.strange_page(request, host) {
            Some(page) if !may_cross(request, destination) && !rules_let_in() => {
                Err(error::page_not_allowed(&page))
            }
            _ => Ok(()),
        }
    }

    /// Whether a page of this origin may read this server's answers.
    pub(crate) fn allows_origin(&self, origin: &str, host: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        let Some((scheme, authority)) = origin.split_once("://") else {
            return false;
        };
        let bare = bare_host(authority);
        let is_web = matches!(scheme, "http" | "https");
        let is_local = bare == "localhost"
            || bare.ends_with(".localhost")
            || bare.starts_with("127.") && bare.parse::<std::net::Ipv4Addr>().is_ok()
            || bare == "::1";
        let is_this_server = authority.eq_ignore_ascii_case(host);
        self.origins.contains(&origin) || is_web && (is_local || is_this_server)
    }

    /// The origin of the page that made the request, if it is not an allowed one.
    fn strange_page(&self, request: &Parts, host: &str) -> Option<String> {
        let header = |name: &HeaderName| {
            let value = request.headers.get(name)?;
            Some(value.to_str().unwrap_or("null"))
        };
        if let Some(origin) = header(&ORIGIN) {
            return (!self.allows_origin(origin, host)).then(|| origin.to_owned());
        }
        let referer = header(&REFERER).map(origin_of);
        if header(&SEC_FETCH_SITE) == Some("cross-site") {
            let known = referer.is_some_and(|origin| self.allows_origin(origin, host));
            return (!known).then(|| referer.unwrap_or("another site").to_owned());
        }
        let reads_only = matches!(request.method, Method::GET | Method::HEAD);
        let origin = referer.filter(|_| !reads_only)?;
        (!self.allows_origin(origin, host)).then(|| origin.to_owned())
    }
}

/// `http://host:port` of a URL.
fn origin_of(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| start + at);
    &url[..end]
}

/// What another site's page may do all the same: use a presigned URL of an object, send a form that
/// was signed for it, and lead its reader to a bucket's website or a function's web page by a link.
fn may_cross(request: &Parts, destination: &Destination) -> bool {
    match destination {
        Destination::S3 { .. } => {
            let query = request.uri.query().unwrap_or_default();
            let form = request.extensions.get::<Arc<Form>>();
            matches!(Presigned::parse(query), Some(Ok(_)))
                || form.is_some_and(|form| form.field("policy").is_some())
        }
        Destination::LambdaFront | Destination::FunctionUrl | Destination::Website { .. } => {
            let is =
                |name: &str, value: &str| request.headers.get(name).is_some_and(|own| own == value);
            request.method == Method::GET
                && !request.headers.contains_key("origin")
                && is("sec-fetch-mode", "navigate")
                && is("sec-fetch-dest", "document")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S3: Destination = Destination::S3 {
        bucket_in_host: None,
    };

    fn passes(
        destination: &Destination,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
    ) -> bool {
        let mut request = http::Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        Guard::new(&[], &["https://app.example".into()])
            .check_page(&parts, "localhost:4566", destination, || false)
            .is_ok()
    }

    #[test]
    fn clients_without_browser_marks_pass() {
        assert!(passes(
            &Destination::Lambda,
            "POST",
            "/2015-03-31/functions",
            &[]
        ));
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        for headers in [
            &[
                ("origin", "http://evil.example"),
                ("sec-fetch-site", "cross-site"),
            ][..],
            &[("origin", "null")],
            &[("origin", "http://localhost.evil.example")],
            &[("origin", "http://127.0.0.1.evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("referer", "http://evil.example/x")],
        ] {
            assert!(
                !passes(
                    &Destination::Lambda,
                    "POST",
                    "/2015-03-31/functions",
                    headers
                ),
                "{headers:?}"
            );
        }
        assert!(!passes(
            &S3,
            "GET",
            "/",
            &[
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-dest", "script")
            ]
        ));
    }

    #[test]
    fn pages_of_this_machine_and_allowed_origins_pass() {
        for headers in [
            &[
                ("origin", "http://localhost:3000"),
                ("sec-fetch-site", "same-site"),
            ][..],
            &[("origin", "http://127.0.0.1:8080")],
            &[
                ("origin", "https://app.example"),
                ("sec-fetch-site", "cross-site"),
            ],
            &[("referer", "http://localhost:3000/page")],
        ] {
            assert!(
                passes(&Destination::DynamoDb, "POST", "/", headers),
                "{headers:?}"
            );
        }
    }

    #[test]
    fn a_presigned_url_may_be_used_from_anywhere() {
        let url = "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20261122%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261122T100000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0";
        assert!(passes(
            &S3,
            "PUT",
            url,
            &[("origin", "http://other.example")]
        ));
    }

    #[test]
    fn a_link_may_lead_to_a_functions_page_but_a_script_may_not_call_it() {
        let link = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        assert!(passes(
            &Destination::LambdaFront,
            "GET",
            "/_ruststack/lambda/app/",
            &link
        ));
        assert!(!passes(
            &Destination::LambdaFront,
            "POST",
            "/_ruststack/lambda/app/",
            &link
        ));
        assert!(!passes(
            &Destination::LambdaFront,
            "GET",
            "/_ruststack/lambda/app/",
            &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")]
        ));
    }

    #[test]
    fn an_unknown_host_is_refused() {
        let guard = Guard::new(&[], &[]);
        assert!(guard.check_host("evil.example").is_err());
        assert!(guard.check_host("b.localhost").is_ok());
    }
}
