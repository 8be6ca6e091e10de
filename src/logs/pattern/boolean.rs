//! Conditions joined by `&&` and `||`, with parentheses where their pattern has them.

use super::cursor::Cursor;
use super::problem::PatternProblem;

/// How deep parentheses may stand in one another.
const DEPTH_MAX: usize = 50;

#[derive(Debug)]
pub(super) enum Boolean<T> {
    Leaf(T),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl<T> Boolean<T> {
    /// `&&` binds more closely than `||`. A leaf stands up to what it does not know.
    pub(super) fn parse(
        cursor: &mut Cursor<'_>,
        leaf: &impl Fn(&mut Cursor<'_>) -> Result<T, PatternProblem>,
        depth: usize,
    ) -> Result<Self, PatternProblem> {
        let mut any = vec![Self::all(cursor, leaf, depth)?];
        while next(cursor, "||") {
            any.push(Self::all(cursor, leaf, depth)?);
        }
        Ok(Self::Any(any))
    }

    fn all(
        cursor: &mut Cursor<'_>,
        leaf: &impl Fn(&mut Cursor<'_>) -> Result<T, PatternProblem>,
        depth: usize,
    ) -> Result<Self, PatternProblem> {
        let mut all = vec![Self::one(cursor, leaf, depth)?];
        while next(cursor, "&&") {
            all.push(Self::one(cursor, leaf, depth)?);
        }
        Ok(Self::All(all))
    }

    fn one(
        cursor: &mut Cursor<'_>,
        leaf: &impl Fn(&mut Cursor<'_>) -> Result<T, PatternProblem>,
        depth: usize,
    ) -> Result<Self, PatternProblem> {
        if !next(cursor, "(") {
            return leaf(cursor).map(Self::Leaf);
        }
        if depth == DEPTH_MAX {
            return Err(PatternProblem::Syntax);
        }
        let inside = Self::parse(cursor, leaf, depth + 1)?;
        cursor.skip_spaces();
        cursor.expect(")")?;
        Ok(inside)
    }

    pub(super) fn holds(&self, holds: &impl Fn(&T) -> bool) -> bool {
        match self {
            Self::Leaf(leaf) => holds(leaf),
            Self::All(all) => all.iter().all(|one| one.holds(holds)),
            Self::Any(any) => any.iter().any(|one| one.holds(holds)),
        }
    }

    /// Every leaf, from left to right.
    pub(super) fn leaves(&self) -> Vec<&T> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::leaves).collect(),
        }
    }
}

fn next(cursor: &mut Cursor<'_>, sign: &str) -> bool {
    cursor.skip_spaces();
    cursor.take(sign)
}
