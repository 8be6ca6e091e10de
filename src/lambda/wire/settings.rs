//! The settings that CreateFunction and UpdateFunctionConfiguration share, as a request gives them.

use serde::Deserialize;

use super::member::{self, Pairs};

/// Every member that both requests have; `None` leaves a setting as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct SettingsInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) role: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) handler: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) description: Option<String>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) timeout: Option<i64>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) memory_size: Option<i64>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) runtime: Option<String>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) environment: Option<EnvironmentInput>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) tracing_config: Option<TracingConfigInput>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) ephemeral_storage: Option<EphemeralStorageInput>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) snap_start: Option<SnapStartInput>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) logging_config: Option<LoggingConfigInput>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) dead_letter_config: Option<DeadLetterConfigInput>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) image_config: Option<ImageConfigInput>,
    /// ARNs of layer versions; an empty list takes all layers away.
    #[serde(deserialize_with = "member::texts")]
    pub(crate) layers: Option<Vec<String>>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) vpc_config: Option<VpcConfigInput>,
    #[serde(deserialize_with = "member::structures")]
    pub(crate) file_system_configs: Option<Vec<FileSystemConfigInput>>,
    /// An empty one takes the key away.
    #[serde(rename = "KMSKeyArn", deserialize_with = "member::text")]
    pub(crate) kms_key_arn: Option<String>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) durable_config: Option<DurableConfigInput>,
    #[serde(flatten)]
    pub(crate) absent: AbsentFeatures,
}

/// Members of features that RustStack does not have: true when one asks for something.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct AbsentFeatures {
    #[serde(deserialize_with = "member::asked")]
    accelerator_config: bool,
    #[serde(deserialize_with = "member::asked")]
    capacity_provider_config: bool,
    #[serde(deserialize_with = "member::asked")]
    runtime_config: bool,
}

/// DurableConfig.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DurableConfigInput {
    #[serde(rename = "KMSKeyArn", deserialize_with = "member::text")]
    pub(crate) kms_key_arn: Option<String>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) retention_period_in_days: Option<i64>,
    /// Seconds.
    #[serde(deserialize_with = "member::integer")]
    pub(crate) execution_timeout: Option<i64>,
}

/// VpcConfig.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct VpcConfigInput {
    #[serde(deserialize_with = "member::texts")]
    pub(crate) subnet_ids: Option<Vec<String>>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) security_group_ids: Option<Vec<String>>,
    #[serde(deserialize_with = "member::maybe_boolean")]
    pub(crate) ipv6_allowed_for_dual_stack: Option<bool>,
}

/// One of FileSystemConfigs.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FileSystemConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) arn: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) local_mount_path: Option<String>,
}

/// Environment.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct EnvironmentInput {
    #[serde(deserialize_with = "member::text_map")]
    pub(crate) variables: Option<Pairs>,
}

/// DeadLetterConfig.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DeadLetterConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) target_arn: Option<String>,
}

/// ImageConfig.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ImageConfigInput {
    #[serde(deserialize_with = "member::texts")]
    pub(crate) entry_point: Option<Vec<String>>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) command: Option<Vec<String>>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) working_directory: Option<String>,
}

/// TracingConfig.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct TracingConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) mode: Option<String>,
}

/// EphemeralStorage.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct EphemeralStorageInput {
    /// MiB.
    #[serde(deserialize_with = "member::integer")]
    pub(crate) size: Option<i64>,
}

/// SnapStart.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct SnapStartInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) apply_on: Option<String>,
}

/// LoggingConfig.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct LoggingConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) log_format: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) application_log_level: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) system_log_level: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) log_group: Option<String>,
}

impl AbsentFeatures {
    /// The first member that asks for a feature that is not there.
    pub(crate) fn first(&self) -> Option<&'static str> {
        let all = [
            (self.accelerator_config, "AcceleratorConfig"),
            (self.capacity_provider_config, "CapacityProviderConfig"),
            (self.runtime_config, "RuntimeConfig"),
        ];
        let mut asked = all.into_iter().filter(|(asked, _)| *asked);
        asked.next().map(|(_, member)| member)
    }
}
