//! RenameObject: gives an object of a directory bucket another key, without moving a byte.
//!
//! AWS: API_RenameObject; user guide, "Renaming objects in directory buckets". All that is known
//! of the object stays, its date too. Errors in order: the kind of bucket, source, keys, token, the
//! same token for something else, source, its conditions, those of the destination.

use crate::aws::error::AwsError;
use crate::aws::percent;
use crate::s3::conditions::{self, Subject};
use crate::s3::error::directory as refusal;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::object::Object;
use crate::s3::objects::rename::Rename;
use crate::s3::{error, names};

/// The conditions of a rename: about its destination, and about its source.
const CONDITIONS: [&str; 8] = [
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "x-amz-rename-source-if-match",
    "x-amz-rename-source-if-none-match",
    "x-amz-rename-source-if-modified-since",
    "x-amz-rename-source-if-unmodified-since",
];

pub(in crate::s3) fn rename_object(
    exchange: &Exchange,
    bucket: &Bucket,
    key: &str,
) -> Result<(), AwsError> {
    if !bucket.kind().is_directory() {
        return Err(error::not_implemented());
    }
    let source = exchange.header("x-amz-rename-source");
    let source = source.ok_or_else(refusal::rename_without_source)?;
    let source = percent::decode_utf8(source).ok_or_else(refusal::rename_without_source)?;
    names::check_key(&source)?;
    if source.ends_with('/') || key.ends_with('/') {
        return Err(refusal::rename_of_directory());
    }
    let conditions = CONDITIONS.iter().filter_map(|name| {
        let value = exchange.header(name)?;
        Some(((*name).to_owned(), value.to_owned()))
    });
    let rename = Rename {
        from: source,
        to: key.to_owned(),
        conditions: conditions.collect(),
    };
    bucket.rename(rename, token(exchange)?, |source, target| {
        let (headers, now) = (&exchange.headers, exchange.clock.now());
        conditions::check_rename_source(headers, &subject(source), now)?;
        conditions::check_rename_target(headers, target.map(subject).as_ref(), now, key)
    })
}

fn subject(object: &Object) -> Subject<'_> {
    Subject {
        etag: &object.etag,
        last_modified: object.last_modified,
    }
}

/// At most 64 visible ASCII characters.
fn token(exchange: &Exchange) -> Result<Option<&str>, AwsError> {
    let token = exchange.header("x-amz-client-token");
    let legal = |token: &&str| token.len() <= 64 && token.bytes().all(|b| b.is_ascii_graphic());
    match token {
        Some(token) if !legal(&token) => Err(refusal::invalid_client_token(token)),
        token => Ok(token),
    }
}
