//! How containers and this process reach one another, which depends on where the engine runs.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use bollard::models::{ContainerInspectResponse, NetworkInspect};
use tokio::net::{TcpListener, UdpSocket};

use super::address::EngineAddress;
use super::engine::Engine;

/// The network every engine makes by itself, unless it is told not to.
const BRIDGE: &str = "bridge";
/// The name by which containers know the machine of their engine.
pub(super) const HOST_NAME: &str = "host.docker.internal";

/// Where containers live, and by which address they reach this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Network {
    /// A network of the engine; this process has an address in it, or one that leads out of it.
    Named { name: String, own: IpAddr },
    /// A virtual machine that forwards [`HOST_NAME`] to this machine's loopback.
    Desktop,
    /// The machine's own network.
    Host,
}

impl Network {
    /// Finds out, with few questions; what cannot be found out ends at the machine's own network.
    pub(super) async fn find(engine: &Engine) -> Self {
        if engine.is_desktop || cfg!(target_os = "macos") {
            return Self::Desktop;
        }
        if let Some(network) = our_container(engine).await {
            return network;
        }
        if let EngineAddress::Tcp(host) = &engine.address
            && let Some(own) = address_towards(host).await
            && !own.is_loopback()
        {
            return Self::Named {
                name: BRIDGE.to_owned(),
                own,
            };
        }
        match engine.network(BRIDGE).await.ok().and_then(gateway) {
            // An engine in another place names a gateway that is not ours to listen on.
            Some(own) if TcpListener::bind((own, 0)).await.is_ok() => Self::Named {
                name: BRIDGE.to_owned(),
                own,
            },
            _ => Self::Host,
        }
    }

    /// The engine's word for it.
    pub(super) fn mode(&self) -> &str {
        match self {
            Self::Named { name, .. } => name,
            Self::Desktop => BRIDGE,
            Self::Host => "host",
        }
    }

    /// Where a listener must be bound so that containers reach it.
    pub(super) fn listen_address(&self) -> IpAddr {
        match self {
            Self::Named { own, .. } => *own,
            Self::Desktop | Self::Host => IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    /// How containers name a listener that is bound there.
    pub(super) fn name_of(&self, listener: SocketAddr) -> String {
        match self {
            Self::Named { .. } | Self::Host => listener.to_string(),
            Self::Desktop => format!("{HOST_NAME}:{}", listener.port()),
        }
    }
}

fn gateway(network: NetworkInspect) -> Option<IpAddr> {
    let configs = network.ipam?.config?;
    let addresses = configs
        .iter()
        .filter_map(|config| config.gateway.as_ref()?.parse().ok());
    addresses.into_iter().find(IpAddr::is_ipv4)
}

/// Our own address towards a remote engine. Nothing is sent.
async fn address_towards(host: &str) -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await.ok()?;
    socket.connect(host).await.ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// The network of the container in which this process runs, if the same engine runs it.
async fn our_container(engine: &Engine) -> Option<Network> {
    if !Path::new("/.dockerenv").exists() && !Path::new("/run/.containerenv").exists() {
        return None;
    }
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    network_of(engine.container(&name).await.ok()?)
}

fn network_of(container: ContainerInspectResponse) -> Option<Network> {
    let networks = container.network_settings?.networks?;
    if networks.contains_key("host") {
        return Some(Network::Host);
    }
    let mut addresses: Vec<(String, IpAddr)> = networks
        .into_iter()
        .filter_map(|(name, endpoint)| Some((name, endpoint.ip_address?.parse().ok()?)))
        .collect();
    addresses.sort();
    let (name, own) = addresses.into_iter().next()?;
    Some(Network::Named { name, own })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use bollard::models::{EndpointSettings, Ipam, IpamConfig, NetworkSettings};

    use super::*;

    #[test]
    fn a_network_without_a_gateway_has_none() {
        let config = |gateway: Option<&str>| NetworkInspect {
            ipam: Some(Ipam {
                config: Some(vec![IpamConfig {
                    gateway: gateway.map(str::to_owned),
                    ..IpamConfig::default()
                }]),
                ..Ipam::default()
            }),
            ..NetworkInspect::default()
        };
        assert_eq!(gateway(config(None)), None);
        assert_eq!(
            gateway(config(Some("172.17.0.1"))),
            Some([172, 17, 0, 1].into())
        );
    }

    #[test]
    fn functions_join_the_network_of_our_own_container() {
        let endpoint = EndpointSettings {
            ip_address: Some("172.20.0.3".to_owned()),
            ..EndpointSettings::default()
        };
        let container = |name: &str| ContainerInspectResponse {
            network_settings: Some(NetworkSettings {
                networks: Some(HashMap::from([(name.to_owned(), endpoint.clone())])),
                ..NetworkSettings::default()
            }),
            ..ContainerInspectResponse::default()
        };
        assert_eq!(network_of(container("host")), Some(Network::Host));
        let compose = network_of(container("app_default")).unwrap();
        assert_eq!(compose.mode(), "app_default");
        assert_eq!(
            compose.name_of("172.20.0.3:9001".parse().unwrap()),
            "172.20.0.3:9001"
        );
    }
}
