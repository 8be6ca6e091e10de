//! How containers and this process reach one another, which depends on where the engine runs.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use bollard::models::{ContainerInspectResponse, NetworkInspect};
use tokio::net::{TcpListener, UdpSocket};

use super::address::EngineAddress;
use super::engine::Engine;

/// The network every engine makes by itself, unless it is told not to.
const BRIDGE: &str = "bridge";
const HOST: &str = "host";
/// The name by which containers know the machine of their engine.
pub(super) const HOST_NAME: &str = "host.docker.internal";

/// Where containers live, and by which address they reach this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Network {
    /// A network of the engine; this process has an address in it, or one that leads out of it.
    Named {
        name: String,
        own: IpAddr,
        /// Networks that containers join besides, as our own container has.
        others: Vec<String>,
    },
    /// A virtual machine that forwards [`HOST_NAME`] to this machine's loopback, from this network.
    Desktop { name: String },
    /// The machine's own network.
    Host,
}

impl Network {
    /// Finds out, with few questions; what cannot be found out ends at the machine's own network. With a
    /// network that somebody has chosen it fails in words where that does not lead here.
    pub(super) async fn find(engine: &Engine, chosen: Option<&str>) -> Result<Self, String> {
        if chosen == Some(HOST) {
            return Ok(Self::Host);
        }
        let named = |own| Self::Named {
            name: chosen.unwrap_or(BRIDGE).to_owned(),
            own,
            others: Vec::new(),
        };
        let name = chosen.unwrap_or(BRIDGE);
        let inspected = engine.network(name).await;
        if let (Some(name), Err(problem)) = (chosen, &inspected) {
            return Err(format!("the network {name} cannot be used: {problem}"));
        }
        if cfg!(target_os = "macos") {
            let name = name.to_owned();
            return Ok(Self::Desktop { name });
        }
        if let Some(container) = our_container(engine).await
            && let Some(network) = network_of(container, chosen)
        {
            return Ok(network);
        }
        if let EngineAddress::Tcp(host) = &engine.address
            && let Some(own) = address_towards(host).await
            && !own.is_loopback()
        {
            return Ok(named(own));
        }
        if let Some(own) = inspected.ok().and_then(gateway)
            // An engine in another place names a gateway that is not ours to listen on.
            && TcpListener::bind((own, 0)).await.is_ok()
        {
            return Ok(named(own));
        }
        if is_desktop(engine).await {
            let name = name.to_owned();
            return Ok(Self::Desktop { name });
        }
        match chosen {
            Some(name) => Err(format!(
                "containers of the network {name} would not reach this server, which has no address there"
            )),
            None => Ok(Self::Host),
        }
    }

    /// The engine's word for it.
    pub(super) fn mode(&self) -> &str {
        match self {
            Self::Named { name, .. } | Self::Desktop { name } => name,
            Self::Host => HOST,
        }
    }

    /// Networks that a container joins besides.
    pub(super) fn others(&self) -> &[String] {
        match self {
            Self::Named { others, .. } => others,
            Self::Desktop { .. } | Self::Host => &[],
        }
    }

    /// Where a listener must be bound so that containers reach it.
    pub(super) fn listen_address(&self) -> IpAddr {
        match self {
            Self::Named { own, .. } => *own,
            Self::Desktop { .. } | Self::Host => IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    /// How containers name a listener that is bound there.
    pub(super) fn name_of(&self, listener: SocketAddr) -> String {
        match self {
            Self::Named { .. } | Self::Host => listener.to_string(),
            Self::Desktop { .. } => format!("{HOST_NAME}:{}", listener.port()),
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

/// The container in which this process runs, if the same engine runs it.
async fn our_container(engine: &Engine) -> Option<ContainerInspectResponse> {
    if !Path::new("/.dockerenv").exists() && !Path::new("/run/.containerenv").exists() {
        return None;
    }
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let host_name = rustix::system::uname();
    // A container's host name is its id, unless somebody has given it another.
    let names = [
        container_id(&mounts).map(str::to_owned),
        Some(host_name.nodename().to_string_lossy().into_owned()),
    ];
    for name in names.into_iter().flatten() {
        if let Ok(container) = engine.container(&name).await {
            return Some(container);
        }
    }
    None
}

/// The id of a container in its mounts: engines lay files such as its `/etc/hostname` below
/// `containers/ID/`, Podman below `overlay-containers/ID/`.
fn container_id(mounts: &str) -> Option<&str> {
    let is_id = |text: &&str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    mounts
        .split("containers/")
        .skip(1)
        .filter_map(|rest| rest.split('/').next())
        .find(is_id)
}

/// The chosen network of a container, or the best of its networks with all others beside it. One that
/// people have made comes before the engine's own, which resolves no names.
fn network_of(container: ContainerInspectResponse, chosen: Option<&str>) -> Option<Network> {
    let networks = container.network_settings?.networks?;
    if networks.contains_key(HOST) {
        return chosen.is_none().then_some(Network::Host);
    }
    let mut addresses: Vec<(String, IpAddr)> = networks
        .into_iter()
        .filter(|(name, _)| chosen.is_none_or(|chosen| chosen == name))
        .filter_map(|(name, endpoint)| Some((name, endpoint.ip_address?.parse().ok()?)))
        .collect();
    addresses.sort_by_key(|(name, _)| (name == BRIDGE, name.clone()));
    let mut addresses = addresses.into_iter();
    let (name, own) = addresses.next()?;
    Some(Network::Named {
        name,
        own,
        // The engine's own takes no container that is in another.
        others: addresses
            .map(|(name, _)| name)
            .filter(|name| name != BRIDGE)
            .collect(),
    })
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
        let container = |names: &[&str]| ContainerInspectResponse {
            network_settings: Some(NetworkSettings {
                networks: Some(
                    names
                        .iter()
                        .map(|name| ((*name).to_owned(), endpoint.clone()))
                        .collect::<HashMap<_, _>>(),
                ),
                ..NetworkSettings::default()
            }),
            ..ContainerInspectResponse::default()
        };
        assert_eq!(network_of(container(&["host"]), None), Some(Network::Host));
        let compose = network_of(container(&["bridge", "b_db", "a_default"]), None).unwrap();
        assert_eq!(
            (compose.mode(), compose.others()),
            ("a_default", &["b_db".to_owned()][..])
        );
        assert_eq!(
            compose.name_of("172.20.0.3:9001".parse().unwrap()),
            "172.20.0.3:9001"
        );
        let chosen = network_of(container(&["a_default", "b_db"]), Some("b_db")).unwrap();
        assert_eq!((chosen.mode(), chosen.others()), ("b_db", &[][..]));
        assert_eq!(
            network_of(container(&["a_default"]), Some("elsewhere")),
            None
        );
    }

    #[test]
    fn a_container_finds_its_id_in_its_mounts() {
        let id = "0123456789abcdef".repeat(4);
        for (mounts, found) in [
            (
                format!("9 8 0:1 /var/lib/docker/containers/{id}/hostname /etc/hostname rw\n"),
                true,
            ),
            (
                format!("9 8 0:1 /overlay-containers/{id}/userdata/hosts /etc/hosts rw\n"),
                true,
            ),
            (
                "9 8 0:1 /containers/short/hostname /etc/hostname rw\n".to_owned(),
                false,
            ),
            (String::new(), false),
        ] {
            assert_eq!(
                container_id(&mounts),
                found.then_some(id.as_str()),
                "{mounts}"
            );
        }
    }
}
