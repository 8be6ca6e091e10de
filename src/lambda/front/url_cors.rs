//! What a function URL tells browsers by its Cors configuration ("Cross-origin resource sharing" in
//! "Creating and managing Lambda function URLs").

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::lambda::functions::function_url::Cors;

/// Headers on their way to a browser.
pub(super) type Told = Vec<(HeaderName, HeaderValue)>;

/// Whether pages of the request's origin may call the URL.
pub(super) fn allows_origin(cors: &Cors, headers: &HeaderMap) -> bool {
    origin(headers).is_some_and(|origin| names(&cors.allow_origins, origin))
}

/// The answer to a preflight, which the URL gives itself; `None` for any other request. A page that
/// is not allowed gets an answer that tells it nothing.
pub(super) fn preflight(cors: &Cors, method: &Method, headers: &HeaderMap) -> Option<Told> {
    let asked = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
    if method != Method::OPTIONS || !headers.contains_key(ORIGIN) {
        return None;
    }
    let mut told = told_of_origin(cors, headers);
    if told.is_empty() {
        return Some(told);
    }
    push(
        &mut told,
        ACCESS_CONTROL_ALLOW_METHODS,
        list(&cors.allow_methods, Some(asked)),
    );
    let asked = headers.get(ACCESS_CONTROL_REQUEST_HEADERS);
    push(
        &mut told,
        ACCESS_CONTROL_ALLOW_HEADERS,
        list(&cors.allow_headers, asked),
    );
    let age = cors.max_age_s.map(HeaderValue::from);
    push(&mut told, ACCESS_CONTROL_MAX_AGE, age);
    Some(told)
}

/// What an answer says beside the function's own headers, which stay: a function that says the same
/// says it twice, as on AWS.
pub(super) fn dress(cors: &Cors, headers: &HeaderMap) -> Told {
    let mut told = told_of_origin(cors, headers);
    if !told.is_empty() {
        push(
            &mut told,
            ACCESS_CONTROL_EXPOSE_HEADERS,
            list(&cors.expose_headers, None),
        );
    }
    told
}

/// Nothing for an origin that is not allowed. With credentials a browser wants its origin by name.
fn told_of_origin(cors: &Cors, headers: &HeaderMap) -> Told {
    if !allows_origin(cors, headers) {
        return Told::new();
    }
    let credentials = cors.allow_credentials == Some(true);
    let everyone = names(&cors.allow_origins, "*") && !credentials;
    let origin = headers.get(ORIGIN).cloned();
    let mut told = Told::new();
    match everyone {
        true => push(
            &mut told,
            ACCESS_CONTROL_ALLOW_ORIGIN,
            Some(HeaderValue::from_static("*")),
        ),
        false => {
            push(&mut told, ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            push(&mut told, VARY, Some(HeaderValue::from_static("Origin")));
        }
    }
    let yes = credentials.then(|| HeaderValue::from_static("true"));
    push(&mut told, ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
    told
}

/// A list as a header's value; where everything is allowed, what was asked for.
fn list(list: &Option<Vec<String>>, asked: Option<&HeaderValue>) -> Option<HeaderValue> {
    let list = list.as_ref().filter(|list| !list.is_empty())?;
    match list.iter().any(|item| item == "*") && asked.is_some() {
        true => asked.cloned(),
        false => HeaderValue::try_from(list.join(",")).ok(),
    }
}

fn names(list: &Option<Vec<String>>, text: &str) -> bool {
    let mut items = list.iter().flatten();
    items.any(|item| item == "*" || item.eq_ignore_ascii_case(text))
}

fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(ORIGIN)?.to_str().ok()
}

fn push(told: &mut Told, name: HeaderName, value: Option<HeaderValue>) {
    told.extend(value.map(|value| (name, value)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    fn text(told: &Told) -> String {
        let line = |(name, value): &(HeaderName, HeaderValue)| {
            format!("{name}: {}", value.to_str().unwrap())
        };
        let lines: Vec<String> = told.iter().map(line).collect();
        lines.join("; ")
    }

    fn cors(origin: &str, credentials: bool) -> Cors {
        Cors {
            allow_credentials: Some(credentials),
            allow_headers: Some(vec!["x-one".to_owned(), "x-two".to_owned()]),
            allow_methods: Some(vec!["*".to_owned()]),
            allow_origins: Some(vec![origin.to_owned()]),
            expose_headers: Some(vec!["date".to_owned()]),
            max_age_s: Some(60),
        }
    }

    #[test]
    fn a_preflight_is_told_what_its_page_may_do() {
        let asks = headers(&[
            ("origin", "https://a.example"),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", "x-one"),
        ]);
        let told = preflight(&cors("https://a.example", true), &Method::OPTIONS, &asks);
        assert_eq!(
            text(&told.unwrap()),
            "access-control-allow-origin: https://a.example; vary: Origin; \
             access-control-allow-credentials: true; access-control-allow-methods: PUT; \
             access-control-allow-headers: x-one,x-two; access-control-max-age: 60"
        );
        let other = preflight(&cors("https://b.example", false), &Method::OPTIONS, &asks);
        assert_eq!(text(&other.unwrap()), "");
        assert!(preflight(&cors("*", false), &Method::GET, &asks).is_none());
    }

    #[test]
    fn an_answer_names_the_origin_where_credentials_count() {
        let from = headers(&[("origin", "https://a.example")]);
        let told = dress(&cors("*", false), &from);
        assert_eq!(
            text(&told),
            "access-control-allow-origin: *; access-control-expose-headers: date"
        );
        let told = dress(&cors("*", true), &from);
        assert!(text(&told).starts_with("access-control-allow-origin: https://a.example; vary"));
        assert!(dress(&cors("*", false), &HeaderMap::new()).is_empty());
    }
}
