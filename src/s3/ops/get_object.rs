//! GetObject: an object's bytes, all or some.
//!
//! AWS: API_GetObject. Errors in order: bucket, version, storage class, encryption, conditions,
//! part number, range, response-* parameters; InternalError for a body that the disk does not give back.

use s3s::dto::{GetObjectInput, GetObjectOutput};

use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};
use crate::s3::lifecycle::expiration::reply_expiration;
use crate::s3::{attributes, error, representation};
use crate::store::reader::ContentBody;

pub(in crate::s3) async fn get_object(
    exchange: &Exchange,
    input: GetObjectInput,
) -> Result<GetObjectOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "GET")?;
    found.check_readable(exchange, error::object::object_is_archived)?;
    let object = &found.object;
    let range = representation::describe(exchange, object, input.part_number)?;
    reply_version_id(exchange, found.version_id());
    reply_expiration(exchange, &bucket, &input.key, object);
    let content_length = (range.end - range.start) as i64;
    let content = if content_length as u64 == object.content.len() {
        object.content.clone()
    } else {
        object.content.slice(range)
    };
    exchange.reply_body(match content.at_hand() {
        Some(bytes) => Body::from(bytes),
        None => {
            let name = format!("{}/{}", input.bucket, input.key);
            let body = ContentBody::begin(content, &name).await;
            Body::stream(body.map_err(|damage| error::internal(damage.into()))?)
        }
    });
    Ok(GetObjectOutput {
        content_length: Some(content_length),
        metadata: attributes::metadata(&object.attributes),
        ..GetObjectOutput::default()
    })
}
