//! Environment variables: which names a function may set, and how much they may hold.

use std::collections::BTreeMap;

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;

use super::error;
use super::wire::member::Pairs;

/// The pattern of EnvironmentVariableName in the API model.
const NAME_PATTERN: &str = "[a-zA-Z]([a-zA-Z0-9_])+";

/// All variables together, as compact JSON: 4 KB (AWS's page "Lambda quotas").
const BYTES_MAX: usize = 4096;

/// Names that only Lambda sets (AWS's page "Using Lambda environment variables"). The two that
/// begin with an underscore do not fit the pattern in the first place.
const RESERVED: [&str; 16] = [
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
];

/// Notes names that the API model does not allow. Values are never shown.
pub(crate) fn check_names(variables: &Pairs, violations: &mut Violations) {
    if !variables.iter().all(|(name, _)| is_name(name)) {
        violations.hidden(
            "environment.variables",
            &format!(
                "Map keys must satisfy constraint: \
                 [Member must satisfy regular expression pattern: {NAME_PATTERN}]"
            ),
        );
    }
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && name.len() > 1
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Takes variables over. Of a name that came twice the last value counts.
///
/// Errors: InvalidParameterValueException for reserved names, then for too much.
pub(crate) fn accept(variables: Pairs) -> Result<BTreeMap<String, String>, AwsError> {
    let reserved: Vec<&str> = variables
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| RESERVED.contains(name))
        .collect();
    if !reserved.is_empty() {
        return Err(error::configuration::reserved_variables(&reserved));
    }
    let measured = as_json(&variables);
    if measured.len() > BYTES_MAX {
        return Err(error::configuration::environment_too_large(&measured));
    }
    Ok(variables.into_iter().collect())
}

/// What AWS measures: a compact object in the request's own order.
fn as_json(variables: &Pairs) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let members: Vec<String> = variables
        .iter()
        .map(|(name, value)| format!("{}:{}", quoted(name), quoted(value)))
        .collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Pairs {
        list.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    /// `{"LARGE_VAR":"xxx"}` has 16 bytes beside the value.
    #[test]
    fn four_kilobytes_fit_and_one_byte_more_does_not() {
        let fits = "x".repeat(BYTES_MAX - 16);
        assert!(accept(pairs(&[("LARGE_VAR", &fits)])).is_ok());
        let too_much = "x".repeat(BYTES_MAX - 15);
        let error = accept(pairs(&[("LARGE_VAR", &too_much)])).unwrap_err();
        assert!(error.message().unwrap().ends_with(&format!(
            "String measured: {{\"LARGE_VAR\":\"{too_much}\"}}"
        )));
    }

    #[test]
    fn names_follow_the_pattern() {
        for (name, legal) in [
            ("AB", true),
            ("a_1", true),
            ("A", false),
            ("_A", false),
            ("1A", false),
            ("A-B", false),
            ("", false),
        ] {
            assert_eq!(is_name(name), legal, "{name:?}");
        }
    }
}
