//! What a browser's form says about its object, as the headers that a PutObject would carry.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::aws::error::AwsError;
use crate::aws::form::Form;
use crate::aws::percent;

use super::element::Element;
use super::objects::object::Tag;
use super::schema::{self, Kind, Shape, one};
use super::{error, object_tags, tags};

/// Fields that are headers of their own (docs, "POST Object").
const HEADERS: &[&str] = &[
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
];

/// Fields that name who asks.
const SIGNING: &[&str] = &[
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-signature",
];

const TAGGING: &[Shape] = &[one("TagSet", Kind::Nest(tags::TAG_SET))];

/// The request's own headers, but for those about the object: the form speaks for it.
pub(super) fn headers(form: &Form, request: &HeaderMap) -> Result<HeaderMap, AwsError> {
    let mut headers = request.clone();
    for name in request.keys().map(HeaderName::as_str) {
        let is_of_object = HEADERS.contains(&name)
            || name.starts_with("x-amz-") && name != "x-amz-expected-bucket-owner";
        if is_of_object || name == "content-md5" {
            headers.remove(name);
        }
    }
    for (field, value) in form.fields() {
        let name = field.to_ascii_lowercase();
        match name.as_str() {
            "acl" => add(&mut headers, "x-amz-acl", value)?,
            "tagging" => add(&mut headers, "x-amz-tagging", &tagging(value)?)?,
            own if HEADERS.contains(&own) => add(&mut headers, own, value)?,
            own if own.starts_with("x-amz-") && !SIGNING.contains(&own) => {
                add(&mut headers, own, value)?;
            }
            _ => {}
        }
    }
    Ok(headers)
}

fn add(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), AwsError> {
    let carried = HeaderValue::from_bytes(value.trim().as_bytes());
    let (Ok(own), Ok(carried)) = (HeaderName::from_bytes(name.as_bytes()), carried) else {
        return Err(error::response_header_not_latin(name, value));
    };
    headers.append(own, carried);
    Ok(())
}

/// The `tagging` field is the document of PutObjectTagging.
fn tagging(document: &str) -> Result<String, AwsError> {
    let root = schema::read(document.as_bytes(), "Tagging", TAGGING)?;
    let text = |tag: &Element, name| tag.text_of(name).unwrap_or_default().to_owned();
    let set = root.child("TagSet").into_iter();
    let tags: Vec<Tag> = set
        .flat_map(|set| set.all("Tag"))
        .map(|tag| Tag {
            key: text(tag, "Key"),
            value: text(tag, "Value"),
        })
        .collect();
    object_tags::check(&tags)?;
    let pair = |tag: &Tag| {
        let [key, value] = [&tag.key, &tag.value].map(|text| percent::encode_query(text));
        format!("{key}={value}")
    };
    Ok(tags.iter().map(pair).collect::<Vec<_>>().join("&"))
}
