//! Why a text is no filter pattern, in AWS's words as its users quote them.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::logs) enum PatternProblem {
    /// A character that only stands between quotes.
    Character(char),
    Unclosed {
        open: char,
        close: char,
    },
    Syntax,
}

impl fmt::Display for PatternProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(character) => write!(f, "Invalid character(s) in term '{character}'"),
            Self::Unclosed { open, close } => {
                write!(
                    f,
                    "If a filter pattern starts with '{open}' it must end with '{close}'"
                )
            }
            Self::Syntax => f.write_str("Invalid filter pattern"),
        }
    }
}
