//! What AWS says about an attribute value that no item may hold, in both wordings.
//!
//! Source: Parity Suite, `valueLayers.test.ts` (recorded 2026-10-09), and dynalite's suite.

use bytes::Bytes;

use super::wording::Wording;
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
        let older = wording == Wording::Older;
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
            Self::Number(_, text) if older && text.is_empty() => {
                "The parameter cannot be converted to a numeric value".to_owned()
            }
            Self::Number(problem, text) if older => problem.in_older_layer(text).to_string(),
            Self::Number(problem, _) => problem.to_string(),
            Self::RepeatedStrings(members) if older => format!(
                "{INVALID}Input collection [{}] contains duplicates.",
                members.join(", ")
            ),
            Self::RepeatedStrings(members) => {
                let shown: Vec<_> = members.iter().map(|text| (text, text)).collect();
                format!(
                    "{INVALID}Input collection [{}] contains duplicates.",
                    quoted_to_first_repeat(shown).join(", ")
                )
            }
            Self::RepeatedNumbers if older => "Input collection contains duplicates".to_owned(),
            Self::RepeatedNumbers => format!("{INVALID}Input collection contains duplicates."),
            Self::RepeatedBinaries(members) if older => {
                let shown: Vec<_> = members.iter().map(|(_, text)| text.as_str()).collect();
                format!(
                    "{INVALID}Input collection [{}]of type BS contains duplicates.",
                    shown.join(", ")
                )
            }
            Self::RepeatedBinaries(members) => {
                let shown: Vec<_> = members.iter().map(|(bytes, text)| (bytes, text)).collect();
                format!(
                    "{INVALID}Input collection [{}]of type BS contains duplicates.",
                    quoted_to_first_repeat(shown).join(",")
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
        let message = self.message(wording);
        match wording {
            Wording::Older => format!(
                "ExpressionAttributeValues contains invalid value: {message} for key {name}"
            ),
            Wording::Enveloped | Wording::Bare => message,
        }
    }
}

/// The newer layer lists the members in byte order up to the first repeat, then the repeat, then
/// the rest as sent.
fn quoted_to_first_repeat<K: Ord, T: AsRef<str> + ?Sized>(members: Vec<(&K, &T)>) -> Vec<String> {
    let repeat = (0..members.len())
        .find(|&at| members[..at].iter().any(|(key, _)| *key == members[at].0))
        .unwrap_or(members.len());
    let (unique, rest) = members.split_at(repeat);
    let mut unique = unique.to_vec();
    unique.sort_by(|left, right| left.0.cmp(right.0));
    unique
        .iter()
        .chain(rest)
        .map(|(_, text)| format!("\"{}\"", text.as_ref()))
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
