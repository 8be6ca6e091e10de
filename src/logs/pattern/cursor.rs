//! Reads a filter pattern's text from left to right.

use super::problem::PatternProblem;
use super::regex::Regex;

#[derive(Clone, Debug)]
pub(super) struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(text)
    }

    pub(super) fn skip_spaces(&mut self) {
        self.0 = self.0.trim_start();
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.0.chars().next()
    }

    /// Passes a text if it comes next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        match self.0.strip_prefix(text) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// As [`Cursor::take`], or the pattern is none.
    pub(super) fn expect(&mut self, text: &str) -> Result<(), PatternProblem> {
        match self.take(text) {
            true => Ok(()),
            false => Err(self.problem()),
        }
    }

    /// Passes a word in capitals that no letter follows, behind spaces.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let rest = self.0.trim_start();
        let behind = rest
            .get(..word.len())
            .filter(|start| start.eq_ignore_ascii_case(word))
            .map(|_| &rest[word.len()..]);
        match behind {
            Some(behind) if !behind.starts_with(|c: char| c.is_alphanumeric()) => {
                self.0 = behind;
                true
            }
            _ => false,
        }
    }

    /// Everything up to a character that does not belong.
    pub(super) fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c| !belongs(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    /// Text between double quotes, whose first has been passed. `\"` and `\\` stand for what follows
    /// the backslash; any other backslash is itself.
    pub(super) fn quoted(&mut self) -> Result<String, PatternProblem> {
        let mut text = String::new();
        let mut rest = self.0.char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            match character {
                '"' => {
                    self.0 = &self.0[at + 1..];
                    return Ok(text);
                }
                '\\' => match rest.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                    Some((_, escaped)) => text.push(escaped),
                    None => text.push('\\'),
                },
                other => text.push(other),
            }
        }
        Err(PatternProblem::Syntax)
    }

    /// A regular expression up to its `%`, whose first has been passed.
    pub(super) fn regex(&mut self) -> Result<Regex, PatternProblem> {
        let (text, rest) = self.0.split_once('%').ok_or(PatternProblem::Syntax)?;
        self.0 = rest;
        Regex::parse(text)
    }

    /// What is wrong with what comes next.
    pub(super) fn problem(&self) -> PatternProblem {
        match self.peek() {
            Some(character) if !character.is_alphanumeric() => PatternProblem::Character(character),
            _ => PatternProblem::Syntax,
        }
    }
}
