//! Words that statements are built of, which name an attribute only between double quotes.
//!
//! PartiQL reserves all of SQL-92's words; DynamoDB takes some of them as names (captured: `Only`)
//! and refuses others (recorded: `inner`). So these are the words that the grammar itself uses.

/// The keyword that a word is, in any case.
pub(super) fn keyword(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let at = KEYWORDS.binary_search(&word.as_str()).ok()?;
    Some(KEYWORDS[at])
}

/// Sorted, in lower case.
#[rustfmt::skip]
const KEYWORDS: [&str; 68] = [
    "all", "and", "as", "asc", "at", "between", "by", "case", "cast", "conflict", "create",
    "cross", "delete", "desc", "distinct", "do", "drop", "else", "end", "escape", "except",
    "exists", "false", "from", "full", "group", "having", "in", "inner", "insert", "intersect",
    "into", "is", "join", "left", "let", "like", "limit", "missing", "modified", "new", "not",
    "nothing", "null", "offset", "old", "on", "or", "order", "outer", "pivot", "precision",
    "remove", "returning", "right", "select", "set", "then", "true", "union", "unpivot", "update",
    "value", "values", "varying", "when", "where", "with",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_found_in_any_case() {
        assert!(KEYWORDS.is_sorted());
        assert_eq!(keyword("SELECT"), Some("select"));
        assert_eq!(keyword("inner"), Some("inner"));
        assert_eq!(keyword("only"), None);
    }
}
