//! A bucket's CORS rules: whom they let in, and what a browser is told.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::element::Element;

/// The rules of a bucket's CORS document.
pub(super) struct Rules<'a>(&'a Element);

/// A rule that lets a request in.
pub(super) struct Grant<'a> {
    rule: &'a Element,
    any_origin: bool,
}

impl<'a> Rules<'a> {
    pub(super) fn of(document: &'a Element) -> Self {
        Self(document)
    }

    /// The first rule that lets an origin use a method with these headers (user guide, "How does
    /// Amazon S3 evaluate the CORS configuration on a bucket?").
    pub(super) fn grant(
        &self,
        origin: &str,
        method: &str,
        headers: &[String],
    ) -> Option<Grant<'a>> {
        self.0.all("CORSRule").find_map(|rule| {
            let allowed = rule
                .all("AllowedOrigin")
                .find(|allowed| matches(&allowed.text, origin))?;
            let method_is_fine = rule.all("AllowedMethod").any(|own| *own.text == *method);
            let header_is_fine = |header: &String| {
                rule.all("AllowedHeader")
                    .any(|own| matches(&own.text.to_ascii_lowercase(), header))
            };
            (method_is_fine && headers.iter().all(header_is_fine)).then_some(Grant {
                rule,
                any_origin: *allowed.text == *"*",
            })
        })
    }
}

impl Grant<'_> {
    /// The headers of an answer (recorded): credentials only for an origin that a rule names.
    pub(super) fn dress(&self, origin: &HeaderValue, answer: &mut HeaderMap) {
        if self.any_origin {
            let any = HeaderValue::from_static("*");
            answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
        } else {
            answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            answer.insert(
                header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            );
        }
        self.list(
            "AllowedMethod",
            header::ACCESS_CONTROL_ALLOW_METHODS,
            answer,
        );
        self.list(
            "ExposeHeader",
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            answer,
        );
        self.list("MaxAgeSeconds", header::ACCESS_CONTROL_MAX_AGE, answer);
        answer.insert(
            header::VARY,
            HeaderValue::from_static(
                "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
            ),
        );
    }

    fn list(&self, element: &str, name: HeaderName, answer: &mut HeaderMap) {
        let texts: Vec<_> = self.rule.all(element).map(|own| &*own.text).collect();
        if let Ok(value) = HeaderValue::from_str(&texts.join(", "))
            && !texts.is_empty()
        {
            answer.insert(name, value);
        }
    }
}

/// Whether a pattern with at most one `*` covers a text.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => {
            text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
        }
    }
}

/// The names of Access-Control-Request-Headers, in lower case.
pub(super) fn requested_headers(headers: &HeaderMap) -> Vec<String> {
    let value = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let value = value.and_then(|value| value.to_str().ok());
    value
        .unwrap_or_default()
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_star_stands_for_any_text() {
        assert!(matches("http://*.example", "http://a.b.example"));
        assert!(matches("*", ""));
        assert!(!matches("ab*ba", "aba"));
        assert!(!matches("http://a", "http://ab"));
    }
}
