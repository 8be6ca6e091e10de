//! FunctionConfiguration: how every operation shows a version of a function.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::lambda::functions::durable_config::DurableConfig;
use crate::lambda::functions::function::{Configuration, Tracing};
use crate::lambda::functions::registry::{Found, function_arn};
use crate::lambda::functions::snapshot::Progress;
use crate::lambda::functions::version::{AttachedLayer, Code, LogFormat};
use crate::lambda::name::LATEST;
use crate::lambda::network::NoVpc;
use crate::lambda::runtime::runtime_version_arn;

/// Reason and code of a function that was just made or changed (recorded answers).
const CREATING_REASON: &str = "The function is being created.";
const CREATING: &str = "Creating";
/// Those of a version with SnapStart that does not initialise (seen in public reports).
const FAILED_REASON: &str = "An error occurred during function initialization.";
const FUNCTION_ERROR: &str = "FunctionError";

/// Where in its life the answer shows a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// In the answer of the operation that made it.
    Pending,
    /// In the answer of the operation that changed it.
    InProgress,
    /// From the next look on.
    Active,
    /// Of a version without a snapshot to start from.
    Failed,
    /// In lists, which show no state at all.
    Unsaid,
}

/// The shape on the wire: all of AWS's members in AWS's order, `null` where there is nothing
/// (recorded bodies of ListFunctions, GetFunction).
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionConfiguration {
    description: String,
    tracing_config: TracingConfig,
    vpc_config: Option<VpcConfigResponse>,
    durable_config: Option<DurableConfigResponse>,
    signing_job_arn: (),
    snap_start: SnapStartResponse,
    revision_id: String,
    last_modified: String,
    file_system_configs: (),
    pub(crate) function_name: String,
    runtime: Option<String>,
    pub(crate) version: String,
    package_type: &'static str,
    last_update_status: Option<&'static str>,
    /// `None` for a function without layers.
    layers: Option<Vec<Layer>>,
    tenancy_config: Option<TenancyConfig>,
    function_arn: String,
    #[serde(rename = "KMSKeyArn")]
    kms_key_arn: Option<String>,
    memory_size: u32,
    image_config_response: Option<ImageConfigResponse>,
    last_update_status_reason: Option<&'static str>,
    dead_letter_config: Option<DeadLetterConfig>,
    timeout: u32,
    capacity_provider_config: (),
    handler: Option<String>,
    config_sha256: (),
    code_sha256: String,
    role: String,
    signing_profile_version_arn: (),
    master_arn: (),
    runtime_version_config: Option<RuntimeVersionConfig>,
    code_size: usize,
    state: Option<&'static str>,
    state_reason: Option<&'static str>,
    logging_config: LoggingConfig,
    environment: Option<EnvironmentResponse>,
    ephemeral_storage: EphemeralStorage,
    state_reason_code: Option<&'static str>,
    last_update_status_reason_code: Option<&'static str>,
    architectures: [&'static str; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct TracingConfig {
    mode: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DurableConfigResponse {
    #[serde(rename = "KMSKeyArn", skip_serializing_if = "Option::is_none")]
    kms_key_arn: Option<String>,
    retention_period_in_days: u32,
    execution_timeout: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SnapStartResponse {
    optimization_status: &'static str,
    apply_on: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct VpcConfigResponse {
    subnet_ids: [(); 0],
    security_group_ids: [(); 0],
    vpc_id: &'static str,
    ipv6_allowed_for_dual_stack: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct RuntimeVersionConfig {
    error: (),
    runtime_version_arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ImageConfigResponse {
    image_config: ImageConfigShown,
    error: (),
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ImageConfigShown {
    entry_point: Option<Vec<String>>,
    command: Option<Vec<String>>,
    working_directory: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct LoggingConfig {
    log_format: &'static str,
    application_log_level: Option<String>,
    log_group: String,
    system_log_level: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct EnvironmentResponse {
    variables: BTreeMap<String, String>,
    error: (),
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct DeadLetterConfig {
    target_arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Layer {
    signing_profile_version_arn: (),
    signing_job_arn: (),
    code_size: usize,
    arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct TenancyConfig {
    tenant_isolation_mode: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct EphemeralStorage {
    size: u32,
}

impl FunctionConfiguration {
    /// Shows a version; `qualified` says whether its ARN names the version too.
    pub(crate) fn of(configuration: &Configuration, life: Life, qualified: bool) -> Self {
        let version = &configuration.version;
        let has_runtime = !version.code.is_image();
        let changing = match life {
            Life::Pending | Life::InProgress => Some((CREATING_REASON, CREATING)),
            Life::Failed => Some((FAILED_REASON, FUNCTION_ERROR)),
            Life::Active | Life::Unsaid => None,
        };
        let state_reason = changing.filter(|_| life != Life::InProgress);
        let update_reason = changing.filter(|_| life == Life::InProgress);
        let qualifier = qualified.then_some(version.version.as_str());
        Self {
            description: configuration.description.clone(),
            tracing_config: TracingConfig {
                mode: match configuration.tracing {
                    Tracing::PassThrough => "PassThrough",
                    Tracing::Active => "Active",
                },
            },
            vpc_config: configuration.vpc.map(VpcConfigResponse::of),
            durable_config: version.durable.as_ref().map(DurableConfigResponse::of),
            signing_job_arn: (),
            snap_start: SnapStartResponse::of(configuration),
            revision_id: version.revision_id.clone(),
            last_modified: configuration.last_modified.clone(),
            file_system_configs: (),
            function_name: version.name.clone(),
            runtime: has_runtime.then(|| version.runtime.clone()),
            version: version.version.clone(),
            package_type: match version.code {
                Code::Zip(_) | Code::Directory(_) => "Zip",
                Code::Image(_) => "Image",
            },
            last_update_status: match life {
                Life::InProgress => Some("InProgress"),
                Life::Active => Some("Successful"),
                Life::Pending | Life::Failed | Life::Unsaid => None,
            },
            layers: Layer::all(&version.layers),
            tenancy_config: version.tenant_isolation.then_some(TenancyConfig {
                tenant_isolation_mode: "PER_TENANT",
            }),
            function_arn: function_arn(&version.scope, &version.name, qualifier),
            kms_key_arn: configuration.kms_key.clone(),
            memory_size: version.memory_mb,
            image_config_response: ImageConfigResponse::of(&version.code),
            last_update_status_reason: update_reason.map(|(reason, _)| reason),
            dead_letter_config: version
                .dead_letter
                .clone()
                .map(|target_arn| DeadLetterConfig { target_arn }),
            timeout: version.timeout_s,
            capacity_provider_config: (),
            handler: has_runtime.then(|| version.handler.clone()),
            config_sha256: (),
            code_sha256: version.code.sha256(),
            role: configuration.version.role.clone(),
            signing_profile_version_arn: (),
            master_arn: (),
            runtime_version_config: (has_runtime && life != Life::Unsaid).then(|| {
                RuntimeVersionConfig {
                    error: (),
                    runtime_version_arn: match configuration.runtime_management.pinned() {
                        Some(arn) => arn.to_owned(),
                        None => {
                            runtime_version_arn(version.scope.region.as_str(), &version.runtime)
                        }
                    },
                }
            }),
            code_size: version.code.bytes(),
            state: match life {
                Life::Pending => Some("Pending"),
                Life::InProgress | Life::Active => Some("Active"),
                Life::Failed => Some("Failed"),
                Life::Unsaid => None,
            },
            state_reason: state_reason.map(|(reason, _)| reason),
            logging_config: LoggingConfig::of(&version.log_format, &version.log_group),
            environment: configuration
                .environment_given
                .then(|| EnvironmentResponse {
                    variables: version.environment.clone(),
                    error: (),
                }),
            ephemeral_storage: EphemeralStorage {
                size: version.ephemeral_mb,
            },
            state_reason_code: state_reason.map(|(_, code)| code),
            last_update_status_reason_code: update_reason.map(|(_, code)| code),
            architectures: [version.architecture.as_str()],
        }
    }

    /// Shows what a name and a qualifier have led to, under the ARN that they make: an alias keeps its own.
    pub(crate) fn found(found: &Found) -> Self {
        let version = &found.configuration.version;
        let qualifier = found.qualifier.as_deref();
        let life = match version.snapshot.progress() {
            Progress::Ready => Life::Active,
            Progress::Pending => Life::Pending,
            Progress::Failed => Life::Failed,
        };
        Self {
            function_arn: function_arn(&version.scope, &version.name, qualifier),
            ..Self::of(&found.configuration, life, false)
        }
    }

    /// Shows it under another revision: AWS gives a new one when a change is done, so the answer to
    /// the change itself names one that is already past at the next look (recorded answers).
    pub(crate) fn under_revision(mut self, revision_id: String) -> Self {
        self.revision_id = revision_id;
        self
    }
}

impl DurableConfigResponse {
    pub(super) fn of(config: &DurableConfig) -> Self {
        Self {
            kms_key_arn: config.kms_key.clone(),
            retention_period_in_days: config.retention_days,
            execution_timeout: config.execution_timeout_s,
        }
    }
}

impl SnapStartResponse {
    /// A version is optimized from its publication on (Developer Guide, "Activating and managing Lambda
    /// SnapStart").
    fn of(configuration: &Configuration) -> Self {
        let is_published = configuration.version.version != LATEST;
        let (on, published) = (configuration.snap_start, is_published);
        Self {
            optimization_status: if on && published { "On" } else { "Off" },
            apply_on: if on { "PublishedVersions" } else { "None" },
        }
    }
}

impl VpcConfigResponse {
    fn of(vpc: NoVpc) -> Self {
        Self {
            subnet_ids: [],
            security_group_ids: [],
            vpc_id: "",
            ipv6_allowed_for_dual_stack: vpc.ipv6_allowed,
        }
    }
}

impl ImageConfigResponse {
    /// Only of an image of which something is said.
    fn of(code: &Code) -> Option<Self> {
        let Code::Image(image) = code else {
            return None;
        };
        (!image.config.is_empty()).then(|| Self {
            image_config: ImageConfigShown {
                entry_point: image.config.entry_point.clone(),
                command: image.config.command.clone(),
                working_directory: image.config.working_directory.clone(),
            },
            error: (),
        })
    }
}

impl Layer {
    fn all(layers: &[AttachedLayer]) -> Option<Vec<Self>> {
        let shown = |layer: &AttachedLayer| Self {
            signing_profile_version_arn: (),
            signing_job_arn: (),
            code_size: layer.content.zip_bytes(),
            arn: layer.arn.clone(),
        };
        (!layers.is_empty()).then(|| layers.iter().map(shown).collect())
    }
}

impl LoggingConfig {
    fn of(format: &LogFormat, log_group: &str) -> Self {
        let (log_format, levels) = match format {
            LogFormat::Text => ("Text", None),
            LogFormat::Json {
                application_level,
                system_level,
            } => ("JSON", Some((application_level, system_level))),
        };
        Self {
            log_format,
            application_log_level: levels.map(|(level, _)| level.clone()),
            log_group: log_group.to_owned(),
            system_log_level: levels.map(|(_, level)| level.clone()),
        }
    }
}
