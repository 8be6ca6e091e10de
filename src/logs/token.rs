//! Tokens of pages: what they say is nobody's business but ours.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::error;
use super::event::Place;
use super::input::Input;
use crate::aws::error::AwsError;

/// The token of a page, in `nextToken`.
pub(super) fn next_token(input: &mut Input) -> Result<Option<String>, AwsError> {
    input.text("nextToken", 1, usize::MAX)
}

/// A token that leads behind a text.
pub(super) fn behind(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

/// The text of [`behind`].
///
/// Errors: InvalidParameterException.
pub(super) fn read_behind(token: &str) -> Result<String, AwsError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(error::invalid_token)
}

/// The token of the events behind a place, among all streams, and the way to them.
pub(super) fn behind_place(way: Way, place: Place) -> String {
    let letter = match way {
        Way::Forward => "",
        Way::Backward => "b",
    };
    behind(&format!("{letter}{}/{}", place.timestamp_ms, place.number))
}

/// The way and the place of [`behind_place`].
///
/// Errors: InvalidParameterException.
pub(super) fn read_place(token: &str) -> Result<(Way, Place), AwsError> {
    let text = read_behind(token)?;
    let (way, text) = match text.strip_prefix('b') {
        Some(text) => (Way::Backward, text),
        None => (Way::Forward, &*text),
    };
    let place = text.split_once('/').and_then(|(timestamp, number)| {
        Some(Place {
            timestamp_ms: timestamp.parse().ok()?,
            number: number.parse().ok()?,
        })
    });
    Ok((way, place.ok_or_else(error::invalid_token)?))
}

/// A gap between two events of a stream, as GetLogEvents' tokens name one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) place: Place,
    /// Behind the event at this place, not before it.
    pub(super) is_behind: bool,
}

/// Which way a page goes from a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Forward,
    Backward,
}

impl Gap {
    /// The first place behind the gap.
    pub(super) fn place_behind(self) -> Place {
        let number = self.place.number.saturating_add(u64::from(self.is_behind));
        Place {
            number,
            ..self.place
        }
    }

    /// `f/` or `b/`, 56 digits and `/s`.
    pub(super) fn token(self, way: Way) -> String {
        let letter = match way {
            Way::Forward => 'f',
            Way::Backward => 'b',
        };
        let Place {
            timestamp_ms,
            number,
        } = self.place;
        let side = u8::from(self.is_behind);
        format!("{letter}/3{timestamp_ms:019}{number:035}{side}/s")
    }

    /// Errors: InvalidParameterException.
    pub(super) fn read(token: &str) -> Result<(Way, Self), AwsError> {
        let read = || {
            let (way, rest) = match token.split_once('/')? {
                ("f", rest) => (Way::Forward, rest),
                ("b", rest) => (Way::Backward, rest),
                _ => return None,
            };
            let digits = rest.strip_suffix("/s")?.strip_prefix('3')?;
            let is_well = digits.len() == 55 && digits.bytes().all(|byte| byte.is_ascii_digit());
            if !is_well {
                return None;
            }
            let gap = Self {
                place: Place {
                    timestamp_ms: digits[..19].parse().ok()?,
                    number: digits[19..54].parse().ok()?,
                },
                is_behind: match &digits[54..] {
                    "0" => false,
                    "1" => true,
                    _ => return None,
                },
            };
            Some((way, gap))
        };
        read().ok_or_else(error::invalid_token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_back_to_its_gap() {
        let gap = Gap {
            place: Place {
                timestamp_ms: i64::MAX,
                number: u64::MAX,
            },
            is_behind: true,
        };
        let token = gap.token(Way::Backward);
        assert_eq!(token.len(), 60);
        assert_eq!(Gap::read(&token).unwrap(), (Way::Backward, gap));
        for other in [
            "",
            "f/",
            "n/3",
            "f/3/s",
            &token[..59],
            &token.replace('b', "x"),
        ] {
            assert!(Gap::read(other).is_err(), "{other}");
        }
    }

    #[test]
    fn other_tokens_lead_back_too() {
        let place = Place {
            timestamp_ms: 5,
            number: 7,
        };
        for way in [Way::Forward, Way::Backward] {
            assert_eq!(read_place(&behind_place(way, place)).unwrap(), (way, place));
        }
        assert_eq!(read_behind(&behind("/a")).unwrap(), "/a");
        assert!(read_place("invalid-token").is_err());
        assert!(read_behind("!").is_err());
    }
}
