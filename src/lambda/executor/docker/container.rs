//! What a function's container is: its image, its limits, what it may not do, what it is told.

use std::collections::HashMap;

use bollard::models::{
    ContainerCreateBody, HostConfig, HostConfigLogConfig, Mount, MountType, ResourcesUlimits,
};

use crate::lambda::functions::image::ContainerImage;
use crate::lambda::functions::version::{Architecture, FunctionVersion};

use super::network::{HOST_NAME, Network};
use super::owner::Owner;
use super::tmp::Tmp;

/// Processes and threads of one environment (Lambda quotas).
const PROCESSES_MAX: i64 = 1024;
/// Open files of one environment (Lambda quotas).
const FILES_MAX: i64 = 1024;
/// Memory that comes with one whole processor (Lambda guide, "Configure memory").
const MEMORY_MB_PER_CPU: u64 = 1769;
/// The engine's unit of a processor: microseconds in a period.
const CPU_PERIOD_US: i64 = 100_000;

const TMP: &str = "/tmp";

/// What a container runs.
pub(super) struct Program {
    image: String,
    /// Of these three, what is not said is the image's own.
    entry_point: Option<Vec<String>>,
    command: Option<Vec<String>>,
    folder: Option<String>,
    /// Where the code is, unless it is part of the image.
    code: Vec<Mount>,
    /// What an image is told beside a function's variables.
    told: Vec<String>,
}

impl Program {
    /// A package, in an image of its runtime, whose entry point takes the handler.
    pub(super) fn of_runtime(image: &str, handler: &str, code: Vec<Mount>) -> Self {
        Self {
            image: image.to_owned(),
            entry_point: None,
            command: Some(vec![handler.to_owned()]),
            folder: None,
            code,
            told: Vec::new(),
        }
    }

    /// Runs it behind another entry point, which gets the whole command.
    pub(super) fn behind(mut self, entry_point: Vec<String>) -> Self {
        self.entry_point = Some(entry_point);
        self
    }

    /// An image that is itself the code. `image` is its name here, `command` its own, which an engine
    /// would forget beside another entry point.
    ///
    /// It hears of its handler, which is the last word of the command, or nothing, and of AWS's folders,
    /// whatever it says itself: AWS's runtime clients for Node.js and Ruby read these and no arguments
    /// (seen in issues of both: in AWS `_HANDLER` replaced the image's own, and modules were looked for in
    /// `/var/task`; that it is the last word is what AWS's emulator takes).
    pub(super) fn of_image(image: &str, own: &ContainerImage, command: Vec<String>) -> Self {
        let command = own.config.command.clone().unwrap_or(command);
        let handler = command.last().map_or("", String::as_str);
        Self {
            image: image.to_owned(),
            entry_point: own.config.entry_point.clone(),
            told: vec![
                format!("_HANDLER={handler}"),
                "LAMBDA_TASK_ROOT=/var/task".to_owned(),
                "LAMBDA_RUNTIME_DIR=/var/runtime".to_owned(),
            ],
            command: Some(command),
            folder: own.config.working_directory.clone(),
            code: Vec::new(),
        }
    }
}

/// A function's container, ready to be created. `variables` are all that it is told.
///
/// As in AWS's environments only `/tmp` can be written. A function never gets less than one
/// processor: AWS lends more while it starts, and so little would make each start take seconds.
/// `has_init` says whether the engine has a first process to lend.
pub(super) fn container(
    function: &FunctionVersion,
    program: &Program,
    variables: &[(String, String)],
    network: &Network,
    owner: &Owner,
    has_init: bool,
    tmp: Tmp,
) -> ContainerCreateBody {
    let memory_mb = i64::from(function.memory_mb) + i64::from(tmp.memory_mb());
    let memory = memory_mb * 1024 * 1024;
    let mut mounts = program.code.clone();
    let mut in_memory = HashMap::new();
    match tmp {
        Tmp::InMemory { mb } => {
            let options = format!("rw,exec,nosuid,nodev,mode=1777,size={mb}m");
            in_memory.insert(TMP.to_owned(), options);
        }
        Tmp::OnDisk => mounts.push(scratch(TMP)),
    }
    let host_config = HostConfig {
        auto_remove: Some(true),
        // As on AWS the runtime is not process 1, which signals of its own would not end, and whose
        // children nobody would take note of.
        init: Some(has_init),
        memory: Some(memory),
        // The same number means no swap.
        memory_swap: Some(memory),
        pids_limit: Some(PROCESSES_MAX),
        cpu_period: Some(CPU_PERIOD_US),
        cpu_quota: Some(cpu_quota_us(function.memory_mb)),
        ulimits: Some(vec![ResourcesUlimits {
            name: Some("nofile".to_owned()),
            soft: Some(FILES_MAX),
            hard: Some(FILES_MAX),
        }]),
        cap_drop: Some(vec!["ALL".to_owned()]),
        security_opt: Some(vec!["no-new-privileges".to_owned()]),
        readonly_rootfs: Some(true),
        mounts: Some(mounts),
        tmpfs: Some(in_memory),
        network_mode: Some(network.mode().to_owned()),
        extra_hosts: Some(match network {
            Network::Host => vec!["sandbox.localdomain:127.0.0.1".to_owned()],
            // Its own address is not known yet; who listens by this name listens at all of them.
            _ => vec![
                format!("{HOST_NAME}:host-gateway"),
                "sandbox.localdomain:0.0.0.0".to_owned(),
            ],
        }),
        // What it writes is read where it is attached; the engine need not keep it.
        log_config: Some(HostConfigLogConfig {
            typ: Some("none".to_owned()),
            config: None,
        }),
        ..HostConfig::default()
    };
    ContainerCreateBody {
        image: Some(program.image.clone()),
        entrypoint: program.entry_point.clone(),
        cmd: program.command.clone(),
        working_dir: program.folder.clone(),
        env: Some(
            variables
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .chain(program.told.iter().cloned())
                .collect(),
        ),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        labels: Some(owner.labels(Some(&function.name))),
        host_config: Some(host_config),
        ..ContainerCreateBody::default()
    }
}

/// A volume without a name, gone with its container.
fn scratch(target: &str) -> Mount {
    Mount {
        typ: Some(MountType::VOLUME),
        target: Some(target.to_owned()),
        ..Mount::default()
    }
}

fn cpu_quota_us(memory_mb: u32) -> i64 {
    let share = u64::from(memory_mb) * CPU_PERIOD_US as u64 / MEMORY_MB_PER_CPU;
    (share as i64).max(CPU_PERIOD_US)
}

/// The image platform that a function needs, unless it is the engine's own.
pub(super) fn foreign_platform(wanted: Architecture, engine: &str) -> Option<&'static str> {
    let (name, platform) = match wanted {
        Architecture::X86_64 => ("amd64", "linux/amd64"),
        Architecture::Arm64 => ("arm64", "linux/arm64"),
    };
    (name != engine).then_some(platform)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_has_one_processor_or_what_its_memory_gives() {
        assert_eq!(cpu_quota_us(128), 100_000);
        assert_eq!(cpu_quota_us(1769), 100_000);
        assert_eq!(cpu_quota_us(3538), 200_000);
    }

    #[test]
    fn a_platform_is_named_only_where_the_engine_has_another() {
        assert_eq!(foreign_platform(Architecture::X86_64, "amd64"), None);
        assert_eq!(
            foreign_platform(Architecture::X86_64, "arm64"),
            Some("linux/amd64")
        );
    }
}
