//! Moments as AWS writes them on the wire.

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

const HTTP_DATE: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);
const ISO_MILLIS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
const ISO_SECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const LAMBDA: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]+0000");
const BASIC: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day]T[hour][minute][second]Z");

const ACCESS_LOG: &[BorrowedFormatItem<'_>] =
    format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");

fn write(moment: OffsetDateTime, format: &[BorrowedFormatItem<'_>]) -> String {
    moment
        .format(format)
        .expect("every field of these formats exists in a date with time")
}

/// `Sun, 22 Nov 2026 07:38:00 GMT`, as in Date and Last-Modified headers.
pub(crate) fn http_date(moment: OffsetDateTime) -> String {
    write(moment, HTTP_DATE)
}

/// `2026-11-22T07:38:00.123Z`, as in S3's documents.
pub(crate) fn iso_millis(moment: OffsetDateTime) -> String {
    write(moment, ISO_MILLIS)
}

/// `2026-11-22T07:38:00Z`, as in S3's refusals of expired requests.
pub(crate) fn iso_seconds(moment: OffsetDateTime) -> String {
    write(moment, ISO_SECONDS)
}

/// `2026-11-22T07:38:00.123+0000`, Lambda's LastModified.
pub(crate) fn lambda_modified(moment: OffsetDateTime) -> String {
    write(moment, LAMBDA)
}

/// `22/Nov/2026:07:38:00 +0000`, as API Gateway tells functions the time of a request.
pub(crate) fn access_log(moment: OffsetDateTime) -> String {
    write(moment, ACCESS_LOG)
}

/// Reads `20261122T073800Z`, the time of a signature.
pub(crate) fn parse_basic(text: &str) -> Option<OffsetDateTime> {
    time::PrimitiveDateTime::parse(text, BASIC)
        .ok()
        .map(time::PrimitiveDateTime::assume_utc)
}

/// Reads a date header: `Sun, 22 Nov 2026 07:38:00 GMT`.
pub(crate) fn parse_http_date(text: &str) -> Option<OffsetDateTime> {
    time::PrimitiveDateTime::parse(text, HTTP_DATE)
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
