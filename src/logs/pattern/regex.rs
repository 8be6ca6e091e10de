//! Regular expressions as filter patterns know them: no groups, so that matching is one pass over the
//! text with a set of places in the expression.

use super::problem::PatternProblem;

/// Steps of one expression at most: a pattern has 1,024 characters, `{n,m}` repeats.
const STEPS_MAX: usize = 10_000;

#[derive(Debug)]
pub(in crate::logs) struct Regex {
    /// One program for each side of a `|`.
    branches: Vec<Vec<Step>>,
}

#[derive(Clone, Debug)]
struct Step {
    atom: Atom,
    /// It may be left out.
    is_optional: bool,
    /// It may come again.
    repeats: bool,
}

#[derive(Clone, Debug)]
enum Atom {
    Start,
    End,
    Class {
        ranges: Vec<(char, char)>,
        is_not: bool,
    },
}

impl Regex {
    /// Errors: a character that AWS does not take, or a syntax that is none.
    pub(super) fn parse(text: &str) -> Result<Self, PatternProblem> {
        if text.is_empty() {
            return Err(PatternProblem::Syntax);
        }
        let mut branches = vec![Vec::new()];
        let mut rest = Rest(text.chars().collect(), 0);
        let mut steps = 0;
        while let Some(character) = rest.next() {
            if character == '|' {
                branches.push(Vec::new());
                continue;
            }
            let atom = atom(character, &mut rest)?;
            let repeated = repeated(atom, &mut rest)?;
            steps += repeated.len();
            if steps > STEPS_MAX {
                return Err(PatternProblem::Syntax);
            }
            if let Some(branch) = branches.last_mut() {
                branch.extend(repeated);
            }
        }
        Ok(Self { branches })
    }

    /// Whether it matches somewhere in a text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.branches.iter().any(|branch| is_in(branch, text))
    }
}

/// What is left of an expression.
struct Rest(Vec<char>, usize);

impl Rest {
    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.1 += 1;
        next
    }

    fn peek(&self) -> Option<char> {
        self.0.get(self.1).copied()
    }
}

fn one(character: char) -> Atom {
    Atom::Class {
        ranges: vec![(character, character)],
        is_not: false,
    }
}

fn atom(character: char, rest: &mut Rest) -> Result<Atom, PatternProblem> {
    match character {
        '^' => Ok(Atom::Start),
        '$' => Ok(Atom::End),
        '.' => Ok(Atom::Class {
            ranges: vec![('\n', '\n')],
            is_not: true,
        }),
        '[' => class(rest),
        '\\' => {
            let (ranges, is_not) = escaped(rest)?;
            Ok(Atom::Class { ranges, is_not })
        }
        ':' | '_' | '#' | '=' | '@' | '/' | ';' | ',' | '-' | ' ' => Ok(one(character)),
        _ if character.is_ascii_alphanumeric() => Ok(one(character)),
        '*' | '+' | '?' | '{' | '}' | ']' => Err(PatternProblem::Syntax),
        other => Err(PatternProblem::Character(other)),
    }
}

/// `[a-z_]`, `[^0-9]`
fn class(rest: &mut Rest) -> Result<Atom, PatternProblem> {
    let is_not = rest.peek() == Some('^');
    if is_not {
        rest.next();
    }
    let mut ranges = Vec::new();
    loop {
        let first = match rest.next().ok_or(PatternProblem::Syntax)? {
            ']' if ranges.is_empty() => return Err(PatternProblem::Syntax),
            ']' => return Ok(Atom::Class { ranges, is_not }),
            '\\' => match escaped(rest)? {
                (_, true) => return Err(PatternProblem::Syntax),
                (more, false) => match more[..] {
                    [(one, same)] if one == same => one,
                    _ => {
                        ranges.extend(more);
                        continue;
                    }
                },
            },
            character => character,
        };
        let is_range = rest.peek() == Some('-') && rest.0.get(rest.1 + 1) != Some(&']');
        if !is_range {
            ranges.push((first, first));
            continue;
        }
        rest.next();
        match rest.next() {
            Some(last) if last >= first && last != '\\' => ranges.push((first, last)),
            _ => return Err(PatternProblem::Syntax),
        }
    }
}

/// What a backslash says: a class of characters, a number in hexadecimal, or the character itself.
fn escaped(rest: &mut Rest) -> Result<(Vec<(char, char)>, bool), PatternProblem> {
    let digits = vec![('0', '9')];
    let words = vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
    let spaces = vec![(' ', ' '), ('\t', '\r')];
    let character = rest.next().ok_or(PatternProblem::Syntax)?;
    let single = |character: char| Ok((vec![(character, character)], false));
    match character {
        'd' => Ok((digits, false)),
        'D' => Ok((digits, true)),
        'w' => Ok((words, false)),
        'W' => Ok((words, true)),
        's' => Ok((spaces, false)),
        'S' => Ok((spaces, true)),
        't' => single('\t'),
        'n' => single('\n'),
        'r' => single('\r'),
        'x' => {
            let digits: String = [rest.next(), rest.next()].into_iter().flatten().collect();
            let code = u8::from_str_radix(&digits, 16).map_err(|_| PatternProblem::Syntax)?;
            single(char::from(code))
        }
        '(' | ')' => Err(PatternProblem::Character(character)),
        other if other.is_ascii_alphanumeric() => Err(PatternProblem::Syntax),
        other => single(other),
    }
}

/// An atom with the `*`, `+`, `?` or `{n,m}` behind it, as steps.
fn repeated(atom: Atom, rest: &mut Rest) -> Result<Vec<Step>, PatternProblem> {
    let step = |is_optional, repeats| Step {
        atom: atom.clone(),
        is_optional,
        repeats,
    };
    let quantifier = rest.peek().filter(|c| matches!(c, '*' | '+' | '?' | '{'));
    let Some(quantifier) = quantifier else {
        return Ok(vec![step(false, false)]);
    };
    if matches!(atom, Atom::Start | Atom::End) {
        return Err(PatternProblem::Syntax);
    }
    rest.next();
    match quantifier {
        '*' => return Ok(vec![step(true, true)]),
        '+' => return Ok(vec![step(false, true)]),
        '?' => return Ok(vec![step(true, false)]),
        _ => {}
    }
    let mut bounds = String::new();
    loop {
        match rest.next().ok_or(PatternProblem::Syntax)? {
            '}' => break,
            character => bounds.push(character),
        }
    }
    let number = |text: &str| text.parse::<usize>().map_err(|_| PatternProblem::Syntax);
    let (least, most) = match bounds.split_once(',') {
        None => (number(&bounds)?, Some(number(&bounds)?)),
        Some((least, "")) => (number(least)?, None),
        Some((least, most)) => (number(least)?, Some(number(most)?)),
    };
    if least.max(most.unwrap_or(0)) > STEPS_MAX || most.is_some_and(|most| most < least) {
        return Err(PatternProblem::Syntax);
    }
    let mut steps = vec![step(false, false); least];
    match most {
        None => steps.push(step(true, true)),
        Some(most) => steps.extend(std::iter::repeat_n(step(true, false), most - least)),
    }
    Ok(steps)
}

/// Goes through the text once, with every place in the steps that may be next.
fn is_in(steps: &[Step], text: &str) -> bool {
    let mut places = vec![false; steps.len() + 1];
    let mut characters = text.chars().peekable();
    let mut is_start = true;
    loop {
        let is_end = characters.peek().is_none();
        places[0] = true;
        pass_empty(steps, &mut places, is_start, is_end);
        if places[steps.len()] {
            return true;
        }
        let Some(character) = characters.next() else {
            return false;
        };
        let mut next = vec![false; steps.len() + 1];
        for (at, step) in steps.iter().enumerate() {
            if places[at] && step.atom.takes(character) {
                next[at + 1] = true;
                next[at] |= step.repeats;
            }
        }
        places = next;
        is_start = false;
    }
}

/// Goes on over what need not be there, and over the text's own ends.
fn pass_empty(steps: &[Step], places: &mut [bool], is_start: bool, is_end: bool) {
    for (at, step) in steps.iter().enumerate() {
        let passes = match step.atom {
            Atom::Start => is_start,
            Atom::End => is_end,
            Atom::Class { .. } => step.is_optional,
        };
        places[at + 1] |= places[at] && passes;
    }
}

impl Atom {
    fn takes(&self, character: char) -> bool {
        match self {
            Self::Start | Self::End => false,
            Self::Class { ranges, is_not } => {
                let is_in = |(first, last): &(char, char)| (*first..=*last).contains(&character);
                ranges.iter().any(is_in) != *is_not
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_guide_shows_matches_as_it_says() {
        for (regex, text, expected) in [
            ("AUTHORIZED", "UNAUTHORIZED", true),
            ("^[hc]at", "hat", true),
            ("^[hc]at", "a cat", false),
            ("[hc]at$", "a cat", true),
            ("colou?r", "my color", true),
            ("10{3,5}1", "100001", true),
            ("10{3,5}1", "1001", false),
            ("gray|grey", "a grey cat", true),
            (r"10\.10\.0\.1", "10.10.0.1", true),
            (r"10\.10\.0\.1", "10x10.0.1", false),
            ("[ab]{2,}$", "xab", true),
            ("0-9[0-9]", "0-95", true),
            (".*error.*", "an error", true),
            (r"\d+\s\w*", "a 12 ", true),
            (r"\x28a\x29", "(a)", true),
            ("a+b", "aaab", true),
            ("[^a]$", "a", false),
        ] {
            let read = Regex::parse(regex).unwrap();
            assert_eq!(read.is_in(text), expected, "{regex} {text}");
        }
    }

    #[test]
    fn what_aws_does_not_take_is_refused() {
        for regex in [
            "",
            "a(b)",
            "something!",
            "*a",
            "[",
            "[]",
            "a{2",
            "a{3,2}",
            r"\q",
            "a{99999}",
        ] {
            assert!(Regex::parse(regex).is_err(), "{regex}");
        }
    }

    #[test]
    fn no_expression_takes_long() {
        let regex = Regex::parse("a*").unwrap();
        assert!(regex.is_in(&"a".repeat(10_000)));
        let regex = Regex::parse("a*a*a*a*a*a*a*a*b").unwrap();
        assert!(!regex.is_in(&"a".repeat(10_000)));
    }
}
