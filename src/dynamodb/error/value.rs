//! What AWS says about an attribute value that no item may hold.
//!
//! Source: Parity Suite, `valueLayers.test.ts` (recorded 2026-10-09), and dynalite's suite.

use bytes::Bytes;

use super::wording::{Saying, Wording};
use crate::dynamodb::value::NumberProblem;

/// The first thing wrong with the attribute values of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ValueProblem {
    NoType,
    SeveralTypes,
    NullIsFalse,
    EmptyStringSet,
    EmptyNumberSet,
    EmptyBinarySet,
    /// With the number as it was sent.
    Number(NumberProblem, String),
    /// The members as they were sent.
    RepeatedStrings(Vec<String>),
    RepeatedNumbers,
    /// The members with their base64 as they were sent.
    RepeatedBinaries(Vec<(Bytes, String)>),
    TooDeep,
    EmptyName,
    LongName,
}

const INVALID: &str = "One or more parameter values were invalid: ";

impl ValueProblem {
    /// AWS's message, without the envelope of [`Wording::refuse`].
    pub(crate) fn message(&self, wording: Wording) -> String {
        match self {
            Self::NoType => "Supplied AttributeValue is empty, must contain exactly one of the \
                             supported datatypes"
                .to_owned(),
            Self::SeveralTypes => "Supplied AttributeValue has more than one datatypes set, must \
                                   contain exactly one of the supported datatypes"
                .to_owned(),
            Self::NullIsFalse => {
                format!("{INVALID}Null attribute value types must have the value of true")
            }
            Self::EmptyStringSet => format!("{INVALID}An string set  may not be empty"),
            Self::EmptyNumberSet => format!("{INVALID}An number set  may not be empty"),
            Self::EmptyBinarySet => format!("{INVALID}Binary sets should not be empty"),
            Self::Number(_, text) if text.is_empty() => wording.say(Saying::EmptyNumber, &[]),
            Self::Number(problem, text) if !wording.is_newer() => {
                problem.in_older_layer(text).to_string()
            }
            Self::Number(problem, _) => problem.to_string(),
            Self::RepeatedStrings(members) => {
                let members = members.iter().map(|text| (text, text));
                format!(
                    "{INVALID}Input collection [{}] contains duplicates.",
                    shown_members(wording, members).join(", ")
                )
            }
            Self::RepeatedNumbers => wording.say(Saying::RepeatedNumbers, &[]),
            Self::RepeatedBinaries(members) => {
                let members = members.iter().map(|(bytes, text)| (bytes, text));
                let between = wording.say(Saying::BetweenBinaries, &[]);
                format!(
                    "{INVALID}Input collection [{}]of type BS contains duplicates.",
                    shown_members(wording, members).join(&between)
                )
            }
            Self::TooDeep => "Nesting Levels have exceeded supported limits: Attributes in the \
                              item have nested levels beyond supported limit"
                .to_owned(),
            Self::EmptyName => "Empty attribute name".to_owned(),
            Self::LongName => {
                "Attribute name is too large, must be less than 65536 bytes".to_owned()
            }
        }
    }

    /// Whether AWS reports the problem of a starting key as it is (recorded in dynalite's suite).
    pub(crate) fn is_told_without_context(&self) -> bool {
        !matches!(
            self,
            Self::NoType
                | Self::SeveralTypes
                | Self::NullIsFalse
                | Self::EmptyStringSet
                | Self::EmptyBinarySet
        )
    }

    /// The message for a value of ExpressionAttributeValues.
    pub(crate) fn message_for_placeholder(&self, wording: Wording, name: &str) -> String {
        let problem = self.message(wording);
        wording.say(
            Saying::ValueOfPlaceholder,
            &[("problem", &problem), ("name", &name)],
        )
    }
}

/// The members of a set as they were sent, each with what it is compared by. The newer layer lists
/// them in byte order up to the first repeat, then the repeat, then the rest.
fn shown_members<'a, K: Ord + 'a>(
    wording: Wording,
    members: impl Iterator<Item = (&'a K, &'a String)>,
) -> Vec<String> {
    let mut members: Vec<_> = members.collect();
    if wording.is_newer() {
        let repeat = (0..members.len())
            .find(|&at| members[..at].iter().any(|(key, _)| *key == members[at].0))
            .unwrap_or(members.len());
        members[..repeat].sort_by(|left, right| left.0.cmp(right.0));
    }
    let shown = members.iter();
    shown
        .map(|(_, text)| wording.say(Saying::RepeatedMember, &[("member", text)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Parity Suite, valueLayers.test.ts: SS b, a, b and BS /w==, AA==, AA==.
    #[test]
    fn repeated_members_are_listed_as_each_layer_lists_them() {
        let strings = ValueProblem::RepeatedStrings(["b", "a", "b"].map(str::to_owned).to_vec());
        assert_eq!(
            strings.message(Wording::Bare),
            "One or more parameter values were invalid: Input collection [\"a\", \"b\", \"b\"] contains duplicates."
        );
        assert_eq!(
            strings.message(Wording::Older),
            "One or more parameter values were invalid: Input collection [b, a, b] contains duplicates."
        );
        let binaries = ValueProblem::RepeatedBinaries(vec![
            (Bytes::from_static(&[255]), "/w==".to_owned()),
            (Bytes::from_static(&[0]), "AA==".to_owned()),
            (Bytes::from_static(&[0]), "AA==".to_owned()),
        ]);
        assert_eq!(
            binaries.message(Wording::Bare),
            "One or more parameter values were invalid: Input collection [\"AA==\",\"/w==\",\"AA==\"]of type BS contains duplicates."
        );
    }
}
