//! Bucket policies: what S3 has to name in them, and its words for what is wrong.
//!
//! AWS: user guide, "Bucket policies".

use crate::aws::error::AwsError;
use crate::aws::policy::document::Policy;
use crate::aws::policy::pattern::matches;
use crate::aws::policy::problem::Problem;
use crate::aws::policy::statement::Vocabulary;
use crate::s3::error::configuration::malformed_policy;

use super::action::levels;

/// User guide, "Bucket policies": 20 KB.
const POLICY_BYTES_MAX: usize = 20 * 1024;

/// Reads the policy of a bucket. Errors in order: JSON, size, then [`Policy::parse`]'s.
pub(in crate::s3) fn parse(text: &str, bucket: &str) -> Result<Policy, AwsError> {
    match Policy::parse(text, &NamesOf { bucket }) {
        Err(Problem::NotJson) => Err(worded(Problem::NotJson)),
        _ if text.len() > POLICY_BYTES_MAX => Err(malformed_policy(format!(
            "Normalized policy document exceeds the maximum allowed size of {POLICY_BYTES_MAX} \
             bytes."
        ))),
        parsed => parsed.map_err(worded),
    }
}

fn worded(problem: Problem) -> AwsError {
    malformed_policy(match problem {
        Problem::NotJson => "Policies must be valid JSON and the first byte must be '{'".into(),
        Problem::Version => "The policy must contain a valid version string".into(),
        Problem::Missing(field) => format!("Missing required field {field}"),
        Problem::Effect(effect) => format!("Invalid effect : {effect}"),
        Problem::Principal | Problem::BarePrincipal(_) => "Invalid principal in policy".into(),
        Problem::AllowNotPrincipal => "Allow with NotPrincipal is not allowed.".into(),
        Problem::Action(_) => "Policy has invalid action".into(),
        Problem::Resource(_) => "Policy has invalid resource".into(),
        Problem::ActionWithoutResource => {
            "Action does not apply to any resource(s) in statement".into()
        }
        Problem::Condition => "Invalid Condition".into(),
        Problem::ConditionType(operator) => format!("Invalid Condition type : {operator}"),
    })
}

/// What the policy of a bucket may name.
struct NamesOf<'a> {
    bucket: &'a str,
}

impl Vocabulary for NamesOf<'_> {
    fn has_action(&self, pattern: &str) -> bool {
        let levels = levels(pattern);
        levels.buckets || levels.objects
    }

    /// Whether it speaks of the bucket or of what is in it; a pattern may end its name early.
    fn has_resource(&self, pattern: &str) -> bool {
        const START: &str = "arn:aws:s3:::";
        let bucket = self.bucket;
        let arn = format!("{START}{bucket}");
        if let Some(rest) = pattern.strip_prefix(&arn) {
            return rest.is_empty() || rest.starts_with(['/', '*', '?']);
        }
        let name = pattern.strip_prefix(START).unwrap_or_default();
        let name = name.split('/').next().unwrap_or_default();
        match name.find("${") {
            Some(at) => bucket.starts_with(&name[..at]),
            None => {
                name.contains(['*', '?']) && (matches(name, bucket) || starts_like(name, bucket))
            }
        }
    }

    fn has_use(&self, action: &str, resources: &[String]) -> bool {
        // A pattern without a slash may still name objects: `arn:aws:s3:::b*`.
        let objects = resources.iter().any(|own| own.contains(['/', '*']));
        let buckets = resources
            .iter()
            .any(|own| own.find('/').is_none_or(|slash| own[..slash].contains('*')));
        let levels = levels(action);
        levels.objects && objects || levels.buckets && buckets
    }
}

/// `b*x` may go on behind the bucket's name, as in `b*x/y`.
fn starts_like(pattern: &str, bucket: &str) -> bool {
    let wild = pattern.find(['*', '?']).unwrap_or_default();
    pattern[wild..].contains('*') && bucket.starts_with(&pattern[..wild])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_needs_a_resource_of_its_kind() {
        let with = |action: &str, resource: &str| {
            let text = format!(
                "{{\"Statement\":{{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":{action},\
                 \"Resource\":\"arn:aws:s3:::{resource}\"}}}}"
            );
            let parsed = parse(&text, "b");
            parsed
                .map(drop)
                .map_err(|error| error.message().unwrap_or_default().to_owned())
        };
        let level = || Err("Action does not apply to any resource(s) in statement".to_owned());
        let resource = || Err("Policy has invalid resource".to_owned());
        assert_eq!(with("\"s3:GetObject\"", "b/*"), Ok(()));
        assert_eq!(with("\"s3:GetObject\"", "b"), level());
        assert_eq!(with("\"s3:ListBucket\"", "b/*"), level());
        assert_eq!(with("[\"s3:ListBucket\",\"s3:GetObject\"]", "b*"), Ok(()));
        assert_eq!(with("\"s3:*\"", "b"), Ok(()));
        assert_eq!(with("\"s3:ListBucket\"", "*"), Ok(()));
        assert_eq!(with("\"s3:GetObject\"", "bb/*"), resource());
        assert_eq!(with("\"s3:GetObject\"", "${aws:username}/*"), Ok(()));
        assert_eq!(
            with("\"s3:Fly\"", "b"),
            Err("Policy has invalid action".to_owned())
        );
    }
}
