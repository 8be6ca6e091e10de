//! The two layers in which AWS words a ValidationException, and which operation uses which.
//!
//! AWS moves region by region, operation by operation, from an older request validation to a newer
//! one. us-east-1's answers decide, for every region: these two tables, of operations and of texts, are
//! what changes when they do. What both layers say has its place in the other files of this room, each
//! with its source.

use std::fmt::Display;

use http::StatusCode;

use crate::aws::error::AwsError;

/// How an operation words what is wrong with a request's shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wording {
    /// Newer words behind `1 validation error detected: `.
    Enveloped,
    /// Newer words alone.
    #[default]
    Bare,
    /// Older words alone.
    Older,
}

/// us-east-1 on 2026-10-09 (Parity Suite, `valueLayers.test.ts`). By then 31 of 33 regions had moved
/// PutItem and UpdateItem, 20 had moved Scan, and one, eu-west-2, the transactions.
pub(crate) const BATCH_GET_ITEM: Wording = Wording::Bare;
pub(crate) const BATCH_WRITE_ITEM: Wording = Wording::Older;
pub(crate) const GET_ITEM: Wording = Wording::Bare;
/// PartiQL's parameters.
pub(crate) const PARTIQL: Wording = Wording::Older;
pub(crate) const QUERY: Wording = Wording::Bare;
pub(crate) const SCAN: Wording = Wording::Older;
pub(crate) const SEARCH_VECTORS: Wording = Wording::Bare;
/// TransactGetItems and TransactWriteItems.
pub(crate) const TRANSACTION: Wording = Wording::Older;
/// PutItem, UpdateItem and DeleteItem.
pub(crate) const WRITE: Wording = Wording::Enveloped;

/// What the layers say in different words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Saying {
    /// A member breaks its model's constraint.
    BrokenConstraint,
    /// BatchWriteItem's RequestItems without a table.
    EmptyBatchWrite,
    /// A number without a digit.
    EmptyNumber,
    /// The same number twice in a set.
    RepeatedNumbers,
    /// One of the members that are listed where one is repeated.
    RepeatedMember,
    /// What stands between two of them, if they are binaries.
    BetweenBinaries,
    /// What is wrong with a value of ExpressionAttributeValues.
    ValueOfPlaceholder,
    /// ExpressionAttributeValues without an expression that could use them.
    IdleValues,
    /// An expression of more than 4096 bytes; update expressions are refused in the newer words by both
    /// layers (floci's tests, which follow AWS).
    LongExpression,
}

impl Saying {
    /// The newer layer's words, then the older one's. `{name}` stands for what is given under that
    /// name. Source, where no other is named: Parity Suite, `valueLayers.test.ts` (recorded 2026-10-09)
    /// for the newer, dynalite's suite for the older.
    const fn texts(self) -> [&'static str; 2] {
        match self {
            Self::BrokenConstraint => [
                "Value at '{newer_path}' failed to satisfy constraint: {constraint}",
                "Value '{value}' at '{older_path}' failed to satisfy constraint: {constraint}",
            ],
            Self::EmptyBatchWrite => [
                "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: \
                 Member must have length greater than or equal to 1",
                "The requestItems parameter is required for BatchWriteItem",
            ],
            Self::EmptyNumber => [
                "The parameter cannot be converted to a numeric value: ",
                "The parameter cannot be converted to a numeric value",
            ],
            Self::RepeatedNumbers => [
                "One or more parameter values were invalid: Input collection contains duplicates.",
                "Input collection contains duplicates",
            ],
            Self::RepeatedMember => ["\"{member}\"", "{member}"],
            Self::BetweenBinaries => [",", ", "],
            Self::ValueOfPlaceholder => [
                "{problem}",
                "ExpressionAttributeValues contains invalid value: {problem} for key {name}",
            ],
            Self::IdleValues => [
                "ExpressionAttributeValues can only be specified when using expressions",
                "ExpressionAttributeValues can only be specified when using expressions: \
                 {expressions} {are} null",
            ],
            Self::LongExpression => [
                "Expression size has exceeded the maximum allowed size;",
                "Expression size has exceeded the maximum allowed size; expression size: {bytes}",
            ],
        }
    }
}

/// What the newer layer says at once, before all other constraints; the older one lists these among
/// them. `UPDATE_NEW` is AWS's own typo.
pub(crate) const NEWER_UNKNOWN_UPDATE_RETURN_VALUES: &str = "Failed to satisfy constraint: Member must \
     satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]";
pub(crate) const NEWER_UNKNOWN_CONDITIONAL_OPERATOR: &str =
    "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]";

impl Wording {
    /// This layer's words, with what they are about.
    pub(crate) fn say(self, saying: Saying, about: &[(&str, &dyn Display)]) -> String {
        let [newer, older] = saying.texts();
        let template = if self.is_newer() { newer } else { older };
        let mut said = String::new();
        let mut rest = template;
        while let Some((plain, behind)) = rest.split_once('{') {
            let (name, behind) = behind.split_once('}').expect("a brace is closed");
            let own = about.iter().find(|(own, _)| *own == name);
            let (_, value) = own.expect("whoever says something gives all that it is about");
            said.push_str(plain);
            said.push_str(&value.to_string());
            rest = behind;
        }
        said + rest
    }

    /// Whether the newer layer judges, which stops at what the older one would list.
    pub(crate) fn is_newer(self) -> bool {
        self != Self::Older
    }

    /// A ValidationException raised before the table is looked up.
    pub(crate) fn refuse(self, message: impl Into<String>) -> AwsError {
        let message = message.into();
        match self {
            Self::Enveloped => validation(format!("1 validation error detected: {message}")),
            Self::Bare | Self::Older => validation(message),
        }
    }

    /// Words an error that another room made, as this operation does.
    pub(crate) fn reword(self, error: AwsError) -> AwsError {
        match (self, error.message()) {
            (Self::Enveloped, Some(message)) => self.refuse(message),
            _ => error,
        }
    }
}

/// A ValidationException with a finished message.
pub(crate) fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "ValidationException",
        message.into(),
    )
}

/// A ValidationException that says `One or more parameter values were invalid: …`.
pub(crate) fn invalid_parameter(what: impl std::fmt::Display) -> AwsError {
    validation(format!("One or more parameter values were invalid: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_never_taken_for_a_place() {
        let about: [(&str, &dyn Display); 4] = [
            ("value", &"{constraint}"),
            ("newer_path", &"Limit"),
            ("older_path", &"limit"),
            ("constraint", &"{value}"),
        ];
        assert_eq!(
            Wording::Older.say(Saying::BrokenConstraint, &about),
            "Value '{constraint}' at 'limit' failed to satisfy constraint: {value}"
        );
        assert_eq!(
            Wording::Bare.say(Saying::BrokenConstraint, &about),
            "Value at 'Limit' failed to satisfy constraint: {value}"
        );
    }
}
