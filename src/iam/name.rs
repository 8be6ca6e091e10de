//! Names, paths and ARNs, as IAM's model constrains them.

use crate::aws::arn::Arn;
use crate::aws::constraint::Violations;
use crate::aws::identity::{AccountId, has_name_characters};

pub(super) const ROLE_MAX: usize = 64;
pub(super) const POLICY_MAX: usize = 128;

/// A parameter's name as messages spell it: `RoleName` is `roleName`.
pub(super) fn member(parameter: &str) -> String {
    let (first, rest) = parameter.split_at(1);
    first.to_ascii_lowercase() + rest
}

/// Notes a name that is too long or has characters that none may have.
pub(super) fn check(violations: &mut Violations, member: &str, name: &str, max: usize) {
    violations.length(member, name, 1, max);
    if !has_name_characters(name) {
        violations.pattern(member, name, "[\\w+=,.@-]+");
    }
}

/// Notes a path that does not begin and end with a slash.
pub(super) fn check_path(violations: &mut Violations, member: &str, path: &str) {
    violations.length(member, path, 1, 512);
    let is_path = path.starts_with('/') && path.ends_with('/');
    if !is_path || !path.chars().all(|c| matches!(c, '!'..='\u{7F}')) {
        let pattern = "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)";
        violations.pattern(member, path, pattern);
    }
}

/// `arn:aws:iam::123456789012:policy/name`, or `aws` in place of the account.
pub(super) fn is_policy_arn(arn: &str) -> bool {
    let Some(arn) = Arn::parse(arn) else {
        return false;
    };
    let owner = arn.account == "aws" || AccountId::parse(arn.account).is_some();
    let name = arn.resource.strip_prefix("policy/").unwrap_or_default();
    owner && arn.service == "iam" && arn.region.is_empty() && !last_segment(name).is_empty()
}

/// A policy that AWS manages: any may be attached, for nobody can know them all.
pub(super) fn is_managed_by_aws(arn: &str) -> bool {
    Arn::parse(arn).is_some_and(|arn| arn.account == "aws")
}

/// The name at the end of an ARN or a path.
pub(super) fn last_segment(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_policies_are_told_from_others() {
        for (arn, is_policy) in [
            ("arn:aws:iam::aws:policy/service-role/X", true),
            ("arn:aws:iam::123456789012:policy/p", true),
            ("arn:aws:iam::123456789012:role/p", false),
            ("arn:aws:iam::123:policy/p", false),
            ("arn:aws:iam::123456789012:policy/", false),
            ("not-an-arn-at-all-really", false),
        ] {
            assert_eq!(is_policy_arn(arn), is_policy, "{arn}");
        }
    }

    #[test]
    fn a_path_stands_between_slashes() {
        let fits = |path: &str| {
            let mut violations = Violations::default();
            check_path(&mut violations, "path", path);
            violations.finish_query(Some(())).is_ok()
        };
        assert!(fits("/") && fits("/a/b/"));
        assert!(!fits("a/") && !fits("/a") && !fits("") && !fits("/ /"));
    }
}
