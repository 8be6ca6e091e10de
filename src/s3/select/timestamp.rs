//! SQL's TIMESTAMP: a moment that knows how exactly it is known, from the year to the nanosecond.
//!
//! ```text
//! 2010T   2010-01T   2010-01-01   2010-01-01T10:20Z   2010-01-01T10:20:30.125+07:00
//! ```

use std::cmp::Ordering;
use std::fmt;

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// How exactly a moment is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precision {
    Year,
    Month,
    Day,
    Minute,
    Second,
    /// So many digits behind the second.
    Fraction(u8),
}

/// A part of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DatePart {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    TimezoneHour,
    TimezoneMinute,
}

impl DatePart {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "year" => Self::Year,
            "month" => Self::Month,
            "day" => Self::Day,
            "hour" => Self::Hour,
            "minute" => Self::Minute,
            "second" => Self::Second,
            "timezone_hour" => Self::TimezoneHour,
            "timezone_minute" => Self::TimezoneMinute,
            _ => return None,
        })
    }
}

/// A moment, in the local time that it was written in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timestamp {
    pub(super) local: PrimitiveDateTime,
    pub(super) precision: Precision,
    /// Minutes east of UTC; `None` is written `-00:00`, and means that nobody knows.
    pub(super) offset_min: Option<i16>,
}

impl Timestamp {
    /// To the millisecond, as UTCNOW gives it.
    pub(super) fn utc(moment: OffsetDateTime) -> Self {
        Self {
            local: PrimitiveDateTime::new(moment.date(), moment.time()),
            precision: Precision::Fraction(3),
            offset_min: Some(0),
        }
    }

    /// Reads the W3C's date and time format (user guide, "Data types").
    pub(super) fn parse(text: &str) -> Option<Self> {
        if !text.is_ascii() {
            return None;
        }
        let (date, rest) = match text.split_once(['T', 't']) {
            Some((date, rest)) => (date, Some(rest)),
            None => (text, None),
        };
        let mut fields = date.split('-');
        let year = digits(fields.next()?, 4)?;
        let month = fields
            .next()
            .map(|text| digits(text, 2))
            .map_or(Some(None), |n| n.map(Some))?;
        let day = fields
            .next()
            .map(|text| digits(text, 2))
            .map_or(Some(None), |n| n.map(Some))?;
        if fields.next().is_some() || year == 0 {
            return None;
        }
        let precision = match (month, day) {
            (None, _) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
        };
        let month = Month::try_from(u8::try_from(month.unwrap_or(1)).ok()?).ok()?;
        let day = u8::try_from(day.unwrap_or(1)).ok()?;
        let date = Date::from_calendar_date(year as i32, month, day).ok()?;
        match rest {
            Some(rest) if !rest.is_empty() => match precision {
                Precision::Day => Self::with_time(date, rest),
                _ => None,
            },
            // `2010` and `2010-01` alone are no moments: their T must be there.
            None if precision != Precision::Day => None,
            _ => Some(Self {
                local: PrimitiveDateTime::new(date, Time::MIDNIGHT),
                precision,
                offset_min: None,
            }),
        }
    }

    /// Reads `10:20:30.125+07:00`, without seconds or fraction if there are none.
    fn with_time(date: Date, text: &str) -> Option<Self> {
        let zone_at = text.find(['Z', 'z', '+', '-'])?;
        let (clock, zone) = text.split_at(zone_at);
        let mut fields = clock.split(':');
        let hour = u8::try_from(digits(fields.next()?, 2)?).ok()?;
        let minute = u8::try_from(digits(fields.next()?, 2)?).ok()?;
        let (precision, second, nanos) = match fields.next() {
            None => (Precision::Minute, 0, 0),
            Some(seconds) => match seconds.split_once('.') {
                None => (Precision::Second, digits(seconds, 2)?, 0),
                Some((second, fraction)) => {
                    let length = u8::try_from(fraction.len()).ok()?;
                    if !(1..=9).contains(&length) {
                        return None;
                    }
                    let fraction = digits(fraction, length.into())?;
                    let nanos = fraction * 10_u32.pow(9 - u32::from(length));
                    (Precision::Fraction(length), digits(second, 2)?, nanos)
                }
            },
        };
        if fields.next().is_some() {
            return None;
        }
        let time = Time::from_hms_nano(hour, minute, u8::try_from(second).ok()?, nanos).ok()?;
        Some(Self {
            local: PrimitiveDateTime::new(date, time),
            precision,
            offset_min: zone_offset(zone)?,
        })
    }

    fn in_utc(self) -> PrimitiveDateTime {
        let offset = Duration::minutes(self.offset_min.unwrap_or_default().into());
        self.local.checked_sub(offset).unwrap_or(self.local)
    }

    pub(super) fn compare(self, other: Self) -> Ordering {
        self.in_utc().cmp(&other.in_utc())
    }

    /// DATE_ADD: the result is known at least as exactly as what was added. `None` when it is no
    /// moment of the years 1 to 9999.
    pub(super) fn add(self, part: DatePart, amount: i64) -> Option<Self> {
        let (local, least) = match part {
            DatePart::Year => (self.add_months(amount.checked_mul(12)?)?, Precision::Year),
            DatePart::Month => (self.add_months(amount)?, Precision::Month),
            DatePart::Day => (
                self.add_seconds(amount.checked_mul(86_400)?)?,
                Precision::Day,
            ),
            DatePart::Hour => (
                self.add_seconds(amount.checked_mul(3_600)?)?,
                Precision::Minute,
            ),
            DatePart::Minute => (
                self.add_seconds(amount.checked_mul(60)?)?,
                Precision::Minute,
            ),
            DatePart::Second => (self.add_seconds(amount)?, Precision::Second),
            DatePart::TimezoneHour | DatePart::TimezoneMinute => return None,
        };
        (1..=9999).contains(&local.year()).then_some(Self {
            local,
            precision: self.precision.max(least),
            ..self
        })
    }

    fn add_seconds(self, seconds: i64) -> Option<PrimitiveDateTime> {
        self.local.checked_add(Duration::seconds(seconds))
    }

    fn add_months(self, months: i64) -> Option<PrimitiveDateTime> {
        let month = i64::from(self.local.year()) * 12 + i64::from(u8::from(self.local.month())) - 1;
        let month = month.checked_add(months)?;
        let year = i32::try_from(month.div_euclid(12)).ok()?;
        let month = Month::try_from(month.rem_euclid(12) as u8 + 1).ok()?;
        let day = self.local.day().min(month.length(year));
        Some(
            self.local
                .replace_date(Date::from_calendar_date(year, month, day).ok()?),
        )
    }

    /// DATE_DIFF: whole parts from this moment to a later one. `None` for parts of a time zone.
    pub(super) fn until(self, part: DatePart, later: Self) -> Option<i64> {
        let (from, to) = (self.in_utc(), later.in_utc());
        let between = to - from;
        Some(match part {
            DatePart::Year => whole_months(from, to) / 12,
            DatePart::Month => whole_months(from, to),
            DatePart::Day => between.whole_days(),
            DatePart::Hour => between.whole_hours(),
            DatePart::Minute => between.whole_minutes(),
            DatePart::Second => between.whole_seconds(),
            DatePart::TimezoneHour | DatePart::TimezoneMinute => return None,
        })
    }

    pub(super) fn extract(self, part: DatePart) -> i64 {
        let offset = i64::from(self.offset_min.unwrap_or_default());
        match part {
            DatePart::Year => self.local.year().into(),
            DatePart::Month => u8::from(self.local.month()).into(),
            DatePart::Day => self.local.day().into(),
            DatePart::Hour => self.local.hour().into(),
            DatePart::Minute => self.local.minute().into(),
            DatePart::Second => self.local.second().into(),
            DatePart::TimezoneHour => offset / 60,
            DatePart::TimezoneMinute => offset % 60,
        }
    }
}

/// Exactly so many digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    let right = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

/// `Z`, or `+07:00`; `-00:00` is nobody's.
fn zone_offset(zone: &str) -> Option<Option<i16>> {
    if matches!(zone, "Z" | "z") {
        return Some(Some(0));
    }
    if zone == "-00:00" {
        return Some(None);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = i16::try_from(hours * 60 + minutes).ok()?;
    Some(Some(if zone.starts_with('-') {
        -offset
    } else {
        offset
    }))
}

fn whole_months(from: PrimitiveDateTime, to: PrimitiveDateTime) -> i64 {
    if to < from {
        return -whole_months(to, from);
    }
    let month = |at: PrimitiveDateTime| i64::from(at.year()) * 12 + i64::from(u8::from(at.month()));
    let begun = month(to) - month(from);
    let complete = (to.day(), to.time()) >= (from.day(), from.time());
    if complete { begun } else { begun - 1 }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.local;
        write!(f, "{:04}", at.year())?;
        if self.precision == Precision::Year {
            return f.write_str("T");
        }
        write!(f, "-{:02}", u8::from(at.month()))?;
        if self.precision == Precision::Month {
            return f.write_str("T");
        }
        write!(f, "-{:02}", at.day())?;
        if self.precision == Precision::Day {
            return Ok(());
        }
        write!(f, "T{:02}:{:02}", at.hour(), at.minute())?;
        if self.precision >= Precision::Second {
            write!(f, ":{:02}", at.second())?;
        }
        if let Precision::Fraction(digits) = self.precision {
            let nanos = format!("{:09}", at.nanosecond());
            write!(f, ".{}", &nanos[..usize::from(digits).min(9)])?;
        }
        match self.offset_min {
            None => f.write_str("-00:00"),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let offset = offset.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", offset / 60, offset % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn every_precision_is_read_and_written() {
        for text in [
            "2010T",
            "2010-01T",
            "2010-01-02",
            "2010-01-02T03:04Z",
            "2010-01-02T03:04:05-00:00",
            "2010-01-02T03:04:05.006+07:08",
            "2010-01-02T03:04:05.123456789-07:30",
        ] {
            assert_eq!(at(text).to_string(), text);
        }
        for none in [
            "",
            "2010",
            "2010-01",
            "2010-13T",
            "2010-02-30",
            "2010-01-02T03:04",
            "0000T",
            "2010T03:04Z",
            "é",
        ] {
            assert!(Timestamp::parse(none).is_none(), "{none}");
        }
    }

    // User guide, "Date functions": DATE_ADD.
    #[test]
    fn adding_keeps_or_raises_the_precision() {
        use DatePart::{Day, Hour, Minute, Month, Second, Year};
        for (text, part, amount, expected) in [
            ("2010-01-01T", Year, 5, "2015-01-01"),
            ("2010T", Month, 1, "2010-02T"),
            ("2010T", Month, 13, "2011-02T"),
            ("2017-01-10T", Day, -1, "2017-01-09"),
            ("2017T", Hour, 1, "2017-01-01T01:00-00:00"),
            ("2017-01-02T03:04Z", Hour, 1, "2017-01-02T04:04Z"),
            (
                "2017-01-02T03:04:05.006Z",
                Minute,
                1,
                "2017-01-02T03:05:05.006Z",
            ),
            (
                "2017-01-02T03:04:05.006Z",
                Second,
                1,
                "2017-01-02T03:04:06.006Z",
            ),
            ("2020-01-31T", Month, 1, "2020-02-29"),
        ] {
            assert_eq!(at(text).add(part, amount).unwrap().to_string(), expected);
        }
        assert!(at("9999T").add(Year, 1).is_none());
        assert!(at("2010T").add(Year, i64::MAX).is_none());
        assert!(at("2010T").add(Second, i64::MIN).is_none());
    }

    // User guide, "Date functions": DATE_DIFF, EXTRACT.
    #[test]
    fn differences_count_whole_parts() {
        use DatePart::{Day, Month, Year};
        for (from, to, part, expected) in [
            ("2010-01-01T", "2011-01-01T", Year, 1),
            ("2010T", "2010-05T", Month, 4),
            ("2010T", "2011T", Month, 12),
            ("2011T", "2010T", Month, -12),
            ("2010-01-01T23:00Z", "2010-01-02T01:00Z", Day, 0),
        ] {
            assert_eq!(at(from).until(part, at(to)), Some(expected), "{from} {to}");
        }
        let moment = at("2017-01-02T03:04:05+07:08");
        let parts = [
            DatePart::Hour,
            DatePart::Minute,
            DatePart::TimezoneHour,
            DatePart::TimezoneMinute,
        ];
        assert_eq!(parts.map(|part| moment.extract(part)), [3, 4, 7, 8]);
    }
}
