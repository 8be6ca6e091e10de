//! What a read of an object answers: which bytes of it, and the headers that describe them.

use std::ops::Range;

use http::StatusCode;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE,
    CONTENT_RANGE, CONTENT_TYPE, ETAG, EXPIRES, HeaderName, HeaderValue, LAST_MODIFIED,
};

use crate::aws::error::AwsError;
use crate::aws::identity::Signing;
use crate::aws::time::http_date;

use super::checksum::{Checksum, Kind};
use super::conditions::{self, Read, Subject};
use super::exchange::Exchange;
use super::objects::object::{Object, PartSpan};
use super::range::{self, Asked};
use super::{attributes, encryption, error, settings};

/// The bytes of an object that a read is about.
struct Selection<'a> {
    range: Range<u64>,
    /// 206, even when the part is the whole.
    partial: bool,
    part: Option<&'a PartSpan>,
}

/// Checks the conditions of a read, chooses its bytes, and adds every header but those of s3s
/// (user metadata, Content-Length). Errors in AWS's order: encryption, conditions,
/// part number, range.
pub(super) fn describe(
    exchange: &Exchange,
    object: &Object,
    part_number: Option<i32>,
) -> Result<Range<u64>, AwsError> {
    encryption::check_read(exchange, &object.settings.encryption)?;
    let subject = Subject {
        etag: &object.etag,
        last_modified: object.last_modified,
    };
    if conditions::check_read(&exchange.headers, &subject, exchange.clock.now())?
        == Read::NotModified
    {
        return Err(not_modified(object));
    }
    let selection = select(exchange, object, part_number)?;
    attributes::write(exchange, &object.attributes);
    settings::write(exchange, object);
    exchange.reply_header(ACCEPT_RANGES, "bytes");
    exchange.reply_header(ETAG, &format!("\"{}\"", object.etag));
    exchange.reply_header(LAST_MODIFIED, &http_date(object.last_modified));
    encryption::reply(exchange, &object.settings.encryption);
    if selection.partial {
        exchange.reply_status(StatusCode::PARTIAL_CONTENT);
        let Range { start, end } = selection.range;
        let size = object.content.len();
        exchange.reply_header(
            CONTENT_RANGE,
            &format!("bytes {start}-{}/{size}", end.saturating_sub(1)),
        );
    }
    if part_number.is_some() && !object.parts.is_empty() {
        exchange.reply_amz("x-amz-mp-parts-count", &object.parts.len().to_string());
    }
    add_checksum(exchange, object, &selection);
    override_headers(exchange)?;
    Ok(selection.range)
}

fn not_modified(object: &Object) -> AwsError {
    let etag = HeaderValue::from_str(&format!("\"{}\"", object.etag));
    let modified = HeaderValue::from_str(&http_date(object.last_modified));
    let headers = [(ETAG, etag), (LAST_MODIFIED, modified)];
    error::object::not_modified(
        headers
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.ok()?))),
    )
}

fn select<'a>(
    exchange: &Exchange,
    object: &'a Object,
    part_number: Option<i32>,
) -> Result<Selection<'a>, AwsError> {
    let size = object.content.len();
    let whole = Selection {
        range: 0..size,
        partial: false,
        part: None,
    };
    let asked = exchange.header("range");
    if let Some(number) = part_number {
        if asked.is_some() {
            return Err(error::object::range_with_part_number());
        }
        return match object.parts.iter().find(|part| part.number == number) {
            Some(part) => Ok(Selection {
                range: part.range.clone(),
                partial: true,
                part: Some(part),
            }),
            None if object.parts.is_empty() && number == 1 => Ok(Selection {
                partial: size > 0,
                ..whole
            }),
            None => Err(error::object::invalid_part_number(
                number,
                object.parts.len().max(1),
            )),
        };
    }
    let Some(asked) = asked else {
        return Ok(whole);
    };
    match range::read(asked, size) {
        Asked::Whole => Ok(whole),
        Asked::Part(range) => Ok(Selection {
            range,
            partial: true,
            part: None,
        }),
        Asked::Unsatisfiable => Err(error::object::invalid_range(asked, size)),
    }
}

/// Checksums are shown when asked for, and never with a range (recorded); a part shows its own.
fn add_checksum(exchange: &Exchange, object: &Object, selection: &Selection<'_>) {
    let mode = exchange.header("x-amz-checksum-mode").unwrap_or_default();
    if !mode.eq_ignore_ascii_case("enabled") {
        return;
    }
    match selection.part {
        Some(part) => {
            if let Some(value) = &part.checksum {
                write_checksum(exchange, &object.checksum, value);
            }
        }
        None if !selection.partial => {
            write_checksum(exchange, &object.checksum, &object.checksum.value);
        }
        None => {}
    }
}

fn write_checksum(exchange: &Exchange, checksum: &Checksum, value: &str) {
    exchange.reply_amz(checksum.algorithm.header(), value);
    exchange.reply_amz("x-amz-checksum-type", checksum.kind.name());
}

/// Adds a new object's checksum to the answer of its write.
pub(super) fn reply_checksum(exchange: &Exchange, checksum: &Checksum) {
    debug_assert!(checksum.kind == Kind::FullObject, "one write, one body");
    write_checksum(exchange, checksum, &checksum.value);
}

/// The response-* parameters of a signed request replace the object's own headers (GetObject's
/// page, "Overriding response header values through the request").
fn override_headers(exchange: &Exchange) -> Result<(), AwsError> {
    const OVERRIDES: [(&str, HeaderName); 6] = [
        ("response-cache-control", CACHE_CONTROL),
        ("response-content-disposition", CONTENT_DISPOSITION),
        ("response-content-encoding", CONTENT_ENCODING),
        ("response-content-language", CONTENT_LANGUAGE),
        ("response-content-type", CONTENT_TYPE),
        ("response-expires", EXPIRES),
    ];
    for (parameter, header) in OVERRIDES {
        let Some(value) = exchange.query.get(parameter) else {
            continue;
        };
        if exchange.context.caller.signing == Signing::Anonymous {
            return Err(error::anonymous_response_headers());
        }
        let latin: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(c).ok()).collect();
        match latin.map(|bytes| HeaderValue::from_bytes(&bytes)) {
            Some(Ok(value)) => exchange.reply_header_value(header, value),
            _ => return Err(error::response_header_not_latin(parameter, value)),
        }
    }
    Ok(())
}
