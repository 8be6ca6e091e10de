//! The only source of now, of ids and of randomness, so that a test can freeze and seed them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

/// Tells the time and makes ids. Cheap to clone; clones share one time and one stream of ids.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
struct Source {
    /// Milliseconds since 1970 when frozen; `None` follows the system.
    frozen_ms: Option<AtomicI64>,
    seed: AtomicU64,
}

impl Clock {
    /// Follows the machine's time; ids differ from run to run.
    pub fn system() -> Self {
        let mut seed = [0; 8];
        // A machine without randomness still gets ids that differ by start time.
        let seed = match getrandom::fill(&mut seed) {
            Ok(()) => u64::from_le_bytes(seed),
            Err(_) => system_nanos() as u64,
        };
        Self(Arc::new(Source {
            frozen_ms: None,
            seed: AtomicU64::new(seed),
        }))
    }

    /// Stands still at a moment until [`Clock::advance_ms`]; ids repeat from run to run.
    pub fn frozen(unix_ms: i64) -> Self {
        Self(Arc::new(Source {
            frozen_ms: Some(AtomicI64::new(unix_ms)),
            seed: AtomicU64::new(1),
        }))
    }

    /// Moves a frozen clock; a clock that follows the system is left alone.
    pub fn advance_ms(&self, ms: i64) {
        if let Some(frozen) = &self.0.frozen_ms {
            frozen.fetch_add(ms, Ordering::Relaxed);
        }
    }

    /// Milliseconds since 1970.
    pub(crate) fn unix_ms(&self) -> i64 {
        match &self.0.frozen_ms {
            Some(frozen) => frozen.load(Ordering::Relaxed),
            None => (system_nanos() / 1_000_000) as i64,
        }
    }

    /// Now, in UTC, to the millisecond.
    pub(crate) fn now(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.unix_ms()) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// 64 random bits (splitmix64): for ids, never for secrets.
    pub(crate) fn random_u64(&self) -> u64 {
        let mut z = self
            .0
            .seed
            .fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed)
            .wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// `length` characters of an alphabet of at most 256 ASCII characters.
    pub(crate) fn random_text(&self, alphabet: &[u8], length: usize) -> String {
        let mut text = Vec::with_capacity(length.next_multiple_of(8));
        while text.len() < length {
            let bytes = self.random_u64().to_le_bytes();
            // A product's upper byte spreads as a remainder would, and needs no division.
            text.extend(bytes.map(|byte| alphabet[(usize::from(byte) * alphabet.len()) >> 8]));
        }
        text.truncate(length);
        String::from_utf8(text).expect("ASCII is UTF-8")
    }

    /// `length` lower-case hexadecimal digits.
    pub(crate) fn hex(&self, length: usize) -> String {
        self.random_text(b"0123456789abcdef", length)
    }

    /// A version 4 UUID in its usual form.
    pub(crate) fn uuid(&self) -> String {
        let high = self.random_u64() & !0xF000 | 0x4000;
        let low = self.random_u64() & !(0b11 << 62) | (0b10 << 62);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFFF,
            low >> 48,
            low & 0xFFFF_FFFF_FFFF
        )
    }
}

/// 256 random bits of the machine: for secrets.
pub(crate) fn secret() -> Result<[u8; 32], getrandom::Error> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits)?;
    Ok(bits)
}

fn system_nanos() -> u128 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos())
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn a_frozen_clock_moves_only_when_told() {
        let clock = Clock::frozen(1_000);
        assert_eq!(clock.unix_ms(), 1_000);
        clock.advance_ms(500);
        assert_eq!(clock.unix_ms(), 1_500);
    }

    #[test]
    fn a_uuid_says_its_version_and_variant() {
        let uuid = Clock::frozen(0).uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
        assert!("89ab".contains(&uuid[19..20]));
    }
}
