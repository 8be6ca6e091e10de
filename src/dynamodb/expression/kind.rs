//! The expression parameters, as error texts name them.

/// Which parameter an expression came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExpressionKind {
    Condition,
    Filter,
    KeyCondition,
    Projection,
    SearchCondition,
    Update,
}

impl ExpressionKind {
    /// The parameter's name.
    pub(crate) fn parameter(self) -> &'static str {
        match self {
            Self::Condition => "ConditionExpression",
            Self::Filter => "FilterExpression",
            Self::KeyCondition => "KeyConditionExpression",
            Self::Projection => "ProjectionExpression",
            Self::SearchCondition => "SearchConditionExpression",
            Self::Update => "UpdateExpression",
        }
    }
}
