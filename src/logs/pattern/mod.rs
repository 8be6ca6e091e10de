//! Filter patterns: pure, from a text to whether a message matches (CloudWatch Logs guide, "Filter
//! pattern syntax").

mod boolean;
mod cursor;
mod fields;
mod json;
mod problem;
mod regex;
mod terms;
mod value;

use fields::Fields;
use json::JsonPattern;
use problem::PatternProblem;
use terms::Terms;

/// A filter pattern that can be asked.
#[derive(Debug)]
pub(super) struct Pattern(Kind);

#[derive(Debug)]
enum Kind {
    /// Words, phrases and regular expressions in the message.
    Terms(Terms),
    /// `{ $.level = "ERROR" }`
    Json(JsonPattern),
    /// `[ip, user, status = 4*, ...]`
    Fields(Fields),
}

impl Pattern {
    /// Reads a pattern; an empty one matches everything.
    pub(super) fn parse(text: &str) -> Result<Self, PatternProblem> {
        let text = text.trim();
        let inside = |open: char, close: char| {
            let rest = text.strip_prefix(open)?;
            Some(match rest.strip_suffix(close) {
                Some(inside) => Ok(inside),
                None => Err(PatternProblem::Unclosed { open, close }),
            })
        };
        let kind = if let Some(inside) = inside('{', '}') {
            Kind::Json(JsonPattern::parse(inside?)?)
        } else if let Some(inside) = inside('[', ']') {
            Kind::Fields(Fields::parse(inside?)?)
        } else {
            Kind::Terms(Terms::parse(text)?)
        };
        Ok(Self(kind))
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        match &self.0 {
            Kind::Terms(terms) => terms.match_text(message),
            Kind::Json(json) => json.matches(message),
            Kind::Fields(fields) => fields.matches(message),
        }
    }

    /// What a pattern names in a message that it matches: `$.level` or a field's name, and the text
    /// found there.
    pub(super) fn extracted(&self, message: &str) -> Vec<(String, String)> {
        match &self.0 {
            Kind::Terms(_) => Vec::new(),
            Kind::Json(json) => json.extracted(message),
            Kind::Fields(fields) => fields.extracted(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matching<'a>(pattern: &str, messages: &[&'a str]) -> Vec<&'a str> {
        let pattern = Pattern::parse(pattern).unwrap();
        let messages = messages.iter().copied();
        messages
            .filter(|message| pattern.matches(message))
            .collect()
    }

    // The guide's own messages.
    const MESSAGES: [&str; 4] = [
        "[ERROR 400] BAD REQUEST",
        "[ERROR 401] UNAUTHORIZED REQUEST",
        "[ERROR 419] MISSING ARGUMENTS",
        "[ERROR 420] INVALID ARGUMENTS",
    ];

    #[test]
    fn terms_are_all_wanted_some_wanted_or_unwanted() {
        let found = |pattern| matching(pattern, &MESSAGES);
        assert_eq!(found("").len(), 4);
        assert_eq!(found("\" \"").len(), 4);
        assert_eq!(found("ERROR ARGUMENTS"), MESSAGES[2..]);
        assert_eq!(found("?REQUEST ?INVALID").len(), 3);
        assert_eq!(found("ERROR -ARGUMENTS"), MESSAGES[..2]);
        assert_eq!(found("\"UNAUTHORIZED REQUEST\""), MESSAGES[1..2]);
        assert_eq!(found("-\"ERROR 4\""), Vec::<&str>::new());
        assert_eq!(found("error"), Vec::<&str>::new());
        assert_eq!(found("%[45]1[0-9]% "), MESSAGES[2..3]);
        // Beside other terms the question mark is ignored.
        assert_eq!(found("?BAD REQUEST"), MESSAGES[..1]);
    }

    #[test]
    fn json_is_asked_by_selector() {
        let message = r#"{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","n":4.5,
            "arrayKey":["value","another"],"objectList":[{"name":"a","id":1},{"name":"b","id":2}],
            "Some":null,"ok":true,"user":{"id":1,"email":"John.Doe@example.com"},"a.b":7,"status":404}"#;
        for (pattern, expected) in [
            (r#"{ $.eventType = "UpdateTrail" }"#, true),
            (r#"{ $.eventType != "UpdateTrail" }"#, false),
            ("{ $.sourceIPAddress != 123.123.* }", true),
            ("{ $.sourceIPAddress = 111.* }", true),
            (r#"{ $.arrayKey[0] = "value" }"#, true),
            ("{ $.arrayKey[5] NOT EXISTS }", true),
            ("{ $.objectList[1].id = 2 }", true),
            (r#"{ $.objectList[*].name = "b" }"#, true),
            ("{ $.Some IS NULL }", true),
            ("{ $.SomeOther NOT EXISTS }", true),
            ("{ $.SomeOther IS NULL }", false),
            ("{ $.ok IS TRUE }", true),
            ("{ $.ok IS FALSE }", false),
            ("{ $.n > 4 && $.n <= 4.5 }", true),
            ("{ $.status = 4* }", true),
            ("{ $.status = 40 }", false),
            ("{ $.missing != 1 }", false),
            (
                r#"{ ($.user.id = 2 || $.user.email = "John.*") && $.status >= 4e2 }"#,
                true,
            ),
            (r#"{ $.user.id = 1 || $.ok IS FALSE && $.n = 1 }"#, true),
            ("{ $.eventType = %Trail$% }", true),
            ("{ $.['a.b'] = 7 }", true),
            ("{ $.status = * }", true),
        ] {
            let pattern_read = Pattern::parse(pattern).unwrap();
            assert_eq!(pattern_read.matches(message), expected, "{pattern}");
            assert!(!pattern_read.matches("no JSON"), "{pattern}");
        }
    }

    // The guide's example of an access log.
    #[test]
    fn fields_are_asked_by_name_or_place() {
        let message = r#"127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534"#;
        for (pattern, expected) in [
            (
                "[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]",
                true,
            ),
            ("[w1, w2]", false),
            ("[w1=127.0.0.1, ...]", true),
            ("[..., size > 1000]", true),
            (
                "[..., status_code = 4* && status_code != 404, bytes]",
                false,
            ),
            (
                "[ip, user, username, timestamp, request, status_code = 404 || status_code = 410, bytes]",
                true,
            ),
            ("[ip=%127\\.0\\.0\\.[1-9]%, ...]", true),
            ("[ip, ..., request = \"GET *\", status, bytes]", true),
            ("[ip != \"127.*\", ...]", false),
            ("[]", true),
        ] {
            let pattern_read = Pattern::parse(pattern).unwrap();
            assert_eq!(pattern_read.matches(message), expected, "{pattern}");
        }
    }

    #[test]
    fn what_a_pattern_names_is_extracted() {
        let pattern = Pattern::parse("{ $.a.b = 1 || $.c NOT EXISTS }").unwrap();
        assert_eq!(
            pattern.extracted(r#"{"a":{"b":1}}"#),
            [("$.a.b".to_owned(), "1".to_owned())]
        );
        let pattern = Pattern::parse("[w1, ..., last]").unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            pattern.extracted("one two three"),
            [pair("$w1", "one"), pair("$last", "three")]
        );
    }

    // As users quote them.
    #[test]
    fn what_is_no_pattern_says_why() {
        let problem = |text: &str| Pattern::parse(text).unwrap_err().to_string();
        assert_eq!(
            problem("{ $.a = 1"),
            "If a filter pattern starts with '{' it must end with '}'"
        );
        assert_eq!(problem("a@b.c"), "Invalid character(s) in term '@'");
        assert_eq!(problem("?Status: x"), "Invalid character(s) in term ':'");
        for text in [
            "{ $.a }",
            "{ a = 1 }",
            "{ $.a = 1 && }",
            "{ ($.a = 1 }",
            "\"open",
            "%a(b)%",
            "%a",
            "[a, ..., b, ...]",
            "[a = ]",
            "[a = 1 && b = 2]",
        ] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
