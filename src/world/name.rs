//! Names of worlds and of snapshots.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Letters at most; a name is part of every URL of its world.
const LENGTH_MAX: usize = 63;
const DEFAULT: &str = "default";
/// Nobody can ask for it.
const START: &str = "~start";

/// A name: 1 to 63 letters, digits, hyphens, underscores and dots, the first a letter or digit. Cheap to
/// clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct WorldName(Arc<str>);

/// A text that is no name.
#[derive(Debug)]
pub(crate) struct NameProblem;

impl WorldName {
    pub(crate) fn parse(text: &str) -> Result<Self, NameProblem> {
        let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let begins_well = text
            .bytes()
            .next()
            .is_some_and(|b| b.is_ascii_alphanumeric());
        match begins_well && text.len() <= LENGTH_MAX && text.bytes().all(is_inner) {
            true => Ok(Self(text.into())),
            false => Err(NameProblem),
        }
    }

    /// The world that everyone uses who names none.
    pub(crate) fn of_default() -> Self {
        Self(DEFAULT.into())
    }

    /// The snapshot that worlds begin with, if there is one.
    pub(super) fn of_start() -> Self {
        Self(START.into())
    }

    /// As [`WorldName::parse`], for a name that was written down.
    pub(super) fn recorded(text: &str) -> Result<Self, NameProblem> {
        match text == START {
            true => Ok(Self::of_start()),
            false => Self::parse(text),
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        &*self.0 == DEFAULT
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before every path of the world.
    pub(crate) fn base_path(&self) -> String {
        match self.is_default() {
            true => String::new(),
            false => format!("/~{self}"),
        }
    }
}

impl fmt::Display for WorldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
