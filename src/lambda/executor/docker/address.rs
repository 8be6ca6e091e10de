//! Where an engine may be: what Docker's own variables and contexts say, then the usual sockets.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::config::DockerSettings;

/// How an engine is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EngineAddress {
    Socket(PathBuf),
    /// `host:port`, plain HTTP.
    Tcp(String),
}

impl fmt::Display for EngineAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp(address) => write!(f, "tcp://{address}"),
        }
    }
}

/// Sockets of engines that people have, below their home.
const SOCKETS_AT_HOME: [&str; 6] = [
    ".docker/run/docker.sock",
    ".docker/desktop/docker.sock",
    ".colima/default/docker.sock",
    ".rd/docker.sock",
    ".orbstack/run/docker.sock",
    ".lima/docker/sock/docker.sock",
];

/// The addresses to try, best first. `DOCKER_HOST` leaves no other; so does a chosen context.
/// Fails when what was asked for names no engine that we can speak to.
pub(super) fn candidates(settings: &DockerSettings) -> Result<Vec<EngineAddress>, String> {
    if let Some(host) = &settings.host {
        return Ok(vec![
            parse(host).map_err(|why| format!("DOCKER_HOST={host}: {why}"))?,
        ]);
    }
    let config_dir = match (&settings.config_dir, &settings.home) {
        (Some(directory), _) => Some(directory.clone()),
        (None, Some(home)) => Some(home.join(".docker")),
        (None, None) => None,
    };
    if let Some(directory) = &config_dir
        && let Some(context) = settings
            .context
            .clone()
            .or_else(|| current_context(directory))
        && context != "default"
    {
        let host = context_host(directory, &context)
            .ok_or_else(|| format!("the Docker context {context} names no engine"))?;
        return Ok(vec![
            parse(&host).map_err(|why| format!("Docker context {context}: {why}"))?,
        ]);
    }
    Ok(usual_sockets(settings)
        .into_iter()
        .map(EngineAddress::Socket)
        .collect())
}

fn usual_sockets(settings: &DockerSettings) -> Vec<PathBuf> {
    let mut sockets = vec![PathBuf::from("/var/run/docker.sock")];
    if let Some(home) = &settings.home {
        sockets.extend(SOCKETS_AT_HOME.iter().map(|socket| home.join(socket)));
    }
    if let Some(directory) = &settings.runtime_dir {
        sockets.push(directory.join("docker.sock"));
        sockets.push(directory.join("podman/podman.sock"));
    }
    sockets
}

/// Reads an address as people write it: `tcp://10.0.0.5:2375`, `10.0.0.5:2375`, `/run/docker.sock`.
fn parse(text: &str) -> Result<EngineAddress, String> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme, rest),
        None if text.starts_with('/') => ("unix", text),
        None => ("tcp", text),
    };
    let rest = rest.trim_end_matches('/');
    match scheme {
        "unix" if !rest.is_empty() => Ok(EngineAddress::Socket(PathBuf::from(rest))),
        "tcp" | "http" if !rest.is_empty() => Ok(EngineAddress::Tcp(match rest.rsplit_once(':') {
            Some((_, port)) if port.parse::<u16>().is_ok() => rest.to_owned(),
            _ => format!("{rest}:2375"),
        })),
        _ => Err("RustStack speaks to engines by unix:// or tcp:// without TLS".to_owned()),
    }
}

fn current_context(directory: &Path) -> Option<String> {
    let config = read_json(&directory.join("config.json"))?;
    config["currentContext"]
        .as_str()
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}

/// Contexts lie under the SHA-256 of their names.
fn context_host(directory: &Path, context: &str) -> Option<String> {
    let mut folder = String::new();
    for byte in Sha256::digest(context) {
        folder.push_str(&format!("{byte:02x}"));
    }
    let meta = read_json(
        &directory
            .join("contexts/meta")
            .join(folder)
            .join("meta.json"),
    )?;
    meta["Endpoints"]["docker"]["Host"]
        .as_str()
        .map(str::to_owned)
}

fn read_json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(path: &str) -> EngineAddress {
        EngineAddress::Socket(PathBuf::from(path))
    }

    #[test]
    fn an_address_is_read_with_and_without_its_scheme() {
        let tcp = |address: &str| EngineAddress::Tcp(address.to_owned());
        let table = [
            ("unix:///run/d.sock", Some(socket("/run/d.sock"))),
            ("/run/d.sock", Some(socket("/run/d.sock"))),
            ("tcp://10.0.0.5:2375", Some(tcp("10.0.0.5:2375"))),
            ("10.0.0.5:2375", Some(tcp("10.0.0.5:2375"))),
            ("http://engine/", Some(tcp("engine:2375"))),
            ("ssh://me@host", None),
            ("unix://", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn the_variable_comes_before_the_context_and_both_before_the_sockets() {
        let home = tempfile::tempdir().unwrap();
        let mut settings = DockerSettings {
            home: Some(home.path().to_owned()),
            ..DockerSettings::default()
        };
        assert_eq!(
            candidates(&settings).unwrap()[0],
            socket("/var/run/docker.sock")
        );
        let docker = home.path().join(".docker");
        // SHA-256 of `colima`.
        let meta = "contexts/meta/f24fd3749c1368328e2b149bec149cb6795619f244c5b584e844961215dadd16";
        std::fs::create_dir_all(docker.join(meta)).unwrap();
        std::fs::write(docker.join("config.json"), r#"{"currentContext":"colima"}"#).unwrap();
        std::fs::write(
            docker.join(meta).join("meta.json"),
            r#"{"Endpoints":{"docker":{"Host":"unix:///c.sock"}}}"#,
        )
        .unwrap();
        assert_eq!(candidates(&settings).unwrap(), [socket("/c.sock")]);
        settings.context = Some("gone".to_owned());
        assert!(candidates(&settings).unwrap_err().contains("gone"));
        settings.host = Some("/v.sock".to_owned());
        assert_eq!(candidates(&settings).unwrap(), [socket("/v.sock")]);
    }
}
