//! An engine's address as people write it.

use std::fmt;
use std::path::PathBuf;

/// Where an engine listens without encryption, if an address names no port.
const PORT: u16 = 2375;

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

impl EngineAddress {
    /// Reads `tcp://10.0.0.5:2375`, `10.0.0.5:2375`, `engine`, `/run/docker.sock`; fails in words for
    /// what is no address and for what needs a protocol that is not spoken here.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme, rest),
            None if text.starts_with('/') => ("unix", text),
            None => ("tcp", text),
        };
        let rest = rest.trim_end_matches('/');
        match scheme {
            "unix" if rest.starts_with('/') => Ok(Self::Socket(PathBuf::from(rest))),
            // As Docker's own client has it.
            "unix" if rest.is_empty() => Ok(Self::Socket(PathBuf::from("/var/run/docker.sock"))),
            "unix" => Err(format!("{rest} is no absolute path of a socket")),
            "tcp" | "http" => tcp(rest).map(Self::Tcp),
            "ssh" => Err(format!(
                "RustStack does not speak ssh; forward the engine's socket with `ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock {rest}` and set DOCKER_HOST=unix:///tmp/docker.sock"
            )),
            "https" => Err(NO_TLS.to_owned()),
            _ => Err(format!(
                "RustStack speaks to engines by unix:// or tcp://, not by {scheme}://"
            )),
        }
    }
}

/// What to say where an engine wants to be spoken to in secret.
pub(super) const NO_TLS: &str = "RustStack speaks to engines without TLS only; give it the engine's unix socket, or forward its port through ssh";

fn tcp(rest: &str) -> Result<String, String> {
    let is_port = |text: &str| text.parse::<u16>().is_ok_and(|port| port != 0);
    let (host, address) = match rest.rsplit_once(':') {
        // The colons of an IPv6 address stand in brackets.
        Some((host, port)) if !port.contains(']') => {
            if !is_port(port) {
                return Err(format!("{port} is no port"));
            }
            (host, rest.to_owned())
        }
        _ => (rest, format!("{rest}:{PORT}")),
    };
    let is_host = !host.is_empty() && !host.contains(['/', '@', ' ']);
    match is_host {
        true => Ok(address),
        false => Err(format!("{host:?} is no host name")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_and_without_its_scheme() {
        let socket = |path: &str| EngineAddress::Socket(PathBuf::from(path));
        let tcp = |address: &str| EngineAddress::Tcp(address.to_owned());
        let table = [
            ("unix:///run/d.sock", socket("/run/d.sock")),
            ("/run/d.sock", socket("/run/d.sock")),
            ("unix://", socket("/var/run/docker.sock")),
            ("tcp://10.0.0.5:2375", tcp("10.0.0.5:2375")),
            ("10.0.0.5:2375", tcp("10.0.0.5:2375")),
            ("10.0.0.5", tcp("10.0.0.5:2375")),
            ("http://engine/", tcp("engine:2375")),
            ("tcp://[::1]:2375", tcp("[::1]:2375")),
            ("tcp://[::1]", tcp("[::1]:2375")),
        ];
        for (text, expected) in table {
            assert_eq!(EngineAddress::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_spoken_is_refused_in_words() {
        let table = [
            (
                "ssh://me@far",
                "ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock me@far",
            ),
            ("https://engine:2376", "without TLS"),
            ("npipe:////./pipe/docker_engine", "npipe://"),
            ("tcp://engine:port", "port is no port"),
            ("tcp://", "no host name"),
            ("unix://docker.sock", "no absolute path"),
        ];
        for (text, words) in table {
            let problem = EngineAddress::parse(text).unwrap_err();
            assert!(problem.contains(words), "{text}: {problem}");
        }
    }
}
