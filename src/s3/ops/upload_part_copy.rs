//! UploadPartCopy: a part whose bytes are another object's, shared and not copied.
//!
//! AWS: API_UploadPartCopy. Errors in order: part number, source's name, bucket, upload, encryption,
//! source, its encryption, conditions, range, size.

use s3s::dto::{UploadPartCopyInput, UploadPartCopyOutput};

use crate::aws::error::AwsError;
use crate::s3::checksum::hex;
use crate::s3::copy_source::{self, CopySource};
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::objects::upload::Part;
use crate::s3::{body, encryption};

pub(in crate::s3) async fn upload_part_copy(
    exchange: &Exchange,
    input: UploadPartCopyInput,
) -> Result<UploadPartCopyOutput, AwsError> {
    let source = CopySource::of(exchange)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let plan = bucket.upload(&input.key, &input.upload_id)?.plan;
    let encryption = &plan.settings.encryption;
    encryption::check_part(exchange, &bucket, &input.key, "UploadPartCopy", encryption)?;
    let original = source.open(exchange)?.object;
    let range = copy_source::range(exchange, original.content.len())?;
    copy_source::check_size(range.end - range.start)?;
    let content = original.content.slice(range);
    let (algorithm, _) = plan.effective_checksum();
    let (md5, checksum) = body::digest(&content, algorithm).await?;
    let part = Part {
        content,
        etag: encryption.part_etag(md5, &input.upload_id, input.part_number),
        checksum,
        last_modified: exchange.now(),
    };
    encryption::reply(exchange, encryption);
    exchange.reply_body(Document::write("CopyPartResult", |xml| {
        xml.moment("LastModified", part.last_modified);
        xml.etag(&hex(&part.etag));
        if plan.checksum.is_some() {
            xml.text(algorithm.element(), &part.checksum);
        }
    }));
    bucket.put_part(&input.key, &input.upload_id, input.part_number, part)?;
    Ok(UploadPartCopyOutput::default())
}
