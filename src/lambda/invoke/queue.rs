//! Asynchronous events: accepted at once, run in their turn, retried when they fail.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

use super::accepted::{Accepted, AcceptedImage, Ledger, Tries};
use super::destination::{Condition, Ending, Teller};
use super::invocation::InvocationResult;
use crate::aws::error::AwsError;
use crate::bus::activity::Working;
use crate::clock::Clock;
use crate::lambda::error::invoke::is_recursion;
use crate::lambda::functions::event_invoke::EventInvoke;

/// Events that wait or run; more are refused.
const EVENTS_MAX: usize = 10_000;
/// Bytes of their payloads.
const PAYLOAD_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Events that run at once, so that a flood of them leaves the machine usable.
const RUNNING_MAX: usize = 50;
/// Before the first and the second retry of a function that failed (AWS docs, asynchronous
/// invocation); there is no third.
const RETRY_DELAYS: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(120)];
/// Throttled events and system errors are tried again after 1 s, doubling up to 5 min (same page).
const BACKOFF_MAX: Duration = Duration::from_secs(5 * 60);

/// Runs one attempt.
pub(super) type Attempt = Box<dyn Fn() -> AttemptFuture + Send + Sync>;
/// How an attempt goes; an error means that the function did not run.
pub(super) type AttemptFuture =
    Pin<Box<dyn Future<Output = Result<InvocationResult, AwsError>> + Send>>;

/// The queue of one invoker.
#[derive(Debug)]
pub(super) struct Queue {
    clock: Clock,
    places: Arc<Semaphore>,
    bytes: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    stopped: watch::Sender<bool>,
    ledger: Arc<Ledger>,
}

/// There is no place left.
#[derive(Debug)]
pub(super) struct QueueFull;

impl Queue {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            places: Arc::new(Semaphore::new(EVENTS_MAX)),
            bytes: Arc::new(Semaphore::new(PAYLOAD_BYTES_MAX)),
            turns: Arc::new(Semaphore::new(RUNNING_MAX)),
            stopped: watch::Sender::new(false),
            ledger: Arc::default(),
        }
    }

    /// Every event that has not come to its end.
    pub(super) fn image(&self) -> AcceptedImage {
        self.ledger.image()
    }

    /// Takes an event; it runs as soon as its turn comes, and its end is told. One that was accepted
    /// before has a number.
    pub(super) fn push(
        &self,
        event: Arc<Accepted>,
        number: Option<u64>,
        attempt: Attempt,
        teller: Teller,
        working: Working,
    ) -> Result<(), QueueFull> {
        let payload_bytes = u32::try_from(event.payload.len()).map_err(|_| QueueFull)?;
        let bytes = Arc::clone(&self.bytes)
            .try_acquire_many_owned(payload_bytes)
            .map_err(|_| QueueFull)?;
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| QueueFull)?;
        let number = match number {
            Some(number) => {
                self.ledger.put(number, Arc::clone(&event));
                number
            }
            None => self.ledger.add(Arc::clone(&event)),
        };
        let delivery = Delivery {
            event,
            number,
            ledger: Arc::clone(&self.ledger),
            attempt,
            turns: Arc::clone(&self.turns),
            clock: self.clock.clone(),
            working,
        };
        let mut stopped = self.stopped.subscribe();
        tokio::spawn(async move {
            let told = async {
                if let Some(ending) = delivery.run().await {
                    delivery.working.say("its end is told");
                    teller.tell(&ending).await;
                }
                delivery.ledger.remove(number);
            };
            tokio::select! {
                () = told => {}
                _ = stopped.wait_for(|stopped| *stopped) => {}
            }
            drop((place, bytes));
        });
        Ok(())
    }

    /// Runs no event any more; whoever has an image of them may.
    pub(super) fn stop(&self) {
        self.stopped.send_replace(true);
    }
}

/// One event on its way.
struct Delivery {
    event: Arc<Accepted>,
    number: u64,
    ledger: Arc<Ledger>,
    attempt: Attempt,
    turns: Arc<Semaphore>,
    clock: Clock,
    /// Lasts as long as the event.
    working: Working,
}

impl Delivery {
    /// Tries until the function succeeds or no more tries are left, or until the event has come back too
    /// often; `None` for an event whose
    /// function is gone or cannot run here.
    async fn run(&self) -> Option<Ending> {
        let Tries {
            mut failures,
            mut refusals,
            next_ms,
        } = self.event.head.tries;
        let event_invoke = &self.event.head.event_invoke;
        let mut last = None;
        if next_ms > self.clock.unix_ms() {
            self.working.say("waits for its next try");
            self.clock.sleep_until_ms(next_ms).await;
        }
        loop {
            let (delay, why) = match self.attempt().await {
                Ok(result) if result.failed => {
                    failures += 1;
                    let why = excerpt(&result.payload);
                    last = Some(result);
                    (delay_after_failure(failures, event_invoke), why)
                }
                Ok(result) => {
                    return Some(Ending {
                        condition: Condition::Success,
                        attempts: failures + 1,
                        result: Some(result),
                    });
                }
                Err(error) if is_recursion(&error) => {
                    self.give_up(&error.to_string());
                    return Some(Ending {
                        condition: Condition::RetriesExhausted,
                        attempts: failures,
                        result: last,
                    });
                }
                Err(error) => {
                    refusals += 1;
                    let delay = delay_after_refusal(refusals, &error);
                    if delay.is_none() {
                        self.give_up(&error.to_string());
                        return None;
                    }
                    (delay, error.to_string())
                }
            };
            let in_time = |delay: &Duration| self.age() + *delay <= event_invoke.age_max();
            let Some(next) = delay.filter(in_time) else {
                self.give_up(&why);
                return Some(Ending {
                    condition: match delay {
                        None => Condition::RetriesExhausted,
                        Some(_) => Condition::EventAgeExceeded,
                    },
                    attempts: failures,
                    result: last,
                });
            };
            let arn = self.event.function_arn();
            tracing::warn!("an asynchronous event of {arn} failed, next try in {next:?}: {why}");
            self.working
                .say(format!("waits {next:?} for its next try: {why}"));
            let wait_ms = i64::try_from(next.as_millis()).unwrap_or(i64::MAX);
            self.note(Tries {
                failures,
                refusals,
                next_ms: self.clock.unix_ms().saturating_add(wait_ms),
            });
            self.clock.sleep(next).await;
        }
    }

    /// Whoever goes on with the event after a restart does so from here.
    fn note(&self, tries: Tries) {
        let mut event = Accepted::clone(&self.event);
        event.head.tries = tries;
        self.ledger.put(self.number, Arc::new(event));
    }

    fn give_up(&self, why: &str) {
        let arn = self.event.function_arn();
        tracing::warn!("an asynchronous event of {arn} is given up: {why}");
    }

    async fn attempt(&self) -> Result<InvocationResult, AwsError> {
        self.working.say("waits for its turn");
        let turn = self.turns.acquire().await;
        self.working.say("runs");
        let result = (self.attempt)().await;
        drop(turn);
        result
    }

    fn age(&self) -> Duration {
        let age_ms = self.clock.unix_ms() - self.event.head.accepted_ms;
        Duration::from_millis(u64::try_from(age_ms).unwrap_or_default())
    }
}

/// Enough of an error document to know it by, on one line.
fn excerpt(payload: &[u8]) -> String {
    let payload = &payload[..payload.len().min(500)];
    String::from_utf8_lossy(payload).escape_debug().to_string()
}

fn delay_after_failure(failures: usize, event_invoke: &EventInvoke) -> Option<Duration> {
    let allowed = failures <= event_invoke.retries_max();
    RETRY_DELAYS.get(failures - 1).copied().filter(|_| allowed)
}

/// A function that is gone or cannot run here stays so; anything else may pass.
fn delay_after_refusal(refusals: u32, error: &AwsError) -> Option<Duration> {
    let may_pass = error.status().as_u16() == 429 || error.status().as_u16() == 500;
    let delay = Duration::from_secs(1 << (refusals - 1).min(10));
    may_pass.then_some(delay.min(BACKOFF_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::identity::{AccountId, Region, Scope};
    use crate::bus::Bus;
    use crate::clock::Flow;
    use crate::lambda::error;
    use crate::lambda::functions::event_invoke::Destinations;
    use crate::lambda::invoke::accepted::Head;
    use crate::lambda::invoke::invocation::Invocation;

    #[test]
    fn a_failed_event_is_retried_after_one_and_two_minutes() {
        let delays = |retry_attempts| {
            let event_invoke = EventInvoke {
                retry_attempts,
                ..EventInvoke::default()
            };
            [1, 2, 3].map(|failures| delay_after_failure(failures, &event_invoke))
        };
        let minutes = |minutes: u64| Some(Duration::from_secs(minutes * 60));
        assert_eq!(delays(None), [minutes(1), minutes(2), None]);
        assert_eq!(delays(Some(1)), [minutes(1), None, None]);
        assert_eq!(delays(Some(0)), [None, None, None]);
    }

    /// One failure, then success: as often as the configuration lets it be tried.
    #[tokio::test(start_paused = true)]
    async fn an_event_is_given_up_when_its_configuration_says_so() {
        async fn attempts(event_invoke: EventInvoke) -> usize {
            let (tried, mut attempts) = tokio::sync::mpsc::unbounded_channel();
            let attempt = move || -> AttemptFuture {
                let _ = tried.send(());
                Box::pin(async {
                    Ok(InvocationResult {
                        payload: bytes::Bytes::new(),
                        failed: true,
                        log_tail: None,
                        executed_version: "1".to_owned(),
                        durable_execution_arn: None,
                    })
                })
            };
            // The time of the test's runtime, which hurries to whatever is waited for.
            let clock = Clock::frozen(0);
            clock.set_flow(Flow::starting(0, 1.0));
            let queue = Queue::new(clock.clone());
            let scope = Scope {
                account: AccountId::default(),
                region: Region::parse("us-east-1").unwrap(),
            };
            let event = Accepted {
                head: Head {
                    scope: scope.clone(),
                    request_id: String::new(),
                    function_arn: "f".to_owned(),
                    trace_id: None,
                    tenant_id: None,
                    accepted_ms: 0,
                    event_invoke,
                    dead_letter: None,
                    tries: Tries::default(),
                },
                payload: bytes::Bytes::new(),
            };
            let teller = Teller {
                bus: Bus::default().downgrade(),
                clock,
                scope: scope.clone(),
                destinations: Destinations::default(),
                dead_letter: None,
                invocation: Invocation::new(String::new(), "f".to_owned(), bytes::Bytes::new()),
            };
            let working = Bus::default().activity().begin("test", "f");
            let pushed = queue.push(Arc::new(event), None, Box::new(attempt), teller, working);
            assert!(pushed.is_ok());
            assert_eq!(queue.image().all().count(), 1);
            let mut count = 0;
            while attempts.recv().await.is_some() {
                count += 1;
            }
            assert_eq!(queue.image().all().count(), 0);
            count
        }
        let with = |retry_attempts, age_max_s| EventInvoke {
            retry_attempts,
            age_max_s,
            ..EventInvoke::default()
        };
        assert_eq!(attempts(with(None, None)).await, 3);
        assert_eq!(attempts(with(Some(0), None)).await, 1);
        assert_eq!(attempts(with(None, Some(60))).await, 2);
    }

    #[test]
    fn a_throttled_event_backs_off_up_to_five_minutes() {
        let throttled = error::invoke::concurrency_exhausted();
        let after = |refusals| delay_after_refusal(refusals, &throttled).unwrap().as_secs();
        assert_eq!((after(1), after(2), after(40)), (1, 2, 300));
        let missing = error::invoke::invalid_runtime("no python3.13".to_owned());
        assert_eq!(delay_after_refusal(1, &missing), None);
    }
}
