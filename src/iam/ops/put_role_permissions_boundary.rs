//! PutRolePermissionsBoundary and DeleteRolePermissionsBoundary.

use crate::aws::error::AwsError;
use crate::aws::protocol::query::Output;
use crate::iam::call::Call;
use crate::iam::error;

/// AWS page: API_PutRolePermissionsBoundary.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn put_role_permissions_boundary(
    call: &mut Call<'_>,
) -> Result<Output, AwsError> {
    let arn = call.required("PermissionsBoundary")?;
    call.role()?;
    call.check_attachable(arn)?;
    call.role()?.boundary = Some(arn.to_owned());
    Ok(None)
}

/// AWS page: API_DeleteRolePermissionsBoundary.
///
/// Errors: ValidationError, NoSuchEntity.
pub(in crate::iam) fn delete_role_permissions_boundary(
    call: &mut Call<'_>,
) -> Result<Output, AwsError> {
    let role = call.role()?;
    match role.boundary.take() {
        Some(_) => Ok(None),
        None => Err(error::no_boundary(&role.name)),
    }
}
