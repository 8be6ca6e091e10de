//! CreateLogGroup: makes an empty group.

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::group::Group;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::{name, tags};

/// The classes that a group may have.
pub(super) const CLASSES: [&str; 3] = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];

/// API reference, CreateLogGroup. A KMS key is kept and shown.
///
/// Errors: InvalidParameterException, ResourceAlreadyExistsException, LimitExceededException.
pub(in crate::logs) fn create_log_group(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let name = name::required_group(input)?;
    let kms_key = input.text("kmsKeyId", 0, 256)?;
    let tags = tags::read(input)?;
    let class = input.one_of("logGroupClass", &CLASSES)?;
    let is_protected = input.boolean("deletionProtectionEnabled")?;
    input.finish()?;
    let mut group = Group::new(&name.unwrap_or_default(), call.now_ms());
    group.kms_key = kms_key;
    group.tags = tags.unwrap_or_default();
    group.is_protected = is_protected.unwrap_or_default();
    if let Some(class) = class {
        group.class = class;
    }
    call.shared.store().add_group(call.scope, group)?;
    Ok(Reply::Nothing)
}
