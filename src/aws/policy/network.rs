//! Ranges of IP addresses, as `aws:SourceIp` is compared with.

use std::net::{IpAddr, Ipv6Addr};

/// `203.0.113.0/24`, `2001:db8::/32`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    first: IpAddr,
    bits: u8,
}

impl Network {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let first: IpAddr = address.trim().parse().ok()?;
        let width = if first.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.parse().ok().filter(|bits| *bits <= width)?,
            None => width,
        };
        Some(Self { first, bits })
    }

    pub(crate) fn holds(self, address: IpAddr) -> bool {
        if self.first.is_ipv4() != address.is_ipv4() {
            return false;
        }
        // IPv4 addresses sit in the last 32 of 128 bits.
        let (own, other) = (number(self.first), number(address));
        let width: u32 = if address.is_ipv4() { 32 } else { 128 };
        let free = width - u32::from(self.bits);
        own.checked_shr(free) == other.checked_shr(free)
    }

    /// Wider than S3 takes for a fixed value (user guide, "The meaning of public": /8 and /32).
    pub(crate) fn is_wide(self) -> bool {
        self.bits < if self.first.is_ipv4() { 8 } else { 32 }
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// An address as policies write it: IPv4 without its IPv6 form.
pub(crate) fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// A text as an address.
pub(crate) fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<Ipv6Addr>().ok().map(IpAddr::V6))
        .map(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_the_addresses_that_begin_alike() {
        for (range, address, inside) in [
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false),
            ("2001:db8::/32", "2001:db8:1::5", true),
            ("2001:db8::/32", "2001:db9::", false),
            ("::/0", "::1", true),
            ("127.0.0.0/8", "::ffff:127.0.0.1", true),
        ] {
            let network = Network::parse(range).unwrap();
            let address = super::address(address).unwrap();
            assert_eq!(network.holds(address), inside, "{range} {address}");
        }
        for wrong in ["", "1.2.3", "1.2.3.4/33", "::/129", "1.2.3.4/x"] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }
}
