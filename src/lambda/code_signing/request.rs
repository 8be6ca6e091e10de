//! What the requests for code signing configurations say, checked.

use super::config::Untrusted;
use crate::aws::constraint::Violations;
use crate::lambda::wire::code_signing::CodeSigningConfigInput;

const PUBLISHERS: &str = "allowedPublishers.signingProfileVersionArns";
const POLICY: &str = "codeSigningPolicies.untrustedArtifactOnDeployment";
/// Publishers of one configuration (API model).
const PUBLISHERS_MAX: usize = 20;

/// `None` leaves what was there before.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) description: Option<String>,
    pub(crate) publishers: Option<Vec<String>>,
    pub(crate) untrusted: Option<Untrusted>,
}

/// Notes every value that lies outside the API model's constraints.
pub(crate) fn check(input: CodeSigningConfigInput, violations: &mut Violations) -> Given {
    if let Some(description) = &input.description {
        violations.length("description", description, 0, 256);
    }
    let publishers = input.allowed_publishers;
    let publishers = publishers.map(|own| own.signing_profile_version_arns);
    if let Some(publishers) = &publishers {
        check_publishers(publishers.as_deref(), violations);
    }
    let policies = input.code_signing_policies;
    let word = policies.and_then(|own| own.untrusted_artifact_on_deployment);
    let untrusted = word.as_deref().and_then(Untrusted::parse);
    if let (Some(word), None) = (&word, untrusted) {
        violations.one_of(POLICY, word, &["Warn", "Enforce"]);
    }
    Given {
        description: input.description,
        publishers: publishers.flatten(),
        untrusted,
    }
}

fn check_publishers(publishers: Option<&[String]>, violations: &mut Violations) {
    let Some(publishers) = publishers else {
        return violations.missing(PUBLISHERS);
    };
    let shown = format!("[{}]", publishers.join(", "));
    if publishers.is_empty() {
        let constraint = "Member must have length greater than or equal to 1";
        violations.note(PUBLISHERS, &shown, constraint);
    }
    if publishers.len() > PUBLISHERS_MAX {
        let constraint = format!("Member must have length less than or equal to {PUBLISHERS_MAX}");
        violations.note(PUBLISHERS, &shown, &constraint);
    }
    let is_arn = |text: &String| text.starts_with("arn:aws") && text.split(':').count() >= 6;
    if !publishers.iter().all(is_arn) {
        violations.note(
            PUBLISHERS,
            &shown,
            r"Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}(-gov)?-[a-z]+-\d{1})?:(\d{12})?:(.*), Member must not be null]",
        );
    }
}
