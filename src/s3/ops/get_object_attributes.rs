//! GetObjectAttributes: an object's digests, parts, class and size in one document.
//!
//! AWS: API_GetObjectAttributes. Errors in order: attribute names, bucket, version, encryption.

use http::header::LAST_MODIFIED;
use s3s::dto::{GetObjectAttributesInput, GetObjectAttributesOutput};

use crate::aws::error::AwsError;
use crate::aws::time::http_date;
use crate::s3::checksum::Checksum;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};
use crate::s3::objects::object::Object;
use crate::s3::{encryption, error};

/// Parts in one page at most, as in ListParts.
const PARTS_MAX: usize = 1000;

/// What can be asked for.
const NAMES: [&str; 5] = [
    "ETag",
    "Checksum",
    "ObjectParts",
    "StorageClass",
    "ObjectSize",
];

pub(in crate::s3) fn get_object_attributes(
    exchange: &Exchange,
    input: GetObjectAttributesInput,
) -> Result<GetObjectAttributesOutput, AwsError> {
    let asked = asked(exchange)?;
    let wants = |name| asked.contains(&name);
    let (marker, max) = (
        number(exchange, "x-amz-part-number-marker")?.unwrap_or(0),
        number(exchange, "x-amz-max-parts")?,
    );
    let max = max.map_or(PARTS_MAX, |max| PARTS_MAX.min(max as usize));
    let bucket = exchange.bucket(&input.bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "GET")?;
    let object = &found.object;
    encryption::check_read(exchange, &object.settings.encryption)?;
    reply_version_id(exchange, found.version_id());
    exchange.reply_header(LAST_MODIFIED, &http_date(object.last_modified));
    exchange.reply_body(Document::write("GetObjectAttributesResponse", |xml| {
        if wants("ETag") {
            // Recorded: without quotes.
            xml.text("ETag", &object.etag);
        }
        if wants("Checksum") {
            xml.nest("Checksum", |xml| write_checksum(xml, &object.checksum));
        }
        if wants("ObjectParts") && !object.parts.is_empty() {
            xml.nest("ObjectParts", |xml| write_parts(xml, object, marker, max));
        }
        if wants("StorageClass") {
            xml.text("StorageClass", object.settings.storage_class.name());
        }
        if wants("ObjectSize") {
            xml.number("ObjectSize", object.content.len());
        }
    }));
    Ok(GetObjectAttributesOutput::default())
}

/// The names in `x-amz-object-attributes`, which may come several times.
fn asked(exchange: &Exchange) -> Result<Vec<&str>, AwsError> {
    const HEADER: &str = "x-amz-object-attributes";
    let values = exchange.headers.get_all(HEADER).iter();
    let names: Vec<&str> = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        return Err(error::object::missing_object_attributes());
    }
    match names.iter().find(|name| !NAMES.contains(*name)) {
        Some(unknown) => Err(error::object::invalid_attribute_name(HEADER, unknown)),
        None => Ok(names),
    }
}

fn number(exchange: &Exchange, header: &str) -> Result<Option<i32>, AwsError> {
    let Some(text) = exchange.header(header) else {
        return Ok(None);
    };
    match text.parse::<i32>() {
        Ok(number) if number >= 0 => Ok(Some(number)),
        Ok(_) => Err(error::listing::out_of_range(header, 0, i32::MAX, text)),
        Err(_) => Err(error::listing::not_an_integer(header, text)),
    }
}

/// A composite checksum comes without its count of parts here.
fn write_checksum(xml: &mut Document, checksum: &Checksum) {
    let value = checksum.value.split('-').next().unwrap_or_default();
    xml.text(checksum.algorithm.element(), value);
    xml.text("ChecksumType", checksum.kind.name());
}

/// Recorded: the number of parts alone, unless the upload asked for a checksum.
fn write_parts(xml: &mut Document, object: &Object, marker: i32, max: usize) {
    xml.number("PartsCount", object.parts.len() as u64);
    if object.parts.iter().any(|part| part.checksum.is_none()) {
        return;
    }
    let behind = object.parts.iter().filter(|part| part.number > marker);
    let shown: Vec<_> = behind.clone().take(max).collect();
    xml.number("PartNumberMarker", marker);
    let next = shown.last().map_or(0, |part| part.number);
    xml.number("NextPartNumberMarker", next);
    xml.number("MaxParts", max as u64);
    xml.boolean("IsTruncated", max > 0 && behind.count() > shown.len());
    for part in shown {
        xml.nest("Part", |xml| {
            let algorithm = object.checksum.algorithm.element();
            xml.optional(algorithm, part.checksum.as_deref());
            xml.number("PartNumber", part.number);
            xml.number("Size", part.range.end - part.range.start);
        });
    }
}
