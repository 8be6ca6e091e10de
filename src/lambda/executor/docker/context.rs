//! Docker's contexts: names for engines, kept in files below `~/.docker`.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::address::{EngineAddress, NO_TLS};

/// The context that stands for the usual socket.
const DEFAULT: &str = "default";

/// The files of Docker's own client.
pub(super) struct Contexts {
    directory: PathBuf,
}

impl Contexts {
    /// `directory` holds `config.json` and `contexts/`; it need not exist.
    pub(super) fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// The context that `docker context use` has chosen.
    pub(super) fn current(&self) -> Option<String> {
        let config = read_json(&self.directory.join("config.json"))?;
        config["currentContext"]
            .as_str()
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
    }

    /// The address that a context names; `None` for the default one. Fails in words where there is no
    /// such context, and where its engine cannot be spoken to.
    pub(super) fn address(&self, context: &str) -> Result<Option<EngineAddress>, String> {
        if context == DEFAULT {
            return Ok(None);
        }
        // Contexts lie under the SHA-256 of their names.
        let mut folder = String::new();
        for byte in Sha256::digest(context) {
            folder.push_str(&format!("{byte:02x}"));
        }
        let contexts = self.directory.join("contexts");
        let file = contexts.join("meta").join(&folder).join("meta.json");
        let host = read_json(&file)
            .and_then(|meta| Some(meta["Endpoints"]["docker"]["Host"].as_str()?.to_owned()))
            .ok_or_else(|| {
                format!(
                    "the Docker context {context} names no engine (looked in {})",
                    file.display()
                )
            })?;
        let address = EngineAddress::parse(&host)
            .map_err(|why| format!("the Docker context {context} ({host}): {why}"))?;
        let certificates = contexts.join("tls").join(&folder).join("docker");
        let is_secret = matches!(address, EngineAddress::Tcp(_)) && certificates.exists();
        match is_secret {
            true => Err(format!("the Docker context {context} ({host}): {NO_TLS}")),
            false => Ok(Some(address)),
        }
    }
}

fn read_json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the context `colima` lies: SHA-256 of its name.
    const COLIMA: &str = "f24fd3749c1368328e2b149bec149cb6795619f244c5b584e844961215dadd16";

    fn colima(host: &str) -> (tempfile::TempDir, Contexts) {
        let directory = tempfile::tempdir().unwrap();
        let meta = directory.path().join("contexts/meta").join(COLIMA);
        std::fs::create_dir_all(&meta).unwrap();
        let text = format!(
            r#"{{"Name":"colima","Metadata":{{}},"Endpoints":{{"docker":{{"Host":"{host}","SkipTLSVerify":false}}}}}}"#
        );
        std::fs::write(meta.join("meta.json"), text).unwrap();
        let contexts = Contexts::new(directory.path().to_owned());
        (directory, contexts)
    }

    #[test]
    fn a_context_names_its_engine() {
        let (directory, contexts) = colima("unix:///c.sock");
        assert_eq!(contexts.current(), None);
        std::fs::write(
            directory.path().join("config.json"),
            r#"{"auths":{},"currentContext":"colima"}"#,
        )
        .unwrap();
        assert_eq!(contexts.current().as_deref(), Some("colima"));
        let socket = EngineAddress::Socket(PathBuf::from("/c.sock"));
        assert_eq!(contexts.address("colima"), Ok(Some(socket)));
        assert_eq!(contexts.address("default"), Ok(None));
        let problem = contexts.address("gone").unwrap_err();
        assert!(problem.contains("context gone names no engine"));
    }

    #[test]
    fn a_context_whose_engine_wants_tls_or_ssh_is_refused_in_words() {
        let (directory, contexts) = colima("tcp://far:2376");
        let certificates = directory.path().join("contexts/tls").join(COLIMA);
        std::fs::create_dir_all(certificates.join("docker")).unwrap();
        let problem = contexts.address("colima").unwrap_err();
        assert!(
            problem.contains("colima (tcp://far:2376): RustStack speaks to engines without TLS")
        );
        let (_directory, contexts) = colima("ssh://me@far");
        let problem = contexts.address("colima").unwrap_err();
        assert!(problem.contains("does not speak ssh"));
    }
}
