//! Where a site's configuration sends a request: a pure function of the configuration, the request
//! and the status that its object would have.

use http::StatusCode;

use crate::aws::percent;
use crate::s3::element::Element;

/// What a request asks for.
pub(super) struct Asked<'a> {
    /// The Host header, port included.
    pub(super) host: &'a str,
    /// As it was sent, without the first slash.
    pub(super) raw_key: &'a str,
    pub(super) key: &'a str,
    /// As it was sent, without the question mark.
    pub(super) query: Option<&'a str>,
}

impl Asked<'_> {
    /// The query as the end of a URL.
    fn query_suffix(&self) -> String {
        self.query
            .map_or_else(String::new, |query| format!("?{query}"))
    }
}

/// An answer that is nothing but a place to go.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    pub(super) status: StatusCode,
    pub(super) location: String,
}

/// Where a bucket that is no site of its own sends everybody.
pub(super) fn of_all(configuration: &Element, asked: &Asked<'_>) -> Option<Redirect> {
    let to = configuration.child("RedirectAllRequestsTo")?;
    let protocol = to.text_of("Protocol").unwrap_or("http");
    let host = to.text_of("HostName").unwrap_or_default();
    let (key, query) = (asked.raw_key, asked.query_suffix());
    Some(Redirect {
        status: StatusCode::MOVED_PERMANENTLY,
        location: format!("{protocol}://{host}/{key}{query}"),
    })
}

/// Where the first routing rule that fits sends a request (user guide, "Configuring a webpage
/// redirect"). A rule without a condition fits every request, whatever its object.
pub(super) fn by_rule(
    configuration: &Element,
    asked: &Asked<'_>,
    status: StatusCode,
) -> Option<Redirect> {
    let rules = configuration.child("RoutingRules")?;
    let rule = rules.all("RoutingRule").find(|rule| {
        rule.child("Condition")
            .is_none_or(|condition| fits(condition, asked.key, status))
    })?;
    let condition = rule.child("Condition");
    let prefix = condition.and_then(|own| own.text_of("KeyPrefixEquals"));
    let redirect = rule.child("Redirect")?;
    let protocol = redirect.text_of("Protocol").unwrap_or("http");
    let host = redirect.text_of("HostName").unwrap_or(asked.host);
    let target = target(redirect, asked, prefix.unwrap_or_default());
    let code = redirect.text_of("HttpRedirectCode");
    let code = code.and_then(|code| code.parse().ok());
    Some(Redirect {
        status: code.unwrap_or(StatusCode::MOVED_PERMANENTLY),
        location: format!("{protocol}://{host}/{target}"),
    })
}

fn fits(condition: &Element, key: &str, status: StatusCode) -> bool {
    let prefix = condition.text_of("KeyPrefixEquals");
    let code = condition.text_of("HttpErrorCodeReturnedEquals");
    prefix.is_none_or(|prefix| key.starts_with(prefix))
        && code.is_none_or(|code| code.parse() == Ok(status.as_u16()))
}

/// The path and the query of the new place; a whole new key has no query.
fn target(redirect: &Element, asked: &Asked<'_>, prefix: &str) -> String {
    if let Some(key) = redirect.text_of("ReplaceKeyWith") {
        return key.to_owned();
    }
    let query = asked.query_suffix();
    let Some(replacement) = redirect.text_of("ReplaceKeyPrefixWith") else {
        return format!("{}{query}", asked.raw_key);
    };
    let rest = match asked.raw_key.strip_prefix(prefix) {
        Some(rest) => rest.to_owned(),
        None => percent::encode_path(asked.key.strip_prefix(prefix).unwrap_or(asked.key)),
    };
    format!("{replacement}{rest}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(inner: &str) -> Element {
        let document = format!("<W><RoutingRules>{inner}</RoutingRules></W>");
        Element::parse(document.as_bytes()).unwrap()
    }

    fn asked<'a>(raw_key: &'a str, key: &'a str, query: Option<&'a str>) -> Asked<'a> {
        let host = "site:4566";
        Asked {
            host,
            raw_key,
            key,
            query,
        }
    }

    fn routed(rules: &Element, asked: &Asked<'_>, status: u16) -> Option<(u16, String)> {
        let status = StatusCode::from_u16(status).unwrap();
        by_rule(rules, asked, status).map(|redirect| (redirect.status.as_u16(), redirect.location))
    }

    // User guide, "Configuring a webpage redirect", examples 1 to 3.
    #[test]
    fn the_user_guides_examples() {
        let renamed = rules(
            "<RoutingRule><Condition><KeyPrefixEquals>docs/</KeyPrefixEquals></Condition>\
             <Redirect><ReplaceKeyPrefixWith>documents/</ReplaceKeyPrefixWith></Redirect>\
             </RoutingRule>",
        );
        let docs = asked("docs/a%20b", "docs/a b", Some("x=1"));
        let there = (301, "http://site:4566/documents/a%20b?x=1".to_owned());
        assert_eq!(routed(&renamed, &docs, 200), Some(there));
        assert_eq!(
            routed(&renamed, &asked("images/a", "images/a", None), 200),
            None
        );

        let deleted = rules(
            "<RoutingRule><Condition><KeyPrefixEquals>images/</KeyPrefixEquals></Condition>\
             <Redirect><ReplaceKeyWith>gone.html</ReplaceKeyWith></Redirect></RoutingRule>",
        );
        let image = asked("images/a", "images/a", Some("x"));
        let there = (301, "http://site:4566/gone.html".to_owned());
        assert_eq!(routed(&deleted, &image, 404), Some(there));

        let by_error = rules(
            "<RoutingRule><Condition>\
             <HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition><Redirect>\
             <HostName>ec2.example</HostName><Protocol>https</Protocol>\
             <HttpRedirectCode>302</HttpRedirectCode>\
             <ReplaceKeyPrefixWith>report-404/</ReplaceKeyPrefixWith></Redirect></RoutingRule>",
        );
        let page = asked("Page.html", "Page.html", None);
        let there = (302, "https://ec2.example/report-404/Page.html".to_owned());
        assert_eq!(routed(&by_error, &page, 404), Some(there));
        assert_eq!(routed(&by_error, &page, 403), None);
        assert_eq!(routed(&by_error, &page, 200), None);
    }

    #[test]
    fn a_rule_without_a_condition_takes_everything() {
        let everything =
            rules("<RoutingRule><Redirect><HostName>h</HostName></Redirect></RoutingRule>");
        let there = (301, "http://h/a?q".to_owned());
        assert_eq!(
            routed(&everything, &asked("a", "a", Some("q")), 200),
            Some(there)
        );
    }
}
