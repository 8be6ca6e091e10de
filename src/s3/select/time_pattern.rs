//! TO_STRING's patterns: `y-MM-dd''T''H:m:ssX`.
//!
//! User guide, "Date functions", table of format symbols.

use crate::aws::error::AwsError;
use crate::s3::error::select::evaluation;

use super::timestamp::Timestamp;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes a moment as a pattern says.
pub(super) fn format(moment: Timestamp, pattern: &str) -> Result<String, AwsError> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            rest = quoted(&rest[1..], &mut text)?;
            continue;
        }
        let run = rest.len() - rest.trim_start_matches(first).len();
        if first.is_ascii_alphabetic() {
            text.push_str(&symbol(moment, first, run)?);
        } else {
            text.push_str(&rest[..run]);
        }
        rest = &rest[run..];
    }
    Ok(text)
}

/// Text between quotes stands for itself; two quotes are one.
fn quoted<'p>(rest: &'p str, text: &mut String) -> Result<&'p str, AwsError> {
    let Some(end) = rest.find('\'') else {
        return Err(evaluation::unterminated_pattern_token());
    };
    text.push_str(if end == 0 { "'" } else { &rest[..end] });
    Ok(&rest[end + 1..])
}

/// What `run` letters of a kind stand for.
fn symbol(moment: Timestamp, letter: char, run: usize) -> Result<String, AwsError> {
    let at = moment.local;
    let (year, month) = (at.year(), usize::from(u8::from(at.month())));
    let hour_of_12 = match at.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    Ok(match (letter, run) {
        ('y', 1) => year.to_string(),
        ('y', 2) => format!("{:02}", year % 100),
        ('y', 4) => format!("{year:04}"),
        ('M', 1 | 2) => format!("{month:0run$}"),
        ('M', 3) => MONTHS[month - 1][..3].to_owned(),
        ('M', 4) => MONTHS[month - 1].to_owned(),
        ('M', 5) => MONTHS[month - 1][..1].to_owned(),
        ('d', 1 | 2) => format!("{:0run$}", at.day()),
        ('a', 1) => String::from(if at.hour() < 12 { "AM" } else { "PM" }),
        ('h', 1 | 2) => format!("{hour_of_12:0run$}"),
        ('H', 1 | 2) => format!("{:0run$}", at.hour()),
        ('m', 1 | 2) => format!("{:0run$}", at.minute()),
        ('s', 1 | 2) => format!("{:0run$}", at.second()),
        ('S', 1..=9) => format!("{:09}", at.nanosecond())[..run].to_owned(),
        ('n', 1) => at.nanosecond().to_string(),
        ('X' | 'x', 1..=5) => zone(moment, letter == 'X', run),
        ('y' | 'M' | 'd' | 'a' | 'h' | 'H' | 'm' | 's' | 'S' | 'n' | 'X' | 'x', _) => {
            return Err(evaluation::invalid_pattern());
        }
        _ => return Err(evaluation::invalid_pattern_symbol()),
    })
}

/// `Z` or `+07`, `+0700`, `+07:00`; a small letter never writes `Z`.
fn zone(moment: Timestamp, may_be_z: bool, run: usize) -> String {
    let offset = moment.offset_min.unwrap_or_default();
    if offset == 0 && may_be_z {
        return "Z".to_owned();
    }
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset.unsigned_abs() / 60, offset.unsigned_abs() % 60);
    match run {
        1 if minutes == 0 => format!("{sign}{hours:02}"),
        1 | 2 | 4 => format!("{sign}{hours:02}{minutes:02}"),
        _ => format!("{sign}{hours:02}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // User guide, "Date functions": TO_STRING.
    #[test]
    fn the_user_guides_examples() {
        let moment = Timestamp::parse("1969-07-20T20:18Z").unwrap();
        for (pattern, expected) in [
            ("MMMM d, y", "July 20, 1969"),
            ("MMM d, yyyy", "Jul 20, 1969"),
            ("M-d-yy", "7-20-69"),
            ("MM-d-y", "07-20-1969"),
            ("MMMM d, y h:m a", "July 20, 1969 8:18 PM"),
            ("y-MM-dd'T'H:m:ssX", "1969-07-20T20:18:00Z"),
        ] {
            assert_eq!(format(moment, pattern).unwrap(), expected, "{pattern}");
        }
        let east = Timestamp::parse("1969-07-20T20:18+08:00").unwrap();
        for (pattern, expected) in [
            ("XXXX", "+0800"),
            ("XXXXX", "+08:00"),
            ("x", "+08"),
            ("''", "'"),
        ] {
            assert_eq!(format(east, pattern).unwrap(), expected, "{pattern}");
        }
        for (pattern, code) in [
            ("q", "EvaluatorInvalidTimestampFormatPatternSymbol"),
            ("yyy", "EvaluatorInvalidTimestampFormatPattern"),
            ("'T", "EvaluatorUnterminatedTimestampFormatPatternToken"),
        ] {
            assert_eq!(format(moment, pattern).unwrap_err().code(), code);
        }
    }
}
