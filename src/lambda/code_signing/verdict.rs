//! What a code signing configuration says of a function's code.

use super::config::{CodeSigningConfig, Untrusted};
use crate::aws::error::AwsError;
use crate::lambda::error;
use crate::lambda::functions::version::Code;

/// Refuses code that a configuration does not let in. Nothing here reads signatures of AWS Signer's:
/// every package counts as one without.
///
/// Errors: InvalidParameterValueException for an image; CodeVerificationFailedException for a package
/// where signatures are enforced.
pub(crate) fn judge(
    config: Option<&CodeSigningConfig>,
    function: &str,
    code: &Code,
) -> Result<(), AwsError> {
    let Some(config) = config else {
        return Ok(());
    };
    if code.is_image() {
        return Err(error::code_signing::images_not_signed());
    }
    match config.untrusted {
        Untrusted::Enforce => Err(error::code_signing::code_not_verified(function)),
        Untrusted::Warn => {
            tracing::warn!("{} wants {function} to have a signed package", config.arn);
            Ok(())
        }
    }
}
