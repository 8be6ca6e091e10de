//! A function's settings: a request's members checked, and laid over what was there before.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::aws::arn::Arn;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;

use super::durable::config;
use super::functions::function::{Configuration, Tracing};
use super::functions::image::ImageConfig;
use super::functions::version::{AttachedLayer, Code, FunctionVersion, LogFormat};
use super::layers::name::check_arns;
use super::network::{self, NoVpc};
use super::wire::settings::{
    DeadLetterConfigInput, DurableConfigInput, ImageConfigInput, LoggingConfigInput, SettingsInput,
};
use super::{environment, error, kms_key, runtime, snap_start};

const ROLE_PATTERN: &str = r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+";
const LOG_GROUP_PATTERN: &str = r"[\.\-_/#A-Za-z0-9]+";
const APPLICATION_LEVELS: [&str; 6] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const SYSTEM_LEVELS: [&str; 3] = ["DEBUG", "INFO", "WARN"];
/// Words of an image's entry point, and of its command (API model, StringList).
const WORDS_MAX: usize = 1500;
/// AWS's default for both levels.
const DEFAULT_LEVEL: &str = "INFO";

/// Checked settings; `None` leaves what was there before.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) role: Option<String>,
    pub(crate) handler: Option<String>,
    pub(crate) runtime: Option<String>,
    description: Option<String>,
    timeout_s: Option<u32>,
    memory_mb: Option<u32>,
    ephemeral_mb: Option<u32>,
    environment: Option<BTreeMap<String, String>>,
    tracing: Option<Tracing>,
    /// An empty ARN takes the queue away.
    dead_letter: Option<Option<String>>,
    logging: Option<LoggingConfigInput>,
    /// Replaces the old one as a whole (recorded answers).
    image_config: Option<ImageConfig>,
    /// Found where layers are kept, which is not here.
    pub(crate) layers: Option<Vec<AttachedLayer>>,
    snap_start: Option<bool>,
    vpc: Option<NoVpc>,
    /// An empty ARN takes the key away.
    kms_key: Option<Option<String>>,
    durable: Option<DurableConfigInput>,
}

/// Notes every value that lies outside the API model's constraints.
pub(crate) fn check(input: &SettingsInput, violations: &mut Violations) {
    if let Some(role) = &input.role
        && !is_role(role)
    {
        violations.pattern("role", role, ROLE_PATTERN);
    }
    if let Some(handler) = &input.handler {
        violations.length("handler", handler, 0, 128);
        if handler.is_empty() || handler.contains(char::is_whitespace) {
            violations.pattern("handler", handler, r"[^\s]+");
        }
    }
    if let Some(description) = &input.description {
        violations.length("description", description, 0, 256);
    }
    // The model allows more for Managed Instances; these are an ordinary function's limits.
    if let Some(timeout) = input.timeout {
        violations.range("timeout", timeout, 1, 900);
    }
    if let Some(memory_size) = input.memory_size {
        violations.range("memorySize", memory_size, 128, 10_240);
    }
    if let Some(storage) = &input.ephemeral_storage {
        match storage.size {
            Some(size) => violations.range("ephemeralStorage.size", size, 512, 10_240),
            None => violations.missing("ephemeralStorage.size"),
        }
    }
    if let Some(image) = &input.image_config {
        check_image_config(image, violations);
    }
    if let Some(variables) = input
        .environment
        .as_ref()
        .and_then(|own| own.variables.as_ref())
    {
        environment::check_names(variables, violations);
    }
    if let Some(layers) = &input.layers {
        check_arns(layers, violations);
    }
    let file_systems = input.file_system_configs.as_deref();
    network::check(input.vpc_config.as_ref(), file_systems, violations);
    config::check(input.durable_config.as_ref(), violations);
    kms_key::check("kMSKeyArn", input.kms_key_arn.as_deref(), violations);
    let mut one_of = |member: &str, value: Option<&String>, values: &[&str]| {
        if let Some(value) = value.filter(|value| !values.contains(&value.as_str())) {
            violations.one_of(member, value, values);
        }
    };
    let tracing = input.tracing_config.as_ref();
    one_of(
        "tracingConfig.mode",
        tracing.and_then(|own| own.mode.as_ref()),
        &["Active", "PassThrough"],
    );
    let snap_start = input.snap_start.as_ref();
    one_of(
        "snapStart.applyOn",
        snap_start.and_then(|own| own.apply_on.as_ref()),
        &["PublishedVersions", "None"],
    );
    if let Some(logging) = &input.logging_config {
        one_of(
            "loggingConfig.logFormat",
            logging.log_format.as_ref(),
            &["JSON", "Text"],
        );
        let level = logging.application_log_level.as_ref();
        one_of(
            "loggingConfig.applicationLogLevel",
            level,
            &APPLICATION_LEVELS,
        );
        let level = logging.system_log_level.as_ref();
        one_of("loggingConfig.systemLogLevel", level, &SYSTEM_LEVELS);
        if let Some(group) = &logging.log_group {
            check_log_group(group, violations);
        }
    }
}

fn check_image_config(image: &ImageConfigInput, violations: &mut Violations) {
    for (member, texts) in [
        ("imageConfig.entryPoint", &image.entry_point),
        ("imageConfig.command", &image.command),
    ] {
        if let Some(texts) = texts.as_ref().filter(|texts| texts.len() > WORDS_MAX) {
            let constraint = format!("Member must have length less than or equal to {WORDS_MAX}");
            violations.note(member, &format!("[{}]", texts.join(", ")), &constraint);
        }
    }
    if let Some(folder) = &image.working_directory {
        violations.length("imageConfig.workingDirectory", folder, 0, 1000);
    }
}

fn check_log_group(group: &str, violations: &mut Violations) {
    violations.length("loggingConfig.logGroup", group, 1, 512);
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte);
    if group.is_empty() || !group.bytes().all(legal) {
        violations.pattern("loggingConfig.logGroup", group, LOG_GROUP_PATTERN);
    }
}

impl Settings {
    /// Takes over what [`check`] has passed, after Lambda's own checks.
    ///
    /// Errors, in this order, all InvalidParameterValueException: a feature that is not there, an
    /// unknown or ended runtime, a VPC or a file system, reserved or too large environment variables.
    pub(crate) fn accept(input: SettingsInput) -> Result<Self, AwsError> {
        if let Some(parameter) = input.absent.first() {
            return Err(error::request::parameter_not_available(parameter));
        }
        let snap_start = input.snap_start.and_then(|own| own.apply_on);
        let vpc = network::accept_vpc(input.vpc_config)?;
        network::refuse_file_systems(input.file_system_configs.as_deref())?;
        let key = input.kms_key_arn;
        if let Some(runtime) = &input.runtime {
            runtime::check(runtime)?;
        }
        let environment = match input.environment {
            Some(own) => Some(environment::accept(own.variables.unwrap_or_default())?),
            None => None,
        };
        Ok(Self {
            role: input.role,
            handler: input.handler,
            runtime: input.runtime,
            description: input.description,
            timeout_s: unsigned(input.timeout),
            memory_mb: unsigned(input.memory_size),
            ephemeral_mb: unsigned(input.ephemeral_storage.and_then(|own| own.size)),
            environment,
            dead_letter: dead_letter(input.dead_letter_config)?,
            tracing: input.tracing_config.and_then(|own| own.mode).map(|mode| {
                match mode.as_str() {
                    "Active" => Tracing::Active,
                    _ => Tracing::PassThrough,
                }
            }),
            logging: input.logging_config,
            image_config: input.image_config.map(image_config),
            layers: None,
            snap_start: snap_start.map(|apply_on| apply_on == "PublishedVersions"),
            vpc,
            kms_key: key.map(kms_key::accept),
            durable: input.durable_config,
        })
    }

    /// Lays the settings over a configuration.
    ///
    /// Errors: InvalidParameterValueException for settings of the other kind of package, then for log
    /// levels without JSON, then for a DurableConfig of a function that is not durable, then for SnapStart
    /// where it cannot be.
    pub(crate) fn apply(self, configuration: &mut Configuration) -> Result<(), AwsError> {
        let version = Arc::make_mut(&mut configuration.version);
        match &mut version.code {
            Code::Image(_) if self.handler.is_some() || self.runtime.is_some() => {
                return Err(error::configuration::settings_for_packages());
            }
            Code::Image(image) => put(&mut image.config, self.image_config),
            Code::Zip(_) | Code::Directory(_)
                if self
                    .image_config
                    .as_ref()
                    .is_some_and(|config| !config.is_empty()) =>
            {
                return Err(error::configuration::image_config_without_image());
            }
            Code::Zip(_) | Code::Directory(_) => {}
        }
        put(&mut version.handler, self.handler);
        put(&mut version.runtime, self.runtime);
        put(&mut version.timeout_s, self.timeout_s);
        put(&mut version.memory_mb, self.memory_mb);
        put(&mut version.ephemeral_mb, self.ephemeral_mb);
        if let Some(logging) = self.logging {
            apply_logging(logging, version)?;
        }
        if let Some(durable) = self.durable {
            config::change(durable, version)?;
        }
        configuration.environment_given |= self.environment.is_some();
        put(&mut version.environment, self.environment);
        put(&mut version.role, self.role);
        put(&mut version.dead_letter, self.dead_letter);
        put(&mut version.layers, self.layers);
        put(&mut configuration.description, self.description);
        put(&mut configuration.tracing, self.tracing);
        put(&mut configuration.snap_start, self.snap_start);
        configuration.vpc = self.vpc.or(configuration.vpc);
        put(&mut configuration.kms_key, self.kms_key);
        snap_start::check(configuration)
    }
}

/// Empty lists and an empty folder say nothing.
fn image_config(input: ImageConfigInput) -> ImageConfig {
    ImageConfig {
        entry_point: input.entry_point.filter(|words| !words.is_empty()),
        command: input.command.filter(|words| !words.is_empty()),
        working_directory: input.working_directory.filter(|folder| !folder.is_empty()),
    }
}

/// Queues and topics alone take what failed, and are taken to exist (Developer Guide, "Adding a
/// dead-letter queue").
fn dead_letter(input: Option<DeadLetterConfigInput>) -> Result<Option<Option<String>>, AwsError> {
    let Some(input) = input else {
        return Ok(None);
    };
    let target = input.target_arn.filter(|arn| !arn.is_empty());
    let service = target
        .as_deref()
        .map(|arn| Arn::parse(arn).map(|arn| arn.service));
    match (service, &target) {
        (Some(service), Some(arn)) if !matches!(service, Some("sqs" | "sns")) => {
            Err(error::configuration::bad_dead_letter_target(arn))
        }
        _ => Ok(Some(target)),
    }
}

/// Members that are absent keep what they were; levels go when the format becomes Text (recorded).
fn apply_logging(input: LoggingConfigInput, version: &mut FunctionVersion) -> Result<(), AwsError> {
    put(&mut version.log_group, input.log_group);
    let was_json = version.log_format != LogFormat::Text;
    let json = input.log_format.map_or(was_json, |format| format == "JSON");
    if !json {
        if input.application_log_level.is_some() || input.system_log_level.is_some() {
            return Err(error::configuration::levels_without_json());
        }
        version.log_format = LogFormat::Text;
        return Ok(());
    }
    let (mut application_level, mut system_level) = match std::mem::take(&mut version.log_format) {
        LogFormat::Text => (DEFAULT_LEVEL.to_owned(), DEFAULT_LEVEL.to_owned()),
        LogFormat::Json {
            application_level,
            system_level,
        } => (application_level, system_level),
    };
    put(&mut application_level, input.application_log_level);
    put(&mut system_level, input.system_log_level);
    version.log_format = LogFormat::Json {
        application_level,
        system_level,
    };
    Ok(())
}

fn put<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// Of a number that its range has passed already.
fn unsigned(value: Option<i64>) -> Option<u32> {
    value.and_then(|value| u32::try_from(value).ok())
}

/// [`ROLE_PATTERN`] by hand.
fn is_role(text: &str) -> bool {
    let parts = text
        .strip_prefix("arn:")
        .and_then(|rest| rest.split_once(":iam::"))
        .and_then(|(partition, rest)| Some((partition, rest.split_once(":role")?)));
    let Some((partition, (account, name))) = parts else {
        return false;
    };
    let partition_fits = partition.is_empty()
        || partition.strip_prefix("aws").is_some_and(|rest| {
            rest.bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
        });
    let account_fits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@-_/".contains(&byte);
    partition_fits && account_fits && !name.is_empty() && name.bytes().all(legal)
}

#[cfg(test)]
mod tests {
    use super::is_role;

    /// The RoleArn pattern of Lambda's API model.
    #[test]
    fn a_role_is_an_arn_of_iam() {
        for (role, fits) in [
            ("arn:aws:iam::000000000000:role/r", true),
            ("arn:aws-cn:iam::000000000000:role/path/to/r", true),
            ("arn::iam::000000000000:roler", true),
            ("r1", false),
            ("arn:aws:iam::000:role/r", false),
            ("arn:aws:iam::000000000000:role", false),
            ("arn:aws:iam::000000000000:user/u", false),
            ("arn:aws:iam::000000000000:role/a b", false),
        ] {
            assert_eq!(is_role(role), fits, "{role}");
        }
    }
}
