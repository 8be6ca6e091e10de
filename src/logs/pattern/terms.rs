//! Patterns for plain text: words and phrases that have to be there, may be there, or must not.

use super::cursor::Cursor;
use super::problem::PatternProblem;
use super::regex::Regex;

#[derive(Debug, Default)]
pub(super) struct Terms {
    all: Vec<Term>,
    /// One of these, if there are any.
    any: Vec<Term>,
    none: Vec<Term>,
}

#[derive(Debug)]
enum Term {
    Text(String),
    Regex(Regex),
}

impl Terms {
    /// `ERROR "exact phrase" -unwanted`, or `?one ?other`; beside others, a question mark is ignored.
    pub(super) fn parse(text: &str) -> Result<Self, PatternProblem> {
        let mut cursor = Cursor::new(text);
        let mut terms = Self::default();
        loop {
            cursor.skip_spaces();
            if cursor.is_at_end() {
                break;
            }
            let into = if cursor.take("?") {
                &mut terms.any
            } else if cursor.take("-") {
                &mut terms.none
            } else {
                &mut terms.all
            };
            into.push(term(&mut cursor)?);
            if !cursor.is_at_end() && !cursor.peek().is_some_and(char::is_whitespace) {
                return Err(cursor.problem());
            }
        }
        if !terms.all.is_empty() || !terms.none.is_empty() {
            terms.all.append(&mut terms.any);
        }
        Ok(terms)
    }

    pub(super) fn match_text(&self, message: &str) -> bool {
        let is_there = |term: &Term| term.is_in(message);
        self.all.iter().all(is_there)
            && (self.any.is_empty() || self.any.iter().any(is_there))
            && !self.none.iter().any(is_there)
    }
}

fn term(cursor: &mut Cursor<'_>) -> Result<Term, PatternProblem> {
    if cursor.take("%") {
        return Ok(Term::Regex(cursor.regex()?));
    }
    if cursor.take("\"") {
        // A space alone matches everything.
        let phrase = cursor.quoted()?;
        let phrase = if phrase.trim().is_empty() {
            ""
        } else {
            &phrase
        };
        return Ok(Term::Text(phrase.to_owned()));
    }
    let word = cursor.take_while(|c| c.is_alphanumeric() || c == '_');
    match word.is_empty() {
        true => Err(cursor.problem()),
        false => Ok(Term::Text(word.to_owned())),
    }
}

impl Term {
    fn is_in(&self, message: &str) -> bool {
        match self {
            Self::Text(text) => message.contains(text.as_str()),
            Self::Regex(regex) => regex.is_in(message),
        }
    }
}
