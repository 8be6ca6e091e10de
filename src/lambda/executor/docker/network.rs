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
        if cfg!(target_os = "macos") {
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
            _ if is_desktop(engine).await => Self::Desktop,
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

/// The engine's own address in a network. An engine that has chosen its bridge's network itself names
/// the subnet only; it has taken the first address of it.
fn gateway(network: NetworkInspect) -> Option<IpAddr> {
    let configs = network.ipam?.config?;
    let told = configs
        .iter()
        .filter_map(|config| config.gateway.as_ref()?.parse::<Ipv4Addr>().ok());
    let first = configs
        .iter()
        .filter_map(|config| first_address(config.subnet.as_ref()?));
    told.chain(first).next().map(IpAddr::V4)
}

/// `172.17.0.1` for `172.17.0.0/16`.
fn first_address(subnet: &str) -> Option<Ipv4Addr> {
    let (network, length) = subnet.split_once('/')?;
    let network: Ipv4Addr = network.parse().ok()?;
    let length: u32 = length
        .parse()
        .ok()
        .filter(|length| (1..=30).contains(length))?;
    let mask = u32::MAX << (32 - length);
    Some(Ipv4Addr::from((u32::from(network) & mask) + 1))
}

/// Docker Desktop runs its containers in a virtual machine, away from this one's bridge.
async fn is_desktop(engine: &Engine) -> bool {
    let platform = engine
        .version()
        .await
        .ok()
        .and_then(|version| version.platform);
    platform.is_some_and(|platform| platform.name.contains("Docker Desktop"))
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
    fn a_gateway_is_told_or_is_the_first_address() {
        let config = |gateway: Option<&str>, subnet: Option<&str>| NetworkInspect {
            ipam: Some(Ipam {
                config: Some(vec![IpamConfig {
                    gateway: gateway.map(str::to_owned),
                    subnet: subnet.map(str::to_owned),
                    ..IpamConfig::default()
                }]),
                ..Ipam::default()
            }),
            ..NetworkInspect::default()
        };
        let found = |told, subnet| gateway(config(told, subnet)).map(|ip| ip.to_string());
        assert_eq!(found(None, None), None);
        assert_eq!(found(None, Some("fd00::/64")), None);
        let subnet = Some("172.18.0.0/16");
        assert_eq!(found(None, subnet).as_deref(), Some("172.18.0.1"));
        assert_eq!(
            found(Some("172.18.0.9"), subnet).as_deref(),
            Some("172.18.0.9")
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
