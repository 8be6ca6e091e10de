//! Moments as AWS writes them on the wire.

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Iso8601;
use time::macros::format_description;
use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset, Weekday};

const HTTP_DATE: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);
const ISO_MILLIS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
const ISO_MICROS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
const ISO_SECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const LAMBDA: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]+0000");
const LAMBDA_SECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]+0000");
const BASIC: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day]T[hour][minute][second]Z");

const ACCESS_LOG: &[BorrowedFormatItem<'_>] =
    format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");

const JAVA_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short] [month repr:short] [day] [hour]:[minute]:[second]");

const SPELLED_OUT: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday], [month repr:long] [day padding:none], [year] at [hour repr:12 padding:none]:[minute]:[second] [period] Coordinated Universal Time"
);

fn write(moment: OffsetDateTime, format: &[BorrowedFormatItem<'_>]) -> String {
    moment
        .format(format)
        .expect("every field of these formats exists in a date with time")
}

/// A moment from milliseconds since 1970; those that no calendar has are the first one.
pub(crate) fn from_unix_ms(unix_ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(unix_ms) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// `Sun, 22 Nov 2026 07:38:00 GMT`, as in Date and Last-Modified headers.
pub(crate) fn http_date(moment: OffsetDateTime) -> String {
    write(moment, HTTP_DATE)
}

/// `2026-11-22T07:38:00.123Z`, as in S3's documents.
pub(crate) fn iso_millis(moment: OffsetDateTime) -> String {
    write(moment, ISO_MILLIS)
}

/// `2026-11-22T07:38:00.123456Z`, as Lambda tells the time of function URLs.
pub(crate) fn iso_micros(moment: OffsetDateTime) -> String {
    write(moment, ISO_MICROS)
}

/// `2026-11-22T07:38:00Z`, as in S3's refusals of expired requests.
pub(crate) fn iso_seconds(moment: OffsetDateTime) -> String {
    write(moment, ISO_SECONDS)
}

/// `2026-11-22T07:38:00.123+0000`, Lambda's LastModified.
pub(crate) fn lambda_modified(moment: OffsetDateTime) -> String {
    write(moment, LAMBDA)
}

/// `Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time`, as in DynamoDB's refusals.
pub(crate) fn spelled_out(moment: OffsetDateTime) -> String {
    write(moment, SPELLED_OUT)
}

/// `2026-11-22T07:38:00+0000`, LastModified of provisioned concurrency.
pub(crate) fn lambda_provisioned(moment: OffsetDateTime) -> String {
    write(moment, LAMBDA_SECONDS)
}

/// Reads `2030-01-01T00:00:00Z`, with or without milliseconds, or a date alone.
pub(crate) fn parse_iso(text: &str) -> Option<OffsetDateTime> {
    let whole = match text.contains('T') {
        true => text.to_owned(),
        false => format!("{text}T00:00:00Z"),
    };
    OffsetDateTime::parse(&whole, &Iso8601::DEFAULT).ok()
}

/// `22/Nov/2026:07:38:00 +0000`, as API Gateway tells functions the time of a request.
pub(crate) fn access_log(moment: OffsetDateTime) -> String {
    write(moment, ACCESS_LOG)
}

/// `Sat Nov 21 23:38:00 PST 2026`, as S3's errors show a date: in Seattle's time, as Java prints it.
/// Summer time by the rule of 2007, for every year.
pub(crate) fn pacific(moment: OffsetDateTime) -> String {
    let (hours, zone) = match is_pacific_summer(moment) {
        true => (-7, "PDT"),
        false => (-8, "PST"),
    };
    let offset = UtcOffset::from_hms(hours, 0, 0).unwrap_or(UtcOffset::UTC);
    // The first hours of the year 1 lie before it there.
    let local = moment.checked_to_offset(offset).unwrap_or(moment);
    format!("{} {zone} {}", write(local, JAVA_DATE), local.year())
}

/// From the second Sunday of March, 10:00 UTC, to the first of November, 09:00 UTC.
fn is_pacific_summer(moment: OffsetDateTime) -> bool {
    let sunday = |month, from_day, hour| {
        let first = Date::from_calendar_date(moment.year(), month, from_day).ok()?;
        let to_sunday = match first.weekday() {
            Weekday::Sunday => 0,
            other => 7 - i64::from(other.number_days_from_sunday()),
        };
        let date = first.checked_add(Duration::days(to_sunday))?;
        Some(
            date.with_time(Time::from_hms(hour, 0, 0).ok()?)
                .assume_utc(),
        )
    };
    let starts = sunday(Month::March, 8, 10);
    let ends = sunday(Month::November, 1, 9);
    starts.is_some_and(|starts| moment >= starts) && ends.is_some_and(|ends| moment < ends)
}

/// `20261122T073800Z`, the time of a signature.
pub(crate) fn basic(moment: OffsetDateTime) -> String {
    write(moment, BASIC)
}

/// Reads `20261122T073800Z`, the time of a signature.
pub(crate) fn parse_basic(text: &str) -> Option<OffsetDateTime> {
    time::PrimitiveDateTime::parse(text, BASIC)
        .ok()
        .map(time::PrimitiveDateTime::assume_utc)
}

/// Reads a date header: `Sun, 22 Nov 2026 07:38:00 GMT`, or with the zone as mail has it, `-0000`,
/// which botocore signs where a caller has set a Date.
pub(crate) fn parse_http_date(text: &str) -> Option<OffsetDateTime> {
    let zones = ["-0000", "+0000"];
    let moment = zones.iter().find_map(|zone| text.strip_suffix(zone));
    let text = moment.map_or(text.to_owned(), |moment| format!("{moment}GMT"));
    time::PrimitiveDateTime::parse(&text, HTTP_DATE)
        .ok()
        .map(time::PrimitiveDateTime::assume_utc)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    #[test]
    fn moments_are_written_as_each_service_writes_them() {
        let moment = datetime!(2026-11-22 07:38:05.123 UTC);
        assert_eq!(super::http_date(moment), "Sun, 22 Nov 2026 07:38:05 GMT");
        assert_eq!(super::iso_millis(moment), "2026-11-22T07:38:05.123Z");
        assert_eq!(
            super::lambda_modified(moment),
            "2026-11-22T07:38:05.123+0000"
        );
        assert_eq!(super::access_log(moment), "22/Nov/2026:07:38:05 +0000");
        assert_eq!(
            super::spelled_out(moment),
            "Sunday, November 22, 2026 at 7:38:05 AM Coordinated Universal Time"
        );
    }

    #[test]
    fn a_date_header_is_read_with_either_name_of_its_zone() {
        let moment = Some(datetime!(2026-11-22 07:38:00 UTC));
        for zone in ["GMT", "-0000", "+0000"] {
            let text = format!("Sun, 22 Nov 2026 07:38:00 {zone}");
            assert_eq!(super::parse_http_date(&text), moment);
        }
        assert_eq!(
            super::parse_http_date("Sun, 22 Nov 2026 07:38:00 +0100"),
            None
        );
    }

    // Recorded: the first; the rest by the rule of summer time.
    #[test]
    fn a_date_is_shown_in_seattles_time() {
        for (moment, shown) in [
            (
                datetime!(2020-01-01 00:00 UTC),
                "Tue Dec 31 16:00:00 PST 2019",
            ),
            (
                datetime!(2026-03-08 09:59:59 UTC),
                "Sun Mar 08 01:59:59 PST 2026",
            ),
            (
                datetime!(2026-03-08 10:00 UTC),
                "Sun Mar 08 03:00:00 PDT 2026",
            ),
            (
                datetime!(2026-11-01 08:59:59 UTC),
                "Sun Nov 01 01:59:59 PDT 2026",
            ),
            (
                datetime!(2026-11-01 09:00 UTC),
                "Sun Nov 01 01:00:00 PST 2026",
            ),
        ] {
            assert_eq!(super::pacific(moment), shown);
        }
    }

    #[test]
    fn a_signature_time_is_read() {
        assert_eq!(
            super::parse_basic("20261122T073805Z"),
            Some(datetime!(2026-11-22 07:38:05 UTC))
        );
        assert_eq!(super::parse_basic("2026-11-22"), None);
    }
}
