//! SelectObjectContent: SQL over one object, its answer as a stream of events.
//!
//! AWS: API_SelectObjectContent and "SQL reference for Amazon S3 Select". Left out, answered
//! NotImplemented: Parquet. What fails before the first record is answered is an error of its own;
//! what fails later is an event. Errors in order: who asks, Range header, request, bucket, version,
//! storage class, encryption, statement, object.

use s3s::dto::{SelectObjectContentInput, SelectObjectContentOutput};

use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::identity::Signing;
use crate::s3::error::select::request;
use crate::s3::exchange::Exchange;
use crate::s3::found::Found;
use crate::s3::select::body::SelectBody;
use crate::s3::select::request::Request;
use crate::s3::{encryption, error};

pub(in crate::s3) async fn select_object_content(
    exchange: &Exchange,
    input: SelectObjectContentInput,
) -> Result<SelectObjectContentOutput, AwsError> {
    if exchange.context.caller.signing == Signing::Anonymous {
        return Err(error::access_denied());
    }
    if exchange.header("range").is_some() {
        return Err(request::unsupported_range_header());
    }
    let request = Request::read(&exchange.document)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let found = Found::of(&bucket, &input.key, None, "POST")?;
    let class = found.object.settings.storage_class;
    if class.is_archive() || class.name() == "REDUCED_REDUNDANCY" {
        return Err(request::unsupported_storage_class(class.name()));
    }
    encryption::check_read(exchange, &found.object.settings.encryption)?;
    let content = found.object.content.clone();
    let body = SelectBody::start(request, content, exchange.clock.now()).await?;
    exchange.reply_body(Body::stream(body));
    Ok(SelectObjectContentOutput::default())
}
