//! What Lambda says about VPCs and file systems.

use crate::aws::error::AwsError;

use super::wording::invalid_parameter;

/// AWS's text, as users of infrastructure tools quote it (sic).
pub(crate) fn half_a_vpc() -> AwsError {
    invalid_parameter("SubnetIds and SecurityIds must coexist or be both empty list.")
}

/// Recorded answer.
pub(crate) fn no_such_subnet(subnet: &str) -> AwsError {
    invalid_parameter(format!(
        "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error \
         Message: The subnet ID '{subnet}' does not exist"
    ))
}

/// AWS's text, as users of infrastructure tools quote it.
pub(crate) fn file_system_without_vpc(arn: &str) -> AwsError {
    invalid_parameter(format!(
        "Function must be configured to execute in a VPC to reference access point {arn}."
    ))
}
