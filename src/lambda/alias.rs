//! What the operations on aliases share: the model's checks, and the rules of two versions.

use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;

use super::error;
use super::functions::alias::SecondVersion;
use super::functions::function::Function;
use super::functions::registry::function_arn;
use super::functions::version::version_number;
use super::name::{FunctionName, LATEST, Rule};
use super::wire::alias::RoutingConfigInput;

const NAME_PATTERN: &str = "(?!^[0-9]+$)([a-zA-Z0-9-_]+)";
const VERSION_PATTERN: &str = r"(\$LATEST(\.PUBLISHED)?|[0-9]+)";
const WEIGHTS: &str = "routingConfig.additionalVersionWeights";

/// A function and the name of one of its aliases, as GetAlias, UpdateAlias and DeleteAlias take them.
#[derive(Debug)]
pub(crate) struct AliasTarget {
    pub(crate) function: FunctionName,
    pub(crate) alias: String,
}

impl AliasTarget {
    /// Errors: ValidationException with what is wrong with either.
    pub(crate) fn parse(function: &str, alias: &str) -> Result<Self, AwsError> {
        let mut violations = Violations::default();
        let name = FunctionName::check(function, Rule::Plain, &mut violations);
        check_name(alias, &mut violations);
        Ok(Self {
            function: violations.finish(name)?,
            alias: alias.to_owned(),
        })
    }
}

pub(crate) fn check_name(name: &str, violations: &mut Violations) {
    violations.length("name", name, 1, 128);
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let number = name.bytes().all(|byte| byte.is_ascii_digit());
    if number || !name.bytes().all(word) {
        violations.pattern("name", name, NAME_PATTERN);
    }
}

pub(crate) fn check_version(version: &str, violations: &mut Violations) {
    violations.length("functionVersion", version, 1, 1024);
    if ![LATEST, "$LATEST.PUBLISHED"].contains(&version) && !is_number(version) {
        violations.pattern("functionVersion", version, VERSION_PATTERN);
    }
}

pub(crate) fn check_description(description: Option<&String>, violations: &mut Violations) {
    if let Some(description) = description {
        violations.length("description", description, 0, 256);
    }
}

/// Notes keys that are no numbers and weights outside 0 to 1 (recorded answers).
pub(crate) fn check_routing(routing: Option<&RoutingConfigInput>, violations: &mut Violations) {
    let weights = routing.map_or(&[][..], RoutingConfigInput::weights);
    let written: Vec<String> = weights
        .iter()
        .map(|(version, weight)| format!("{version}={weight:?}"))
        .collect();
    let written = format!("{{{}}}", written.join(", "));
    if !weights.iter().all(|(version, _)| is_number(version)) {
        violations.note(
            WEIGHTS,
            &written,
            "Map keys must satisfy constraint: [Member must have length less than or equal to \
             1024, Member must have length greater than or equal to 1, Member must satisfy regular \
             expression pattern: [0-9]+]",
        );
    }
    if !weights
        .iter()
        .all(|(_, weight)| (0.0..=1.0).contains(weight))
    {
        violations.note(
            WEIGHTS,
            &written,
            "Map value must satisfy constraint: [Member must have value less than or equal to \
             1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
        );
    }
}

/// The second version that a RoutingConfig asks for beside `version`; none for an empty one.
///
/// Errors: InvalidParameterValueException for more than one, for the same one twice, and beside
/// `$LATEST`; ResourceNotFoundException for a version that is not there.
pub(crate) fn second_version(
    routing: &RoutingConfigInput,
    version: &str,
    function: &Function,
) -> Result<Option<SecondVersion>, AwsError> {
    let (second, weight) = match routing.weights() {
        [] => return Ok(None),
        [(second, weight)] => (second, *weight),
        _ => return Err(error::alias::too_many_weights()),
    };
    if second == version {
        return Err(error::alias::version_in_routing(second));
    }
    if version == LATEST {
        return Err(error::alias::latest_in_routing());
    }
    refuse_absent_version(function, second)?;
    let second = version_number(second).map(|number| SecondVersion { number, weight });
    Ok(second)
}

/// Errors: ResourceNotFoundException for a version that is not there.
pub(crate) fn refuse_absent_version(function: &Function, version: &str) -> Result<(), AwsError> {
    let own = &function.latest.version;
    match function.qualified(version) {
        Some(_) => Ok(()),
        None => Err(error::name::function_not_found(&function_arn(
            &own.scope,
            &own.name,
            Some(version),
        ))),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
