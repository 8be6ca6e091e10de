//! A bucket policy: what S3 refuses of it, and whether it is public.

use serde_json::{Map, Value};

use crate::aws::error::AwsError;

use super::error::configuration::malformed_policy;

/// User guide, "Bucket policies": 20 KB.
const POLICY_BYTES_MAX: usize = 20 * 1024;

/// Condition keys that keep a statement from being public when their values are fixed (user guide,
/// "The meaning of public").
const FIXING_KEYS: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// A policy that S3 takes.
pub(super) struct Policy {
    statements: Vec<Map<String, Value>>,
}

impl Policy {
    /// Errors in order: JSON, size, version, then statement by statement: missing fields, effect,
    /// actions, resources.
    pub(super) fn parse(text: &str, bucket: &str) -> Result<Self, AwsError> {
        const NOT_JSON: &str = "Policies must be valid JSON and the first byte must be '{'";
        let Ok(Value::Object(mut policy)) = serde_json::from_str(text) else {
            return Err(malformed_policy(NOT_JSON));
        };
        if !text.starts_with('{') {
            return Err(malformed_policy(NOT_JSON));
        }
        if text.len() > POLICY_BYTES_MAX {
            return Err(malformed_policy(format!(
                "Normalized policy document exceeds the maximum allowed size of {POLICY_BYTES_MAX} \
                 bytes."
            )));
        }
        if let Some(version) = policy.get("Version")
            && version != "2012-10-17"
            && version != "2008-10-17"
        {
            return Err(malformed_policy(
                "The policy must contain a valid version string",
            ));
        }
        let given = match policy.remove("Statement") {
            None | Some(Value::Null) => {
                return Err(malformed_policy("Missing required field Statement"));
            }
            Some(Value::Array(all)) => all,
            Some(one) => vec![one],
        };
        let mut statements = Vec::with_capacity(given.len());
        for statement in given {
            let Value::Object(statement) = statement else {
                return Err(malformed_policy(NOT_JSON));
            };
            check_statement(&statement, bucket)?;
            statements.push(statement);
        }
        Ok(Self { statements })
    }

    /// Whether a statement lets anyone in and no condition fixes who that is.
    pub(super) fn is_public(&self) -> bool {
        self.statements.iter().any(|statement| {
            statement["Effect"] == "Allow"
                && statement.get("Principal").is_some_and(is_anyone)
                && !is_fixed(statement.get("Condition"))
        })
    }
}

fn check_statement(statement: &Map<String, Value>, bucket: &str) -> Result<(), AwsError> {
    for (field, negation) in [
        ("Effect", None),
        ("Principal", Some("NotPrincipal")),
        ("Action", Some("NotAction")),
        ("Resource", Some("NotResource")),
    ] {
        let is_there = |name: &str| statement.contains_key(name);
        if !is_there(field) && !negation.is_some_and(is_there) {
            return Err(malformed_policy(format!("Missing required field {field}")));
        }
    }
    if statement["Effect"] != "Allow" && statement["Effect"] != "Deny" {
        let effect = statement["Effect"].as_str().unwrap_or_default();
        return Err(malformed_policy(format!("Invalid effect : {effect}")));
    }
    let all = |field: &str, other: &str| texts(statement.get(field).or(statement.get(other)));
    let is_action = |action: &str| action == "*" || action.to_ascii_lowercase().starts_with("s3:");
    if !all("Action", "NotAction").is_some_and(|all| all.into_iter().all(is_action)) {
        return Err(malformed_policy("Policy has invalid action"));
    }
    let arn = format!("arn:aws:s3:::{bucket}");
    let is_resource = |resource: &str| covers(resource, &arn);
    if !all("Resource", "NotResource").is_some_and(|all| all.into_iter().all(is_resource)) {
        return Err(malformed_policy("Policy has invalid resource"));
    }
    Ok(())
}

/// A text, or a list of texts that is not empty.
fn texts(value: Option<&Value>) -> Option<Vec<&str>> {
    match value? {
        Value::String(text) => Some(vec![text]),
        Value::Array(all) if !all.is_empty() => all.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

/// Whether a resource speaks of a bucket or of what is in it; a pattern may end its name early.
fn covers(resource: &str, arn: &str) -> bool {
    if let Some(rest) = resource.strip_prefix(arn) {
        return rest.is_empty() || rest.starts_with(['/', '*', '?']);
    }
    let wild = resource.find(['*', '?']);
    wild.is_some_and(|at| at >= "arn:aws:s3:::".len() && arn.starts_with(&resource[..at]))
}

fn is_anyone(principal: &Value) -> bool {
    match principal {
        Value::String(text) => text == "*",
        Value::Object(kinds) => {
            let named = texts(kinds.get("AWS")).unwrap_or_default();
            named.contains(&"*")
        }
        _ => false,
    }
}

fn is_fixed(condition: Option<&Value>) -> bool {
    let Some(Value::Object(operators)) = condition else {
        return false;
    };
    operators.iter().any(|(operator, keys)| {
        let fixes = !operator.contains("Not") && !operator.ends_with("IfExists");
        let keys = keys.as_object().filter(|_| fixes);
        keys.into_iter().flatten().any(|(key, values)| {
            FIXING_KEYS.contains(&key.to_ascii_lowercase().as_str())
                && texts(Some(values)).is_some_and(|all| all.into_iter().all(is_fixed_value))
        })
    })
}

/// Neither a pattern nor a variable, nor a range of addresses wider than /8.
fn is_fixed_value(value: &str) -> bool {
    let prefix = value
        .rsplit_once('/')
        .and_then(|(_, bits)| bits.parse().ok());
    !value.contains(['*', '?', '$']) && prefix.is_none_or(|bits: u8| bits >= 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_is_who_is_not_fixed() {
        let is_public = |principal: &str, condition: &str| {
            let text = format!(
                "{{\"Statement\":{{\"Effect\":\"Allow\",\"Principal\":{principal},\
                 \"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/*\"{condition}}}}}"
            );
            Policy::parse(&text, "b").unwrap().is_public()
        };
        let fixed = ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}";
        let open = ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/0\"}}";
        assert!(is_public("\"*\"", ""));
        assert!(is_public("{\"AWS\":[\"*\"]}", open));
        assert!(!is_public("\"*\"", fixed));
        assert!(!is_public("{\"AWS\":\"111122223333\"}", ""));
    }
}
