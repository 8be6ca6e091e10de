//! Finds the engine as Docker's own client does: variables, then contexts, then the usual sockets.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;

use crate::config::DockerSettings;

use super::address::{EngineAddress, NO_TLS};
use super::context::Contexts;
use super::engine::{Engine, EngineProblem};

const WHAT_TO_DO: &str =
    "start Docker, set DOCKER_HOST, or run functions as processes with --lambda-executor process";

/// Where engines of the whole machine listen: Docker, and Podman for root.
const SOCKETS: [&str; 2] = ["/var/run/docker.sock", "/run/podman/podman.sock"];
/// Below a user's home: Docker's own new place, Docker Desktop on Linux, Colima (now, in XDG's place, and
/// before 0.4), Rancher Desktop, OrbStack, Lima, Podman's virtual machine.
const SOCKETS_AT_HOME: [&str; 9] = [
    ".docker/run/docker.sock",
    ".docker/desktop/docker.sock",
    ".colima/default/docker.sock",
    ".config/colima/default/docker.sock",
    ".colima/docker.sock",
    ".rd/docker.sock",
    ".orbstack/run/docker.sock",
    ".lima/docker/sock/docker.sock",
    ".local/share/containers/podman/machine/podman.sock",
];
/// In a user's folder of running things: rootless Docker and Podman.
const SOCKETS_AT_RUNTIME: [&str; 2] = ["docker.sock", "podman/podman.sock"];

/// There is no engine: why, and what would help.
#[derive(Debug)]
pub(crate) struct NoEngine {
    why: String,
    /// Somebody wants one: a variable or a context names it, or it has a socket.
    pub(crate) was_meant: bool,
}

impl NoEngine {
    /// There is one, but its containers would not reach this server.
    pub(super) fn out_of_reach(why: String) -> Self {
        let was_meant = true;
        Self { why, was_meant }
    }
}

impl fmt::Display for NoEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {WHAT_TO_DO}", self.why)
    }
}

/// The first engine that answers; all are asked at once. Says within `patience` when there is none, and
/// names each place where one was looked for.
pub(super) async fn find_engine(
    settings: &DockerSettings,
    patience: Duration,
) -> Result<Engine, NoEngine> {
    let places = places(settings).map_err(|why| NoEngine {
        why: format!("no Docker engine: {why}"),
        was_meant: true,
    })?;
    let asked = places.addresses.iter();
    let asked = asked.map(|address| Engine::connect(address, patience));
    let mut answers: FuturesOrdered<_> = asked.collect();
    let mut was_meant = places.are_meant;
    let mut tried = Vec::new();
    for address in &places.addresses {
        let answer = answers.next().await;
        match answer.unwrap_or(Err(EngineProblem::Silent)) {
            Ok(engine) => return Ok(engine),
            Err(_) if is_missing(address) => tried.push(format!("{address} (no such socket)")),
            Err(problem) => {
                was_meant = true;
                tried.push(format!("{address} ({problem})"));
            }
        }
    }
    let why = format!("no Docker engine answers at {}", tried.join(", "));
    Err(NoEngine { why, was_meant })
}

fn is_missing(address: &EngineAddress) -> bool {
    match address {
        EngineAddress::Socket(path) => {
            let kind = std::fs::metadata(path).map_err(|error| error.kind());
            matches!(kind, Err(std::io::ErrorKind::NotFound))
        }
        EngineAddress::Tcp(_) => false,
    }
}

#[derive(Debug)]
struct Places {
    /// Best first.
    addresses: Vec<EngineAddress>,
    /// A variable or a context names the only one.
    are_meant: bool,
}

/// `DOCKER_HOST` leaves no other place; nor does a context. Fails where what was asked for names no
/// engine that can be spoken to.
fn places(settings: &DockerSettings) -> Result<Places, String> {
    let only = |address| Places {
        addresses: vec![address],
        are_meant: true,
    };
    if let Some(host) = &settings.host {
        let name = |why: &str| format!("DOCKER_HOST={host}: {why}");
        let address = EngineAddress::parse(host).map_err(|why| name(&why))?;
        return match address {
            EngineAddress::Tcp(_) if settings.tls => Err(name(NO_TLS)),
            address => Ok(only(address)),
        };
    }
    let directory = settings.config_dir.clone();
    let at_home = || Some(settings.home.as_ref()?.join(".docker"));
    if let Some(directory) = directory.or_else(at_home) {
        let contexts = Contexts::new(directory);
        let chosen = settings.context.clone();
        if let Some(context) = chosen.or_else(|| contexts.current())
            && let Some(address) = contexts.address(&context)?
        {
            return Ok(only(address));
        }
    }
    Ok(Places {
        addresses: usual_sockets(settings),
        are_meant: false,
    })
}

fn usual_sockets(settings: &DockerSettings) -> Vec<EngineAddress> {
    let [docker, podman] = SOCKETS.map(PathBuf::from);
    let below = |directory: &Option<PathBuf>, names: &[&str]| -> Vec<PathBuf> {
        let join = |directory: &PathBuf| names.iter().map(|name| directory.join(name)).collect();
        directory.as_ref().map(join).unwrap_or_default()
    };
    let mut sockets = vec![docker];
    sockets.extend(below(&settings.home, &SOCKETS_AT_HOME));
    sockets.extend(below(&settings.runtime_dir, &SOCKETS_AT_RUNTIME));
    sockets.push(podman);
    sockets.into_iter().map(EngineAddress::Socket).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::UnixListener;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(1);

    fn socket(path: impl Into<PathBuf>) -> EngineAddress {
        EngineAddress::Socket(path.into())
    }

    fn at_home(home: &Path) -> DockerSettings {
        DockerSettings {
            home: Some(home.to_owned()),
            ..DockerSettings::default()
        }
    }

    /// Says of itself what an engine says to whoever asks for its version.
    fn engine(path: &Path) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let listener = UnixListener::bind(path).unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 4096]).await;
                let version = r#"{"ApiVersion":"1.41","Version":"20.10.24"}"#;
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{version}",
                    version.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
    }

    #[test]
    fn the_variable_comes_before_the_context_and_both_before_the_sockets() {
        let home = tempfile::tempdir().unwrap();
        let mut settings = at_home(home.path());
        let addresses = |settings: &DockerSettings| places(settings).map(|places| places.addresses);
        assert_eq!(
            addresses(&settings).unwrap()[0],
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
        assert_eq!(addresses(&settings).unwrap(), [socket("/c.sock")]);
        settings.context = Some("default".to_owned());
        assert!(addresses(&settings).unwrap().len() > 1);
        settings.context = Some("gone".to_owned());
        assert!(addresses(&settings).unwrap_err().contains("gone"));
        settings.host = Some("/v.sock".to_owned());
        assert_eq!(addresses(&settings).unwrap(), [socket("/v.sock")]);
    }

    #[test]
    fn an_engine_behind_tls_is_refused_in_words() {
        let settings = DockerSettings {
            host: Some("tcp://far:2376".to_owned()),
            tls: true,
            ..DockerSettings::default()
        };
        let problem = places(&settings).unwrap_err();
        assert!(
            problem.starts_with("DOCKER_HOST=tcp://far:2376: RustStack speaks to engines without")
        );
    }

    #[tokio::test]
    async fn an_engine_is_found_wherever_its_socket_is() {
        for place in [".colima/default/docker.sock", ".rd/docker.sock"] {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join(place);
            engine(&path);
            let settings = at_home(home.path());
            // The machine that tests run on may have an engine of its own, which comes first.
            let found = find_engine(&settings, PATIENCE).await.unwrap().address;
            let of_the_machine = socket("/var/run/docker.sock");
            assert!(found == socket(path) || found == of_the_machine);
        }
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("podman/podman.sock");
        engine(&path);
        let settings = DockerSettings {
            host: Some(path.to_str().unwrap().to_owned()),
            ..DockerSettings::default()
        };
        assert_eq!(
            find_engine(&settings, PATIENCE).await.unwrap().address,
            socket(path)
        );
    }

    #[tokio::test]
    async fn every_place_that_was_tried_is_named() {
        let home = tempfile::tempdir().unwrap();
        let silent = home.path().join("silent.sock");
        let _listener = std::os::unix::net::UnixListener::bind(&silent).unwrap();
        let missing = home.path().join("missing.sock");
        for (path, why) in [
            (&silent, "the Docker engine does not answer"),
            (&missing, "no such socket"),
        ] {
            let settings = DockerSettings {
                host: Some(path.to_str().unwrap().to_owned()),
                ..DockerSettings::default()
            };
            let problem = find_engine(&settings, PATIENCE).await.err().unwrap();
            assert!(problem.was_meant);
            let line = format!(
                "no Docker engine answers at unix://{} ({why}); {WHAT_TO_DO}",
                path.display()
            );
            assert_eq!(problem.to_string(), line);
        }
    }
}
