//! The one-element list that names a function's processor.

use crate::aws::constraint::Violations;

use super::functions::version::Architecture;

/// Notes a list that is not one known processor (recorded answers).
pub(crate) fn check(given: Option<&[String]>, violations: &mut Violations) {
    let Some(given) = given else { return };
    let shown = format!("[{}]", given.join(", "));
    if given.len() > 1 {
        violations.note(
            "architectures",
            &shown,
            "Member must have length less than or equal to 1",
        );
    } else if given.is_empty() {
        violations.note(
            "architectures",
            &shown,
            "Member must have length greater than or equal to 1",
        );
    }
    check_names("architectures", given, violations);
}

/// Notes a list with anything else than known processors in it (recorded answers).
pub(crate) fn check_names(member: &str, given: &[String], violations: &mut Violations) {
    let shown = format!("[{}]", given.join(", "));
    if given.iter().any(|name| Architecture::parse(name).is_none()) {
        violations.note(
            member,
            &shown,
            "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], \
             Member must not be null]",
        );
    }
}

/// The processor named by a list that [`check`] has passed; `None` when there is no list.
pub(crate) fn accept(given: Option<&[String]>) -> Option<Architecture> {
    given?.first().and_then(|name| Architecture::parse(name))
}
