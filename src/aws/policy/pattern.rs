//! Texts of a policy: `*` and `?` stand for anything, `${key}` for what the request says.

use super::facts::Facts;

/// A piece of a pattern, once its variables are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Is(char),
    One,
    Many,
}

/// Matches without variables: actions, and the names of a bucket.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pieces: Vec<Piece> = pattern.chars().map(wild).collect();
    fits(&pieces, text)
}

/// Matches with wildcards and variables; a variable without a value matches nothing.
pub(crate) fn matches_with(pattern: &str, text: &str, facts: &Facts<'_>) -> bool {
    pieces(pattern, facts).is_some_and(|pieces| fits(&pieces, text))
}

/// The text with its variables in place; `None` when one of them has no value.
pub(crate) fn expand(text: &str, facts: &Facts<'_>) -> Option<String> {
    if !text.contains("${") {
        return Some(text.to_owned());
    }
    let mut expanded = String::new();
    for part in parts(text) {
        match part {
            Part::Text(text) => expanded.push_str(text),
            Part::Variable(variable) => expanded.push_str(&value(variable, facts)?),
        }
    }
    Some(expanded)
}

fn wild(character: char) -> Piece {
    match character {
        '*' => Piece::Many,
        '?' => Piece::One,
        other => Piece::Is(other),
    }
}

/// The value of a variable is no pattern itself.
fn pieces(pattern: &str, facts: &Facts<'_>) -> Option<Vec<Piece>> {
    let mut pieces = Vec::with_capacity(pattern.len());
    for part in parts(pattern) {
        match part {
            Part::Text(text) => pieces.extend(text.chars().map(wild)),
            Part::Variable(variable) => {
                pieces.extend(value(variable, facts)?.chars().map(Piece::Is));
            }
        }
    }
    Some(pieces)
}

enum Part<'a> {
    Text(&'a str),
    /// What stands between `${` and `}`.
    Variable(&'a str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(end) = rest[start..].find('}') else {
            break;
        };
        parts.push(Part::Text(&rest[..start]));
        parts.push(Part::Variable(&rest[start + 2..start + end]));
        rest = &rest[start + end + 1..];
    }
    parts.push(Part::Text(rest));
    parts
}

/// IAM user guide, "Variables and tags": `${*}`, `${?}` and `${$}` are the characters, a default
/// stands after a comma in quotes, and a key with several values has none here.
fn value(variable: &str, facts: &Facts<'_>) -> Option<String> {
    if matches!(variable, "*" | "?" | "$") {
        return Some(variable.to_owned());
    }
    let (key, default) = match variable.split_once(',') {
        Some((key, default)) => (key, Some(default.trim())),
        None => (variable, None),
    };
    let mut values = facts(&key.trim().to_ascii_lowercase());
    match (values.pop(), values.is_empty()) {
        (Some(value), true) => Some(value),
        _ => {
            let default = default?.strip_prefix('\'')?.strip_suffix('\'')?;
            Some(default.to_owned())
        }
    }
}

/// Greedy, with one place to come back to: linear in practice, never more than pattern times text.
fn fits(pattern: &[Piece], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut read) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(Piece::Many) => {
                back = Some((at + 1, read));
                at += 1;
            }
            Some(Piece::One) => (at, read) = (at + 1, read + 1),
            Some(Piece::Is(character)) if *character == text[read] => {
                (at, read) = (at + 1, read + 1);
            }
            _ => match back {
                Some((after, from)) => {
                    (at, read) = (after, from + 1);
                    back = Some((after, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|piece| *piece == Piece::Many)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(key: &str) -> Vec<String> {
        match key {
            "aws:userid" => vec!["a*".to_owned()],
            "aws:tagkeys" => vec!["x".to_owned(), "y".to_owned()],
            _ => Vec::new(),
        }
    }

    #[test]
    fn stars_and_question_marks_stand_for_anything() {
        for (pattern, text, fit) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abb", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*ab*ab", "abxab", true),
            ("a/*", "a/b/c", true),
            ("", "", true),
            ("", "a", false),
            ("é?", "éü", true),
        ] {
            assert_eq!(matches(pattern, text), fit, "{pattern} {text}");
        }
        let long = "a".repeat(2000);
        assert!(!matches(&"a*".repeat(50).replace("a*a*", "a*b"), &long));
    }

    #[test]
    fn variables_are_what_the_request_says_and_no_patterns() {
        for (pattern, text, fit) in [
            ("home/${aws:userid}/*", "home/a*/x", true),
            ("home/${AWS:UserId}/*", "home/ab/x", false),
            ("${aws:username}", "", false),
            ("${aws:username, 'none'}*", "none!", true),
            ("${aws:TagKeys}", "x", false),
            ("${*}${?}${$}", "*?$", true),
            ("${aws:userid", "${aws:userid", true),
        ] {
            assert_eq!(matches_with(pattern, text, &facts), fit, "{pattern} {text}");
        }
        assert_eq!(expand("x${aws:userid}", &facts).as_deref(), Some("xa*"));
    }
}
