//! Query strings: parameters found by name, percent escapes undone.

use std::borrow::Cow;

use super::percent;

/// Every `name=value` of a query, decoded; a parameter without `=` has an empty value.
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
}

/// The first value of a parameter.
pub(crate) fn parameter<'a>(query: &'a str, name: &str) -> Option<Cow<'a, str>> {
    parameters(query).find_map(|(own, value)| (own == name).then_some(value))
}

/// Undoes percent escapes and reads `+` as a space. What does not decode to UTF-8 is replaced.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(percent::decode_lossy(&text.replace('+', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_decoded() {
        assert_eq!(parameter("a=1&b=x%2Fy+z", "b").as_deref(), Some("x/y z"));
        assert_eq!(parameter("uploads", "uploads").as_deref(), Some(""));
        assert_eq!(parameter("a=1", "b"), None);
    }
}
