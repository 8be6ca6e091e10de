//! Where Docker's engine is, as Docker's own variables say it.

use std::path::PathBuf;

/// What tells Docker's own client on this machine where its engine is; an empty variable counts as
/// none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DockerSettings {
    /// `DOCKER_HOST`: an address, with or without its scheme.
    pub host: Option<String>,
    /// `DOCKER_CONTEXT`: the context to use instead of the current one.
    pub context: Option<String>,
    /// `DOCKER_CONFIG`: the directory of `config.json`, if it is not `~/.docker`.
    pub config_dir: Option<PathBuf>,
    /// `HOME`
    pub home: Option<PathBuf>,
    /// `XDG_RUNTIME_DIR`
    pub runtime_dir: Option<PathBuf>,
    /// `DOCKER_TLS_VERIFY`: the engine at [`DockerSettings::host`] wants TLS.
    pub tls: bool,
}

impl DockerSettings {
    pub(super) fn read() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let path = |name: &str| text(name).map(PathBuf::from);
        Self {
            host: text("DOCKER_HOST"),
            context: text("DOCKER_CONTEXT"),
            config_dir: path("DOCKER_CONFIG"),
            home: path("HOME"),
            runtime_dir: path("XDG_RUNTIME_DIR"),
            tls: text("DOCKER_TLS_VERIFY").is_some(),
        }
    }
}
