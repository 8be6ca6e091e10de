//! LIKE: `%` stands for any text, `_` for any one character.

use crate::aws::error::AwsError;
use crate::s3::error::select::evaluation;

/// One piece of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Any,
    One,
    Character(char),
}

/// Whether a text is like a pattern. Takes at most as many steps as the product of their lengths.
pub(super) fn is_like(text: &str, pattern: &str, escape: Option<&str>) -> Result<bool, AwsError> {
    let pieces = pieces(pattern, escape)?;
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut piece) = (0, 0);
    // Where to go on when what was read since the last `%` does not fit: one character later.
    let mut again: Option<(usize, usize)> = None;
    while at < text.len() {
        match pieces.get(piece) {
            Some(Piece::Any) => {
                again = Some((at, piece));
                piece += 1;
                continue;
            }
            Some(Piece::One) => (at, piece) = (at + 1, piece + 1),
            Some(Piece::Character(own)) if *own == text[at] => (at, piece) = (at + 1, piece + 1),
            _ => {
                let Some((from, any)) = again else {
                    return Ok(false);
                };
                again = Some((from + 1, any));
                (at, piece) = (from + 1, any + 1);
            }
        }
    }
    Ok(pieces[piece..].iter().all(|piece| *piece == Piece::Any))
}

/// Reads a pattern; an escape character makes the `%`, `_` or itself behind it a character.
fn pieces(pattern: &str, escape: Option<&str>) -> Result<Vec<Piece>, AwsError> {
    let escape = match escape.map(|escape| (escape.chars().next(), escape.chars().count())) {
        None => None,
        Some((Some(escape), 1)) => Some(escape),
        Some(_) => return Err(evaluation::invalid_escape_sequence()),
    };
    let mut pieces = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        pieces.push(match character {
            own if Some(own) == escape => match characters.next() {
                Some(next) if next == own || matches!(next, '%' | '_') => Piece::Character(next),
                _ => return Err(evaluation::invalid_escape_sequence()),
            },
            '%' => Piece::Any,
            '_' => Piece::One,
            other => Piece::Character(other),
        });
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn patterns() {
        for (text, pattern, expected) in [
            ("", "", true),
            ("", "%", true),
            ("", "_", false),
            ("abc", "a%", true),
            ("abc", "%c", true),
            ("abc", "a_c", true),
            ("abc", "a_", false),
            ("aXbXc", "a%X%c", true),
            ("aab", "%ab", true),
            ("é", "_", true),
        ] {
            assert_eq!(
                is_like(text, pattern, None).unwrap(),
                expected,
                "{text} {pattern}"
            );
        }
        assert!(is_like("50%", "50\\%", Some("\\")).unwrap());
        assert!(!is_like("50x", "50\\%", Some("\\")).unwrap());
        assert!(is_like("x", "x\\", Some("\\")).is_err());
        assert!(is_like("x", "x", Some("ab")).is_err());
        let hard = format!("{}b", "%a".repeat(50));
        assert!(!is_like(&"a".repeat(5000), &hard, None).unwrap());
    }
}
