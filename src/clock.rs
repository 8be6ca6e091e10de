//! The only source of now, of ids and of randomness, so that a test can freeze and seed them.

mod flow;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use time::OffsetDateTime;
use tokio::sync::Notify;

pub(crate) use flow::{Flow, Recorded, SPEED_MAX, Stopped};

/// Tells the time and makes ids. Cheap to clone; clones share one time and one stream of ids.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
struct Source {
    flow: ArcSwap<Flow>,
    /// Told when time begins to flow in another way, or has jumped.
    changed: Notify,
    seed: AtomicU64,
}

impl Clock {
    /// Follows the machine's time; ids differ from run to run.
    pub fn system() -> Self {
        Self::flowing(Flow::Machine)
    }

    /// Shows the time as it flows there; ids differ from run to run.
    pub(crate) fn flowing(flow: Flow) -> Self {
        let mut seed = [0; 8];
        // A machine without randomness still gets ids that differ by start time.
        let seed = match getrandom::fill(&mut seed) {
            Ok(()) => u64::from_le_bytes(seed),
            Err(_) => flow::machine_nanos() as u64,
        };
        Self::new(flow, seed)
    }

    /// Stands still at a moment until [`Clock::advance_ms`]; ids repeat from run to run.
    pub fn frozen(unix_ms: i64) -> Self {
        Self::new(Flow::starting(unix_ms, 0.0), 1)
    }

    fn new(flow: Flow, seed: u64) -> Self {
        Self(Arc::new(Source {
            flow: ArcSwap::from_pointee(flow),
            changed: Notify::new(),
            seed: AtomicU64::new(seed),
        }))
    }

    /// Moves the clock, backwards if negative; it goes on as fast as before.
    pub fn advance_ms(&self, ms: i64) {
        self.0.flow.rcu(|flow| {
            let now = flow.unix_ms().saturating_add(ms);
            Flow::starting(now, flow.speed())
        });
        self.0.changed.notify_waiters();
    }

    /// How time flows here.
    pub(crate) fn flow(&self) -> Flow {
        **self.0.flow.load()
    }

    /// Lets time flow in another way from now on.
    pub(crate) fn set_flow(&self, flow: Flow) {
        self.0.flow.store(Arc::new(flow));
        self.0.changed.notify_waiters();
    }

    /// Waits until so much of this clock's time has passed.
    pub(crate) async fn sleep(&self, duration: Duration) {
        let ms = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        self.sleep_until_ms(self.unix_ms().saturating_add(ms)).await;
    }

    /// Waits until this clock shows a moment, in milliseconds since 1970, or a later one.
    pub(crate) async fn sleep_until_ms(&self, unix_ms: i64) {
        loop {
            let changed = self.0.changed.notified();
            let flow = self.flow();
            let left_ms = unix_ms.saturating_sub(flow.unix_ms());
            if left_ms <= 0 {
                return;
            }
            match flow.machine_time(left_ms) {
                None => changed.await,
                Some(left) => tokio::select! {
                    () = changed => {}
                    () = tokio::time::sleep(left) => {}
                },
            }
        }
    }

    /// Waits so long by the machine's time, or until this clock is moved: for who looks at it now and
    /// then.
    pub(crate) async fn look_after(&self, machine_time: Duration) {
        let changed = self.0.changed.notified();
        // Whoever waited in vain looks as well.
        let _ = tokio::time::timeout(machine_time, changed).await;
    }

    /// Milliseconds since 1970.
    pub(crate) fn unix_ms(&self) -> i64 {
        self.0.flow.load().unix_ms()
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Clock, Flow};

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

    #[tokio::test(start_paused = true)]
    async fn a_clock_runs_at_its_speed() {
        let clock = Clock::frozen(0);
        clock.set_flow(Flow::starting(5_000, 60.0));
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(clock.unix_ms(), 125_000);
        clock.advance_ms(-25_000);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(clock.unix_ms(), 160_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_sleeper_follows_every_change_of_its_clock() {
        let clock = Clock::frozen(0);
        let sleeper = clock.clone();
        let slept = tokio::spawn(async move {
            sleeper.sleep(Duration::from_secs(60)).await;
            sleeper.unix_ms()
        });
        tokio::time::sleep(Duration::from_secs(600)).await;
        assert!(!slept.is_finished());
        clock.set_flow(Flow::starting(30_000, 10.0));
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(!slept.is_finished());
        clock.advance_ms(40_000);
        assert_eq!(slept.await.unwrap(), 80_000);
    }
}
