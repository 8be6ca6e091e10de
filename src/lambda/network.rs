//! What functions would reach in a network of the caller's: VPC and file systems.
//!
//! There is no VPC here. A function outside of one says so as on AWS; whoever names a subnet, a security
//! group or an access point gets AWS's answer for one that does not exist.

use serde::{Deserialize, Serialize};

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;

use super::error;
use super::wire::settings::{FileSystemConfigInput, VpcConfigInput};

/// Subnets and security groups of one function (API model).
const SUBNETS_MAX: usize = 16;
const SECURITY_GROUPS_MAX: usize = 5;
/// File systems of one function (API model).
const FILE_SYSTEMS_MAX: usize = 1;
const ARN_PATTERN: &str = r"arn:aws[a-zA-Z-]*:elasticfilesystem:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\d{1}:\d{12}:access-point/fsap-[a-f0-9]{17}$|^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}";
const MOUNT_PATTERN: &str = r"/mnt/[a-zA-Z0-9-_.]+";

/// A VpcConfig without subnets, as it is kept: what takes a function out of its VPC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoVpc {
    /// Ipv6AllowedForDualStack.
    pub(crate) ipv6_allowed: bool,
}

/// Notes every value that lies outside the API model's constraints.
pub(crate) fn check(
    vpc: Option<&VpcConfigInput>,
    file_systems: Option<&[FileSystemConfigInput]>,
    violations: &mut Violations,
) {
    if let Some(vpc) = vpc {
        let ids = vpc.security_group_ids.as_deref().unwrap_or_default();
        let letters: fn(u8) -> bool = |byte| byte.is_ascii_alphanumeric();
        let groups = Ids {
            member: "vpcConfig.securityGroupIds",
            count_max: SECURITY_GROUPS_MAX,
            prefix: "sg-",
            legal: letters,
            pattern: "sg-[0-9a-zA-Z]*",
        };
        groups.check(ids, violations);
        let ids = vpc.subnet_ids.as_deref().unwrap_or_default();
        let subnets = Ids {
            member: "vpcConfig.subnetIds",
            count_max: SUBNETS_MAX,
            prefix: "subnet-",
            legal: |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit(),
            pattern: "subnet-[0-9a-z]*",
        };
        subnets.check(ids, violations);
    }
    let file_systems = file_systems.unwrap_or_default();
    if file_systems.len() > FILE_SYSTEMS_MAX {
        let constraint =
            format!("Member must have length less than or equal to {FILE_SYSTEMS_MAX}");
        let shown: Vec<_> = file_systems.iter().map(shown).collect();
        let shown = format!("[{}]", shown.join(", "));
        violations.note("fileSystemConfigs", &shown, &constraint);
    }
    for (index, own) in file_systems.iter().enumerate() {
        let member = |name: &str| format!("fileSystemConfigs.{}.member.{name}", index + 1);
        match &own.arn {
            Some(arn) if !is_access_point(arn) => {
                violations.pattern(&member("arn"), arn, ARN_PATTERN);
            }
            Some(_) => {}
            None => violations.missing(&member("arn")),
        }
        match &own.local_mount_path {
            Some(path) if !is_mount(path) => {
                violations.pattern(&member("localMountPath"), path, MOUNT_PATTERN);
            }
            Some(_) => {}
            None => violations.missing(&member("localMountPath")),
        }
    }
}

/// Takes over a VpcConfig that [`check`] has passed; `None` for none.
///
/// Errors, all InvalidParameterValueException: subnets without security groups or the other way round;
/// the first subnet, which is not there.
pub(crate) fn accept_vpc(input: Option<VpcConfigInput>) -> Result<Option<NoVpc>, AwsError> {
    let Some(input) = input else {
        return Ok(None);
    };
    let subnets = input.subnet_ids.unwrap_or_default();
    let groups = input.security_group_ids.unwrap_or_default();
    if subnets.is_empty() != groups.is_empty() {
        return Err(error::network::half_a_vpc());
    }
    match subnets.first() {
        Some(subnet) => Err(error::network::no_such_subnet(subnet)),
        None => Ok(Some(NoVpc {
            ipv6_allowed: input.ipv6_allowed_for_dual_stack.unwrap_or_default(),
        })),
    }
}

/// Errors: InvalidParameterValueException for any, as no function is in a VPC.
pub(crate) fn refuse_file_systems(input: Option<&[FileSystemConfigInput]>) -> Result<(), AwsError> {
    match input
        .unwrap_or_default()
        .first()
        .and_then(|own| own.arn.as_deref())
    {
        Some(arn) => Err(error::network::file_system_without_vpc(arn)),
        None => Ok(()),
    }
}

/// A list of ids of the API model.
struct Ids {
    member: &'static str,
    count_max: usize,
    prefix: &'static str,
    legal: fn(u8) -> bool,
    pattern: &'static str,
}

impl Ids {
    fn check(&self, ids: &[String], violations: &mut Violations) {
        let shown = || format!("[{}]", ids.join(", "));
        if ids.len() > self.count_max {
            let most = self.count_max;
            let constraint = format!("Member must have length less than or equal to {most}");
            violations.note(self.member, &shown(), &constraint);
        }
        let is_id = |id: &String| {
            let rest = id.strip_prefix(self.prefix);
            id.len() <= 1024 && rest.is_some_and(|rest| rest.bytes().all(self.legal))
        };
        if !ids.iter().all(is_id) {
            // Recorded answer.
            let constraint = format!(
                "Member must satisfy constraint: [Member must have length less than or equal to 1024, \
                 Member must have length greater than or equal to 0, Member must satisfy regular \
                 expression pattern: {}]",
                self.pattern
            );
            violations.note(self.member, &shown(), &constraint);
        }
    }
}

fn shown(own: &FileSystemConfigInput) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "null".to_owned());
    let (arn, path) = (text(&own.arn), text(&own.local_mount_path));
    format!("FileSystemConfig(arn={arn}, localMountPath={path})")
}

/// [`ARN_PATTERN`] by hand, with less of its regions.
fn is_access_point(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, service, _, account, resource] = parts[..] else {
        return false;
    };
    let kind = match service {
        "elasticfilesystem" => resource.starts_with("access-point/fsap-"),
        "s3files" => {
            resource.contains("file-system/fs-") && resource.contains("/access-point/fsap-")
        }
        _ => false,
    };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    arn.len() <= 256 && partition.starts_with("aws") && is_account && kind
}

/// [`MOUNT_PATTERN`] by hand.
fn is_mount(path: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let name = path.strip_prefix("/mnt/").unwrap_or_default();
    path.len() <= 160 && !name.is_empty() && name.bytes().all(legal)
}
